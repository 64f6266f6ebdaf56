//! Every solver against the definition, and against each other.

mod drift;
mod interior;
mod left_out;
mod robust;
mod small;

use nalgebra::{DMatrix, DVector};

use super::*;
use crate::model::{Labels, TwoClass};
use crate::simulate::{Purpose, Streams, TrainingSet};

fn training_set(counts: [usize; 2], dimension: usize, replicate: u32) -> TrainingSet {
    let population = TwoClass::new(0.25, 1.5).unwrap().population();
    let mut rng = Streams::new([3; 32], replicate).rng(Purpose::Data);
    TrainingSet::draw(&population, &counts, dimension, Labels::Fixed, &mut rng)
}

/// The textbook: stack [x, 1], weight the rows by √ω, leave the intercept out of the
/// ridge by extra rows, and take the pseudo-inverse by singular values.
fn by_singular_values(set: &TrainingSet, weights: &[f64], ridge: f64) -> (Vec<f64>, f64) {
    let (n, d) = (set.samples(), set.dimension());
    let extra = if ridge > 0.0 { d } else { 0 };
    let mut a = DMatrix::zeros(n + extra, d + 1);
    let mut y = DVector::zeros(n + extra);
    let mut row = 0;
    for (g, w) in set.groups.iter().zip(weights) {
        for sample in g.features.col_iter() {
            for (j, x) in sample.iter().enumerate() {
                a[(row, j)] = w.sqrt() * x;
            }
            a[(row, d)] = w.sqrt();
            y[row] = w.sqrt() * g.label;
            row += 1;
        }
    }
    for j in 0..extra {
        a[(n + j, j)] = (n as f64 * ridge).sqrt();
    }
    let t = a.svd(true, true).solve(&y, 1e-12).unwrap();
    (t.as_slice()[..d].to_vec(), t[d])
}

fn distance(fit: &Fit, theta: &[f64], bias: f64) -> f64 {
    let gap: f64 = fit
        .theta
        .iter()
        .zip(theta)
        .map(|(a, b)| (a - b).powi(2))
        .sum();
    ((gap + (fit.bias - bias).powi(2)) / (norm_squared(theta) + bias * bias)).sqrt()
}

fn is_separable(set: &TrainingSet) -> bool {
    matches!(separability(set), Separability::Separable(_))
}

#[test]
fn normal_equations_match_singular_values() {
    for (counts, d) in [([10, 30], 12), ([15, 25], 38), ([3, 60], 20)] {
        let set = training_set(counts, d, 0);
        let moments = Moments::of(&set);
        for weights in [[1.0, 1.0], [7.0, 1.0], [0.1, 1.0]] {
            for ridge in [0.0, 1e-3, 0.7] {
                let fit = moments.solve(&weights, ridge).unwrap();
                let (theta, bias) = by_singular_values(&set, &weights, ridge);
                assert!(
                    distance(&fit, &theta, bias) < 1e-9,
                    "{counts:?} {d} {weights:?} {ridge}"
                );
                assert!(fit.residual < 1e-10);
            }
        }
    }
}

/// With ridge both routes apply for every shape; without it the kernel takes d ≥ n − 1.
#[test]
fn kernel_matches_singular_values_and_normal_equations() {
    for (counts, d) in [([8, 24], 40), ([8, 24], 31), ([10, 30], 12)] {
        let set = training_set(counts, d, 1);
        for weights in [[1.0, 1.0], [5.0, 1.0]] {
            let kernel = Kernel::of(&set);
            let fit = kernel.solve(&weights, 0.2).unwrap();
            let other = Moments::of(&set).solve(&weights, 0.2).unwrap();
            assert!(distance(&fit, &other.theta, other.bias) < 1e-10);
            if d + 1 == set.samples() {
                let fit = kernel.solve(&weights, 0.0).unwrap();
                let (theta, bias) = by_singular_values(&set, &weights, 0.0);
                assert!(distance(&fit, &theta, bias) < 1e-6);
            }
        }
    }
}

/// Interpolation: zero training error, no weight matters, and no interpolator is shorter.
#[test]
fn minimum_norm_interpolation() {
    let set = training_set([8, 24], 50, 2);
    let kernel = Kernel::of(&set);
    let fit = kernel.solve(&[1.0, 1.0], 0.0).unwrap();
    assert!(fit.residual < 1e-10);
    let weighted = kernel.solve(&[30.0, 1.0], 0.0).unwrap();
    assert!(distance(&weighted, &fit.theta, fit.bias) < 1e-12);
    // The limit of a vanishing ridge, which pulls θ but not b.
    let limit = Moments::of(&set).solve(&[4.0, 1.0], 1e-9).unwrap();
    assert!(distance(&limit, &fit.theta, fit.bias) < 1e-5);
    // Without ridge the normal equations must refuse rather than answer.
    assert!(
        matches!(
            Moments::of(&set).solve(&[1.0, 1.0], 0.0),
            Err(SolveError::Singular { dimension: 50, .. })
        ) || Moments::of(&set).solve(&[1.0, 1.0], 0.0).unwrap().residual > 1e-6
    );
}

