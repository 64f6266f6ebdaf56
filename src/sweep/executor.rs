//! Runs replicates in parallel; the result does not depend on how.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::key::data_key;
use crate::loss::LossKind;
use crate::model::{Design, Solver};
use crate::simulate::{Failure, Measurement, Streams, Training, run_replicate, working_memory};

/// One design and every classifier to train on its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Shapes the data.
    pub design: Design,
    /// Times that data are drawn.
    pub replicates: usize,
    /// Share the data.
    pub trainings: Vec<Training>,
}

/// The outcomes of one unit: `[replicate][training]`.
pub type UnitOutcome = Vec<Vec<Result<Measurement, Failure>>>;

/// How to run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Of the study.
    pub seed: u64,
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
}

/// Is told of every finished replicate.
pub trait Progress: Sync {
    /// Called before the first replicate with the total predicted cost; of a map with a
    /// simulation also before its first cell, with the number of cells.
    fn start(&self, total_cost: f64);
    /// Called after each replicate, or cell, with its predicted cost.
    fn advance(&self, cost: f64);
}

/// Progress that nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _total_cost: f64) {}
    fn advance(&self, _cost: f64) {}
}

/// Why a sweep did not finish.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// The caller's cancellation flag was raised.
    #[error("interrupted: {done} of {total} replicates were done")]
    Interrupted {
        /// Replicates finished.
        done: usize,
        /// Replicates planned.
        total: usize,
    },
    /// More memory than the machine has free.
    #[error(
        "{replicates} replicates of up to n = {samples}, d = {dimension} need {needed_gb:.1} GB on \
         {threads} thread(s), but {available_gb:.1} GB are available: lower n, delta or the number \
         of replicates, or use fewer threads"
    )]
    Memory {
        /// Replicates a design.
        replicates: usize,
        /// n of the largest design.
        samples: usize,
        /// d of the largest design.
        dimension: usize,
        /// Worker threads.
        threads: usize,
        /// Estimated need.
        needed_gb: f64,
        /// What the system reports free.
        available_gb: f64,
    },
    /// The thread pool could not be made.
    #[error("cannot start worker threads: {0}")]
    Threads(String),
}

/// Runs every replicate of every unit.
///
/// Each replicate draws from streams of its own, keyed by the design's values and
/// the replicate's number, so that neither the number of threads nor the order
/// changes a bit of the result. The costliest replicates start first, which keeps
/// all threads busy to the end.
///
/// # Errors
/// [`SweepError`] when cancelled, out of memory beforehand, or without threads.
pub fn execute(
    units: &[Unit],
    settings: Settings,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<UnitOutcome>, SweepError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads.unwrap_or(0))
        .build()
        .map_err(|e| SweepError::Threads(e.to_string()))?;
    check_memory(units, pool.current_num_threads())?;

    let costs: Vec<f64> = units.iter().map(replicate_cost).collect();
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by(|&i, &j| costs[j].total_cmp(&costs[i]));
    let tasks: Vec<(usize, usize)> = order
        .iter()
        .flat_map(|&unit| (0..units[unit].replicates).map(move |replicate| (unit, replicate)))
        .collect();
    let total = tasks.len();
    progress.start(tasks.iter().map(|(unit, _)| costs[*unit]).sum());

    let slots: Vec<Vec<OnceLock<_>>> = units
        .iter()
        .map(|unit| (0..unit.replicates).map(|_| OnceLock::new()).collect())
        .collect();
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    pool.broadcast(|_| {
        loop {
            let task = tasks.get(next.fetch_add(1, Ordering::Relaxed));
            let Some(&(unit, replicate)) = task.filter(|_| !cancel.load(Ordering::Relaxed)) else {
                break;
            };
            let Unit {
                design, trainings, ..
            } = &units[unit];
            let streams = Streams::new(data_key(settings.seed, design), replicate as u32);
            // Each slot is set once: tasks are handed out once.
            let _ = slots[unit][replicate].set(run_replicate(design, trainings, streams));
            done.fetch_add(1, Ordering::Relaxed);
            progress.advance(costs[unit]);
        }
    });
    let done = done.into_inner();
    if cancel.load(Ordering::Relaxed) {
        return Err(SweepError::Interrupted { done, total });
    }
    slots
        .into_iter()
        .map(|unit| unit.into_iter().map(OnceLock::into_inner).collect())
        .collect::<Option<Vec<UnitOutcome>>>()
        .ok_or(SweepError::Interrupted { done, total })
}

/// Predicted work of one replicate, in units of a multiply-add.
fn replicate_cost(unit: &Unit) -> f64 {
    let (n, d) = (unit.design.samples() as f64, unit.design.dimension() as f64);
    let small = n.min(d);
    // A normal variate costs about forty multiply-adds.
    let mut cost = 40.0 * n * d + 0.5 * n * d * small;
    for training in &unit.trainings {
        cost += match training.solver {
            Solver::Direct if training.loss == LossKind::Square.into() => {
                small * small * (small / 6.0 + 4.0)
            }
            // Some twenty systems, each formed from all samples and solved.
            Solver::Direct => 20.0 * small * small * (0.5 * n + small / 6.0),
            // Passes until convergence grow like the condition number of the data.
            Solver::Sgd => {
                let gap = (1.0 - (small / n.max(d)).sqrt()).max(0.02);
                4.0 * n * d * (30.0 + 12.0 * small / n / (gap * gap))
            }
        };
    }
    cost
}

/// Refuses what cannot fit before anything is allocated.
fn check_memory(units: &[Unit], threads: usize) -> Result<(), SweepError> {
    let memory = |u: &Unit| working_memory(&u.design, &u.trainings);
    let Some(largest) = units.iter().max_by_key(|u| memory(u)) else {
        return Ok(());
    };
    let trained = |u: &Unit| (u.trainings.len() + 1) as f64 * u.replicates as f64;
    let trainings: f64 = units.iter().map(trained).sum();
    let results = size_of::<Result<Measurement, Failure>>() as f64 * trainings;
    let needed = memory(largest) as f64 * threads as f64 + 1.25 * results;
    match available_memory() {
        Some(available) if needed > available => Err(SweepError::Memory {
            replicates: units.iter().map(|u| u.replicates).max().unwrap_or(0),
            samples: largest.design.samples(),
            dimension: largest.design.dimension(),
            threads,
            needed_gb: needed / 1e9,
            available_gb: available / 1e9,
        }),
        _ => Ok(()),
    }
}

/// Bytes that can be had without swapping, where the system tells.
fn available_memory() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|l| l.starts_with("MemAvailable:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}
