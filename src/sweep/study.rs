//! A whole scenario: theory for every cell and curve, simulation for every design.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::aggregate::{Aggregate, aggregate_telling};
use super::data_layout::{DesignGroup, Divisible, Shard, Share, groups, shares};
use super::executor::sweep;
use super::map::MapStudy;
use super::method_choice::choose;
use super::paired_cells::{Pair, pairs};
use super::predictions::{MarkResult, Theory};
use super::progress::Progress;
use super::resolve::Resolved;
use super::results_memory::refuse_too_large;
use super::run::{Run, SweepError, Swept};
use super::two_classes::TwoClasses;
use super::unit::{Unit, distinct, training};
use super::workers::Workers;
use crate::model::{ModelError, Quantity, SimulationMethod, WeightRule};
use crate::scenario::Plan;
use crate::stats::maximum_shift;

/// A cell's two sides.
#[derive(Clone, Debug, PartialEq)]
pub struct CellResult {
    /// Theory at the values that the design realises.
    pub theory: Resolved,
    /// Simulation; `None` in a study without one, or without a weight to train with.
    pub simulated: Option<Aggregate>,
    /// How it was simulated.
    pub method: Option<SimulationMethod>,
}

impl CellResult {
    /// By how much finite n is known to move the mean of a quantity: the mean of the
    /// larger class error exceeds the larger of the mean errors.
    pub fn known_shift(&self, quantity: Quantity) -> f64 {
        let spread = self.simulated.as_ref().and_then(|a| a.error_gap_spread);
        let errors = [Quantity::ErrorMinority, Quantity::ErrorMajority];
        let [plus, minus] = errors.map(|q| self.theory.value(q));
        let known = plus.zip(minus).zip(spread);
        let known = known.filter(|_| quantity == Quantity::WorstClassError);
        known.map_or(0.0, |((plus, minus), spread)| {
            maximum_shift(plus - minus, spread)
        })
    }
}

/// Everything a scenario asked for, in the plan's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// One for each of [`Plan::cells`].
    pub cells: Vec<CellResult>,
    /// One for each point of each of [`Plan::curves`].
    pub curves: Vec<Vec<Resolved>>,
    /// Every marked rule on every weighted curve.
    pub marks: Vec<MarkResult>,
    /// The map, in a study of one.
    pub map: Option<MapStudy>,
    /// Ways to train held against each other on common data, in a study of a map or of
    /// `[paired]` cells.
    pub pairs: Vec<Pair>,
}

/// Why a study has no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StudyError {
    /// A cell asks for what the model does not allow.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The simulation did not finish.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// The caller's cancellation flag was raised while theory was computed.
    #[error("interrupted: {done} of {total} predictions were made")]
    TheoryInterrupted {
        /// Settings that were predicted.
        done: usize,
        /// All that were asked for at this stage.
        total: usize,
    },
    /// The caller's cancellation flag was raised while replicates were summarised.
    #[error("interrupted: {done} of {total} cells were summarised")]
    SummaryInterrupted {
        /// Cells whose replicates were.
        done: usize,
        /// All cells.
        total: usize,
    },
    /// The caller's cancellation flag was raised while a map was computed.
    #[error("interrupted: {done} of {total} cells of the map were done")]
    MapInterrupted {
        /// Cells evaluated.
        done: usize,
        /// Cells of all panels.
        total: usize,
    },
}

/// A study, and where its outcomes came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// The study.
    pub study: Study,
    /// Replicates taken from the store.
    pub reused: usize,
    /// Replicates simulated now.
    pub simulated: usize,
    /// Outcomes that the store holds twice, with different bits.
    pub conflicts: usize,
    /// Stored outcomes of a rule's weight that differs in its last digits.
    pub near: usize,
    /// Worker threads that the system gave.
    pub threads: usize,
}

