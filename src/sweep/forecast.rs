//! What a run will take, from a pilot of its own first replicates.

use std::time::{Duration, Instant};

use super::available_memory::available_memory;
use super::data_layout::{DesignGroup, groups};
use super::executor::guarded;
use super::key::draw_key;
use super::memory::outcome_bytes;
use super::replicated::Replicated;
use super::resolve::{Resolved, resolve};
use super::results_memory::results_bytes;
use super::study::unit;
use super::theory_forecast::{TheoryForecast, forecast_theory};
use super::two_classes::TwoClasses;
use super::unit::Unit;
use super::{Outcome, UnitOutcome};
use crate::model::{ModelError, SimulationMethod};
use crate::scenario::{Plan, Precision};
use crate::simulate::{Streams, working_memory};
use crate::stats::Schedule;

/// What a run will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Training sets of different shape.
    pub designs: usize,
    /// Replicates of all designs; the most, where fewer may be enough.
    pub replicates: usize,
    /// Replicates that are expected to be enough, of all designs; without a target all.
    pub expected_replicates: usize,
    /// Seconds of one core for those; `None` if no pilot fitted the budget.
    pub seconds: Option<f64>,
    /// The theory of cells, curves and marks.
    pub theory: TheoryForecast,
    /// Largest working memory of one thread, in bytes.
    pub thread_bytes: usize,
    /// Memory for the outcomes of all replicates, in bytes.
    pub outcome_bytes: usize,
    /// Memory for rows, tables and figures, and the program itself, in bytes.
    pub results_bytes: usize,
    /// Memory that is free now, in bytes, where the system tells.
    pub available_bytes: Option<usize>,
    /// The designs that were tried.
    pub pilots: Vec<Pilot>,
}

/// A design that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// n.
    pub samples: usize,
    /// d.
    pub dimension: usize,
    /// How it is simulated.
    pub method: SimulationMethod,
    /// Replicates that were run.
    pub replicates: usize,
    /// Seconds that one of them took.
    pub seconds: f64,
    /// Replicates that the target needs, if there is one and the pilot's spread is right;
    /// no less than the first decision, and not limited by the cap.
    pub needed: Option<usize>,
}

/// The share of the budget that theory may take where something is simulated too.
const OF_THEORY: f64 = 0.25;
/// Designs that are tried at most, from the cheapest to the costliest.
const PILOTS: usize = 8;
/// Replicates of each, when their spread is to be known.
const SPREAD: usize = 12;
/// Of each otherwise.
const TIMED: usize = 3;
/// Seconds a multiply-add, before anything was measured.
const GUESS: f64 = 2e-10;
/// The cheapest design is tried even if it may take this many times the budget: one
/// replicate says more than none.
const PATIENCE: f64 = 10.0;

/// Runs the first replicates of a few designs, as long as the budget lasts.
///
/// # Errors
/// [`ModelError`] if a cell asks for what the model does not allow.
pub fn forecast(plan: &Plan, budget: Duration) -> Result<Forecast, ModelError> {
    let groups = groups(plan);
    let replicates = groups.iter().map(|g| g.replicates).sum();
    let trainings: f64 = groups
        .iter()
        .map(|g| ((g.cells.len() + 1) * g.replicates) as f64)
        .sum();
    let begun = Instant::now();
    let share = match groups.is_empty() {
        true => budget,
        false => budget.mul_f64(OF_THEORY),
    };
    let theory = forecast_theory(plan, share)?;
    let mut trial = Trial {
        plan,
        ends: begun + budget,
        seconds: 0.0,
        cost: 0.0,
        thread_bytes: 0,
    };
    let mut pilots = Vec::new();
    for &index in &chosen(&groups) {
        pilots.extend(trial.pilot(&groups[index])?);
    }
    if let Some(largest) = groups.iter().max_by(|a, b| a.cost.total_cmp(&b.cost)) {
        trial.measure_memory(largest)?;
    }
    let share = expected_share(plan.precision.as_ref(), &pilots);
    let total: f64 = groups.iter().map(|g| g.cost * g.replicates as f64).sum();
    let rate = (trial.cost > 0.0).then(|| trial.seconds / trial.cost);
    Ok(Forecast {
        designs: groups.len(),
        replicates,
        expected_replicates: (share * replicates as f64).round() as usize,
        seconds: rate.map(|rate| rate * share * total),
        theory,
        thread_bytes: trial.thread_bytes,
        outcome_bytes: (outcome_bytes() * share * trainings) as usize,
        results_bytes: results_bytes(plan) as usize,
        available_bytes: available_memory().map(|bytes| bytes as usize),
        pilots,
    })
}

