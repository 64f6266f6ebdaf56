//! One row of each table of a map.

use serde::{Deserialize, Serialize};

use std::collections::HashMap;

use crate::compare::{Predicted, Verdict, chance_beyond, compare};
use crate::model::{Quantity, Tolerance};
use crate::report::cell_row::CellRow;
use crate::scenario::{MapPlan, Plan};
use crate::stats::{Estimate, normal_chance};
use crate::sweep::{BoundaryLine, LineKind, MapCell, Pair, Standing};

/// One cell of `map.csv`. The first three columns are headed by their parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapRow {
    /// Value that tells panels apart; empty if there is one panel.
    pub panel: Option<f64>,
    /// Value along x.
    pub x: f64,
    /// Value along y.
    pub y: f64,
    /// The number; in a contest what the winner reaches.
    pub value: Option<f64>,
    /// The kind of cell.
    pub category: Option<String>,
    /// How theory came to it, or why there is nothing.
    pub status: Standing,
    /// Whether it was computed, or lies inside a region and has its kind.
    pub evaluated: bool,
    /// Why there is neither value nor kind.
    pub reason: Option<String>,
}

impl MapRow {
    /// Whether there is no answer where there should be one.
    pub fn failed(&self) -> bool {
        self.status.failed()
    }

    fn is_no_number(&self) -> bool {
        self.status == Standing::NotFinite
    }

    /// Where it lies, in symbols.
    pub fn whereabouts(&self, map: &MapPlan) -> String {
        let panel = map.panels.as_ref().zip(self.panel);
        let panel = panel.map(|(axis, value)| format!("{} = {value}, ", axis.parameter.symbol()));
        format!(
            "{}{} = {:.4}, {} = {:.4}",
            panel.unwrap_or_default(),
            map.x.parameter.symbol(),
            self.x,
            map.y.parameter.symbol(),
            self.y
        )
    }
}

/// Why cells failed: theory, or arithmetic with what it gave.
pub(super) fn reason(failed: &[&MapRow]) -> &'static str {
    let no_numbers = failed.iter().filter(|row| row.is_no_number()).count();
    match no_numbers {
        0 => "theory found no solution",
        n if n == failed.len() => "the value is not finite",
        _ => "theory found no solution or the value is not finite",
    }
}

/// One point of a line in `boundaries.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineRow {
    /// Value that tells panels apart; empty if there is one panel.
    pub panel: Option<f64>,
    /// Value along x.
    pub x: f64,
    /// Value along y.
    pub y: f64,
    /// Number of the line; its points follow each other.
    pub line: usize,
    /// A boundary, or the rule whose weight it follows.
    #[serde(with = "crate::report::map_line_names::line_kind")]
    pub kind: LineKind,
}

/// Two cells on common data, in `pairs.csv` and `differences.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairRow {
    /// Name of the reference; in `pairs.csv` of the cell whose way wins in theory, or whose
    /// gain is shown.
    pub first: String,
    /// Name of the cell that it is held against.
    pub second: String,
    /// What is compared.
    pub quantity: Quantity,
    /// Samples.
    pub n: usize,
    /// Predicted value of the second less that of the first.
    pub theory: Option<f64>,
    /// Average difference over replicates.
    pub mean: Option<f64>,
    /// Its Monte-Carlo standard error.
    pub se: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// By how much finite n is known to move the difference.
    pub known_shift: f64,
    /// (mean − theory − known_shift)/se.
    pub z: Option<f64>,
    /// As in cells.csv.
    pub verdict: Option<Verdict>,
    /// Replicates that gave both.
    pub replicates: usize,
    /// What a shift of the difference is counted in: that of both sides, one of which may be
    /// moved up and the other down. From the rows of the cells, and so no column of its own.
    #[serde(skip)]
    pub(in crate::report) scale: Option<f64>,
}

impl PairRow {
    /// The simulated difference.
    pub fn estimate(&self) -> Option<Estimate> {
        Some(Estimate {
            mean: self.mean?,
            standard_error: self.se?,
            low: self.lo?,
            high: self.hi?,
            replicates: self.replicates,
        })
    }

