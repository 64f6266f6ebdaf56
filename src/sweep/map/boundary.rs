//! Where one side of a boundary ends: by root finding along the lattice, then connected.

use std::collections::{BTreeMap, BTreeSet};

use super::cell_value::{MapCell, excess, side};
use super::edge::{LatticeEdge, MOST_CHANGES};
use super::expected_cost::{self, CROSSING, JUNCTION};
use super::junction::junction;
use super::margin_root::sign_change;
use super::trace::{Crossing, Kinds, Node};
use super::weight_line::{MOST_WEIGHT_POINTS, weight_line};
use super::{Task, Work};
use crate::model::{ModelError, WeightRule};
use crate::paper::Scale;
use crate::scenario::{Axis, Boundary, MapPlace, MapPlan};
use crate::sweep::study::StudyError;

/// What a line of a map follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LineKind {
    /// Where one side of it ends.
    Boundary(Boundary),
    /// The weight that it gives.
    Rule(WeightRule),
}

impl LineKind {
    /// Name in files; no map follows a fixed weight, which has none.
    pub fn name(self) -> &'static str {
        match self {
            LineKind::Boundary(boundary) => boundary.name(),
            LineKind::Rule(rule) => rule.name().unwrap_or("fixed"),
        }
    }

    /// Every kind that a file may name.
    pub fn all() -> impl Iterator<Item = LineKind> {
        let boundaries = Boundary::ALL.into_iter().map(LineKind::Boundary);
        boundaries.chain(WeightRule::NAMED.iter().map(|(_, r)| LineKind::Rule(*r)))
    }
}

/// A line on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundaryLine {
    /// Which panel.
    pub panel: usize,
    /// What it follows.
    pub kind: LineKind,
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
    let mut expected = expected_cost::lines(map);
    work.progress.left(expected);
    for panel in 0..map.panels() {
        for &boundary in &map.boundaries {
            expected -= expected_cost::line(map, boundary);
            lines.extend(traced(map, boundary, panel, cells, work, expected)?);
        }
        for &rule in &map.marks {
            expected -= LATTICE as f64;
            lines.extend(weight_line(map, rule, panel, work)?);
        }
    }
    Ok(lines)
}

/// Points that the lines of a map can have at most, so that a table with more of them is of no map.
pub(crate) fn most_line_points(map: &MapPlan) -> usize {
    let (columns, rows) = (map.x.values.len(), map.y.values.len());
    let thin = |boundary: &Boundary| match boundary == &Boundary::Category {
        true => columns * rows,
        false => columns.min(LATTICE) * rows.min(LATTICE),
    };
    // Two edges a place of the lattice; a crossing is joined to one other in each of the two squares
    // beside its edge, and a line has at most twice as many points as joints.
    let of_place = 2 * MOST_CHANGES * 4;
    let of_boundaries: usize = map.boundaries.iter().map(thin).sum();
    map.panels() * (of_boundaries * of_place + map.marks.len() * MOST_WEIGHT_POINTS)
}

/// Some of the places of an axis, both ends among them.
pub(super) fn thinned(axis: &Axis) -> Vec<f64> {
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
    let own = boundary == Boundary::Category;
    let (xs, ys) = match own {
        true => (map.x.values.clone(), map.y.values.clone()),
        false => (thinned(&map.x), thinned(&map.y)),
    };
    let tracing = Tracing {
        map,
        boundary,
        panel,
        xs,
        ys,
        cost: expected_cost::side(boundary),
        work,
    };
    let kinds = tracing.kinds(cells)?;
    let kinds = Kinds {
        columns: tracing.xs.len(),
        rows: tracing.ys.len(),
        all: &kinds,
    };
    let crossings = kinds.crossings();
    let searches = crossings.len() as f64 * tracing.cost * CROSSING;
    work.progress.left(searches + after);
    let searched = Task::Line(tracing.cost * CROSSING);
    let found = work.all(searched, crossings, |c: Crossing| tracing.changes(&c))?;
    let (crossings, places): (Vec<Crossing>, Vec<(f64, f64)>) = found.into_iter().flatten().unzip();
    let lines = kinds.lines(&crossings);
    let squares = middles(&lines);
    let searches = squares.len() as f64 * tracing.cost * JUNCTION;
    work.progress.left(searches + after);
    let searched = Task::Line(tracing.cost * JUNCTION);
    let met = work.all(searched, squares.clone(), |s: Square| tracing.meeting(s))?;
    let met: BTreeMap<Square, Option<(f64, f64)>> = squares.into_iter().zip(met).collect();
    let place = |node: &Node| match *node {
        Node::Edge(number) => places.get(number).copied(),
        Node::Middle(column, row) => {
            let found = met.get(&(column, row)).copied().flatten();
            found.or_else(|| between_ends(*node, &lines, &places))
        }
    };
    let line = |nodes: &Vec<Node>| BoundaryLine {
        panel,
        kind: LineKind::Boundary(boundary),
        path: nodes.iter().filter_map(place).collect(),
    };
    Ok(lines.iter().map(line).collect())
}