/// Places of the designs to try: evenly over the order of cost, the cheapest first.
fn chosen(groups: &[DesignGroup]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| groups[a].cost.total_cmp(&groups[b].cost));
    let count = order.len().min(PILOTS);
    (0..count)
        .map(|k| order[(k * (order.len() - 1)) / (count.max(2) - 1)])
        .collect()
}

/// The share of the most replicates that is expected to be taken.
fn expected_share(precision: Option<&Precision>, pilots: &[Pilot]) -> f64 {
    let Some(precision) = precision else {
        return 1.0;
    };
    let cap = precision.schedule.cap;
    let taken: Vec<f64> = pilots
        .iter()
        .map(|pilot| pilot.needed.map_or(cap, |needed| needed.min(cap)) as f64)
        .collect();
    match taken.len() {
        0 => 1.0,
        count => taken.iter().sum::<f64>() / (count * cap.max(1)) as f64,
    }
}

struct Trial<'a> {
    plan: &'a Plan,
    ends: Instant,
    /// Spent on replicates, and their predicted cost.
    seconds: f64,
    cost: f64,
    thread_bytes: usize,
}

impl Trial<'_> {
    fn pilot(&mut self, group: &DesignGroup) -> Result<Option<Pilot>, ModelError> {
        let wanted = match self.plan.precision {
            Some(_) => SPREAD,
            None => TIMED,
        };
        let rate = match self.cost > 0.0 {
            true => self.seconds / self.cost,
            false => GUESS,
        };
        let left = self.ends.saturating_duration_since(Instant::now());
        let budget = left.as_secs_f64();
        let first = self.cost == 0.0 && rate * group.cost < PATIENCE * budget;
        let affordable = (budget / (rate * group.cost)) as usize;
        let replicates = wanted
            .min(affordable.max(usize::from(first)))
            .min(group.replicates);
        if replicates == 0 {
            return Ok(None);
        }
        let unit = self.unit(group)?;
        if unit.trainings.is_empty() {
            return Ok(None);
        }
        let key = draw_key(self.plan.seed, &unit.design, unit.method);
        let begun = Instant::now();
        let outcomes: UnitOutcome = (0..replicates)
            .map(|replicate| {
                let streams = Streams::new(key, replicate as u32);
                guarded(&TwoClasses::draw, &unit, &unit.trainings, streams)
            })
            .collect();
        let took = begun.elapsed().as_secs_f64();
        self.seconds += took;
        self.cost += group.cost * replicates as f64;
        let precision = self.plan.precision.as_ref();
        Ok(Some(Pilot {
            samples: unit.design.samples(),
            dimension: unit.design.dimension(),
            method: unit.method,
            replicates,
            seconds: took / replicates as f64,
            needed: precision.and_then(|precision| needed(precision, &outcomes)),
        }))
    }

    fn unit(&mut self, group: &DesignGroup) -> Result<Unit, ModelError> {
        let resolved = group
            .cells
            .iter()
            .map(|&cell| resolve(&self.plan.cells[cell].setting))
            .collect::<Result<Vec<Resolved>, ModelError>>()?;
        let (unit, _) = unit(self.plan, group, &resolved);
        self.thread_bytes =
            self.thread_bytes
                .max(working_memory(unit.method, &unit.design, &unit.trainings));
        Ok(unit)
    }

    /// Of a design that may have been too costly to try.
    fn measure_memory(&mut self, group: &DesignGroup) -> Result<(), ModelError> {
        self.unit(group).map(drop)
    }
}

