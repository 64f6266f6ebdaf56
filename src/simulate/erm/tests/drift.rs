//! Gradient descent, and where it drifts on separable data.

use super::super::hard_margin::hard;
use super::super::interior_point::{Steps, interior_point};
use super::super::polish::polish;
use super::super::reduced_coordinates::Reduced;
use super::*;
use crate::loss::{Exponential, Logistic, Loss};

fn drift(
    set: &TrainingSet,
    loss: &dyn Loss,
    weights: [f64; 2],
    settings: DescentSettings,
    reference: &Hyperplane,
) -> Trajectory {
    gradient_descent(set, &[loss; 2], &weights, 0.0, settings, Some(reference)).unwrap()
}

/// Soudry et al. 2018, for every weight alike; with a step that grows it gets close.
#[test]
fn drifts_to_the_maximum_margin_whatever_the_weights() {
    let set = training_set([10, 20], 12, 1);
    let limit = hard_margin(&set, &[1.0, 1.0]).unwrap();
    let best = 1.0 / norm_squared(&limit.theta).sqrt();
    for loss in [&Logistic as &dyn Loss, &Exponential] {
        for weights in [[1.0, 1.0], [20.0, 1.0], [0.1, 1.0]] {
            let way = drift(&set, loss, weights, Default::default(), &limit.hyperplane());
            let late: Vec<_> = way
                .checkpoints
                .iter()
                .filter(|c| c.iteration >= 10)
                .collect();
            assert!(late.len() > 4);
            for pair in late.windows(2) {
                assert!(pair[1].angle < pair[0].angle, "{pair:?}");
                assert!(pair[1].norm > pair[0].norm && pair[1].objective < pair[0].objective);
            }
            let end = way.checkpoints.last().unwrap();
            assert!(end.angle.unwrap() < 0.02, "{end:?}");
            assert!((end.margin / best - 1.0).abs() < 1e-2, "{end:?}");
        }
    }
}

/// With a fixed step the angle falls like 1/log t: slowly, but at every checkpoint.
#[test]
fn a_fixed_step_drifts_slowly() {
    let set = training_set([10, 20], 12, 1);
    let limit = hard_margin(&set, &[1.0, 1.0]).unwrap();
    let settings = DescentSettings {
        step: StepSize::Fixed(0.05),
        iterations: 20_000,
        ..Default::default()
    };
    let way = drift(&set, &Logistic, [3.0, 1.0], settings, &limit.hyperplane());
    let angles: Vec<f64> = way.checkpoints.iter().filter_map(|c| c.angle).collect();
    let late = &angles[angles.len() / 2..];
    assert!(late.windows(2).all(|a| a[1] < a[0]));
}

/// A descending intercept ends elsewhere: at min ‖θ‖² + b² with the same constraints.
#[test]
fn a_descending_intercept_counts_in_the_norm() {
    let set = training_set([4, 26], 12, 1);
    let reduced = Reduced::of(&set);
    let program = hard(&reduced, &[1.0, 1.0], reduced.data.unknowns());
    let (pair, gap) = polish(
        &program,
        &interior_point(&program, Steps::Corrected, |_| false),
    );
    assert!(gap < 1e-10);
    let counted = Hyperplane::from(reduced.restore(&pair.at));
    let free = hard_margin(&set, &[1.0, 1.0]).unwrap().hyperplane();
    let settings = DescentSettings {
        intercept: Intercept::Descends,
        ..Default::default()
    };
    let to = |reference: &Hyperplane| {
        let way = drift(&set, &Exponential, [1.0, 1.0], settings, reference);
        way.checkpoints.last().unwrap().angle.unwrap()
    };
    assert!(to(&counted) < 0.02 && to(&free) > 5.0 * to(&counted));
}

#[test]
fn reaches_the_minimiser_where_there_is_one() {
    let set = training_set([80, 120], 5, 2);
    for intercept in [Intercept::Minimised, Intercept::Descends] {
        for ridge in [0.0, 0.1] {
            let settings = DescentSettings {
                intercept,
                tolerance: 1e-7,
                iterations: 50_000,
                ..Default::default()
            };
            let losses: [&dyn Loss; 2] = [&Logistic; 2];
            let way = gradient_descent(&set, &losses, &[2.0, 1.0], ridge, settings, None).unwrap();
            let exact = newton(&set, &losses, &[2.0, 1.0], ridge).unwrap();
            let apart = distance(&way.fit, &exact.theta, exact.bias);
            assert!(
                apart < 1e-5,
                "{intercept:?} {ridge}: {apart:e} {:?}",
                way.fit
            );
            assert!(way.fit.residual <= 1e-7 && way.checkpoints[0].angle.is_none());
        }
    }
}

#[test]
fn a_step_too_long_is_reported() {
    let set = training_set([80, 120], 5, 2);
    let settings = DescentSettings {
        step: StepSize::Fixed(1e3),
        ..Default::default()
    };
    let losses: [&dyn Loss; 2] = [&Exponential; 2];
    let way = gradient_descent(&set, &losses, &[2.0, 1.0], 0.0, settings, None);
    assert!(
        matches!(way, Err(SolveError::MaxIterations { .. })),
        "{way:?}"
    );
}
