//! The weight with the smallest error.

use super::error_curve::{ErrorCurve, Sample};
use super::knife_edges::undone_at_a_glance;
use super::valley::{Density, kink, lowest};
use super::{CAP, SEARCH_RANGE};
use crate::model::Objective;
use crate::numerics::Minimum;
use crate::theory::weight_path::Trail;
use crate::theory::{Problem, square};

/// Valleys lie close within this factor of the ratio of priors; beyond they are wide.
const NEAR: f64 = 100.0;
/// A tenth of a decade, in log ρ.
const BEYOND: f64 = 0.1 * std::f64::consts::LN_10;
/// Where an error falls for ever, a choice this close (relative) to the least is as good.
pub(in crate::theory) const FLAT: f64 = 1e-3;
/// Of an error, where a curve has become flat.
const ROUNDING: f64 = 1e-9;
/// Of an error, where all weights do the same.
const SAME: f64 = 1e-14;
/// Halvings of the range in which a plateau begins.
const HALVINGS: usize = 24;

/// What kind of optimum a weight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The argmin.
    Inside,
    /// Errors still fall beyond the cap, by less than a thousandth: the least extreme weight
    /// that is within that.
    Plateau,
    /// Errors fall beyond the cap by more than that.
    BeyondCap,
    /// A little more or less of the weight undoes it.
    KnifeEdge,
}

/// An optimal weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Best {
    pub(super) weight_ratio: f64,
    /// A number that grows with the error.
    pub(super) value: f64,
    pub(super) reach: Reach,
}

/// argmin over ρ of an error; `None` where there is no prediction.
///
/// The worst-class error of the plain square loss without ridge has one valley, whose floor
/// is known but for one root. Else all valleys within [`CAP`] are found on a grid, and those
/// beyond it, within [`SEARCH_RANGE`], where the smallest value lies at that end.
pub(super) fn minimising(problem: &Problem, error: Objective, trail: &mut Trail) -> Option<Best> {
    minimising_over(problem, error, Span::UpToTheCap, trail)
}

/// The same for one step of a search over something else, which meets many problems: far from
/// the ratio of priors only where the smallest value near it lies at that end.
pub(super) fn minimising_near(
    problem: &Problem,
    error: Objective,
    trail: &mut Trail,
) -> Option<Best> {
    minimising_over(problem, error, Span::Near, trail)
}

/// Which weights are tried whatever the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Near,
    UpToTheCap,
}

fn minimising_over(
    problem: &Problem,
    error: Objective,
    span: Span,
    trail: &mut Trail,
) -> Option<Best> {
    let mut curve = ErrorCurve::new(problem, error, trail);
    let (at, value) = argmin(&mut curve, problem, error, span)?;
    let found = Best {
        weight_ratio: at.exp(),
        value,
        reach: Reach::Inside,
    };
    let best = if at.abs() > CAP.ln() || is_flat_beyond(&mut curve, &found) {
        within_cap(&mut curve, found)
    } else {
        found
    };
    // A large weight on a plateau is no edge, and one that is not offered need not be tried.
    let edge = best.reach == Reach::Inside
        && is_knife_edge(&mut curve, best.weight_ratio.ln(), best.value);
    Some(match edge {
        true => Best {
            reach: Reach::KnifeEdge,
            ..best
        },
        false => best,
    })
}

fn argmin(
    curve: &mut ErrorCurve<'_>,
    problem: &Problem,
    error: Objective,
    span: Span,
) -> Option<(f64, f64)> {
    if error == Objective::WorstClass
        && let Some(rho) = square::min_worst_class_weight(problem, SEARCH_RANGE.1)
    {
        return Some((rho.ln(), curve.value(rho.ln())));
    }
    let ratio = problem.two_class().prior_ratio();
    let mut found = over_range(curve, ratio, span)?;
    if let Some(kink) = kink_beyond(curve, found.at)
        && kink.value <= found.value
    {
        found = Minimum {
            at: kink.at,
            value: kink.value,
            ..found
        };
    }
    // A place that jumps can be better than both sides of it, where no grid looks.
    // Where all weights are as good to rounding it is the ratio of priors that is taken.
    for (rule, slack) in [(ratio.ln(), SAME), (0.0, 0.0)] {
        let there = curve.value(rule);
        let same = curve.error_of(there) <= curve.error_of(found.value) * (1.0 + slack);
        if there < found.value || slack > 0.0 && super::within_cap(ratio) && same {
            found = Minimum {
                at: rule,
                value: there,
                ..found
            };
        }
    }
    Some((found.at, found.value))
}

