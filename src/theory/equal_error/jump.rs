//! Class errors that cross by a jump.

use crate::theory::intercept::even_pull;
use crate::theory::square::Jump;
use crate::theory::weight_path::{Trail, predict_on};
use crate::theory::{Problem, Solution};

/// How far from the jump its sides are told, as a share of ρ: as near as theory is solved on
/// both.
const WITHIN: [f64; 4] = [1e-6, 1e-5, 1e-4, 1e-3];
/// On both sides the errors differ by more than this share of the larger one.
const APART: f64 = 0.1;
/// Of log ρ: a wider gap in what theory knows is no jump.
const GAP: f64 = 1e-7;
/// Where a place inside a gap is tried.
const SHARES: [f64; 5] = [0.5, 0.25, 0.75, 0.1, 0.9];
/// Of log ρ: a jump is known to this, so that a closer closed form is what it is at.
const KNOWN: f64 = 1e-9;

/// The jump over b = 0 between two weights that are one to all but rounding (as log ρ), if
/// errors are far apart on both sides of it, each time the other class's the larger.
pub(super) fn jump_at(
    problem: &Problem,
    (low, high): (f64, f64),
    trail: &mut Trail,
) -> Option<Jump> {
    let found = 0.5 * (low + high);
    let even = even_pull(problem);
    let at = match (even.ln() - found).abs() <= KNOWN.max(high - low) {
        true => even,
        false => found.exp(),
    };
    WITHIN.into_iter().find_map(|within| {
        let mut side = |factor: f64| {
            let there = problem.with_weight_ratio(at * factor).ok()?;
            let prediction = predict_on(&there, trail);
            prediction.solution.map(|s| (prediction, lead(&s)))
        };
        let (below, above) = (side(1.0 - within)?, side(1.0 + within)?);
        (below.1 > APART && above.1 < -APART).then_some(Jump {
            at,
            within,
            below: below.0,
            above: above.0,
            even_pull: at == even,
        })
    })
}

/// By how much the minority's error is the larger, as a share of the larger.
fn lead(solution: &Solution) -> f64 {
    let errors = solution.errors;
    (errors.minority - errors.majority) / errors.worst()
}

/// The gap between the largest weight known to have b < 0 and the smallest known to have
/// b > 0 (as log ρ), where theory has no number in between; `None` if it is wide, or signs do
/// not differ.
pub(super) fn unsolved_between(
    mut bias: impl FnMut(f64) -> f64,
    (mut low, mut high): (f64, f64),
) -> Option<(f64, f64)> {
    if !(bias(low) < 0.0 && bias(high) > 0.0) {
        return None;
    }
    while high - low > f64::EPSILON * high.abs() {
        let inside = SHARES.into_iter().find_map(|share| {
            let at = low + share * (high - low);
            let b = bias(at);
            (b.is_finite() && at > low && at < high).then_some((at, b))
        });
        match inside {
            Some((at, b)) if b < 0.0 => low = at,
            Some((at, _)) => high = at,
            None => break,
        }
    }
    (high - low <= GAP).then_some((low, high))
}
