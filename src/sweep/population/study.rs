//! A whole scenario about groups: theory for every cell, curve and map, simulation for every
//! design.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::excess::excess;
use super::group_layout::units;
use super::marks::{GroupMark, marked, marks};
use super::replicated_groups::GroupReplicate;
use super::resolve::{GroupResolved, resolve_groups};
use super::summary::{GroupSummary, summarise_groups};
use crate::model::{
    GroupQuantity, GroupSetting, GroupThreshold, GroupWeights, ModelError, PoweredWeights,
    SimulationMethod,
};
use crate::scenario::{GroupCell, GroupMap, GroupMapValue, GroupPlan};
use crate::sweep::executor::sweep;
use crate::sweep::results_memory::refuse_too_large;
use crate::sweep::run::Run;
use crate::sweep::threads::pool;
use crate::sweep::{Standing, StudyError};

/// A cell's two sides.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCellResult {
    /// Theory at the priors and the δ that the design realises.
    pub theory: GroupResolved,
    /// Simulation; `None` in a study without one, or without weights to train with.
    pub simulated: Option<GroupSummary>,
    /// How it was simulated.
    pub method: Option<SimulationMethod>,
    /// By how much the mean of the worst group's error exceeds the worst mean error by chance.
    pub worst_excess: Option<f64>,
}

/// A cell of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMapCell {
    /// `None` where there is none.
    pub value: Option<f64>,
    /// How it came about, or why there is none.
    pub standing: Standing,
    /// What is in the way where theory did not converge.
    pub reason: Option<String>,
}

/// Everything that theory says of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPredictions {
    /// One for each of [`GroupPlan::cells`].
    pub cells: Vec<GroupResolved>,
    /// One for each point of each of [`GroupPlan::curves`].
    pub curves: Vec<Vec<GroupResolved>>,
    /// Every marked rule on every curve.
    pub marks: Vec<GroupMark>,
    /// One for each of the cells of [`GroupMap`].
    pub map: Vec<GroupMapCell>,
}

/// Everything a scenario about groups asked for, in the plan's order.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupStudy {
    /// One for each of [`GroupPlan::cells`].
    pub cells: Vec<GroupCellResult>,
    /// One for each point of each of [`GroupPlan::curves`].
    pub curves: Vec<Vec<GroupResolved>>,
    /// Every marked rule on every curve.
    pub marks: Vec<GroupMark>,
    /// One for each of the cells of [`GroupMap`].
    pub map: Vec<GroupMapCell>,
    /// Replicates taken from the store.
    pub reused: usize,
    /// Replicates simulated now.
    pub simulated: usize,
    /// Outcomes that the store holds twice, with different bits.
    pub conflicts: usize,
    /// Worker threads that the system gave.
    pub threads: usize,
}

/// Predicts everything that a plan asks of theory, and simulates nothing.
///
/// # Errors
/// [`StudyError`] if it is cancelled or a cell asks for what the model does not allow.
pub fn predict_groups_plan(
    plan: &GroupPlan,
    run: &Run<'_>,
) -> Result<GroupPredictions, StudyError> {
    let pool = pool(run.threads)?;
    run.progress.start(predictions(plan) as f64);
    let cell = |cell: &GroupCell| resolve_groups(&cell.setting, &cell.population(), cell.delta());
    let cells = all(&pool, run, &plan.cells, cell)?;
    let mut curves = Vec::with_capacity(plan.curves.len());
    for curve in &plan.curves {
        curves.push(all(&pool, run, &curve.points, |(_, setting)| {
            resolve_groups(setting, &setting.population.population(), setting.delta)
        })?);
    }
    let map = match &plan.map {
        Some(map) => {
            let places: Vec<usize> = (0..map.cells()).collect();
            all(&pool, run, &places, |&place| map_cell(map, place))?
        }
        None => Vec::new(),
    };
    Ok(GroupPredictions {
        cells,
        curves,
        marks: marks(plan, &pool, run)?,
        map,
    })
}

/// How many problems theory is asked.
fn predictions(plan: &GroupPlan) -> usize {
    let points = plan.curves.iter().map(|curve| curve.points.len());
    let places = plan.map.as_ref().map_or(0, |map| map.cells());
    plan.cells.len() + points.sum::<usize>() + marked(plan).len() + places
}