#[test]
fn sgd_reaches_the_same_minimiser() {
    for (counts, d, weights, ridge) in [
        ([20, 60], 16, [1.0, 1.0], 0.0),
        ([20, 60], 16, [4.0, 1.0], 0.05),
        ([10, 20], 60, [3.0, 1.0], 0.0),
    ] {
        let set = training_set(counts, d, 3);
        let mut rng = Streams::new([3; 32], 3).rng(Purpose::Sgd);
        let fit = sgd(&set, &weights, ridge, SgdSettings::default(), &mut rng).unwrap();
        let exact = if d + 2 <= set.samples() {
            Moments::of(&set).solve(&weights, ridge).unwrap()
        } else {
            Kernel::of(&set).solve(&weights, ridge).unwrap()
        };
        assert!(
            distance(&fit, &exact.theta, exact.bias) < 1e-6,
            "{counts:?} {d}"
        );
        assert!(fit.iterations > 1 && fit.residual <= 1e-8);
    }
}

#[test]
fn sgd_says_when_it_did_not_get_there() {
    let set = training_set([20, 60], 40, 4);
    let mut rng = Streams::new([3; 32], 4).rng(Purpose::Sgd);
    let settings = SgdSettings {
        max_passes: 2,
        ..SgdSettings::default()
    };
    let error = sgd(&set, &[1.0, 1.0], 0.0, settings, &mut rng).unwrap_err();
    assert!(
        matches!(error, SolveError::MaxIterations { iterations: 2, residual } if residual > 1e-8)
    );
}

/// Duplicating each minority sample k times is weighting it by k, for every loss.
#[test]
fn duplication_is_weighting() {
    use crate::loss::LossKind;
    let set = training_set([16, 40], 6, 5);
    let mut doubled = set.clone();
    let minority = &set.groups[0].features;
    doubled.groups[0].features = faer::Mat::from_fn(6, 32, |i, j| minority[(i, j % 16)]);
    let weighted = Moments::of(&set).solve(&[2.0, 1.0], 0.0).unwrap();
    let duplicated = Moments::of(&doubled).solve(&[1.0, 1.0], 0.0).unwrap();
    assert!(distance(&weighted, &duplicated.theta, duplicated.bias) < 1e-10);
    for kind in LossKind::ALL {
        let loss = kind.build();
        let losses = [loss.as_ref(); 2];
        let solve = if is_piecewise_linear(loss.as_ref()) {
            piecewise_linear
        } else {
            newton
        };
        for ridge in [0.0, 0.02] {
            let weighted = solve(&set, &losses, &[2.0, 1.0], ridge).unwrap();
            // The objective is a mean: the ridge must shrink as n grows.
            let less = ridge * 56.0 / 72.0;
            let duplicated = solve(&doubled, &losses, &[1.0, 1.0], less).unwrap();
            let apart = distance(&weighted, &duplicated.theta, duplicated.bias);
            assert!(apart < 1e-9, "{kind:?} {ridge}: {apart:e}");
        }
    }
}

/// The gradient by differences of the objective, written out anew.
#[test]
fn newton_leaves_no_gradient() {
    use crate::loss::LossKind;
    for (loss, ridge) in [
        (LossKind::Logistic, 0.0),
        (LossKind::Logistic, 0.1),
        (LossKind::Exponential, 0.0),
        (LossKind::Exponential, 0.01),
        (LossKind::SquaredHinge, 0.0),
        (LossKind::SquaredHinge, 0.1),
        (LossKind::Huber, 0.0),
        (LossKind::Huber, 0.1),
    ] {
        let set = training_set([60, 140], 6, 4);
        let loss = loss.build();
        let fit = newton(&set, &[loss.as_ref(); 2], &[3.0, 1.0], ridge).unwrap();
        let objective = |theta: &[f64], bias: f64| {
            let mut sum = 0.0;
            for (g, w) in set.groups.iter().zip([3.0, 1.0]) {
                for x in g.features.col_iter() {
                    let f: f64 = x.iter().zip(theta).map(|(x, t)| x * t).sum();
                    sum += w * loss.value(g.label * (f + bias)) / 200.0;
                }
            }
            sum + 0.5 * ridge * norm_squared(theta)
        };
        let h = 1e-5;
        for j in 0..=6 {
            let moved = |by: f64| {
                let mut theta = fit.theta.clone();
                let mut bias = fit.bias;
                *theta.get_mut(j).unwrap_or(&mut bias) += by;
                objective(&theta, bias)
            };
            let slope = (moved(h) - moved(-h)) / (2.0 * h);
            assert!(slope.abs() < 1e-9, "{loss:?} r={ridge} j={j}: {slope}");
        }
        assert!(fit.residual < 1e-10, "{}", fit.residual);
    }
}

#[test]
fn newton_says_when_data_are_separable() {
    use crate::loss::{Logistic, Loss};
    let set = training_set([10, 20], 40, 1);
    let losses: [&dyn Loss; 2] = [&Logistic, &Logistic];
    let refused = newton(&set, &losses, &[3.0, 1.0], 0.0);
    let Err(SolveError::Separable(certificate)) = refused else {
        panic!("{refused:?}")
    };
    assert!(certificate.smallest_margin(&set) > 0.0);
    let ridged = newton(&set, &losses, &[3.0, 1.0], 1e-3).unwrap();
    assert!(ridged.residual < 1e-10, "{}", ridged.residual);
}
