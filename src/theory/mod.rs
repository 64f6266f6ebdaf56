//! Predictions of the proportional limit n, d → ∞ with d/n → δ.
//!
//! Everything here is a deterministic function of a handful of numbers. This room
//! and [`simulate`](crate::simulate) never import each other: that they agree is
//! the evidence the crate exists to give.

mod downsampling;
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

pub use downsampling::downsampled;
pub use max_margin::max_margin;
pub use prediction::{Prediction, Solution, Status};
pub use problem::Problem;
pub use recommend::{Recommendation, RuleTable};
pub use separability::separability_threshold;

use crate::loss::LossKind;

/// Predicts what training converges to, for any problem.
pub fn predict(problem: &Problem) -> Prediction {
    match problem.loss() {
        LossKind::Square => square::predict(problem),
    }
}
