//! Replicates without a classifier.

use serde::{Deserialize, Serialize};

use crate::scenario::Plan;
use crate::sweep::Study;

/// One replicate of one cell in `failures.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureRow {
    /// Name of the cell.
    pub cell: String,
    /// Number of the replicate; with the cell and the seed it says which data.
    pub replicate: usize,
    /// Seed of the study.
    pub seed: u64,
    /// What the solver, or a panic, said.
    pub reason: String,
}

pub(super) fn failed_replicates(plan: &Plan, study: &Study) -> Vec<FailureRow> {
    let mut rows = Vec::new();
    for (cell, result) in plan.cells.iter().zip(&study.cells) {
        let failed = result.simulated.iter().flat_map(|a| &a.failed);
        rows.extend(failed.map(|failed| FailureRow {
            cell: cell.id.clone(),
            replicate: failed.replicate,
            seed: plan.seed,
            reason: failed.reason.to_string(),
        }));
    }
    rows
}
