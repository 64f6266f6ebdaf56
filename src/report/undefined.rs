//! Values that do not exist, and why.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::cell_row::CellRow;
use super::results::Results;
use super::summary::LISTED;
use crate::model::{Quantity, Undefined};
use crate::scenario::Plan;
use crate::sweep::Study;

pub(super) const UNDEFINED: &str = "undefined.csv";

named! {
    /// Where a value is missing.
    pub enum UndefinedSide {
        /// In theory.
        Theory = "theory",
        /// In simulation.
        Simulation = "simulation",
    }
}

/// One quantity of one cell in `undefined.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndefinedRow {
    /// Name of the cell.
    pub cell: String,
    /// What does not exist.
    pub quantity: Quantity,
    /// On which side.
    pub side: UndefinedSide,
    /// In how many replicates; of those that mirror each other, pairs. 0 of theory.
    pub replicates: usize,
    /// Why.
    pub reason: String,
}

/// What theory and replicates lack where they have anything.
pub(super) fn undefined_values(plan: &Plan, study: &Study, cells: &[CellRow]) -> Vec<UndefinedRow> {
    let mut rows = Vec::new();
    let of_cells = cells.chunks(plan.quantities.len());
    for ((cell, result), found) in plan.cells.iter().zip(&study.cells).zip(of_cells) {
        let row = |quantity, side, replicates, reason: Undefined| UndefinedRow {
            cell: cell.id.clone(),
            quantity,
            side,
            replicates,
            reason: reason.to_string(),
        };
        // Where theory has nothing at all, the status says why.
        let classifier = result.theory.classifier();
        let missing = found.iter().filter(|row| row.theory.is_none());
        rows.extend(missing.filter_map(|CellRow { quantity, .. }| {
            let reason = quantity.of(classifier.as_ref()?).err()?;
            Some(row(*quantity, UndefinedSide::Theory, 0, reason))
        }));
        let simulated = result.simulated.iter().flat_map(|a| &a.undefined);
        rows.extend(simulated.map(|found| {
            let side = UndefinedSide::Simulation;
            row(found.quantity, side, found.replicates, found.reason)
        }));
    }
    rows
}

impl Results {
    /// Values of cells that do not exist and so are not compared: (cell, quantity) pairs.
    pub fn undefined_values(&self) -> usize {
        let values = self.undefined.chunk_by(|a, b| a.cell == b.cell);
        let distinct = |rows: &[UndefinedRow]| {
            let mut quantities: Vec<Quantity> = rows.iter().map(|row| row.quantity).collect();
            quantities.sort_unstable();
            quantities.dedup();
            quantities.len()
        };
        values.map(distinct).sum()
    }
}

/// The same in words; nothing where every value exists.
pub(super) fn undefined(out: &mut String, results: &Results) {
    if results.undefined.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## Values that do not exist\n\n{} values of cells do not exist, in theory or in some of the \
         replicates, and are not compared (undefined.csv):\n",
        results.undefined_values()
    );
    let mut told: Vec<(Quantity, &str, usize)> = Vec::new();
    for row in &results.undefined {
        match told
            .iter_mut()
            .find(|t| (t.0, t.1) == (row.quantity, &*row.reason))
        {
            Some(known) => known.2 += 1,
            None => told.push((row.quantity, &row.reason, 1)),
        }
    }
    for (quantity, reason, count) in told.iter().take(LISTED) {
        let _ = writeln!(out, "- {}: {reason} ({count} entries)", quantity.label());
    }
    if told.len() > LISTED {
        let _ = writeln!(out, "- and {} more", told.len() - LISTED);
    }
    out.push('\n');
}
