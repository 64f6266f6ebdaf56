//! Against closed forms, and what simulations gave.

use super::*;
use crate::model::{Threshold, ThresholdSource, TwoClass};
use crate::numerics::upper_tail;
use crate::theory::predict;

/// Unweighted least squares at the threshold b, and the estimate on n samples.
fn estimated([delta, prior, signal]: [f64; 3], n: f64) -> (Classifier, Option<EstimatedMidpoint>) {
    let two = TwoClass::new(prior, signal).unwrap();
    let problem = Problem::new(delta, two).unwrap();
    let prediction = predict(&problem);
    let by = Threshold::midpoint(ThresholdSource::Oracle);
    let classifier = prediction.classifier(two).unwrap().thresholded(by, None);
    let solution = prediction.solution.unwrap();
    let samples = Samples::of_shares(delta, prior, n);
    (
        classifier,
        estimated_midpoint(&problem, &solution, &samples),
    )
}

/// Owen's function T(h, c), by a plain sum over many even steps.
fn owen(h: f64, c: f64) -> f64 {
    let steps = 20_000;
    let step = c / f64::from(steps);
    let at = |x: f64| (-0.5 * h * h * (1.0 + x * x)).exp() / (1.0 + x * x);
    let sum: f64 = (0..steps).map(|k| at((f64::from(k) + 0.5) * step)).sum();
    sum * step / std::f64::consts::TAU
}

#[test]
fn means_over_estimates_have_a_closed_form() {
    // Φ(1)Q(1)/2, with the value of tables.
    assert!((owen(1.0, 1.0) - 0.5 * 0.841_344_746 * 0.158_655_254).abs() < 1e-9);
    for (at, n) in [
        ([0.2, 0.2, 2.0], 1000.0),
        ([0.5, 0.1, 1.0], 60.0),
        ([0.9, 0.3, 3.0], 100.0),
        ([0.05, 0.5, 1.5], 8.0),
    ] {
        let (classifier, estimate) = estimated(at, n);
        let estimate = EstimatedMidpoint {
            bias: 0.0,
            ..estimate.unwrap()
        };
        let margin = at[2] * classifier.gamma() / classifier.alpha();
        let c = estimate.spread / classifier.alpha();
        let h = margin / (1.0 + c * c).sqrt();
        let worst = upper_tail(h) + 2.0 * owen(h, c);
        for (quantity, exact) in [
            (Quantity::ErrorMinority, upper_tail(h)),
            (Quantity::ErrorMajority, upper_tail(h)),
            (Quantity::WorstClassError, worst),
            (Quantity::Auc, Quantity::Auc.of(&classifier).unwrap()),
        ] {
            let found = estimate.mean_of(quantity, &classifier).unwrap();
            assert!(
                (found / exact - 1.0).abs() < 1e-8,
                "{quantity:?} {found} {exact}"
            );
        }
    }
}

/// Mean worst-class errors over replicates with leave-one-out thresholds, as simulated by other
/// code: n samples, what is predicted here may be off by 1/n.
#[test]
fn what_was_simulated() {
    for (at, n, seen) in [
        ([0.2, 0.2, 2.0], 1000.0, 0.0456),
        ([0.5, 0.2, 1.0], 1000.0, 0.3131),
        ([0.2, 0.1, 2.0], 100.0, 0.0642),
    ] {
        let (classifier, estimate) = estimated(at, n);
        let estimate = estimate.unwrap();
        let found = estimate
            .mean_of(Quantity::WorstClassError, &classifier)
            .unwrap();
        assert!((found / seen - 1.0).abs() < 0.02, "{at:?} {found} {seen}");
        // In another way.
        let limit = classifier.errors().worst();
        assert!((limit + estimate.cost - found).abs() < 1e-9, "{at:?}");
    }
}

/// Standard deviations of τ̂ − b over α that were simulated in law with leave-one-out thresholds (600
/// replicates, which know them to 3 %): neither weight nor ridge nor interpolation changes them.
#[test]
fn spreads_that_were_simulated() {
    for (at, n, [rho, ridge], seen) in [
        ([0.3, 0.2, 2.0], 200.0, [1.0, 0.0], 0.0899),
        ([0.3, 0.2, 2.0], 200.0, [4.0, 0.0], 0.0906),
        ([0.3, 0.2, 2.0], 200.0, [4.0, 0.3], 0.0907),
        ([1.5, 0.2, 2.0], 100.0, [1.0, 0.0], 0.1363),
        ([1.5, 0.2, 2.0], 100.0, [4.0, 0.5], 0.1354),
    ] {
        let two = TwoClass::new(at[1], at[2]).unwrap();
        let problem = Problem::new(at[0], two).unwrap();
        let problem = problem.with_weight_ratio(rho).unwrap();
        let problem = problem.with_ridge(ridge).unwrap();
        let solution = predict(&problem).solution.unwrap();
        let samples = Samples::of_shares(at[0], at[1], n);
        let found = estimated_midpoint(&problem, &solution, &samples).unwrap();
        let found = found.spread / solution.alpha;
        assert!((found / seen - 1.0).abs() < 0.06, "{at:?} {found} {seen}");
    }
}

#[test]
fn nothing_is_known_of_others() {
    let two = TwoClass::new(0.2, 1.0).unwrap();
    let problem = Problem::new(0.3, two).unwrap().with_loss(LossKind::Huber);
    let solution = predict(&problem).solution.unwrap();
    let samples = Samples::of_shares(0.3, 0.2, 100.0);
    assert_eq!(estimated_midpoint(&problem, &solution, &samples), None);
    let square = problem.with_loss(LossKind::Square);
    let solution = predict(&square).solution.unwrap();
    assert!(estimated_midpoint(&square, &solution, &samples).is_some());
    let few = Samples {
        minority: 1.0,
        ..samples
    };
    assert_eq!(estimated_midpoint(&square, &solution, &few), None);
}
