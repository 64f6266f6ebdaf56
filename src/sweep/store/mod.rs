//! Outcomes on disk: nothing that is finished is lost, whatever ends a run.

mod known_outcomes;
mod record;
mod session;
mod tally;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use known_outcomes::Known;
pub(super) use record::Stored;
use record::{Batch, Record};
pub use session::{Session, cpu_features};
pub use tally::Tally;

use super::key::{DataKey, TrainingKey};
use crate::journal::{Damage, Journal, JournalError, Lock, LockError, read, read_end};

/// The journal's file in a folder of results.
pub const JOURNAL: &str = "replicates.journal";
/// The file by which a folder is locked.
pub const LOCK: &str = "run.lock";
/// Outcomes waiting for the disk are written at the latest at this size.
const MOST_PENDING: usize = 8 << 20;
/// The last tally lies in the last bytes: behind it are only outcomes that were being written.
const SHORT_END: u64 = 4096;
const END: u64 = 4 * MOST_PENDING as u64;

/// Why a folder cannot keep outcomes.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another run writes there.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Reading or writing failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A folder's journal, locked for writing, with what it already holds.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    known: Known,
    damage: Damage,
    journal: Mutex<Writer>,
    pending: Mutex<Pending>,
    about: Tally,
    lock: Lock,
}

#[derive(Debug)]
struct Writer {
    /// `None` until there is something to put into a fresh one.
    journal: Option<Journal>,
    /// Whether this run has said who it is: the first outcome makes it.
    introduced: bool,
    /// The last that this run wrote.
    tally: Option<Tally>,
}

#[derive(Debug, Default)]
struct Pending {
    batches: HashMap<DataKey, Vec<Batch>>,
    size: usize,
}

impl Store {
    /// Locks an existing folder and reads its journal; `fresh` begins a new one, which takes
    /// the place of the old one with the first outcome.
    ///
    /// # Errors
    /// [`StoreError`] if another run holds the lock, or the journal cannot be read or is not
    /// ours to replace.
    pub fn open(folder: &Path, fresh: bool) -> Result<Self, StoreError> {
        let lock = Lock::acquire(&folder.join(LOCK))?;
        let path = folder.join(JOURNAL);
        let (journal, known, damage) = if fresh {
            Journal::can_be_created(&path)?;
            (None, Known::default(), Damage::default())
        } else {
            let (journal, contents) = Journal::open(&path)?;
            let known = Known::of(&contents.records);
            (Some(journal), known, contents.damage)
        };
        Ok(Self {
            folder: folder.to_owned(),
            known,
            damage,
            journal: Mutex::new(Writer {
                journal,
                introduced: false,
                tally: None,
            }),
            pending: Mutex::default(),
            about: Tally::default(),
            lock,
        })
    }

    /// What a folder's journal holds, without locking or mending it.
    ///
    /// # Errors
    /// [`JournalError`] if it cannot be read.
    pub fn read(folder: &Path) -> Result<(Known, Damage), JournalError> {
        let contents = read(&folder.join(JOURNAL))?;
        Ok((Known::of(&contents.records), contents.damage))
    }

    /// Says what the outcomes are for: the scenario's hash and its number of replicates, which
    /// a look at [`Store::tally`] then tells.
    #[must_use]
    pub fn about(self, scenario_sha256: String, all: usize) -> Self {
        let about = Tally {
            scenario_sha256,
            all,
            ..Tally::default()
        };
        Self { about, ..self }
    }

