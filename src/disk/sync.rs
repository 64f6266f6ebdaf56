//! What file systems cannot do, and what then counts as done.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether some file system of this process took a sync for a mistake.
static UNSYNCED: AtomicBool = AtomicBool::new(false);

/// Whether files were written to a file system that cannot be asked to bring them to the
/// disk: what is written there survives the program's end, but not surely the machine's.
pub fn is_unsynced() -> bool {
    UNSYNCED.load(Ordering::Relaxed)
}

/// Brings a file's content to the disk where the file system can.
///
/// # Errors
/// Those of the system, but for one that knows no sync.
pub(crate) fn sync_content(file: &File) -> io::Result<()> {
    tolerated(file.sync_data())
}

/// Renames reach the disk with their folder, where the file system can.
///
/// # Errors
/// As of [`sync_content`].
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        // Not every system lets a folder be opened, nor everybody who may write into it.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        opened => tolerated(opened?.sync_all()),
    }
}

fn tolerated(synced: io::Result<()>) -> io::Result<()> {
    match synced {
        Err(e) if knows_no_sync(&e) => {
            UNSYNCED.store(true, Ordering::Relaxed);
            Ok(())
        }
        other => other,
    }
}

/// Some network and user-space file systems answer a sync with EINVAL (fsync(2)): to them
/// the file is special.
fn knows_no_sync(error: &io::Error) -> bool {
    let numbers = [error_numbers::INVALID, error_numbers::NO_SYSTEM_CALL];
    error.kind() == io::ErrorKind::Unsupported || is_one_of(error, &numbers)
}

/// Whether a lock is refused because there are none: the file system keeps none, or its
/// server has no more to give (ENOLCK: flock(2), NFS without its lock daemon).
pub(crate) fn without_locks(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported || is_one_of(error, &[error_numbers::NO_LOCKS])
}

fn is_one_of(error: &io::Error, numbers: &[Option<i32>]) -> bool {
    let number = error.raw_os_error();
    number.is_some() && numbers.contains(&number)
}

#[cfg(unix)]
mod error_numbers {
    use rustix::io::Errno;

    pub(super) const INVALID: Option<i32> = Some(Errno::INVAL.raw_os_error());
    pub(super) const NO_SYSTEM_CALL: Option<i32> = Some(Errno::NOSYS.raw_os_error());
    pub(super) const NO_LOCKS: Option<i32> = Some(Errno::NOLCK.raw_os_error());
}

#[cfg(not(unix))]
mod error_numbers {
    pub(super) const INVALID: Option<i32> = None;
    pub(super) const NO_SYSTEM_CALL: Option<i32> = None;
    pub(super) const NO_LOCKS: Option<i32> = None;
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn only_what_a_file_system_cannot_do_is_tolerated() {
        let error = |errno: Errno| io::Error::from_raw_os_error(errno.raw_os_error());
        for errno in [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP] {
            assert!(knows_no_sync(&error(errno)), "{errno}");
        }
        for errno in [Errno::IO, Errno::NOSPC, Errno::DQUOT, Errno::ROFS] {
            assert!(tolerated(Err(error(errno))).is_err(), "{errno}");
        }
        assert!(without_locks(&error(Errno::NOLCK)) && without_locks(&error(Errno::OPNOTSUPP)));
        assert!(!without_locks(&error(Errno::IO)) && !without_locks(&error(Errno::INTR)));
        // The kernel says EINVAL of a pipe.
        let (_reader, writer) = std::io::pipe().unwrap();
        let pipe = File::from(std::os::fd::OwnedFd::from(writer));
        assert!(pipe.sync_data().is_err());
        sync_content(&pipe).unwrap();
        assert!(is_unsynced());
        let folder = tempfile::tempdir().unwrap();
        sync_folder(folder.path()).unwrap();
        assert!(sync_folder(&folder.path().join("gone")).is_err());
    }
}