/// In the middle of the places next to a meeting that was not found, on all its lines.
fn between_ends(node: Node, lines: &[Vec<Node>], places: &[(f64, f64)]) -> Option<(f64, f64)> {
    let pairs = lines.iter().flat_map(|line| line.windows(2));
    let next = pairs.filter_map(|pair| match (pair[0], pair[1]) {
        (near, Node::Edge(number)) | (Node::Edge(number), near) if near == node => {
            places.get(number)
        }
        _ => None,
    });
    let next: Vec<&(f64, f64)> = next.collect();
    let mean = |of: fn(&(f64, f64)) -> f64| {
        next.iter().map(|place| of(place)).sum::<f64>() / next.len() as f64
    };
    (!next.is_empty()).then(|| (mean(|p| p.0), mean(|p| p.1)))
}

/// Lower left corner of a square of the lattice: column and row.
type Square = (usize, usize);

/// A change of kind and its place.
type Placed = (Crossing, (f64, f64));

/// The lattice of one boundary on one panel, and what finds places between its corners.
struct Tracing<'a> {
    map: &'a MapPlan,
    boundary: Boundary,
    panel: usize,
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// Of one question, in evaluations of a cell.
    cost: f64,
    work: &'a Work<'a>,
}

impl Tracing<'_> {
    /// When it is cancelled, a search ends at its next step with anything: nobody takes it.
    fn place(&self, x: f64, y: f64) -> Option<MapPlace> {
        let place = self.map.place(self.panel, x, y);
        place.filter(|_| !self.work.cancelled())
    }

    /// On which side a place lies.
    fn asked(&self, (x, y): (f64, f64)) -> Result<Option<usize>, ModelError> {
        match self.place(x, y) {
            Some(place) => side(self.map, self.boundary, &place),
            None => Ok(None),
        }
    }

    /// The sides on which the lattice lies; of categories the cells are the lattice.
    fn kinds(&self, cells: &[MapCell]) -> Result<Vec<Option<usize>>, StudyError> {
        let (columns, size) = (self.xs.len(), self.xs.len() * self.ys.len());
        if self.boundary == Boundary::Category {
            let cells = cells.iter().skip(self.panel * size).take(size);
            return Ok(cells.map(|cell| cell.category).collect());
        }
        let places = (0..size).collect();
        self.work.all(Task::Line(self.cost), places, |i: usize| {
            self.asked((self.xs[i % columns], self.ys[i / columns]))
        })
    }

    /// Every change of kind on an edge that is crossed, and its place.
    fn changes(&self, crossing: &Crossing) -> Result<Vec<Placed>, ModelError> {
        let at = |share: f64| match crossing.upward {
            true => self.within(crossing.from, (0.0, share)),
            false => self.within(crossing.from, (share, 0.0)),
        };
        let resolution = match crossing.upward {
            true => resolution(&self.map.y),
            false => resolution(&self.map.x),
        };
        let edge = LatticeEdge {
            root: |kinds, ends| self.root(kinds, ends, resolution, &at),
            kind: |share| self.asked(at(share)),
        };
        let placed = |(kinds, share)| (Crossing { kinds, ..*crossing }, at(share));
        Ok(edge
            .changes(crossing.kinds)?
            .into_iter()
            .map(placed)
            .collect())
    }

    /// Where one of two kinds ends between two shares of an edge.
    fn root(
        &self,
        kinds: (usize, usize),
        (from, to): (f64, f64),
        resolution: f64,
        at: &impl Fn(f64) -> (f64, f64),
    ) -> Result<f64, ModelError> {
        let along = |share: f64| from + share * (to - from);
        let resolution = resolution / (to - from);
        if self.boundary == Boundary::Category {
            let margin = |share: f64| {
                let (x, y) = at(along(share));
                let place = self.place(x, y);
                place.map_or(Ok(None), |p| excess(self.map, kinds, &p))
            };
            if let Some(share) = sign_change(resolution, margin)? {
                return Ok(along(share));
            }
        }
        let share = bisected(resolution, |share| {
            Ok(self.asked(at(along(share)))? == Some(kinds.0))
        })?;
        Ok(along(share))
    }

    /// Where the lines of a square meet.
    fn meeting(&self, square: Square) -> Result<Option<(f64, f64)>, ModelError> {
        let kind = |share| self.asked(self.within(square, share));
        Ok(junction(kind)?.map(|share| self.within(square, share)))
    }

    /// A place in a square, from its shares of the two sides.
    fn within(&self, (column, row): Square, share: (f64, f64)) -> (f64, f64) {
        let on = |axis: &Axis, values: &[f64], i: usize, share: f64| {
            let next = values.get(i + 1).copied().unwrap_or(values[i]);
            match share {
                0.0 => values[i],
                _ => between(axis, values[i], next, share),
            }
        };
        (
            on(&self.map.x, &self.xs, column, share.0),
            on(&self.map.y, &self.ys, row, share.1),
        )
    }
}

/// The share of a lattice step at which searches end.
pub(super) fn resolution(axis: &Axis) -> f64 {
    RESOLUTION * (axis.values.len() - 1).max(1) as f64
}

/// The squares in which lines meet.
fn middles(lines: &[Vec<Node>]) -> Vec<Square> {
    let nodes = lines.iter().flatten();
    let squares = nodes.filter_map(|node| match *node {
        Node::Middle(column, row) => Some((column, row)),
        Node::Edge(_) => None,
    });
    let squares: BTreeSet<Square> = squares.collect();
    squares.into_iter().collect()
}

/// A place between two on the axis' scale.
pub(super) fn between(axis: &Axis, low: f64, high: f64, share: f64) -> f64 {
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
