//! Job scripts: how the shards of a run reach the machines of a cluster.
//!
//! Pure text from typed settings. This module submits nothing and knows nothing of what a
//! shard computes; it relies on this contract:
//!
//! ```text
//! thumbscale run SCENARIO --out OUT --shard i/N     1 ≤ i ≤ N, into OUT/shards/i-of-N/;
//!                                                   repeated, it goes on where it stopped
//! thumbscale merge OUT --out OUT                    all N shards into the final results
//! ```

mod shell_quoting;
pub mod slurm;

pub use shell_quoting::quote;

/// What starts the jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Slurm's `sbatch`: an array job with one task a shard, and a job that merges.
    Slurm,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Engine; 1] = [Engine::Slurm];

    /// Name on the command line, and of the folder for its scripts.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Slurm => "slurm",
        }
    }
}
