//! How far a run is, in a few numbers.

use serde::{Deserialize, Serialize};

/// Counts at one moment of a run; the last of a journal says how much is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Of the scenario with every default filled in.
    pub scenario_sha256: String,
    /// Replicates of the whole scenario, whoever simulates them; the most that are wanted,
    /// where fewer may be enough.
    pub all: usize,
    /// Replicates of this run, or this shard, counted likewise.
    pub replicates: usize,
    /// Of these, done.
    pub done: usize,
    /// Outcomes that are failures.
    pub failures: usize,
    /// Of the replicates, counted as done, those of designs without a cell that has weights:
    /// nothing is simulated there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub idle: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Tally {
    pub(super) fn to_json(&self) -> String {
        // Plain fields always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn from_json(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
