//! What of a plan shares data, known before any theory.

use std::collections::HashMap;
use std::ops::Range;

use super::key::{DataKey, data_key};
use super::method_choice::choose;
use super::replicated::Replicated;
use super::two_classes::TwoClasses;
use super::unit::training;
use crate::model::{SimulationMethod, Training};
use crate::scenario::Plan;
use crate::simulate::sampler;

/// The cells of one design.
#[derive(Clone, Debug, PartialEq)]
pub struct DesignGroup<R: Replicated = TwoClasses> {
    /// Shapes the data.
    pub design: R::Design,
    /// Times that they are drawn.
    pub replicates: usize,
    /// Indices into the plan's cells.
    pub cells: Vec<usize>,
    /// How it is simulated, unless the rules' weights, which only theory knows, are out of
    /// that method's range.
    pub method: SimulationMethod,
    /// Predicted cost of a replicate, in multiply-adds, if every cell has a weight.
    pub cost: f64,
}

/// One group a design, in order of first appearance.
pub fn groups(plan: &Plan) -> Vec<DesignGroup> {
    let mut groups: Vec<DesignGroup> = Vec::new();
    let mut known: HashMap<u64, usize> = HashMap::new();
    for (index, cell) in plan.cells.iter().enumerate() {
        let Some(design) = cell.design else { continue };
        // Only the beginnings of keys are kept; designs whose keys begin alike are told apart by
        // themselves.
        let mut key = beginning(&data_key(plan.seed, &design));
        while let Some(&other) = known.get(&key)
            && groups[other].design != design
        {
            key = key.wrapping_add(1);
        }
        let place = *known.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push(DesignGroup {
                design,
                replicates: cell.replicates,
                cells: Vec::with_capacity(1),
                method: SimulationMethod::Dense,
                cost: 0.0,
            });
        }
        groups[place].cells.push(index);
    }
    drop(known);
    // Of one design at a time: of a hundred thousand they would fill the memory.
    for group in &mut groups {
        let trainings: Vec<Training> = group.cells.iter().map(|&c| supposed(plan, c)).collect();
        group.method = choose(plan, &group.design, &trainings);
        group.cost = sampler(group.method).cost(&group.design, &trainings);
    }
    groups
}

fn beginning(key: &DataKey) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&key[..8]);
    u64::from_le_bytes(bytes)
}

/// What a cell trains, as far as that is known before theory: not what a rule will choose.
pub(super) fn supposed(plan: &Plan, cell: usize) -> Training {
    let cell = &plan.cells[cell];
    let weight_ratio = cell.setting.training.weights.given().unwrap_or(1.0);
    training(cell, weight_ratio)
}

/// One of N parts of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

/// A shard that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "shard `{given}` is not one: write i/N with 1 ≤ i ≤ N ≤ {}, for example 3/8",
    Shard::MOST
)]
pub struct ShardError {
    given: String,
}

/// A shard gets at least this many pieces, if the sweep has them: what evens them out.
const PIECES: f64 = 32.0;

impl std::str::FromStr for Shard {
    type Err = ShardError;

