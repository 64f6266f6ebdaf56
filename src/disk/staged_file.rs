//! A file that is written beside its place and then renamed into it.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::sync::{sync_content, sync_folder};

/// The name that a file has until it is put into its place.
#[derive(Clone, Debug)]
pub(crate) enum Beside {
    /// Always the same, in place of what an earlier process that was killed left: for files
    /// that are written under a lock.
    Fixed(OsString),
    /// This and random letters: others may be writing the same file.
    Random(&'static str),
}

/// A file that is written and synced, but not in its place yet. Dropped, it is deleted.
#[derive(Debug)]
pub(crate) struct Staged {
    file: NamedTempFile,
    place: PathBuf,
}

impl Staged {
    /// Writes a file beside its place and syncs it, with the permissions of any new file
    /// unless others are given.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn write(
        place: &Path,
        beside: &Beside,
        permissions: Option<Permissions>,
        bytes: &[u8],
    ) -> io::Result<Self> {
        let folder = folder_of(place);
        let mut builder = Builder::new();
        match beside {
            Beside::Fixed(name) => {
                match fs::remove_file(folder.join(name)) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                    _ => {}
                }
                builder.prefix(name).rand_bytes(0);
            }
            Beside::Random(prefix) => {
                builder.prefix(prefix);
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As for any new file; the user's umask takes away from it.
            builder.permissions(Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        sync_content(file.as_file())?;
        Ok(Self {
            file,
            place: place.to_owned(),
        })
    }

    /// Where it is going to be.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Renames it into its place: a link there is replaced, not followed. The rename itself
    /// is on the disk after [`sync_folder`].
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn put(self) -> io::Result<File> {
        self.file.persist(&self.place).map_err(|e| e.error)
    }

    /// [`Staged::put`], and syncs the folder.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn put_synced(self) -> io::Result<File> {
        let folder = folder_of(&self.place).to_owned();
        let file = self.put()?;
        sync_folder(&folder)?;
        Ok(file)
    }
}

fn folder_of(place: &Path) -> &Path {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
