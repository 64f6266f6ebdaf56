//! Features drawn as far as training looks at them.

use super::in_law::{DrawSource, DrawnFit, InLaw, draw, no_scores};
use super::{DrawOutcome, Refusal, Sampler};
use crate::model::{Design, SimulationMethod, Solver, Training};
use crate::simulate::Streams;
use crate::simulate::law::{LawError, lazy, lazy_covers, lazy_memory};

pub(super) struct Lazy;

/// A sample's share of a training: some forty columns, drawn, made orthogonal and taken
/// through Newton's method.
const A_SAMPLE: f64 = 1e4;

impl Sampler for Lazy {
    fn refuse(&self, design: &Design, training: &Training) -> Option<Refusal> {
        let name = training.loss.name();
        if training.solver != Solver::Direct {
            Some(Refusal::Sgd)
        } else if training.threshold.is_estimated() {
            Some(no_scores(training.threshold.source()))
        } else if lazy_covers(design, &training.loss, training.ridge) {
            None
        } else if lazy_covers(design, &training.loss, 1.0) {
            Some(Refusal::Separable {
                name,
                samples: design.samples(),
                dimension: design.dimension(),
            })
        } else {
            Some(Refusal::Kink { name })
        }
    }

    /// One training after the other; few need as much.
    fn memory(&self, design: &Design, _: &[Training]) -> usize {
        lazy_memory(design).most
    }

    fn cost(&self, design: &Design, trainings: &[Training]) -> f64 {
        trainings.len() as f64 * A_SAMPLE * design.samples() as f64
    }

    fn draw(&self, design: &Design, trainings: &[Training], streams: Streams) -> Vec<DrawOutcome> {
        draw(self, design, trainings, (streams, false))
    }
}

impl InLaw for Lazy {
    const METHOD: SimulationMethod = SimulationMethod::Lazy;

    /// Every training from the same random numbers.
    fn of_source(
        &self,
        source: &DrawSource,
        trainings: &[Training],
    ) -> Vec<Result<DrawnFit, LawError>> {
        let each = trainings.iter().map(|t| {
            let mut rng = source.rng.clone();
            let fit = lazy(&source.drawn, &t.loss, t.weights, t.ridge, &mut rng)?;
            Ok(DrawnFit {
                mean_scores: None,
                order: fit.order,
                solved: (fit.iterations, fit.residual),
            })
        });
        each.collect()
    }
}
