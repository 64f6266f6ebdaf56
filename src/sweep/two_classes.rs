//! Two classes, as the executor replicates them.

use smallvec::SmallVec;

use super::key::{DataKey, TrainingKey, draw_key, training_key};
use super::memory::outcome_bytes;
use super::method_choice::lightest;
use super::replicated::{Drawn, Kept, Replicated};
use super::unit::Unit;
use crate::model::{Classifier, Design, Quantity, SimulationMethod, TestConditions, Training};
use crate::simulate::{Measurement, Streams, sampler, simulate};

/// The two classes of the paper, whose samplers make use of being two.
#[derive(Clone, Debug, PartialEq)]
pub enum TwoClasses {}

/// The names of what [`Measurement`] has in its order.
pub(super) const ORDER: [&str; 3] = ["alpha", "gamma", "bias"];

impl Unit {
    /// What a measurement of one of its trainings looks like from outside.
    pub(super) fn seen(&self, training: &Training, measurement: &Measurement) -> Classifier {
        measurement
            .classifier(self.design.two_class())
            .of_loss(training.loss.kind())
            .tested(self.conditions)
    }
}

impl Replicated for TwoClasses {
    type Design = Design;
    type Training = Training;
    type Measurement = Measurement;
    type Quantity = Quantity;
    type Conditions = TestConditions;

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
            numbers: SmallVec::from(measurement.order),
            iterations: measurement.iterations as u64,
            residual: measurement.residual,
            separable: measurement.separable,
        }
    }

    fn measurement(_: &Design, kept: &Kept) -> Measurement {
        let order = [0, 1, 2].map(|i| kept.numbers.get(i).copied().unwrap_or(f64::NAN));
        let solved = (kept.iterations as usize, kept.residual);
        Measurement::new(order, solved, kept.separable)
    }

    fn value(
        unit: &Unit,
        training: &Training,
        measurement: &Measurement,
        quantity: Quantity,
    ) -> Option<f64> {
        quantity.of(&unit.seen(training, measurement)).ok()
    }

    fn cost(method: SimulationMethod, design: &Design, trainings: &[Training]) -> f64 {
        sampler(method).cost(design, trainings)
    }

    fn draw(unit: &Unit, trainings: &[Training], streams: Streams) -> Vec<Drawn<Self>> {
        simulate(unit.method, &unit.design, trainings, streams)
    }

    fn memory(method: SimulationMethod, design: &Design, trainings: &[Training]) -> usize {
        sampler(method).memory(design, trainings)
    }

    fn outcome_bytes(_: &Design) -> f64 {
        outcome_bytes()
    }

    fn lightest(design: &Design, trainings: &[Training]) -> Option<(SimulationMethod, usize)> {
        lightest(design, trainings)
    }

    fn size(design: &Design) -> (usize, usize) {
        (design.samples(), design.dimension())
    }

    fn resized(design: &Design, samples: usize) -> Option<Design> {
        Design::new(design.two_class(), design.delta(), samples, design.labels()).ok()
    }
}
