//! One replicate by any method: on data, or in law without them.
//!
//! The methods agree in law. [`SimulationMethod::Dense`] and the samplers in law share no
//! random numbers, so replicates of different methods are independent of each other. Within
//! one replicate all trainings of a sampler see one draw of the same statistics, as they
//! would one data set: their differences have the law that common data give. Trainings of
//! [`SimulationMethod::Lazy`] begin with the same random numbers, which couples them, but not
//! as common data would: means of differences and their standard errors are right, their
//! spread is the coupling's own. What is downsampled is drawn on its own by the samplers,
//! since the samples that would be kept are never drawn.

mod dense;
mod in_law;
mod jacobi;
mod lazy;
mod refusal;
mod sufficient;

use super::Streams;
use super::erm::ACCEPTED_RESIDUAL;
use super::groups::GroupMeasurement;
use super::replicate::{Failure, Measurement};
use crate::model::{Design, Mixture, Population, SimulationMethod, Training, TwoClass};
use dense::Dense;
use jacobi::{Jacobi, Mirrored};
use lazy::Lazy;
use sufficient::Sufficient;

pub use refusal::{GroupRefusal, Refusal, Unknowable};

/// What came of one training.
type DrawOutcome = Result<Measurement, Failure>;

/// A mixture that replicates are simulated of.
pub trait Simulated: Mixture {
    /// What a method cannot do.
    type Refusal;
    /// What a trained classifier is like.
    type Measurement;
}

impl Simulated for TwoClass {
    type Refusal = Refusal;
    type Measurement = Measurement;
}

impl Simulated for Population {
    type Refusal = GroupRefusal;
    type Measurement = GroupMeasurement;
}

/// A way to simulate a replicate, of the paper's two classes or of any groups.
pub trait Sampler<M: Simulated = TwoClass>: Sync {
    /// Why it cannot simulate a training on this mixture; `None` if it can.
    fn refuse(&self, design: &Design<M>, training: &Training<M::Weights>) -> Option<M::Refusal>;

    /// Bytes that one replicate of these trainings needs at its peak, to within a few percent.
    fn memory(&self, design: &Design<M>, trainings: &[Training<M::Weights>]) -> usize;

    /// Predicted work of one replicate, in multiply-adds: what the order of work goes by.
    fn cost(&self, design: &Design<M>, trainings: &[Training<M::Weights>]) -> f64;

    /// Draws one replicate and trains every classifier; one result a training, in order.
    ///
    /// A training's outcome does not depend, not in a bit, on which others are asked for.
    fn draw(
        &self,
        design: &Design<M>,
        trainings: &[Training<M::Weights>],
        streams: Streams,
    ) -> Vec<Result<M::Measurement, Failure>>;
}

/// The sampler of a method.
pub fn sampler(method: SimulationMethod) -> &'static dyn Sampler {
    match method {
        SimulationMethod::Dense => &Dense,
        SimulationMethod::Sufficient => &Sufficient,
        SimulationMethod::Jacobi => &Jacobi,
        SimulationMethod::Mirrored => &Mirrored,
        SimulationMethod::Lazy => &Lazy,
    }
}

/// [`Sampler::draw`] of a method.
pub fn simulate(
    method: SimulationMethod,
    design: &Design,
    trainings: &[Training],
    streams: Streams,
) -> Vec<Result<Measurement, Failure>> {
    sampler(method).draw(design, trainings, streams)
}

/// [`Sampler::memory`] of a method.
pub fn working_memory(method: SimulationMethod, design: &Design, trainings: &[Training]) -> usize {
    sampler(method).memory(design, trainings)
}

/// [`Sampler::refuse`] of a method.
pub fn refusal(method: SimulationMethod, design: &Design, training: &Training) -> Option<Refusal> {
    sampler(method).refuse(design, training)
}

/// Predicted work of one Cholesky factor and some thirty Lanczos steps, whose products wait
/// for memory.
pub(super) fn of_factorisation(size: f64) -> f64 {
    size * size * (size / 6.0 + 30.0 * 8.0)
}

#[cfg(test)]
mod tests;
