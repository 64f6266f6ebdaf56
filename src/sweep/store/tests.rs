//! A sweep that is ended anywhere and begun again is the sweep that was never ended.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::loss::LossKind;
use crate::model::{Design, Labels, SimulationMethod, Solver, Training, TwoClass};
use crate::simulate::{Failure, Measurement, Streams, run_replicate};
use crate::sweep::executor::sweep_with;
use crate::sweep::{Run, Silent, SweepError, Swept, Unit, UnitOutcome, sweep};

fn unit(delta: f64, replicates: usize, weights: &[f64]) -> Unit {
    let two = TwoClass::new(0.25, 1.5).unwrap();
    Unit {
        design: Design::new(two, delta, 40, Labels::Fixed).unwrap(),
        method: SimulationMethod::Dense,
        replicates: 0..replicates,
        by_rule: Vec::new(),
        conditions: crate::model::TestConditions::default(),
        precision: None,
        trainings: weights.iter().map(|&w| training(w)).collect(),
    }
}

fn training(weight_ratio: f64) -> Training {
    Training {
        loss: LossKind::Square.into(),
        weights: weight_ratio,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Direct,
        threshold: crate::model::Threshold::NONE,
    }
}

const SEED: u64 = 5;
static NEVER: AtomicBool = AtomicBool::new(false);

fn stored(units: &[Unit], folder: &Path) -> Swept {
    let store = Store::open(folder, false).unwrap();
    sweep(units, SEED, &with(&store)).unwrap()
}

fn with(store: &Store) -> Run<'_> {
    Run {
        store: Some(store),
        ..Run::new(Some(2), &Silent, &NEVER)
    }
}

fn in_memory(units: &[Unit]) -> Vec<UnitOutcome> {
    let run = Run::new(Some(1), &Silent, &NEVER);
    sweep(units, SEED, &run).unwrap().outcomes
}

#[test]
fn what_is_stored_is_not_simulated_again() {
    let folder = tempfile::tempdir().unwrap();
    let few = [unit(0.2, 5, &[1.0, 3.0])];
    let first = stored(&few, folder.path());
    assert_eq!((first.reused, first.simulated), (0, 5));
    let again = stored(&few, folder.path());
    assert_eq!((again.reused, again.simulated), (5, 0));
    assert_eq!(first.outcomes, again.outcomes);
    assert_eq!(first.outcomes, in_memory(&few));
}

/// More replicates, another weight and another design run what is new only.
#[test]
fn a_changed_sweep_reuses_what_is_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    stored(&[unit(0.2, 5, &[1.0, 3.0])], folder.path());
    let trained = AtomicUsize::new(0);
    let counting = |unit: &Unit, trainings: &[Training], streams: Streams| {
        trained.fetch_add(trainings.len(), Ordering::Relaxed);
        run_replicate(&unit.design, trainings, streams)
    };
    let units = [unit(0.4, 2, &[1.0]), unit(0.2, 7, &[2.0, 3.0])];
    let store = Store::open(folder.path(), false).unwrap();
    let swept = sweep_with(&units, SEED, &with(&store), &counting).unwrap();
    assert_eq!(swept.outcomes, in_memory(&units));
    // Two of the new design; the new weight on 7 replicates; the old one on two.
    assert_eq!(trained.into_inner(), 2 + 7 + 2);
    drop(store);
    let fewer = [unit(0.2, 3, &[3.0])];
    let swept = stored(&fewer, folder.path());
    assert_eq!((swept.reused, swept.simulated), (3, 0));
    assert_eq!(swept.outcomes, in_memory(&fewer));
}

#[test]
fn an_interrupted_sweep_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let units = [unit(0.2, 9, &[1.0, 3.0]), unit(0.5, 9, &[1.0])];
    let cancel = AtomicBool::new(false);
    let count = AtomicUsize::new(0);
    let stopping = |unit: &Unit, trainings: &[Training], streams: Streams| {
        if count.fetch_add(1, Ordering::SeqCst) == 4 {
            cancel.store(true, Ordering::SeqCst);
        }
        run_replicate(&unit.design, trainings, streams)
    };
    let store = Store::open(folder.path(), false).unwrap();
    let run = Run {
        cancel: &cancel,
        threads: Some(1),
        ..with(&store)
    };
    let ended = sweep_with(&units, SEED, &run, &stopping);
    assert_eq!(ended, Err(SweepError::Interrupted { done: 5, total: 18 }));
    drop(store);
    let rest = stored(&units, folder.path());
    assert_eq!((rest.reused, rest.simulated), (5, 13));
    assert_eq!(rest.outcomes, in_memory(&units));
}

