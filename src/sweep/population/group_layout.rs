//! What of a scenario about groups shares data, and how it is divided.

use std::collections::HashMap;

use super::choice::fastest_for_all;
use super::replicated_groups::Groups;
use super::resolve::{GroupResolved, resolve_groups};
use super::study::all;
use crate::model::{GroupDesign, GroupTraining, ModelError, SimulationMethod, Weighting};
use crate::scenario::GroupPlan;
use crate::simulate::groups::group_sampler;
use crate::sweep::data_layout::{DesignGroup, Divisible, Share, shares};
use crate::sweep::executor::sweep;
use crate::sweep::run::{Run, Swept};
use crate::sweep::simulated_plan::UnitWithPlaces;
use crate::sweep::threads::pool;
use crate::sweep::unit::distinct;
use crate::sweep::{Shard, StudyError, Unit};

/// One a design, in the order of their first cells; known before any theory.
pub(in crate::sweep) fn group_designs(plan: &GroupPlan) -> Vec<DesignGroup<Groups>> {
    let mut designs: Vec<DesignGroup<Groups>> = Vec::new();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for (number, cell) in plan.cells.iter().enumerate() {
        let Some(design) = &cell.design else { continue };
        let place = *known.entry(design.bytes()).or_insert_with(|| {
            designs.push(DesignGroup {
                design: design.clone(),
                replicates: plan.replicates,
                cells: Vec::new(),
                method: SimulationMethod::Dense,
                cost: 0.0,
            });
            designs.len() - 1
        });
        designs[place].cells.push(number);
    }
    for on in &mut designs {
        let trainings = supposed(plan, on);
        on.method = method(plan, &on.design, &trainings);
        on.cost = group_sampler(on.method).cost(&on.design, &trainings);
    }
    designs
}

/// What is trained on a design: which weights a rule chooses is not known yet, and costs nothing.
pub(super) fn supposed(plan: &GroupPlan, on: &DesignGroup<Groups>) -> Vec<GroupTraining> {
    let equal = Weighting::equal(on.design.population());
    let of = |&cell: &usize| training(plan, &on.design, cell, equal.clone()).ok();
    on.cells.iter().filter_map(of).collect()
}

/// Where a cell's replicates lie: (unit, training).
pub(super) type Place = Option<(usize, usize)>;

/// A unit for each design; cells without weights have no place in it.
pub(super) fn units(
    plan: &GroupPlan,
    theory: &[GroupResolved],
) -> Result<(Vec<Unit<Groups>>, Vec<Place>), ModelError> {
    let mut units = Vec::new();
    let mut places = vec![None; plan.cells.len()];
    for (number, on) in group_designs(plan).iter().enumerate() {
        let resolved: Vec<GroupResolved> = on.cells.iter().map(|&c| theory[c].clone()).collect();
        let (unit, trained) = unit(plan, on, &resolved)?;
        for (cell, training) in on.cells.iter().zip(trained) {
            places[*cell] = training.map(|training| (number, training));
        }
        units.push(unit);
    }
    Ok((units, places))
}

/// A design's unit, and which training of it is that of each of its cells.
pub(super) fn unit(
    plan: &GroupPlan,
    on: &DesignGroup<Groups>,
    theory: &[GroupResolved],
) -> Result<UnitWithPlaces<Groups>, ModelError> {
    let cells = on.cells.iter().zip(theory);
    let wanted = cells.map(|(&cell, resolved)| {
        let weighting = resolved.weighting.clone();
        weighting
            .map(|w| training(plan, &on.design, cell, w))
            .transpose()
    });
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let (trainings, places) = distinct::<Groups>(wanted);
    let unit = Unit {
        design: on.design.clone(),
        method: method(plan, &on.design, &trainings),
        replicates: 0..on.replicates,
        trainings,
        by_rule: Vec::new(),
        conditions: (),
        precision: plan.precision.clone(),
    };
    Ok((unit, places))
}

fn training(
    plan: &GroupPlan,
    design: &GroupDesign,
    cell: usize,
    weighting: Weighting,
) -> Result<GroupTraining, ModelError> {
    let training = plan.cells[cell].setting.training.clone();
    training.weighing(weighting).checked(design.population())
}

/// The one that is asked for, or the fastest that can train all.
fn method(plan: &GroupPlan, design: &GroupDesign, trainings: &[GroupTraining]) -> SimulationMethod {
    let fastest = || fastest_for_all(design, trainings);
    plan.method.unwrap_or_else(fastest)
}

/// What each of so many shards simulates; it depends on the plan alone.
pub(in crate::sweep) fn group_shares(plan: &GroupPlan, count: usize) -> Vec<Share> {
    let all: Vec<Divisible> = group_designs(plan).iter().map(Divisible::from).collect();
    // Whoever decides when replicates are enough must see all of them.
    shares(&all, plan.precision.is_some(), count)
}

/// Simulates one shard of a plan: what the store does not know of it.
///
/// # Errors
/// [`StudyError`] if it is cancelled or cannot start, or its outcomes cannot be kept.
pub(in crate::sweep) fn group_shard(
    plan: &GroupPlan,
    shard: Shard,
    run: &Run<'_>,
) -> Result<Swept<Groups>, StudyError> {
    let designs = group_designs(plan);
    let shares = group_shares(plan, shard.count());
    let pool = pool(run.threads)?;
    let mut units = Vec::new();
    let own = &shares[shard.index() - 1];
    let cells = own.iter().map(|(design, _)| designs[*design].cells.len());
    run.progress.start(cells.sum::<usize>() as f64);
    for (design, replicates) in own {
        let on = &designs[*design];
        let resolved = all(&pool, run, &on.cells, |&cell| {
            let cell = &plan.cells[cell];
            resolve_groups(&cell.setting, &cell.population(), cell.delta())
        })?;
        let (mut unit, _) = unit(plan, on, &resolved)?;
        unit.replicates = replicates.clone();
        units.push(unit);
    }
    Ok(sweep(&units, plan.seed, run)?)
}
