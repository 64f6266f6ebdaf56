//! What every way to simulate groups promises.

use super::*;
use crate::loss::{Adjustment, LossKind, MarginLoss};
use crate::model::{
    Design, Group, GroupQuantity, Label, Labels, Population, Solver, Training, TwoClass, Weighting,
};
use crate::simulate::erm::Moments;
use crate::simulate::prepared_set::Prepared;
use crate::simulate::{Purpose, TrainingSet, run_replicate};

/// Three groups in two coordinates with noise of their own.
fn uneven(priors: [f64; 3]) -> Population {
    let rows: [(i8, [f64; 2], f64); 3] = [
        (1, [1.5, 0.3], 0.8),
        (1, [0.4, -0.9], 1.3),
        (-1, [-1.1, 0.6], 1.0),
    ];
    let groups = rows.iter().zip(priors).enumerate();
    let group =
        |(i, (&(label, mean, noise_scale), prior)): (usize, (&(_, [f64; 2], _), _))| Group {
            name: format!("group {i}"),
            label: Label::try_from(label).unwrap(),
            prior,
            mean: mean.to_vec(),
            noise_scale,
        };
    Population::new(groups.map(group).collect()).unwrap()
}

fn design(delta: f64, n: usize, labels: Labels) -> GroupDesign {
    GroupDesign::new(uneven([0.2, 0.3, 0.5]), delta, n, labels).unwrap()
}

fn training(loss: impl Into<MarginLoss>, weights: &[f64], ridge: f64) -> GroupTraining {
    GroupTraining {
        ridge,
        ..Training::new(loss, Weighting::new(weights.to_vec()).unwrap())
    }
}

const WEIGHTS: [f64; 3] = [2.0, 0.7, 1.2];

fn streams(replicate: u32) -> Streams {
    Streams::new([4; 32], replicate)
}

fn order(outcome: &GroupOutcome) -> Vec<f64> {
    let order = &outcome.as_ref().unwrap().order;
    let mut all = vec![order.alpha, order.bias];
    all.extend(&order.projection);
    all
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let size = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let apart: Vec<f64> = a.iter().zip(b).map(|(x, y)| x - y).collect();
    size(&apart) / size(b)
}

/// The same streams, the same numbers: data and lazily drawn features are those of two classes,
/// bit for bit, where neither takes a shorter way.
#[test]
fn two_classes_are_two_groups() {
    let two = TwoClass::new(0.2, 1.2).unwrap();
    let adjusted = Adjustment::new([1.4, 0.7], [0.2, -0.3]).unwrap();
    for (delta, ridge) in [(0.1, 0.0), (0.4, 0.02), (1.4, 0.0), (1.4, 0.3)] {
        let theirs = Design::new(two, delta, 60, Labels::Fixed).unwrap();
        let ours = GroupDesign::new(two.population(), delta, 60, Labels::Fixed).unwrap();
        for kind in LossKind::ALL {
            for loss in [
                MarginLoss::from(kind),
                MarginLoss::from(kind).with_adjustment(adjusted).unwrap(),
            ] {
                let plain = loss == LossKind::Square.into();
                let single = Training {
                    loss,
                    weights: 4.0,
                    ridge,
                    downsample: false,
                    solver: Solver::Direct,
                    threshold: crate::model::Threshold::NONE,
                };
                let all = [training(loss, &[4.0, 1.0], ridge)];
                for method in [SimulationMethod::Dense, SimulationMethod::Lazy] {
                    if group_refusal(method, &ours, &all[0]).is_some() {
                        continue;
                    }
                    let a = &simulate_groups(method, &ours, &all, streams(3))[0];
                    let b = &crate::simulate::simulate(method, &theirs, &[single], streams(3))[0];
                    let what = format!("{method:?} {loss:?} {delta} {ridge}: {a:?} {b:?}");
                    let (Ok(a), Ok(b)) = (a, b) else {
                        assert!(a.is_err() && b.is_err(), "{what}");
                        continue;
                    };
                    let [alpha, gamma, bias] = b.order;
                    let found = [a.order.alpha, a.order.gamma(), a.order.bias];
                    let tolerance = if plain && delta < 1.0 { 1e-9 } else { 0.0 };
                    let apart = distance(&found, &[alpha, gamma, bias]);
                    assert!(apart <= tolerance, "{apart:e} {what}");
                    assert_eq!(a.separable, b.separable, "{what}");
                }
            }
        }
    }
}

