//! Predictions of the proportional limit n, d → ∞ with d/n → δ.
//!
//! Everything here is a deterministic function of a handful of numbers. This room
//! and `simulate` never import each other: that they agree is
//! the evidence the crate exists to give.

mod downsampling;
mod equal_error;
pub mod groups;
mod max_margin;
mod monotonicity;
mod prediction;
mod problem;
mod recommend;
pub mod scalar_system;
mod separability;
mod shortfall;
pub mod square;
pub mod weights;

pub use downsampling::downsampled;
pub use equal_error::equal_error_weight;
pub use max_margin::max_margin;
pub use monotonicity::{Monotonicity, monotonicity};
pub use prediction::{Prediction, Solution, Status};
pub use problem::Problem;
pub use recommend::{Recommendation, RuleTable};
pub use separability::separability_threshold;

use crate::loss::LossKind;

/// Predicts what training converges to, for any problem.
///
/// Without ridge, decreasing losses (logistic, exponential, hinge, squared hinge) tend
/// to the maximum-margin direction above the separability threshold:
/// [`Status::Separable`]. The others interpolate for δ > 1, all with the same
/// minimum-norm classifier, and diverge at δ = 1.
pub fn predict(problem: &Problem) -> Prediction {
    let kind = problem.loss().kind();
    if kind == LossKind::Square {
        return square::predict(problem);
    }
    if problem.ridge() == 0.0 {
        if kind.is_decreasing() {
            let threshold = separability_threshold(problem.two_class());
            if threshold.is_some_and(|t| problem.delta() > t) {
                return max_margin::separable(problem);
            }
        } else if problem.delta() >= 1.0 {
            return square::predict(problem);
        }
    }
    scalar_system::solve(problem)
}