    /// How far the last run in a folder was when it last wrote; `None` before it wrote.
    ///
    /// # Errors
    /// [`JournalError`] if the journal cannot be read.
    pub fn tally(folder: &Path) -> Result<Option<Tally>, JournalError> {
        let path = folder.join(JOURNAL);
        let tally = |record: &Vec<u8>| match Record::decode(record) {
            Some(Record::Tally(tally)) => Some(tally),
            _ => None,
        };
        // Of a run that was not cut off it is the very last record.
        for most in [SHORT_END, END] {
            let last = read_end(&path, most)?;
            if let Some(found) = last.iter().rev().find_map(tally) {
                return Ok(Some(found));
            }
        }
        // Behind it can be whatever somebody appended.
        match read(&path) {
            Ok(all) => Ok(all.records.iter().rev().find_map(tally)),
            Err(of_none) if of_none.is_of_no_journal() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was stored before this run.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// What was lost of it.
    pub fn damage(&self) -> &Damage {
        &self.damage
    }

    /// Whether the file system keeps a second run out.
    pub fn is_firm(&self) -> bool {
        self.lock.is_firm()
    }

    /// Whether this run has written, or goes on with what was there: a fresh journal takes the
    /// place of the old one only when there is something to put into it.
    pub fn has_begun(&self) -> bool {
        lock(&self.journal).journal.is_some()
    }

    /// Whether no outcome is stored: neither by earlier runs nor by this one.
    pub fn is_bare(&self) -> bool {
        self.known.is_empty() && !lock(&self.journal).introduced
    }

    /// Takes over what other journals know, and keeps it here too.
    ///
    /// # Errors
    /// [`JournalError`] if the disk refuses.
    pub fn absorb(&mut self, other: Known) -> Result<(), JournalError> {
        let mut writer = lock(&self.journal);
        let journal = writer.journal(&self.folder)?;
        for session in other.sessions() {
            journal.append(&Record::Session(session.clone()).encode())?;
        }
        for batch in other.batches() {
            if !self.known.has(batch) {
                journal.append(&Record::Batch(batch.clone()).encode())?;
            }
        }
        journal.sync()?;
        drop(writer);
        self.known.absorb(other);
        Ok(())
    }

    /// Keeps the outcomes of one replicate until the next [`Store::flush`].
    ///
    /// # Errors
    /// [`JournalError`] if so much waits that it had to be written, and that failed.
    pub(super) fn record(
        &self,
        (unit, names, trainings): (DataKey, &[String], Vec<TrainingKey>),
        replicate: usize,
        outcomes: Vec<Stored>,
    ) -> Result<(), JournalError> {
        let full = {
            let mut pending = lock(&self.pending);
            let batches = pending.batches.entry(unit).or_default();
            let place = batches.iter().position(|b| b.trainings == trainings);
            let place = place.unwrap_or_else(|| {
                batches.push(Batch {
                    unit,
                    names: names.to_vec(),
                    trainings,
                    ..Batch::default()
                });
                batches.len() - 1
            });
            let batch = &mut batches[place];
            let before = batch.size();
            batch.replicates.push(replicate as u32);
            batch.outcomes.extend(outcomes);
            let grown = batch.size() - before;
            pending.size += grown;
            pending.size > MOST_PENDING
        };
        match full {
            true => self.write().map(drop),
            false => Ok(()),
        }
    }

    /// Writes what waits and how much there is then, and waits for the disk.
    ///
    /// # Errors
    /// [`JournalError`] if the disk refuses; what was on it before stays good.
    pub(super) fn flush(&self, count: Count) -> Result<(), JournalError> {
        let mut writer = self.write()?;
        let tally = Tally {
            replicates: count.replicates,
            done: count.done,
            failures: count.failures,
            idle: count.idle,
            ..self.about.clone()
        };
        if writer.tally.as_ref() != Some(&tally) {
            let journal = writer.journal(&self.folder)?;
            journal.append(&Record::Tally(tally.clone()).encode())?;
            journal.sync()?;
            writer.tally = Some(tally);
        }
        Ok(())
    }

    /// Writes what waits; synced by whoever goes on with the writer.
    fn write(&self) -> Result<MutexGuard<'_, Writer>, JournalError> {
        // The writer is locked first, so that two of these do not overtake each other.
        let mut writer = lock(&self.journal);
        let pending = std::mem::take(&mut *lock(&self.pending));
        if !pending.batches.is_empty() && !writer.introduced {
            let record = Record::Session(Session::current());
            writer.journal(&self.folder)?.append(&record.encode())?;
            writer.introduced = true;
        }
        for batch in pending.batches.into_values().flatten() {
            let record = Record::Batch(batch);
            writer.journal(&self.folder)?.append(&record.encode())?;
        }
        Ok(writer)
    }

    /// Replicates that this run's last count on the disk has; `None` before there is one.
    pub(super) fn last_kept(&self) -> Option<usize> {
        lock(&self.journal).tally.as_ref().map(|tally| tally.done)
    }
}

impl Writer {
    fn journal(&mut self, folder: &Path) -> Result<&mut Journal, JournalError> {
        let journal = match self.journal.take() {
            Some(journal) => journal,
            None => Journal::create(&folder.join(JOURNAL))?,
        };
        Ok(self.journal.insert(journal))
    }
}

/// What a tally counts of a sweep.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) replicates: usize,
    pub(super) done: usize,
    pub(super) failures: usize,
    pub(super) idle: usize,
}

/// No lock is held while anything can panic but allocation.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
