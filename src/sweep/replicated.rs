//! What the executor replicates: two classes, or groups. Everything else that it does (streams,
//! threads, journal, memory, interruptions) is the same for both.

use std::fmt::Debug;

use smallvec::SmallVec;

use super::key::{DataKey, TrainingKey};
use super::run::SweepError;
use super::unit::Unit;
use crate::model::SimulationMethod;
use crate::simulate::{Failure, Streams};

/// What came of one training: a measurement of `R`, or that there is none.
pub(super) type Drawn<R> = Result<<R as Replicated>::Measurement, Failure>;

/// A family of problems that share their form of data, trainings and measurements.
pub trait Replicated: Clone + Debug + PartialEq + Sized + 'static {
    /// Shapes the data.
    type Design: Clone + Debug + PartialEq + Send + Sync;
    /// What is trained on them.
    type Training: Clone + Debug + PartialEq + Send + Sync;
    /// What a trained classifier is like.
    type Measurement: Clone + Debug + PartialEq + Send + Sync;
    /// A number that follows from a measurement.
    type Quantity: Copy + Debug + PartialEq + Send + Sync;

    /// Stands for seed, data and the way they are drawn.
    fn draw_key(seed: u64, design: &Self::Design, method: SimulationMethod) -> DataKey;

    /// Stands for what is trained on the data.
    fn training_key(training: &Self::Training) -> TrainingKey;

    /// The numbers of a measurement that are kept, by name: the others follow from them.
    fn kept_names(design: &Self::Design) -> Vec<String>;

    /// What is kept of a measurement.
    fn kept(measurement: &Self::Measurement) -> Kept;

    /// The measurement that such numbers were kept of.
    fn measurement(design: &Self::Design, kept: &Kept) -> Self::Measurement;

    /// A number that follows from a measurement.
    fn value(
        design: &Self::Design,
        measurement: &Self::Measurement,
        quantity: Self::Quantity,
    ) -> f64;

    /// Predicted work of a replicate, in multiply-adds.
    fn cost(method: SimulationMethod, design: &Self::Design, trainings: &[Self::Training]) -> f64;

    /// Bytes that a replicate takes while it is drawn and trained.
    fn working_memory(unit: &Unit<Self>) -> usize;

    /// Bytes that the outcome of a training takes, of a replicate.
    fn outcome_bytes(design: &Self::Design) -> f64;

    /// n and d.
    fn size(design: &Self::Design) -> (usize, usize);

    /// Draws a replicate of a unit and trains some of its trainings.
    fn draw(unit: &Unit<Self>, trainings: &[Self::Training], streams: Streams) -> Vec<Drawn<Self>>;

    /// What keeps the units from running at so many bytes; `None` if nothing does.
    fn shortage(units: &[Unit<Self>], threads: usize, available: f64) -> Option<SweepError>;
}

/// What is kept of a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// One for each of [`Replicated::kept_names`]; two classes have three of them.
    pub numbers: SmallVec<[f64; 3]>,
    /// Of the solver.
    pub iterations: u64,
    /// That it left.
    pub residual: f64,
    /// Whether the data were separable and the loss then has no minimiser.
    pub separable: bool,
}
