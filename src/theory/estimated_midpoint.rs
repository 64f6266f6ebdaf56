//! How far an estimated threshold is from b, and what that costs (docs/theory.md, section 12).

use super::prediction::Solution;
use crate::loss::LossKind;
use crate::model::{Classifier, Problem, Quantity, Undefined};
use crate::numerics::{density, normal_expectation};

/// How far the midpoint of leave-one-out scores is from b, to first order in 1/n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatedMidpoint {
    /// The standard deviation of τ̂ − b, b the intercept of the same classifier: the two move
    /// together, and τ̂ alone varies less.
    pub spread: f64,
    /// What it adds to the mean worst-class error, to first order.
    pub cost: f64,
}

impl EstimatedMidpoint {
    /// The mean of a quantity over τ̂ ~ N(τ, sd²), all else as in the limit; `classifier` decides at
    /// τ. Of the worst-class error it is the mean of the larger error, as over replicates, and not
    /// the larger of two means: at τ = b, with c = sd/α,
    ///
    /// ```text
    /// E max(R₊, R₋) = P(N + c|Z| > m/α) = Q(h) + 2T(h, c),   h = m/(α√(1 + c²))
    /// E R₊          = Q(h)
    /// ```
    ///
    /// with T Owen's function.
    ///
    /// # Errors
    /// [`Undefined`] where the quantity does not exist.
    pub fn mean_of(&self, quantity: Quantity, classifier: &Classifier) -> Result<f64, Undefined> {
        let at = |z: f64| quantity.of(&classifier.at(classifier.threshold() + self.spread * z));
        let mut missing = quantity.of(classifier).err();
        let mean = normal_expectation(
            |z| {
                at(z).unwrap_or_else(|why| {
                    missing = Some(why);
                    0.0
                })
            },
            &[0.0],
        );
        missing.map_or(Ok(mean), Err)
    }
}

/// Of the square loss, trained on so many samples of the minority and the majority, for every weight,
/// ridge and δ:
///
/// ```text
/// sd(τ̂ − b) = (α/2)√(1/n₊ + 1/n₋)·√(1 + (1 − 2π₊)²Δ/(s² + Δ)),   Δ = δ/(4π₊π₋)
/// cost      = φ(m/α)/α·sd·√(2/π)
/// ```
///
/// To first order (b − τ̂)/α = −ōᵀV/√(VᵀV), less its limit, with ō the middle of the class means and θ ∝ V
/// ([`super::sampled_margins()`]): neither weights nor ridge are in its variance. `None` of other losses, of
/// which nothing is known.
pub fn estimated_midpoint(
    problem: &Problem,
    solution: &Solution,
    [plus, minus]: [f64; 2],
) -> Option<EstimatedMidpoint> {
    if problem.loss() != LossKind::Square.into() {
        return None;
    }
    let s = problem.two_class().signal_strength();
    let spread = solution.alpha * relative_spread(problem, [plus, minus]);
    let slope = density(s * solution.gamma / solution.alpha) / solution.alpha;
    Some(EstimatedMidpoint {
        spread,
        cost: slope * spread * std::f64::consts::FRAC_2_PI.sqrt(),
    })
}

/// sd(τ̂ − b)/α of the square loss, which knows neither weight nor ridge.
pub(super) fn relative_spread(problem: &Problem, [plus, minus]: [f64; 2]) -> f64 {
    let two = problem.two_class();
    let (prior, s) = (two.minority_prior(), two.signal_strength());
    let noise = problem.delta() / (4.0 * prior * two.majority_prior());
    let tilt = (1.0 - 2.0 * prior).powi(2) * noise / (s * s + noise);
    0.5 * (1.0 / plus + 1.0 / minus).sqrt() * (1.0 + tilt).sqrt()
}

#[cfg(test)]
mod tests;
