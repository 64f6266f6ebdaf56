//! What the executor replicates: two classes, or groups. Everything else that it does (streams,
//! threads, journal, memory, interruptions) is the same for both.

use std::fmt::Debug;

use smallvec::SmallVec;

use super::key::{DataKey, TrainingKey};
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
    /// What quantities depend on beside data and training.
    type Conditions: Clone + Debug + Default + PartialEq + Send + Sync;

    /// Stands for seed, data and the way they are drawn.
    fn draw_key(seed: u64, design: &Self::Design, method: SimulationMethod) -> DataKey;

    /// Stands for what is trained on the data and measured of it.
    fn training_key(training: &Self::Training) -> TrainingKey;

    /// What is drawn for a training: the same for those that differ only in what is then made of a
    /// measurement, and so have one key.
    fn drawn(training: &Self::Training) -> Self::Training;

    /// What tells those apart.
    fn made_of_it(training: &Self::Training) -> Vec<u8>;

    /// The numbers of a training's measurement that are kept, by name: the others follow from them.
    fn kept_names(design: &Self::Design, training: &Self::Training) -> Vec<String>;

    /// What is kept of a measurement.
    fn kept(measurement: &Self::Measurement) -> Kept;

    /// The measurement that such numbers were kept of.
    fn measurement(design: &Self::Design, kept: &Kept) -> Self::Measurement;

    /// A number that follows from what was measured of one of a unit's trainings; `None` where it
    /// does not exist.
    fn value(
        unit: &Unit<Self>,
        training: &Self::Training,
        measurement: &Self::Measurement,
        quantity: Self::Quantity,
    ) -> Option<f64>;

    /// Predicted work of a replicate, in multiply-adds.
    fn cost(method: SimulationMethod, design: &Self::Design, trainings: &[Self::Training]) -> f64;

    /// Draws a replicate of a unit and trains some of its trainings.
    fn draw(unit: &Unit<Self>, trainings: &[Self::Training], streams: Streams) -> Vec<Drawn<Self>>;

    /// Bytes that a replicate needs.
    fn memory(
        method: SimulationMethod,
        design: &Self::Design,
        trainings: &[Self::Training],
    ) -> usize;

    /// Bytes that the outcome of one training takes, and what is made of it.
    fn outcome_bytes(design: &Self::Design) -> f64;

    /// The method that needs the least memory of those that can, and its bytes.
    fn lightest(
        design: &Self::Design,
        trainings: &[Self::Training],
    ) -> Option<(SimulationMethod, usize)>;

    /// (n, d).
    fn size(design: &Self::Design) -> (usize, usize);

    /// The same design of so many samples at the same δ.
    fn resized(design: &Self::Design, samples: usize) -> Option<Self::Design>;
}

/// What is kept of a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// One for each of [`Replicated::kept_names`]; two classes have three of them as a rule.
    pub numbers: SmallVec<[f64; 3]>,
    /// Of the solver.
    pub iterations: u64,
    /// That it left.
    pub residual: f64,
    /// Whether the data were separable and the loss then has no minimiser.
    pub separable: bool,
}
