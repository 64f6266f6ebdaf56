//! How far an estimated threshold is from b, and what that costs (docs/theory.md, section 12).

use super::prediction::Solution;
use super::sampled_margins::{SampledMargins, left_out_bias};
use super::square::Samples;
use crate::loss::LossKind;
use crate::model::{Classifier, Problem, Quantity, Undefined};
use crate::numerics::{normal_expectation, upper_tail};

/// How far the midpoint of leave-one-out scores is from b: both to first order in 1/n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatedMidpoint {
    /// The standard deviation of τ̂ − b, b the intercept of the same classifier: the two move
    /// together, and τ̂ alone varies less.
    pub spread: f64,
    /// E τ̂ − b: below 0 where the minority is rare, for each of its samples is scored by a classifier
    /// that was trained with one fewer.
    pub bias: f64,
    /// What both add to the mean worst-class error, all else as in the limit.
    pub cost: f64,
}

impl EstimatedMidpoint {
    /// The mean of a quantity over τ̂ ~ N(τ + E τ̂ − b, sd²), all else as in the limit; `classifier` decides
    /// at τ. Of the worst-class error it is the mean of the larger error, as over replicates, and not
    /// the larger of two means: at τ = b, with c = sd/α and without bias,
    ///
    /// ```text
    /// E max(R₊, R₋) = P(N + c|Z| > m/α) = Q(h) + 2T(h, c),   h = m/(α√(1 + c²))
    /// E R₊          = Q(h)
    /// ```
    ///
    /// with T Owen's function. Class errors are known better: [`super::left_out_margins`] has m/α over
    /// training sets as well.
    ///
    /// # Errors
    /// [`Undefined`] where the quantity does not exist.
    pub fn mean_of(&self, quantity: Quantity, classifier: &Classifier) -> Result<f64, Undefined> {
        let centre = classifier.threshold() + self.bias;
        let at = |z: f64| quantity.of(&classifier.at(centre + self.spread * z));
        let mut missing = quantity.of(classifier).err();
        let mean = normal_expectation(
            |z| {
                at(z).unwrap_or_else(|why| {
                    missing = Some(why);
                    0.0
                })
            },
            // Where the classes' errors meet.
            &[-self.bias / self.spread],
        );
        missing.map_or(Ok(mean), Err)
    }
}

/// Of the square loss, for every weight, ridge and δ, trained on so many samples:
///
/// ```text
/// sd(τ̂ − b) = (α/2)√(1/n₊ + 1/n₋)·√(1 + (1 − 2π₊)²Δ/(s² + Δ)),   Δ = δ/(4π₊π₋)
/// E τ̂ − b   = ½[(m + b) at (n₊ − 1, n₋) − (m + b)] + ½[(b − m) at (n₊, n₋ − 1) − (b − m)]
/// cost      = E max(R₊, R₋) − Q(m/α) over τ̂ ~ N(E τ̂, sd²)
/// ```
///
/// To first order (b − τ̂)/α is −(ōᵀV − its limit)/√(VᵀV), with ō the middle of the class means and θ ∝ V
/// ([`super::sampled_margins()`]): neither weights nor ridge are in its variance. `None` of other losses, of
/// which nothing is known, and of as few samples as leave no mean over training sets.
pub fn estimated_midpoint(
    problem: &Problem,
    solution: &Solution,
    samples: &Samples,
) -> Option<EstimatedMidpoint> {
    let is_square = problem.loss() == LossKind::Square.into();
    if !is_square || !samples.are_enough(problem.ridge()) {
        return None;
    }
    let (spread, bias) = (
        relative_spread(problem, samples),
        left_out_bias(problem, samples)?,
    );
    let margin = problem.two_class().signal_strength() * solution.gamma / solution.alpha;
    let margins = SampledMargins {
        mean: [margin - bias, margin + bias],
        variance: [spread * spread; 2],
        covariance: -spread * spread,
    };
    Some(EstimatedMidpoint {
        spread: solution.alpha * spread,
        bias: solution.alpha * bias,
        cost: margins.worst() - upper_tail(margin),
    })
}

/// sd(τ̂ − b)/α of the square loss, which knows neither weight nor ridge.
fn relative_spread(problem: &Problem, samples: &Samples) -> f64 {
    let two = problem.two_class();
    let (prior, s) = (two.minority_prior(), two.signal_strength());
    let noise = problem.delta() / (4.0 * prior * two.majority_prior());
    let tilt = (1.0 - 2.0 * prior).powi(2) * noise / (s * s + noise);
    let drawn = 1.0 / samples.minority + 1.0 / samples.majority;
    0.5 * drawn.sqrt() * (1.0 + tilt).sqrt()
}

#[cfg(test)]
mod tests;
