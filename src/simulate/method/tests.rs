//! What every method promises.

use super::*;
use crate::loss::{Adjustment, LossKind, MarginLoss};
use crate::model::{Labels, Quantity, Solver, TwoClass};

const LAW: [SimulationMethod; 3] = [
    SimulationMethod::Sufficient,
    SimulationMethod::Jacobi,
    SimulationMethod::Mirrored,
];

fn design(delta: f64, labels: Labels) -> Design {
    Design::new(TwoClass::new(0.2, 1.5).unwrap(), delta, 50, labels).unwrap()
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

fn dropped() -> Training {
    Training {
        downsample: true,
        ..training(1.0)
    }
}

/// Failures of others included: a ratio that Jacobi–Lanczos refuses, and a scatter that is
/// singular to working accuracy.
#[test]
fn a_training_does_not_depend_on_its_company() {
    for labels in [Labels::Fixed, Labels::Random] {
        for delta in [0.1, 0.5, 1.3] {
            let d = design(delta, labels);
            let all = [training(4.0), training(1e200), dropped(), training(0.3)];
            for method in LAW {
                for replicate in 0..5 {
                    let streams = Streams::new([3; 32], replicate);
                    let together = simulate(method, &d, &all, streams);
                    for (training, outcome) in all.iter().zip(&together) {
                        let alone = simulate(method, &d, &[*training], streams);
                        assert_eq!(alone[0], *outcome, "{method:?} {delta} {training:?}");
                    }
                    assert!(together[0].is_ok() && together[3].is_ok());
                }
            }
        }
    }
}

/// Means of every quantity by every method, with downsampling and without, against dense.
#[test]
fn methods_agree_in_the_mean() {
    let replicates = 3000;
    let means = |method, design: &Design| {
        let trainings = [training(4.0), dropped()];
        let mut sums = [[[0.0; 2]; Quantity::USUAL.len()]; 2];
        for replicate in 0..replicates {
            let streams = Streams::new([8; 32], replicate);
            let outcomes = simulate(method, design, &trainings, streams);
            for (sums, outcome) in sums.iter_mut().zip(outcomes) {
                let seen = outcome.unwrap().classifier(design.two_class());
                let values = Quantity::USUAL.map(|q| q.of(&seen).unwrap());
                for (sum, value) in sums.iter_mut().zip(values) {
                    sum[0] += value;
                    sum[1] += value * value;
                }
            }
        }
        sums.map(|all| {
            all.map(|[sum, square]| {
                let mean = sum / f64::from(replicates);
                let variance = square / f64::from(replicates) - mean * mean;
                (mean, variance / f64::from(replicates))
            })
        })
    };
    for delta in [0.1, 1.3] {
        let design = design(delta, Labels::Fixed);
        let dense = means(SimulationMethod::Dense, &design);
        for method in LAW {
            let found = means(method, &design);
            for (dense, found) in dense.iter().flatten().zip(found.iter().flatten()) {
                let error = (dense.1 + found.1).sqrt();
                let z = (dense.0 - found.0) / error.max(1e-12);
                // 96 comparisons; mirrored pairs vary less than their members.
                assert!(z.abs() < 4.5, "{method:?} δ = {delta}: {dense:?} {found:?}");
            }
        }
    }
}

#[test]
fn what_a_method_cannot_do_is_said() {
    let d = design(0.5, Labels::Fixed);
    let can = |method, t: &Training| refusal(method, &d, t).is_none();
    let ridged = Training {
        ridge: 0.1,
        ..training(2.0)
    };
    let sgd = Training {
        solver: Solver::Sgd,
        ..training(2.0)
    };
    let logistic = Training {
        loss: LossKind::Logistic.into(),
        ..training(2.0)
    };
    for t in [&ridged, &sgd, &logistic, &training(2.0), &dropped()] {
        assert!(can(SimulationMethod::Dense, t));
    }
    for t in [&ridged, &sgd, &logistic, &training(1e13)] {
        assert!(!can(SimulationMethod::Jacobi, t), "{t:?}");
        let outcome = simulate(
            SimulationMethod::Jacobi,
            &d,
            &[*t],
            Streams::new([1; 32], 0),
        );
        assert!(matches!(outcome[0], Err(Failure::Method { .. })));
    }
    assert!(can(SimulationMethod::Sufficient, &ridged));
    assert!(!can(SimulationMethod::Sufficient, &logistic));
}

/// Every refusal names the value that it is about and what would do.
#[test]
fn refusals_name_the_value_and_the_limit() {
    use SimulationMethod::{Jacobi, Lazy, Mirrored, Sufficient};
    let two = TwoClass::new(0.2, 1.5).unwrap();
    let large = Design::new(two, 0.5, 100_000, Labels::Fixed).unwrap();
    let (small, wide) = (design(0.5, Labels::Fixed), design(0.98, Labels::Fixed));
    let of = |kind: LossKind| Training {
        loss: kind.into(),
        ..training(2.0)
    };
    let ridged = Training {
        ridge: 0.25,
        ..training(2.0)
    };
    let sgd = Training {
        solver: Solver::Sgd,
        ..training(2.0)
    };
    let margins = Adjustment::new([1.0, 2.0], [0.0, 0.0]).unwrap();
    let margins = MarginLoss::from(LossKind::Square)
        .with_adjustment(margins)
        .unwrap();
    let adjusted = Training {
        loss: margins,
        ..training(2.0)
    };
    for (method, design, t, words) in [
        (Jacobi, &small, ridged, &["ridge = 0.25", "ridge = 0"][..]),
        (Jacobi, &small, sgd, &["solver = sgd"]),
        (
            Mirrored,
            &small,
            training(1e13),
            &["= 1e13 is", "1/1e12 to 1e12"],
        ),
        (
            Jacobi,
            &large,
            training(1e5),
            &["= 1e5 is", "1/2.87e4 to 2.87e4", "n = 100000"],
        ),
        (
            Sufficient,
            &small,
            of(LossKind::Logistic),
            &["logistic loss", "plain square loss"],
        ),
        (
            Sufficient,
            &small,
            adjusted,
            &["square loss with margins of its own"],
        ),
        (
            Lazy,
            &small,
            of(LossKind::Hinge),
            &["hinge loss has a kink", "squared-hinge"],
        ),
        (
            Lazy,
            &wide,
            of(LossKind::Logistic),
            &["d = 49", "n − 1 = 49", "fewer dimensions", "ridge > 0"],
        ),
    ] {
        let said = refusal(method, design, &t).unwrap().to_string();
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

/// The ratio that is said to be the greatest is allowed, and hardly a greater one.
#[test]
fn the_limit_that_is_said_is_the_limit() {
    let two = TwoClass::new(0.2, 1.5).unwrap();
    for n in [50, 100_000] {
        let design = Design::new(two, 0.5, n, Labels::Fixed).unwrap();
        let refused = refusal(SimulationMethod::Jacobi, &design, &training(1e13));
        let Some(Refusal::WeightRatio { most, .. }) = refused else {
            panic!("{refused:?}");
        };
        for (ratio, allowed) in [(most, true), (1.0 / most, true), (1.2 * most, false)] {
            let refused = refusal(SimulationMethod::Jacobi, &design, &training(ratio));
            assert_eq!(refused.is_none(), allowed, "{ratio} {n}");
        }
    }
}

/// The mean of a mirrored pair has noise of O(1/n): at a million samples a thousandth of a
/// replicate's.
#[test]
fn mirrored_pairs_see_what_n_leaves_out() {
    let spread = |n: usize| {
        let two = TwoClass::new(0.2, 1.5).unwrap();
        let design = Design::new(two, 0.2, n, Labels::Fixed).unwrap();
        let gamma = |replicate| {
            let streams = Streams::new([4; 32], replicate);
            let found = simulate(
                SimulationMethod::Mirrored,
                &design,
                &[training(4.0)],
                streams,
            );
            found[0].as_ref().unwrap().order[1]
        };
        let pairs: Vec<f64> = (0..50)
            .map(|k| 0.5 * (gamma(2 * k) + gamma(2 * k + 1)))
            .collect();
        let singles: Vec<f64> = (0..50).map(|k| gamma(2 * k)).collect();
        [pairs, singles].map(|v| crate::stats::standard_deviation(&v).unwrap())
    };
    let ([small, _], [large, single]) = (spread(1000), spread(1_000_000));
    assert!(large < 0.01 * single, "{large} {single}");
    let ratio = small / large;
    assert!((500.0..2000.0).contains(&ratio), "{ratio}");
}

/// Without the matrix memory does not grow with n.
#[test]
fn memory_is_that_of_the_method() {
    let large = Design::new(
        TwoClass::new(0.2, 1.5).unwrap(),
        0.2,
        1_000_000_000,
        Labels::Fixed,
    )
    .unwrap();
    let memory = |method| working_memory(method, &large, &[training(20.0)]);
    assert!(memory(SimulationMethod::Jacobi) < 1_000_000);
    assert!(memory(SimulationMethod::Sufficient) > 1_000_000_000_000);
    let outcome = simulate(
        SimulationMethod::Jacobi,
        &large,
        &[training(20.0)],
        Streams::new([1; 32], 0),
    );
    assert!(outcome[0].is_ok());
}
