//! Replicates of one training on groups, in parallel and in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::key::group_draw_key;
use crate::model::{GroupDesign, GroupTraining, SimulationMethod};
use crate::simulate::groups::{GroupMeasurement, group_sampler, simulate_groups};
use crate::simulate::{Failure, Streams, unless_given_up};
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
    /// What is trained on them.
    pub training: &'a GroupTraining,
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

/// Every replicate, in order; the same on any number of threads.
///
/// # Errors
/// [`SweepError`] when cancelled, out of memory beforehand, or without threads.
pub fn run_groups(
    run: GroupRun<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<GroupReplicate>, SweepError> {
    let trainings = std::slice::from_ref(run.training);
    let sampler = group_sampler(run.method);
    let pool = pool(run.threads)?;
    fits(
        &run,
        sampler.memory(run.design, trainings),
        pool.current_num_threads(),
    )?;
    let cost = sampler.cost(run.design, trainings);
    progress.start(cost * f64::from(run.replicates));
    let key = group_draw_key(run.seed, run.design, run.method);
    let given_up = Arc::new(AtomicBool::new(false));
    let done = AtomicUsize::new(0);
    let one = |number: u32| {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let streams = Streams::new(key, number);
        let found = unless_given_up(&given_up, || guarded(&run, streams))?;
        done.fetch_add(1, Ordering::Relaxed);
        progress.advance(cost);
        Some(found)
    };
    let all: Option<Vec<GroupReplicate>> = attended(cancel, &given_up, || {
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

/// A panic is a failure of its replicate alone.
fn guarded(run: &GroupRun<'_>, streams: Streams) -> GroupReplicate {
    let trainings = std::slice::from_ref(run.training);
    let draw = || simulate_groups(run.method, run.design, trainings, streams);
    match catch_unwind(AssertUnwindSafe(draw)) {
        Ok(mut outcomes) => {
            let outcome = outcomes.pop().unwrap_or(Err(Failure::NotFinite));
            outcome.map_err(Reason::from)
        }
        Err(payload) => Err(Reason::panicked(&*payload)),
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
                    training: &training,
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
            assert!(one.iter().all(Result::is_ok) && one[0] != one[1]);
        }
    }

    #[test]
    fn what_is_cancelled_is_an_interruption() {
        let (design, training) = (design(), training());
        let run = GroupRun {
            design: &design,
            training: &training,
            method: SimulationMethod::Dense,
            replicates: 5,
            seed: 1,
            threads: Some(2),
        };
        let ended = run_groups(run, &Silent, &AtomicBool::new(true));
        assert_eq!(ended, Err(SweepError::Interrupted { done: 0, total: 5 }));
    }
}
