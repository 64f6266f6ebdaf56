//! What a run will take, from a pilot of its own first replicates.

use std::time::{Duration, Instant};

use super::UnitOutcome;
use super::available_memory::available_memory;
use super::data_layout::DesignGroup;
use super::executor::guarded;
use super::replicated::Replicated;
use super::simulated_plan::SimulatedPlan;
use super::theory_forecast::TheoryForecast;
use super::unit::Unit;
use crate::model::{ModelError, SimulationMethod};
use crate::scenario::Precision;
use crate::simulate::Streams;
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
    /// How designs are simulated, each method once.
    pub methods: Vec<SimulationMethod>,
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
pub fn forecast<P: SimulatedPlan>(plan: &P, budget: Duration) -> Result<Forecast, ModelError> {
    let designs = plan.designs();
    let replicates = designs.iter().map(|on| on.replicates).sum();
    let outcomes = designs.iter().map(|on| {
        let trained = ((on.cells.len() + 1) * on.replicates) as f64;
        trained * P::Of::outcome_bytes(&on.design)
    });
    let outcome_bytes: f64 = outcomes.sum();
    let begun = Instant::now();
    let share = match designs.is_empty() {
        true => budget,
        false => budget.mul_f64(OF_THEORY),
    };
    let theory = plan.theory_forecast(share)?;
    let mut trial = Trial {
        plan,
        ends: begun + budget,
        seconds: 0.0,
        cost: 0.0,
        thread_bytes: 0,
    };
    let mut pilots = Vec::new();
    for &index in &chosen(&designs) {
        pilots.extend(trial.pilot(&designs[index])?);
    }
    if let Some(largest) = designs.iter().max_by(|a, b| a.cost.total_cmp(&b.cost)) {
        trial.measure_memory(largest)?;
    }
    let share = expected_share(plan.precision().map(|p| p.schedule.cap), &pilots);
    let total: f64 = designs
        .iter()
        .map(|on| on.cost * on.replicates as f64)
        .sum();
    let rate = (trial.cost > 0.0).then(|| trial.seconds / trial.cost);
    Ok(Forecast {
        designs: designs.len(),
        replicates,
        expected_replicates: (share * replicates as f64).round() as usize,
        seconds: rate.map(|rate| rate * share * total),
        theory,
        thread_bytes: trial.thread_bytes,
        outcome_bytes: (share * outcome_bytes) as usize,
        results_bytes: plan.results_bytes() as usize,
        available_bytes: available_memory().map(|bytes| bytes as usize),
        methods: methods(&designs),
        pilots,
    })
}

fn methods<R: Replicated>(designs: &[DesignGroup<R>]) -> Vec<SimulationMethod> {
    let mut methods: Vec<SimulationMethod> = designs.iter().map(|on| on.method).collect();
    methods.sort_by_key(|method| method.name());
    methods.dedup();
    methods
}

/// Places of the designs to try: evenly over the order of cost, the cheapest first.
fn chosen<R: Replicated>(designs: &[DesignGroup<R>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..designs.len()).collect();
    order.sort_by(|&a, &b| designs[a].cost.total_cmp(&designs[b].cost));
    let count = order.len().min(PILOTS);
    (0..count)
        .map(|k| order[(k * (order.len() - 1)) / (count.max(2) - 1)])
        .collect()
}

/// The share of the most replicates that is expected to be taken; all without a cap of a target.
fn expected_share(cap: Option<usize>, pilots: &[Pilot]) -> f64 {
    let Some(cap) = cap else {
        return 1.0;
    };
    let taken: Vec<f64> = pilots
        .iter()
        .map(|pilot| pilot.needed.map_or(cap, |needed| needed.min(cap)) as f64)
        .collect();
    match taken.len() {
        0 => 1.0,
        count => taken.iter().sum::<f64>() / (count * cap.max(1)) as f64,
    }
}

struct Trial<'a, P> {
    plan: &'a P,
    ends: Instant,
    /// Spent on replicates, and their predicted cost.
    seconds: f64,
    cost: f64,
    thread_bytes: usize,
}

impl<P: SimulatedPlan> Trial<'_, P> {
    fn pilot(&mut self, on: &DesignGroup<P::Of>) -> Result<Option<Pilot>, ModelError> {
        let wanted = match self.plan.precision() {
            Some(_) => SPREAD,
            None => TIMED,
        };
        let rate = match self.cost > 0.0 {
            true => self.seconds / self.cost,
            false => GUESS,
        };
        let left = self.ends.saturating_duration_since(Instant::now());
        let budget = left.as_secs_f64();
        let first = self.cost == 0.0 && rate * on.cost < PATIENCE * budget;
        let affordable = (budget / (rate * on.cost)) as usize;
        let replicates = wanted
            .min(affordable.max(usize::from(first)))
            .min(on.replicates);
        if replicates == 0 {
            return Ok(None);
        }
        let unit = self.unit(on)?;
        if unit.trainings.is_empty() {
            return Ok(None);
        }
        let key = P::Of::draw_key(self.plan.seed(), &unit.design, unit.method);
        let begun = Instant::now();
        let outcomes: UnitOutcome<_> = (0..replicates)
            .map(|replicate| {
                let streams = Streams::new(key, replicate as u32);
                guarded(&P::Of::draw, &unit, &unit.trainings, streams)
            })
            .collect();
        let took = begun.elapsed().as_secs_f64();
        self.seconds += took;
        self.cost += on.cost * replicates as f64;
        let precision = self.plan.precision();
        let (samples, dimension) = P::Of::size(&unit.design);
        Ok(Some(Pilot {
            samples,
            dimension,
            method: unit.method,
            replicates,
            seconds: took / replicates as f64,
            needed: precision.and_then(|precision| needed(precision, &unit, &outcomes)),
        }))
    }

    fn unit(&mut self, on: &DesignGroup<P::Of>) -> Result<Unit<P::Of>, ModelError> {
        let (unit, _) = self.plan.unit(on, &self.plan.theory_of(on)?)?;
        self.thread_bytes =
            self.thread_bytes
                .max(P::Of::memory(unit.method, &unit.design, &unit.trainings));
        Ok(unit)
    }

    /// Of a design that may have been too costly to try.
    fn measure_memory(&mut self, on: &DesignGroup<P::Of>) -> Result<(), ModelError> {
        self.unit(on).map(drop)
    }
}

/// Replicates after which every training's every named quantity is known well enough.
fn needed<R: Replicated>(
    precision: &Precision<R::Quantity>,
    unit: &Unit<R>,
    outcomes: &UnitOutcome<R::Measurement>,
) -> Option<usize> {
    let mut most = precision.schedule.first.max(1);
    for (place, training) in unit.trainings.iter().enumerate() {
        for &quantity in &precision.quantities {
            let measured = outcomes.iter().filter_map(|r| r[place].as_ref().ok());
            let values = measured.filter_map(|m| R::value(unit, training, m, quantity));
            let values: Vec<f64> = values.collect();
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
    use crate::scenario::{Overrides, Plan};
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
