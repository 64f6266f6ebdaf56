//! What one replicate gave for one training.

use std::fmt;

use crate::simulate::{Failure, Measurement};

/// A measurement, or why there is none.
pub type Outcome<M = Measurement> = Result<M, Reason>;

/// The outcomes of one unit: `[replicate][training]`.
pub type UnitOutcome<M = Measurement> = Vec<Vec<Outcome<M>>>;

/// Why a replicate gave nothing, in words: what a journal keeps of a [`Failure`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// In the given words, on one line of at most [`Self::LONGEST`] bytes.
    pub fn new(words: &str) -> Self {
        let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut length = words.len().min(Self::LONGEST);
        while !words.is_char_boundary(length) {
            length -= 1;
        }
        words.truncate(length);
        Self(words)
    }

    /// In bytes; what is longer is cut.
    pub const LONGEST: usize = 400;

    /// Of a panic, which a bug in a solver may be.
    pub(super) fn panicked(payload: &(dyn std::any::Any + Send)) -> Self {
        let said = message(payload);
        Self::new(&format!(
            "panicked: {}",
            said.unwrap_or("without a message")
        ))
    }

    /// The words.
    pub fn words(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Failure> for Reason {
    fn from(failure: Failure) -> Self {
        Self::new(&failure.to_string())
    }
}

/// What a panic said.
pub(super) fn message(payload: &(dyn std::any::Any + Send)) -> Option<&str> {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}
