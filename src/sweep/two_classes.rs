//! Two classes, as the executor replicates them.

use smallvec::SmallVec;

use super::key::{DataKey, TrainingKey, draw_key, training_key};
use super::memory::{results_memory, shortage};
use super::replicated::{Drawn, Kept, Replicated};
use super::run::SweepError;
use super::unit::Unit;
use crate::model::{Design, Quantity, SimulationMethod, Training};
use crate::simulate::{Measurement, Streams, sampler, simulate, working_memory};

/// The two classes of the paper, whose samplers make use of being two.
#[derive(Clone, Debug, PartialEq)]
pub enum TwoClasses {}

/// The names of [`Measurement::order`].
pub(super) const ORDER: [&str; 3] = ["alpha", "gamma", "bias"];

impl Replicated for TwoClasses {
    type Design = Design;
    type Training = Training;
    type Measurement = Measurement;
    type Quantity = Quantity;

    fn draw_key(seed: u64, design: &Design, method: SimulationMethod) -> DataKey {
        draw_key(seed, design, method)
    }

    fn training_key(training: &Training) -> TrainingKey {
        training_key(training)
    }

    fn kept_names(_: &Design) -> Vec<String> {
        ORDER.map(str::to_owned).to_vec()
    }

    fn kept(measurement: &Measurement) -> Kept {
        Kept {
            numbers: SmallVec::from(measurement.order()),
            iterations: measurement.iterations as u64,
            residual: measurement.residual,
            separable: measurement.separable,
        }
    }

    fn measurement(design: &Design, kept: &Kept) -> Measurement {
        let order = [0, 1, 2].map(|i| kept.numbers.get(i).copied().unwrap_or(f64::NAN));
        let solved = (kept.iterations as usize, kept.residual);
        Measurement::new(design, order, solved, kept.separable)
    }

    fn value(_: &Design, measurement: &Measurement, quantity: Quantity) -> f64 {
        measurement.values[quantity as usize]
    }

    fn cost(method: SimulationMethod, design: &Design, trainings: &[Training]) -> f64 {
        sampler(method).cost(design, trainings)
    }

    fn working_memory(unit: &Unit) -> usize {
        working_memory(unit.method, &unit.design, &unit.trainings)
    }

    fn outcome_bytes(_: &Design) -> f64 {
        results_memory(1.0)
    }

    fn size(design: &Design) -> (usize, usize) {
        (design.samples(), design.dimension())
    }

    fn draw(unit: &Unit, trainings: &[Training], streams: Streams) -> Vec<Drawn<Self>> {
        simulate(unit.method, &unit.design, trainings, streams)
    }

    fn shortage(units: &[Unit], threads: usize, available: f64) -> Option<SweepError> {
        shortage(units, threads, available).map(|short| SweepError::Memory(Box::new(short)))
    }
}
