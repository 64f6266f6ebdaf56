//! Why stored results cannot be read back.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::results::{SCENARIO, UNFINISHED};
use crate::disk::open_file;
use crate::journal::advice;
use crate::scenario::ScenarioError;
use crate::sweep::{SimulatedPlan, results_short_of_memory};
use crate::written::bytes;

/// Stored results that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not a folder of results.
    #[error("{} is not a folder of results: it has no {missing}; `thumbscale run` makes one", path.display())]
    NotResults {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// Of a run that has begun and not ended.
    #[error(
        "{} holds a run that is not finished: `thumbscale run` with its scenario goes on, \
         `thumbscale status` says how far it is",
        path.display()
    )]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// The stored scenario is damaged.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// More than the machine has room for.
    #[error(
        "{}: to read its tables and draw them needs {needed}, but {available} are available: free \
         some memory, or allow more",
        path.display()
    )]
    Memory {
        /// The folder.
        path: PathBuf,
        /// What they take.
        needed: String,
        /// What is free.
        available: String,
    },
    /// A table of the scenario is not there.
    #[error("{} is gone; run the scenario again", path.display())]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("cannot read {}: {reason}; {}", path.display(), advice(reason))]
    Unreadable {
        /// File or folder.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// A table is damaged.
    #[error("{}: {reason}; run the scenario again", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        reason: String,
    },
}

/// Refuses results that there is no room for.
///
/// # Errors
/// [`ReadError::Memory`]
pub(super) fn fits_into_memory(folder: &Path, plan: &impl SimulatedPlan) -> Result<(), ReadError> {
    match results_short_of_memory(plan) {
        None => Ok(()),
        Some((needed, available)) => Err(ReadError::Memory {
            path: folder.to_owned(),
            needed: bytes(needed),
            available: bytes(available),
        }),
    }
}

/// Refuses a folder whose files nobody may ask for, and a scenario that nobody may read: nothing can
/// then be said of them, not even that they are not there.
///
/// # Errors
/// [`ReadError::Unreadable`]
pub fn can_be_looked_into(folder: &Path) -> Result<(), ReadError> {
    let forbidden = |path: PathBuf| {
        move |reason: std::io::Error| match reason.kind() == ErrorKind::PermissionDenied {
            true => Err(ReadError::Unreadable { path, reason }),
            false => Ok(()),
        }
    };
    for scenario in [SCENARIO, UNFINISHED].map(|name| folder.join(name)) {
        (scenario.symlink_metadata().map(drop)).or_else(forbidden(folder.to_owned()))?;
        open_file(&scenario)
            .map(drop)
            .or_else(forbidden(scenario))?;
    }
    Ok(())
}
