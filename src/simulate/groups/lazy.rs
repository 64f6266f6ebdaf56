//! Features drawn as far as training looks at them.

use super::{GroupMeasurement, GroupOutcome, GroupRefusal};
use crate::model::{GroupDesign, GroupTraining, Population};
use crate::simulate::law::{lazy_groups, lazy_groups_covers, lazy_groups_memory};
use crate::simulate::{Purpose, Refusal, Sampler, Streams};

pub(super) struct Lazy;

/// A sample's share of a training: some forty columns, drawn, made orthogonal and taken
/// through Newton's method.
const A_SAMPLE: f64 = 1e4;

impl Sampler<Population> for Lazy {
    fn refuse(&self, design: &GroupDesign, training: &GroupTraining) -> Option<GroupRefusal> {
        let (loss, name) = (training.loss, training.loss.name());
        let (samples, dimension) = (design.samples(), design.dimension());
        if lazy_groups_covers(design, &loss, training.ridge) {
            None
        } else if !lazy_groups_covers(design, &loss, 1.0) {
            Some(Refusal::Kink { name }.into())
        } else if loss.vanishes_at_infinity() {
            let separable = Refusal::Separable {
                name,
                samples,
                dimension,
            };
            Some(separable.into())
        } else {
            Some(GroupRefusal::Interpolated {
                name,
                samples,
                dimension,
            })
        }
    }

    /// One training after the other; few need as much.
    fn memory(&self, design: &GroupDesign, _: &[GroupTraining]) -> usize {
        lazy_groups_memory(design).most
    }

    fn cost(&self, design: &GroupDesign, trainings: &[GroupTraining]) -> f64 {
        trainings.len() as f64 * A_SAMPLE * design.samples() as f64
    }

    /// Every training from the same random numbers.
    fn draw(
        &self,
        design: &GroupDesign,
        trainings: &[GroupTraining],
        streams: Streams,
    ) -> Vec<GroupOutcome> {
        let each = trainings.iter().map(|training| {
            let fit = lazy_groups(design, training, &mut streams.rng(Purpose::Law))?;
            let solved = (fit.iterations, fit.residual);
            GroupMeasurement::accepted(design.population(), fit.order, solved, false)
        });
        each.collect()
    }
}
