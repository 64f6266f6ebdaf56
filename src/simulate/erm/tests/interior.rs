//! The interior-point solvers against their certificates, over many shapes of data.

use super::*;
use crate::loss::{Absolute, Hinge, Loss};

const SHAPES: [([usize; 2], usize); 7] = [
    ([10, 30], 5),
    ([20, 60], 30),
    ([20, 60], 79),
    ([20, 60], 80),
    ([20, 60], 120),
    ([50, 200], 25),
    ([20, 180], 3),
];

/// The objective as defined.
fn objective(set: &TrainingSet, loss: &dyn Loss, rho: f64, ridge: f64, fit: &Fit) -> f64 {
    let mut sum = 0.0;
    for (g, w) in set.groups.iter().zip([rho, 1.0]) {
        for x in g.features.col_iter() {
            let f: f64 = x.iter().zip(&fit.theta).map(|(x, t)| x * t).sum();
            sum += w * loss.value(g.label * (f + fit.bias));
        }
    }
    sum / set.samples() as f64 + 0.5 * ridge * norm_squared(&fit.theta)
}

#[test]
fn the_gap_closes_on_every_shape() {
    for (counts, d) in SHAPES {
        let set = training_set(counts, d, 0);
        let separable = is_separable(&set);
        for loss in [&Hinge as &dyn Loss, &Absolute] {
            for rho in [1.0, 3.0, 40.0] {
                for ridge in [0.0, 1e-6, 1e-3, 0.1, 3.0, 100.0] {
                    let what = format!("{} {counts:?} {d} ρ={rho} r={ridge}", loss.name());
                    match piecewise_linear(&set, &[loss; 2], &[rho, 1.0], ridge) {
                        Ok(fit) => {
                            assert!(fit.residual < 1e-11, "{what}: {:e}", fit.residual);
                            assert!(fit.iterations <= 60, "{what}: {}", fit.iterations);
                            no_neighbour_is_better(&set, loss, rho, ridge, &fit, &what);
                        }
                        Err(SolveError::Separable(at)) => {
                            assert!(at.smallest_margin(&set) > 0.0);
                            assert!(separable && ridge == 0.0 && loss.name() == "hinge");
                        }
                        Err(e) => panic!("{what}: {e}"),
                    }
                }
            }
        }
    }
}

/// The objective, written out anew, does not fall along any coordinate.
fn no_neighbour_is_better(
    set: &TrainingSet,
    loss: &dyn Loss,
    rho: f64,
    ridge: f64,
    fit: &Fit,
    what: &str,
) {
    let here = objective(set, loss, rho, ridge, fit);
    for j in [0, fit.theta.len() / 2, fit.theta.len()] {
        for by in [1e-4, -1e-4] {
            let mut moved = fit.clone();
            *moved.theta.get_mut(j).unwrap_or(&mut moved.bias) += by;
            let there = objective(set, loss, rho, ridge, &moved);
            assert!(there >= here * (1.0 - 1e-12) - 1e-13, "{what} j={j}");
        }
    }
}

/// Absolute loss that gives a class up has θ = 0 and b on the other: to rounding.
#[test]
fn a_class_given_up_leaves_nothing() {
    let set = training_set([10, 30], 5, 0);
    for (rho, bias) in [(0.05, -1.0), (40.0, 1.0)] {
        for ridge in [0.0, 1e-3, 1.0] {
            let fit = piecewise_linear(&set, &[&Absolute as &dyn Loss; 2], &[rho, 1.0], ridge);
            let fit = fit.unwrap();
            assert!(norm_squared(&fit.theta).sqrt() < 1e-14, "{:?}", fit.theta);
            assert!((fit.bias - bias).abs() < 1e-14);
        }
    }
}

#[test]
fn other_losses_are_refused() {
    use crate::loss::Logistic;
    let set = training_set([10, 30], 5, 0);
    let refused = piecewise_linear(&set, &[&Hinge, &Logistic], &[1.0, 1.0], 0.1);
    assert_eq!(refused, Err(SolveError::Shape));
    assert!(is_piecewise_linear(&Absolute) && !is_piecewise_linear(&Logistic));
}

#[test]
fn separability_comes_with_a_proof_either_way() {
    let mut seen = [0, 0];
    for d in [2, 4, 8, 20, 38, 39, 60] {
        for replicate in 0..4 {
            let set = training_set([10, 30], d, replicate + 10);
            match separability(&set) {
                Separability::Separable(at) => {
                    assert!(at.smallest_margin(&set) > 0.0);
                    seen[0] += 1;
                }
                Separability::Inseparable { weights, residual } => {
                    assert!(weights.iter().all(|v| *v >= 0.0));
                    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                    let samples = set.groups.iter().flat_map(|g| {
                        let signed = |x: faer::ColRef<'_, f64>| {
                            let x = x.iter().map(|x| g.label * x);
                            x.chain([g.label]).collect::<Vec<f64>>()
                        };
                        g.features.col_iter().map(signed).collect::<Vec<_>>()
                    });
                    let mut left = vec![0.0; d + 1];
                    for (v, a) in weights.iter().zip(samples) {
                        axpy(*v, &a, &mut left);
                    }
                    assert!(norm_squared(&left).sqrt() < 1e-9 && residual < 1e-10);
                    seen[1] += 1;
                }
                Separability::Undecided => panic!("d = {d}, replicate {replicate}"),
            }
        }
    }
    assert!(seen[0] > 8 && seen[1] > 3, "{seen:?}");
}

