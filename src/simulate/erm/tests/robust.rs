//! Newton's method where it is hard, and its two linear solvers.

use super::super::newton::{Linear, newton_from};
use super::super::reduced_coordinates::Reduced;
use super::*;
use crate::loss::{Huber, Logistic, Loss, LossKind, SquaredHinge};

const CURVED: [LossKind; 4] = [
    LossKind::Logistic,
    LossKind::Exponential,
    LossKind::SquaredHinge,
    LossKind::Huber,
];

#[test]
fn conjugate_gradients_give_the_same_answer() {
    for (counts, d) in [([30, 90], 8), ([20, 40], 100)] {
        let set = training_set(counts, d, 6);
        let reduced = Reduced::of(&set);
        for kind in CURVED {
            for ridge in [0.0, 0.01] {
                if kind == LossKind::Huber && d > 60 && ridge == 0.0 {
                    continue; // Interpolation has many minimisers; Newton's start picks one.
                }
                let loss = kind.build();
                let fit = |linear| {
                    let start = vec![0.0; reduced.data.unknowns()];
                    let losses = [loss.as_ref(); 2];
                    newton_from(&reduced, &losses, &[4.0, 1.0], ridge, linear, start)
                };
                let (one, other) = (fit(Linear::Cholesky), fit(Linear::Products(1000)));
                // Too few products for any system: the Hessian is factored after all.
                assert_eq!(fit(Linear::Products(0)), one);
                match (one, other) {
                    (Ok(one), Ok(other)) => {
                        let apart = distance(&one, &other.theta, other.bias);
                        assert!(apart < 1e-10, "{kind:?} {d} {ridge}: {apart:e}");
                    }
                    (Err(SolveError::Separable(_)), Err(SolveError::Separable(_))) => {
                        assert!(d > 60 && ridge == 0.0);
                    }
                    other => panic!("{kind:?} {d} {ridge}: {other:?}"),
                }
            }
        }
    }
}

/// The span of the samples holds the minimiser: the same answer as with all coordinates.
#[test]
fn reduced_coordinates_change_nothing() {
    let set = training_set([8, 12], 33, 7);
    let fit = newton(&set, &[&Logistic as &dyn Loss; 2], &[2.0, 1.0], 0.05).unwrap();
    let wider = TrainingSet {
        groups: (set.groups.iter())
            .map(|g| crate::simulate::GroupSample {
                label: g.label,
                features: faer::Mat::from_fn(40, g.features.ncols(), |i, j| {
                    if i < 33 { g.features[(i, j)] } else { 0.0 }
                }),
            })
            .collect(),
    };
    let padded = newton(&wider, &[&Logistic as &dyn Loss; 2], &[2.0, 1.0], 0.05).unwrap();
    assert!(distance(&fit, &padded.theta[..33], padded.bias) < 1e-12);
    // Stationary in the original coordinates: rθ = −(1/n) Σ ω_i ℓ'(z_i) y_i x_i.
    let mut left: Vec<f64> = fit.theta.iter().map(|t| 0.05 * t).collect();
    for (g, w) in set.groups.iter().zip([2.0, 1.0]) {
        for x in g.features.col_iter() {
            let x: Vec<f64> = x.iter().copied().collect();
            let z = g.label * (dot(&x, &fit.theta) + fit.bias);
            axpy(w * g.label * Logistic.derivative(z) / 20.0, &x, &mut left);
        }
    }
    assert!(norm_squared(&left).sqrt() < 1e-14);
}

/// Nearly absolute loss: most samples lie on pieces without curvature.
#[test]
fn huber_with_a_small_threshold() {
    for threshold in [1.0, 0.1, 0.01, 0.001] {
        let huber = Huber::new(threshold).unwrap();
        let losses: [&dyn Loss; 2] = [&huber; 2];
        for (counts, d, ridge) in [
            ([30, 90], 10, 0.0),
            ([30, 90], 60, 0.0),
            ([20, 40], 90, 0.01),
        ] {
            let set = training_set(counts, d, 8);
            let fit = newton(&set, &losses, &[4.0, 1.0], ridge).unwrap();
            assert!(fit.residual < 1e-10, "{threshold} {d}: {:e}", fit.residual);
        }
    }
}

/// Huber loss has a minimiser on separable data, and interpolates when it can.
#[test]
fn huber_does_not_mind_separable_data() {
    let huber = Huber::default();
    let losses: [&dyn Loss; 2] = [&huber; 2];
    let set = training_set([10, 20], 12, 1);
    assert!(is_separable(&set));
    let fit = newton(&set, &losses, &[3.0, 1.0], 0.0).unwrap();
    assert!(fit.residual < 1e-10);
    let set = training_set([10, 20], 45, 1);
    let fit = newton(&set, &losses, &[3.0, 1.0], 0.0).unwrap();
    let least = Kernel::of(&set).solve(&[1.0, 1.0], 0.0).unwrap();
    assert!(distance(&fit, &least.theta, least.bias) < 1e-12);
}