/// Predicts and simulates every cell, and predicts along every curve, in memory.
///
/// # Errors
/// As for [`finish_study`].
pub fn run_study(
    plan: &Plan,
    threads: Option<usize>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Study, StudyError> {
    finish_study(plan, &Run::new(threads, progress, cancel)).map(|finished| finished.study)
}

/// Predicts every cell, simulates what the store does not know, and predicts along every
/// curve.
///
/// Cells with equal designs share their data: all weights, losses, ridges and
/// methods of a replicate see the same samples.
///
/// # Errors
/// [`StudyError`] if the sweep is cancelled or cannot start, or its outcomes cannot be kept.
pub fn finish_study(plan: &Plan, run: &Run<'_>) -> Result<Finished, StudyError> {
    refuse_too_large(plan)?;
    let theory = Theory::new(run)?;
    let predicted = theory.of(plan, run)?;
    let groups = groups(plan);
    let (units, places) = units(plan, &groups, &predicted.cells);
    let swept = sweep(&units, plan.seed, run)?;
    let workers = Workers::new(run.threads, run.progress);
    let pairs = pairs(
        (plan, &predicted.cells, &places),
        (&units, &swept.outcomes),
        &workers,
    );
    // As many passes over all outcomes as there are cells.
    let passes = places.iter().flatten();
    workers.start(passes.map(|place| swept.outcomes[place.0].len()).sum());
    let (done, total) = (AtomicUsize::new(0), predicted.cells.len());
    let of_cell = |(theory, place): (Resolved, CellPlace)| {
        if run.cancel.load(Ordering::Relaxed) {
            let done = done.load(Ordering::Relaxed);
            return Err(StudyError::SummaryInterrupted { done, total });
        }
        let summary = |(unit, training): (usize, usize)| {
            let of = (&units[unit], training);
            aggregate_telling(&swept.outcomes[unit], of, &plan.quantities, |replicates| {
                run.progress.advance(replicates as f64);
            })
        };
        let result = CellResult {
            theory,
            simulated: place.map(summary),
            method: place.map(|(unit, _)| units[unit].method),
        };
        done.fetch_add(1, Ordering::Relaxed);
        Ok(result)
    };
    let cells = theory.pool.install(|| {
        let both = predicted.cells.into_par_iter().zip(places);
        both.map(of_cell).collect::<Result<_, StudyError>>()
    })?;
    let study = Study {
        cells,
        curves: predicted.curves,
        marks: predicted.marks,
        map: predicted.map,
        pairs,
    };
    Ok(Finished {
        study,
        reused: swept.reused,
        simulated: swept.simulated,
        conflicts: swept.conflicts,
        near: swept.near,
        threads: theory.pool.current_num_threads(),
    })
}

/// Simulates one shard of a plan: what the store does not know of it.
///
/// # Errors
/// As for [`finish_study`].
pub(super) fn run_shard(plan: &Plan, shard: Shard, run: &Run<'_>) -> Result<Swept, StudyError> {
    let groups = groups(plan);
    let shares = plan_shares(plan, shard.count());
    let theory = Theory::new(run)?;
    let mut units = Vec::new();
    let own = &shares[shard.index() - 1];
    let cells = own.iter().map(|(group, _)| groups[*group].cells.len());
    run.progress.start(cells.sum::<usize>() as f64);
    for (group, replicates) in own {
        let group = &groups[*group];
        let resolved = theory.cells(plan, &group.cells)?;
        let mut unit = unit(plan, group, &resolved).0;
        unit.replicates = replicates.clone();
        units.push(unit);
    }
    Ok(sweep(&units, plan.seed, run)?)
}

/// What each of so many shards simulates.
pub(super) fn plan_shares(plan: &Plan, count: usize) -> Vec<Share> {
    let divisible: Vec<Divisible> = groups(plan).iter().map(Divisible::from).collect();
    // Whoever decides when replicates are enough must see all of them.
    shares(&divisible, plan.precision.is_some(), count)
}

/// Where a cell's results lie: (unit, training).
pub(super) type CellPlace = Option<(usize, usize)>;

/// One unit a group; cells without a weight have no place in it.
fn units(plan: &Plan, groups: &[DesignGroup], theory: &[Resolved]) -> (Vec<Unit>, Vec<CellPlace>) {
    let mut places = vec![None; plan.cells.len()];
    let mut units = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        let resolved: Vec<Resolved> = group.cells.iter().map(|&c| theory[c]).collect();
        let (unit, trained) = unit(plan, group, &resolved);
        for (cell, training) in group.cells.iter().zip(trained) {
            places[*cell] = training.map(|training| (index, training));
        }
        units.push(unit);
    }
    (units, places)
}

