//! What a map will cost, in evaluations of a cell, before it is computed.

use super::boundary::LATTICE;
use crate::scenario::{Boundary, MapPlan};

/// Evaluations that find a place of a line: a dozen or two of bisection.
pub(super) const CROSSING: f64 = 15.0;
/// Evaluations that find a place where lines meet: nine at each halving.
pub(super) const JUNCTION: f64 = 150.0;
/// What a closed form costs beside a cell.
pub(super) const CLOSED_FORM: f64 = 0.02;
/// Cells that a halving of the lattice evaluates for each step along a boundary: blocks on
/// both sides of it, three new places in each.
const A_STEP: f64 = 10.0;

/// Cells that will be evaluated: all of them, or where a map is refined the lattice and what
/// lies about a boundary that crosses the map once.
pub(super) fn cells(map: &MapPlan) -> f64 {
    let all = map.cells() as f64;
    match map.refine {
        0 | 1 => all,
        step => {
            let halvings = A_STEP * across(map) * (1.0 - 1.0 / step as f64);
            (lattice(map, step) + map.panels() as f64 * halvings).min(all)
        }
    }
}

/// Cells of the coarsest lattice.
fn lattice(map: &MapPlan, step: usize) -> f64 {
    let along = |count: usize| (count as f64 / step.max(1) as f64).ceil() + 1.0;
    let panels = map.panels() as f64;
    panels * along(map.x.values.len()) * along(map.y.values.len())
}

/// Cells along a boundary that crosses the map once.
fn across(map: &MapPlan) -> f64 {
    map.x.values.len().max(map.y.values.len()) as f64
}

/// Evaluations for all lines.
pub(super) fn lines(map: &MapPlan) -> f64 {
    let boundaries = map.boundaries.iter().map(|boundary| line(map, *boundary));
    let marks = map.marks.len() * LATTICE;
    map.panels() as f64 * (boundaries.sum::<f64>() + marks as f64)
}

/// The same for one boundary of one panel.
pub(super) fn line(map: &MapPlan, boundary: Boundary) -> f64 {
    let lattice = (LATTICE * LATTICE) as f64;
    if boundary == Boundary::Category {
        return CROSSING * across(map);
    }
    side(boundary) * (lattice + CROSSING * LATTICE as f64)
}

/// The cost of telling on which side of a boundary a place lies.
pub(super) fn side(boundary: Boundary) -> f64 {
    match boundary {
        Boundary::Category | Boundary::Feasibility | Boundary::EqualErrors => 1.0,
        Boundary::Separability | Boundary::Interpolation | Boundary::EqualErrorOptimal => {
            CLOSED_FORM
        }
    }
}

/// Cells that the stages after one will evaluate: each halving doubles what lies about a
/// boundary.
pub(super) fn later(stage: usize, step: usize) -> f64 {
    stage as f64 * (2.0 * step as f64 - 2.0)
}
