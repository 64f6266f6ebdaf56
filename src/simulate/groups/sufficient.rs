//! Square loss: what it needs of the samples is drawn in their stead, a mean and a scatter for
//! each group.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::dense::on_samples;
use super::{GroupMeasurement, GroupOutcome, GroupRefusal};
use crate::loss::LossKind;
use crate::model::{Group, GroupDesign, GroupTraining, Labels, Population};
use crate::simulate::erm::{GroupMoments, Moments, gram};
use crate::simulate::law::{bartlett, group_counts};
use crate::simulate::method::of_factorisation;
use crate::simulate::prepared_set::by_moments;
use crate::simulate::{Failure, Purpose, Refusal, Sampler, Streams, TrainingSet};

pub(super) struct Sufficient;

impl Sampler<Population> for Sufficient {
    fn refuse(&self, _: &GroupDesign, training: &GroupTraining) -> Option<GroupRefusal> {
        let loss = training.loss;
        let refusal = Refusal::Loss {
            name: loss.name(),
            plain: loss.is_plain() || loss.kind() != LossKind::Square,
        };
        (!by_moments(&loss)).then_some(refusal.into())
    }

    fn memory(&self, design: &GroupDesign, _: &[GroupTraining]) -> usize {
        let (n, d) = (design.samples() as f64, design.dimension() as f64);
        let numbers = match are_few(design) {
            // Features, the same by rows or the system, and their kernel.
            true => n * d + n * n + (n * d).max(n * n),
            // The scatters, and a factor beside the last of them or the system.
            false => (design.counts().len() as f64 + 2.0) * d * d,
        };
        (8.0 * numbers) as usize
    }

    /// Scatters from their factors, and a factorisation for every training.
    fn cost(&self, design: &GroupDesign, trainings: &[GroupTraining]) -> f64 {
        let (n, d) = (design.samples() as f64, design.dimension() as f64);
        let trained = trainings.len() as f64;
        if are_few(design) {
            return 40.0 * n * d + 0.5 * n * n * d + trained * of_factorisation(n);
        }
        let groups = design.counts().len() as f64;
        let scatters = groups * (20.0 * d * d + 0.5 * d * d * d);
        scatters + trained * (of_factorisation(d) + 4.0 * groups * d * d)
    }

    fn draw(
        &self,
        design: &GroupDesign,
        trainings: &[GroupTraining],
        streams: Streams,
    ) -> Vec<GroupOutcome> {
        let rng = &mut streams.rng(Purpose::Law);
        let counts = match group_counts(design, rng) {
            Ok(counts) => counts,
            Err(error) => return vec![Err(error.into()); trainings.len()],
        };
        let (population, d) = (design.population(), design.dimension());
        if are_few(design) {
            let set = TrainingSet::draw(population, &counts, d, Labels::Fixed, rng);
            return on_samples(design, &set, trainings);
        }
        let groups = population.groups().iter().zip(counts);
        let drawn = groups.map(|(group, count)| moments(group, count, d, rng));
        let moments = Moments::of_groups(drawn.collect());
        let each = trainings.iter().map(|training| {
            let solved = moments.solve(training.weights.weights(), training.ridge);
            GroupMeasurement::of_fit(population, &solved.map_err(Failure::Solve)?)
        });
        each.collect()
    }
}

/// d ≥ n − 1: the samples themselves are no more numbers than what could stand for them, and
/// they are trained on through their n × n kernel.
fn are_few(design: &GroupDesign) -> bool {
    design.dimension() + 2 > design.samples()
}

/// x̄ ~ N(μ, σ²I/n) and W ~ σ² Wishart(I, n − 1), independent of each other.
fn moments(group: &Group, count: usize, dimension: usize, rng: &mut impl Rng) -> GroupMoments {
    let spread = group.noise_scale / (count.max(1) as f64).sqrt();
    let known = group.mean.iter().copied().chain(std::iter::repeat(0.0));
    let mean = known.take(dimension).map(|mean| {
        let z: f64 = StandardNormal.sample(rng);
        mean + spread * z
    });
    let mean = mean.collect();
    let mut factor = bartlett(dimension, count.saturating_sub(1), rng);
    for column in factor.col_iter_mut() {
        column.iter_mut().for_each(|x| *x *= group.noise_scale);
    }
    GroupMoments {
        label: group.label.sign(),
        count: count as f64,
        mean,
        scatter: gram(&factor),
    }
}
