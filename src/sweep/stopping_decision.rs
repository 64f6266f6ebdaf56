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
    use crate::model::{Quantity, TwoClass};
    use crate::simulate::{Failure, Measurement};
    use crate::stats::{Schedule, Target};
    use crate::sweep::Outcome;

    fn enough(precision: &Precision, outcomes: &[Vec<Outcome>]) -> bool {
        let value = |replicate: usize, training: usize, quantity: Quantity| {
            let measured = outcomes[replicate].get(training)?.as_ref().ok()?;
            let seen = measured.classifier(TwoClass::new(0.5, 1.0).ok()?);
            quantity.of(&seen).ok()
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

    fn measured(alpha: f64, bias: f64) -> Outcome {
        Ok(Measurement::new([alpha, 0.0, bias], (1, 0.0), false))
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
        let bias = [Quantity::Bias];
        assert!(enough(&precision(&bias, 0.65), &outcomes));
        assert!(!enough(&precision(&bias, 0.64), &outcomes));
        // α of the first training is 0 in each: no spread, nothing known.
        let both = [Quantity::Bias, Quantity::Alpha];
        assert!(!enough(&precision(&both, 2.0), &outcomes));
        let second: Vec<_> = outcomes.iter().map(|r| vec![r[1].clone()]).collect();
        assert!(enough(&precision(&both, 1.3), &second));
        assert!(!enough(&precision(&both, 1.28), &second));
    }

    #[test]
    fn failures_are_left_out_and_two_measurements_needed() {
        let bias = precision(&[Quantity::Bias], 10.0);
        let failed = || vec![Err(Failure::EmptyClass.into())];
        let one = |v| vec![measured(0.0, v)];
        assert!(enough(&bias, &[one(1.0), failed(), one(2.0)]));
        assert!(!enough(&bias, &[one(1.0), failed(), failed()]));
        assert!(!enough(&bias, &[failed(), failed()]));
        // No training: nothing that more replicates would improve.
        assert!(enough(&bias, &[vec![], vec![]]));
    }
}
