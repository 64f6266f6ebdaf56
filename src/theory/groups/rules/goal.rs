//! What the best weights are best for, as a function of the groups' margins.

use nalgebra::{DMatrix, DVector};

use super::moved_goal::FreeThreshold;
use crate::model::GroupObjective;
use crate::numerics::{density, upper_tail};
use crate::theory::ThresholdUse;
use crate::theory::groups::problem::Member;

/// What is to be small: an error, with the threshold at 0 or at its best for every margins.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// max_g R_g.
    Worst,
    /// Σ shares·R_g.
    Mean(DVector<f64>),
    /// One of them, with the threshold moved.
    Moved(FreeThreshold),
}

/// A goal's value with its derivatives along the margins.
pub(super) struct LocalGoal {
    pub(super) value: f64,
    pub(super) slope: DVector<f64>,
    pub(super) bend: DMatrix<f64>,
}

impl Goal {
    pub(super) fn new(
        objective: GroupObjective,
        threshold: ThresholdUse,
        members: &[Member],
    ) -> Self {
        let shares = objective.shares(members.iter().map(|g| g.prior));
        match (threshold, shares) {
            (ThresholdUse::Fixed, None) => Goal::Worst,
            (ThresholdUse::Fixed, Some(shares)) => Goal::Mean(shares.into()),
            (ThresholdUse::Free, shares) => Goal::Moved(FreeThreshold::new(members, shares)),
        }
    }

    /// In the margins a_g, R_g = Q(a_g): the smoothed maximum T log Σ λ exp(−a/T) of −a with multipliers λ, or
    /// log Σ shares·Q(a_g), which knows neither.
    pub(super) fn local(&self, margins: &DVector<f64>, smoothing: &Smoothing) -> LocalGoal {
        match self {
            Goal::Worst => smoothed_maximum(margins, smoothing),
            Goal::Mean(shares) => log_mean(margins, shares),
            Goal::Moved(free) => free.local(margins, smoothing),
        }
    }

    /// The goal itself on the same scale, without smoothing.
    pub(super) fn value(&self, margins: &DVector<f64>) -> f64 {
        match self {
            Goal::Worst => -margins.min(),
            Goal::Mean(shares) => log_mean(margins, shares).value,
            Goal::Moved(free) => free.value(margins),
        }
    }

    /// The margins whose least is the goal, where it is a maximum.
    fn compared(&self, margins: &DVector<f64>) -> Option<DVector<f64>> {
        match self {
            Goal::Worst => Some(margins.clone()),
            Goal::Mean(_) => None,
            Goal::Moved(free) => free.pairs(margins),
        }
    }

    /// By how much the margins that share in a smoothed maximum exceed the least.
    pub(super) fn gap(&self, margins: &DVector<f64>, smoothing: &Smoothing) -> f64 {
        let Some(compared) = self.compared(margins) else {
            return 0.0;
        };
        let (_, shares) = shares_of(&compared, smoothing);
        shares.dot(&compared) - compared.min()
    }

    /// A smoothing with all λ the same.
    pub(super) fn even(&self, margins: &DVector<f64>, temperature: f64) -> Smoothing {
        let compared = self.compared(margins).map_or(0, |all| all.len());
        Smoothing {
            temperature,
            multipliers: DVector::from_element(compared, 1.0),
        }
    }

    /// With the shares of these margins as multipliers.
    pub(super) fn sharpened(&self, smoothing: &Smoothing, margins: &DVector<f64>) -> Smoothing {
        let Some(compared) = self.compared(margins) else {
            return smoothing.clone();
        };
        let (_, shares) = shares_of(&compared, smoothing);
        Smoothing {
            temperature: smoothing.temperature,
            multipliers: shares.map(|share| share.max(LEAST_MULTIPLIER)),
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

/// The smoothed maximum of −a, and the share of each in its slope.
pub(super) fn shares_of(margins: &DVector<f64>, smoothing: &Smoothing) -> (f64, DVector<f64>) {
    let (least, temperature) = (margins.min(), smoothing.temperature);
    let terms = margins.map(|a| (-(a - least) / temperature).exp());
    let terms = terms.component_mul(&smoothing.multipliers);
    let total = terms.sum();
    (temperature * total.ln() - least, terms / total)
}

fn smoothed_maximum(margins: &DVector<f64>, smoothing: &Smoothing) -> LocalGoal {
    let (value, share) = shares_of(margins, smoothing);
    let apart = DMatrix::from_diagonal(&share) - &share * share.transpose();
    LocalGoal {
        value,
        bend: apart / smoothing.temperature,
        slope: -share,
    }
}

pub(super) fn log_mean(margins: &DVector<f64>, shares: &DVector<f64>) -> LocalGoal {
    let tails = margins.map(upper_tail);
    let total = tails.dot(shares);
    let slope = margins.zip_map(shares, |a, share| -share * density(a) / total);
    let own = margins.zip_map(shares, |a, share| a * share * density(a) / total);
    LocalGoal {
        value: total.ln(),
        bend: DMatrix::from_diagonal(&own) - &slope * slope.transpose(),
        slope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Label;

    fn members() -> Vec<Member> {
        let group = |(label, prior, noise)| Member {
            direction: DVector::zeros(1),
            label,
            prior,
            noise,
            weight: 1.0,
        };
        let (plus, minus) = (Label::Positive, Label::Negative);
        [
            (plus, 0.2, 1.3),
            (minus, 0.3, 0.8),
            (minus, 0.4, 1.0),
            (plus, 0.1, 0.6),
        ]
        .map(group)
        .to_vec()
    }

    fn goals() -> Vec<Goal> {
        let uses = [ThresholdUse::Fixed, ThresholdUse::Free];
        let each = |threshold| {
            GroupObjective::ALL.map(|objective| Goal::new(objective, threshold, &members()))
        };
        uses.into_iter().flat_map(each).collect()
    }

    #[test]
    fn derivatives_match_differences() {
        let at = DVector::from_vec(vec![0.3, 0.5, -0.2, 0.9]);
        for goal in goals() {
            let mut smoothing = goal.even(&at, 0.4);
            for (i, multiplier) in smoothing.multipliers.iter_mut().enumerate() {
                *multiplier = [0.5, 1.0, 0.2, 0.8][i % 4];
            }
            let here = goal.local(&at, &smoothing);
            for i in 0..4 {
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

    /// A threshold moved by t adds −y t/σ to every margin, which goals that may move it do not see.
    #[test]
    fn a_free_threshold_undoes_a_shift() {
        let at = DVector::from_vec(vec![0.3, 0.5, -0.2, 0.9]);
        for goal in goals() {
            let shifts = members()
                .into_iter()
                .map(|g| -0.7 * g.label.sign() / g.noise);
            let moved = &at + DVector::from_iterator(4, shifts);
            let change = goal.value(&moved) - goal.value(&at);
            let sees = change.abs() > 1e-3;
            assert_eq!(sees, !matches!(goal, Goal::Moved(_)), "{goal:?} {change}");
            assert!(sees || change.abs() < 1e-12, "{goal:?} {change}");
        }
    }
}
