//! Runs replicates in parallel; the result does not depend on how.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::UnitOutcome;
use super::available_memory::available_memory;
use super::guarded_replicate::{Simulate, guarded};
use super::memory::shortage;
use super::progress::Progress;
use super::queue::Queue;
use super::replicated::Replicated;
use super::run::{Run, Settings, SweepError, Swept};
use super::store::{Count, Known, Store, Stored};
use super::threads::pool;
use super::unit::Unit;
use super::unit_outcomes::{Slots, by_names};
use crate::simulate::{Streams, unless_given_up};

/// What is known of the units, replicates with gaps left out.
fn so_far<R: Replicated>(units: &[Unit<R>], seed: u64, known: &Known) -> Swept<R> {
    let slots = units.iter().map(|unit| Slots::new(unit, seed, Some(known)));
    let mut swept = Swept::<R>::none();
    for slots in slots {
        let trains = !slots.unit.trainings.is_empty();
        swept.conflicts += slots.conflicts;
        swept.near += slots.near;
        let outcomes = slots.without_gaps();
        swept.reused += outcomes.len() * usize::from(trains);
        swept.outcomes.push(outcomes);
    }
    swept
}

/// Runs every replicate of every unit of two classes, in memory.
///
/// # Errors
/// As for [`sweep`].
pub fn execute(
    units: &[Unit],
    settings: Settings,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<UnitOutcome>, SweepError> {
    let run = Run::new(settings.threads, progress, cancel);
    sweep(units, settings.seed, &run).map(|swept| swept.outcomes)
}

/// Runs every replicate of every unit that the store does not know.
///
/// Each replicate draws from streams of its own, keyed by the design's values and
/// the replicate's number, so that neither the number of threads nor the order nor an
/// interruption changes a bit of the result.
///
/// # Errors
/// [`SweepError`] when cancelled, out of memory beforehand, without threads, or when
/// outcomes cannot be kept.
pub fn sweep<R: Replicated>(
    units: &[Unit<R>],
    seed: u64,
    run: &Run<'_>,
) -> Result<Swept<R>, SweepError> {
    sweep_with(units, seed, run, &R::draw)
}

pub(super) fn sweep_with<R: Replicated>(
    units: &[Unit<R>],
    seed: u64,
    run: &Run<'_>,
    simulate: &Simulate<'_, R>,
) -> Result<Swept<R>, SweepError> {
    let pool = pool(run.threads)?;
    // What cannot fit is refused before anything is allocated.
    let threads = pool.current_num_threads();
    if let Some(short) = available_memory().and_then(|bytes| shortage(units, threads, bytes)) {
        return Err(SweepError::Memory(Box::new(short)));
    }

    if let Some(known) = run.so_far {
        return Ok(so_far(units, seed, known));
    }
    let known = run.store.map(Store::known);
    let slots: Vec<Slots<'_, R>> = units.iter().map(|u| Slots::new(u, seed, known)).collect();
    let conflicts = slots.iter().map(|s| s.conflicts).sum();
    let near = slots.iter().map(|s| s.near).sum();
    let costs: Vec<f64> = slots.iter().map(Slots::cost).collect();
    let lacking = slots
        .iter()
        .map(|s| s.lacking(s.unit.replicates.start..s.end));
    let expected = lacking.zip(&costs).map(|(l, cost)| l as f64 * cost);
    run.progress.start(expected.sum());

    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by(|&i, &j| costs[j].total_cmp(&costs[i]));
    let failures = slots.iter().map(Slots::failures).sum();
    let idle = units.iter().filter(|u| u.trainings.is_empty());
    let before = Count {
        replicates: units.iter().map(|u| u.replicates.len()).sum(),
        done: slots.iter().map(Slots::done).sum(),
        failures,
        idle: idle.map(|u| u.replicates.len()).sum(),
    };
    let stages = slots.iter().map(|s| s.unit.replicates.start..s.end);
    let work = Work {
        run,
        simulate,
        costs,
        queue: Queue::new(order, stages.collect()),
        slots: slots.into_iter().map(Mutex::new).collect(),
        simulated: AtomicUsize::new(0),
        missing: AtomicUsize::new(0),
        failures: AtomicUsize::new(failures),
        before,
        flush_between: AtomicBool::new(false),
        flushed: Mutex::new(Instant::now()),
        given_up: Arc::default(),
        threads: pool.current_num_threads(),
        trouble: Mutex::new(None),
    };
    work.all(&pool);
    work.end(conflicts, near)
}

/// How long outcomes may wait for the disk.
const BETWEEN_FLUSHES: Duration = Duration::from_secs(1);
/// How long a cancelled sweep may go unnoticed while replicates are long.
const BETWEEN_GLANCES: Duration = Duration::from_millis(200);
/// What replicates under way have to end by themselves once the sweep is cancelled.
const PATIENCE: Duration = Duration::from_secs(2);

struct Work<'a, R: Replicated> {
    run: &'a Run<'a>,
    simulate: &'a Simulate<'a, R>,
    costs: Vec<f64>,
    queue: Queue,
    slots: Vec<Mutex<Slots<'a, R>>>,
    simulated: AtomicUsize,
    /// Replicates that are not there: they were only to be collected, or have been given up.
    missing: AtomicUsize,
    failures: AtomicUsize,
    /// What was there at the beginning.
    before: Count,
    /// Whether those that simulate write to the disk, too, and when they last did.
    flush_between: AtomicBool,
    flushed: Mutex<Instant>,
    /// Whether replicates under way shall end with nothing.
    given_up: Arc<AtomicBool>,
    threads: usize,
    /// What ended it early.
    trouble: Mutex<Option<Trouble>>,
}

