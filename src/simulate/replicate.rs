//! One replicate: one training set, every classifier trained on it.

use std::cell::OnceCell;

use super::erm::{ACCEPTED_RESIDUAL, Fit, SgdSettings, SolveError, sgd};
use super::law::LawError;
use super::method::{GroupRefusal, Refusal, Unknowable};
use super::prepared_set::{Prepared, TrainedFit, by_moments};
use super::score_tally::class_scores;
use super::square::{Classes, SquareFit, fixed_counts};
use super::streams::{Purpose, Streams};
use super::training_set::{TrainingSet, counts};
use super::unscored::Unscored;
use crate::model::{
    ClassScores, Classifier, Design, Solver, Threshold, ThresholdSource, Training, TwoClass,
};

/// What one trained classifier is like: quantities follow from it when they are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// α = ‖θ‖, γ = μᵀθ/‖μ‖ and b.
    pub order: [f64; 3],
    /// Passes over the data, or 1.
    pub iterations: usize,
    /// Relative gradient, duality gap or training residual at the solution.
    pub residual: f64,
    /// Whether the loss has no minimiser on these separable data; the numbers are then
    /// those of the maximum-margin direction, scaled to ‖θ‖ = 1.
    pub separable: bool,
    /// The scores that the training's threshold goes by, if it is estimated from scores.
    pub scores: Option<ClassScores>,
}

/// Why a replicate gives no measurement for a training.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// Random labels left a class without samples.
    #[error("a class has no sample in this replicate")]
    EmptyClass,
    /// Random labels left all groups of a label without samples.
    #[error("no group of one of the labels has a sample in this replicate")]
    EmptyLabel,
    /// The solver gave up.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The solver's answer is not one.
    #[error("the solution is inaccurate: relative residual {residual:.1e}")]
    Inaccurate {
        /// Relative residual.
        residual: f64,
    },
    /// Another method must be used.
    #[error("method {method} cannot simulate this: {why}")]
    Method {
        /// Its name.
        method: &'static str,
        /// Why not.
        why: Refusal,
    },
    /// The same, of groups.
    #[error("method {method} cannot simulate this: {why}")]
    GroupMethod {
        /// Its name.
        method: &'static str,
        /// Why not.
        why: GroupRefusal,
    },
    /// There are no scores to estimate a threshold from.
    #[error("no threshold by leave_one_out: {0}")]
    Unscored(#[from] Unscored),
    /// There is no draw without data.
    #[error(transparent)]
    Law(LawError),
    /// The classifier's numbers are not finite.
    #[error("the solution is not finite")]
    NotFinite,
}

impl From<LawError> for Failure {
    fn from(error: LawError) -> Self {
        match error {
            LawError::EmptyClass => Failure::EmptyClass,
            LawError::EmptyLabel => Failure::EmptyLabel,
            LawError::Argument(_)
            | LawError::Levels { .. }
            | LawError::Singular { .. }
            | LawError::Loss { .. }
            | LawError::Separable
            | LawError::Interpolated
            | LawError::NotConverged { .. }
            | LawError::NotFinite => Failure::Law(error),
        }
    }
}

/// Two solutions for one classifier may have lengths this share of them apart.
const SAME_CLASSIFIER: f64 = 1e-6;

