//! What was read from a journal, and what could not be.

use std::fmt;

/// What a journal holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Every undamaged record, in the order of the file.
    pub records: Vec<Vec<u8>>,
    /// What was left out.
    pub damage: Damage,
}

/// The parts of a journal that are not records. Its `Display` is one sentence for a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// Length of the record at the end that was not written to its end: what a kill leaves.
    pub torn_bytes: u64,
    /// Number of places elsewhere that hold no valid record.
    pub damaged_spans: usize,
    /// Their length together.
    pub damaged_bytes: u64,
}

impl Damage {
    /// Whether the whole file is sound.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add_span(&mut self, length: u64) {
        if length > 0 {
            self.damaged_spans += 1;
            self.damaged_bytes += length;
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return write!(f, "the journal is undamaged");
        }
        write!(f, "the journal has ")?;
        if self.damaged_spans > 0 {
            let plural = if self.damaged_spans == 1 { "" } else { "s" };
            write!(
                f,
                "{} damaged place{plural} ({} bytes)",
                self.damaged_spans, self.damaged_bytes
            )?;
            if self.torn_bytes > 0 {
                write!(f, " and ")?;
            }
        }
        if self.torn_bytes > 0 {
            write!(f, "an unfinished last record ({} bytes)", self.torn_bytes)?;
        }
        write!(f, ": what stood there is left out, all else is kept")
    }
}