/// Whether the value at log ρ is gone a little beside. It is given, not computed anew: on an
/// edge the solver may meet either side.
pub(super) fn is_knife_edge(curve: &mut ErrorCurve<'_>, at: f64, value: f64) -> bool {
    let here = curve.error_of(value);
    let change = |by: f64| {
        let beside = [at - by, at + by].map(|u| (curve.error(u) - here).abs());
        beside[0].max(beside[1])
    };
    undone_at_a_glance(change, here)
}

/// Whether an extreme weight is the least by rounding only: the error is the same at the cap.
fn is_flat_beyond(curve: &mut ErrorCurve<'_>, found: &Best) -> bool {
    let beyond = found.weight_ratio.ln() - curve.prior_ratio().ln();
    let least = curve.error_of(found.value);
    beyond.abs() > NEAR.ln() && curve.error(CAP.ln().copysign(beyond)) <= least * (1.0 + ROUNDING)
}

/// The weight nearest to the usual ones that is within a thousandth of the least error.
fn within_cap(curve: &mut ErrorCurve<'_>, least: Best) -> Best {
    // The ratio of priors may lie beyond the cap itself.
    let centre = curve.prior_ratio().ln().clamp(-CAP.ln(), CAP.ln());
    let end = CAP.ln().copysign(least.weight_ratio.ln());
    let enough = curve.error_of(least.value) * (1.0 + FLAT);
    if !curve.error(end).le(&enough) {
        return Best {
            reach: Reach::BeyondCap,
            ..least
        };
    }
    let at = least_extreme(|u| curve.error(u) <= enough, (centre, end));
    Best {
        weight_ratio: at.exp(),
        value: curve.value(at),
        reach: Reach::Plateau,
    }
}

/// The beginning of a plateau that holds at the second end: a place where `enough` is true,
/// next to one where it is not.
pub(in crate::theory) fn least_extreme(
    mut enough: impl FnMut(f64) -> bool,
    ends: (f64, f64),
) -> f64 {
    let (mut without, mut with) = ends;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (without + with);
        match enough(middle) {
            true => with = middle,
            false => without = middle,
        }
    }
    with
}

/// Where errors meet just beyond the range, the worst-class error falls as far as there.
fn kink_beyond(curve: &mut ErrorCurve<'_>, at: f64) -> Option<Sample> {
    let most = SEARCH_RANGE.1.ln();
    if at < most - BEYOND || !curve.has_kink() {
        return None;
    }
    let [from, to] = [most, most + BEYOND].map(|at| curve.sample(at));
    kink(curve, &from, &to).map(|kink| kink.at)
}

/// The least of a close grid around a weight, as the ratio of priors, and of a wide one on both
/// sides.
pub(super) fn over_range(curve: &mut ErrorCurve<'_>, centre: f64, span: Span) -> Option<Minimum> {
    let cap = CAP.ln();
    let near = (
        (centre / NEAR).ln().clamp(-cap, cap),
        (centre * NEAR).ln().clamp(-cap, cap),
    );
    let mut best = lowest(curve, near, Density::Close);
    for (low, high) in [(near.1, cap), (-cap, near.0)] {
        // Nearly the end: a valley there may have its floor beyond.
        let leads = best.is_none_or(|m| (low - BEYOND..=high + BEYOND).contains(&m.at));
        if high > low && (span == Span::UpToTheCap || leads) {
            best = lower(best, lowest(curve, (low, high), Density::Wide));
        }
    }
    let best = best?;
    let beyond = if best.at <= -cap + BEYOND {
        (SEARCH_RANGE.0.ln(), -cap)
    } else if best.at >= cap - BEYOND {
        (cap, SEARCH_RANGE.1.ln())
    } else {
        return Some(best);
    };
    lower(Some(best), lowest(curve, beyond, Density::Close))
}

fn lower(first: Option<Minimum>, second: Option<Minimum>) -> Option<Minimum> {
    match (first, second) {
        (Some(a), Some(b)) => Some(if b.value < a.value { b } else { a }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests;
