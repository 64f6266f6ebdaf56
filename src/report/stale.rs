//! Stored predictions held against predictions made anew.

mod held_entries;
mod map;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::Serialize;

use self::held_entries::{Held, WEIGHT};
use super::cell_row::CellRow;
use super::differences::DIFFERENCES;
use super::map::{PAIRS, PairRow};
use super::results::{CELLS, CURVES, MARKS, Results};
use super::rows::{CurvePoint, CurveRow, curve_points, of_mark};
use crate::model::Quantity;
use crate::sweep::{Predictions, Resolved, Workers};

/// A stored prediction that is not what theory says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stale {
    /// The table that it stands in.
    pub file: &'static str,
    /// Name of the cell; in a table of differences of the one that is held against another,
    /// of a curve or a map where it lies.
    pub cell: String,
    /// What is predicted: a quantity, or the column.
    pub quantity: &'static str,
    /// What the table has.
    pub stored: StoredEntry,
    /// What theory gives.
    pub theory: StoredEntry,
}

/// One entry of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StoredEntry {
    /// A number.
    Number(f64),
    /// A status, or the kind of a cell.
    Word(String),
    /// None.
    Nothing,
}

impl std::fmt::Display for StoredEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoredEntry::Number(number) => write!(f, "{number}"),
            StoredEntry::Word(word) => write!(f, "`{word}`"),
            StoredEntry::Nothing => write!(f, "nothing"),
        }
    }
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} has {} for {} of `{}` where theory gives {}",
            self.file, self.stored, self.quantity, self.cell, self.theory
        )
    }
}

impl Results {
    /// Stored predictions that are not those given, of the same plan: what is verified and
    /// drawn would else be whatever stands in a table.
    pub fn stale(&self, theory: &Predictions) -> Vec<Stale> {
        self.stale_by(theory, &Workers::alone())
    }

    /// The same by many: metrics that are integrals take their time.
    pub fn stale_by(&self, theory: &Predictions, workers: &Workers<'_>) -> Vec<Stale> {
        let cells: Vec<(&[CellRow], &Resolved)> = self.by_cell().zip(&theory.cells).collect();
        // There are as many of these rows as there are points (`Results::check`).
        let points = curve_points(&self.plan);
        let points: Vec<(CurvePoint, &CurveRow)> = points.into_iter().zip(&self.curves).collect();
        let of_map = self.map.iter().flat_map(|map| &map.pairs);
        let pairs: Vec<(&'static str, &PairRow)> = of_map
            .map(|pair| (PAIRS, pair))
            .chain(self.differences.iter().map(|pair| (DIFFERENCES, pair)))
            .collect();
        workers.start(cells.len() + points.len() + pairs.len());
        let mut found = workers.each(&cells, |(rows, theory)| {
            let mut found = Vec::new();
            rows.iter().for_each(|row| of_row(row, theory, &mut found));
            found
        });
        found.extend(workers.each(&points, |(at, row)| {
            let mut found = Vec::new();
            of_curve_row(row, &theory.curves[at.curve][at.point], &mut found);
            found
        }));
        self.marks_held(theory, &mut found);
        if let Some((plan, stored)) = self.plan.map().zip(self.map.as_ref()) {
            map::compare(plan, stored, theory.map.as_ref(), &mut found);
        }
        let ids = self.plan.cells.iter().map(|cell| cell.id.as_str());
        let by_id: HashMap<&str, &Resolved> = ids.zip(&theory.cells).collect();
        found.extend(workers.each(&pairs, |(file, pair)| {
            let mut found = Vec::new();
            of_pair(pair, file, &by_id, &mut found);
            found
        }));
        found
    }

    fn marks_held(&self, theory: &Predictions, found: &mut Vec<Stale>) {
        let plan = &self.plan;
        for (row, mark) in self.marks.iter().zip(&theory.marks) {
            let now = of_mark(plan, mark);
            let place = || format!("{}, {} under {}", row.method, row.series, row.rule.name());
            Held::new(MARKS, &place, found)
                .word("rule", Some(row.rule.name()), Some(now.rule.name()))
                .word("series", Some(&row.series), Some(&now.series))
                .word("method", Some(&row.method), Some(&now.method))
                .number("weight_ratio", row.weight_ratio, now.weight_ratio, WEIGHT)
                .word("status", Some(row.status.name()), Some(now.status.name()))
                .predicted(
                    Quantity::WorstClassError,
                    row.worst_class_error,
                    &mark.theory,
                );
        }
    }
}

fn of_row(row: &CellRow, theory: &Resolved, found: &mut Vec<Stale>) {
    let place = || row.cell.clone();
    Held::new(CELLS, &place, found)
        .number(
            "weight_ratio",
            row.weight_ratio,
            theory.weight_ratio,
            WEIGHT,
        )
        .word(
            "status",
            Some(row.status.name()),
            Some(theory.status().name()),
        )
        .predicted(row.quantity, row.theory, theory);
}

fn of_curve_row(row: &CurveRow, theory: &Resolved, found: &mut Vec<Stale>) {
    let place = || format!("{}, {} at {}", row.method, row.series, row.x);
    let now = (theory.weight_ratio, theory.status().name());
    Held::new(CURVES, &place, found)
        .number("weight_ratio", row.weight_ratio, now.0, WEIGHT)
        .word("status", Some(row.status.name()), Some(now.1))
        .predicted(row.quantity, row.theory, theory);
}

fn of_pair(
    pair: &PairRow,
    file: &'static str,
    theory: &HashMap<&str, &Resolved>,
    found: &mut Vec<Stale>,
) {
    let side = |cell: &str| theory.get(cell)?.value(pair.quantity);
    let sides = side(&pair.second).zip(side(&pair.first));
    let now = sides.map(|(second, first)| second - first);
    let scale = sides.map_or(0.0, |(second, first)| second.abs() + first.abs());
    let place = || pair.second.clone();
    Held::new(file, &place, found).on_scale(pair.quantity.name(), pair.theory, now, scale);
}
