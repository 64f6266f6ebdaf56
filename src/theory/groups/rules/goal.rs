//! What the best weights are best for, as a function of the groups' margins.

use nalgebra::{DMatrix, DVector};

use crate::numerics::{density, upper_tail};

/// What is to be small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// max_g R_g.
    WorstGroup,
    /// The mean of R_g over groups, whatever their priors.
    Balanced,
}

/// A goal's value with its derivatives along the margins.
pub(super) struct LocalGoal {
    pub(super) value: f64,
    pub(super) slope: DVector<f64>,
    pub(super) bend: DMatrix<f64>,
}

impl Goal {
    /// In the margins a_g, R_g = Q(a_g): the smoothed maximum T log Σ λ_g exp(−a_g/T) of −a_g with
    /// multipliers λ_g, or log Σ Q(a_g)/K, which knows neither.
    pub(super) fn local(self, margins: &DVector<f64>, smoothing: &Smoothing) -> LocalGoal {
        match self {
            Goal::WorstGroup => smoothed_maximum(margins, smoothing),
            Goal::Balanced => log_mean(margins),
        }
    }

    /// The goal itself on the same scale, without smoothing.
    pub(super) fn value(self, margins: &DVector<f64>) -> f64 {
        match self {
            Goal::WorstGroup => -margins.min(),
            Goal::Balanced => log_mean(margins).value,
        }
    }
}

/// How a maximum is smoothed.
///
/// Where the smoothed maximum is smallest its shares s_g ∝ λ_g exp(−a_g/T) balance the slopes of the margins.
/// With s in place of λ, again and again, the margins whose shares are not zero become equal, at any T:
/// the exponential method of multipliers.
#[derive(Clone, Debug)]
pub(super) struct Smoothing {
    /// T.
    pub(super) temperature: f64,
    /// λ_g.
    pub(super) multipliers: DVector<f64>,
}

/// A group that is given up as harmless may come back.
const LEAST_MULTIPLIER: f64 = 1e-12;

impl Smoothing {
    /// With all λ_g the same.
    pub(super) fn even(groups: usize, temperature: f64) -> Self {
        Self {
            temperature,
            multipliers: DVector::from_element(groups, 1.0),
        }
    }

    /// With the shares of these margins as multipliers.
    pub(super) fn sharpened(&self, margins: &DVector<f64>) -> Self {
        let shares = -smoothed_maximum(margins, self).slope;
        Self {
            temperature: self.temperature,
            multipliers: shares.map(|share| share.max(LEAST_MULTIPLIER)),
        }
    }
}

fn smoothed_maximum(margins: &DVector<f64>, smoothing: &Smoothing) -> LocalGoal {
    let (least, temperature) = (margins.min(), smoothing.temperature);
    let terms = margins.map(|a| (-(a - least) / temperature).exp());
    let terms = terms.component_mul(&smoothing.multipliers);
    let total = terms.sum();
    let share = terms / total;
    LocalGoal {
        value: temperature * total.ln() - least,
        bend: (DMatrix::from_diagonal(&share) - &share * share.transpose()) / temperature,
        slope: -share,
    }
}

fn log_mean(margins: &DVector<f64>) -> LocalGoal {
    let total: f64 = margins.iter().map(|&a| upper_tail(a)).sum();
    let slope = margins.map(|a| -density(a) / total);
    let own = margins.map(|a| a * density(a) / total);
    LocalGoal {
        value: (total / margins.len() as f64).ln(),
        bend: DMatrix::from_diagonal(&own) - &slope * slope.transpose(),
        slope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_match_differences() {
        let at = DVector::from_vec(vec![0.3, 0.5, -0.2]);
        let smoothing = Smoothing {
            temperature: 0.4,
            multipliers: DVector::from_vec(vec![0.5, 1.0, 0.2]),
        };
        for goal in [Goal::WorstGroup, Goal::Balanced] {
            let here = goal.local(&at, &smoothing);
            for i in 0..3 {
                let (mut up, mut down) = (at.clone(), at.clone());
                up[i] += 1e-5;
                down[i] -= 1e-5;
                let (up, down) = (goal.local(&up, &smoothing), goal.local(&down, &smoothing));
                let slope = (up.value - down.value) / 2e-5;
                assert!((slope - here.slope[i]).abs() < 1e-9, "{goal:?}");
                let bend = (up.slope - down.slope) / 2e-5;
                assert!((bend - here.bend.column(i)).amax() < 1e-8, "{goal:?}");
            }
        }
    }
}
