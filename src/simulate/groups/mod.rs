//! Replicates of K groups, on data or in law.
//!
//! A training set has n_g samples x = μ_g + σ_g Z of every group; what is trained on it is read off
//! as order parameters, from which the model has every group's error exactly. Methods agree in law
//! and share no random numbers, as those of two classes.
//!
//! | method | for | draws |
//! |---|---|---|
//! | `dense` | every loss | the samples |
//! | `sufficient` | square loss | group means N(μ_g, σ_g²I/n_g) and scatters σ_g² Wishart(I, n_g − 1) |
//! | `lazy` | losses with a continuous derivative | the noise along the directions that training asks for |
//!
//! Random labels may leave a group without samples, which training then knows nothing of; a
//! replicate without samples of a label fails.

mod dense;
mod lazy;
mod measurement;
mod pencil;
mod sufficient;

pub use measurement::GroupMeasurement;

use super::streams::Streams;
use super::{Failure, GroupRefusal, Sampler};
use crate::model::{GroupDesign, GroupTraining, Population, SimulationMethod, Solver};
use dense::Dense;
use lazy::Lazy;
use pencil::Pencil;
use sufficient::Sufficient;

/// What came of one training.
pub type GroupOutcome = Result<GroupMeasurement, Failure>;

/// The sampler of a method.
pub fn group_sampler(method: SimulationMethod) -> &'static dyn Sampler<Population> {
    match method {
        SimulationMethod::Dense => &Dense,
        SimulationMethod::Sufficient => &Sufficient,
        SimulationMethod::Jacobi | SimulationMethod::Mirrored => &Pencil,
        SimulationMethod::Lazy => &Lazy,
    }
}

/// Why a method cannot simulate a training; `None` if it can.
pub fn group_refusal(
    method: SimulationMethod,
    design: &GroupDesign,
    training: &GroupTraining,
) -> Option<GroupRefusal> {
    let groups = design.population().groups().len();
    let weights = training.weights.weights().len();
    if weights != groups {
        Some(GroupRefusal::Weights { weights, groups })
    } else if training.downsample || training.solver != Solver::Direct {
        Some(GroupRefusal::Sampling)
    } else if !training.threshold.is_none() {
        Some(GroupRefusal::Threshold)
    } else {
        group_sampler(method).refuse(design, training)
    }
}

/// One replicate by any method: a pure function of its arguments.
pub fn simulate_groups(
    method: SimulationMethod,
    design: &GroupDesign,
    trainings: &[GroupTraining],
    streams: Streams,
) -> Vec<GroupOutcome> {
    let refusals: Vec<Option<GroupRefusal>> = trainings
        .iter()
        .map(|training| group_refusal(method, design, training))
        .collect();
    let possible: Vec<GroupTraining> = trainings
        .iter()
        .zip(&refusals)
        .filter(|(_, why)| why.is_none())
        .map(|(training, _)| training.clone())
        .collect();
    let mut drawn = match possible.is_empty() {
        true => Vec::new(),
        false => group_sampler(method).draw(design, &possible, streams),
    }
    .into_iter();
    let each = refusals.into_iter().map(|why| match why {
        Some(why) => Err(Failure::GroupMethod {
            method: method.name(),
            why,
        }),
        None => drawn.next().unwrap_or(Err(Failure::NotFinite)),
    });
    each.collect()
}

#[cfg(test)]
mod tests;
