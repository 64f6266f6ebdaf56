//! Whether anybody still wants the replicate that is being computed.
//!
//! A solver can take minutes on one training set. Its loops ask [`is_given_up`] and end early,
//! with whatever they have; [`unless_given_up`] throws away what comes of that, so that no
//! outcome ever depends on when somebody lost patience.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the replicate of a thread is given up by.
struct Wish {
    given_up: Arc<AtomicBool>,
    /// Whether a solver was told.
    told: bool,
}

thread_local! {
    static WISH: RefCell<Option<Wish>> = const { RefCell::new(None) };
}

/// What `work` gives, which ends soon after `given_up` is raised; `None` if a loop of it was
/// ended by that.
pub fn unless_given_up<T>(given_up: &Arc<AtomicBool>, work: impl FnOnce() -> T) -> Option<T> {
    let wish = Wish {
        given_up: Arc::clone(given_up),
        told: false,
    };
    let before = Restored(WISH.replace(Some(wish)));
    let done = work();
    let told = WISH.with_borrow(|wish| wish.as_ref().is_some_and(|wish| wish.told));
    drop(before);
    (!told).then_some(done)
}

/// What held before holds again, even after a panic.
struct Restored(Option<Wish>);

impl Drop for Restored {
    fn drop(&mut self) {
        WISH.set(self.0.take());
    }
}

/// Whether a loop shall end now: what is made of it is thrown away.
pub(in crate::simulate) fn is_given_up() -> bool {
    WISH.with_borrow_mut(|wish| {
        wish.as_mut().is_some_and(|wish| {
            wish.told |= wish.given_up.load(Ordering::Relaxed);
            wish.told
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Design, Labels, Solver, Training, TwoClass};
    use crate::simulate::{Streams, run_replicate};

    #[test]
    fn what_was_ended_early_is_nothing() {
        let flag = Arc::new(AtomicBool::new(false));
        assert!(!is_given_up());
        assert_eq!(unless_given_up(&flag, is_given_up), Some(false));
        flag.store(true, Ordering::Relaxed);
        // What asks for nothing was not ended by anything.
        assert_eq!(unless_given_up(&flag, || 1), Some(1));
        assert_eq!(unless_given_up(&flag, is_given_up), None);
        assert!(!is_given_up());
        let panicked = std::panic::catch_unwind(|| unless_given_up(&flag, || panic!("t")));
        assert!(panicked.is_err() && !is_given_up());
    }

    /// Every solver that goes on and on asks.
    #[test]
    fn every_long_solver_ends() {
        use crate::loss::LossKind;

        let two = TwoClass::new(0.3, 1.0).unwrap();
        let design = Design::new(two, 0.2, 100, Labels::Fixed).unwrap();
        let flag = Arc::new(AtomicBool::new(true));
        let trained = |loss: LossKind, solver: Solver| {
            let training = Training {
                loss: loss.into(),
                weights: 2.0,
                ridge: 0.1,
                downsample: false,
                solver,
                threshold: crate::model::Threshold::NONE,
            };
            let replicate = || run_replicate(&design, &[training], Streams::new([3; 32], 0));
            assert!(replicate()[0].is_ok(), "{loss:?}");
            unless_given_up(&flag, replicate)
        };
        for loss in LossKind::ALL {
            if loss != LossKind::Square {
                assert_eq!(trained(loss, Solver::Direct), None, "{loss:?}");
            }
        }
        assert_eq!(trained(LossKind::Square, Solver::Sgd), None);
    }
}
