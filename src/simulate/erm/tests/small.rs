//! Ridges and weights that are many orders smaller than what they stand beside.

use super::*;
use crate::loss::{Absolute, Exponential, Hinge, Huber, Logistic, Loss, SquaredHinge};

/// Data that a hyperplane separates: few and far apart, more unknowns than one class, more
/// than both.
const SEPARABLE: [([usize; 2], usize); 4] = [
    ([8, 24], 12),
    ([10, 30], 25),
    ([10, 30], 39),
    ([10, 30], 75),
];
const TINY: [f64; 7] = [1e-9, 1e-10, 1e-12, 1e-14, 1e-16, 1e-20, 1e-30];
/// Either solved or refused.
const TINIER: [f64; 4] = [1e-60, 1e-100, 1e-200, 1e-300];

fn fit(set: &TrainingSet, loss: &dyn Loss, rho: f64, ridge: f64) -> Result<Fit, SolveError> {
    fit_reduced(&Reduced::of(set), &[loss; 2], &[rho, 1.0], ridge)
}

/// Hinge and squared hinge tend to the maximum margin itself, with its norm.
#[test]
fn a_vanishing_ridge_leaves_the_maximum_margin() {
    for (counts, d) in SEPARABLE {
        let set = training_set(counts, d, 1);
        let limit = hard_margin(&set, &[1.0, 1.0]).unwrap();
        for loss in [&Hinge as &dyn Loss, &SquaredHinge] {
            for rho in [0.2, 1.0, 3.0, 1e4] {
                for ridge in TINY.into_iter().chain(TINIER) {
                    let what = format!("{} {counts:?} {d} ρ={rho} r={ridge:e}", loss.name());
                    let found = match fit(&set, loss, rho, ridge) {
                        Ok(found) => found,
                        Err(e) => {
                            assert!(TINIER.contains(&ridge), "{what}: {e}");
                            continue;
                        }
                    };
                    let apart = distance(&found, &limit.theta, limit.bias);
                    assert!(apart < 1e-9 + 1e4 * ridge, "{what}: {apart:e}");
                }
            }
        }
    }
}

/// Losses that turn up again tend to the interpolator of least norm.
#[test]
fn a_vanishing_ridge_leaves_the_shortest_interpolator() {
    for (counts, d) in [([10, 30], 45), ([10, 30], 75)] {
        let set = training_set(counts, d, 2);
        let limit = Kernel::of(&set).interpolate(&[1.0, 1.0]).unwrap();
        let huber = Huber::default();
        for loss in [&Absolute as &dyn Loss, &huber] {
            for rho in [0.2, 3.0, 1e4] {
                for ridge in TINY {
                    let what = format!("{} {d} ρ={rho} r={ridge:e}", loss.name());
                    let found = fit(&set, loss, rho, ridge);
                    let found = found.unwrap_or_else(|e| panic!("{what}: {e}"));
                    let apart = distance(&found, &limit.theta, limit.bias);
                    assert!(apart < 1e-8 + 1e4 * ridge, "{what}: {apart:e}");
                }
            }
        }
    }
}

/// Without a minimiser at r = 0 the logarithm of the ridge is what θ grows with: a tenth of
/// the ridge changes the errors little, and less and less.
#[test]
fn smooth_losses_go_to_the_maximum_margin_steadily() {
    for (counts, d) in SEPARABLE {
        let set = training_set(counts, d, 3);
        let limit = hard_margin(&set, &[1.0, 1.0]).unwrap().normalised();
        for loss in [&Logistic as &dyn Loss, &Exponential] {
            let mut before: Option<f64> = None;
            for k in 2..=24 {
                let ridge = 10f64.powi(-k);
                let what = format!("{} {counts:?} {d} r={ridge:e}", loss.name());
                let found = fit(&set, loss, 3.0, ridge).unwrap_or_else(|e| panic!("{what}: {e}"));
                let (theta, limit) = (&found.normalised().theta, &limit.theta);
                let apart = 1.0 - dot(theta, limit);
                if let Some(before) = before {
                    let steady = k < 8 || apart > 0.5 * before;
                    assert!(apart < before && steady, "{what}: {before} {apart}");
                }
                before = Some(apart);
            }
            assert!(
                before.unwrap() < 3e-3,
                "{} {counts:?} {d}: {before:?}",
                loss.name()
            );
        }
    }
}