/// A group's unit, and which training of it belongs to each of the group's cells.
pub(super) fn unit(
    plan: &Plan,
    group: &DesignGroup,
    theory: &[Resolved],
) -> (Unit, Vec<Option<usize>>) {
    let cells = group.cells.iter().zip(theory);
    let wanted = cells.map(|(&cell, resolved)| {
        let weight_ratio = resolved.weight_ratio?;
        Some(training(&plan.cells[cell], weight_ratio))
    });
    let (trainings, places) = distinct::<TwoClasses>(wanted);
    let ruled = |&(&cell, _): &(&usize, _)| {
        !matches!(
            plan.cells[cell].setting.training.weights,
            WeightRule::Fixed(_)
        )
    };
    let by_rule = group.cells.iter().zip(&places).filter(ruled);
    let by_rule = by_rule.filter_map(|(_, place)| *place).collect();
    let unit = Unit {
        design: group.design,
        method: choose(plan, &group.design, &trainings),
        replicates: 0..group.replicates,
        trainings,
        by_rule,
        conditions: plan.conditions,
        precision: plan.precision.clone(),
    };
    (unit, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Silent, Standing};

    fn study(text: &str) -> (Plan, Study) {
        let plan = parse(text, "test.toml", Overrides::default()).unwrap();
        let study = run_study(&plan, Some(2), &Silent, &AtomicBool::new(false)).unwrap();
        (plan, study)
    }

    /// ρ̃ at δ = .2, π₊ = .2 is 7 for every signal; at δ = .5 > 2π₊ none exists.
    #[test]
    fn rules_become_weights_and_infeasible_cells_are_kept() {
        let (plan, study) = study(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
             [training]\nweight_ratio = \"equal_error\"\n\
             [simulation]\nn = 100\nreplicates = 4\n[vary]\ndelta = [0.2, 0.5]\n\
             [[method]]\nname = \"weighted\"\n\
             [[method]]\nname = \"dropped\"\ndownsample = true\n",
        );
        assert_eq!(plan.cells.len(), 4);
        assert!((study.cells[0].theory.weight_ratio.unwrap() - 7.0).abs() < 1e-12);
        assert_eq!(study.cells[1].theory.status(), Standing::NoFiniteWeight);
        assert!(study.cells[1].simulated.is_none());
        for cell in &study.cells[2..] {
            assert_eq!(
                cell.simulated.as_ref().unwrap().estimates[0]
                    .unwrap()
                    .replicates,
                4
            );
        }
        assert!(study.cells[0].known_shift(Quantity::WorstClassError) > 0.0);
        assert_eq!(study.cells[0].known_shift(Quantity::Alpha), 0.0);
    }

    /// On separable data (δ* = .038 here) and on interpolated ones weights do nothing, which is told
    /// apart from a weight that was not found; at δ = 1 the error diverges whatever the weight.
    #[test]
    fn where_weights_have_no_effect_a_rule_says_so() {
        for (loss, deltas, standings) in [
            (
                "logistic",
                [0.03, 0.9, 1.5],
                [
                    Standing::NoFiniteWeight,
                    Standing::NoEffect,
                    Standing::NoEffect,
                ],
            ),
            (
                "square",
                [0.5, 1.0, 1.5],
                [
                    Standing::NoFiniteWeight,
                    Standing::NoFiniteWeight,
                    Standing::NoEffect,
                ],
            ),
        ] {
            let (_, study) = study(&format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
                 [training]\nloss = \"{loss}\"\n\
                 [vary]\ndelta = {deltas:?}\nweight_ratio = [1, 4]\n\
                 [figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\n\
                 theory_points = 2\nmark = [\"equal_error\"]\n"
            ));
            let found = study.marks.iter().map(|m| m.theory.status());
            assert_eq!(found.collect::<Vec<_>>(), standings, "{loss}");
        }
    }

    #[test]
    fn marks_for_every_weighted_series() {
        let (plan, study) = study(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
             [vary]\ndelta = [0.2, 0.5]\nweight_ratio = { from = 1, to = 16, points = 3 }\n\
             [[method]]\nname = \"weighted\"\n\
             [[method]]\nname = \"dropped\"\ndownsample = true\n\
             [figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\ntheory_points = 5\n\
             mark = [\"equal_error\"]\n",
        );
        assert_eq!((plan.curves.len(), study.curves[0].len()), (4, 5));
        let found: Vec<_> = study.marks.iter().map(|m| m.theory.weight_ratio).collect();
        assert_eq!(found.len(), 2);
        assert!((found[0].unwrap() - 7.0).abs() < 1e-12 && found[1].is_none());
        assert!(study.cells.iter().all(|c| c.simulated.is_none()));
    }
}
