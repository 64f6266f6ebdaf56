//! Values that are known without another solver.

use super::*;
use crate::loss::LossKind;

/// docs/theory.md, section 8: (σ₊, σ₋) = (2, 1), δ = .3, π₊ = .2, s = 2, ρ = 4.
#[test]
fn noise_of_its_own_for_each_class() {
    let classes = population(&[(0.2, 1, &[2.0], 2.0), (0.8, -1, &[-2.0], 1.0)]);
    let found = predict(
        &classes,
        &weighting(&[4.0, 1.0]),
        LossKind::Square.into(),
        0.3,
        0.0,
    );
    let found = found.unwrap();
    let order = found.order.unwrap();
    for (value, expected) in [
        (order.alpha, 0.5143),
        (order.gamma(), 0.3103),
        (order.bias, -0.2182),
        (found.errors[0], 0.3478),
        (found.errors[1], 0.0515),
    ] {
        assert!((value - expected).abs() < 5e-5, "{value} {expected}");
    }
}

/// Labels by a fair coin, whatever else a sample is: Cover's ½ (and so for any noise scales, since
/// dichotomies are counted, not distances).
#[test]
fn covers_threshold_for_any_noise() {
    for scales in [[1.0, 1.0], [1.0, 3.0], [0.01, 40.0]] {
        let [a, b] = scales;
        let coin = population(&[
            (0.15, 1, &[0.0], a),
            (0.15, -1, &[0.0], a),
            (0.35, 1, &[0.0], b),
            (0.35, -1, &[0.0], b),
        ]);
        let threshold = separability_threshold(&coin).unwrap();
        assert!((threshold - 0.5).abs() < 1e-12, "{scales:?}: {threshold}");
    }
}

/// With different noise on both sides of the threshold: α of logistic loss grows without bound
/// below it and its direction tends to that of the maximum margin, which is found above it.
#[test]
fn the_system_meets_the_maximum_margin_at_the_threshold() {
    let population = uneven();
    let threshold = separability_threshold(&population).unwrap();
    let at = |share: f64| {
        let found = predict(
            &population,
            &weighting(&[2.0, 1.0, 1.0]),
            LossKind::Logistic.into(),
            threshold * share,
            0.0,
        );
        found.unwrap()
    };
    let (below, above) = (at(1.0 - 1e-4), at(1.0 + 1e-4));
    assert_eq!(
        (below.status, above.status),
        (Status::Converged, Status::Separable)
    );
    assert!(below.order.unwrap().alpha > 300.0);
    for (r, t) in below.errors.iter().zip(&above.errors) {
        assert!((r - t).abs() < 2e-3, "{r} {t}");
    }
}

/// Ridge → 0 on separable data tends to the maximum margin, whatever the weights.
#[test]
fn vanishing_ridge_leads_to_the_maximum_margin() {
    let population = uneven();
    let delta = 3.0 * separability_threshold(&population).unwrap();
    for kind in [LossKind::Hinge, LossKind::SquaredHinge] {
        let at = |ridge: f64| {
            let weights = weighting(&[1.0, 3.0, 0.5]);
            predict(&population, &weights, kind.into(), delta, ridge).unwrap()
        };
        let (limit, near) = (at(0.0), at(1e-7));
        assert_eq!(
            (limit.status, near.status),
            (Status::Separable, Status::Converged)
        );
        for (r, t) in limit.errors.iter().zip(&near.errors) {
            assert!((r - t).abs() < 1e-5, "{kind:?}: {r} {t}");
        }
    }
}

/// δ > 1 without ridge: one interpolating classifier for all losses that aim at a margin.
#[test]
fn interpolation_forgets_loss_and_weights() {
    let population = uneven();
    let at = |kind: LossKind, weights: &[f64]| {
        predict(&population, &weighting(weights), kind.into(), 1.7, 0.0).unwrap()
    };
    let one = at(LossKind::Square, &[1.0, 1.0, 1.0]);
    assert_eq!(one.status, Status::Converged);
    assert_eq!(one, at(LossKind::Absolute, &[5.0, 1.0, 0.1]));
    assert_eq!(one, at(LossKind::Huber, &[5.0, 1.0, 0.1]));
    let threshold = predict(
        &population,
        &weighting(&[1.0; 3]),
        LossKind::Huber.into(),
        1.0,
        0.0,
    );
    assert_eq!(threshold.unwrap().status, Status::InterpolationThreshold);
}

#[test]
fn one_weight_a_group() {
    let loss = LossKind::Square.into();
    assert!(predict(&uneven(), &weighting(&[1.0, 2.0]), loss, 0.1, 0.0).is_err());
    assert!(predict(&uneven(), &weighting(&[1.0; 3]), loss, 0.0, 0.0).is_err());
    assert!(predict(&uneven(), &weighting(&[1.0; 3]), loss, 0.1, -1.0).is_err());
}
