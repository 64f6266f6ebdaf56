//! How precise the means are that a scenario about groups wanted precise.

use super::results::GroupResults;
use super::rows::GroupCellRow;
use crate::model::GroupQuantity;
use crate::report::precision::{CellPrecision, told};
use crate::scenario::Precision;

/// What was asked for, and where it was not reached; nothing without `[precision]`.
pub(super) fn precision(out: &mut String, results: &GroupResults) {
    let Some(asked) = &results.plan.precision else {
        return;
    };
    let population = results.plan.base.population.population();
    let labels = asked.quantities.iter().map(|q| q.label(&population));
    let labels: Vec<String> = labels.collect();
    told(out, asked, &labels.join(", "), &cells(results, asked));
}

impl GroupResults {
    /// Cells that are less precise than the scenario asks; `None` if it does not ask.
    pub fn short_of_precision(&self) -> Option<usize> {
        let asked = self.plan.precision.as_ref()?;
        let cells = cells(self, asked).into_iter();
        Some(cells.filter(|cell| cell.short.is_some()).count())
    }
}

fn cells<'a>(
    results: &'a GroupResults,
    asked: &Precision<GroupQuantity>,
) -> Vec<CellPrecision<'a>> {
    let population = results.plan.base.population.population();
    let mut cells: Vec<CellPrecision<'a>> = Vec::with_capacity(results.plan.cells.len());
    let short = |quantity: GroupQuantity, row: &GroupCellRow| {
        let imprecise = row.estimate().filter(|e| !asked.target.admits(e));
        let is_asked = asked.quantities.contains(&quantity);
        imprecise
            .filter(|_| is_asked)
            .map(|e| (quantity.label(&population), e.standard_error))
    };
    for (number, quantity, row) in results.rows() {
        if number == cells.len() {
            cells.push(CellPrecision {
                cell: &row.cell,
                taken: row.replicates + row.failures,
                short: None,
            });
        }
        let cell = &mut cells[number];
        cell.short = cell.short.take().or_else(|| short(quantity, row));
    }
    cells
}
