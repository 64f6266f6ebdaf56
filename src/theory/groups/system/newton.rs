//! The equations of groups, as Newton's method solves them.

use nalgebra::{DMatrix, DVector};

use super::equations::{GroupEquations, GroupEvaluation, GroupUnknowns};
use crate::theory::damped_newton::{LimitEquations, Root, Step};
use crate::theory::scalar_system::Rule;

/// A root of the equations, and their derivatives there.
pub(in crate::theory::groups) type GroupRoot = Root<GroupUnknowns, GroupEvaluation>;

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

impl LimitEquations for GroupEquations<'_> {
    type Point = GroupUnknowns;
    type Evaluation = GroupEvaluation;

    fn by_quadrature(&self) -> bool {
        self.by_quadrature()
    }

    fn anchored(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.anchored(at)
    }

    fn released(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.released(at)
    }

    fn evaluate(&self, rule: Rule, at: &GroupUnknowns) -> GroupEvaluation {
        self.evaluate(rule, at)
    }

    fn nodes(there: &GroupEvaluation) -> u64 {
        there.nodes
    }

    fn norm(there: &GroupEvaluation) -> f64 {
        there.residual.norm()
    }

    fn largest(there: &GroupEvaluation) -> f64 {
        there.residual.amax()
    }

    fn step(at: &GroupUnknowns, here: &GroupEvaluation) -> Option<Step<GroupUnknowns>> {
        let whole = -here.jacobian.clone().lu().solve(&here.residual)?;
        let share = limit(at, &whole);
        Some(Step { whole, share })
    }

    fn moved(at: &GroupUnknowns, step: &GroupUnknowns, share: f64) -> GroupUnknowns {
        at + step * share
    }
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
