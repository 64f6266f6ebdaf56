//! Cells inside a region need no evaluation: a coarse lattice first, then only what lies
//! between places that differ.

use super::cell_value::{MapCell, evaluate};
use super::expected_cost::later;
use super::{Task, Work};
use crate::scenario::MapPlan;
use crate::sweep::study::StudyError;

/// The cells of one panel, the expensive way only where kinds change; `after` is what is
/// expected to be left when it is done.
pub(super) fn panel_cells(
    map: &MapPlan,
    panel: usize,
    work: &Work<'_>,
    after: f64,
) -> Result<Vec<MapCell>, StudyError> {
    let (columns, rows) = (map.x.values.len(), map.y.values.len());
    let mut sheet = CellSheet {
        columns,
        rows,
        cells: vec![None; columns * rows],
    };
    let mut step = map.refine;
    let first = sheet.lattice(step);
    sheet.evaluate(map, panel, first, work)?;
    while step > 1 {
        let wanted = sheet.doubtful(step);
        step /= 2;
        let inner: Vec<usize> = sheet
            .lattice(step)
            .into_iter()
            .filter(|&i| wanted.contains(&sheet.block(i, 2 * step)) && sheet.cells[i].is_none())
            .collect();
        work.progress
            .left(inner.len() as f64 + later(inner.len(), step) + after);
        sheet.evaluate(map, panel, inner, work)?;
        sheet.fill(step);
    }
    Ok(sheet.cells.into_iter().flatten().collect())
}

struct CellSheet {
    columns: usize,
    rows: usize,
    cells: Vec<Option<MapCell>>,
}

/// Every so many, and the last.
fn steps(count: usize, step: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).step_by(step).collect();
    if all.last() != Some(&(count - 1)) {
        all.push(count - 1);
    }
    all
}

impl CellSheet {
    fn lattice(&self, step: usize) -> Vec<usize> {
        let columns = steps(self.columns, step);
        steps(self.rows, step)
            .into_iter()
            .flat_map(|row| {
                columns
                    .iter()
                    .map(move |column| row * self.columns + column)
            })
            .collect()
    }

    /// The block of a lattice in which a cell lies.
    fn block(&self, cell: usize, step: usize) -> (usize, usize) {
        (cell % self.columns / step, cell / self.columns / step)
    }

    fn evaluate(
        &mut self,
        map: &MapPlan,
        panel: usize,
        wanted: Vec<usize>,
        work: &Work<'_>,
    ) -> Result<(), StudyError> {
        let (xs, ys) = (&map.x.values, &map.y.values);
        let found = work.all(Task::Cell, wanted.clone(), |i: usize| {
            match map.place(panel, xs[i % xs.len()], ys[i / xs.len()]) {
                Some(place) => evaluate(map, &place).map(Some),
                None => Ok(None),
            }
        })?;
        for (place, cell) in wanted.into_iter().zip(found) {
            self.cells[place] = cell;
        }
        Ok(())
    }

    fn kind(&self, column: usize, row: usize) -> Option<usize> {
        let column = column.min(self.columns - 1);
        let row = row.min(self.rows - 1);
        self.cells[row * self.columns + column]?.category
    }

    /// Blocks with corners that differ from one another or from those of the next blocks:
    /// a boundary may enter a block between two of its corners.
    fn doubtful(&self, step: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for row in 0..self.rows.div_ceil(step) {
            for column in 0..self.columns.div_ceil(step) {
                let first = self.kind(column * step, row * step);
                let near = |i: usize| i.saturating_sub(1)..=i + 2;
                let differs = near(row)
                    .flat_map(|r| near(column).map(move |c| (c, r)))
                    .any(|(c, r)| self.kind(c * step, r * step) != first);
                if differs || first.is_none() {
                    found.push((column, row));
                }
            }
        }
        found
    }

    /// Lattice places that were left out lie inside a region: they have its kind.
    fn fill(&mut self, step: usize) {
        for place in self.lattice(step) {
            if self.cells[place].is_none() {
                let (column, row) = self.block(place, 2 * step);
                let corner = 2 * step * (row * self.columns + column);
                self.cells[place] = self.cells[corner].map(|cell| MapCell {
                    value: None,
                    evaluated: false,
                    ..cell
                });
            }
        }
    }
}
