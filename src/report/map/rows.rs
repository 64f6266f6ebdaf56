//! One row of each table of a map.

use serde::{Deserialize, Serialize};

use crate::compare::{Tolerance, Verdict, compare};
use crate::model::Quantity;
use crate::scenario::{MapPlan, Plan};
use crate::stats::Estimate;
use crate::sweep::{BoundaryLine, MapCell, NOT_CONVERGED, NOT_FINITE, Pair};

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
    pub status: String,
    /// Whether it was computed, or lies inside a region and has its kind.
    pub evaluated: bool,
}

impl MapRow {
    /// Whether there is no answer where there should be one.
    pub fn failed(&self) -> bool {
        self.status == NOT_CONVERGED || self.is_no_number()
    }

    fn is_no_number(&self) -> bool {
        self.status == NOT_FINITE
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
    pub kind: String,
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
        let compared = compare(self.theory?, &estimate, self.known_shift, self.n, tolerance);
        Some(compared.verdict)
    }

    /// Whether simulation excludes that the first is at least as good as the second:
    /// the difference lies below 0 by more than the tolerance.
    pub fn refutes(&self, tolerance: &Tolerance) -> bool {
        self.estimate().is_some_and(|e| {
            let granted =
                tolerance.finite_size / self.n as f64 + tolerance.max_z * e.standard_error;
            e.mean - self.known_shift < -granted
        })
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
        status: cell.status.to_owned(),
        evaluated: cell.evaluated,
    }
}

pub(super) fn of_line(map: &MapPlan, number: usize, line: &BoundaryLine) -> Vec<LineRow> {
    let row = |&(x, y): &(f64, f64)| LineRow {
        panel: panel_value(map, line.panel),
        x,
        y,
        line: number,
        kind: line.kind.to_owned(),
    };
    line.path.iter().map(row).collect()
}

pub(in crate::report) fn of_pair(plan: &Plan, pair: &Pair) -> PairRow {
    let cell = &plan.cells[pair.first];
    let samples = cell.design.map_or(0, |d| d.samples());
    let estimate = pair.difference;
    let compared = estimate
        .zip(pair.theory)
        .map(|(e, theory)| compare(theory, &e, pair.known_shift, samples, &plan.tolerance));
    PairRow {
        first: cell.id.clone(),
        second: plan.cells[pair.second].id.clone(),
        quantity: pair.quantity,
        n: samples,
        theory: pair.theory,
        mean: estimate.map(|e| e.mean),
        se: estimate.map(|e| e.standard_error),
        lo: estimate.map(|e| e.low),
        hi: estimate.map(|e| e.high),
        known_shift: pair.known_shift,
        z: compared.and_then(|c| c.z),
        verdict: compared.map(|c| c.verdict),
        replicates: estimate.map_or(0, |e| e.replicates),
    }
}
