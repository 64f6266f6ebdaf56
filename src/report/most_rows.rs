//! Rows beyond which no run wrote a table.

use crate::model::Undefined;
use crate::scenario::Plan;

/// Reasons for which a value does not exist.
const REASONS: usize = 1 + Undefined::BeyondDoubles as usize;

/// How many rows the tables of a plan can have.
pub(super) struct MostRows {
    pub(super) cells: usize,
    pub(super) curves: usize,
    pub(super) marks: usize,
    pub(super) failed: usize,
    pub(super) undefined: usize,
}

impl MostRows {
    pub(super) fn of(plan: &Plan) -> Self {
        let (drawn, marks) = match &plan.figure {
            Some(figure) => (figure.y.len(), figure.marks.len()),
            None => (0, 0),
        };
        let points: usize = plan.curves.iter().map(|curve| curve.points.len()).sum();
        let replicates = plan.cells.iter().map(|cell| cell.replicates);
        let cells = plan.cells.len() * plan.quantities.len();
        Self {
            cells,
            curves: points * drawn,
            marks: plan.curves.len() * marks,
            failed: replicates.fold(0, usize::saturating_add),
            // In theory for one reason, and in simulation for any.
            undefined: cells.saturating_mul(1 + REASONS),
        }
    }
}
