//! A scenario of either kind, as something to divide: how much there is, and one part of it.

use super::data_layout::{Shard, groups};
use super::population::{group_designs, group_shard, group_shares};
use super::run::{Run, Swept};
use super::study::{StudyError, plan_shares, run_shard};
use super::{replicated::Replicated, two_classes::TwoClasses};
use crate::scenario::Scenario;

/// What a part came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartDone {
    /// Replicates that were there before.
    pub reused: usize,
    /// Replicates simulated now.
    pub simulated: usize,
    /// Outcomes that are failures.
    pub failures: usize,
}

impl PartDone {
    fn of<R: Replicated>(swept: &Swept<R>) -> Self {
        let outcomes = swept.outcomes.iter().flatten().flatten();
        Self {
            reused: swept.reused,
            simulated: swept.simulated,
            failures: outcomes.filter(|outcome| outcome.is_err()).count(),
        }
    }
}

/// Replicates of all designs; `None` where nothing is simulated.
pub fn all_replicates(scenario: &Scenario) -> Option<usize> {
    match scenario {
        Scenario::TwoClasses(plan) => {
            let simulates = plan.cells.iter().any(|cell| cell.design.is_some());
            simulates.then(|| groups(plan).iter().map(|group| group.replicates).sum())
        }
        Scenario::Groups(plan) => {
            let designs = group_designs(plan).len();
            Some(designs * plan.replicates).filter(|all| *all > 0)
        }
    }
}

/// What a scenario can be divided into: replicates, or whole designs where these end by
/// themselves.
pub fn divisible_units(scenario: &Scenario) -> usize {
    match scenario {
        Scenario::TwoClasses(plan) if plan.precision.is_some() => groups(plan).len(),
        Scenario::Groups(plan) if plan.precision.is_some() => group_designs(plan).len(),
        Scenario::TwoClasses(_) | Scenario::Groups(_) => all_replicates(scenario).unwrap_or(0),
    }
}

/// Replicates that a part has.
pub fn replicates_of_part(scenario: &Scenario, shard: Shard) -> usize {
    let shares = match scenario {
        Scenario::TwoClasses(plan) => plan_shares(plan, shard.count()),
        Scenario::Groups(plan) => group_shares(plan, shard.count()),
    };
    let own = shares[shard.index() - 1].iter();
    own.map(|(_, replicates)| replicates.len()).sum()
}

/// Simulates one part of a scenario: what the store does not know of it.
///
/// # Errors
/// [`StudyError`] as for the whole of it.
pub fn run_part(scenario: &Scenario, shard: Shard, run: &Run<'_>) -> Result<PartDone, StudyError> {
    match scenario {
        Scenario::TwoClasses(plan) => {
            run_shard(plan, shard, run).map(|swept| PartDone::of::<TwoClasses>(&swept))
        }
        Scenario::Groups(plan) => group_shard(plan, shard, run).map(|swept| PartDone::of(&swept)),
    }
}
