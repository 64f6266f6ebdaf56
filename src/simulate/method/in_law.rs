//! What samplers in law have in common: one source of random numbers for all trainings, drawn
//! for a balanced design where majority samples are dropped.

use rand_chacha::ChaCha8Rng;

use super::{ACCEPTED_RESIDUAL, DrawOutcome, Refusal, Sampler, Streams};
use crate::loss::LossKind;
use crate::model::{ClassScores, Design, SimulationMethod, Solver, ThresholdSource, Training};
use crate::simulate::law::{LawError, LawFit, draw_counts};
use crate::simulate::prepared_set::by_moments;
use crate::simulate::replicate::{Failure, Measurement};
use crate::simulate::streams::Purpose;

/// A sampler that draws what classifiers come to, not the data.
pub(super) trait InLaw: Sampler {
    /// Whose sampler it is.
    const METHOD: SimulationMethod;

    /// Trainings that it does not refuse, each with an outcome that does not depend on its
    /// company.
    fn of_source(
        &self,
        source: &DrawSource,
        trainings: &[Training],
    ) -> Vec<Result<DrawnFit, LawError>>;
}

/// Why a sampler of class means and scatters cannot simulate a training: they decide the plain
/// square loss alone.
pub(super) fn of_moments(training: &Training) -> Option<Refusal> {
    let loss = training.loss;
    if training.solver != Solver::Direct {
        return Some(Refusal::Sgd);
    }
    (!by_moments(&loss)).then(|| Refusal::Loss {
        name: loss.name(),
        plain: loss.is_plain() || loss.kind() != LossKind::Square,
    })
}

/// Why a sampler of class means cannot simulate a training's threshold: it draws mean scores of the
/// training samples, and nobody's.
pub(super) fn of_mean_scores(training: &Training) -> Option<Refusal> {
    let threshold = training.threshold;
    match threshold.source() {
        ThresholdSource::Oracle => None,
        ThresholdSource::LeaveOneOut => Some(no_scores(threshold.source())),
        ThresholdSource::TrainingScores => {
            let rule = threshold.rule();
            let rule_name = rule.name().unwrap_or_default();
            let spreads = Refusal::Spreads { rule: rule_name };
            rule.needs_spreads().then_some(spreads)
        }
    }
}

/// Why a sampler without any scores cannot simulate a threshold that goes by them.
pub(super) fn no_scores(source: ThresholdSource) -> Refusal {
    Refusal::Scores {
        source_name: source.name(),
    }
}

/// One replicate without data, from streams of its own, or as the mirror image of another.
pub(super) fn draw(
    sampler: &impl InLaw,
    design: &Design,
    trainings: &[Training],
    (streams, image): (Streams, bool),
) -> Vec<DrawOutcome> {
    let mut outcomes = vec![Err(Failure::EmptyClass); trainings.len()];
    for downsample in [false, true] {
        let (places, asked): (Vec<usize>, Vec<Training>) = trainings
            .iter()
            .enumerate()
            .filter(|(_, t)| t.downsample == downsample)
            .map(|(place, t)| (place, *t))
            .unzip();
        if asked.is_empty() {
            continue;
        }
        let source = match downsample {
            false => Ok(DrawSource {
                drawn: *design,
                image,
                rng: streams.rng(Purpose::Law),
            }),
            true => balanced(design, image, streams),
        };
        let found = match source {
            Ok(source) => of_source(sampler, &source, &asked),
            Err(failure) => vec![Err(failure); asked.len()],
        };
        for (place, outcome) in places.into_iter().zip(found) {
            outcomes[place] = outcome;
        }
    }
    outcomes
}

/// What is drawn, and the generator at its beginning.
pub(super) struct DrawSource {
    pub(super) drawn: Design,
    /// Whether it mirrors the other of its pair.
    pub(super) image: bool,
    pub(super) rng: ChaCha8Rng,
}

/// Which samples of the majority are kept does not matter in law, only how many.
fn balanced(design: &Design, image: bool, streams: Streams) -> Result<DrawSource, Failure> {
    let mut rng = streams.rng(Purpose::Downsampling);
    let [plus, minus] = draw_counts(design, &mut rng)?;
    let drawn = design
        .balanced(plus.min(minus) as usize)
        .map_err(|_| Failure::EmptyClass)?;
    Ok(DrawSource { drawn, image, rng })
}

fn of_source<S: InLaw>(
    sampler: &S,
    source: &DrawSource,
    trainings: &[Training],
) -> Vec<DrawOutcome> {
    let refusals: Vec<_> = trainings
        .iter()
        .map(|t| sampler.refuse(&source.drawn, t))
        .collect();
    let possible: Vec<Training> = trainings
        .iter()
        .zip(&refusals)
        .filter(|(_, refused)| refused.is_none())
        .map(|(training, _)| *training)
        .collect();
    let mut drawn = sampler.of_source(source, &possible).into_iter();
    refusals
        .into_iter()
        .map(|refused| {
            if let Some(why) = refused {
                return Err(Failure::Method {
                    method: S::METHOD.name(),
                    why,
                });
            }
            let drawn = drawn.next().unwrap_or(Err(LawError::EmptyClass))?;
            measured(drawn)
        })
        .zip(trainings)
        .map(|(outcome, training)| outcome.map(|measured| of_threshold(measured, training)))
        .collect()
}

/// All trainings on one draw. Where one of them fails each is drawn alone, from the same
/// random numbers, so that none depends on its company.
pub(super) fn on_one_draw(
    trainings: &[Training],
    batch: impl Fn(&[Training]) -> Result<Vec<LawFit>, LawError>,
) -> Vec<Result<DrawnFit, LawError>> {
    match batch(trainings) {
        Ok(fits) => fits.into_iter().map(|fit| Ok(fit.into())).collect(),
        Err(error) if trainings.len() == 1 => vec![Err(error)],
        Err(_) => trainings
            .iter()
            .map(|t| {
                let alone = batch(std::slice::from_ref(t))?;
                alone
                    .first()
                    .map(|fit| DrawnFit::from(*fit))
                    .ok_or(LawError::EmptyClass)
            })
            .collect(),
    }
}

/// Scores are kept for a threshold that goes by them.
fn of_threshold(measured: Measurement, training: &Training) -> Measurement {
    let wanted = training.threshold.source() == ThresholdSource::TrainingScores;
    measured.with_scores(measured.scores.filter(|_| wanted))
}

/// (α, γ, b) with the iterations and the residual of their solver.
pub(super) struct DrawnFit {
    /// Of the training samples in either class, where they are known.
    pub(super) mean_scores: Option<[f64; 2]>,
    pub(super) order: [f64; 3],
    pub(super) solved: (usize, f64),
}

impl From<LawFit> for DrawnFit {
    fn from(fit: LawFit) -> Self {
        Self {
            mean_scores: Some(fit.mean_scores),
            order: fit.order,
            solved: (1, fit.residual),
        }
    }
}

/// What was drawn, if it can be trusted.
fn measured(drawn: DrawnFit) -> DrawOutcome {
    // How scores spread is not drawn.
    let scores = drawn
        .mean_scores
        .map(|means| ClassScores::new(means, [0.0; 2]));
    let measured = Measurement::new(drawn.order, drawn.solved, false).with_scores(scores);
    let residual = drawn.solved.1;
    if !measured.is_finite() {
        return Err(Failure::NotFinite);
    }
    if residual <= ACCEPTED_RESIDUAL {
        Ok(measured)
    } else {
        Err(Failure::Inaccurate { residual })
    }
}