/// What stands for the samples trains as the samples do.
#[test]
fn moments_train_as_samples_do() {
    for (delta, n) in [
        (0.05, 100),
        (0.5, 120),
        (0.9, 100),
        (0.97, 100),
        (0.98, 100),
    ] {
        let design = design(delta, n, Labels::Fixed);
        let set = TrainingSet::draw(
            design.population(),
            design.counts(),
            design.dimension(),
            Labels::Fixed,
            &mut streams(0).rng(Purpose::Data),
        );
        let (moments, prepared) = (Moments::of(&set), Prepared::new(&set));
        for (weights, ridge) in [
            (WEIGHTS, 0.0),
            ([1.0; 3], 0.0),
            ([100.0, 1.0, 0.1], 0.0),
            (WEIGHTS, 0.3),
            ([30.0, 1.0, 0.1], 1e-6),
        ] {
            let by_moments = moments.solve(&weights, ridge).unwrap();
            assert!(by_moments.residual < 1e-9, "{delta} {weights:?}");
            let square = LossKind::Square.into();
            let by_samples = prepared.direct(square, &weights, ridge).unwrap().fit;
            let all = |fit: &crate::simulate::erm::Fit| {
                let mut all = fit.theta.clone();
                all.push(fit.bias);
                all
            };
            let apart = distance(&all(&by_moments), &all(&by_samples));
            // At d = n − 2 and n − 3 the samples are nearly interpolated.
            let tolerance = if delta > 0.95 { 1e-7 } else { 1e-9 };
            assert!(apart < tolerance, "{delta} {weights:?} {ridge}: {apart:e}");
        }
    }
}

/// Nor does a result depend on how often it is asked for.
#[test]
fn a_training_does_not_depend_on_its_company() {
    for (method, kind) in [
        (SimulationMethod::Dense, LossKind::Logistic),
        (SimulationMethod::Dense, LossKind::Hinge),
        (SimulationMethod::Sufficient, LossKind::Square),
        (SimulationMethod::Lazy, LossKind::Huber),
    ] {
        for (delta, ridge) in [(0.3, 0.0), (0.3, 0.1), (1.5, 0.1)] {
            let design = design(delta, 40, Labels::Random);
            let all = [
                training(kind, &[1.0; 3], ridge),
                training(kind, &[1.0; 2], ridge),
                training(kind, &WEIGHTS, ridge),
            ];
            let together = simulate_groups(method, &design, &all, streams(1));
            let alone = simulate_groups(method, &design, &all[2..], streams(1));
            assert_eq!(alone[0], together[2], "{method:?} {delta} {ridge}");
            assert!(together[0].is_ok() && together[2].is_ok());
            let refused = together[1].as_ref().unwrap_err().to_string();
            assert!(refused.contains("2 weights for 3 groups"), "{refused}");
        }
    }
}

/// Means of all quantities over replicates of small sets, where the law is far from its limit, by
/// every method against samples; with groups that are sometimes empty, too.
#[test]
fn methods_agree_in_law() {
    let replicates = 1500;
    let rare = uneven([0.04, 0.36, 0.6]);
    let few = GroupDesign::new(rare.clone(), 0.2, 25, Labels::Random).unwrap();
    let square = [training(LossKind::Square, &WEIGHTS, 0.05)];
    let logistic = [training(LossKind::Logistic, &WEIGHTS, 0.05)];
    for (method, design, trainings) in [
        (
            SimulationMethod::Sufficient,
            &design(0.3, 30, Labels::Fixed),
            &square,
        ),
        (
            SimulationMethod::Sufficient,
            &design(1.3, 20, Labels::Fixed),
            &square,
        ),
        (SimulationMethod::Sufficient, &few, &square),
        (
            SimulationMethod::Lazy,
            &design(0.3, 30, Labels::Fixed),
            &logistic,
        ),
        (
            SimulationMethod::Lazy,
            &design(1.3, 20, Labels::Fixed),
            &logistic,
        ),
        (SimulationMethod::Lazy, &few, &logistic),
    ] {
        let by = |method| moments(method, design, trainings, replicates);
        for (q, (a, b)) in by(method)
            .iter()
            .zip(by(SimulationMethod::Dense))
            .enumerate()
        {
            for k in 0..2 {
                let z = (a[k].0 - b[k].0) / (a[k].1 + b[k].1).sqrt();
                assert!(z.abs() < 4.5, "{method:?} {q} {k}: {z} {a:?} {b:?}");
            }
        }
    }
}

/// (mean, squared error) of every quantity and of its square.
fn moments(
    method: SimulationMethod,
    design: &GroupDesign,
    trainings: &[GroupTraining],
    replicates: u32,
) -> Vec<[(f64, f64); 2]> {
    let population = design.population();
    let mut columns = vec![[Vec::new(), Vec::new()]; GroupQuantity::all(population).len()];
    for replicate in 0..replicates {
        let outcome = simulate_groups(method, design, trainings, streams(replicate)).remove(0);
        let values = GroupQuantity::values(population, &outcome.unwrap().order);
        for (column, value) in columns.iter_mut().zip(values) {
            column[0].push(value);
            column[1].push(value * value);
        }
    }
    let summary = |values: &Vec<f64>| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        (mean, squares / n / n)
    };
    columns
        .iter()
        .map(|both| both.each_ref().map(summary))
        .collect()
}

