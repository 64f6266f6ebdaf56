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

mod in_law;
mod refusal;

use super::erm::ACCEPTED_RESIDUAL;
use super::law::{jacobi_memory, lazy_memory, sufficient_memory};
use super::replicate::{Failure, Measurement, run_replicate};
use super::{Streams, memory};
use crate::model::{Design, SimulationMethod, Training};

pub use refusal::{Refusal, refusal};

/// Draws one replicate and trains every classifier, by the given method.
///
/// A training's outcome does not depend, not in a bit, on which others are asked for.
pub fn simulate(
    method: SimulationMethod,
    design: &Design,
    trainings: &[Training],
    streams: Streams,
) -> Vec<Result<Measurement, Failure>> {
    match method {
        SimulationMethod::Dense => run_replicate(design, trainings, streams),
        SimulationMethod::Sufficient
        | SimulationMethod::Jacobi
        | SimulationMethod::Mirrored
        | SimulationMethod::Lazy => in_law::simulate(method, design, trainings, streams),
    }
}

/// Bytes that one replicate of these trainings needs at its peak, to within a few percent.
pub fn working_memory(method: SimulationMethod, design: &Design, trainings: &[Training]) -> usize {
    match method {
        SimulationMethod::Dense => memory::working_memory(design, trainings),
        SimulationMethod::Sufficient => sufficient_memory(design),
        SimulationMethod::Jacobi | SimulationMethod::Mirrored => {
            let ratios: Vec<f64> = trainings.iter().map(|t| t.weight_ratio).collect();
            jacobi_memory(design, &ratios)
        }
        // One training after the other; few need as much.
        SimulationMethod::Lazy => lazy_memory(design).most,
    }
}

#[cfg(test)]
mod tests;
