//! Two classes, as the executor replicates them.

use smallvec::SmallVec;

use super::key::{DataKey, TrainingKey, draw_key, training_key};
use super::memory::outcome_bytes;
use super::method_choice::lightest;
use super::replicated::{Drawn, Kept, Replicated};
use super::unit::{Unit, drawn_once};
use crate::model::{
    ClassScores, Classifier, Design, Quantity, SimulationMethod, TestConditions, Training,
};
use crate::simulate::{Measurement, Streams, sampler, simulate};

/// The two classes of the paper, whose samplers make use of being two.
#[derive(Clone, Debug, PartialEq)]
pub enum TwoClasses {}

/// The names of what [`Measurement`] has in its order.
pub(super) const ORDER: [&str; 3] = ["alpha", "gamma", "bias"];
/// Those of its [`ClassScores`]: means and spreads.
const SCORES: [&str; 4] = [
    "mean_score_minority",
    "mean_score_majority",
    "score_spread_minority",
    "score_spread_majority",
];

impl Unit {
    /// What a measurement of one of its trainings looks like from outside.
    pub fn seen(&self, training: &Training, measurement: &Measurement) -> Classifier {
        measurement
            .classifier(self.design.two_class())
            .of_loss(training.loss.kind())
            .tested(self.conditions)
            .thresholded(training.threshold, measurement.scores.as_ref())
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

    fn drawn(training: &Training) -> Training {
        training.measured()
    }

    fn made_of_it(training: &Training) -> Vec<u8> {
        training.threshold.bytes()
    }

    fn kept_names(_: &Design, training: &Training) -> Vec<String> {
        let scores = match training.threshold.is_estimated() {
            true => &SCORES[..],
            false => &[],
        };
        ORDER
            .iter()
            .chain(scores)
            .map(|&name| name.to_owned())
            .collect()
    }

    fn kept(measurement: &Measurement) -> Kept {
        let mut numbers: SmallVec<[f64; 3]> = SmallVec::from(measurement.order);
        if let Some(scores) = &measurement.scores {
            numbers.extend(scores.means().into_iter().chain(scores.spreads()));
        }
        Kept {
            numbers,
            iterations: measurement.iterations as u64,
            residual: measurement.residual,
            separable: measurement.separable,
        }
    }

    fn measurement(_: &Design, kept: &Kept) -> Measurement {
        let order = [0, 1, 2].map(|i| kept.numbers.get(i).copied().unwrap_or(f64::NAN));
        let solved = (kept.iterations as usize, kept.residual);
        let scores = match kept.numbers[..] {
            [_, _, _, a, b, c, d] => Some(ClassScores::new([a, b], [c, d])),
            _ => None,
        };
        Measurement::new(order, solved, kept.separable).with_scores(scores)
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
        sampler(method).cost(design, &drawn_once::<Self>(trainings))
    }

    fn draw(unit: &Unit, trainings: &[Training], streams: Streams) -> Vec<Drawn<Self>> {
        simulate(unit.method, &unit.design, trainings, streams)
    }

    fn memory(method: SimulationMethod, design: &Design, trainings: &[Training]) -> usize {
        sampler(method).memory(design, &drawn_once::<Self>(trainings))
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
