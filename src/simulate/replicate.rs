//! One replicate: one training set, every classifier trained on it.

use std::cell::OnceCell;

use super::erm::{ACCEPTED_RESIDUAL, Fit, SgdSettings, SolveError, sgd};
use super::law::LawError;
use super::method::{GroupRefusal, Refusal};
use super::prepared_set::{Prepared, TrainedFit, by_moments};
use super::square::{Classes, fixed_counts};
use super::streams::{Purpose, Streams};
use super::training_set::{TrainingSet, counts};
use crate::model::{ClassErrors, Classifier, Design, Quantity, Solver, Training};

/// What one trained classifier is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// One value for each of [`Quantity::ALL`], in that order.
    pub values: [f64; Quantity::ALL.len()],
    /// Passes over the data, or 1.
    pub iterations: usize,
    /// Relative gradient, duality gap or training residual at the solution.
    pub residual: f64,
    /// Whether the loss has no minimiser on these separable data; the values are then
    /// those of the maximum-margin direction, scaled to ‖θ‖ = 1.
    pub separable: bool,
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
    let others = trainings.iter().zip(&mut outcomes);
    for (training, outcome) in others.filter(|(t, _)| !streamed(t)) {
        let prepared = if training.downsample {
            let kept =
                reduced.get_or_init(|| all.downsample(&mut streams.rng(Purpose::Downsampling)));
            balanced.get_or_init(|| Prepared::new(kept))
        } else {
            &full
        };
        *outcome = train(prepared, training, streams)
            .map_err(Failure::Solve)
            .and_then(|TrainedFit { fit, separable }| measure(design, training, &fit, separable));
    }
    outcomes
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
            for (i, found) in now.into_iter().zip(classes.train(&ratios, ridge, &[])) {
                outcomes[i] = match found {
                    Some(found) => accept(
                        design,
                        Solver::Direct,
                        found.order,
                        (1, found.residual),
                        false,
                    ),
                    None => Err(Failure::Solve(classes.singular())),
                };
            }
        }
    }
    outcomes
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
    /// Of a classifier with ‖θ‖ = α, μᵀθ/‖μ‖ = γ and intercept b: its class errors are
    /// exact under the design's test distribution.
    pub fn new(
        design: &Design,
        [alpha, gamma, bias]: [f64; 3],
        solved: (usize, f64),
        separable: bool,
    ) -> Self {
        let two_class = design.two_class();
        let errors = ClassErrors::two_class(two_class.signal_strength(), alpha, gamma, bias);
        let seen = Classifier {
            alpha,
            gamma,
            bias,
            errors,
            minority_prior: two_class.minority_prior(),
        };
        Self {
            values: Quantity::ALL.map(|quantity| quantity.of(&seen)),
            iterations: solved.0,
            residual: solved.1,
            separable,
        }
    }

    /// α, γ and b: all else follows from them and the design.
    pub fn order(&self) -> [f64; 3] {
        [Quantity::Alpha, Quantity::Gamma, Quantity::Bias].map(|q| self.values[q as usize])
    }
}

fn measure(
    design: &Design,
    training: &Training,
    fit: &Fit,
    separable: bool,
) -> Result<Measurement, Failure> {
    let alpha = fit.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    // The means lie along the first coordinate.
    let order = [alpha, fit.theta[0], fit.bias];
    accept(
        design,
        training.solver,
        order,
        (fit.iterations, fit.residual),
        separable,
    )
}

/// What a trained classifier is like, from (α, γ, b), iterations and residual; a solver that
/// was inaccurate, or returned no number, has failed.
fn accept(
    design: &Design,
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
    let measured = Measurement::new(design, order, solved, separable);
    match measured.values.iter().all(|v| v.is_finite()) {
        true => Ok(measured),
        false => Err(Failure::NotFinite),
    }
}

#[cfg(test)]
mod tests;
