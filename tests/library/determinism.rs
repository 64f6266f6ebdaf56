//! Results are a pure function of (parameters, seed).

use std::sync::atomic::{AtomicBool, Ordering};

use thumbscale::model::{Design, Labels, SimulationMethod, Solver, Training, TwoClass};
use thumbscale::sweep::{Progress, Settings, Silent, SweepError, Unit, UnitOutcome, execute};

fn unit(delta: f64, labels: Labels, weights: &[f64]) -> Unit {
    let design = Design::new(TwoClass::new(0.2, 1.5).unwrap(), delta, 120, labels).unwrap();
    let training = |weight_ratio, downsample, solver| Training {
        loss: thumbscale::LossKind::Square.into(),
        weights: weight_ratio,
        ridge: 0.01,
        downsample,
        solver,
        threshold: thumbscale::model::Threshold::NONE,
    };
    let mut trainings: Vec<_> = weights
        .iter()
        .map(|&w| training(w, false, Solver::Direct))
        .collect();
    trainings.push(training(1.0, true, Solver::Direct));
    // Beyond this it takes tens of thousands of passes.
    if delta < 0.5 {
        trainings.push(training(1.0, false, Solver::Sgd));
    }
    Unit {
        design,
        method: SimulationMethod::Dense,
        replicates: 0..6,
        by_rule: Vec::new(),
        conditions: thumbscale::model::TestConditions::default(),
        precision: None,
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
    let large = Unit {
        design,
        method: SimulationMethod::Dense,
        replicates: 0..1,
        trainings: unit(0.3, Labels::Fixed, &[1.0]).trainings,
        by_rule: Vec::new(),
        conditions: thumbscale::model::TestConditions::default(),
        precision: None,
    };
    let settings = Settings {
        seed: 1,
        threads: Some(1),
    };
    let refused = execute(&[large], settings, &Silent, &AtomicBool::new(false));
    let Err(SweepError::Memory(short)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(short.samples, 50_000_000);
}

/// Frozen from a run of method version 1, which later ones changed here by rounding only. Whoever
/// changes these numbers must raise `METHOD_VERSION`, or stored outcomes of the old program are
/// taken for those of the new.
#[test]
fn the_numbers_are_those_of_this_method_version() {
    assert_eq!(thumbscale::sweep::METHOD_VERSION, 5);
    let mut unit = unit(0.3, Labels::Fixed, &[4.0]);
    unit.replicates = 0..1;
    for loss in [thumbscale::LossKind::Logistic, thumbscale::LossKind::Hinge] {
        let training = unit.trainings[0];
        unit.trainings.push(Training {
            loss: loss.into(),
            ..training
        });
    }
    let outcomes = run(&[unit], 1, 5);
    let orders: Vec<[f64; 3]> = outcomes[0][0]
        .iter()
        .map(|outcome| outcome.as_ref().unwrap().order)
        .collect();
    let frozen = [
        [0.6116198266342334, 0.46546591137642, 0.008168934870699321],
        [
            1.3469094473413858,
            0.42025480483599886,
            -0.006216617053336893,
        ],
        [0.5156536857222173, 0.4026601409462222, -0.17224154661832125],
        [3.580470042242698, 2.814021960649172, -0.5530058418421705],
        [1.673836994433303, 1.1989368054675105, -0.46056400276680365],
    ];
    for (value, frozen) in orders.iter().flatten().zip(frozen.as_flattened()) {
        let distance = (value - frozen).abs();
        assert!(distance <= 1e-9 * frozen.abs(), "{orders:#?}");
    }
}
