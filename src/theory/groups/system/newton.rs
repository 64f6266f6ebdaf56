//! Damped Newton steps.

use nalgebra::{DMatrix, DVector};

use super::equations::{GroupEquations, GroupEvaluation, GroupUnknowns};
use crate::theory::scalar_system::{Effort, Rule};

/// A solution leaves no more than this in any equation, relative to its terms.
const ACCEPTED: f64 = 1e-10;
/// Newton goes on to here where rounding lets it.
const SOUGHT: f64 = 1e-14;
/// From here on the rough rule's error shows.
const ROUGHLY: f64 = 1e-4;
/// Below this a step that does not help is turned round by rounding, not too long.
const SETTLED: f64 = 1e-12;

/// A root of the equations, and their derivatives there.
#[derive(Clone, Debug)]
pub(in crate::theory::groups) struct GroupRoot {
    pub(in crate::theory::groups) at: GroupUnknowns,
    /// The largest of the residuals.
    pub(in crate::theory::groups) residual: f64,
    pub(in crate::theory::groups) last: GroupEvaluation,
}

impl GroupRoot {
    /// d(at)/d log ω_g, a column a group.
    pub(in crate::theory::groups) fn tangents(&self) -> Option<DMatrix<f64>> {
        let tangents = -self
            .last
            .jacobian
            .clone()
            .lu()
            .solve(&self.last.by_weight)?;
        tangents.iter().all(|v| v.is_finite()).then_some(tangents)
    }
}

/// Newton's method with steps that are cut until the residual falls; `None` if it gets stuck,
/// or where enough was tried.
pub(super) fn newton(
    equations: &GroupEquations<'_>,
    from: &GroupUnknowns,
    most: usize,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    if effort.is_enough() {
        return None;
    }
    let mut left = most;
    let mut at = equations.anchored(from);
    if equations.by_quadrature() {
        // Where the rough rule leads nowhere the full one may.
        let rough = descend(
            equations,
            (Rule::Rough, ROUGHLY),
            at.clone(),
            &mut left,
            effort,
        );
        at = rough.map_or(at, |found| found.0);
    }
    let found = descend(equations, (Rule::Full, SOUGHT), at, &mut left, effort);
    effort.steps += most - left;
    let (at, last) = found?;
    let residual = last.residual.amax();
    let at = equations.released(&at);
    (residual <= ACCEPTED).then_some(GroupRoot { at, residual, last })
}

/// Steps until the residual by a rule is as small as is sought, or falls no more; `None`
/// where it is not finite.
fn descend(
    equations: &GroupEquations<'_>,
    (rule, sought): (Rule, f64),
    from: GroupUnknowns,
    left: &mut usize,
    effort: &mut Effort,
) -> Option<(GroupUnknowns, GroupEvaluation)> {
    let mut evaluate = |at: &GroupUnknowns| {
        let there = equations.evaluate(rule, at);
        effort.nodes += there.nodes;
        there
    };
    let mut at = from;
    let mut here = evaluate(&at);
    let mut norm = here.residual.norm();
    while *left > 0 {
        if !norm.is_finite() {
            return None;
        }
        if norm <= sought {
            break;
        }
        *left -= 1;
        let step = -here.jacobian.clone().lu().solve(&here.residual)?;
        let scale = limit(&at, &step);
        // Where rounding hides any descent shorter steps do not find it either.
        let halvings = if norm <= SETTLED { 1 } else { 12 };
        let better = (0..halvings).find_map(|halving| {
            let next = &at + &step * (scale * 0.5f64.powi(halving));
            let there = evaluate(&next);
            let reached = there.residual.norm();
            (reached < norm * (1.0 - 1e-4 * 0.5f64.powi(halving))).then_some((next, there, reached))
        });
        match better {
            Some((next, there, reached)) => (at, here, norm) = (next, there, reached),
            None => break,
        }
    }
    Some((at, here))
}

/// The share of a step that changes no scale by more than a factor of e.
fn limit(at: &GroupUnknowns, step: &DVector<f64>) -> f64 {
    let last = at.len() - 1;
    let along = at.rows(1, last - 2).norm();
    let size = 1.0 + at[0].exp().hypot(along) + at[last - 1].abs();
    let scales = step[0].abs().max(step[last].abs());
    let longest = scales.max(step.rows(1, last - 1).amax() / size);
    if longest > 1.0 { 1.0 / longest } else { 1.0 }
}
