//! Who does what next.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Hands out (unit, replicate), the costliest units first, which keeps all threads busy to
/// the end. A unit's replicates come in stages: when all of one are finished, whoever
/// finished the last decides whether there is another.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Units with replicates to hand out.
    ready: VecDeque<usize>,
    stages: Vec<Stage>,
    /// Tasks handed out and not finished, or finished and not yet settled.
    running: usize,
    closed: bool,
}

struct Stage {
    left: Range<usize>,
    running: usize,
}

impl Queue {
    /// Of units in descending order of cost, each with its first stage.
    pub(super) fn new(order: Vec<usize>, stages: Vec<Range<usize>>) -> Self {
        let ready = order.into_iter().filter(|&u| !stages[u].is_empty());
        Self {
            state: Mutex::new(State {
                ready: ready.collect(),
                stages: stages
                    .into_iter()
                    .map(|left| Stage { left, running: 0 })
                    .collect(),
                running: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// The next task; waits while a running one may lead to more, `None` at the end.
    pub(super) fn take(&self) -> Option<(usize, usize)> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(&unit) = state.ready.front() {
                let stage = &mut state.stages[unit];
                let replicate = stage.left.next();
                if stage.left.is_empty() {
                    state.ready.pop_front();
                }
                if let Some(replicate) = replicate {
                    state.stages[unit].running += 1;
                    state.running += 1;
                    return Some((unit, replicate));
                }
            } else if state.running == 0 {
                return None;
            } else {
                let waited = self.changed.wait(state);
                state = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Reports a task as finished. Whether its unit's stage is complete: then the caller
    /// must [`Queue::settle`] it.
    pub(super) fn finish(&self, unit: usize) -> bool {
        let mut state = self.lock();
        let stage = &mut state.stages[unit];
        stage.running -= 1;
        let complete = stage.running == 0 && stage.left.is_empty();
        if !complete {
            self.release(&mut state);
        }
        complete
    }

    /// Gives a unit its next stage, or none.
    pub(super) fn settle(&self, unit: usize, next: Range<usize>) {
        let mut state = self.lock();
        if !next.is_empty() {
            state.stages[unit].left = next;
            state.ready.push_front(unit);
            self.changed.notify_all();
        }
        self.release(&mut state);
    }

    /// Hands nothing out any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn release(&self, state: &mut State) {
        state.running -= 1;
        if state.running == 0 {
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held; if something did, counts would still stand.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costliest_first_and_stages_follow_each_other() {
        let queue = Queue::new(vec![1, 0, 2], vec![0..2, 3..4, 0..0]);
        assert_eq!(queue.take(), Some((1, 3)));
        assert_eq!(queue.take(), Some((0, 0)));
        assert!(queue.finish(1));
        queue.settle(1, 4..6);
        assert_eq!(queue.take(), Some((1, 4)));
        assert_eq!(queue.take(), Some((1, 5)));
        assert!(!queue.finish(1));
        assert!(queue.finish(1));
        queue.settle(1, 0..0);
        assert_eq!(queue.take(), Some((0, 1)));
        assert!(!queue.finish(0));
        assert!(queue.finish(0));
        queue.settle(0, 0..0);
        assert_eq!(queue.take(), None);
    }

    /// Whoever finds nothing to do waits for what a running task may bring.
    #[test]
    fn an_idle_thread_gets_what_another_brings() {
        let queue = Queue::new(vec![0], vec![0..1]);
        let first = queue.take().unwrap();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| queue.take());
            assert!(queue.finish(first.0));
            queue.settle(0, 1..2);
            assert_eq!(other.join().unwrap(), Some((0, 1)));
        });
        queue.close();
        assert_eq!(queue.take(), None);
    }
}
