//! What a study could see, if theory were wrong.

use serde::{Deserialize, Serialize};

/// The relative error in a class error that a study should see.
pub const TOLD: f64 = 0.1;
/// Standard errors on top of what is asked: an error of that size is then seen in 95 of 100
/// studies.
pub(super) const POWER: f64 = 1.645;

/// Class errors in which theory being off by [`TOLD`] would be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// Class errors that are compared.
    pub errors: usize,
    /// Of these, so well known that an error of that size would be seen.
    pub told: usize,
}

impl Sight {
    /// Counts one class error `theory` and the distance at which it would be seen.
    pub(super) fn count(&mut self, theory: f64, seen_at: f64) {
        self.errors += 1;
        self.told += usize::from(TOLD * theory.abs() >= seen_at);
    }
}

/// What a study says of theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudyVerdict {
    /// Simulation agrees, and would not if a class error were off by [`TOLD`].
    Agree,
    /// Nothing speaks against theory, but nothing would if class errors were off by [`TOLD`].
    #[serde(rename = "cannot_tell_10_percent")]
    CannotTell,
    /// Nothing speaks against theory, because nothing is compared with it.
    NothingToCompare,
    /// Simulation speaks against theory.
    Disagree,
}

impl StudyVerdict {
    /// From whether nothing speaks against theory in so many comparisons, and what would be seen.
    pub fn of(passed: bool, comparisons: usize, sight: Sight) -> Self {
        match (passed, comparisons, sight.told) {
            (false, _, _) => StudyVerdict::Disagree,
            (true, 0, _) => StudyVerdict::NothingToCompare,
            (true, _, 0) => StudyVerdict::CannotTell,
            (true, _, _) => StudyVerdict::Agree,
        }
    }
}
