//! Results are a pure function of (parameters, seed).

use std::sync::atomic::{AtomicBool, Ordering};

use thumbscale::model::{Design, Labels, Solver, TwoClass};
use thumbscale::simulate::Training;
use thumbscale::sweep::{Progress, Settings, Silent, SweepError, Unit, UnitOutcome, execute};

fn unit(delta: f64, labels: Labels, weights: &[f64]) -> Unit {
    let design = Design::new(TwoClass::new(0.2, 1.5).unwrap(), delta, 120, labels).unwrap();
    let training = |weight_ratio, downsample, solver| Training {
        loss: thumbscale::LossKind::Square.into(),
        weight_ratio,
        ridge: 0.01,
        downsample,
        solver,
    };
    let mut trainings: Vec<_> = weights
        .iter()
        .map(|&w| training(w, false, Solver::Direct))
        .collect();
    trainings.push(training(1.0, true, Solver::Direct));
    trainings.push(training(1.0, false, Solver::Sgd));
    Unit {
        design,
        replicates: 0..6,
        trainings,
    }
}

fn run(units: &[Unit], threads: usize, seed: u64) -> Vec<UnitOutcome> {
    let settings = Settings {
        seed,
        threads: Some(threads),
    };
    execute(units, settings, &Silent, &AtomicBool::new(false)).unwrap()
}

#[test]
fn threads_order_and_company_change_no_bit() {
    let a = unit(0.3, Labels::Fixed, &[1.0, 4.0]);
    let b = unit(0.7, Labels::Random, &[2.0]);
    let c = unit(1.4, Labels::Fixed, &[2.0]);
    let all = [a.clone(), b.clone(), c.clone()];
    let one = run(&all, 1, 5);
    for threads in [2, 7] {
        assert_eq!(run(&all, threads, 5), one);
    }
    let shuffled = run(&[c, a.clone(), b], 2, 5);
    assert_eq!(
        [&shuffled[1], &shuffled[2], &shuffled[0]],
        [&one[0], &one[1], &one[2]]
    );
    assert_eq!(run(&[a], 2, 5)[0], one[0]);
    assert_ne!(run(&all, 1, 6), one);
}

#[test]
fn more_weights_do_not_change_the_others() {
    let few = run(&[unit(0.3, Labels::Fixed, &[4.0])], 1, 5);
    let many = run(&[unit(0.3, Labels::Fixed, &[4.0, 9.0, 1.0])], 1, 5);
    for (f, m) in few[0].iter().zip(&many[0]) {
        assert_eq!(f[0], m[0]);
    }
}

#[test]
fn cancelling_ends_the_sweep_with_a_count() {
    struct CancelAfterTwo<'a>(&'a AtomicBool, std::sync::atomic::AtomicUsize);
    impl Progress for CancelAfterTwo<'_> {
        fn start(&self, _: f64) {}
        fn advance(&self, _: f64) {
            if self.1.fetch_add(1, Ordering::SeqCst) == 1 {
                self.0.store(true, Ordering::SeqCst);
            }
        }
    }
    let cancel = AtomicBool::new(false);
    let progress = CancelAfterTwo(&cancel, Default::default());
    let settings = Settings {
        seed: 1,
        threads: Some(1),
    };
    let ended = execute(
        &[Unit {
            replicates: 0..50,
            ..unit(0.3, Labels::Fixed, &[1.0])
        }],
        settings,
        &progress,
        &cancel,
    );
    assert_eq!(ended, Err(SweepError::Interrupted { done: 2, total: 50 }));
}

#[test]
fn more_than_the_machine_holds_is_refused_before_allocation() {
    let design = Design::new(
        TwoClass::new(0.2, 1.0).unwrap(),
        1.0,
        50_000_000,
        Labels::Fixed,
    )
    .unwrap();
    let unit = Unit {
        design,
        replicates: 0..1,
        trainings: vec![],
    };
    let settings = Settings {
        seed: 1,
        threads: Some(1),
    };
    let refused = execute(&[unit], settings, &Silent, &AtomicBool::new(false));
    assert!(matches!(
        refused,
        Err(SweepError::Memory {
            samples: 50_000_000,
            ..
        })
    ));
}
