//! Predictions of the proportional limit n, d → ∞ with d/n → δ.
//!
//! Everything here is a deterministic function of a handful of numbers. This room
//! and `simulate` never import each other: that they agree is
//! the evidence the crate exists to give.

mod equal_error;
pub mod groups;
mod max_margin;
mod prediction;
mod problem;
mod recommend;
pub mod scalar_system;
mod separability;
mod shortfall;
pub mod square;
pub mod weights;

pub use equal_error::equal_error_weight;
pub use max_margin::max_margin;
pub use prediction::{Prediction, Solution, Status};
pub use problem::Problem;
pub use recommend::{Recommendation, RuleTable};
pub use separability::separability_threshold;
pub use weights::downsampled;

use crate::loss::LossKind;

/// Predicts what training converges to, for any problem.
///
/// Without ridge, decreasing losses (logistic, exponential, hinge, squared hinge) tend
/// to the maximum-margin direction above the separability threshold:
/// [`Status::Separable`]. The others interpolate for δ > 1, all with the same
/// minimum-norm classifier, and diverge at δ = 1.
pub fn predict(problem: &Problem) -> Prediction {
    predict_near(problem, None)
}

/// The same; where an iteration is needed it is begun at the solution of a problem nearby.
/// The result is the same to the accuracy that its residual tells, not to the last bit.
pub fn predict_near(problem: &Problem, near: Option<&Solution>) -> Prediction {
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
    scalar_system::solve_near(problem, near)
}
