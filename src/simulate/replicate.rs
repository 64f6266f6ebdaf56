//! One replicate: one training set, every classifier trained on it.

use std::cell::OnceCell;

use super::data::TrainingSet;
use super::erm::{Fit, SgdSettings, SolveError, sgd};
use super::prepared::{Prepared, Trained};
use super::streams::{Purpose, Streams};
use crate::loss::LossKind;
use crate::model::{ClassErrors, Design, Quantity, Solver};

/// One classifier to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// ℓ.
    pub loss: LossKind,
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
}

/// A direct solve must leave no more than this; rounding leaves about 1e-13.
const ACCEPTED_RESIDUAL: f64 = 1e-7;

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
            Ok(measure(design, &fit, separable))
        })
        .collect()
}

/// (m₊, m₋) of the limit that losses without minimiser tend to.
const MARGINS: [f64; 2] = [1.0, 1.0];

fn train(
    prepared: &Prepared<'_>,
    training: &Training,
    streams: Streams,
) -> Result<Trained, SolveError> {
    match training.solver {
        Solver::Direct => prepared.direct(training, MARGINS),
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
pub fn working_memory(design: &Design, trainings: &[Training]) -> usize {
    let (n, d) = (design.samples(), design.dimension());
    let small = n.min(d);
    let (copies, systems) = if trainings.iter().all(|t| t.loss == LossKind::Square) {
        // Features and their centred copy; two classes' Gram matrices and the one solved.
        (2, 4)
    } else {
        // Features, signed samples and their reflections; the systems of both kinds.
        (3, 6)
    };
    8 * (copies * n * d + systems * small * small)
}

/// Order parameters and exact errors of a trained classifier.
fn measure(design: &Design, fit: &Fit, separable: bool) -> Measurement {
    let two_class = design.two_class();
    let alpha = fit.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    // The means lie along the first coordinate.
    let gamma = fit.theta[0];
    let errors = ClassErrors::two_class(two_class.signal_strength(), alpha, gamma, fit.bias);
    let values = Quantity::ALL.map(|quantity| match quantity {
        Quantity::Alpha => alpha,
        Quantity::Gamma => gamma,
        Quantity::Bias => fit.bias,
        Quantity::ErrorMinority => errors.minority,
        Quantity::ErrorMajority => errors.majority,
        Quantity::WorstClassError => errors.worst(),
        Quantity::BalancedError => errors.balanced(),
        Quantity::AverageError => errors.average(two_class.minority_prior()),
    });
    Measurement {
        values,
        iterations: fit.iterations,
        residual: fit.residual,
        separable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Labels, TwoClass};

    fn design(delta: f64, labels: Labels) -> Design {
        Design::new(TwoClass::new(0.2, 2.0).unwrap(), delta, 100, labels).unwrap()
    }

    fn training(weight_ratio: f64) -> Training {
        Training {
            loss: LossKind::Square,
            weight_ratio,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
        }
    }

    #[test]
    fn the_same_data_whatever_else_is_trained_on_them() {
        let d = design(0.3, Labels::Fixed);
        let streams = Streams::new([9; 32], 0);
        let down = Training {
            downsample: true,
            ..training(1.0)
        };
        let sgd = Training {
            solver: Solver::Sgd,
            ..training(1.0)
        };
        let alone = run_replicate(&d, &[training(4.0)], streams);
        let together = run_replicate(&d, &[down, sgd, training(1.0), training(4.0)], streams);
        assert_eq!(alone[0], together[3]);
        let value = |i: usize, q: usize| together[i].as_ref().unwrap().values[q];
        for q in 0..3 {
            assert!(
                (value(1, q) - value(2, q)).abs() < 1e-6,
                "SGD reaches the direct solution"
            );
        }
        assert!(value(0, 0) != value(2, 0));
    }

    #[test]
    fn every_shape_gives_a_measurement() {
        for delta in [0.01, 0.5, 0.97, 0.98, 0.99, 1.0, 1.01, 1.5] {
            for ridge in [0.0, 0.1] {
                let t = Training {
                    ridge,
                    ..training(4.0)
                };
                let down = Training {
                    downsample: true,
                    ..t
                };
                for result in run_replicate(
                    &design(delta, Labels::Random),
                    &[t, down],
                    Streams::new([1; 32], 5),
                ) {
                    let m = result.unwrap();
                    assert!(
                        m.values.iter().all(|v| v.is_finite()),
                        "δ={delta} r={ridge}"
                    );
                }
            }
        }
    }

    /// Above the separability threshold every decreasing loss has the same limit, whatever
    /// its weight; the others have a minimiser there too.
    #[test]
    fn separable_data_give_the_maximum_margin_direction() {
        let trained = |kind, weight_ratio, ridge| {
            let training = Training {
                loss: kind,
                ridge,
                ..training(weight_ratio)
            };
            let d = design(0.5, Labels::Fixed);
            let mut outcome = run_replicate(&d, &[training], Streams::new([4; 32], 0));
            outcome.remove(0).unwrap()
        };
        let limit = trained(LossKind::Hinge, 1.0, 0.0);
        assert!((limit.values[0] - 1.0).abs() < 1e-12 && limit.separable);
        for kind in LossKind::ALL {
            let found = trained(kind, 6.0, 0.0);
            assert_eq!(found.separable, kind.is_decreasing(), "{kind:?}");
            if found.separable {
                assert_eq!(found, limit, "{kind:?}");
            }
            assert!(!trained(kind, 6.0, 0.01).separable);
        }
        // A ridge that vanishes leads there as well.
        let close = trained(LossKind::Hinge, 6.0, 1e-6);
        let gamma = close.values[1] / close.values[0];
        assert!((gamma - limit.values[1]).abs() < 1e-9);
    }

    #[test]
    fn an_empty_class_is_reported_not_redrawn() {
        let d = Design::new(TwoClass::new(0.01, 1.0).unwrap(), 0.1, 60, Labels::Random).unwrap();
        let outcomes: Vec<_> = (0..40)
            .map(|r| run_replicate(&d, &[training(1.0)], Streams::new([2; 32], r))[0].clone())
            .collect();
        let empty = outcomes
            .iter()
            .filter(|o| **o == Err(Failure::EmptyClass))
            .count();
        // P(empty) = .99⁶⁰ = .547; 40 draws: 21.9 ± 3.1.
        assert!((9..=35).contains(&empty), "{empty}");
    }
}
