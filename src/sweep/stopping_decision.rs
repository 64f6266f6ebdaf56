//! Whether the replicates of a design are enough.

use crate::scenario::Precision;

/// Whether every training's every named quantity meets the target.
///
/// `value` gives what replicate and training measured, up to one of the schedule's boundaries.
/// Failed replicates are left out; a training with fewer than two measurements is not enough, so
/// that one which always fails runs to the cap. The trainings of a design share its data and stop
/// together: the slowest decides.
pub(super) fn is_enough<Q: Copy>(
    precision: &Precision<Q>,
    replicates: usize,
    trainings: usize,
    value: impl Fn(usize, usize, Q) -> Option<f64>,
) -> bool {
    let mut values = Vec::with_capacity(replicates);
    (0..trainings).all(|training| {
        precision.quantities.iter().all(|&quantity| {
            values.clear();
            values.extend((0..replicates).filter_map(|r| value(r, training, quantity)));
            precision.target.is_met(&values)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Quantity;
    use crate::simulate::{Failure, Measurement};
    use crate::stats::{Schedule, Target};
    use crate::sweep::Outcome;

    fn enough(precision: &Precision, outcomes: &[Vec<Outcome>]) -> bool {
        let value = |replicate: usize, training: usize, quantity: Quantity| {
            let measured = outcomes[replicate].get(training)?.as_ref().ok()?;
            Some(measured.values[quantity as usize])
        };
        is_enough(precision, outcomes.len(), outcomes[0].len(), value)
    }

    fn precision(quantities: &[Quantity], absolute: f64) -> Precision {
        Precision {
            quantities: quantities.to_vec(),
            target: Target {
                absolute: Some(absolute),
                relative: None,
            },
            schedule: Schedule {
                first: 4,
                batch: 2,
                cap: 10,
            },
        }
    }

    fn measured(alpha: f64, worst: f64) -> Outcome {
        let mut values = [0.0; Quantity::ALL.len()];
        values[Quantity::Alpha as usize] = alpha;
        values[Quantity::WorstClassError as usize] = worst;
        Ok(Measurement {
            values,
            iterations: 1,
            residual: 0.0,
            separable: false,
        })
    }

    /// Two trainings; of 1, 2, 3, 4 the standard error is .6455, of twice that 1.291.
    #[test]
    fn the_least_known_mean_decides() {
        let outcomes: Vec<_> = (1..=4)
            .map(|i| {
                vec![
                    measured(0.0, f64::from(i)),
                    measured(f64::from(2 * i), f64::from(i)),
                ]
            })
            .collect();
        let worst = [Quantity::WorstClassError];
        assert!(enough(&precision(&worst, 0.65), &outcomes));
        assert!(!enough(&precision(&worst, 0.64), &outcomes));
        // α of the first training is 0 in each: no spread, nothing known.
        let both = [Quantity::WorstClassError, Quantity::Alpha];
        assert!(!enough(&precision(&both, 2.0), &outcomes));
        let second: Vec<_> = outcomes.iter().map(|r| vec![r[1].clone()]).collect();
        assert!(enough(&precision(&both, 1.3), &second));
        assert!(!enough(&precision(&both, 1.28), &second));
    }

    #[test]
    fn failures_are_left_out_and_two_measurements_needed() {
        let worst = precision(&[Quantity::WorstClassError], 10.0);
        let failed = || vec![Err(Failure::EmptyClass.into())];
        let one = |v| vec![measured(0.0, v)];
        assert!(enough(&worst, &[one(1.0), failed(), one(2.0)]));
        assert!(!enough(&worst, &[one(1.0), failed(), failed()]));
        assert!(!enough(&worst, &[failed(), failed()]));
        // No training: nothing that more replicates would improve.
        assert!(enough(&worst, &[vec![], vec![]]));
    }
}
