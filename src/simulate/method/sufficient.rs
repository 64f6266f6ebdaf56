//! Class means and scatter matrices drawn in place of the samples.

use super::in_law::{DrawSource, DrawnFit, InLaw, draw, of_mean_scores, of_moments, on_one_draw};
use super::{DrawOutcome, Refusal, Sampler, of_factorisation};
use crate::model::{Design, SimulationMethod, Training};
use crate::simulate::Streams;
use crate::simulate::law::{LawError, sufficient, sufficient_memory};

pub(super) struct Sufficient;

impl Sampler for Sufficient {
    fn refuse(&self, _: &Design, training: &Training) -> Option<Refusal> {
        of_moments(training).or_else(|| of_mean_scores(training))
    }

    fn memory(&self, design: &Design, _: &[Training]) -> usize {
        sufficient_memory(design)
    }

    /// Two scatters from their factors and one factorisation for the trainings that share it.
    fn cost(&self, design: &Design, trainings: &[Training]) -> f64 {
        let side = design.dimension().min(design.samples() + 1) as f64;
        let square = side * side;
        let each = 150.0 * trainings.len() as f64 * side;
        40.0 * square + square * side + of_factorisation(side) + each
    }

    fn draw(&self, design: &Design, trainings: &[Training], streams: Streams) -> Vec<DrawOutcome> {
        draw(self, design, trainings, (streams, false))
    }
}

impl InLaw for Sufficient {
    const METHOD: SimulationMethod = SimulationMethod::Sufficient;

    fn of_source(
        &self,
        source: &DrawSource,
        trainings: &[Training],
    ) -> Vec<Result<DrawnFit, LawError>> {
        on_one_draw(trainings, |trainings| {
            let problems: Vec<_> = trainings.iter().map(|t| (t.weights, t.ridge)).collect();
            sufficient(&source.drawn, &problems, &mut source.rng.clone())
        })
    }
}
