//! Training on any population of K groups, whatever the loss (docs/theory.md, section 8).
//!
//! In units of its noise the margin of a sample of group g is x_g = αG + y_g(μ_g·m + b)/σ_g, with m
//! the projection of θ on the means' k coordinates. With p_g = prox_{κω_gσ_g²ℓ}(σ_g x_g)/σ_g and
//! η² = α² − ‖m‖², training tends to the root of
//!
//! ```text
//! δη² = Σ π_g E(x_g − p_g)²                 δ = rκ + Σ π_g E(1 − p_g')
//! 0 = δm + Σ π_g (y_g μ_g/σ_g) E(x_g − p_g)    0 = Σ π_g (y_g/σ_g) E(x_g − p_g)
//! ```
//!
//! in (log η, m, b, log κ): k + 3 unknowns. A group of noise σ is a group of noise 1 whose loss is
//! ℓ(σz), so that the expectations are those of two classes (`scalar_system`). [`predict`](super::predict) chooses:
//! the two-class engine where the population is the paper's, `max_margin` where the data are
//! separable, `square` where they are interpolated, `system` everywhere else.

mod frame;
mod max_margin;
mod prediction;
mod problem;
mod recentred;
pub mod rules;
mod separability;
mod solved_scales;
mod square;
mod system;
mod two_class;

pub use prediction::GroupPrediction;
pub use separability::separability_threshold;
pub use solved_scales::beyond_solved_scales;
pub(super) use two_class::of_two_classes;

use super::{BESIDE, Status};
use crate::model::{Population, Problem};
use prediction::Answer;
use problem::FramedProblem;

/// What training tends to by the engine for groups, also of the paper's two classes.
pub(super) fn of_groups(problem: &Problem<Population>) -> GroupPrediction {
    let (framed, frame) = FramedProblem::new(problem);
    answer(&framed).told(&framed, &frame)
}

/// Where there is a limit, and of what kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Regime {
    /// The system has a root, or the loss gives a label up.
    Minimiser,
    /// No finite minimiser: a hyperplane separates the data.
    Separable,
    /// All training samples are met exactly.
    Interpolated,
    /// δ = 1 without ridge: the variance diverges.
    InterpolationThreshold,
}

fn regime(problem: &FramedProblem) -> Regime {
    let delta = problem.delta;
    if problem.ridge > 0.0 {
        Regime::Minimiser
    } else if problem.loss.kind().is_decreasing() {
        // An unknown threshold is left to the system, whose residual tells.
        match problem.threshold {
            Some(threshold) if delta >= threshold * (1.0 - BESIDE) => Regime::Separable,
            Some(_) | None => Regime::Minimiser,
        }
    } else if delta == 1.0 {
        Regime::InterpolationThreshold
    } else if delta > 1.0 {
        Regime::Interpolated
    } else {
        Regime::Minimiser
    }
}

fn answer(problem: &FramedProblem) -> Answer {
    match regime(problem) {
        Regime::Minimiser => system::solve(problem).answer,
        Regime::Separable => max_margin::separable(problem),
        Regime::Interpolated => square::interpolated(problem),
        Regime::InterpolationThreshold => Answer::none(Status::InterpolationThreshold),
    }
}

#[cfg(test)]
mod tests;
