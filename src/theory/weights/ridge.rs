//! The ridge with the smallest worst-class error.

use super::choose_on;
use super::error_curve::{ErrorCurve, error_of};
use super::passed::{Beyond, Sieve};
use super::search::{Best, FLAT, Reach, is_knife_edge, least_extreme, minimising_near};
use crate::model::{Objective, WeightRule};
use crate::numerics::{Minimum, grid_then_brent_to};
use crate::theory::Problem;
use crate::theory::weight_path::Trail;

/// Where the grid begins: a smaller ridge mostly hardly differs from none, and beside the
/// separability threshold costs most of the time.
const SMALLEST: f64 = 1e-4;
/// Beyond the grid single places are tried, to here: at δ = 1, where the error falls for ever as
/// r → 0, it is within a thousandth of its limit long before.
const FAINTEST: f64 = 1e-18;
/// And to this many times the grid's other end.
const STRONGEST: f64 = 1e4;
/// Of log r, from one of these to the next.
const STRIDE: f64 = 2.0 * DECADE;
const DECADE: f64 = std::f64::consts::LN_10;
/// Grid points a decade of r, where the weight follows a rule and where it is sought anew for
/// each: a joint search meets fewer narrow valleys and costs more.
const POINTS_A_DECADE: (f64, f64) = (8.0, 2.5);

/// Where the grid ends: κω₊ ≈ δω₊/r is there at most 10⁻⁴ at the ratio of priors, and θ close
/// to its limit.
///
/// With isotropic noise a larger ridge is often the better: θ then points along the
/// difference of the class means, which is the best direction there is.
pub(super) fn largest_ridge(problem: &Problem) -> f64 {
    1e4 * (problem.delta() * problem.two_class().prior_ratio()).max(1.0)
}

/// Of log r.
const TOLERANCE: f64 = 1e-4;
/// Ridges that are taken where those at an end of the grid are no better.
const USUAL: [f64; 3] = [1.0, 0.1, 0.01];
/// Of an error, where ridges are as good to rounding.
const SAME: f64 = 1e-9;
/// Of log r: so close to the end of the search the least is at it.
const END: f64 = 0.1;

/// A ridge with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BestRidge {
    pub(super) ridge: f64,
    pub(super) weight_ratio: f64,
    /// Whether a ridge that is farther out, or a weight that is, is better still by less than a
    /// thousandth of the error.
    pub(super) plateau: bool,
    /// What was passed over.
    pub(super) beyond: Beyond,
}

/// (r, ρ) with the smallest worst-class error among ridges whose weight follows `rule`;
/// with [`WeightRule::MinWorstClass`] the best of both together. Where a percent of the
/// weight would undo it, a ridge is not considered.
///
/// Where the error falls as far as the search goes, the ridge is taken that is within a
/// thousandth of the least and farthest from that end.
pub(super) fn best_ridge(
    problem: &Problem,
    rule: WeightRule,
    trail: &mut Trail,
) -> Option<BestRidge> {
    let mut sieve = Sieve::default();
    let found = best_of(problem, rule, &mut |ridge| {
        sieve.offered(ridge, met_at(problem, ridge, rule, trail)?)
    })?;
    let beyond = sieve.better_than(found.0, found.1.value);
    Some(BestRidge {
        ridge: found.0,
        weight_ratio: found.1.weight_ratio,
        plateau: found.2 || found.1.reach == Reach::Plateau || beyond == Beyond::Little,
        beyond,
    })
}

/// The ridge, what it reaches and whether a ridge farther out is better still.
fn best_of(
    problem: &Problem,
    rule: WeightRule,
    at: &mut dyn FnMut(f64) -> Option<Best>,
) -> Option<(f64, Best, bool)> {
    let none = at(0.0);
    let mut value = |u: f64| at(u.exp()).map_or(f64::INFINITY, |best| best.value);
    let grid = (SMALLEST.ln(), largest_ridge(problem).ln());
    let joint = rule.objective() == Some(Objective::WorstClass);
    let density = if joint {
        POINTS_A_DECADE.1
    } else {
        POINTS_A_DECADE.0
    };
    let ends = (FAINTEST.ln(), grid.1 + STRONGEST.ln());
    let without = |plateau: bool| none.map(|best| (0.0, best, plateau));
    let found = least(&mut value, grid, ends, (density, joint));
    let Some(best) = found.filter(|m| none.is_none_or(|none| m.value < none.value)) else {
        return without(false);
    };
    let error = |value: f64| error_of(Objective::WorstClass, value);
    let least_error = error(best.value);
    let enough = |value: f64| error(value) <= least_error * (1.0 + FLAT);
    let same = |value: f64| error(value) <= least_error * (1.0 + SAME);
    let from = match best.at {
        u if u < ends.0 + END => Some(ends.1),
        u if u > ends.1 - END => Some(ends.0),
        // From there on the error stays as it is.
        u if u > grid.1 - END && same(value(ends.1)) => Some(ends.0),
        _ => None,
    };
    // As r → 0 the error tends to that without ridge, where it has one.
    if (from.is_some() || best.at < grid.0) && none.is_some_and(|none| enough(none.value)) {
        return without(true);
    }
    // Where all ridges are as good, as without signal, it is none that the search ended at.
    let beside = best.at < grid.0 + DECADE || best.at > grid.1 - DECADE;
    if beside && none.is_some_and(|none| same(none.value)) {
        return without(false);
    }
    let usual = USUAL
        .map(f64::ln)
        .into_iter()
        .find(|&u| beside && same(value(u)));
    let chosen = match (usual, from) {
        (Some(usual), _) => usual,
        (None, Some(from)) => within_ends(|u| enough(value(u)), (from, best.at))?,
        (None, None) => best.at,
    };
    Some((chosen.exp(), at(chosen.exp())?, from.is_some()))
}