/// Separable data end in the maximum margin, whatever the weights, and it is said.
#[test]
fn separable_groups_have_a_maximum_margin() {
    let design = design(0.8, 60, Labels::Fixed);
    let all = [
        training(LossKind::Logistic, &WEIGHTS, 0.0),
        training(LossKind::Hinge, &[1.0; 3], 0.0),
    ];
    let found = simulate_groups(SimulationMethod::Dense, &design, &all, streams(2));
    assert!(found[0].as_ref().unwrap().separable);
    assert!(distance(&order(&found[0]), &order(&found[1])) < 1e-7);
    assert!((found[0].as_ref().unwrap().order.alpha - 1.0).abs() < 1e-12);
    let lazily = simulate_groups(SimulationMethod::Lazy, &design, &all[..1], streams(2));
    assert!(lazily[0].is_err());
}

/// A label without samples leaves nothing to train; a group without, the others.
#[test]
fn empty_groups_and_empty_labels() {
    let rare = uneven([0.02, 0.03, 0.95]);
    let design = GroupDesign::new(rare.clone(), 0.1, 40, Labels::Random).unwrap();
    let square = [training(LossKind::Square, &WEIGHTS, 0.1)];
    for method in [
        SimulationMethod::Dense,
        SimulationMethod::Sufficient,
        SimulationMethod::Lazy,
    ] {
        let outcomes: Vec<_> = (0..200)
            .map(|r| simulate_groups(method, &design, &square, streams(r)).remove(0))
            .collect();
        // (1 − .05)⁴⁰ = .129.
        let failed = outcomes.iter().filter(|o| o.is_err()).count();
        assert!((10..45).contains(&failed), "{method:?}: {failed}");
        assert!(
            outcomes
                .iter()
                .flatten()
                .all(|m| m.errors.iter().all(|e| e.is_finite()))
        );
        for failure in outcomes.iter().filter_map(|o| o.as_ref().err()) {
            assert_eq!(*failure, Failure::EmptyLabel, "{method:?}");
            assert!(!failure.to_string().contains("class"), "{failure}");
        }
    }
}

#[test]
fn refusals_give_their_reason() {
    let (wide, narrow) = (
        design(1.2, 40, Labels::Fixed),
        design(0.2, 40, Labels::Fixed),
    );
    let square = training(LossKind::Square, &WEIGHTS, 0.0);
    let said = |method, design: &GroupDesign, training: &GroupTraining| {
        let outcome = simulate_groups(method, design, std::slice::from_ref(training), streams(0));
        let why = group_refusal(method, design, training).map(|why| why.to_string());
        assert_eq!(outcome[0].is_err(), why.is_some());
        why.unwrap_or_default()
    };
    use SimulationMethod::{Dense, Jacobi, Lazy, Mirrored, Sufficient};
    for method in [Jacobi, Mirrored] {
        assert!(said(method, &narrow, &square).contains("3 groups with noise"));
    }
    let logistic = training(LossKind::Logistic, &WEIGHTS, 0.0);
    assert!(said(Sufficient, &narrow, &logistic).contains("plain square loss"));
    assert!(said(Lazy, &narrow, &training(LossKind::Hinge, &WEIGHTS, 0.1)).contains("kink"));
    assert!(said(Lazy, &wide, &logistic).contains("always separable"));
    assert!(said(Lazy, &wide, &square).contains("least norm"));
    for method in [Dense, Sufficient, Lazy] {
        assert_eq!(said(method, &narrow, &square), "");
    }
    let two = GroupDesign::new(two_wide(), 0.2, 40, Labels::Fixed).unwrap();
    let pair = training(LossKind::Square, &[1.0, 2.0], 0.0);
    assert!(said(Jacobi, &two, &pair).contains("not as groups"));
}

fn two_wide() -> Population {
    let mut groups = TwoClass::new(0.2, 1.0)
        .unwrap()
        .population()
        .groups()
        .to_vec();
    groups[0].noise_scale = 2.0;
    Population::new(groups).unwrap()
}

/// The square loss of two classes, streamed there and trained on samples here.
#[test]
fn square_loss_of_two_classes_is_that_of_their_scatters() {
    let two = TwoClass::new(0.3, 1.0).unwrap();
    let theirs = Design::new(two, 0.3, 200, Labels::Fixed).unwrap();
    let ours = GroupDesign::new(two.population(), 0.3, 200, Labels::Fixed).unwrap();
    for ratio in [0.1, 1.0, 7.0, 200.0] {
        let single = Training {
            loss: LossKind::Square.into(),
            weights: ratio,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
            threshold: crate::model::Threshold::NONE,
        };
        let streamed = run_replicate(&theirs, &[single], streams(7))[0]
            .clone()
            .unwrap();
        let all = [training(LossKind::Square, &[ratio, 1.0], 0.0)];
        let found = simulate_groups(SimulationMethod::Dense, &ours, &all, streams(7));
        let [alpha, gamma, bias] = streamed.order;
        assert!(
            distance(&order(&found[0]), &[alpha, bias, gamma]) < 1e-9,
            "{ratio}"
        );
    }
}
