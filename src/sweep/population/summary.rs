//! From replicates of groups to estimates.

use super::replicated_groups::GroupReplicate;
use crate::model::{GroupQuantity, GroupScores, GroupThreshold, Population};
use crate::simulate::groups::GroupMeasurement;
use crate::stats::{Estimate, Proportion};
use crate::sweep::FailedReplicate;

/// The threshold of replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupThresholds {
    /// τ; `None` with fewer than two that have one.
    pub estimate: Option<Estimate>,
    /// Replicates whose scores have none: they are left out of the errors.
    pub undefined: usize,
}

/// What the replicates say together.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupSummary {
    /// One for each of [`GroupQuantity::all`]; `None` with fewer than two replicates.
    pub estimates: Vec<(GroupQuantity, Option<Estimate>)>,
    /// Replicates with a classifier.
    pub measured: usize,
    /// Replicates that gave nothing; never redrawn.
    pub failed: Vec<FailedReplicate>,
    /// Replicates whose data were separable and whose loss then has no minimiser: they count
    /// with the maximum-margin direction, scaled to α = 1.
    pub separable: usize,
}

impl GroupSummary {
    /// The 95 % interval (Wilson's) of the probability that a training set is separable.
    pub fn separable_interval(&self) -> (f64, f64) {
        let (successes, trials) = (self.separable, self.measured);
        Proportion { successes, trials }.wilson()
    }
}

/// Summarises replicates, in their order.
pub fn summarise_groups<'a>(
    population: &Population,
    replicates: impl IntoIterator<Item = &'a GroupReplicate>,
) -> GroupSummary {
    let as_they_are = |_: &GroupMeasurement, errors: &[f64]| Some(errors.to_vec());
    summarised(population, replicates, as_they_are)
}

/// The same at a threshold, of each replicate's own scores, which its order parameters fix.
pub fn summarise_groups_at<'a>(
    population: &Population,
    threshold: GroupThreshold,
    replicates: impl IntoIterator<Item = &'a GroupReplicate>,
) -> (GroupSummary, GroupThresholds) {
    let (mut thresholds, mut undefined) = (Vec::new(), 0);
    let moved = |measured: &GroupMeasurement, _: &[f64]| {
        let scores = GroupScores::new(population, &measured.order);
        match threshold.of(&scores, population) {
            Ok(found) => {
                thresholds.push(found.threshold);
                Some(found.errors)
            }
            Err(_) => {
                undefined += 1;
                None
            }
        }
    };
    let summary = summarised(population, replicates, moved);
    let thresholds = GroupThresholds {
        estimate: Estimate::of(&thresholds),
        undefined,
    };
    (summary, thresholds)
}

/// With the errors that are made of a measurement; where there are none its other numbers count alone.
fn summarised<'a>(
    population: &Population,
    replicates: impl IntoIterator<Item = &'a GroupReplicate>,
    mut errors_of: impl FnMut(&GroupMeasurement, &[f64]) -> Option<Vec<f64>>,
) -> GroupSummary {
    let replicates: Vec<&GroupReplicate> = replicates.into_iter().collect();
    let quantities = GroupQuantity::all(population);
    let mut columns = vec![Vec::with_capacity(replicates.len()); quantities.len()];
    let mut failed = Vec::new();
    let mut separable = 0;
    for (replicate, outcome) in replicates.iter().enumerate() {
        match outcome {
            Ok(measured) => {
                let errors = errors_of(measured, &measured.errors);
                for (column, quantity) in columns.iter_mut().zip(&quantities) {
                    if errors.is_none() && quantity.is_error() {
                        continue;
                    }
                    let errors = errors.as_deref().unwrap_or_default();
                    column.push(quantity.value(population, &measured.order, errors));
                }
                separable += usize::from(measured.separable);
            }
            Err(reason) => failed.push(FailedReplicate {
                replicate,
                reason: reason.clone(),
            }),
        }
    }
    let estimates = columns.iter().map(|values| Estimate::of(values));
    GroupSummary {
        estimates: quantities.into_iter().zip(estimates).collect(),
        measured: replicates.len() - failed.len(),
        failed,
        separable,
    }
}