    fn from_str(given: &str) -> Result<Self, ShardError> {
        let parse = || {
            let (index, count) = given.split_once('/')?;
            Self::new(index.parse().ok()?, count.parse().ok()?)
        };
        parse().ok_or(ShardError {
            given: given.to_owned(),
        })
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl Shard {
    /// More than schedulers take.
    pub const MOST: usize = 100_000;

    /// Number `index` of `count`, counted from 1.
    pub fn new(index: usize, count: usize) -> Option<Self> {
        let exists = (1..=count).contains(&index) && count <= Self::MOST;
        exists.then_some(Self { index, count })
    }

    /// i, from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// N.
    pub fn count(self) -> usize {
        self.count
    }
}

/// What is divided: the replicates of one design.
#[derive(Clone, Copy, Debug)]
pub(super) struct Divisible {
    pub(super) replicates: usize,
    /// Of a replicate.
    pub(super) cost: f64,
}

impl<R: Replicated> From<&DesignGroup<R>> for Divisible {
    fn from(group: &DesignGroup<R>) -> Self {
        Self {
            replicates: group.replicates,
            cost: group.cost,
        }
    }
}

/// What one shard simulates: (design, replicates) in order.
pub(super) type Share = Vec<(usize, Range<usize>)>;

/// The replicates that each of N shards simulates.
///
/// Groups are cut into pieces of about equal predicted cost, and each piece, the costliest
/// first, goes to the shard with the least to do so far. It depends on the plan alone.
pub(super) fn shares(groups: &[Divisible], whole: bool, count: usize) -> Vec<Share> {
    let total: f64 = groups.iter().map(|g| g.cost * g.replicates as f64).sum();
    let piece = total / (count as f64 * PIECES);
    let mut pieces: Vec<(f64, usize, Range<usize>)> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let length = match whole {
            true => group.replicates,
            false => ((piece / group.cost) as usize).clamp(1, group.replicates.max(1)),
        };
        let mut start = 0;
        while start < group.replicates {
            let end = (start + length).min(group.replicates);
            pieces.push((group.cost * (end - start) as f64, index, start..end));
            start = end;
        }
    }
    // Stable: equal costs keep their order.
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut loads: std::collections::BinaryHeap<Load> =
        (0..count).map(|shard| Load { cost: 0.0, shard }).collect();
    let mut shares = vec![Vec::new(); count];
    for (cost, group, replicates) in pieces {
        let Some(mut least) = loads.pop() else { break };
        shares[least.shard].push((group, replicates));
        least.cost += cost;
        loads.push(least);
    }
    for share in &mut shares {
        share.sort_by_key(|(group, replicates)| (*group, replicates.start));
    }
    shares
}

/// The least loaded shard, and among equals the first, is the greatest.
#[derive(PartialEq)]
struct Load {
    cost: f64,
    shard: usize,
}

impl Eq for Load {}

impl Ord for Load {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_cost = other.cost.total_cmp(&self.cost);
        by_cost.then(other.shard.cmp(&self.shard))
    }
}

impl PartialOrd for Load {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;

    fn plan() -> Plan {
        parse(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
             [simulation]\nn = 200\nreplicates = 37\n[vary]\ndelta = [0.1, 0.4, 1.3]\n\
             weight_ratio = [1, 2, 4]\n",
            "t.toml",
            Overrides::default(),
        )
        .unwrap()
    }

    #[test]
    fn cells_of_a_design_are_one_group() {
        let groups = groups(&plan());
        let cells: Vec<_> = groups.iter().map(|g| g.cells.clone()).collect();
        assert_eq!(cells, [[0, 1, 2], [3, 4, 5], [6, 7, 8]]);
        assert!(groups.iter().all(|g| g.replicates == 37));
        assert!(groups[0].cost < groups[1].cost);
    }

    /// Every replicate is somebody's, once, and nobody has much more to do than others.
    #[test]
    fn shares_are_complete_disjoint_and_even() {
        let groups = groups(&plan());
        for (whole, count) in [(false, 1), (false, 2), (false, 5), (false, 300), (true, 2)] {
            let divisible: Vec<Divisible> = groups.iter().map(Divisible::from).collect();
            let shares = shares(&divisible, whole, count);
            assert_eq!(shares.len(), count);
            let mut taken = vec![[0; 37]; 3];
            for (group, replicates) in shares.iter().flatten() {
                for replicate in replicates.clone() {
                    taken[*group][replicate] += 1;
                }
                assert!(!whole || *replicates == (0..37));
            }
            assert_eq!(taken, vec![[1; 37]; 3]);
            let cost = |share: &Vec<(usize, Range<usize>)>| -> f64 {
                let costs = share.iter().map(|(g, r)| groups[*g].cost * r.len() as f64);
                costs.sum()
            };
            let loads: Vec<f64> = shares.iter().map(cost).collect();
            let (least, most) = loads
                .iter()
                .fold((f64::INFINITY, 0.0_f64), |(a, b), &l| (a.min(l), b.max(l)));
            if !whole && count <= 5 {
                assert!(most < 1.1 * least, "{count}: {least} to {most}");
            }
        }
    }

    #[test]
    fn shards_are_read_as_they_are_written() {
        assert_eq!("3/8".parse(), Ok(Shard { index: 3, count: 8 }));
        assert_eq!(Shard::new(3, 8).map(|s| s.to_string()), Some("3/8".into()));
        for wrong in ["0/8", "9/8", "3", "3/0", "a/b", "-1/4", "1/100001", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
