//! From replicates to estimates.

use super::unit::Unit;
use super::{Reason, UnitOutcome};
use crate::model::{Classifier, Quantity, Undefined};
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

/// A quantity that some replicates do not have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UndefinedIn {
    /// Which.
    pub quantity: Quantity,
    /// Why.
    pub reason: Undefined,
    /// In how many replicates; of those that mirror each other, pairs.
    pub replicates: usize,
}

/// What the replicates of one training say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// One estimate for each quantity that was asked for, over the replicates in which it exists;
    /// `None` with fewer than two of them. Of replicates that mirror each other every pair counts
    /// as one.
    pub estimates: Vec<Option<Estimate>>,
    /// Quantities that do not exist in some of the replicates, and why.
    pub undefined: Vec<UndefinedIn>,
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
    aggregate_telling(outcome, (unit, training), quantities, |_| {})
}

/// Replicates between two tellings: whole pairs.
const TOLD: usize = 64;

/// The same, where somebody is told of so many replicates more: a metric that is an integral is one
/// of each.
pub fn aggregate_telling(
    outcome: &UnitOutcome,
    (unit, training): (&Unit, usize),
    quantities: &[Quantity],
    told: impl Fn(usize),
) -> Aggregate {
    let seen = |measured: &Measurement| unit.seen(&unit.trainings[training], measured);
    let mut columns = Columns::new(quantities, outcome.len());
    let mut gaps = Vec::with_capacity(outcome.len());
    let mut failed = Vec::new();
    let mut largest_residual: f64 = 0.0;
    let mut separable = 0;
    for (piece, rows) in outcome.chunks(TOLD).enumerate() {
        for (place, results) in rows.iter().enumerate() {
            match &results[training] {
                Ok(measured) => {
                    let seen = seen(measured);
                    gaps.push(gap(&seen));
                    if !unit.method.in_pairs() {
                        columns.add(|quantity| quantity.of(&seen));
                    }
                    separable += usize::from(measured.separable);
                    largest_residual = largest_residual.max(measured.residual);
                }
                Err(reason) => failed.push(FailedReplicate {
                    replicate: TOLD * piece + place,
                    reason: reason.clone(),
                }),
            }
        }
        // A replicate whose other failed is left out.
        let pairs = rows.chunks_exact(2).filter(|_| unit.method.in_pairs());
        for pair in pairs {
            if let [Ok(first), Ok(second)] = [&pair[0][training], &pair[1][training]] {
                let (first, second) = (seen(first), seen(second));
                let mean = |a: f64, b: f64| 0.5 * (a + b);
                columns.add(|q| Ok(mean(q.of(&first)?, q.of(&second)?)));
            }
        }
        told(rows.len());
    }
    Aggregate {
        estimates: columns.estimates(),
        undefined: columns.undefined,
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
    undefined: Vec<UndefinedIn>,
}

impl<'a> Columns<'a> {
    /// With room for so many values of each, and no more.
    fn new(quantities: &'a [Quantity], replicates: usize) -> Self {
        let room = |_: &Quantity| Vec::with_capacity(replicates);
        Self {
            quantities,
            values: quantities.iter().map(room).collect(),
            undefined: Vec::new(),
        }
    }

    /// Adds a value of each quantity, or why it has none.
    fn add(&mut self, value: impl Fn(Quantity) -> Result<f64, Undefined>) {
        for (column, &quantity) in self.values.iter_mut().zip(self.quantities) {
            match value(quantity) {
                Ok(value) => column.push(value),
                Err(reason) => count(&mut self.undefined, quantity, reason),
            }
        }
    }

    fn estimates(&self) -> Vec<Option<Estimate>> {
        self.values
            .iter()
            .map(|values| Estimate::of(values))
            .collect()
    }
}

fn count(all: &mut Vec<UndefinedIn>, quantity: Quantity, reason: Undefined) {
    let known = all
        .iter_mut()
        .find(|known| (known.quantity, known.reason) == (quantity, reason));
    match known {
        Some(known) => known.replicates += 1,
        None => all.push(UndefinedIn {
            quantity,
            reason,
            replicates: 1,
        }),
    }
}

/// R₊ − R₋.
pub(super) fn gap(seen: &Classifier) -> f64 {
    seen.errors().minority - seen.errors().majority
}
