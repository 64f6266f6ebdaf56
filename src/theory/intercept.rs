//! Where the intercept can jump along the weight.

use super::Problem;

/// Whether b can jump over zero between two weights.
pub(super) fn can_jump(problem: &Problem) -> bool {
    let pieces = problem.loss().base().pieces();
    pieces.is_some_and(|all| all.iter().all(|piece| piece.curvature == 0.0))
}

/// ρ at which both classes pull alike where all samples lie on the slope of their loss:
/// ρπ₊Δ₊ = π₋Δ₋.
pub(super) fn even_pull(problem: &Problem) -> f64 {
    let [plus, minus] = problem.loss().adjustment().scale();
    problem.two_class().prior_ratio() * minus / plus
}
