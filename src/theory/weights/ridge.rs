//! The ridge with the smallest worst-class error.

use super::choose_on;
use super::curve::{Curve, error_of};
use super::search::{FLAT, is_knife_edge, least_extreme, minimising_near};
use crate::model::{Quantity, WeightRule};
use crate::numerics::grid_then_brent_to;
use crate::theory::Problem;
use crate::theory::along::Trail;

const SMALLEST: f64 = 1e-4;
/// Grid points a decade of r, where the weight follows a rule and where it is sought anew for
/// each: a joint search meets fewer narrow valleys and costs more.
const POINTS_A_DECADE: (f64, f64) = (8.0, 2.5);

/// Ridges are sought from 10⁻⁴ to this, and r = 0 is tried as well: a smaller ridge hardly
/// differs from none, and beside the separability threshold cost most of the time. At this
/// end κω₊ ≈ δω₊/r is at most 10⁻⁴ at the ratio of priors, and θ close to its limit.
///
/// With isotropic noise a larger ridge is often the better: θ then points along the
/// difference of the class means, which is the best direction there is.
pub(super) fn largest_ridge(problem: &Problem) -> f64 {
    1e4 * (problem.delta() * problem.two_class().prior_ratio()).max(1.0)
}

/// Of log r.
const TOLERANCE: f64 = 1e-4;

/// A ridge with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BestRidge {
    pub(super) ridge: f64,
    pub(super) weight_ratio: f64,
    /// Whether a larger ridge is better still, by less than a thousandth of the error.
    pub(super) plateau: bool,
}

/// (r, ρ) with the smallest worst-class error among ridges whose weight follows `rule`;
/// with [`WeightRule::MinWorstClass`] the best of both together. Where a percent of the
/// weight would undo it, a ridge is not considered.
///
/// Where the error falls up to the [`largest_ridge`], the smallest ridge is taken that is
/// within a thousandth of it.
pub(super) fn best_ridge(
    problem: &Problem,
    rule: WeightRule,
    trail: &mut Trail,
) -> Option<BestRidge> {
    let mut at = |ridge: f64| offered(problem, ridge, rule, trail);
    let none = at(0.0);
    let mut value = |u: f64| at(u.exp()).map_or(f64::INFINITY, |(_, value)| value);
    let (low, high) = (SMALLEST.ln(), largest_ridge(problem).ln());
    let joint = rule == WeightRule::MinWorstClass;
    let density = if joint {
        POINTS_A_DECADE.1
    } else {
        POINTS_A_DECADE.0
    };
    let points = ((high - low) / std::f64::consts::LN_10 * density).ceil() as usize;
    let found = grid_then_brent_to(&mut value, (low, high), points, TOLERANCE);
    let Some(best) = found.filter(|m| none.is_none_or(|(_, without)| m.value < without)) else {
        return none.map(|(weight_ratio, _)| BestRidge {
            ridge: 0.0,
            weight_ratio,
            plateau: false,
        });
    };
    let plateau = best.at > high - 0.1;
    let ridge = match plateau {
        true => {
            let error = |value: f64| error_of(Quantity::WorstClassError, value);
            let enough = error(best.value) * (1.0 + FLAT);
            least_extreme(|u| error(value(u)) <= enough, (low, best.at)).exp()
        }
        false => best.at.exp(),
    };
    Some(BestRidge {
        ridge,
        weight_ratio: at(ridge)?.0,
        plateau,
    })
}

/// The weight for a ridge, and a number that grows with the error it reaches.
fn offered(
    problem: &Problem,
    ridge: f64,
    rule: WeightRule,
    trail: &mut Trail,
) -> Option<(f64, f64)> {
    let there = problem.with_ridge(ridge).ok()?;
    if rule == WeightRule::MinWorstClass && !super::without_effect(&there) {
        return minimising_near(&there, Quantity::WorstClassError, trail)?.offered();
    }
    let rho = choose_on(rule, &there, trail).weight()?;
    let mut curve = Curve::new(&there, Quantity::WorstClassError, trail);
    let value = curve.value(rho.ln());
    let edge = is_knife_edge(&mut curve, rho.ln(), value);
    (value.is_finite() && !edge).then_some((rho, value))
}