#[test]
fn extreme_weights_and_ridges() {
    for kind in CURVED {
        let loss = kind.build();
        for (counts, d) in [([5, 200], 4), ([30, 60], 20), ([10, 20], 50)] {
            let set = training_set(counts, d, 9);
            for rho in [1e-3, 1.0, 1e3] {
                for ridge in [1e-6, 1.0, 1e4] {
                    let losses = [loss.as_ref(); 2];
                    let fit = newton(&set, &losses, &[rho, 1.0], ridge).unwrap();
                    let what = format!("{kind:?} {d} ρ={rho} r={ridge}");
                    assert!(fit.residual < 1e-9, "{what}: {:e}", fit.residual);
                }
            }
        }
    }
}

#[test]
fn squared_hinge_says_when_its_loss_is_zero_on_a_set() {
    let set = training_set([10, 20], 12, 1);
    let losses: [&dyn Loss; 2] = [&SquaredHinge; 2];
    match newton(&set, &losses, &[3.0, 1.0], 0.0) {
        Err(SolveError::Separable(at)) => assert!(at.smallest_margin(&set) > 0.0),
        other => panic!("{other:?}"),
    }
}

/// Twice as many unknowns as samples on the curved piece, and a small ridge.
#[test]
fn few_passes_are_enough() {
    let set = training_set([60, 240], 240, 1);
    for kind in CURVED {
        let loss = kind.build();
        for ridge in [1e-3, 1e-5] {
            let fit = newton(&set, &[loss.as_ref(); 2], &[4.0, 1.0], ridge).unwrap();
            assert!(
                fit.residual < 1e-9 && fit.iterations <= 150,
                "{kind:?} {} {}",
                fit.iterations,
                fit.residual
            );
        }
    }
}

/// Two points of each class at the same places: θ = 0 and b = 0 are optimal, and the gradient
/// there is zero without any rounding.
#[test]
fn an_exact_minimum_is_an_answer() {
    let features = || faer::Mat::from_fn(1, 2, |_, j| if j == 0 { 1.0 } else { -1.0 });
    let group = |label| crate::simulate::GroupSample {
        label,
        features: features(),
    };
    let set = TrainingSet {
        groups: vec![group(1.0), group(-1.0)],
    };
    let loss = Logistic;
    let fit = newton(&set, &[&loss, &loss], &[1.0, 1.0], 0.1).unwrap();
    assert_eq!((fit.theta, fit.bias, fit.residual), (vec![0.0], 0.0, 0.0));
}

/// One step may leave margins so large that the gradient vanishes: it does not make a minimiser.
#[test]
fn a_vanishing_gradient_on_separable_data_is_no_minimum() {
    let mut set = training_set([60, 240], 40, 3);
    for group in &mut set.groups {
        for mut sample in group.features.col_iter_mut() {
            sample[0] += 60.0 * group.label;
        }
    }
    for kind in [LossKind::Logistic, LossKind::Exponential] {
        let loss = kind.build();
        let outcome = newton(&set, &[loss.as_ref(); 2], &[4.0, 1.0], 0.0);
        assert!(
            matches!(outcome, Err(SolveError::Separable(_))),
            "{kind:?} {outcome:?}"
        );
    }
}

/// At the minimum the terms of each entry of the gradient cancel, however small they are
/// against those at zero.
#[test]
fn huge_weights_and_distant_means_are_solved_to_the_end() {
    let cases = [(1e3, 0.0), (1e6, 0.0), (1e13, 0.0), (1.0, 2e4), (1.0, 1e5)];
    for (weight, distance) in cases {
        let mut set = training_set([60, 240], 40, 2);
        for group in &mut set.groups {
            for mut sample in group.features.col_iter_mut() {
                sample[0] += distance * group.label;
            }
        }
        let ridge = 0.1;
        let fit = newton(&set, &[&Logistic, &Logistic], &[weight, 1.0], ridge).unwrap();
        let at: Vec<f64> = fit.theta.iter().copied().chain([fit.bias]).collect();
        let (mut sums, mut sizes) = (vec![0.0; at.len()], vec![0.0; at.len()]);
        for (group, weight) in set.groups.iter().zip([weight, 1.0]) {
            for x in group.features.col_iter() {
                let x: Vec<f64> = x.iter().copied().chain([1.0]).collect();
                let z = group.label * x.iter().zip(&at).map(|(x, t)| x * t).sum::<f64>();
                let pull = weight * group.label * Logistic.derivative(z) / 300.0;
                for (j, x) in x.iter().enumerate() {
                    sums[j] += pull * x;
                    sizes[j] += (pull * x).abs();
                }
            }
        }
        for (j, t) in fit.theta.iter().enumerate() {
            sums[j] += ridge * t;
            sizes[j] += (ridge * t).abs();
        }
        for (sum, size) in sums.iter().zip(&sizes) {
            assert!(
                sum.abs() <= 1e-8 * size,
                "{weight} {distance}: {sum:e} of {size:e}, {} {:e}",
                fit.iterations,
                fit.residual
            );
        }
    }
}
