//! A journal as a file: opened, healed, replaced.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::contents::Contents;
use super::error::JournalError;
use super::format::{Codec, MAGIC};
use super::scan::{Scan, good_records, scan};
use super::writer::Writer;
use crate::disk::{Beside, Staged, open_file, open_owned, require_owned, sync_content};

/// Reads a journal without changing it, even while another process appends to it. A
/// missing file is an empty journal.
///
/// # Errors
/// [`JournalError::Io`] if the file cannot be read, [`JournalError::NotAJournal`] if it is
/// something else.
pub fn read(path: &Path) -> Result<Contents, JournalError> {
    Ok(load(path)?.contents)
}

/// What the bytes of a journal hold; none if they are something else.
pub fn from_bytes(bytes: &[u8]) -> Option<Contents> {
    // Reading from memory does not fail.
    Some(scan(bytes).ok()??.contents)
}

/// A journal of these records, as the bytes of its file. Each has at most
/// [`MAX_RECORD`](super::MAX_RECORD) bytes.
pub fn to_bytes(records: &[Vec<u8>]) -> Vec<u8> {
    let codec = Codec::new();
    let mut bytes = MAGIC.to_vec();
    for record in records {
        codec.encode(record, &mut bytes);
    }
    bytes
}

/// The good records that lie wholly in the last `most` bytes of a file, in order: a quick look
/// at what was written last. A missing file has none, nor has one that is no journal.
///
/// # Errors
/// [`JournalError::Io`] if the file cannot be read.
pub fn read_end(path: &Path, most: u64) -> Result<Vec<Vec<u8>>, JournalError> {
    let end = || {
        let mut file = match open_file(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            opened => opened?,
        };
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
        good_records(file.take(most))
    };
    end().map_err(JournalError::io(path, "read"))
}

/// A journal open for appending. Records that were not synced when it is dropped are lost.
pub struct Journal {
    writer: Writer<File>,
}

impl Journal {
    /// Opens a journal for appending and reads it; makes it if it is missing.
    ///
    /// A torn end is cut off. If there are damaged spans, the good records are written to
    /// a new file beside it, which is synced and takes its place. Either way the damage is
    /// reported this once.
    ///
    /// # Errors
    /// [`JournalError::Io`] if the file cannot be read, made, healed or written;
    /// [`JournalError::NotAJournal`], and the file is left untouched, if it is something
    /// else.
    pub fn open(path: &Path) -> Result<(Self, Contents), JournalError> {
        owned_if_there(path).map_err(JournalError::io(path, "open"))?;
        let Scan { contents, good_end } = load(path)?;
        let journal = if good_end == 0 {
            Self::replace(path, &[], "make")?
        } else if contents.damage.damaged_spans > 0 {
            Self::replace(path, &contents.records, "heal")?
        } else {
            let torn = contents.damage.torn_bytes > 0;
            let file = open_at(path, good_end, torn).map_err(JournalError::io(path, "open"))?;
            Self::new(path, file, good_end)
        };
        Ok((journal, contents))
    }

    /// Begins an empty journal in place of whatever file is there: of a crash on the way,
    /// either the old file or the new one is left.
    ///
    /// # Errors
    /// [`JournalError::Io`]
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        Self::replace(path, &[], "make")
    }

    /// Refuses now what [`Journal::create`] would refuse later: what is in a journal's place and
    /// is not ours to replace.
    ///
    /// # Errors
    /// [`JournalError::Io`]
    pub fn can_be_created(path: &Path) -> Result<(), JournalError> {
        owned_if_there(path).map_err(JournalError::io(path, "replace"))?;
        // The new one has the rights of the old one: what nobody may read stays so.
        match open_file(path) {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
                Err(JournalError::io(path, "read")(e))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Appends a record. It is kept in memory until [`sync`](Self::sync), unless more
    /// than about 1 MB has gathered, which is written, but not synced.
    ///
    /// # Errors
    /// [`JournalError::TooLong`] beyond [`MAX_RECORD`](super::MAX_RECORD) bytes, after which
    /// the journal can go on; [`JournalError::Io`] as in [`sync`](Self::sync).
    pub fn append(&mut self, record: &[u8]) -> Result<(), JournalError> {
        self.writer.append(record)
    }

    /// Returns once everything appended so far is on the disk.
    ///
    /// # Errors
    /// [`JournalError::Io`] if it cannot be written or synced, for example because the disk
    /// is full. The file is then cut back, if possible, to where the last successful sync
    /// left it, and every later call of this or of [`append`](Self::append) gives
    /// the same error.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.writer.sync()
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        self.writer.path()
    }

    /// The file's length once everything appended so far is written.
    pub fn len_bytes(&self) -> u64 {
        self.writer.len_bytes()
    }

    fn new(path: &Path, file: File, length: u64) -> Self {
        Self {
            writer: Writer::new(path, file, length),
        }
    }

    fn replace(
        path: &Path,
        records: &[Vec<u8>],
        attempt: &'static str,
    ) -> Result<Self, JournalError> {
        let bytes = to_bytes(records);
        let file = place(path, &bytes).map_err(JournalError::io(path, attempt))?;
        Ok(Self::new(path, file, bytes.len() as u64))
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("path", &self.path())
            .field("len_bytes", &self.len_bytes())
            .finish_non_exhaustive()
    }
}

/// A missing file is an empty one.
fn load(path: &Path) -> Result<Scan, JournalError> {
    // Reading a device or a pipe might never end.
    let scanned = match open_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => scan(io::empty()),
        opened => opened.and_then(scan),
    };
    let scanned = scanned.map_err(JournalError::io(path, "read"))?;
    scanned.ok_or_else(|| JournalError::NotAJournal {
        path: path.to_owned(),
    })
}

/// Opens for writing at `length`, where the file ends or, if it is torn, shall end.
fn open_at(path: &Path, length: u64, torn: bool) -> io::Result<File> {
    // Not in append mode: not every system lets such a handle cut the file.
    let mut file = open_owned(path, false)?;
    if torn {
        file.set_len(length)?;
    }
    // A killed process may have written more than it synced.
    sync_content(&file)?;
    file.seek(SeekFrom::Start(length))?;
    Ok(file)
}

/// Writes a file beside its place, syncs it and renames it into place.
fn place(path: &Path, bytes: &[u8]) -> io::Result<File> {
    owned_if_there(path)?;
    let permissions = match fs::symlink_metadata(path) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
    // Always the same name, so that remnants of killed processes do not pile up.
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    Staged::write(path, &Beside::Fixed(name), permissions, bytes)?.put_synced()
}

fn owned_if_there(path: &Path) -> io::Result<()> {
    match require_owned(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