    /// The verdict under a tolerance, from the stored numbers.
    pub fn judged(&self, tolerance: &Tolerance) -> Option<Verdict> {
        let estimate = self.estimate()?;
        Some(compare(&self.predicted()?, &estimate, self.n, tolerance).verdict)
    }

    fn predicted(&self) -> Option<Predicted> {
        Some(Predicted {
            theory: self.theory?,
            known_shift: self.known_shift,
            scale: self.scale?,
        })
    }

    /// Whether simulation excludes that the first is at least as good as the second:
    /// the difference lies below 0 by more than the tolerance.
    pub fn refutes(&self, tolerance: &Tolerance) -> bool {
        self.estimate().zip(self.scale).is_some_and(|(e, scale)| {
            let below = self.known_shift - e.mean;
            let granted = tolerance.finite_size * scale / self.n as f64;
            chance_beyond(below, granted, &e) < normal_chance(tolerance.max_z)
        })
    }
}

/// Gives pairs the scale of their cells.
pub(in crate::report) fn scale_pairs<'a>(
    pairs: impl Iterator<Item = &'a mut PairRow>,
    cells: &[CellRow],
) {
    let rows: HashMap<(&str, Quantity), &CellRow> = cells
        .iter()
        .map(|row| ((row.cell.as_str(), row.quantity), row))
        .collect();
    for pair in pairs {
        let scale = |cell: &str| rows.get(&(cell, pair.quantity))?.scale;
        pair.scale = scale(&pair.first)
            .zip(scale(&pair.second))
            .map(|(first, second)| first + second);
    }
}

/// The value that tells a panel apart.
pub(super) fn panel_value(map: &MapPlan, panel: usize) -> Option<f64> {
    map.panels.as_ref()?.values.get(panel).copied()
}

/// (panel, x, y) of a cell.
pub(super) fn place(map: &MapPlan, cell: usize) -> (usize, f64, f64) {
    let (columns, rows) = (map.x.values.len(), map.y.values.len());
    let (panel, inside) = (cell / (columns * rows), cell % (columns * rows));
    let (x, y) = (inside % columns, inside / columns);
    (panel, map.x.values[x], map.y.values[y])
}

pub(super) fn of_cell(map: &MapPlan, index: usize, cell: &MapCell) -> MapRow {
    let (panel, x, y) = place(map, index);
    let mut names = map.value.categories();
    MapRow {
        panel: panel_value(map, panel),
        x,
        y,
        value: cell.value,
        category: cell
            .category
            .filter(|c| *c < names.len())
            .map(|c| names.swap_remove(c).0),
        status: cell.status,
        evaluated: cell.evaluated,
        reason: super::blanks::reason(map, cell),
    }
}

pub(super) fn of_line(map: &MapPlan, number: usize, line: &BoundaryLine) -> Vec<LineRow> {
    let row = |&(x, y): &(f64, f64)| LineRow {
        panel: panel_value(map, line.panel),
        x,
        y,
        line: number,
        kind: line.kind,
    };
    line.path.iter().map(row).collect()
}

pub(in crate::report) fn of_pair(plan: &Plan, pair: &Pair, cells: &[CellRow]) -> PairRow {
    let cell = &plan.cells[pair.first];
    let estimate = pair.difference;
    let scale = |cell: usize| {
        let place = plan.row_of(cell, pair.quantity)?;
        cells.get(place)?.scale
    };
    let mut row = PairRow {
        first: cell.id.clone(),
        second: plan.cells[pair.second].id.clone(),
        quantity: pair.quantity,
        n: cell.design.map_or(0, |d| d.samples()),
        theory: pair.theory,
        mean: estimate.map(|e| e.mean),
        se: estimate.map(|e| e.standard_error),
        lo: estimate.map(|e| e.low),
        hi: estimate.map(|e| e.high),
        known_shift: pair.known_shift,
        z: None,
        verdict: None,
        replicates: estimate.map_or(0, |e| e.replicates),
        scale: scale(pair.first)
            .zip(scale(pair.second))
            .map(|(first, second)| first + second),
    };
    if let Some((predicted, estimate)) = row.predicted().zip(row.estimate()) {
        let compared = compare(&predicted, &estimate, row.n, &plan.tolerance);
        (row.z, row.verdict) = (compared.z, Some(compared.verdict));
    }
    row
}
