//! The tables of a map, and what is made of them.

mod blanks;
mod chart;
mod lines;
mod rows;
mod simulated_spots;
mod summary;

#[cfg(test)]
mod tests;

pub(super) use chart::map_chart;
pub use rows::{LineRow, MapRow, PairRow};
pub(super) use rows::{of_pair, scale_pairs};
pub(super) use summary::{map_columns, map_summary};

use std::path::Path;

use super::cell_row::CellRow;
use super::read_error::ReadError;
use super::tables::{csv, damaged, headed, headed_table, of_another, table};
use crate::compare::Verdict;
use crate::model::Tolerance;
use crate::scenario::{MapPlan, MapValue, Plan};
use crate::sweep::{LineKind, MapStudy, Study, most_line_points};

pub(super) const MAP: &str = "map.csv";
pub(super) const BOUNDARIES: &str = "boundaries.csv";
pub(super) const PAIRS: &str = "pairs.csv";

/// The tables of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapTables {
    /// `map.csv`.
    pub cells: Vec<MapRow>,
    /// `boundaries.csv`.
    pub lines: Vec<LineRow>,
    /// `pairs.csv`.
    pub pairs: Vec<PairRow>,
}

/// Headings of the first three columns.
fn axes_heading(map: &MapPlan) -> [&'static str; 3] {
    let panels = map.panels.as_ref();
    [
        panels.map_or("panel", |axis| axis.parameter.name()),
        map.x.parameter.name(),
        map.y.parameter.name(),
    ]
}

fn cells_heading(map: &MapPlan) -> Vec<&'static str> {
    let mut heading = axes_heading(map).to_vec();
    heading.extend(["value", "category", "status", "evaluated"]);
    heading.extend(LATER);
    heading
}

/// Columns of cells that tables of before lack.
const LATER: [&str; 1] = ["reason"];

fn lines_heading(map: &MapPlan) -> Vec<&'static str> {
    let mut heading = axes_heading(map).to_vec();
    heading.extend(["line", "kind"]);
    heading
}

impl MapTables {
    /// The rows of a finished study; `None` if it is none of a map.
    pub(super) fn of(plan: &Plan, study: &Study, simulated: &[CellRow]) -> Option<Self> {
        let (map, found) = plan.map().zip(study.map.as_ref())?;
        let (cells, lines) = Self::predicted(map, found);
        Some(Self {
            cells,
            lines,
            pairs: study
                .pairs
                .iter()
                .map(|p| rows::of_pair(plan, p, simulated))
                .collect(),
        })
    }

    /// The rows that theory alone gives: of cells, and of points of lines.
    pub(super) fn predicted(map: &MapPlan, found: &MapStudy) -> (Vec<MapRow>, Vec<LineRow>) {
        let cells = found.cells.iter().enumerate();
        let lines = found.lines.iter().enumerate();
        (
            cells.map(|(i, c)| rows::of_cell(map, i, c)).collect(),
            lines.flat_map(|(i, l)| rows::of_line(map, i, l)).collect(),
        )
    }

    /// Reads stored tables.
    pub(super) fn read(folder: &Path, plan: &Plan) -> Result<Option<Self>, ReadError> {
        let Some(map) = plan.map() else {
            return Ok(None);
        };
        let pairs = folder.join(PAIRS);
        let tables = Self {
            cells: headed_table(
                &folder.join(MAP),
                (&cells_heading(map), LATER.len()),
                map.cells(),
            )?,
            // How long lines are nobody knows before, nor which cells are paired.
            lines: headed_table(
                &folder.join(BOUNDARIES),
                (&lines_heading(map), 0),
                most_line_points(map),
            )?,
            pairs: if pairs.is_file() {
                // Of a place each other way against the one that wins.
                table(&pairs, plan.cells.len())?
            } else {
                Vec::new()
            },
        };
        for (same, file) in [
            (tables.has_the_cells_of(map), MAP),
            (tables.has_lines_of(map), BOUNDARIES),
            (tables.has_the_pairs_of(plan), PAIRS),
        ] {
            if !same {
                return Err(damaged(&folder.join(file), of_another()));
            }
        }
        Ok(Some(tables))
    }

    fn has_the_cells_of(&self, map: &MapPlan) -> bool {
        let categories = map.value.categories();
        let known = |row: &MapRow| match &row.category {
            Some(name) => categories.iter().any(|c| c.0 == *name),
            None => true,
        };
        self.cells.len() == map.cells()
            && self.cells.iter().enumerate().all(|(i, row)| {
                let (panel, x, y) = rows::place(map, i);
                (row.panel, row.x, row.y) == (rows::panel_value(map, panel), x, y) && known(row)
            })
    }

    /// Every line is one that the map asks for, on one of its panels.
    fn has_lines_of(&self, map: &MapPlan) -> bool {
        let panels: Vec<_> = (0..map.panels())
            .map(|p| rows::panel_value(map, p))
            .collect();
        let asked = |kind: LineKind| match kind {
            LineKind::Boundary(boundary) => map.boundaries.contains(&boundary),
            LineKind::Rule(rule) => map.marks.contains(&rule),
        };
        let known = |row: &LineRow| asked(row.kind) && panels.contains(&row.panel);
        self.lines.iter().all(known)
    }

    fn has_the_pairs_of(&self, plan: &Plan) -> bool {
        let known = |id: &String| plan.cells.iter().any(|cell| cell.id == *id);
        let paired = matches!(
            plan.map().map(|m| &m.value),
            Some(MapValue::Gain(_) | MapValue::Winner(_))
        );
        (!self.pairs.is_empty() || !paired || plan.cells.is_empty())
            && self
                .pairs
                .iter()
                .all(|p| known(&p.first) && known(&p.second))
    }

    /// Name and content of each file.
    pub(super) fn files(&self, map: &MapPlan) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = vec![
            (MAP, headed(&self.cells, &cells_heading(map))),
            (BOUNDARIES, headed(&self.lines, &lines_heading(map))),
        ];
        if !self.pairs.is_empty() {
            files.push((PAIRS, csv(&self.pairs, &[])));
        }
        files
    }

    /// Cells without an answer where there should be one.
    pub fn failed(&self) -> impl Iterator<Item = &MapRow> {
        self.cells.iter().filter(|row| row.failed())
    }

    /// Why they failed, as the beginning of a sentence that says where.
    pub fn reason(&self) -> &'static str {
        rows::reason(&self.failed().collect::<Vec<_>>())
    }

    /// Pairs that speak against theory: a winner that is beaten, or a gain that is
    /// another.
    pub fn against(&self, map: &MapPlan, tolerance: &Tolerance) -> Vec<&PairRow> {
        let contest = matches!(map.value, MapValue::Winner(_));
        let disagrees = |pair: &&PairRow| match contest {
            true => pair.refutes(tolerance),
            false => pair.judged(tolerance) == Some(Verdict::Disagree),
        };
        self.pairs.iter().filter(disagrees).collect()
    }
}
