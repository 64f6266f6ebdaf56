//! The parameters of a problem: one table from which scenario keys, axes, columns, cells' names
//! and the keys of stored results are made.
//!
//! What a parameter is called, what it may be, and how it is read from a [`Setting`] and written
//! into one stands in its entry in `table.rs`. The number itself is a field of [`Setting`],
//! [`TwoClass`] or [`Training`]: these list their fields in full, and do not compile while one is
//! forgotten.

mod entry;
mod table;

#[cfg(test)]
mod tests;

pub use entry::{Entry, Notation, Range, Shapes};
pub use table::Parameter;
#[cfg(feature = "run")]
pub(crate) use table::columns_of_parameters;

use super::two_class::TwoClass;
use super::{Setting, Training, WeightRule};
use crate::loss::LossKind;

impl Parameter {
    /// Key in scenario files and tables.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Symbol in legends.
    pub fn symbol(self) -> &'static str {
        self.entry().symbol
    }

    /// Label on an axis.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// The parameter of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// Whether the limit n → ∞ has it.
    pub fn is_of_the_limit(self) -> bool {
        self != Parameter::N
    }

    /// All of them in the order of a sentence.
    pub fn said() -> Vec<Self> {
        let mut all = Self::ALL.to_vec();
        all.sort_by_key(|p| p.entry().place);
        all
    }

    /// Whether a value need not be said: the default of what was added to the names and keys that
    /// always were.
    pub fn goes_without_saying(self, value: f64) -> bool {
        let entry = self.entry();
        entry.letters.is_some() && Some(value) == entry.default
    }

    /// What must be said of a value beside the names and keys that always were: the letters,
    /// unless it is at its default.
    pub fn added(self, value: f64) -> Option<&'static str> {
        let letters = self.entry().letters;
        letters.filter(|_| !self.goes_without_saying(value))
    }
}

/// Bytes that stand for the parameters among `numbers` that [`Parameter::added`] names.
pub(super) fn added_bytes(numbers: &[(Parameter, f64)], bytes: &mut Vec<u8>) {
    for (parameter, value) in numbers {
        if parameter.added(*value).is_some() {
            bytes.extend((parameter.name().len() as u64).to_le_bytes());
            bytes.extend(parameter.name().as_bytes());
            // −0 is 0.
            bytes.extend((value + 0.0).to_bits().to_le_bytes());
        }
    }
}

impl Setting {
    /// Where nothing is said yet: balanced classes, square loss without ridge or weight.
    pub fn blank() -> Self {
        Self {
            delta: 1.0,
            population: TwoClass::BALANCED,
            training: Training::new(LossKind::Square, WeightRule::Unweighted),
        }
    }

    /// The value of a parameter; `None` for n, which is of no limit, and a weight that a rule
    /// chooses.
    pub fn number(&self, parameter: Parameter) -> Option<f64> {
        (parameter.entry().read)(self)
    }

    /// The same with another value of a parameter; `None` if the model does not allow it.
    pub fn with(mut self, parameter: Parameter, value: f64) -> Option<Self> {
        (parameter.entry().write)(&mut self, value).ok()?;
        Some(self)
    }
}
