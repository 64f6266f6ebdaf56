//! What is known of a parameter.

use crate::model::{ModelError, Setting};

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least value, or what all values exceed.
    pub low: f64,
    /// Whether `low` itself is allowed.
    pub closed: bool,
    /// The largest value; finite numbers only where it is infinite.
    pub high: f64,
    /// Whether it counts.
    pub whole: bool,
    /// Whether 0 is allowed besides.
    pub or_zero: bool,
}

impl Range {
    /// Sizes that describe data. Beyond them powers and ratios of several, such as s⁴/(δπ₊²), are no
    /// doubles, and none is met in data.
    pub const OF_DATA: Range = Range {
        low: 1e-30,
        closed: true,
        high: 1e30,
        whole: false,
        or_zero: false,
    };
    /// Those of weights and ridges, which go with ratios of the former.
    pub const OF_TRAINING: Range = Range {
        low: 1e-60,
        high: 1e60,
        ..Range::OF_DATA
    };

    /// Whether a value is allowed.
    pub fn contains(self, value: f64) -> bool {
        let Self {
            low,
            closed,
            high,
            whole,
            or_zero,
        } = self;
        let above = value > low || closed && value == low;
        let within = value.is_finite() && above && value <= high;
        (within || or_zero && value == 0.0) && (!whole || value.fract() == 0.0)
    }
}

/// How a parameter is written in a scenario, where it is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A number.
    Number,
    /// A whole number, also as 1e6.
    Whole,
    /// A number or the name of a [`WeightRule`](crate::model::WeightRule).
    Weight,
    /// A number or `"vanishing"`.
    Ridge,
}

/// What a parameter changes. Trainings that differ in nothing else share their data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shapes {
    /// The data, and so all that is trained on them.
    Data,
    /// A training.
    Training,
}

/// All that is known of a parameter.
#[derive(Debug)]
pub struct Entry {
    /// Key in scenarios, column of tables, key in JSON; the flag has - for _.
    pub name: &'static str,
    /// In legends.
    pub symbol: &'static str,
    /// Along an axis.
    pub label: &'static str,
    /// The table of a scenario that fixes it.
    pub table: &'static str,
    /// Whether a `[[method]]` may have a value of its own.
    pub of_method: bool,
    /// How a fixed value is written.
    pub notation: Notation,
    /// What it may be.
    pub range: Range,
    /// The same in words, for complaints.
    pub allowed: &'static str,
    /// The same in brief, for the reference of all keys.
    pub brief: &'static str,
    /// Its value where a scenario has none; `None` where it must be given.
    pub default: Option<f64>,
    /// A value that goes with almost any others, and two that do.
    pub usual: (f64, [f64; 2]),
    /// What it is, for the reference of all keys.
    pub meaning: &'static str,
    /// What stands in its column, for the description of tables.
    pub column: &'static str,
    /// What its flag says on the command line.
    pub help: &'static str,
    /// A line that fixes it, and one that lets it vary.
    pub examples: [&'static str; 2],
    /// Place in a sentence that says what a figure fixes.
    pub place: u8,
    /// The letters before its value in cells' names. `None` for those that names and stored
    /// results always had; others are named there only where they are not at their default, so
    /// that what was stored without them is still found.
    pub letters: Option<&'static str>,
    /// What it changes.
    pub shapes: Shapes,
    /// Its value; `None` for n, which is of no limit, and a weight that a rule chooses.
    pub read: fn(&Setting) -> Option<f64>,
    /// Gives it a value.
    pub write: fn(&mut Setting, f64) -> Result<(), ModelError>,
}
