//! What is simulated on common data.

use std::ops::Range;

use crate::model::Design;
use crate::simulate::Training;

/// One design and every classifier to train on its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Shapes the data.
    pub design: Design,
    /// Which replicates are wanted: the numbers that, with the design, seed their data.
    pub replicates: Range<usize>,
    /// Share the data.
    pub trainings: Vec<Training>,
}
