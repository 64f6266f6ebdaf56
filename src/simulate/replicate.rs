//! One replicate: one training set, every classifier trained on it.

use std::cell::OnceCell;

use super::data::TrainingSet;
use super::erm::{ACCEPTED_RESIDUAL, Fit, SgdSettings, SolveError, sgd};
use super::law::LawError;
use super::prepared::{Prepared, Trained, by_moments};
use super::streams::{Purpose, Streams};
use crate::loss::MarginLoss;
use crate::model::{ClassErrors, Design, Quantity, Solver};

/// One classifier to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// ℓ, with its adjustments.
    pub loss: MarginLoss,
    /// ρ = ω₊/ω₋.
    pub weight_ratio: f64,
    /// r.
    pub ridge: f64,
    /// Whether majority samples are first dropped at random until the classes balance.
    pub downsample: bool,
    /// How it is trained.
    pub solver: Solver,
}

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
        why: &'static str,
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
            other => Failure::Law(other),
        }
    }
}

/// Draws one training set and trains every classifier on it.
///
/// All trainings share the data (common random numbers), and those on the same
/// samples share the reduction of the data to Gram matrices.
pub fn run_replicate(
    design: &Design,
    trainings: &[Training],
    streams: Streams,
) -> Vec<Result<Measurement, Failure>> {
    let mixture = design.two_class().mixture();
    let minority = design.minority_samples();
    let set = TrainingSet::draw(
        &mixture,
        &[minority, design.samples() - minority],
        design.dimension(),
        design.labels(),
        &mut streams.rng(Purpose::Data),
    );
    if set.smallest_group() == 0 {
        return vec![Err(Failure::EmptyClass); trainings.len()];
    }
    let reduced = OnceCell::new();
    let full = Prepared::new(&set);
    let balanced = OnceCell::new();
    trainings
        .iter()
        .map(|training| {
            let prepared = if training.downsample {
                let kept =
                    reduced.get_or_init(|| set.downsample(&mut streams.rng(Purpose::Downsampling)));
                balanced.get_or_init(|| Prepared::new(kept))
            } else {
                &full
            };
            let Trained { fit, separable } = train(prepared, training, streams)?;
            let accurate = fit.residual <= ACCEPTED_RESIDUAL;
            if training.solver == Solver::Direct && !accurate {
                return Err(Failure::Inaccurate {
                    residual: fit.residual,
                });
            }
            measure(design, &fit, separable)
        })
        .collect()
}

fn train(
    prepared: &Prepared<'_>,
    training: &Training,
    streams: Streams,
) -> Result<Trained, SolveError> {
    match training.solver {
        Solver::Direct => prepared.direct(training),
        Solver::Sgd => sgd(
            prepared.set(),
            &[training.weight_ratio, 1.0],
            training.ridge,
            SgdSettings::default(),
            &mut streams.rng(Purpose::Sgd),
        )
        .map(|fit| Trained {
            fit,
            separable: false,
        }),
    }
}

/// Bytes that one replicate of these trainings needs at its peak, to within a few percent.
pub(super) fn working_memory(design: &Design, trainings: &[Training]) -> usize {
    let (n, d) = (design.samples(), design.dimension());
    let small = n.min(d);
    let (copies, systems) = if trainings.iter().all(|t| by_moments(&t.loss)) {
        // Features and their centred copy; two classes' Gram matrices and the one solved.
        (2, 4)
    } else {
        // Features, signed samples and their reflections; the systems of both kinds.
        (3, 6)
    };
    8 * (copies * n * d + systems * small * small)
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
        let values = Quantity::ALL.map(|quantity| match quantity {
            Quantity::Alpha => alpha,
            Quantity::Gamma => gamma,
            Quantity::Bias => bias,
            Quantity::ErrorMinority => errors.minority,
            Quantity::ErrorMajority => errors.majority,
            Quantity::WorstClassError => errors.worst(),
            Quantity::BalancedError => errors.balanced(),
            Quantity::AverageError => errors.average(two_class.minority_prior()),
        });
        Self {
            values,
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

/// What a trained classifier is like; a solver that returned no number has failed.
fn measure(design: &Design, fit: &Fit, separable: bool) -> Result<Measurement, Failure> {
    let alpha = fit.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    // The means lie along the first coordinate.
    let order = [alpha, fit.theta[0], fit.bias];
    let measured = Measurement::new(design, order, (fit.iterations, fit.residual), separable);
    match measured.values.iter().all(|v| v.is_finite()) {
        true => Ok(measured),
        false => Err(Failure::NotFinite),
    }
}

#[cfg(test)]
mod tests;
