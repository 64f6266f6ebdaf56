//! Groups, as the executor replicates them.

use super::choice::lightest_for_groups;
use super::key::{group_draw_key, group_training_key};
use crate::model::{GroupDesign, GroupQuantity, GroupTraining, OrderParameters, SimulationMethod};
use crate::simulate::Streams;
use crate::simulate::groups::{GroupMeasurement, group_sampler, simulate_groups};
use crate::sweep::key::{DataKey, TrainingKey};
use crate::sweep::replicated::{Drawn, Kept, Replicated};
use crate::sweep::store::Stored;
use crate::sweep::{Outcome, Unit};

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
    type Conditions = ();

    fn draw_key(seed: u64, design: &GroupDesign, method: SimulationMethod) -> DataKey {
        group_draw_key(seed, design, method)
    }

    fn training_key(training: &GroupTraining) -> TrainingKey {
        group_training_key(training)
    }

    fn drawn(training: &GroupTraining) -> GroupTraining {
        training.clone()
    }

    fn made_of_it(_: &GroupTraining) -> Vec<u8> {
        Vec::new()
    }

    /// α, b and the projections, of which there are as many as the means have coordinates.
    fn kept_names(design: &GroupDesign, _: &GroupTraining) -> Vec<String> {
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

    fn value(
        unit: &Unit<Self>,
        _: &GroupTraining,
        measurement: &GroupMeasurement,
        quantity: GroupQuantity,
    ) -> Option<f64> {
        let population = unit.design.population();
        Some(quantity.value(population, &measurement.order, &measurement.errors))
    }

    fn cost(method: SimulationMethod, design: &GroupDesign, trainings: &[GroupTraining]) -> f64 {
        group_sampler(method).cost(design, trainings)
    }

    fn draw(unit: &Unit<Self>, trainings: &[GroupTraining], streams: Streams) -> Vec<Drawn<Self>> {
        simulate_groups(unit.method, &unit.design, trainings, streams)
    }

    fn memory(
        method: SimulationMethod,
        design: &GroupDesign,
        trainings: &[GroupTraining],
    ) -> usize {
        group_sampler(method).memory(design, trainings)
    }

    /// α, b, projections and errors; of all but errors a number each once more, as it was stored.
    fn outcome_bytes(design: &GroupDesign) -> f64 {
        let population = design.population();
        let kept = population.mean_dimension() + 2;
        let numbers = 2 * kept + population.groups().len();
        (size_of::<GroupReplicate>() + size_of::<Stored>() + size_of::<f64>() * numbers) as f64
    }

    fn lightest(
        design: &GroupDesign,
        trainings: &[GroupTraining],
    ) -> Option<(SimulationMethod, usize)> {
        lightest_for_groups(design, trainings)
    }

    fn size(design: &GroupDesign) -> (usize, usize) {
        (design.samples(), design.dimension())
    }

    fn resized(design: &GroupDesign, samples: usize) -> Option<GroupDesign> {
        let population = design.population().clone();
        GroupDesign::new(population, design.delta(), samples, design.labels()).ok()
    }
}
