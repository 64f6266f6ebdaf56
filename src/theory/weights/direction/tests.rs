//! Best directions against reference values, theorems and grids.

use super::*;
use crate::theory::predict;
use approx::assert_relative_eq;
use serde_json::Value;

fn problem(delta: f64, prior: f64, signal: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
}

fn equal_error(problem: &Problem, log_rho: f64) -> Option<f64> {
    let there = predict(&problem.with_weight_ratio(log_rho.exp()).unwrap()).solution?;
    let s = problem.two_class().signal_strength();
    (there.alpha > 0.0).then(|| upper_tail(s * there.gamma / there.alpha))
}

/// Rows of another implementation (tests/golden/metrics.json).
#[test]
fn reference_directions() {
    let all: Value =
        serde_json::from_str(include_str!("../../../../tests/golden/metrics.json")).unwrap();
    let rows = all["direction"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let number = |key: &str| row[key].as_f64().unwrap();
        let kind = row["loss"].as_str().unwrap().replace('_', "-");
        let problem = problem(number("delta"), number("minority_prior"), number("signal"))
            .with_loss(LossKind::from_name(&kind).unwrap())
            .with_ridge(number("ridge"))
            .unwrap();
        let best = best_direction(&problem);
        match row["best_direction_weight"].as_f64() {
            Some(weight) => {
                assert_eq!(best.status, DirectionStatus::Found);
                assert_relative_eq!(best.weight_ratio.unwrap(), weight, max_relative = 1e-6);
            }
            None => {
                let ended = (best.status, best.weight_ratio);
                assert_eq!(ended, (DirectionStatus::TowardsZero, None));
            }
        }
        let errors = [
            (best.equal_error, "equal_error_there"),
            (best.unweighted, "equal_error_unweighted"),
        ];
        for (found, key) in errors {
            assert!(
                (found.unwrap() - number(key)).abs() < 1e-11,
                "{row} {found:?}"
            );
        }
    }
}

/// No weight of a grid over the search's range leads in a better direction, and none at all in
/// one better than the difference of the class means.
#[test]
fn nothing_is_better_anywhere() {
    for kind in LossKind::ALL {
        for (delta, prior, s, ridge) in [
            (0.05, 0.3, 0.6, 0.0),
            (0.3, 0.1, 3.5, 0.02),
            (0.5, 0.2, 1.0, 0.1),
            (1.4, 0.25, 1.2, 0.3),
        ] {
            let problem = problem(delta, prior, s)
                .with_loss(kind)
                .with_ridge(ridge)
                .unwrap();
            let best = best_direction(&problem);
            let case = format!("{kind:?} {delta} {prior} {s} {ridge}: {best:?}");
            let least = best.equal_error.unwrap();
            // At ρ = 1 θ may vanish.
            assert!(best.unweighted.is_none_or(|there| least <= there), "{case}");
            assert!(
                least >= class_means_error(delta, problem.two_class()) * (1.0 - 1e-9),
                "{case}"
            );
            for k in -60..=60 {
                let u = 0.3 * f64::from(k);
                let Some(there) = equal_error(&problem, u) else {
                    continue;
                };
                assert!(least <= there * (1.0 + 1e-9), "{case}: {there} at {u}");
            }
        }
    }
}

/// The same of random problems, most of which are not like those above: what is found is as
/// good as the best of a grid, and the bound is never passed.
#[test]
fn nothing_is_better_for_random_problems() {
    let mut state = 18u64;
    let mut log = |low: f64, high: f64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let uniform = (state >> 11) as f64 / (1u64 << 53) as f64;
        low * (high / low).powf(uniform)
    };
    for i in 0..105 {
        let (delta, prior, s) = (log(0.01, 4.0), log(0.01, 0.5), log(0.3, 5.0));
        let ridge = if i % 3 == 0 { 0.0 } else { log(1e-4, 3.0) };
        let problem = problem(delta, prior, s)
            .with_loss(LossKind::ALL[i % LossKind::ALL.len()])
            .with_ridge(ridge)
            .unwrap();
        let best = best_direction(&problem);
        let least = best.equal_error.unwrap();
        let bound = class_means_error(delta, problem.two_class());
        assert!(least >= bound * (1.0 - 1e-8), "{problem:?} {best:?}");
        for k in -13..=13 {
            let u = f64::from(k);
            let Some(there) = equal_error(&problem, u) else {
                continue;
            };
            assert!(
                least <= there * (1.0 + 1e-8),
                "{problem:?} {best:?}: {there} at {u}"
            );
        }
    }
}

