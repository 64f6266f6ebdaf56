//! Buffered appending that stops for good at the first error.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::format::{Codec, MAX_RECORD};
use crate::disk::sync_content;

/// A larger buffer is written without waiting for the next sync.
pub(super) const LARGEST_BUFFER: usize = 1 << 20;

/// Where bytes go: a file, or in tests something that fails on demand.
pub(super) trait JournalStorage {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl JournalStorage for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        sync_content(self)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Appends records to a store that stands at its end.
pub(super) struct Writer<S> {
    path: PathBuf,
    store: S,
    codec: Codec,
    buffer: Vec<u8>,
    /// Length that is known to be on the disk.
    synced: u64,
    written: u64,
    failure: Option<JournalError>,
}

impl<S: JournalStorage> Writer<S> {
    pub(super) fn new(path: &Path, store: S, length: u64) -> Self {
        Self {
            path: path.to_owned(),
            store,
            codec: Codec::new(),
            buffer: Vec::new(),
            synced: length,
            written: length,
            failure: None,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn len_bytes(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    pub(super) fn append(&mut self, record: &[u8]) -> Result<(), JournalError> {
        self.refuse_after_failure()?;
        if record.len() > MAX_RECORD {
            return Err(JournalError::TooLong {
                path: self.path.clone(),
                length: record.len(),
            });
        }
        self.codec.encode(record, &mut self.buffer);
        if self.buffer.len() > LARGEST_BUFFER {
            self.write_buffer().map_err(|e| self.fail("write to", e))?;
        }
        Ok(())
    }

    pub(super) fn sync(&mut self) -> Result<(), JournalError> {
        self.refuse_after_failure()?;
        self.write_buffer().map_err(|e| self.fail("write to", e))?;
        if self.synced < self.written {
            self.store.sync().map_err(|e| self.fail("sync", e))?;
            self.synced = self.written;
        }
        Ok(())
    }

    fn write_buffer(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.store.write(&self.buffer)?;
            self.written += self.buffer.len() as u64;
            self.buffer.clear();
            // One huge record must not hold its memory for ever.
            self.buffer.shrink_to(LARGEST_BUFFER);
        }
        Ok(())
    }

    fn refuse_after_failure(&self) -> Result<(), JournalError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    /// Remembers the error. A system may drop what it failed to write and succeed at
    /// the next sync, so what is not synced by now is given up, not tried again.
    fn fail(&mut self, attempt: &'static str, reason: io::Error) -> JournalError {
        let error = JournalError::io(&self.path, attempt)(reason);
        self.failure = Some(error.clone());
        self.buffer = Vec::new();
        self.written = self.synced;
        // If this fails too, the next `open` cuts the torn record off.
        let _ = self.store.cut(self.synced);
        error
    }
}