/// Draws one training set and trains every classifier on it.
///
/// All trainings share the data (common random numbers). The plain square loss, trained
/// directly with d ≤ n − 2, never stores them; all else does.
pub fn run_replicate(
    design: &Design,
    trainings: &[Training],
    streams: Streams,
) -> Vec<Result<Measurement, Failure>> {
    let sizes = sizes(design, streams);
    if sizes.contains(&0) {
        return vec![Err(Failure::EmptyClass); trainings.len()];
    }
    let streamed = |t: &Training| is_streamed(design, sizes, t);
    let mut outcomes = by_classes(design, trainings, streamed, streams);
    if trainings.iter().all(streamed) {
        return outcomes;
    }
    let all = TrainingSet::draw(
        &design.two_class().population(),
        &fixed_counts(design),
        design.dimension(),
        design.labels(),
        &mut streams.rng(Purpose::Data),
    );
    let (full, reduced, balanced) = (Prepared::new(&all), OnceCell::new(), OnceCell::new());
    let mut left: Vec<usize> = (0..trainings.len()).collect();
    left.retain(|&place| !streamed(&trainings[place]));
    // What differs in the threshold alone is trained once.
    while let Some(&first) = left.first() {
        let training = trainings[first].deciding(Threshold::NONE);
        let (now, later): (Vec<usize>, Vec<usize>) = (left.into_iter())
            .partition(|&place| trainings[place].deciding(Threshold::NONE) == training);
        left = later;
        let prepared = if training.downsample {
            let kept =
                reduced.get_or_init(|| all.downsample(&mut streams.rng(Purpose::Downsampling)));
            balanced.get_or_init(|| Prepared::new(kept))
        } else {
            &full
        };
        let trained = train(prepared, &training, streams);
        for place in now {
            let trained: Result<&TrainedFit, Failure> =
                trained.as_ref().map_err(|error| error.clone().into());
            outcomes[place] = trained.and_then(|trained| {
                let measured = measure(&training, &trained.fit, trained.separable)?;
                let scores = scores(prepared, &trainings[place], trained)?;
                Ok(Measurement { scores, ..measured })
            });
        }
    }
    outcomes
}

/// What a training's threshold goes by.
fn scores(
    prepared: &Prepared<'_>,
    training: &Training,
    trained: &TrainedFit,
) -> Result<Option<ClassScores>, Failure> {
    let scores = match training.threshold.source() {
        ThresholdSource::Oracle => return Ok(None),
        ThresholdSource::LeaveOneOut => {
            let weights = [training.weights, 1.0];
            if training.solver != Solver::Direct {
                return Err(Unscored::from(Unknowable::Sgd).into());
            }
            prepared.left_out(training.loss, &weights, training.ridge, trained)?
        }
        ThresholdSource::TrainingScores => prepared.scores(&trained.fit),
    };
    let found = class_scores(prepared.set(), scores);
    found.map(Some).ok_or(Failure::NotFinite)
}

/// (n₊, n₋) of a replicate.
fn sizes(design: &Design, streams: Streams) -> [usize; 2] {
    let drawn = counts(
        &design.two_class().population(),
        &fixed_counts(design),
        design.labels(),
        &mut streams.rng(Purpose::Data),
    );
    [drawn[0], drawn[1]]
}

/// Whether a training needs the classes' means and scatters only.
pub(super) fn is_streamed(design: &Design, [plus, minus]: [usize; 2], training: &Training) -> bool {
    let samples = match training.downsample {
        true => 2 * plus.min(minus),
        false => plus + minus,
    };
    training.solver == Solver::Direct
        && by_moments(&training.loss)
        && design.dimension() + 2 <= samples
}

/// Trains all that are streamed; the others' places stay failures.
fn by_classes(
    design: &Design,
    trainings: &[Training],
    streamed: impl Fn(&Training) -> bool,
    streams: Streams,
) -> Vec<Result<Measurement, Failure>> {
    let mut outcomes = vec![Err(Failure::NotFinite); trainings.len()];
    let places = |downsample: bool| -> Vec<usize> {
        let chosen = |&i: &usize| streamed(&trainings[i]) && trainings[i].downsample == downsample;
        (0..trainings.len()).filter(chosen).collect()
    };
    let places = [places(false), places(true)];
    let wanted = places.each_ref().map(|places| !places.is_empty());
    if wanted == [false; 2] {
        return outcomes;
    }
    for (classes, mut left) in Classes::draw(design, wanted, streams)
        .into_iter()
        .zip(places)
    {
        let Some(classes) = classes else { continue };
        // One ridge after another.
        while let Some(&first) = left.first() {
            let ridge = trainings[first].ridge;
            let (now, later): (Vec<usize>, Vec<usize>) =
                left.into_iter().partition(|&i| trainings[i].ridge == ridge);
            left = later;
            let ratios: Vec<f64> = now.iter().map(|&i| trainings[i].weights).collect();
            let is_scored = |t: &&Training| t.threshold.source() == ThresholdSource::TrainingScores;
            let scored: Vec<f64> = (now.iter().map(|&i| &trainings[i]))
                .filter(is_scored)
                .map(|t| t.weights)
                .collect();
            for (i, found) in now.into_iter().zip(classes.train(&ratios, ridge, &scored)) {
                outcomes[i] = match found {
                    Some(found) => {
                        let accepted =
                            accept(Solver::Direct, found.order, (1, found.residual), false);
                        accepted.and_then(|measured| {
                            let source = (design, streams);
                            let scores = streamed_scores(&classes, source, &trainings[i], &found)?;
                            Ok(Measurement { scores, ..measured })
                        })
                    }
                    None => Err(Failure::Solve(classes.singular())),
                };
            }
        }
    }
    outcomes
}