/// The square loss without ridge: the closed form is what is predicted at ρ = 1, and another
/// weight is worse; for δ > 1 all weights tie at Q(s²√(1 − 1/δ)/√(s² + Δ)).
#[test]
fn the_theorem_of_the_square_loss() {
    for (delta, prior, s, known) in [
        (0.2, 0.2, 2.0, 0.042_46),
        (0.15, 0.1, 2.0, 0.039_65),
        (0.5, 0.2, 1.0, f64::NAN),
        (0.97, 0.03, 4.0, f64::NAN),
    ] {
        let problem = problem(delta, prior, s);
        let best = best_direction(&problem);
        let there = best.equal_error.unwrap();
        assert_eq!(
            (best.status, best.weight_ratio),
            (DirectionStatus::Found, Some(1.0))
        );
        assert_relative_eq!(there, best.unweighted.unwrap(), max_relative = 1e-12);
        assert!(known.is_nan() || (there - known).abs() < 5e-6);
        for u in [-8.0, -1.0, -0.01, 0.01, 1.0, 8.0] {
            assert!(
                equal_error(&problem, u).unwrap() > there,
                "{delta} {prior} {s} {u}"
            );
        }
        let beyond = problem.with_delta(1.0 / delta).unwrap();
        let best = best_direction(&beyond);
        assert_eq!(best.status, DirectionStatus::SameForAll);
        let kept = 1.0 - delta;
        let expected = upper_tail(signal_to_noise(1.0 / delta, beyond.two_class(), kept));
        assert_relative_eq!(best.equal_error.unwrap(), expected, max_relative = 1e-12);
    }
    // s²/√(s² + Δ) by hand: Δ = .2/.64.
    let by_hand = upper_tail(4.0 / (4.0 + 0.3125f64).sqrt());
    let two = TwoClass::new(0.2, 2.0).unwrap();
    assert_relative_eq!(class_means_error(0.2, two), by_hand, max_relative = 1e-13);
}

/// Scaled margins of the square loss are weights: the best is what undoes them.
#[test]
fn scaled_margins_are_undone() {
    use crate::loss::Adjustment;
    let loss = crate::loss::MarginLoss::from(LossKind::Square)
        .with_adjustment(Adjustment::new([2.0, 0.5], [0.0, 0.3]).unwrap())
        .unwrap();
    let problem = problem(0.3, 0.2, 1.5).with_loss(loss);
    let best = best_direction(&problem);
    assert_eq!(best.weight_ratio, Some(1.0 / 16.0));
    let there = equal_error(&problem, (1.0f64 / 16.0).ln()).unwrap();
    assert_relative_eq!(best.equal_error.unwrap(), there, max_relative = 1e-12);
}

/// Exponential loss: the weight is an intercept, and with ridge it scales the loss, so that the
/// direction tends to the difference of the class means. That of logistic loss does too.
#[test]
fn losses_with_an_exponential_tail() {
    let flat = problem(0.1, 0.3, 1.0).with_loss(LossKind::Exponential);
    let best = best_direction(&flat);
    assert_eq!(
        (best.status, best.weight_ratio),
        (DirectionStatus::SameForAll, Some(1.0))
    );
    for u in [-6.0, 0.7, 5.0] {
        let there = equal_error(&flat, u).unwrap();
        assert_relative_eq!(there, best.equal_error.unwrap(), max_relative = 1e-10);
    }
    for kind in [LossKind::Exponential, LossKind::Logistic] {
        let ridged = problem(0.5, 0.1, 2.0)
            .with_loss(kind)
            .with_ridge(0.1)
            .unwrap();
        let best = best_direction(&ridged);
        assert_eq!(best.status, DirectionStatus::TowardsZero);
        let limit = best.equal_error.unwrap();
        let mut before = best.unweighted.unwrap();
        for decade in [-1, -2, -3, -4, -5] {
            let there = equal_error(&ridged, f64::from(decade) * 10f64.ln()).unwrap();
            assert!(
                limit < there && there < before,
                "{kind:?} {decade}: {there} {limit}"
            );
            before = there;
        }
        assert_relative_eq!(before, limit, max_relative = 1e-2);
    }
}

/// Logistic loss without ridge: a little above 1, worth little (docs/theory.md, section 12).
#[test]
fn the_best_weight_of_logistic_loss_is_near_one() {
    for (delta, prior, s) in [(0.1, 0.2, 1.0), (0.05, 0.3, 0.6), (0.05, 0.1, 1.0)] {
        let best = best_direction(&problem(delta, prior, s).with_loss(LossKind::Logistic));
        assert_eq!(best.status, DirectionStatus::Found);
        let weight = best.weight_ratio.unwrap();
        assert!((1.0005..1.2).contains(&weight), "{best:?}");
        let gain = best.unweighted.unwrap() - best.equal_error.unwrap();
        assert!((0.0..1e-4).contains(&gain), "{best:?}");
    }
}

/// Below a weight that scales the kink's samples only, hinge loss with ridge leads in the same
/// direction to all digits; below another, absolute loss gives the minority up.
#[test]
fn plateaus_are_entered_at_their_edge() {
    let hinge = problem(0.3, 0.1, 3.5)
        .with_loss(LossKind::Hinge)
        .with_ridge(0.02)
        .unwrap();
    let best = best_direction(&hinge);
    assert_eq!(best.status, DirectionStatus::Plateau);
    let (weight, least) = (best.weight_ratio.unwrap(), best.equal_error.unwrap());
    assert!((0.005..0.0076).contains(&weight), "{best:?}");
    assert_relative_eq!(
        equal_error(&hinge, 1e-6f64.ln()).unwrap(),
        least,
        max_relative = 1e-7
    );
    assert!(equal_error(&hinge, (2.0 * weight).ln()).unwrap() > least * (1.0 + 1e-5));
}

#[test]
fn where_there_is_none() {
    assert_eq!(
        best_direction(&problem(1.0, 0.2, 2.0)).status,
        DirectionStatus::Diverges
    );
    let blind = best_direction(&problem(0.3, 0.2, 0.0));
    assert_eq!(blind.status, DirectionStatus::SameForAll);
    assert_eq!(blind.equal_error, Some(0.5));
}
