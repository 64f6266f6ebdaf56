//! From replicates of groups to estimates.

use super::replicated_groups::GroupReplicate;
use crate::model::{GroupQuantity, Population};
use crate::stats::{Estimate, Proportion};
use crate::sweep::FailedReplicate;

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
    let replicates: Vec<&GroupReplicate> = replicates.into_iter().collect();
    let quantities = GroupQuantity::all(population);
    let mut columns = vec![Vec::with_capacity(replicates.len()); quantities.len()];
    let mut failed = Vec::new();
    let mut separable = 0;
    for (replicate, outcome) in replicates.iter().enumerate() {
        match outcome {
            Ok(measured) => {
                let value =
                    |q: &GroupQuantity| q.value(population, &measured.order, &measured.errors);
                let values = quantities.iter().map(value);
                for (column, value) in columns.iter_mut().zip(values) {
                    column.push(value);
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