/// What ends a sweep that nobody has cancelled.
enum Trouble {
    /// Why outcomes could not be kept.
    Disk(String),
    /// The replicate that the system had no memory for.
    Memory(String),
}

impl<R: Replicated> Work<'_, R> {
    /// Everybody works until nothing is left; somebody writes to the disk meanwhile, and sees to
    /// it that a cancelled sweep ends.
    fn all(&self, pool: &rayon::ThreadPool) {
        let over = (Mutex::new(false), Condvar::new());
        std::thread::scope(|scope| {
            let started = std::thread::Builder::new().spawn_scoped(scope, || self.attend(&over));
            // No thread is left for it: those that simulate write, and end after a replicate.
            self.flush_between
                .store(started.is_err(), Ordering::Relaxed);
            // Even if a thread panics, nobody waits for ever.
            let _over = Over {
                queue: &self.queue,
                over: &over,
            };
            pool.broadcast(|_| self.one_thread());
        });
        if let Some(store) = self.run.store {
            self.keep(store.flush(self.count()));
        }
    }

    fn attend(&self, (over, changed): &(Mutex<bool>, Condvar)) {
        let mut cancelled: Option<Instant> = None;
        let mut is_over = lock(over);
        while !*is_over {
            let waited = changed.wait_timeout(is_over, BETWEEN_GLANCES);
            is_over = waited.unwrap_or_else(PoisonError::into_inner).0;
            drop(is_over);
            self.flush_if_due();
            if self.run.cancel.load(Ordering::Relaxed) {
                let since = cancelled.get_or_insert_with(Instant::now);
                self.given_up
                    .fetch_or(since.elapsed() >= PATIENCE, Ordering::Relaxed);
            }
            is_over = lock(over);
        }
    }

    fn flush_if_due(&self) {
        // Whoever finds it locked leaves it to who has locked it.
        let (Some(store), Ok(mut flushed)) = (self.run.store, self.flushed.try_lock()) else {
            return;
        };
        if flushed.elapsed() >= BETWEEN_FLUSHES {
            self.keep(store.flush(self.count()));
            *flushed = Instant::now();
        }
    }

    /// What is there by now.
    fn count(&self) -> Count {
        Count {
            done: self.before.done + self.simulated.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            ..self.before
        }
    }

    /// The first refusal of the disk ends the sweep.
    fn keep(&self, written: Result<(), crate::journal::JournalError>) {
        if let Err(error) = written {
            self.end_by(Trouble::Disk(error.to_string()));
        }
    }

    fn end_by(&self, trouble: Trouble) {
        lock(&self.trouble).get_or_insert(trouble);
        self.queue.close();
    }

    fn one_thread(&self) {
        while let Some((unit, replicate)) = self.queue.take() {
            if self.run.cancel.load(Ordering::Relaxed) {
                self.queue.close();
                return;
            }
            self.replicate(unit, replicate);
            if self.flush_between.load(Ordering::Relaxed) {
                self.flush_if_due();
            }
            if self.queue.finish(unit) {
                self.queue.settle(unit, self.next_stage(unit));
            }
        }
    }

    /// What a unit whose stage is complete needs beyond it.
    fn next_stage(&self, unit: usize) -> Range<usize> {
        if self.missing.load(Ordering::Relaxed) > 0 {
            // Nothing can be decided without what is missing.
            return 0..0;
        }
        let mut slots = lock(&self.slots[unit]);
        let next = slots.next_stage();
        let more = slots.lacking(next.clone()) as f64 * self.costs[unit];
        if more > 0.0 {
            self.run.progress.grow(more);
        }
        next
    }

    /// What came of it.
    fn end(self, conflicts: usize, near: usize) -> Result<Swept<R>, SweepError> {
        let simulated = self.simulated.into_inner();
        let trouble = self
            .trouble
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let slots: Vec<Slots<'_, R>> = self
            .slots
            .into_iter()
            .map(|s| s.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect();
        let total = slots.iter().map(Slots::wanted).sum();
        let lacking = |s: &Slots<'_, R>| s.lacking(s.unit.replicates.start..s.end);
        let left: usize = slots.iter().map(lacking).sum();
        let done = total - left;
        if let Some(trouble) = trouble {
            let kept = self.run.store.and_then(Store::last_kept);
            let kept = kept.unwrap_or(self.before.done);
            let total = self.before.replicates;
            return Err(match trouble {
                Trouble::Disk(reason) => SweepError::Store {
                    reason,
                    done: kept,
                    total,
                },
                Trouble::Memory(of) => SweepError::Allocation {
                    of,
                    threads: self.threads,
                    kept: self.run.store.map(|_| kept),
                    total,
                },
            });
        }
        if self.run.collect_only && left > 0 {
            return Err(SweepError::Missing {
                missing: left,
                total,
            });
        }
        slots
            .into_iter()
            .map(Slots::complete)
            .collect::<Option<Vec<UnitOutcome<R::Measurement>>>>()
            .map(|outcomes| Swept {
                outcomes,
                reused: total - simulated,
                simulated,
                conflicts,
                near,
            })
            .ok_or(SweepError::Interrupted { done, total })
    }

    fn replicate(&self, unit: usize, replicate: usize) {
        let (missing, key, all, draws) = {
            let slots = lock(&self.slots[unit]);
            let missing = slots.missing(replicate);
            if missing.is_empty() {
                return;
            }
            if self.run.collect_only {
                self.missing.fetch_add(1, Ordering::Relaxed);
                return;
            }
            let draws: Vec<_> = missing.iter().map(|&d| slots.draws[d].clone()).collect();
            (missing, slots.key, slots.unit, draws)
        };
        let trainings: Vec<R::Training> = draws.iter().map(|d| d.training.clone()).collect();
        let streams = Streams::new(key, replicate as u32);
        let train = || guarded(self.simulate, all, &trainings, streams);
        let Some(outcomes) = unless_given_up(&self.given_up, train) else {
            self.missing.fetch_add(1, Ordering::Relaxed);
            self.queue.close();
            return;
        };
        let Ok(outcomes) = outcomes else {
            self.missing.fetch_add(1, Ordering::Relaxed);
            self.end_by(Trouble::Memory(size_of_replicate(all)));
            return;
        };
        let failed = outcomes.iter().filter(|o| o.is_err()).count();
        self.failures.fetch_add(failed, Ordering::Relaxed);
        if let Some(store) = self.run.store {
            for (names, members) in by_names(&draws) {
                let keys = members.iter().map(|&draw| draws[draw].key).collect();
                let stored = members.iter().map(|&draw| Stored::of::<R>(&outcomes[draw]));
                let batch = (key, &names[..], keys);
                self.keep(store.record(batch, replicate, stored.collect()));
            }
        }
        lock(&self.slots[unit]).set(replicate, &missing, outcomes);
        self.simulated.fetch_add(1, Ordering::Relaxed);
        self.run.progress.advance(self.costs[unit]);
    }
}

fn size_of_replicate<R: Replicated>(unit: &Unit<R>) -> String {
    let ((n, d), method) = (R::size(&unit.design), unit.method.name());
    format!("n = {n}, d = {d} by method {method}")
}

/// Ends the work of everybody when it is dropped.
struct Over<'a> {
    queue: &'a Queue,
    over: &'a (Mutex<bool>, Condvar),
}

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.queue.close();
        *lock(&self.over.0) = true;
        self.over.1.notify_all();
    }
}

/// Whoever panicked while holding a lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