/// The theory of many, in parallel and in order.
pub(super) fn all<T: Sync, U: Send>(
    pool: &rayon::ThreadPool,
    run: &Run<'_>,
    asked: &[T],
    one: impl Fn(&T) -> Result<U, ModelError> + Sync,
) -> Result<Vec<U>, StudyError> {
    let done = AtomicUsize::new(0);
    let unless_cancelled = |next: &T| {
        if run.cancel.load(Ordering::Relaxed) {
            return Err(StudyError::TheoryInterrupted {
                done: done.load(Ordering::Relaxed),
                total: asked.len(),
            });
        }
        let found = one(next)?;
        done.fetch_add(1, Ordering::Relaxed);
        run.progress.advance(1.0);
        Ok(found)
    };
    pool.install(|| asked.par_iter().map(unless_cancelled).collect())
}

pub(super) fn map_cell(map: &GroupMap, place: usize) -> Result<GroupMapCell, ModelError> {
    let setting = &map.setting(place);
    let population = setting.population.population();
    let resolved = |setting| resolve_groups(setting, &population, setting.delta);
    let own = resolved(setting)?;
    let quantity = map.quantity.quantities(population.groups().len())[0];
    let own = cell_of(&own, setting, (map.threshold, quantity));
    match (map.value, own.value) {
        (GroupMapValue::Quantity, _) | (GroupMapValue::Gain { .. }, None) => Ok(own),
        (GroupMapValue::Gain { over, threshold }, Some(value)) => {
            let mut other = setting.clone();
            other.training.weights = PoweredWeights::of(GroupWeights::Rule(over));
            let found = cell_of(&resolved(&other)?, &other, (threshold, quantity));
            Ok(GroupMapCell {
                value: found.value.map(|before| before - value),
                ..found
            })
        }
    }
}

/// A quantity at a threshold, under the weights of a setting.
fn cell_of(
    resolved: &GroupResolved,
    setting: &GroupSetting,
    (threshold, quantity): (GroupThreshold, GroupQuantity),
) -> GroupMapCell {
    let population = setting.population.population();
    let (value, why) = match resolved.value_at(threshold, quantity, &population) {
        Some(Ok(value)) => (Some(value), None),
        Some(Err(why)) => (None, Some(why.to_string())),
        None => (None, None),
    };
    GroupMapCell {
        value,
        standing: resolved.standing,
        reason: resolved.unsolved(setting, &population).or(why),
    }
}

/// Predicts and simulates every cell, and predicts along every curve and over the map.
///
/// Cells with equal designs share their data: all strengths and ridges of a replicate are trained
/// on the same samples. What the run's store knows is not simulated again.
///
/// # Errors
/// [`StudyError`] if it is cancelled or cannot start.
pub fn run_groups_plan(plan: &GroupPlan, run: &Run<'_>) -> Result<GroupStudy, StudyError> {
    refuse_too_large(plan)?;
    let GroupPredictions {
        cells,
        curves,
        marks,
        map,
    } = predict_groups_plan(plan, run)?;
    let (units, places) = units(plan, &cells)?;
    let swept = sweep(&units, plan.seed, run)?;
    let mut cells: Vec<GroupCellResult> = cells.into_iter().map(without).collect();
    for (number, place) in places.into_iter().enumerate() {
        let Some((unit, training)) = place else {
            continue;
        };
        let (method, rows) = (units[unit].method, &swept.outcomes[unit]);
        cells[number].add(&plan.cells[number], method, rows, training);
    }
    Ok(GroupStudy {
        cells,
        curves,
        marks,
        map,
        reused: swept.reused,
        simulated: swept.simulated,
        conflicts: swept.conflicts,
        threads: pool(run.threads)?.current_num_threads(),
    })
}

fn without(theory: GroupResolved) -> GroupCellResult {
    GroupCellResult {
        theory,
        simulated: None,
        method: None,
        worst_excess: None,
    }
}

impl GroupCellResult {
    /// Adds what the replicates of the training at a place among those of the unit say.
    fn add(
        &mut self,
        cell: &GroupCell,
        method: SimulationMethod,
        rows: &[Vec<GroupReplicate>],
        place: usize,
    ) {
        let own: Vec<&GroupReplicate> = rows.iter().map(|row| &row[place]).collect();
        let predicted = self.theory.prediction.as_ref();
        self.worst_excess = predicted.and_then(|p| excess(&p.errors, &own));
        self.simulated = Some(summarise_groups(&cell.population(), own));
        self.method = Some(method);
    }
}
