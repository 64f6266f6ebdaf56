//! Files that are read whole, but never beyond a stated size.
//!
//! A wrong name, a link to a device or a file that grows while it is read must not fill the
//! memory: whoever reads a file says how much of it can be meant.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::disk::{begin_reading, open_file, open_without_waiting};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// Most bytes of a scenario, as a file, from standard input, or written back with every
/// default filled in.
pub const MOST_SCENARIO: u64 = MIB;
/// Most bytes of the small files beside results: `manifest.json` and `shard.json`, which have a few
/// thousand. Of a list in JSON every two bytes take some eighty of memory.
pub const MOST_RECORD: u64 = MIB;
/// Most bytes of a table that is read back, such as `cells.csv`: more than a million cells
/// have.
pub const MOST_TABLE: u64 = 4096 * MIB;

/// More was there than may be read; comes inside an [`io::Error`] of the kind
/// [`io::ErrorKind::FileTooLarge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Bytes that may be read.
    pub most: u64,
    /// Bytes that are there, where that is known without reading them.
    pub size: Option<u64>,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = Bytes(self.most);
        match self.size {
            Some(size) => write!(f, "has {size} bytes, more than the {most} that are read"),
            None => write!(f, "goes on beyond the {most} that are read"),
        }
    }
}

impl std::error::Error for TooLong {}

impl From<TooLong> for io::Error {
    fn from(error: TooLong) -> Self {
        io::Error::new(io::ErrorKind::FileTooLarge, error)
    }
}

struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n >= MIB && n.is_multiple_of(MIB) => write!(f, "{} MiB", n / MIB),
            n => write!(f, "{n} bytes"),
        }
    }
}

/// All of a stream, unless it has more than `most` bytes: then no more than one beyond is read.
///
/// # Errors
/// [`TooLong`] within an [`io::Error`], or that of the stream.
pub fn drain(stream: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(TooLong { most, size: None }.into()),
        false => Ok(bytes),
    }
}

/// All of a file, a pipe or a device; one that says that it is too long is not read at all.
///
/// # Errors
/// [`TooLong`] within an [`io::Error`], or that of the system; one of the kind
/// [`io::ErrorKind::TimedOut`] for a pipe into which nobody writes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open_without_waiting(path)?;
    short_enough(&file, most)?;
    let begin = begin_reading(&file)?;
    drain(begin.as_slice().chain(file), most)
}

/// A regular file to read at most so much of.
///
/// # Errors
/// [`TooLong`] within an [`io::Error`], or that of the system; one of the kind
/// [`io::ErrorKind::IsADirectory`] or [`io::ErrorKind::InvalidInput`] for what is no file.
pub fn open(path: &Path, most: u64) -> io::Result<io::Take<File>> {
    let file = open_file(path)?;
    short_enough(&file, most)?;
    Ok(file.take(most))
}

/// The text of a regular file.
///
/// # Errors
/// As [`open`], and for what is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    open(path, most)?.read_to_string(&mut text)?;
    Ok(text)
}

fn short_enough(file: &File, most: u64) -> io::Result<()> {
    let known = file.metadata()?;
    match known.is_file() && known.len() > most {
        true => Err(TooLong {
            most,
            size: Some(known.len()),
        }
        .into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn too_long(error: &io::Error) -> TooLong {
        let inner = error.get_ref().and_then(|e| e.downcast_ref::<TooLong>());
        *inner.unwrap_or_else(|| panic!("{error}"))
    }

    #[test]
    fn as_much_as_may_be_is_read_and_a_byte_more_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, [b'a'; 10]).unwrap();
        assert_eq!(read(&path, 10).unwrap(), [b'a'; 10]);
        assert_eq!(read_text(&path, 10).unwrap().len(), 10);
        let expected = TooLong {
            most: 9,
            size: Some(10),
        };
        assert_eq!(too_long(&read(&path, 9).unwrap_err()), expected);
        assert_eq!(too_long(&read_text(&path, 9).unwrap_err()), expected);
    }

    #[test]
    fn what_never_ends_is_left_at_the_limit() {
        let error = drain(io::repeat(b'a'), 5 * MIB).unwrap_err();
        assert_eq!(error.to_string(), "goes on beyond the 5 MiB that are read");
        assert_eq!(drain(io::repeat(b'a').take(7), 7).unwrap().len(), 7);
    }

    #[test]
    fn only_files_are_opened_as_tables() {
        let folder = tempfile::tempdir().unwrap();
        let error = open(folder.path(), 9).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }
}
