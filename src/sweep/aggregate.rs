//! From replicates to estimates.

use super::unit::Unit;
use super::{Reason, UnitOutcome};
use crate::model::{Classifier, Quantity};
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
    /// One estimate for each quantity that was asked for, over the replicates in which it exists;
    /// `None` with fewer than two of them. Of replicates that mirror each other every pair counts
    /// as one.
    pub estimates: Vec<Option<Estimate>>,
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
pub fn aggregate(
    outcome: &UnitOutcome,
    unit: &Unit,
    training: usize,
    quantities: &[Quantity],
) -> Aggregate {
    let seen = |measured: &Measurement| unit.seen(&unit.trainings[training], measured);
    let mut columns = Columns::new(quantities);
    let mut gaps = Vec::with_capacity(outcome.len());
    let mut failed = Vec::new();
    let mut largest_residual: f64 = 0.0;
    let mut separable = 0;
    for (replicate, results) in outcome.iter().enumerate() {
        match &results[training] {
            Ok(measured) => {
                let seen = seen(measured);
                gaps.push(gap(&seen));
                if !unit.method.in_pairs() {
                    columns.add(|quantity| quantity.of(&seen).ok());
                }
                separable += usize::from(measured.separable);
                largest_residual = largest_residual.max(measured.residual);
            }
            Err(reason) => failed.push(FailedReplicate {
                replicate,
                reason: reason.clone(),
            }),
        }
    }
    if unit.method.in_pairs() {
        // A replicate whose other failed is left out.
        for pair in outcome.chunks_exact(2) {
            if let [Ok(first), Ok(second)] = [&pair[0][training], &pair[1][training]] {
                let (first, second) = (seen(first), seen(second));
                let mean = |a: f64, b: f64| 0.5 * (a + b);
                columns.add(|q| Some(mean(q.of(&first).ok()?, q.of(&second).ok()?)));
            }
        }
    }
    Aggregate {
        estimates: columns.estimates(),
        error_gap_spread: standard_deviation(&gaps),
        failed,
        largest_residual,
        separable,
    }
}

/// What was measured of each quantity.
struct Columns<'a> {
    quantities: &'a [Quantity],
    values: Vec<Vec<f64>>,
}

impl<'a> Columns<'a> {
    fn new(quantities: &'a [Quantity]) -> Self {
        Self {
            quantities,
            values: vec![Vec::new(); quantities.len()],
        }
    }

    /// Adds a value of each quantity that has one.
    fn add(&mut self, value: impl Fn(Quantity) -> Option<f64>) {
        for (column, quantity) in self.values.iter_mut().zip(self.quantities) {
            column.extend(value(*quantity));
        }
    }

    fn estimates(&self) -> Vec<Option<Estimate>> {
        self.values
            .iter()
            .map(|values| Estimate::of(values))
            .collect()
    }
}

/// R₊ − R₋.
pub(super) fn gap(seen: &Classifier) -> f64 {
    seen.errors().minority - seen.errors().majority
}
