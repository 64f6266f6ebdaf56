//! The prediction for the paper's two classes.

use super::leverage::Leverages;
use crate::theory::{Prediction, Problem, Status};

/// Square-loss prediction for every ρ > 0, r ≥ 0 and δ > 0 (THEORY section 3; the
/// paper has ρ = 1 in Corollary 2 and ρ = ρ̃ in Theorem 2).
///
/// δ = 1 without ridge is [`Status::InterpolationThreshold`]: the variance
/// diverges there and no number is returned. The problem's loss is not consulted.
pub fn predict(problem: &Problem) -> Prediction {
    let delta = problem.delta();
    let two_class = problem.two_class();
    let prior = two_class.minority_prior();
    let leverages = if problem.ridge() > 0.0 {
        Leverages::with_ridge(delta, prior, problem.weight_ratio(), problem.ridge())
    } else if delta < 1.0 {
        Some(Leverages::unregularised(
            delta,
            prior,
            problem.weight_ratio(),
        ))
    } else if delta > 1.0 {
        Some(Leverages::minimum_norm(delta))
    } else {
        return Prediction::none(Status::InterpolationThreshold);
    };
    conclude(problem, leverages)
}

/// Turns leverages into a checked prediction.
pub(super) fn conclude(problem: &Problem, leverages: Option<Leverages>) -> Prediction {
    let Some(leverages) = leverages else {
        return Prediction::none(Status::NotConverged);
    };
    let solution = leverages.solution(problem.delta(), problem.two_class());
    let residual = leverages.residual(problem.delta(), problem.two_class(), &solution);
    let finite = [solution.alpha, solution.gamma, solution.bias, residual]
        .into_iter()
        .all(f64::is_finite);
    if finite && residual < 1e-8 {
        Prediction {
            status: Status::Converged,
            solution: Some(solution),
            iterations: leverages.evaluations,
            residual: Some(residual),
        }
    } else {
        Prediction::none(Status::NotConverged)
    }
}