/// Replicates after which every training's every named quantity is known well enough.
fn needed(precision: &Precision, outcomes: &[Vec<Outcome>]) -> Option<usize> {
    let trainings = outcomes.first().map_or(0, Vec::len);
    let mut most = precision.schedule.first.max(1);
    for training in 0..trainings {
        for &quantity in &precision.quantities {
            let measured = outcomes.iter().filter_map(|r| r[training].as_ref().ok());
            let values: Vec<f64> = measured.map(|m| m.values[quantity as usize]).collect();
            most = most.max(precision.target.replicates_needed(&values)?);
        }
    }
    let endless = Schedule {
        cap: usize::MAX,
        ..precision.schedule
    };
    endless.next_after(most - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;

    fn plan(more: &str) -> Plan {
        let text = format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
             [simulation]\nmethod = \"dense\"\nn = 100\nreplicates = 500\n[vary]\ndelta = [0.1, 0.4, 1.3]\n\
             weight_ratio = [1, 2, 4]\n{more}"
        );
        parse(&text, "t.toml", Overrides::default()).unwrap()
    }

    #[test]
    fn everything_is_counted_and_timed() {
        let forecast = forecast(&plan(""), Duration::from_secs(5)).unwrap();
        assert_eq!((forecast.designs, forecast.replicates), (3, 1500));
        assert_eq!(forecast.expected_replicates, 1500);
        assert_eq!(forecast.pilots.len(), 3);
        assert!(
            forecast
                .pilots
                .iter()
                .all(|p| p.replicates == TIMED && p.needed.is_none())
        );
        // 1500 replicates take at least as long as the mean of the three pilots says.
        let mean = forecast.pilots.iter().map(|p| p.seconds).sum::<f64>() / 3.0;
        let seconds = forecast.seconds.unwrap();
        assert!(
            (seconds - 1500.0 * mean).abs() < 1e-6 * seconds,
            "{seconds} {mean}"
        );
        // At least the features of the largest design, 100 × 130.
        assert!(forecast.thread_bytes > 8 * 100 * 130);
    }

    /// What the pilot says is needed, against what the sweep takes.
    #[test]
    fn a_target_is_forecast_within_the_pilot_s_own_uncertainty() {
        let plan = plan("[precision]\nstandard_error = 0.003\nfirst = 20\nbatch = 10\n");
        let forecast = forecast(&plan, Duration::from_secs(5)).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = crate::sweep::run_study(&plan, Some(2), &crate::sweep::Silent, &flag).unwrap();
        let taken = |cell: usize| {
            let aggregate = study.cells[cell].simulated.as_ref().unwrap();
            aggregate.estimates[0].unwrap().replicates as f64
        };
        // Twelve values know a variance to 43 %; the largest of three is chosen.
        for (pilot, cell) in forecast.pilots.iter().zip([0, 3, 6]) {
            let needed = pilot.needed.unwrap().min(500) as f64;
            let ratio = needed / taken(cell);
            assert!((0.3..3.0).contains(&ratio), "{pilot:?} {}", taken(cell));
        }
        assert!(forecast.expected_replicates < 1500);
    }

    #[test]
    fn without_time_there_is_no_pilot_but_all_else() {
        let forecast = forecast(&plan(""), Duration::ZERO).unwrap();
        assert_eq!(forecast.seconds, None);
        assert_eq!((forecast.designs, forecast.pilots.len()), (3, 0));
        assert!(forecast.thread_bytes > 0);
    }
}
