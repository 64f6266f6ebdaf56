//! The prediction for the paper's two classes.

use super::leverage::Leverages;
use crate::model::ClassErrors;
use crate::theory::{Prediction, Problem, Solution, Status};

/// Square-loss prediction for every ρ > 0, r ≥ 0 and δ > 0 (docs/theory.md, section 3; the
/// paper has ρ = 1 in Corollary 2 and ρ = ρ̃ in Theorem 2).
///
/// δ = 1 without ridge is [`Status::InterpolationThreshold`]: the variance
/// diverges there and no number is returned. Of the problem's loss only the adjustments
/// are consulted: (Δ_y z + ι_y − 1)²/2 weighs class y by Δ_y² and asks it for the margin
/// t_y = (1 − ι_y)/Δ_y, which multiplies (α, γ, b) by (t₊+t₋)/2 and adds (t₊−t₋)/2 to b.
pub fn predict(problem: &Problem) -> Prediction {
    let mut found = plain(problem);
    if let Some(solution) = &mut found.solution {
        retarget(solution, problem);
    }
    found
}

fn retarget(solution: &mut Solution, problem: &Problem) {
    let [plus, minus] = problem.loss().adjustment().targets();
    if (plus, minus) == (1.0, 1.0) {
        return;
    }
    let order = aimed([solution.alpha, solution.gamma, solution.bias], plus, minus);
    [solution.alpha, solution.gamma, solution.bias] = order;
    let s = problem.two_class().signal_strength();
    solution.errors = ClassErrors::two_class(s, order[0], order[1], order[2]);
}

/// (α, γ, b) for margins (t₊, t₋), from those for (1, 1).
fn aimed([alpha, gamma, bias]: [f64; 3], plus: f64, minus: f64) -> [f64; 3] {
    let half = 0.5 * (plus + minus);
    [
        half * alpha,
        half * gamma,
        half * bias + 0.5 * (plus - minus),
    ]
}

/// (α, γ, b) alone, unchecked: for searches, which ask at hundreds of weights and confirm
/// what they found with [`predict`]. `None` where there is no prediction.
pub(in crate::theory) fn order(problem: &Problem) -> Option<[f64; 3]> {
    let [plus, minus] = problem.loss().adjustment().targets();
    let order = leverages(problem)??.order(problem.delta(), problem.two_class());
    Some(aimed(order, plus, minus))
}

/// The same with both classes asked for the margin 1: Σ ω_y Δ_y² (z − 1)²/2.
pub(in crate::theory) fn plain(problem: &Problem) -> Prediction {
    let Some(leverages) = leverages(problem) else {
        return Prediction::none(Status::InterpolationThreshold);
    };
    let mut found = conclude(problem, leverages);
    let minus = problem.loss().adjustment().scale()[1];
    if let Some(solution) = &mut found.solution {
        solution.kappa = solution.kappa.map(|kappa| kappa / (minus * minus));
    }
    found
}

/// In units of the majority's weight Δ₋². `None` at the interpolation threshold,
/// `Some(None)` where κ is not found.
fn leverages(problem: &Problem) -> Option<Option<Leverages>> {
    let delta = problem.delta();
    let prior = problem.two_class().minority_prior();
    let [plus, minus] = problem.loss().adjustment().scale();
    let ratio = problem.weight_ratio() * (plus / minus).powi(2);
    let ridge = problem.ridge() / (minus * minus);
    if ridge > 0.0 {
        Some(Leverages::with_ridge(delta, prior, ratio, ridge))
    } else if delta < 1.0 {
        Some(Some(Leverages::unregularised(delta, prior, ratio)))
    } else if delta > 1.0 {
        Some(Some(Leverages::minimum_norm(delta)))
    } else {
        None
    }
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
