//! One writer at a time.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::SystemTime;

use super::error::LockError;
use crate::disk::{open_owned, without_locks};

/// The right to write into a folder, bound to an open file. The system takes it back when
/// the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
    firm: bool,
}

impl Lock {
    /// Takes the lock, whose file is made if it is missing, or says at once who has it.
    /// A file left behind by a process that was killed is no obstacle. A file that no lock
    /// has written, and links, are left untouched.
    ///
    /// # Errors
    /// [`LockError::Held`] if another process, or this one, has the lock;
    /// [`LockError::Foreign`] if the file holds something else;
    /// [`LockError::Io`] if the file cannot be opened for writing.
    pub fn acquire(path: &Path) -> Result<Self, LockError> {
        let failed = |reason| LockError::Io {
            path: path.to_owned(),
            reason,
        };
        let mut file = open_owned(path, true).map_err(failed)?;
        let firm = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held {
                    path: path.to_owned(),
                    by: holder(&mut file),
                });
            }
            Err(TryLockError::Error(e)) if without_locks(&e) => false,
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        };
        if !is_ours(&mut file).map_err(failed)? {
            let path = path.to_owned();
            return Err(LockError::Foreign { path });
        }
        // Only for the other's message: on a full disk the lock holds without it.
        let _ = introduce(&mut file);
        Ok(Self { file, firm })
    }

    /// Whether others are really kept out. Not so where the file system knows no locks.
    pub fn is_firm(&self) -> bool {
        self.firm
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file is emptied, never deleted. If it were, a process that had opened it
        // before could lock the deleted file while a third locks a new one of the same
        // name, and both would write.
        let _ = self.file.set_len(0);
        // By hand: a child that is just being started has the file open, too, and would
        // keep the lock a little longer.
        let _ = self.file.unlock();
    }
}

/// No holder writes more than this, with whatever name of a host.
const LONGEST: u64 = 512;
const BEGINNING: &str = "process ";

/// Whether a file is empty or was written by [`introduce`], perhaps not to its end.
fn is_ours(file: &mut File) -> io::Result<bool> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    let known = bytes.len().min(BEGINNING.len());
    Ok(bytes.len() as u64 <= LONGEST && bytes[..known] == BEGINNING.as_bytes()[..known])
}

fn introduce(file: &mut File) -> io::Result<()> {
    // Times before 1970 cannot be formatted.
    let now = SystemTime::now().max(SystemTime::UNIX_EPOCH);
    let host = host().unwrap_or_else(|| "an unnamed host".to_owned());
    let text = format!(
        "{BEGINNING}{} on {} since {}\n",
        std::process::id(),
        host.chars().take(64).collect::<String>(),
        humantime::format_rfc3339_seconds(now)
    );
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.as_bytes())
}

/// What the holder wrote, one printable line; it may just be about to write.
fn holder(file: &mut File) -> String {
    let mut bytes = Vec::new();
    // Some systems do not let others read a locked file.
    let _ = file.take(LONGEST).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().next().unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    if line.trim().is_empty() {
        "another process".to_owned()
    } else {
        line.trim().to_owned()
    }
}

fn host() -> Option<String> {
    let named = |text: String| Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let variables = ["HOSTNAME", "COMPUTERNAME"];
    files
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .chain(variables.iter().filter_map(|name| std::env::var(name).ok()))
        .find_map(named)
}
