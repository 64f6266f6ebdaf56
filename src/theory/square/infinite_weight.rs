//! The limit of an infinite minority weight.

use super::leverage::Leverages;
use super::two_class::conclude;
use crate::model::ClassErrors;
use crate::numerics::bracketed_root;
use crate::theory::{Prediction, Problem, Solution, Status};

/// What square-loss training tends to as ρ → ∞ (docs/theory.md, section 4; with ridge, the
/// same argument with rκ taken off δ).
///
/// δ ≤ π₊: the minority absorbs every degree of freedom and the majority is lost:
/// θ = 0, b = 1. δ > π₊: c₊ = 1, and the majority has what remains. The problem's
/// own weight ratio is ignored.
pub fn infinite_weight(problem: &Problem) -> Prediction {
    let delta = problem.delta();
    let prior = problem.two_class().minority_prior();
    let ridge = problem.ridge();
    if ridge == 0.0 && delta == 1.0 {
        return Prediction::none(Status::InterpolationThreshold);
    }
    if ridge == 0.0 && delta > 1.0 {
        return conclude(problem, Some(Leverages::minimum_norm(delta)));
    }
    if delta <= prior {
        return Prediction {
            status: Status::Converged,
            solution: Some(Solution {
                alpha: 0.0,
                gamma: 0.0,
                bias: 1.0,
                kappa: None,
                errors: ClassErrors {
                    minority: 0.0,
                    majority: 1.0,
                },
            }),
            iterations: 0,
            residual: Some(0.0),
        };
    }
    conclude(problem, saturated(delta, prior, ridge))
}

/// c₊ = 1 and rκ + π₋κ/(1+κ) = δ − π₊.
fn saturated(delta: f64, prior: f64, ridge: f64) -> Option<Leverages> {
    let left = delta - prior;
    let majority_prior = 1.0 - prior;
    let kappa = if ridge == 0.0 {
        left / (1.0 - delta)
    } else {
        let high = left / ridge;
        let excess = |k: f64| ridge * k + majority_prior * k / (1.0 + k) - left;
        bracketed_root(excess, 0.0, high * (1.0 + 1e-12)).ok()?.at
    };
    Some(Leverages {
        minority: 1.0,
        majority: kappa / (1.0 + kappa),
        minority_complement: 0.0,
        majority_complement: 1.0 / (1.0 + kappa),
        kappa: Some(kappa),
        ridge_share: ridge * kappa,
        evaluations: 0,
    })
}