#[test]
fn hard_margins_are_kept_and_no_shorter_vector_keeps_them() {
    for (counts, d) in SHAPES {
        let set = training_set(counts, d, 1);
        if !is_separable(&set) {
            assert_eq!(hard_margin(&set, &[1.0, 1.0]), Err(SolveError::Infeasible));
            continue;
        }
        let equal = hard_margin(&set, &[1.0, 1.0]).unwrap();
        for margins in [[1.0, 1.0], [3.0, 1.0], [5.0, -1.0], [-0.5, 0.75]] {
            let fit = hard_margin(&set, &margins).unwrap();
            assert!(fit.residual < 1e-11 && fit.iterations <= 40, "{fit:?}");
            // Unequal margins of two classes scale and shift the solution for equal ones.
            let scale = 0.5 * (margins[0] + margins[1]);
            let theta: Vec<f64> = equal.theta.iter().map(|t| scale * t).collect();
            let bias = scale * equal.bias + 0.5 * (margins[0] - margins[1]);
            assert!(distance(&fit, &theta, bias) < 1e-10, "{margins:?} {d}");
        }
        // A vanishing ridge on the hinge loss tends to the same classifier.
        let limit = piecewise_linear(&set, &[&Hinge as &dyn Loss; 2], &[7.0, 1.0], 1e-6).unwrap();
        assert!(distance(&limit, &equal.theta, equal.bias) < 1e-9);
    }
}

#[test]
fn margins_must_keep_the_classes_apart() {
    let set = training_set([10, 30], 45, 0);
    let refused = hard_margin(&set, &[1.0, -2.0]);
    assert_eq!(refused, Err(SolveError::Margins { sum: -1.0 }));
}

/// The hinge with its kink at `margin` instead of 1.
#[derive(Debug)]
struct Shifted {
    margin: f64,
}

impl Loss for Shifted {
    fn name(&self) -> &'static str {
        "shifted hinge"
    }

    fn value(&self, z: f64) -> f64 {
        (self.margin - z).max(0.0)
    }

    fn derivative(&self, z: f64) -> f64 {
        if z < self.margin { -1.0 } else { 0.0 }
    }

    fn second_derivative(&self, _: f64) -> Option<f64> {
        Some(0.0)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        Hinge.prox(x + 1.0 - self.margin, step) - 1.0 + self.margin
    }

    fn pieces(&self) -> Option<Vec<crate::loss::Piece>> {
        let mut pieces = Hinge.pieces()?;
        pieces[1].from = self.margin;
        Some(pieces)
    }
}

/// One loss a group: hinges with their own kinks tend to the hard margin with these margins.
#[test]
fn each_group_has_its_own_loss() {
    for d in [20, 60] {
        let set = training_set([10, 30], d, 1);
        for margins in [[3.0, 1.0], [5.0, -1.0]] {
            let hinges = margins.map(|margin| Shifted { margin });
            let losses: [&dyn Loss; 2] = [&hinges[0], &hinges[1]];
            let limit = hard_margin(&set, &margins).unwrap();
            let fit = piecewise_linear(&set, &losses, &[4.0, 1.0], 1e-5).unwrap();
            assert!(distance(&fit, &limit.theta, limit.bias) < 1e-9);
            let refused = piecewise_linear(&set, &losses, &[4.0, 1.0], 0.0);
            assert!(matches!(refused, Err(SolveError::Separable(_))));
        }
    }
}

#[test]
fn extreme_weights_and_ridges() {
    let mut worst = (0.0f64, 0);
    for (counts, d) in [
        ([5, 200], 4),
        ([15, 30], 10),
        ([30, 70], 20),
        ([10, 20], 50),
    ] {
        for replicate in 0..4 {
            let set = training_set(counts, d, replicate);
            for loss in [&Hinge as &dyn Loss, &Absolute] {
                for rho in [1e-3, 0.5, 1.0, 6.0, 1e3] {
                    for ridge in [1e-8, 1e-4, 0.3, 1e4] {
                        let what = format!("{} {d} ρ={rho} r={ridge}", loss.name());
                        let fit = piecewise_linear(&set, &[loss; 2], &[rho, 1.0], ridge);
                        let fit = fit.unwrap_or_else(|e| panic!("{what}: {e}"));
                        worst = (worst.0.max(fit.residual), worst.1.max(fit.iterations));
                    }
                }
            }
        }
    }
    // With a ridge of 10⁴ margins differ by 10⁻⁵ of the intercept, which costs as many digits.
    assert!(worst.0 < 1e-8 && worst.1 <= 60, "{worst:?}");
}
