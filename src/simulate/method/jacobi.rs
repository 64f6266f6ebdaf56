//! The few scalars that a Lanczos process would meet, alone or in mirrored pairs.

use super::in_law::{DrawSource, DrawnFit, InLaw, draw, of_mean_scores, of_moments, on_one_draw};
use super::{DrawOutcome, Refusal, Sampler};
use crate::model::{Design, SimulationMethod, Training};
use crate::simulate::Streams;
use crate::simulate::law::{
    LawError, jacobi, jacobi_covers, jacobi_memory, jacobi_mirrored, jacobi_widest,
};

pub(super) struct Jacobi;

/// Replicates 2k and 2k + 1 mirror each other.
pub(super) struct Mirrored;

impl Sampler for Jacobi {
    fn refuse(&self, design: &Design, training: &Training) -> Option<Refusal> {
        refuse(design, training)
    }

    fn memory(&self, design: &Design, trainings: &[Training]) -> usize {
        jacobi_memory(design, &ratios(trainings))
    }

    fn cost(&self, design: &Design, trainings: &[Training]) -> f64 {
        cost(design, trainings.len())
    }

    fn draw(&self, design: &Design, trainings: &[Training], streams: Streams) -> Vec<DrawOutcome> {
        draw(self, design, trainings, (streams, false))
    }
}

impl Sampler for Mirrored {
    fn refuse(&self, design: &Design, training: &Training) -> Option<Refusal> {
        refuse(design, training)
    }

    fn memory(&self, design: &Design, trainings: &[Training]) -> usize {
        jacobi_memory(design, &ratios(trainings))
    }

    fn cost(&self, design: &Design, trainings: &[Training]) -> f64 {
        cost(design, trainings.len())
    }

    fn draw(&self, design: &Design, trainings: &[Training], streams: Streams) -> Vec<DrawOutcome> {
        draw(self, design, trainings, streams.mirrored())
    }
}

impl InLaw for Jacobi {
    const METHOD: SimulationMethod = SimulationMethod::Jacobi;

    fn of_source(
        &self,
        source: &DrawSource,
        trainings: &[Training],
    ) -> Vec<Result<DrawnFit, LawError>> {
        on_one_draw(trainings, |trainings| {
            jacobi(&source.drawn, &ratios(trainings), &mut source.rng.clone())
        })
    }
}

impl InLaw for Mirrored {
    const METHOD: SimulationMethod = SimulationMethod::Mirrored;

    fn of_source(
        &self,
        source: &DrawSource,
        trainings: &[Training],
    ) -> Vec<Result<DrawnFit, LawError>> {
        on_one_draw(trainings, |trainings| {
            let mut rng = source.rng.clone();
            jacobi_mirrored(&source.drawn, &ratios(trainings), source.image, &mut rng)
        })
    }
}

fn ratios(trainings: &[Training]) -> Vec<f64> {
    trainings.iter().map(|t| t.weights).collect()
}

fn refuse(design: &Design, training: &Training) -> Option<Refusal> {
    let (ridge, ratio) = (training.ridge, training.weights);
    if let Some(why) = of_moments(training).or_else(|| of_mean_scores(training)) {
        return Some(why);
    }
    if ridge > 0.0 {
        return Some(Refusal::Ridge { ridge });
    }
    (!jacobi_covers(design, &[(ratio, ridge)])).then(|| Refusal::WeightRatio {
        ratio,
        samples: design.samples(),
        dimension: design.dimension(),
        most: three_digits(jacobi_widest(design)),
    })
}

/// Not above the value: what is said to be allowed must be.
fn three_digits(value: f64) -> f64 {
    let unit = 10f64.powf(value.log10().floor() - 2.0);
    // A power of ten may come out a rounding error below itself.
    (value / unit * (1.0 + 1e-12)).floor() * unit
}

/// A triangle of normal variates, and a triangular system for each weight.
fn cost(design: &Design, trainings: usize) -> f64 {
    let (n, d) = (design.samples(), design.dimension());
    let steps = d.min(n.saturating_sub(d)).min(64) as f64;
    (20.0 + trainings as f64) * (steps + 4.0) * (steps + 4.0)
}
