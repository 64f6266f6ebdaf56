//! Margin ratios: what remains to choose where weights do nothing.

use super::curve::badness;
use super::search::{FLAT, least_extreme};
use crate::model::Quantity;
use crate::numerics::{bracketed_root, grid_then_brent, upper_tail};
use crate::theory::{Prediction, Problem, max_margin};

/// m₊/m₋ is sought within this range.
pub(super) const RANGE: (f64, f64) = (1e-4, 1e4);
const POINTS: usize = 41;

/// The hard-margin limit with margins (m, 1).
pub(super) fn with_margin_ratio(problem: &Problem, ratio: f64) -> Prediction {
    max_margin(problem.delta(), problem.two_class(), (ratio, 1.0))
}

/// A margin ratio and whether it is the least extreme one on a plateau.
pub(super) type Margins = (f64, bool);

/// The margin ratio m₊/m₋ at which the intercept vanishes, so that both classes err
/// equally (Kini et al. 2021; docs/theory.md, section 6). The larger m₊, the larger b. `None` where
/// no ratio within the range does.
pub(super) fn equal_error(problem: &Problem) -> Option<Margins> {
    if problem.two_class().minority_prior() == 0.5 {
        return Some((1.0, false));
    }
    let bias = |u: f64| {
        let found = with_margin_ratio(problem, u.exp()).solution;
        found.map_or(f64::NAN, |s| s.bias / s.alpha)
    };
    let root = bracketed_root(bias, 0.0, RANGE.1.ln()).ok()?;
    Some((root.at.exp(), false))
}

/// The margin ratio with the smallest worst-class error; where the error falls up to the end
/// of the range, the least extreme ratio within a thousandth of that.
pub(super) fn min_worst_class(problem: &Problem) -> Option<Margins> {
    let s = problem.two_class().signal_strength();
    let error = |u: f64| {
        let found = with_margin_ratio(problem, u.exp()).solution;
        found.map_or(f64::INFINITY, |f| {
            let order = [f.alpha, f.gamma, f.bias];
            badness(Quantity::WorstClassError, 0.5, s, order)
        })
    };
    let (low, high) = (RANGE.0.ln(), RANGE.1.ln());
    let found = grid_then_brent(error, low, high, POINTS)?;
    if let Some((equal, _)) = equal_error(problem)
        && error(equal.ln()) <= found.value
    {
        return Some((equal, false));
    }
    if (low + 0.1..high - 0.1).contains(&found.at) {
        return Some((found.at.exp(), false));
    }
    let enough = upper_tail(-found.value) * (1.0 + FLAT);
    let at = least_extreme(|u| upper_tail(-error(u)) <= enough, (0.0, found.at));
    Some((at.exp(), true))
}
