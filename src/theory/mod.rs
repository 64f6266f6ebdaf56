//! Predictions of the proportional limit n, d → ∞ with d/n → δ.
//!
//! Everything here is a deterministic function of a handful of numbers. This room
//! and `simulate` never import each other: that they agree is
//! the evidence the crate exists to give.

mod damped_newton;
mod equal_error;
mod estimated_midpoint;
pub mod groups;
mod intercept;
mod limit;
mod margin_shortfall;
mod max_margin;
mod prediction;
mod recommend;
mod sampled_margins;
pub mod scalar_system;
mod separability;
pub mod square;
mod threshold;
mod weight_path;
pub mod weights;

use equal_error::{equal_error_on, equal_errors_on, several_possible as several_equal_errors};
pub use equal_error::{equal_error_weight, equal_error_weights};
pub use estimated_midpoint::{EstimatedMidpoint, estimated_midpoint};
pub use limit::{Limit, predict};
pub use max_margin::max_margin;
pub use prediction::{Prediction, Solution, Status};
pub use recommend::{
    AdviceText, Chosen, MovedRow, MovedRule, MovedTable, Recommendation, RuleTable, SignalErrors,
    SignalRow, ThresholdUse, over_signal,
};
pub use sampled_margins::{SampledMargins, left_out_margins, sampled_margins};
pub use separability::separability_threshold;
pub use square::Samples;
pub use threshold::{limiting_scores, threshold, training_scores};
pub use weights::downsampled;

use crate::loss::LossKind;
pub use crate::model::Problem;

/// [`predict`] of two classes; where an iteration is needed it is begun at the solution of a problem nearby.
/// The result is the same to the accuracy that its residual tells, not to the last bit.
pub fn predict_near(problem: &Problem, near: Option<&Solution>) -> Prediction {
    if iterates(problem) {
        return scalar_system::solve_near(problem, near);
    }
    match problem.loss().kind().is_decreasing() {
        true => max_margin::separable(problem),
        false => square::predict(problem),
    }
}

/// δ* itself is known to about this share of it: nearer to it α, which diverges there, would
/// be rounding.
const BESIDE: f64 = 1e-12;

/// Whether the scalar system has to be solved: the square loss has a closed form, and
/// without ridge the others have limits of their own where data are separable or
/// interpolated. The weight ratio has no part in it.
fn iterates(problem: &Problem) -> bool {
    let kind = problem.loss().kind();
    if kind == LossKind::Square {
        return false;
    }
    if problem.ridge() > 0.0 {
        return true;
    }
    if kind.is_decreasing() {
        let threshold = separability_threshold(problem.two_class());
        return threshold.is_none_or(|t| problem.delta() < t * (1.0 - BESIDE));
    }
    problem.delta() < 1.0
}