/// What is accepted is optimal on every class's own scale: both pull the intercept alike, and
/// all of it balances the ridge. The conditions are written out anew.
#[test]
fn extreme_weights_are_solved_or_refused() {
    let mut solved = 0;
    for (counts, d) in [([20, 60], 8), ([20, 60], 50), ([20, 60], 150)] {
        let set = training_set(counts, d, 4);
        for loss in [&Logistic as &dyn Loss, &Exponential] {
            for k in (-30..=30).step_by(2) {
                let rho = 10f64.powi(k);
                let what = format!("{} {d} ρ=1e{k}", loss.name());
                let Ok(found) = fit(&set, loss, rho, 1e-3) else {
                    assert!(k.abs() >= 10, "{what}: refused");
                    continue;
                };
                solved += 1;
                // Sums of |u| by class, of |u|‖x‖, and of all that the gradient has in θ.
                let mut pulls = [0.0; 2];
                let mut left: Vec<f64> = found.theta.iter().map(|t| 1e-3 * t).collect();
                let mut size = 0.0;
                let groups = set.groups.iter().zip([rho, 1.0]).zip(&mut pulls);
                for ((group, weight), pull) in groups {
                    for x in group.features.col_iter() {
                        let x: Vec<f64> = x.iter().copied().collect();
                        let z = group.label * (dot(&x, &found.theta) + found.bias);
                        let u = weight * loss.derivative(z) / set.samples() as f64;
                        *pull += u;
                        size += u.abs() * norm_squared(&x).sqrt();
                        axpy(u * group.label, &x, &mut left);
                    }
                }
                let intercept = (pulls[0] - pulls[1]).abs() / (pulls[0] + pulls[1]).abs();
                assert!(intercept < 1e-7, "{what}: {intercept:e} {pulls:?}");
                let slopes = norm_squared(&left).sqrt() / size;
                assert!(slopes < 1e-7, "{what}: {slopes:e}");
            }
        }
    }
    assert!(solved > 120, "{solved}");
}

/// With a vanishing weight the minority moves Huber's θ in proportion to it, however small
/// that is beside the intercept: no θ = 0 in its place.
#[test]
fn next_to_nothing_is_not_nothing() {
    let set = training_set([20, 60], 8, 5);
    let huber = Huber::default();
    for ridge in [1e-3, 1e-10] {
        let size = |rho: f64| {
            let found = fit(&set, &huber, rho, ridge);
            found.map(|fit| norm_squared(&fit.theta).sqrt() / rho)
        };
        let expected = size(1e-6).unwrap();
        for k in 7..=20 {
            if let Ok(found) = size(10f64.powi(-k)) {
                let apart = (found / expected - 1.0).abs();
                assert!(
                    apart < 1e-3,
                    "ρ = 1e-{k}, r = {ridge:e}: {found} {expected}"
                );
            } else {
                assert!(k > 8, "ρ = 1e-{k}, r = {ridge:e}: refused");
            }
        }
    }
}

#[test]
fn what_is_not_a_number_is_not_accepted() {
    let set = training_set([5, 8], 3, 0);
    let reduced = Reduced::of(&set);
    let hinge = piecewise_linear::Clamped::of(&Hinge).unwrap();
    let program = piecewise_linear::program(&reduced.data, &[hinge; 2], &[1.0; 2], 0.1);
    let mut pair = program.boxed(vec![0.1; 4], &[-0.5; 13]);
    assert!(program.residual(&pair) > 0.0);
    for place in [0, 12] {
        let kept = std::mem::replace(&mut pair.dual[place], f64::NAN);
        let residual = program.residual(&pair);
        assert!(residual.is_nan(), "{residual}");
        pair.dual[place] = kept;
    }
}
