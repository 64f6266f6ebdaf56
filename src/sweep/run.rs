//! What a sweep is given, what it gives, and why it may not end.

use std::sync::atomic::AtomicBool;

use super::UnitOutcome;
use super::memory::Shortage;
use super::progress::Progress;
use super::replicated::Replicated;
use super::store::{Known, Store};
use super::two_classes::TwoClasses;

/// How to run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Of the study.
    pub seed: u64,
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
}

/// Why a sweep did not finish.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// The caller's cancellation flag was raised.
    #[error("interrupted: {done} of {total} replicates were done")]
    Interrupted {
        /// Replicates finished.
        done: usize,
        /// Replicates planned.
        total: usize,
    },
    /// More memory than the machine has free.
    #[error("{0}")]
    Memory(Box<Shortage>),
    /// Tables and figures that the machine has no room for.
    #[error("tables and figures need {needed}, but {available} are available: {advice}")]
    Results {
        /// What they take.
        needed: String,
        /// What is free.
        available: String,
        /// What would do.
        advice: String,
    },
    /// The thread pool could not be made.
    #[error(
        "cannot start a worker thread: {0}; allow more processes or threads (`ulimit -u`, the job's \
         limits), or end others, and run again"
    )]
    Threads(String),
    /// Outcomes could not be kept.
    #[error("{reason}; {done} of {total} replicates are kept, and the same command then goes on")]
    Store {
        /// What the disk said.
        reason: String,
        /// Replicates finished.
        done: usize,
        /// Replicates planned.
        total: usize,
    },
    /// The system refused memory that was foreseen to be there.
    #[error(
        "the system refused memory within a replicate of {of}: {}allow more memory (`ulimit -v`, the \
         job's limits){}",
        if *threads > 1 { "take fewer threads (--threads), or " } else { "" },
        kept.map_or(String::new(), |kept| format!(
            "; {kept} of {total} replicates are kept, and the same command then goes on"
        ))
    )]
    Allocation {
        /// n, d and method.
        of: String,
        /// Worker threads.
        threads: usize,
        /// Replicates on the disk, if any is kept there.
        kept: Option<usize>,
        /// Replicates planned.
        total: usize,
    },
    /// Outcomes were only to be collected, and some are not there.
    #[error("{missing} of {total} replicates are missing")]
    Missing {
        /// Replicates without outcomes.
        missing: usize,
        /// Replicates planned.
        total: usize,
    },
}

/// A sweep's surroundings.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
    /// Is told of every finished replicate.
    pub progress: &'a dyn Progress,
    /// Ends the sweep at the next replicate when raised.
    pub cancel: &'a AtomicBool,
    /// Keeps outcomes and knows earlier ones; without it all is lost with the process.
    pub store: Option<&'a Store>,
    /// Whether nothing is simulated: what the store does not know is missing.
    pub collect_only: bool,
    /// Outcomes that are taken as all there are: nothing is simulated, and what is missing is
    /// left out.
    pub so_far: Option<&'a Known>,
}

impl<'a> Run<'a> {
    /// In memory only.
    pub fn new(threads: Option<usize>, progress: &'a dyn Progress, cancel: &'a AtomicBool) -> Self {
        Self {
            threads,
            progress,
            cancel,
            store: None,
            collect_only: false,
            so_far: None,
        }
    }
}

/// What a sweep gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept<R: Replicated = TwoClasses> {
    /// Of each unit, in order.
    pub outcomes: Vec<UnitOutcome<R::Measurement>>,
    /// Replicates taken from the store.
    pub reused: usize,
    /// Replicates simulated now, at least in part.
    pub simulated: usize,
    /// Outcomes that the store holds twice, with different bits.
    pub conflicts: usize,
    /// Stored outcomes of a rule's weight that differs in its last digits.
    pub near: usize,
}

impl<R: Replicated> Swept<R> {
    /// Of no unit.
    pub(super) fn none() -> Self {
        Self {
            outcomes: Vec::new(),
            reused: 0,
            simulated: 0,
            conflicts: 0,
            near: 0,
        }
    }
}
