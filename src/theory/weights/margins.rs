//! Margin ratios: what remains to choose where weights do nothing.

use super::curve::badness;
use crate::model::Quantity;
use crate::numerics::{bracketed_root, grid_then_brent};
use crate::theory::{Prediction, Problem, max_margin};

/// m₊/m₋ is sought within this range.
pub(super) const RANGE: (f64, f64) = (1e-2, 1e4);
const POINTS: usize = 31;

/// The hard-margin limit with margins (m, 1).
pub(super) fn with_margin_ratio(problem: &Problem, ratio: f64) -> Prediction {
    max_margin(problem.delta(), problem.two_class(), (ratio, 1.0))
}

/// The margin ratio m₊/m₋ at which the intercept vanishes, so that both classes err
/// equally (Kini et al. 2021; THEORY section 6). The larger m₊, the larger b.
pub(super) fn equal_error(problem: &Problem) -> Option<f64> {
    if problem.two_class().minority_prior() == 0.5 {
        return Some(1.0);
    }
    let bias = |u: f64| {
        let found = with_margin_ratio(problem, u.exp()).solution;
        found.map_or(f64::NAN, |s| s.bias / s.alpha)
    };
    let root = bracketed_root(bias, 0.0, RANGE.1.ln()).ok()?;
    Some(root.at.exp())
}

/// The margin ratio with the smallest worst-class error.
pub(super) fn min_worst_class(problem: &Problem) -> Option<f64> {
    let s = problem.two_class().signal_strength();
    let error = |u: f64| {
        let found = with_margin_ratio(problem, u.exp()).solution;
        found.map_or(f64::INFINITY, |f| {
            badness(
                Quantity::WorstClassError,
                0.5,
                s,
                [f.alpha, f.gamma, f.bias],
            )
        })
    };
    let found = grid_then_brent(error, RANGE.0.ln(), RANGE.1.ln(), POINTS)?;
    let mut best = (found.at.exp(), found.value);
    if let Some(equal) = equal_error(problem)
        && error(equal.ln()) <= best.1
    {
        best.0 = equal;
    }
    Some(best.0)
}
