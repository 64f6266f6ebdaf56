//! How much of a plan is done, counted without any theory.

use std::collections::HashMap;

use super::key::data_key;
use super::layout::Group;
use super::store::Known;

/// Counts of replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// That the plan wants.
    pub replicates: usize,
    /// Of those, with outcomes of some run.
    pub done: usize,
    /// Failed outcomes among them.
    pub failures: usize,
}

/// Counts the replicates of a plan's groups that any of the journals knows.
///
/// Which trainings a replicate was run with is not looked at: that would need the weights
/// that rules choose. After a change of weights it counts too much; collecting does not.
pub fn census(seed: u64, groups: &[Group], known: &Known) -> Census {
    let wanted: HashMap<_, usize> = groups
        .iter()
        .map(|group| (data_key(seed, &group.design), group.replicates))
        .collect();
    let mut count = Census {
        replicates: groups.iter().map(|g| g.replicates).sum(),
        ..Census::default()
    };
    known.each_unit(|unit, batches| {
        let Some(&replicates) = wanted.get(unit) else {
            return;
        };
        let mut seen = vec![false; replicates];
        for (replicate, failures) in batches {
            if let Some(seen) = seen.get_mut(replicate) {
                count.done += usize::from(!*seen);
                *seen = true;
                count.failures += failures;
            }
        }
    });
    count
}
