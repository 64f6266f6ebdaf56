//! What a run will take, from a pilot of its own first replicates.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::UnitOutcome;
use super::available_memory::available_memory;
use super::data_layout::DesignGroup;
use super::executor::guarded;
use super::map::GOLDEN;
use super::memory::outcomes;
use super::outcome::MemoryRefused;
use super::replicated::Replicated;
use super::results_memory::ResultBytes;
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
    /// Of these, without a cell that has weights, so that nothing is simulated there: those that
    /// the budget allows to look at.
    pub idle_designs: usize,
    /// Replicates of all other designs; the most, where fewer may be enough.
    pub replicates: usize,
    /// Replicates that are expected to be enough, of all designs; without a target all.
    pub expected_replicates: usize,
    /// Seconds of one core for those, 0 where nothing is simulated; `None` if no pilot fitted the
    /// budget.
    pub seconds: Option<f64>,
    /// The theory of cells, curves and marks.
    pub theory: TheoryForecast,
    /// Largest working memory of one thread, in bytes.
    pub thread_bytes: usize,
    /// Memory for the outcomes of all replicates, in bytes.
    pub outcome_bytes: usize,
    /// Memory for rows, tables and figures, and the program itself, in bytes.
    pub results: ResultBytes,
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
/// Designs beyond those that are looked at for weights.
const LOOKED_AT: usize = 400;
/// Replicates of each, when their spread is to be known.
const SPREAD: usize = 12;
/// Of each otherwise.
const TIMED: usize = 3;
/// Measurements of a pilot of which all quantities are computed.
const MEASURED: usize = 16;
/// The share of what is left of the budget that the weights of one design may take.
const OF_WEIGHTS: f64 = 0.25;
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
        measured: (0, 0.0),
        thread_bytes: 0,
    };
    let (pilots, idle) = trial.of_some(&designs)?;
    let places = (0..designs.len()).filter(|place| !idle.contains(place));
    let busy: Vec<&DesignGroup<P::Of>> = places.map(|place| &designs[place]).collect();
    if let Some(largest) = busy.iter().max_by(|a, b| a.cost.total_cmp(&b.cost)) {
        trial.some_of(largest)?;
    }
    let replicates: usize = busy.iter().map(|on| on.replicates).sum();
    let quantities = plan.quantities();
    let kept = busy.iter().map(|on| {
        let trainings = (on.cells.len(), on.replicates);
        outcomes::<P::Of>(&on.design, trainings, quantities.len())
    });
    let outcome_bytes: f64 = kept.sum();
    let share = expected_share(plan.precision().map(|p| p.schedule.cap), &pilots);
    let total: f64 = busy.iter().map(|on| on.cost * on.replicates as f64).sum();
    // Of each replicate of each cell every quantity.
    let trained = busy
        .iter()
        .map(|on| (on.replicates * on.cells.len()) as f64);
    let summaries = trial.measurement_seconds() * trained.sum::<f64>();
    let rate = match (replicates, trial.cost > 0.0) {
        (0, _) => Some(0.0),
        (_, true) => Some(trial.seconds / trial.cost),
        (_, false) => None,
    };
    Ok(Forecast {
        designs: designs.len(),
        idle_designs: idle.len(),
        replicates,
        expected_replicates: (share * replicates as f64).round() as usize,
        seconds: rate.map(|rate| share * (rate * total + summaries)),
        theory,
        thread_bytes: trial.thread_bytes,
        outcome_bytes: (share * outcome_bytes) as usize,
        results: plan.results_bytes(),
        available_bytes: available_memory().map(|bytes| bytes as usize),
        methods: methods(&busy),
        pilots,
    })
}

fn methods<R: Replicated>(designs: &[&DesignGroup<R>]) -> Vec<SimulationMethod> {
    let mut methods: Vec<SimulationMethod> = designs.iter().map(|on| on.method).collect();
    methods.sort_by_key(|method| method.name());
    methods.dedup();
    methods
}

