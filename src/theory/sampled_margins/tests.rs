//! Against simulations, limits and brute force.

use super::*;
use crate::model::{TwoClass, WeightRule};
use crate::numerics::density;
use crate::theory::{predict, weights};

fn problem(delta: f64, prior: f64, signal: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
}

fn worst(problem: &Problem, n: f64) -> f64 {
    let prior = problem.two_class().minority_prior();
    let samples = Samples::of_shares(problem.delta(), prior, n);
    sampled_margins(problem, &samples).unwrap().worst()
}

/// Mean worst-class errors of the best weight of the limit at τ = 0, simulated in law
/// (`simulate --weight-ratio min_worst_class --replicates 2000`): from five minority samples on,
/// where the limit is off by up to a half.
#[test]
fn best_weights_that_were_simulated() {
    for (at, n, seen, error) in [
        ([0.02, 0.1, 1.0], 50.0, 0.2136, 0.0011),
        ([0.02, 0.1, 1.0], 1000.0, 0.1824, 0.0002),
        ([0.02, 0.1, 2.0], 100.0, 0.0343, 0.0002),
        ([0.02, 0.1, 3.0], 200.0, 0.0024, 0.00003),
        ([0.1, 0.1, 2.0], 50.0, 0.0642, 0.0007),
        ([0.3, 0.1, 2.0], 200.0, 0.1135, 0.0007),
        ([0.6, 0.1, 2.0], 100.0, 0.2406, 0.0017),
    ] {
        let problem = problem(at[0], at[1], at[2]);
        let rho = weights::weight_for(WeightRule::MinWorstClass, &problem).unwrap();
        let there = problem.with_weight_ratio(rho).unwrap();
        let found = worst(&there, n);
        let granted = 3.0 * error + 0.01 * seen;
        assert!((found - seen).abs() < granted, "{at:?} {n}: {found} {seen}");
    }
}

/// Other weights, with ridge, interpolated and balanced by dropping samples (600 replicates).
#[test]
fn other_trainings_that_were_simulated() {
    for (at, n, [rho, ridge], seen, error) in [
        ([0.3, 0.2, 2.0], 200.0, [4.0, 0.0], 0.0809, 0.0008),
        ([0.3, 0.2, 2.0], 200.0, [1.0, 0.0], 0.1136, 0.0009),
        ([0.3, 0.2, 2.0], 200.0, [4.0, 0.3], 0.0628, 0.0006),
        ([1.5, 0.2, 2.0], 100.0, [1.0, 0.0], 0.2806, 0.0023),
        ([1.5, 0.2, 2.0], 100.0, [4.0, 0.5], 0.1984, 0.0017),
        ([0.5, 0.5, 2.0], 100.0, [1.0, 0.0], 0.1073, 0.0010),
    ] {
        let problem = problem(at[0], at[1], at[2]).with_weight_ratio(rho).unwrap();
        let found = worst(&problem.with_ridge(ridge).unwrap(), n);
        let granted = 3.0 * error + 0.01 * seen;
        assert!((found - seen).abs() < granted, "{at:?}: {found} {seen}");
    }
}

/// The limit is that of theory, and means are off it by 1/n, of the larger of two equal errors by 1/√n.
#[test]
fn means_tend_to_the_limit() {
    for (at, rho, ridge) in [
        ([0.2, 0.2, 2.0], 7.0, 0.0),
        ([0.2, 0.2, 2.0], 1.0, 0.0),
        ([0.5, 0.1, 1.0], 4.0, 0.2),
        ([2.0, 0.3, 1.5], 3.0, 0.0),
        ([2.0, 0.3, 1.5], 3.0, 1.0),
    ] {
        let problem = problem(at[0], at[1], at[2]).with_weight_ratio(rho).unwrap();
        let problem = problem.with_ridge(ridge).unwrap();
        let limit = predict(&problem).solution.unwrap().errors;
        let off = |n: f64| {
            let samples = Samples::of_shares(at[0], at[1], n);
            let there = sampled_margins(&problem, &samples).unwrap();
            [
                there.errors().minority - limit.minority,
                there.worst() - limit.worst(),
            ]
        };
        let [near, far] = [off(1e7), off(1e9)];
        assert!(
            far[0].abs() < 1e-8 && near[0].abs() < 1e-6,
            "{at:?} {near:?}"
        );
        let shrinks = if (rho, at[2]) == (7.0, 2.0) {
            10.0
        } else {
            100.0
        };
        assert!(
            (near[1] / far[1] / shrinks - 1.0).abs() < 0.05,
            "{at:?} {near:?} {far:?}"
        );
    }
}

/// E max(R₊, R₋) = P(N > t₊ or N > t₋) by a sum over t₊ and t₋.
#[test]
fn the_larger_error_by_brute_force() {
    for (mean, variance, covariance) in [
        ([1.2, 1.2], [0.05, 0.05], -0.05),
        ([0.8, 1.5], [0.2, 0.1], 0.03),
        ([-0.3, 2.0], [0.1, 0.3], -0.1),
        ([1.0, 1.3], [0.02, 0.01], 0.009),
    ] {
        let there = SampledMargins {
            mean,
            variance,
            covariance,
        };
        let spread = variance[0].sqrt();
        let slope = covariance / variance[0];
        let rest = (variance[1] - slope * covariance).sqrt();
        let (steps, reach) = (800, 8.0);
        let step = 2.0 * reach / f64::from(steps);
        let node = |k: i32| -reach + step * (f64::from(k) + 0.5);
        let mut sum = 0.0;
        for i in 0..steps {
            let plus = mean[0] + spread * node(i);
            for j in 0..steps {
                let minus = mean[1] + slope * (plus - mean[0]) + rest * node(j);
                let weight = density(node(i)) * density(node(j)) * step * step;
                sum += weight * upper_tail(plus.min(minus));
            }
        }
        let found = there.worst();
        assert!((found / sum - 1.0).abs() < 1e-4, "{mean:?} {found} {sum}");
    }
}

#[test]
fn nothing_is_said_of_others() {
    let problem = problem(0.3, 0.2, 2.0);
    let samples = Samples::of_shares(0.3, 0.2, 100.0);
    assert!(sampled_margins(&problem, &samples).is_some());
    assert_eq!(
        sampled_margins(&problem.with_loss(LossKind::Huber), &samples),
        None
    );
    let one = Samples {
        minority: 1.0,
        ..samples
    };
    assert_eq!(sampled_margins(&problem, &one), None);
    let there = sampled_margins(&problem, &samples).unwrap();
    assert_eq!(there.mean_of(Quantity::Auc, 0.2), None);
    assert_eq!(
        there.mean_of(Quantity::WorstClassError, 0.2),
        Some(there.worst())
    );
}
