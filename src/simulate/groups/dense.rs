//! Every sample drawn, and every classifier trained on them.

use super::{GroupMeasurement, GroupOutcome, GroupRefusal};
use crate::model::{GroupDesign, GroupTraining, Population};
use crate::simulate::method::of_factorisation;
use crate::simulate::prepared_set::Prepared;
use crate::simulate::{Failure, Purpose, Sampler, Streams, TrainingSet};

pub(super) struct Dense;

impl Sampler<Population> for Dense {
    fn refuse(&self, _: &GroupDesign, _: &GroupTraining) -> Option<GroupRefusal> {
        None
    }

    /// Features, signed samples in either precision or their reflections; the systems of both
    /// kinds.
    fn memory(&self, design: &GroupDesign, _: &[GroupTraining]) -> usize {
        let (n, d) = (design.samples(), design.dimension());
        let small = n.min(d);
        let numbers = 3.0 * n as f64 * d as f64 + 6.0 * small as f64 * small as f64;
        (8.0 * numbers) as usize
    }

    /// Some twenty passes a training, limited by memory, and a Hessian or two.
    fn cost(&self, design: &GroupDesign, trainings: &[GroupTraining]) -> f64 {
        let (n, d) = (design.samples() as f64, design.dimension() as f64);
        let small = n.min(d);
        // A normal variate costs about forty multiply-adds.
        let data = 40.0 * n * d + 0.5 * n * d * small + of_factorisation(small);
        let each = 20.0 * 6.0 * n * small + 2.0 * small * small * (0.25 * n + small / 6.0);
        data + trainings.len() as f64 * each
    }

    fn draw(
        &self,
        design: &GroupDesign,
        trainings: &[GroupTraining],
        streams: Streams,
    ) -> Vec<GroupOutcome> {
        let set = TrainingSet::draw(
            design.population(),
            design.counts(),
            design.dimension(),
            design.labels(),
            &mut streams.rng(Purpose::Data),
        );
        on_samples(design, &set, trainings)
    }
}

/// What is trained on given samples.
pub(super) fn on_samples(
    design: &GroupDesign,
    set: &TrainingSet,
    trainings: &[GroupTraining],
) -> Vec<GroupOutcome> {
    let seen = |label: f64| {
        let mut groups = set.groups.iter();
        groups.any(|g| g.label == label && g.features.ncols() > 0)
    };
    if !(seen(1.0) && seen(-1.0)) {
        return vec![Err(Failure::EmptyLabel); trainings.len()];
    }
    let prepared = Prepared::new(set);
    let each = trainings.iter().map(|training| {
        let weights = training.weights.weights();
        let trained = prepared.direct(training.loss, weights, training.ridge)?;
        GroupMeasurement::of_trained(design.population(), &trained)
    });
    each.collect()
}
