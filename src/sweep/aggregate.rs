//! From replicates to estimates.

use super::{Reason, UnitOutcome};
use crate::model::{Quantity, SimulationMethod};
use crate::simulate::Measurement;
use crate::stats::{Estimate, Proportion, standard_deviation};

/// A replicate without a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedReplicate {
    /// Its number.
    pub replicate: usize,
    /// Why.
    pub reason: Reason,
}

/// What the replicates of one training say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// One estimate for each of [`Quantity::ALL`]; `None` with fewer than two replicates. Of
    /// replicates that mirror each other every pair counts as one.
    pub estimates: [Option<Estimate>; Quantity::ALL.len()],
    /// Standard deviation of R₊ − R₋ over replicates.
    pub error_gap_spread: Option<f64>,
    /// Replicates that gave nothing; never redrawn.
    pub failed: Vec<FailedReplicate>,
    /// Largest relative residual any replicate's solver left.
    pub largest_residual: f64,
    /// Replicates whose data were separable and whose loss then has no minimiser: they
    /// are counted in the estimates with the maximum-margin direction, scaled to α = 1.
    pub separable: usize,
}

impl Aggregate {
    /// The 95 % interval (Wilson's) of the probability that a training set is separable.
    pub fn separable_interval(&self) -> (f64, f64) {
        let trials = self.estimates[0].map_or(0, |e| e.replicates);
        let successes = self.separable;
        Proportion { successes, trials }.wilson()
    }
}

/// Summarises training number `training` of a unit, replicates in order from an even one.
pub fn aggregate(outcome: &UnitOutcome, training: usize, method: SimulationMethod) -> Aggregate {
    let mut columns: [Vec<f64>; Quantity::ALL.len()] = Default::default();
    let mut measured = Vec::new();
    let mut failed = Vec::new();
    let mut largest_residual: f64 = 0.0;
    let mut separable = 0;
    for (replicate, results) in outcome.iter().enumerate() {
        match &results[training] {
            Ok(measurement) => {
                for (column, value) in columns.iter_mut().zip(measurement.values) {
                    column.push(value);
                }
                measured.push(measurement);
                separable += usize::from(measurement.separable);
                largest_residual = largest_residual.max(measurement.residual);
            }
            Err(reason) => failed.push(FailedReplicate {
                replicate,
                reason: reason.clone(),
            }),
        }
    }
    Aggregate {
        estimates: match method.in_pairs() {
            true => of_pairs(outcome, training),
            false => columns.map(|values| Estimate::of(&values)),
        },
        error_gap_spread: gap_spread(measured.into_iter()),
        failed,
        largest_residual,
        separable,
    }
}

/// Estimates from the means of pairs; a replicate whose other failed is left out.
fn of_pairs(outcome: &UnitOutcome, training: usize) -> [Option<Estimate>; Quantity::ALL.len()] {
    let mut columns: [Vec<f64>; Quantity::ALL.len()] = Default::default();
    for pair in outcome.chunks_exact(2) {
        let [Ok(first), Ok(second)] = [&pair[0][training], &pair[1][training]] else {
            continue;
        };
        for (column, (a, b)) in columns
            .iter_mut()
            .zip(first.values.iter().zip(&second.values))
        {
            column.push(0.5 * (a + b));
        }
    }
    columns.map(|means| Estimate::of(&means))
}

/// Standard deviation of R₊ − R₋.
pub(super) fn gap_spread<'a>(measured: impl Iterator<Item = &'a Measurement>) -> Option<f64> {
    let value = |m: &Measurement, q: Quantity| m.values[q as usize];
    let gap = |m| value(m, Quantity::ErrorMinority) - value(m, Quantity::ErrorMajority);
    let gaps: Vec<f64> = measured.map(gap).collect();
    standard_deviation(&gaps)
}
