//! First replicates of a few designs, from which the rest is foretold.

use std::collections::HashSet;
use std::time::Instant;

use super::UnitOutcome;
use super::data_layout::DesignGroup;
use super::guarded_replicate::{MemoryRefused, guarded};
use super::replicated::Replicated;
use super::simulated_plan::SimulatedPlan;
use super::spread::spread;
use super::unit::Unit;
use crate::model::{ModelError, SimulationMethod};
use crate::scenario::Precision;
use crate::simulate::Streams;
use crate::stats::Schedule;

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

/// Designs that are tried at most, from the cheapest to the costliest.
const PILOTS: usize = 8;
/// Designs beyond those that are looked at for weights.
const LOOKED_AT: usize = 400;
/// Replicates of each, when their spread is to be known.
const SPREAD: usize = 12;
/// Of each otherwise.
pub(super) const TIMED: usize = 3;
/// Measurements of a pilot of which all quantities are computed.
const MEASURED: usize = 16;
/// The share of what is left of the budget that the weights of one design may take.
const OF_WEIGHTS: f64 = 0.25;
/// Seconds a multiply-add, before anything was measured.
const GUESS: f64 = 2e-10;
/// The cheapest design is tried even if it may take this many times the budget: one
/// replicate says more than none.
const PATIENCE: f64 = 10.0;

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

/// A budget, and what was learnt for it.
pub(super) struct Trial<'a, P> {
    plan: &'a P,
    ends: Instant,
    /// Spent on replicates, and their predicted cost.
    pub(super) seconds: f64,
    pub(super) cost: f64,
    /// Measurements of which all quantities were computed, and what that took.
    measured: (usize, f64),
    pub(super) thread_bytes: usize,
}

/// What a trial of a design came to.
enum Tried {
    Timed(Pilot),
    /// The budget, or the memory that there is, does not allow for a replicate.
    TooCostly,
    /// No cell of it has weights.
    Idle,
}

impl<'a, P: SimulatedPlan> Trial<'a, P> {
    pub(super) fn new(plan: &'a P, ends: Instant) -> Self {
        Self {
            plan,
            ends,
            seconds: 0.0,
            cost: 0.0,
            measured: (0, 0.0),
            thread_bytes: 0,
        }
    }

    /// Pilots of some designs, and the places of those that have nothing to train; the others are
    /// looked at for that as long as the budget lasts.
    pub(super) fn of_some(
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

    /// Measurements of which all quantities were computed.
    #[cfg(test)]
    pub(super) fn measured(&self) -> usize {
        self.measured.0
    }

    /// Seconds that all quantities of one measurement take.
    pub(super) fn measurement_seconds(&self) -> f64 {
        self.measured.1 / self.measured.0.max(1) as f64
    }

    /// What theory says of cells all over a design, at least of one and of no more than a share of
    /// the budget allows, and what is simulated of them. Where a rule searches for weights a cell can
    /// take a second, and a design can have thousands.
    pub(super) fn some_of(&mut self, on: &DesignGroup<P::Of>) -> Result<Part<P::Of>, ModelError> {
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
pub(super) struct Part<R: Replicated> {
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
    spread(cells.to_vec()).into_iter().map(|(_, cell)| cell)
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
