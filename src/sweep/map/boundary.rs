//! Where one side of a boundary ends: by root finding along the lattice, then connected.

use super::expected::{self, CROSSING};
use super::root::sign_change;
use super::trace::{Crossing, Kinds, Node};
use super::value::{MapCell, excess, side};
use super::{Task, Work};
use crate::model::{ModelError, WeightRule};
use crate::scenario::{Axis, Boundary, MapPlan, Parameter, Scale};
use crate::sweep::resolve::problem;
use crate::sweep::study::StudyError;
use crate::theory::weights;

/// A line on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundaryLine {
    /// Which panel.
    pub panel: usize,
    /// What it is: a boundary's name, or a rule's whose weight it follows.
    pub kind: &'static str,
    /// (x, y) along it.
    pub path: Vec<(f64, f64)>,
}

/// Bisection ends at this share of the axis.
const RESOLUTION: f64 = 1e-7;
/// Lattice of a boundary that is not the cells' own: bisection gives the digits, the
/// lattice only has to see every bend.
pub(super) const LATTICE: usize = 65;

/// Every line that the map asks for.
pub(super) fn boundaries(
    map: &MapPlan,
    cells: &[MapCell],
    work: &Work<'_>,
) -> Result<Vec<BoundaryLine>, StudyError> {
    let mut lines = Vec::new();
    let mut expected = expected::lines(map);
    work.progress.left(expected);
    for panel in 0..map.panels() {
        for &boundary in &map.boundaries {
            expected -= expected::line(map, boundary);
            lines.extend(traced(map, boundary, panel, cells, work, expected)?);
        }
        for &rule in &map.marks {
            expected -= LATTICE as f64;
            lines.extend(weight_line(map, rule, panel, work)?);
        }
    }
    Ok(lines)
}

/// Some of the places of an axis, both ends among them.
fn thinned(axis: &Axis) -> Vec<f64> {
    let last = axis.values.len() - 1;
    let count = LATTICE.min(last + 1);
    let place = |i: usize| i * last / (count - 1);
    (0..count).map(|i| axis.values[place(i)]).collect()
}

/// `after` is what is expected to be left when it is done.
fn traced(
    map: &MapPlan,
    boundary: Boundary,
    panel: usize,
    cells: &[MapCell],
    work: &Work<'_>,
    after: f64,
) -> Result<Vec<BoundaryLine>, StudyError> {
    // When it is cancelled, a search ends at its next step with anything: nobody takes it.
    let place = |x: f64, y: f64| map.setting(panel, x, y).filter(|_| !work.cancelled());
    let asked = |x: f64, y: f64| match place(x, y) {
        Some(setting) => side(map, boundary, &setting),
        None => Ok(None),
    };
    let cost = expected::side(boundary);
    let own = boundary == Boundary::Category;
    let (xs, ys) = match own {
        true => (map.x.values.clone(), map.y.values.clone()),
        false => (thinned(&map.x), thinned(&map.y)),
    };
    let kinds = if own {
        let size = xs.len() * ys.len();
        let cells = cells.iter().skip(panel * size).take(size);
        cells.map(|cell| cell.category).collect()
    } else {
        work.all(
            Task::Line(cost),
            (0..xs.len() * ys.len()).collect(),
            |i: usize| asked(xs[i % xs.len()], ys[i / xs.len()]),
        )?
    };
    let kinds = Kinds {
        columns: xs.len(),
        rows: ys.len(),
        all: &kinds,
    };
    let crossings = kinds.crossings();
    let searches = crossings.len() as f64 * cost * CROSSING;
    work.progress.left(searches + after);
    let searched = Task::Line(cost * CROSSING);
    let places = work.all(searched, crossings.clone(), |crossing: Crossing| {
        let (column, row) = crossing.from;
        let (x, y) = (xs[column], ys[row]);
        let first = crossing.kinds.0;
        let (axis, low, high) = match crossing.upward {
            true => (&map.y, y, ys[row + 1]),
            false => (&map.x, x, xs[column + 1]),
        };
        let at = |share: f64| match crossing.upward {
            true => (x, between(axis, low, high, share)),
            false => (between(axis, low, high, share), y),
        };
        let resolution = RESOLUTION * (axis.values.len() - 1).max(1) as f64;
        if own {
            let margin = |share: f64| {
                let (x, y) = at(share);
                let setting = place(x, y);
                setting.map_or(Ok(None), |s| excess(map, crossing.kinds, &s))
            };
            if let Some(share) = sign_change(resolution, margin)? {
                return Ok(at(share));
            }
        }
        let share = bisected(resolution, |share| {
            let (x, y) = at(share);
            Ok(asked(x, y)? == Some(first))
        })?;
        Ok(at(share))
    })?;
    let middle = |axis: &Axis, a: f64, b: f64| between(axis, a, b, 0.5);
    let place = |node: &Node| match *node {
        Node::Edge(number) => places[number],
        Node::Middle(column, row) => (
            middle(&map.x, xs[column], xs[column + 1]),
            middle(&map.y, ys[row], ys[row + 1]),
        ),
    };
    let line = |nodes: Vec<Node>| BoundaryLine {
        panel,
        kind: boundary.name(),
        path: nodes.iter().map(place).collect(),
    };
    Ok(kinds.lines(&crossings).into_iter().map(line).collect())
}

/// A place between two on the axis' scale.
fn between(axis: &Axis, low: f64, high: f64, share: f64) -> f64 {
    match axis.scale {
        Scale::Linear => low + share * (high - low),
        Scale::Log => low * (high / low).powf(share),
    }
}

/// The first share of [0, 1] where `holds` ceases to.
fn bisected(
    resolution: f64,
    holds: impl Fn(f64) -> Result<bool, ModelError>,
) -> Result<f64, ModelError> {
    let (mut from, mut to) = (0.0, 1.0);
    while to - from > resolution {
        let middle = 0.5 * (from + to);
        match holds(middle)? {
            true => from = middle,
            false => to = middle,
        }
    }
    Ok(0.5 * (from + to))
}

/// The weight that a rule gives, along the axis that is not ρ.
fn weight_line(
    map: &MapPlan,
    rule: WeightRule,
    panel: usize,
    work: &Work<'_>,
) -> Result<Vec<BoundaryLine>, StudyError> {
    let across = map.x.parameter == Parameter::WeightRatio;
    let (own, other) = match across {
        true => (&map.x, &map.y),
        false => (&map.y, &map.x),
    };
    let ends = (own.values[0], own.values[own.values.len() - 1]);
    let steps = thinned(other);
    let found = work.all(Task::Line(1.0), steps.clone(), |step: f64| {
        let at = if across {
            (ends.0, step)
        } else {
            (step, ends.0)
        };
        let Some(setting) = map.setting(panel, at.0, at.1) else {
            return Ok(None);
        };
        Ok(weights::weight_for(rule, &problem(&setting, map.loss)?))
    })?;
    let shown = |rho: &f64| (ends.0..=ends.1).contains(rho);
    let points: Vec<Option<(f64, f64)>> = steps
        .into_iter()
        .zip(found)
        .map(|(step, rho)| {
            let rho = rho.filter(shown)?;
            Some(if across { (rho, step) } else { (step, rho) })
        })
        .collect();
    Ok(points
        .split(Option::is_none)
        .filter(|run| run.len() > 1)
        .map(|run| BoundaryLine {
            panel,
            kind: rule.name().unwrap_or("rule"),
            path: run.iter().flatten().copied().collect(),
        })
        .collect())
}
