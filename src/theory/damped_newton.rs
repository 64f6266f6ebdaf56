//! Newton's method on equations of a limit, for two classes and for groups.

use super::scalar_system::{Effort, Rule};

/// A solution leaves no more than this in any equation, relative to its terms.
const ACCEPTED: f64 = 1e-10;
/// Newton goes on to here where rounding lets it.
const SOUGHT: f64 = 1e-14;
/// From here on the rough rule's error shows.
const ROUGHLY: f64 = 1e-4;
/// Below this a step that does not help is turned round by rounding, not too long.
const SETTLED: f64 = 1e-12;

/// Equations in (log η, projections, b, log κ), each scaled by the size of its terms.
pub(super) trait LimitEquations {
    /// The unknowns.
    type Point: Clone;
    /// Residuals and derivatives at a point.
    type Evaluation;

    /// Whether expectations are integrals, of which a rough rule is cheap.
    fn by_quadrature(&self) -> bool;

    /// A point with b as the equations measure it.
    fn anchored(&self, at: &Self::Point) -> Self::Point;

    /// And back.
    fn released(&self, at: &Self::Point) -> Self::Point;

    fn evaluate(&self, rule: Rule, at: &Self::Point) -> Self::Evaluation;

    /// Nodes that an evaluation took.
    fn nodes(there: &Self::Evaluation) -> u64;

    /// The length of the residuals.
    fn norm(there: &Self::Evaluation) -> f64;

    /// The largest of them.
    fn largest(there: &Self::Evaluation) -> f64;

    /// Newton's step, cut so that it changes no scale by more than a factor of e.
    fn step(at: &Self::Point, here: &Self::Evaluation) -> Option<Step<Self::Point>>;

    /// A share of a step further.
    fn moved(at: &Self::Point, step: &Self::Point, share: f64) -> Self::Point;
}

/// A step, and the share of it that is taken at most.
pub(super) struct Step<P> {
    pub(super) whole: P,
    pub(super) share: f64,
}

/// A root of equations, and their derivatives there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root<P, E> {
    pub(super) at: P,
    /// The largest of the residuals.
    pub(super) residual: f64,
    pub(super) last: E,
}

/// Newton's method with steps that are cut until the residual falls; `None` if it gets stuck,
/// or where enough was tried.
pub(super) fn newton<S: LimitEquations>(
    equations: &S,
    from: &S::Point,
    most: usize,
    effort: &mut Effort,
) -> Option<Root<S::Point, S::Evaluation>> {
    if effort.is_enough() {
        return None;
    }
    let mut left = most;
    let mut at = equations.anchored(from);
    if equations.by_quadrature() {
        // Where the rough rule leads nowhere the full one may.
        let rough = (Rule::Rough, ROUGHLY);
        let found = descend(equations, rough, at.clone(), &mut left, effort);
        at = found.map_or(at, |found| found.0);
    }
    let found = descend(equations, (Rule::Full, SOUGHT), at, &mut left, effort);
    effort.steps += most - left;
    let (at, last) = found?;
    let residual = S::largest(&last);
    let at = equations.released(&at);
    (residual <= ACCEPTED).then_some(Root { at, residual, last })
}

/// Steps until the residual by a rule is as small as is sought, or falls no more; `None`
/// where it is not finite.
fn descend<S: LimitEquations>(
    equations: &S,
    (rule, sought): (Rule, f64),
    from: S::Point,
    left: &mut usize,
    effort: &mut Effort,
) -> Option<(S::Point, S::Evaluation)> {
    let mut evaluate = |at: &S::Point| {
        let there = equations.evaluate(rule, at);
        effort.nodes += S::nodes(&there);
        there
    };
    let mut at = from;
    let mut here = evaluate(&at);
    let mut norm = S::norm(&here);
    while *left > 0 {
        if !norm.is_finite() {
            return None;
        }
        if norm <= sought {
            break;
        }
        *left -= 1;
        let step = S::step(&at, &here)?;
        // Where rounding hides any descent shorter steps do not find it either.
        let halvings = if norm <= SETTLED { 1 } else { 12 };
        let better = (0..halvings).find_map(|halving| {
            let next = S::moved(&at, &step.whole, step.share * 0.5f64.powi(halving));
            let there = evaluate(&next);
            let reached = S::norm(&there);
            (reached < norm * (1.0 - 1e-4 * 0.5f64.powi(halving))).then_some((next, there, reached))
        });
        match better {
            Some((next, there, reached)) => (at, here, norm) = (next, there, reached),
            None => break,
        }
    }
    Some((at, here))
}