/// Places of the designs, the cheapest first.
fn by_cost<R: Replicated>(designs: &[DesignGroup<R>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..designs.len()).collect();
    order.sort_by(|&a, &b| designs[a].cost.total_cmp(&designs[b].cost));
    order
}

/// Some of them to try, evenly over that order.
fn chosen(order: &[usize]) -> Vec<usize> {
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
    /// Measurements of which all quantities were computed, and what that took.
    measured: (usize, f64),
    thread_bytes: usize,
}

/// What a trial of a design came to.
enum Tried {
    Timed(Pilot),
    /// The budget, or the memory that there is, does not allow for a replicate.
    TooCostly,
    /// No cell of it has weights.
    Idle,
}

impl<P: SimulatedPlan> Trial<'_, P> {
    /// Pilots of some designs, and the places of those that have nothing to train; the others are
    /// looked at for that as long as the budget lasts.
    fn of_some(
        &mut self,
        designs: &[DesignGroup<P::Of>],
    ) -> Result<(Vec<Pilot>, HashSet<usize>), ModelError> {
        let order = by_cost(designs);
        let (mut pilots, mut known, mut idle) = (Vec::new(), HashSet::new(), HashSet::new());
        for place in chosen(&order) {
            match self.pilot(&designs[place])? {
                Tried::Timed(pilot) => {
                    known.insert(place);
                    pilots.push(pilot);
                }
                Tried::TooCostly => {}
                Tried::Idle => {
                    idle.insert(place);
                }
            }
        }
        let open = |place: &usize| !known.contains(place) && !idle.contains(place);
        let others: Vec<usize> = order.into_iter().filter(open).take(LOOKED_AT).collect();
        for place in others {
            if self.is_idle(&designs[place])? {
                idle.insert(place);
            }
        }
        Ok((pilots, idle))
    }

    fn pilot(&mut self, on: &DesignGroup<P::Of>) -> Result<Tried, ModelError> {
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
            return Ok(Tried::TooCostly);
        }
        let Part { unit, is_whole } = self.some_of(on)?;
        if unit.trainings.is_empty() {
            // Of a part nobody knows whether the rest has weights.
            return Ok(if is_whole {
                Tried::Idle
            } else {
                Tried::TooCostly
            });
        }
        let key = P::Of::draw_key(self.plan.seed(), &unit.design, unit.method);
        let begun = Instant::now();
        let outcomes: Result<UnitOutcome<_>, MemoryRefused> = (0..replicates)
            .map(|replicate| {
                let streams = Streams::new(key, replicate as u32);
                guarded(&P::Of::draw, &unit, &unit.trainings, streams)
            })
            .collect();
        // What was ended early tells no time.
        let Ok(outcomes) = outcomes else {
            return Ok(Tried::TooCostly);
        };
        let took = begun.elapsed().as_secs_f64();
        self.measure(&unit, &outcomes);
        let of_part = match is_whole {
            true => on.cost,
            false => P::Of::cost(unit.method, &unit.design, &unit.trainings),
        };
        self.seconds += took;
        self.cost += of_part * replicates as f64;
        let precision = self.plan.precision();
        let (samples, dimension) = P::Of::size(&unit.design);
        Ok(Tried::Timed(Pilot {
            samples,
            dimension,
            method: unit.method,
            replicates,
            seconds: took / replicates as f64 * (on.cost / of_part),
            needed: precision.and_then(|precision| needed(precision, &unit, &outcomes)),
        }))
    }

    /// Computes what tables have of some of the measurements.
    fn measure(&mut self, unit: &Unit<P::Of>, outcomes: &UnitOutcome<MeasurementOf<P>>) {
        let quantities = self.plan.quantities();
        let begun = Instant::now();
        let mut count = 0;
        for row in outcomes {
            for (training, outcome) in unit.trainings.iter().zip(row).take(MEASURED) {
                let Ok(measurement) = outcome else { continue };
                for &quantity in &quantities {
                    let value = P::Of::value(unit, training, measurement, quantity);
                    let _ = std::hint::black_box(value);
                }
                count += 1;
            }
            if count >= MEASURED {
                break;
            }
        }
        self.measured.0 += count;
        self.measured.1 += begun.elapsed().as_secs_f64();
    }

    /// Seconds that all quantities of one measurement take.
    fn measurement_seconds(&self) -> f64 {
        self.measured.1 / self.measured.0.max(1) as f64
    }

    /// What theory says of cells all over a design, at least of one and of no more than a share of
    /// the budget allows, and what is simulated of them. Where a rule searches for weights a cell can
    /// take a second, and a design can have thousands.
    fn some_of(&mut self, on: &DesignGroup<P::Of>) -> Result<Part<P::Of>, ModelError> {
        let left = self.ends.saturating_duration_since(Instant::now());
        let ends = Instant::now() + left.mul_f64(OF_WEIGHTS);
        let (mut cells, mut theory) = (Vec::new(), Vec::new());
        for cell in all_over(&on.cells) {
            if !cells.is_empty() && Instant::now() >= ends {
                break;
            }
            theory.push(self.plan.theory(cell)?);
            cells.push(cell);
        }
        let is_whole = cells.len() == on.cells.len();
        let (unit, _) = self.plan.unit(&part(on, cells), &theory)?;
        let bytes = P::Of::memory(unit.method, &unit.design, &unit.trainings);
        self.thread_bytes = self.thread_bytes.max(bytes);
        if !is_whole {
            let supposed = self.plan.supposed(on);
            let bytes = P::Of::memory(on.method, &on.design, &supposed);
            self.thread_bytes = self.thread_bytes.max(bytes);
        }
        Ok(Part { unit, is_whole })
    }

    /// Whether no cell of a design has weights; `false` also where the budget does not allow to know.
    fn is_idle(&self, on: &DesignGroup<P::Of>) -> Result<bool, ModelError> {
        for cell in all_over(&on.cells) {
            if Instant::now() >= self.ends {
                return Ok(false);
            }
            let theory = [self.plan.theory(cell)?];
            let (unit, _) = self.plan.unit(&part(on, vec![cell]), &theory)?;
            if !unit.trainings.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

type MeasurementOf<P> = <<P as SimulatedPlan>::Of as Replicated>::Measurement;

/// What is simulated of some cells of a design, or of all.
struct Part<R: Replicated> {
    unit: Unit<R>,
    is_whole: bool,
}

/// The same design for some of its cells.
fn part<R: Replicated>(on: &DesignGroup<R>, cells: Vec<usize>) -> DesignGroup<R> {
    DesignGroup {
        cells,
        ..on.clone()
    }
}

/// Cells in an order in which the first few lie all over.
fn all_over(cells: &[usize]) -> impl Iterator<Item = usize> {
    let count = cells.len();
    let divides =
        |step: usize| (2..=step).any(|k| step.is_multiple_of(k) && count.is_multiple_of(k));
    let golden = (GOLDEN * count as f64) as usize;
    // Steps that share no divisor with the count come by every cell.
    let step = (golden.max(1)..).find(|&step| !divides(step)).unwrap_or(1);
    (0..count).map(move |turn| cells[turn * step % count])
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
        // 1500 replicates take at least as long as the mean of the three pilots says, and then the
        // quantities that are made of them.
        let mean = forecast.pilots.iter().map(|p| p.seconds).sum::<f64>() / 3.0;
        let ratio = forecast.seconds.unwrap() / (1500.0 * mean);
        assert!((1.0 - 1e-6..1.5).contains(&ratio), "{ratio}");
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

    /// An integral of each replicate takes longer than to draw it.
    #[test]
    fn metrics_of_replicates_are_counted() {
        let seconds = |metric: &str| {
            let text = format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                 delta = 0.1\nweight_ratio = 2\n[simulation]\nn = 40\nreplicates = 1000\n\
                 [metrics]\nquantities = [\"{metric}\"]\n"
            );
            let plan = parse(&text, "t.toml", Overrides::default()).unwrap();
            let forecast = || forecast(&plan, Duration::from_secs(5)).unwrap();
            (0..5)
                .map(|_| forecast().seconds.unwrap())
                .fold(f64::INFINITY, f64::min)
        };
        let (usual, integral) = (seconds("mcc"), seconds("average_precision"));
        assert!(integral > 2.0 * usual, "{integral} {usual}");
    }

    /// Of a design with many cells, each with weights to search for, some are enough.
    #[test]
    fn searches_for_weights_keep_to_the_budget() {
        let text = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                    spurious_signal = 1.0\ncorrelation = 0.5\n[training]\nloss = \"logistic\"\n\
                    delta = 0.3\nweights = \"min_worst_group\"\n[simulation]\nn = 100\n\
                    replicates = 2\n[vary]\nridge = { from = 0.1, to = 1.0, points = 200 }\n";
        let plan = crate::sweep::parse_any(text, "t.toml", Overrides::default()).unwrap();
        let crate::scenario::Scenario::Groups(plan) = plan else {
            panic!("it is about groups");
        };
        let begun = Instant::now();
        let forecast = forecast(&*plan, Duration::ZERO).unwrap();
        let solved = begun.elapsed().as_secs_f64() / forecast.theory.problem_seconds;
        assert!(solved < 40.0, "as long as {solved} of 200 cells");
        assert!(forecast.thread_bytes > 8 * 3 * 100 * 30);
    }

    #[test]
    fn every_cell_has_its_turn_once_and_the_first_lie_all_over() {
        for count in [1, 2, 3, 12, 64, 97, 360] {
            let cells: Vec<usize> = (0..count).collect();
            let mut found: Vec<usize> = all_over(&cells).collect();
            let first = &found[..found.len().min(4)];
            let (low, high) = (first.iter().min().unwrap(), first.iter().max().unwrap());
            assert!(
                count < 12 || 3 * (high - low) > count,
                "{first:?} of {count}"
            );
            found.sort_unstable();
            assert_eq!(found, cells);
        }
    }

    #[test]
    fn without_time_there_is_no_pilot_but_all_else() {
        let forecast = forecast(&plan(""), Duration::ZERO).unwrap();
        assert_eq!(forecast.seconds, None);
        assert_eq!((forecast.designs, forecast.pilots.len()), (3, 0));
        assert!(forecast.thread_bytes > 0);
    }

    /// Two of three designs have no weights that equalise the errors; of logistic loss at δ ≥ δ*
    /// none has.
    #[test]
    fn designs_without_weights_are_not_counted() {
        let text = |deltas: &str, loss: &str| {
            format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                 loss = \"{loss}\"\nweight_ratio = \"equal_error\"\n[simulation]\nn = 100\n\
                 replicates = 500\n[vary]\ndelta = {deltas}\n"
            )
        };
        let forecast = |deltas, loss| {
            let plan = parse(&text(deltas, loss), "t.toml", Overrides::default()).unwrap();
            forecast(&plan, Duration::from_secs(5)).unwrap()
        };
        let some = forecast("[0.1, 0.5, 0.9]", "square");
        assert_eq!((some.designs, some.idle_designs), (3, 2));
        assert_eq!((some.replicates, some.expected_replicates), (500, 500));
        let none = forecast("[1.5, 2]", "logistic");
        assert_eq!(
            (none.designs, none.idle_designs, none.replicates),
            (2, 2, 0)
        );
        assert_eq!((none.seconds, none.outcome_bytes), (Some(0.0), 0));
    }
}