/// The place farthest from the second end that is good enough; `None` where that is not a
/// decade away, for the end of a search is no answer.
fn within_ends(mut enough: impl FnMut(f64) -> bool, ends: (f64, f64)) -> Option<f64> {
    // Where all are, r = 1 is no worse than any.
    if enough(ends.0) {
        return enough(0.0).then_some(0.0);
    }
    let chosen = least_extreme(enough, ends);
    ((chosen - ends.1).abs() >= DECADE).then_some(chosen)
}

/// Of a grid, however far apart its ends are: more than problems of ordinary size ask for.
const MOST_POINTS: f64 = 1e4;

/// The least over a grid; where it is at an end of that (of a search that costs little, anyhow
/// for small ridges) or nowhere, the least of places beyond it too.
fn least(
    value: &mut impl FnMut(f64) -> f64,
    grid: (f64, f64),
    ends: (f64, f64),
    (density, joint): (f64, bool),
) -> Option<Minimum> {
    let over = |value: &mut dyn FnMut(f64) -> f64, (low, high): (f64, f64)| {
        let points = ((high - low) / DECADE * density).ceil().min(MOST_POINTS) as usize;
        grid_then_brent_to(value, (low, high), points, TOLERANCE)
    };
    let near = over(value, grid);
    let leads = |end: f64| near.is_none_or(|m| (m.at - end).abs() < DECADE);
    let fainter = places(grid.0, ends.0).filter(|_| !joint || leads(grid.0));
    let stronger = places(grid.1, ends.1).filter(|_| leads(grid.1));
    let tried = fainter.chain(stronger).map(|at| (at, value(at)));
    let tried: Vec<(f64, f64)> = tried.filter(|(_, v)| v.is_finite()).collect();
    let far = tried.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((at, there)) = far.filter(|(_, v)| near.is_none_or(|m| *v < m.value)) else {
        // The end of the grid is none of the valley, whose floor may lie on the next stride.
        let Some(end) = near.filter(|m| m.at_boundary).map(|m| m.at) else {
            return near;
        };
        let stride = match end - grid.0 < grid.1 - end {
            true => (end - STRIDE, end),
            false => (end, end + STRIDE),
        };
        let next = over(value, stride);
        return next
            .filter(|m| near.is_none_or(|n| m.value < n.value))
            .or(near);
    };
    let place = Minimum {
        at,
        value: there,
        at_boundary: false,
    };
    let around = ((at - STRIDE).max(ends.0), (at + STRIDE).min(ends.1));
    let around = over(value, around);
    Some(around.filter(|m| m.value < there).unwrap_or(place))
}

/// Even steps of about [`STRIDE`] from one place to another, the first left out.
fn places(from: f64, to: f64) -> impl Iterator<Item = f64> {
    let count = ((to - from).abs() / STRIDE).round().max(1.0);
    (1..=count as usize).map(move |k| from + (to - from) * k as f64 / count)
}

/// The weight for a ridge, a number that grows with the error it reaches, and whether it is a
/// knife edge at a glance.
pub(super) fn met_at(
    problem: &Problem,
    ridge: f64,
    rule: WeightRule,
    trail: &mut Trail,
) -> Option<Best> {
    let there = problem.with_ridge(ridge).ok()?;
    if rule.objective() == Some(Objective::WorstClass) && !super::without_effect(&there) {
        return minimising_near(&there, Objective::WorstClass, trail);
    }
    let weight_ratio = choose_on(rule, &there, trail).weight()?;
    let mut curve = ErrorCurve::new(&there, Objective::WorstClass, trail);
    let value = curve.value(weight_ratio.ln());
    let reach = match is_knife_edge(&mut curve, weight_ratio.ln(), value) {
        true => Reach::KnifeEdge,
        false => Reach::Inside,
    };
    value.is_finite().then_some(Best {
        weight_ratio,
        value,
        reach,
    })
}
