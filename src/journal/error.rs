//! What can go wrong with a journal or a lock.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::MAX_RECORD;
use crate::disk::system_code;

/// A journal that cannot be read or written. Damage is not among the reasons: it is
/// reported in [`Damage`](super::Damage).
#[derive(Clone, Debug, thiserror::Error)]
pub enum JournalError {
    /// The system says no.
    #[error("cannot {attempt} the journal {}: {reason}; {}", path.display(), advice(reason))]
    Io {
        /// The journal.
        path: PathBuf,
        /// What was tried.
        attempt: &'static str,
        /// The system's reason; shared, since a journal repeats the error that ended it.
        reason: Arc<io::Error>,
    },
    /// A file with content, but without a single valid record or a journal's first line.
    #[error(
        "{} is not a journal and was left untouched: it has no valid record and does not begin \
         with `thumbscale journal 1`; move it away, or choose another folder; `run --force` begins a \
         new one in its place",
        path.display()
    )]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// A record longer than [`MAX_RECORD`]. It was not written; the journal can go on.
    #[error(
        "a record of {length} bytes is too long for the journal {}: at most {MAX_RECORD} are \
         allowed; split it",
        path.display()
    )]
    TooLong {
        /// The journal.
        path: PathBuf,
        /// The record's length.
        length: usize,
    },
}

impl JournalError {
    /// Whether nothing of a journal is in the file, so that a new one in its place loses nothing.
    /// What the system does not let be read now can be whole all the same.
    pub fn is_of_no_journal(&self) -> bool {
        match self {
            Self::NotAJournal { .. } => true,
            Self::Io { .. } | Self::TooLong { .. } => false,
        }
    }

    /// For `map_err`.
    pub(super) fn io(path: &Path, attempt: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |reason| Self::Io {
            path: path.to_owned(),
            attempt,
            reason: Arc::new(reason),
        }
    }
}

/// A lock that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process, or another part of this one, has it.
    #[error(
        "{} is locked by {by}: wait until it ends or stop it, then try again",
        path.display()
    )]
    Held {
        /// The lock's file.
        path: PathBuf,
        /// What the holder wrote: "process 1234 on HOST since 2026-01-31T12:00:00Z".
        by: String,
    },
    /// The file is no lock.
    #[error(
        "{} is in the place of a lock, and no lock has written it: it was left untouched; move it \
         away, or choose another folder",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The system says no.
    #[error("cannot lock {}: {reason}; {}", path.display(), advice(reason))]
    Io {
        /// The lock's file.
        path: PathBuf,
        /// The system's reason.
        reason: io::Error,
    },
}

/// What to do about it.
pub(crate) fn advice(reason: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the system has more than forty"
    )]
    match reason.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "free some space there, then run again",
        Kind::FileTooLarge => {
            "the file system or a limit (`ulimit -f`) allows no larger file: raise it, then run again"
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            "allow it for the file and its folder, or choose another folder"
        }
        Kind::NotFound => "make its folder first, or choose another",
        Kind::NotADirectory => "move away the file in the place of the folder, or choose another",
        Kind::IsADirectory | Kind::InvalidInput | Kind::AlreadyExists => {
            "move away what is there, or choose another name"
        }
        Kind::InvalidFilename => "choose a shorter name",
        Kind::OutOfMemory => "it is read whole, so free some memory, then run again",
        _ if is_short_of_files(reason) => {
            "too many files are open at once: raise the limit (`ulimit -n`), then run again"
        }
        _ => "see that the disk is well, then run again",
    }
}

/// EMFILE and ENFILE, which have no kind of their own.
fn is_short_of_files(reason: &io::Error) -> bool {
    cfg!(unix) && matches!(system_code(reason), Some(23 | 24))
}