/// A failure and a panic cost their replicate only, and are remembered, not drawn again.
#[test]
fn failures_and_panics_are_kept_with_their_reason() {
    let folder = tempfile::tempdir().unwrap();
    let units = [unit(0.2, 4, &[1.0, 3.0])];
    let frail = |unit: &Unit, trainings: &[Training], streams: Streams| {
        let design = &unit.design;
        let mut results = run_replicate(design, trainings, streams);
        match &results[0] {
            Ok(m) if is_replicate(design, m, 1) => panic!("index out\nof bounds"),
            Ok(m) if is_replicate(design, m, 2) => results[1] = Err(Failure::EmptyClass),
            _ => {}
        }
        results
    };
    let store = Store::open(folder.path(), false).unwrap();
    let swept = sweep_with(&units, SEED, &with(&store), &frail).unwrap();
    drop(store);
    let words = |r: usize, t: usize| match &swept.outcomes[0][r][t] {
        Ok(_) => String::new(),
        Err(reason) => reason.to_string(),
    };
    assert_eq!(words(1, 0), "panicked: index out of bounds");
    assert_eq!(words(1, 1), "", "trained alone it does not panic");
    assert_eq!(words(2, 1), "a class has no sample in this replicate");
    assert_eq!([words(0, 0), words(2, 0), words(3, 1)], ["", "", ""]);
    let again = stored(&units, folder.path());
    assert_eq!((again.reused, again.simulated), (4, 0));
    assert_eq!(again.outcomes, swept.outcomes);
}

/// Streams do not say their number; data do.
fn is_replicate(design: &Design, measured: &Measurement, replicate: u32) -> bool {
    let key = crate::sweep::data_key(SEED, design);
    let drawn = run_replicate(design, &[training(1.0)], Streams::new(key, replicate));
    drawn[0].as_ref() == Ok(measured)
}

/// Replicates divided among three stores, collected in any order.
#[test]
fn stores_merge_to_the_same_outcomes() {
    let all = [unit(0.2, 9, &[1.0, 3.0])];
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    for (part, folder) in folders.iter().enumerate() {
        let share = Unit {
            replicates: 3 * part..3 * part + 3,
            ..all[0].clone()
        };
        stored(&[share], folder.path());
    }
    for order in [[0, 1, 2], [2, 0, 1]] {
        let target = tempfile::tempdir().unwrap();
        let mut store = Store::open(target.path(), false).unwrap();
        for &part in &order[..2] {
            store
                .absorb(Store::read(folders[part].path()).unwrap().0)
                .unwrap();
        }
        let collect = Run {
            collect_only: true,
            ..with(&store)
        };
        let missing = SweepError::Missing {
            missing: 3,
            total: 9,
        };
        assert_eq!(sweep(&all, SEED, &collect), Err(missing));
        let last = Store::read(folders[order[2]].path()).unwrap().0;
        store.absorb(last.clone()).unwrap();
        store.absorb(last).unwrap();
        drop(store);
        let store = Store::open(target.path(), false).unwrap();
        let collect = Run {
            collect_only: true,
            ..with(&store)
        };
        let merged = sweep(&all, SEED, &collect).unwrap();
        assert_eq!(merged.outcomes, in_memory(&all));
        assert_eq!((merged.reused, merged.conflicts), (9, 0));
        assert_eq!(store.known().sessions(), [Session::current()]);
    }
}

#[test]
fn a_second_run_is_refused_until_the_first_ends() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path(), false).unwrap();
    let second = Store::open(folder.path(), false);
    assert!(matches!(
        second,
        Err(StoreError::Lock(LockError::Held { .. }))
    ));
    drop(first);
    Store::open(folder.path(), true).unwrap();
}

/// Two stored outcomes that differ in a bit are counted, and the first one stands.
#[test]
fn contradictions_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let units = [unit(0.2, 2, &[1.0])];
    let truth = stored(&units, folder.path()).outcomes;
    let mut store = Store::open(folder.path(), false).unwrap();
    let mut other = store.known().batches()[0].clone();
    if let Stored::Measured(kept) = &mut other.outcomes[0] {
        kept.residual += 1e-20;
    }
    let record = Record::Batch(other).encode();
    store.absorb(Known::of(&[record])).unwrap();
    let swept = sweep(&units, SEED, &with(&store)).unwrap();
    assert_eq!(swept.conflicts, 1);
    assert_eq!(swept.outcomes, truth);
}

/// A rule's weight that another machine computes to other last digits finds its outcomes; a
/// given number does not.
#[test]
fn a_rule_s_weight_may_differ_in_its_last_digits() {
    let folder = tempfile::tempdir().unwrap();
    let there = [unit(0.2, 4, &[3.0 * (1.0 + 1e-12), 5.0])];
    let first = stored(&there, folder.path());
    let number = [unit(0.2, 4, &[3.0])];
    let store = Store::open(folder.path(), false).unwrap();
    let collect = Run {
        collect_only: true,
        ..with(&store)
    };
    let missing = SweepError::Missing {
        missing: 4,
        total: 4,
    };
    assert_eq!(sweep(&number, SEED, &collect), Err(missing));
    let rule = [Unit {
        by_rule: vec![0],
        ..number[0].clone()
    }];
    let found = sweep(&rule, SEED, &collect).unwrap();
    assert_eq!((found.reused, found.near), (4, 4));
    let column =
        |outcomes: &UnitOutcome| -> Vec<_> { outcomes.iter().map(|r| r[0].clone()).collect() };
    assert_eq!(column(&found.outcomes[0]), column(&first.outcomes[0]));
    drop(store);
    // Once the very weight is there, it is taken.
    stored(&number, folder.path());
    let again = stored(&rule, folder.path());
    assert_eq!((again.reused, again.near), (4, 0));
    assert_eq!(again.outcomes, in_memory(&number));
}
