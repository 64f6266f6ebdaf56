//! Groups, as the executor replicates them.

use super::key::{group_draw_key, group_training_key};
use crate::model::{GroupDesign, GroupQuantity, GroupTraining, OrderParameters, SimulationMethod};
use crate::simulate::Streams;
use crate::simulate::groups::{GroupMeasurement, group_sampler, simulate_groups};
use crate::sweep::key::{DataKey, TrainingKey};
use crate::sweep::memory::size;
use crate::sweep::replicated::{Drawn, Kept, Replicated};
use crate::sweep::{Outcome, SweepError, Unit};

/// Any number of groups.
#[derive(Clone, Debug, PartialEq)]
pub enum Groups {}

/// A measurement, or why there is none.
pub type GroupReplicate = Outcome<GroupMeasurement>;

impl Replicated for Groups {
    type Design = GroupDesign;
    type Training = GroupTraining;
    type Measurement = GroupMeasurement;
    type Quantity = GroupQuantity;

    fn draw_key(seed: u64, design: &GroupDesign, method: SimulationMethod) -> DataKey {
        group_draw_key(seed, design, method)
    }

    fn training_key(training: &GroupTraining) -> TrainingKey {
        group_training_key(training)
    }

    /// α, b and the projections, of which there are as many as the means have coordinates.
    fn kept_names(design: &GroupDesign) -> Vec<String> {
        let coordinates = 1..=design.population().mean_dimension();
        let projections = coordinates.map(|j| format!("projection {j}"));
        let first = ["alpha", "bias"].map(str::to_owned);
        first.into_iter().chain(projections).collect()
    }

    fn kept(measurement: &GroupMeasurement) -> Kept {
        let OrderParameters {
            alpha,
            projection,
            bias,
        } = &measurement.order;
        let numbers = [alpha, bias].into_iter().chain(projection);
        Kept {
            numbers: numbers.copied().collect(),
            iterations: measurement.iterations as u64,
            residual: measurement.residual,
            separable: measurement.separable,
        }
    }

    fn measurement(design: &GroupDesign, kept: &Kept) -> GroupMeasurement {
        let mut numbers = kept.numbers.iter().copied();
        let mut next = || numbers.next().unwrap_or(f64::NAN);
        let order = OrderParameters {
            alpha: next(),
            bias: next(),
            projection: numbers.collect(),
        };
        let solved = (kept.iterations as usize, kept.residual);
        GroupMeasurement::new(design.population(), order, solved, kept.separable)
    }

    fn value(design: &GroupDesign, measurement: &GroupMeasurement, quantity: GroupQuantity) -> f64 {
        quantity.value(design.population(), &measurement.order, &measurement.errors)
    }

    fn cost(method: SimulationMethod, design: &GroupDesign, trainings: &[GroupTraining]) -> f64 {
        group_sampler(method).cost(design, trainings)
    }

    fn working_memory(unit: &Unit<Self>) -> usize {
        group_sampler(unit.method).memory(&unit.design, &unit.trainings)
    }

    /// Each has α, b, projections and errors, and a summary a number of each once more.
    fn outcome_bytes(design: &GroupDesign) -> f64 {
        let population = design.population();
        let numbers = population.mean_dimension() + population.groups().len() + 2;
        (size_of::<GroupReplicate>() + 3 * size_of::<f64>() * numbers) as f64
    }

    fn size(design: &GroupDesign) -> (usize, usize) {
        (design.samples(), design.dimension())
    }

    fn draw(unit: &Unit<Self>, trainings: &[GroupTraining], streams: Streams) -> Vec<Drawn<Self>> {
        simulate_groups(unit.method, &unit.design, trainings, streams)
    }

    fn shortage(units: &[Unit<Self>], threads: usize, available: f64) -> Option<SweepError> {
        let largest = units.iter().max_by_key(|unit| Self::working_memory(unit))?;
        let of_thread = Self::working_memory(largest) as f64;
        let of_results: f64 = units.iter().map(of_results).sum();
        (of_thread * threads as f64 + of_results > available).then(|| SweepError::GroupMemory {
            samples: largest.design.samples(),
            dimension: largest.design.dimension(),
            method: largest.method.name(),
            of_thread: size(of_thread),
            threads,
            of_results: size(of_results),
            available: size(available),
        })
    }
}

/// Bytes that all measurements take.
fn of_results(unit: &Unit<Groups>) -> f64 {
    let outcomes = unit.trainings.len() * unit.replicates.len();
    Groups::outcome_bytes(&unit.design) * outcomes as f64
}
