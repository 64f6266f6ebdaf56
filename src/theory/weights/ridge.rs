//! The ridge with the smallest worst-class error.

use super::curve::badness;
use super::search::minimising;
use super::weight_for;
use crate::model::{Quantity, WeightRule};
use crate::numerics::grid_then_brent_to;
use crate::theory::{Problem, Solution, predict_near};

const SMALLEST: f64 = 1e-6;
const POINTS: usize = 22;

/// Ridges are sought from 10⁻⁶ to this, and r = 0 is tried as well: there κω₊ ≈ δω₊/r is
/// at most a tenth at the ratio of priors, and θ close to its limit.
///
/// With isotropic noise the best ridge is often the largest: θ then points along the
/// difference of the class means, which is the best direction there is.
pub(super) fn largest_ridge(problem: &Problem) -> f64 {
    10.0 * (problem.delta() * problem.two_class().prior_ratio()).max(1.0)
}

/// Of log r.
const TOLERANCE: f64 = 1e-4;

/// (r, ρ) with the smallest worst-class error among ridges whose weight follows `rule`;
/// with [`WeightRule::MinWorstClass`] the best of both together.
pub(super) fn best_ridge(problem: &Problem, rule: WeightRule) -> Option<(f64, f64)> {
    let mut last: Option<Solution> = None;
    let mut at = |ridge: f64| -> Option<(f64, f64)> {
        let there = problem.with_ridge(ridge).ok()?;
        if rule == WeightRule::MinWorstClass && ridge > 0.0 {
            return minimising(&there, Quantity::WorstClassError);
        }
        let rho = weight_for(rule, &there)?;
        let found = predict_near(&there.with_weight_ratio(rho).ok()?, last.as_ref()).solution?;
        last = found.kappa.filter(|k| *k > 0.0).map(|_| found);
        let s = there.two_class().signal_strength();
        let order = [found.alpha, found.gamma, found.bias];
        Some((rho, badness(Quantity::WorstClassError, 0.5, s, order)))
    };
    let (low, high) = (SMALLEST.ln(), largest_ridge(problem).ln());
    let found = grid_then_brent_to(
        |u| at(u.exp()).map_or(f64::INFINITY, |(_, value)| value),
        (low, high),
        POINTS,
        TOLERANCE,
    );
    let best = found.and_then(|m| Some((m.at.exp(), at(m.at.exp())?)));
    let none = at(0.0).map(|without| (0.0, without));
    let (ridge, (rho, _)) = match (best, none) {
        (Some(best), Some(none)) if none.1.1 <= best.1.1 => none,
        (Some(best), _) => best,
        (None, none) => none?,
    };
    Some((ridge, rho))
}