/// The same of samples that are not kept.
fn streamed_scores(
    classes: &Classes,
    (design, streams): (&Design, Streams),
    training: &Training,
    fit: &SquareFit,
) -> Result<Option<ClassScores>, Failure> {
    match training.threshold.source() {
        ThresholdSource::Oracle => Ok(None),
        ThresholdSource::TrainingScores => fit.training_scores.map(Some).ok_or(Failure::NotFinite),
        ThresholdSource::LeaveOneOut => {
            let left_out = classes.left_out(training.weights, training.ridge);
            let left_out = left_out.ok_or_else(|| classes.singular())?;
            // One factorisation that nothing has refined, held against the solution.
            let off = (left_out.alpha() - fit.order[0]).abs() / fit.order[0];
            // Not so when it is not a number.
            let accurate = off <= SAME_CLASSIFIER;
            if !accurate {
                return Err(Failure::Inaccurate { residual: off });
            }
            let scores = left_out.scores(design, training.downsample, streams);
            scores.map(Some).ok_or(Failure::Unscored(Unscored::Alone))
        }
    }
}

fn train(
    prepared: &Prepared<'_>,
    training: &Training,
    streams: Streams,
) -> Result<TrainedFit, SolveError> {
    match training.solver {
        Solver::Direct => {
            let weights = [training.weights, 1.0];
            prepared.direct(training.loss, &weights, training.ridge)
        }
        Solver::Sgd => sgd(
            prepared.set(),
            &[training.weights, 1.0],
            training.ridge,
            SgdSettings::default(),
            &mut streams.rng(Purpose::Sgd),
        )
        .map(|fit| TrainedFit {
            fit,
            separable: false,
        }),
    }
}

impl Measurement {
    /// Of a classifier with ‖θ‖ = α, μᵀθ/‖μ‖ = γ and intercept b, from its solver's iterations and
    /// residual.
    pub fn new(order: [f64; 3], solved: (usize, f64), separable: bool) -> Self {
        Self {
            order,
            iterations: solved.0,
            residual: solved.1,
            separable,
            scores: None,
        }
    }

    /// The same with the scores that its threshold goes by.
    pub fn with_scores(self, scores: Option<ClassScores>) -> Self {
        Self { scores, ..self }
    }

    /// The classifier with τ = 0, whose errors are exact under the distribution of these classes.
    /// Which loss it was, and what errors cost, is still to be said.
    pub fn classifier(&self, two_class: TwoClass) -> Classifier {
        Classifier::new(self.order, two_class).direction(self.separable)
    }

    /// Whether its numbers are numbers: all that follows is then one, or has a reason not to be.
    pub(super) fn is_finite(&self) -> bool {
        self.order.iter().all(|number| number.is_finite())
    }
}

fn measure(training: &Training, fit: &Fit, separable: bool) -> Result<Measurement, Failure> {
    let alpha = fit.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    // The means lie along the first coordinate.
    let order = [alpha, fit.theta[0], fit.bias];
    accept(
        training.solver,
        order,
        (fit.iterations, fit.residual),
        separable,
    )
}

/// What a trained classifier is like, from (α, γ, b), iterations and residual; a solver that
/// was inaccurate, or returned no number, has failed.
fn accept(
    solver: Solver,
    order: [f64; 3],
    solved: (usize, f64),
    separable: bool,
) -> Result<Measurement, Failure> {
    // Not so when it is not a number.
    let accurate = solved.1 <= ACCEPTED_RESIDUAL;
    if solver == Solver::Direct && !accurate {
        return Err(Failure::Inaccurate { residual: solved.1 });
    }
    let measured = Measurement::new(order, solved, separable);
    match measured.is_finite() {
        true => Ok(measured),
        false => Err(Failure::NotFinite),
    }
}

#[cfg(test)]
mod tests;
