//! Piecewise-linear problems and their certificate of optimality.

use super::signed::Signed;
use super::{axpy, norm_squared};

/// minimise over x = (θ, b)  P(x) = Σ_i φ_i(a_iᵀx) + (R/2)‖θ‖²,
/// φ_i(z) = max { u(z − t_i) : l_i ≤ u ≤ h_i }: slope l_i below the kink t_i, h_i above.
///
/// l_i = −∞ and h_i = 0 is the constraint z_i ≥ t_i. The dual is to maximise
/// D(u) = −Σ u_i t_i − ‖(Aᵀu)_θ‖²/(2R) over the box with (Aᵀu)_b = 0, and for R = 0
/// −Σ u_i t_i with Aᵀu = 0.
pub(super) struct Program<'a> {
    pub(super) data: &'a Signed<'a>,
    /// t.
    pub(super) kinks: Vec<f64>,
    /// l, finite or −∞.
    pub(super) low: Vec<f64>,
    /// h.
    pub(super) high: Vec<f64>,
    /// R.
    pub(super) ridge: f64,
    /// How many of the unknowns R pulls: all but the intercept, which is last.
    pub(super) penalised: usize,
}

/// x and u, with the distances of u from its bounds kept apart so that they stay exact
/// when tiny.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) at: Vec<f64>,
    pub(super) dual: Vec<f64>,
    /// h − u.
    pub(super) to_high: Vec<f64>,
    /// u − l.
    pub(super) to_low: Vec<f64>,
}

impl Program<'_> {
    /// Aᵀu + R(θ, 0): zero at the solution.
    pub(super) fn stationarity(&self, at: &[f64], dual: &[f64]) -> Vec<f64> {
        let mut left = self.data.combine(dual);
        axpy(
            self.ridge,
            &at[..self.penalised],
            &mut left[..self.penalised],
        );
        left
    }

    /// How far x can be from optimal, relative: (P(x) − D(u))/scale, or the largest
    /// violation of a constraint z_i ≥ t_i if that is more.
    ///
    /// P − D is summed from terms that are each ≥ 0, so that nothing cancels:
    /// φ_i(z_i) − u_i(z_i − t_i) for every sample and ‖(Aᵀu)_θ + Rθ‖²/(2R). What is left
    /// of the equations that u should satisfy counts by its inner product's bound.
    pub(super) fn gap(&self, pair: &Pair) -> f64 {
        let margins = self.data.margins(&pair.at);
        let (mut gap, mut violation) = (0.0, 0.0f64);
        for (i, (z, t)) in margins.iter().zip(&self.kinks).enumerate() {
            if z >= t {
                gap += pair.to_high[i] * (z - t);
            } else if self.low[i].is_finite() {
                gap += pair.to_low[i] * (t - z);
            } else {
                violation = violation.max(t - z);
            }
        }
        let left = self.stationarity(&pair.at, &pair.dual);
        let free = if self.ridge > 0.0 {
            gap += norm_squared(&left[..self.penalised]) / (2.0 * self.ridge);
            self.penalised
        } else {
            0
        };
        gap += (norm_squared(&left[free..]) * norm_squared(&pair.at[free..])).sqrt();
        (gap / self.scale(pair)).max(violation / self.typical_kink())
    }

    /// What a gap is measured against: about P(0), or for constraints the optimum.
    fn scale(&self, pair: &Pair) -> f64 {
        let t = self.typical_kink();
        let bounded: f64 = (self.low.iter().zip(&self.high))
            .filter(|(l, _)| l.is_finite())
            .map(|(l, h)| (h - l) * t)
            .sum();
        let priced: f64 = (self.low.iter().zip(&pair.dual))
            .filter(|(l, _)| l.is_infinite())
            .map(|(_, u)| u.abs() * t)
            .sum();
        (bounded + priced).max(f64::MIN_POSITIVE)
    }

    /// max |t_i|, or 1.
    pub(super) fn typical_kink(&self) -> f64 {
        let largest = self.kinks.iter().fold(0.0f64, |m, t| m.max(t.abs()));
        if largest > 0.0 { largest } else { 1.0 }
    }

    /// Sets every u_i into its box and its distances to match.
    pub(super) fn boxed(&self, at: Vec<f64>, dual: &[f64]) -> Pair {
        let bounds = || self.low.iter().zip(&self.high);
        let dual: Vec<f64> = (dual.iter().zip(bounds()))
            .map(|(u, (l, h))| u.clamp(*l, *h))
            .collect();
        Pair {
            at,
            to_high: (dual.iter().zip(&self.high)).map(|(u, h)| h - u).collect(),
            to_low: (dual.iter().zip(&self.low)).map(|(u, l)| u - l).collect(),
            dual,
        }
    }
}
