//! Replicates of one training on groups, in parallel and in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::key::group_draw_key;
use crate::model::{GroupDesign, GroupTraining, SimulationMethod};
use crate::simulate::groups::{GroupMeasurement, group_sampler, simulate_groups};
use crate::simulate::{Streams, unless_given_up};
use crate::sweep::available::available_memory;
use crate::sweep::memory::size;
use crate::sweep::threads::pool;
use crate::sweep::{Progress, Reason, SweepError};

/// A measurement, or why there is none.
pub type GroupReplicate = Result<GroupMeasurement, Reason>;

/// What is simulated, how often, and where from.
#[derive(Clone, Copy, Debug)]
pub struct GroupRun<'a> {
    /// Shapes the data.
    pub design: &'a GroupDesign,
    /// What is trained on them: each training on the same samples.
    pub trainings: &'a [GroupTraining],
    /// How replicates are simulated.
    pub method: SimulationMethod,
    /// Replicates 0, 1, …
    pub replicates: u32,
    /// Of the streams.
    pub seed: u64,
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
}

/// How long a cancelled run may go unnoticed while replicates are long.
const BETWEEN_GLANCES: Duration = Duration::from_millis(200);
/// What replicates under way have to end by themselves once it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// Every replicate, in order, with what came of each training; the same on any number of threads.
///
/// # Errors
/// [`SweepError`] when cancelled, out of memory beforehand, or without threads.
pub fn run_groups(
    run: GroupRun<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<Vec<GroupReplicate>>, SweepError> {
    progress.start(cost(&run));
    replicates(&run, &pool(run.threads)?, progress, cancel)
}

/// Predicted work of all replicates.
pub(super) fn cost(run: &GroupRun<'_>) -> f64 {
    let of_one = group_sampler(run.method).cost(run.design, run.trainings);
    of_one * f64::from(run.replicates)
}

/// The same on threads that are there, as a part of what was announced.
pub(super) fn replicates(
    run: &GroupRun<'_>,
    pool: &ThreadPool,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<Vec<GroupReplicate>>, SweepError> {
    let sampler = group_sampler(run.method);
    fits(
        run,
        sampler.memory(run.design, run.trainings),
        pool.current_num_threads(),
    )?;
    let cost = sampler.cost(run.design, run.trainings);
    let key = group_draw_key(run.seed, run.design, run.method);
    let given_up = Arc::new(AtomicBool::new(false));
    let done = AtomicUsize::new(0);
    let one = |number: u32| {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let streams = Streams::new(key, number);
        let found = unless_given_up(&given_up, || guarded(run, run.trainings, streams))?;
        done.fetch_add(1, Ordering::Relaxed);
        progress.advance(cost);
        Some(found)
    };
    let all: Option<Vec<Vec<GroupReplicate>>> = attended(cancel, &given_up, || {
        pool.install(|| (0..run.replicates).into_par_iter().map(one).collect())
    });
    all.ok_or(SweepError::Interrupted {
        done: done.into_inner(),
        total: run.replicates as usize,
    })
}

/// Refuses what cannot fit before anything is allocated.
fn fits(run: &GroupRun<'_>, of_thread: usize, threads: usize) -> Result<(), SweepError> {
    // A measurement has α, b, projections and errors; a summary a number of each once more.
    let population = run.design.population();
    let numbers = population.mean_dimension() + population.groups().len() + 2;
    let of_result = size_of::<GroupReplicate>() + 3 * size_of::<f64>() * numbers;
    let needed = of_thread as f64 * threads as f64 + of_result as f64 * f64::from(run.replicates);
    match available_memory() {
        Some(available) if needed > available => Err(SweepError::GroupMemory {
            samples: run.design.samples(),
            dimension: run.design.dimension(),
            method: run.method.name(),
            of_thread: size(of_thread as f64),
            threads,
            available: size(available),
        }),
        _ => Ok(()),
    }
}

/// A panic is a failure of this replicate alone, and of the training that it is of: the others are
/// trained again one by one.
fn guarded(
    run: &GroupRun<'_>,
    trainings: &[GroupTraining],
    streams: Streams,
) -> Vec<GroupReplicate> {
    let draw = || simulate_groups(run.method, run.design, trainings, streams);
    match catch_unwind(AssertUnwindSafe(draw)) {
        Ok(outcomes) => outcomes
            .into_iter()
            .map(|outcome| outcome.map_err(Reason::from))
            .collect(),
        Err(payload) if trainings.len() == 1 => vec![Err(Reason::panicked(&*payload))],
        Err(_) => trainings
            .iter()
            .flat_map(|t| guarded(run, std::slice::from_ref(t), streams))
            .collect(),
    }
}

/// Does the work while somebody looks whether it is still wanted, and gives it up some time
/// after it is not.
fn attended<T>(cancel: &AtomicBool, given_up: &AtomicBool, work: impl FnOnce() -> T) -> T {
    let over = (Mutex::new(false), Condvar::new());
    let glance = || {
        let mut cancelled: Option<Instant> = None;
        let mut is_over = over.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !*is_over {
            let waited = over.1.wait_timeout(is_over, BETWEEN_GLANCES);
            is_over = waited.unwrap_or_else(PoisonError::into_inner).0;
            if cancel.load(Ordering::Relaxed) {
                let since = cancelled.get_or_insert_with(Instant::now);
                given_up.fetch_or(since.elapsed() >= PATIENCE, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| {
        // Without a thread for it, a cancelled run ends after the replicates under way.
        let _watch = std::thread::Builder::new().spawn_scoped(scope, glance);
        // Even if the work panics, nobody waits for ever.
        let _over = Over(&over);
        work()
    })
}

/// Ends the watch when it is dropped.
struct Over<'a>(&'a (Mutex<bool>, Condvar));

impl Drop for Over<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Labels, SpuriousCorrelation, Weighting};
    use crate::sweep::Silent;

    fn design() -> GroupDesign {
        let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        GroupDesign::new(&model.population(), 0.2, 60, Labels::Random).unwrap()
    }

    fn training() -> GroupTraining {
        GroupTraining {
            loss: LossKind::Logistic.into(),
            weighting: Weighting::new(vec![1.0, 4.0, 4.0, 1.0]).unwrap(),
            ridge: 0.1,
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let (design, training) = (design(), training());
        for method in [SimulationMethod::Dense, SimulationMethod::Lazy] {
            let on = |threads| {
                let run = GroupRun {
                    design: &design,
                    trainings: std::slice::from_ref(&training),
                    method,
                    replicates: 12,
                    seed: 3,
                    threads: Some(threads),
                };
                run_groups(run, &Silent, &AtomicBool::new(false)).unwrap()
            };
            let one = on(1);
            assert_eq!(one, on(3));
            assert_eq!(one.len(), 12);
            assert!(one.iter().flatten().all(Result::is_ok) && one[0] != one[1]);
        }
    }

    /// What else is trained on the same data changes nothing.
    #[test]
    fn a_training_does_not_know_its_company() {
        let (design, first) = (design(), training());
        let second = GroupTraining {
            weighting: Weighting::new(vec![1.0; 4]).unwrap(),
            ..first.clone()
        };
        let both = [first.clone(), second];
        let of = |trainings: &[GroupTraining]| {
            let run = GroupRun {
                design: &design,
                trainings,
                method: SimulationMethod::Dense,
                replicates: 4,
                seed: 3,
                threads: Some(2),
            };
            run_groups(run, &Silent, &AtomicBool::new(false)).unwrap()
        };
        let (together, alone) = (of(&both), of(&both[..1]));
        for (together, alone) in together.iter().zip(&alone) {
            assert_eq!((together.len(), &together[0]), (2, &alone[0]));
            assert_ne!(together[0], together[1]);
        }
    }

    #[test]
    fn what_is_cancelled_is_an_interruption() {
        let (design, training) = (design(), training());
        let run = GroupRun {
            design: &design,
            trainings: std::slice::from_ref(&training),
            method: SimulationMethod::Dense,
            replicates: 5,
            seed: 1,
            threads: Some(2),
        };
        let ended = run_groups(run, &Silent, &AtomicBool::new(true));
        assert_eq!(ended, Err(SweepError::Interrupted { done: 0, total: 5 }));
    }
}
