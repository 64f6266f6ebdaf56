//! What another description of the same problem must not change.

use super::*;
use crate::loss::{Adjustment, LossKind};

/// Every loss in the regimes that it has.
fn problems() -> Vec<(LossKind, f64, f64)> {
    let regimes = [(0.05, 0.0), (0.3, 0.2), (0.8, 0.0), (1.4, 0.05)];
    let of = |kind| regimes.map(|(delta, ridge)| (kind, delta, ridge));
    LossKind::ALL.into_iter().flat_map(of).collect()
}

const WEIGHTS: [f64; 3] = [2.0, 0.7, 1.2];

fn reference((kind, delta, ridge): (LossKind, f64, f64)) -> GroupPrediction {
    let found = predict(&uneven(), &weighting(&WEIGHTS), kind.into(), delta, ridge).unwrap();
    assert!(found.order.is_some(), "{kind:?} {delta} {ridge}");
    found
}

/// One group in two parts, in shares of .3 and .7.
#[test]
fn a_group_may_be_split() {
    let split = population(&[
        (0.2, 1, &[1.5, 0.3], 0.8),
        (0.09, 1, &[0.4, -0.9], 1.3),
        (0.21, 1, &[0.4, -0.9], 1.3),
        (0.5, -1, &[-1.1, 0.6], 1.0),
    ]);
    for at in problems() {
        let (kind, delta, ridge) = at;
        let weights = weighting(&[2.0, 0.7, 0.7, 1.2]);
        let mut found = predict(&split, &weights, kind.into(), delta, ridge).unwrap();
        assert_eq!(found.errors[1], found.errors[2]);
        found.errors.remove(1);
        assert_same(&reference(at), &found, 1e-9, &format!("{at:?}"));
    }
}

/// Labels exchanged: θ and b change their signs, and the adjustments their places.
#[test]
fn labels_may_be_exchanged() {
    let exchanged = population(&[
        (0.2, -1, &[1.5, 0.3], 0.8),
        (0.3, -1, &[0.4, -0.9], 1.3),
        (0.5, 1, &[-1.1, 0.6], 1.0),
    ]);
    for (kind, delta, ridge) in problems() {
        let adjusted = |scale, shift| {
            let adjustment = Adjustment::new(scale, shift).unwrap();
            MarginLoss::from(kind).with_adjustment(adjustment).unwrap()
        };
        let (loss, mirrored) = (
            adjusted([1.3, 0.8], [0.1, -0.2]),
            adjusted([0.8, 1.3], [-0.2, 0.1]),
        );
        let at = |population: &Population, loss| {
            predict(population, &weighting(&WEIGHTS), loss, delta, ridge).unwrap()
        };
        let (here, mut there) = (at(&uneven(), loss), at(&exchanged, mirrored));
        if let Some(order) = &mut there.order {
            order.bias *= -1.0;
            order.projection.iter_mut().for_each(|m| *m *= -1.0);
        }
        assert_same(&here, &there, 1e-9, &format!("{kind:?} {delta} {ridge}"));
    }
}

/// Groups in another order, all lengths five times as long and all means elsewhere, in four
/// coordinates in place of two.
#[test]
fn coordinates_units_and_order_do_not_matter() {
    let place = |x: f64, y: f64| {
        // Orthonormal directions (1, 1, 1, 1)/2 and (1, −1, 1, −1)/2.
        [0.5 * (x + y), 0.5 * (x - y), 0.5 * (x + y), 0.5 * (x - y)]
    };
    let moved = |x: f64, y: f64| {
        let shift = [0.0, 30.0, -20.0, 7.0];
        let at = place(x, y);
        [0, 1, 2, 3].map(|i| 5.0 * at[i] + shift[i])
    };
    let (a, b, c) = (moved(1.5, 0.3), moved(0.4, -0.9), moved(-1.1, 0.6));
    let other = population(&[(0.5, -1, &c, 5.0), (0.2, 1, &a, 4.0), (0.3, 1, &b, 6.5)]);
    for at in problems() {
        let (kind, delta, ridge) = at;
        let weights = weighting(&[1.2, 2.0, 0.7]);
        let found = predict(&other, &weights, kind.into(), delta, 25.0 * ridge).unwrap();
        let reference = reference(at);
        assert_eq!(found.status, reference.status, "{at:?}");
        for (i, j) in [(0, 1), (1, 2), (2, 0)] {
            let (r, t) = (reference.errors[i], found.errors[j]);
            assert!((r - t).abs() < 1e-9, "{at:?}: {r} {t}");
        }
        let order = found.order.unwrap();
        let (mut m, expected) = ([0.0; 2], reference.order.unwrap());
        let unit = if found.status == Status::Separable {
            1.0
        } else {
            5.0
        };
        for (i, p) in order.projection.iter().enumerate() {
            m[0] += 0.5 * unit * p;
            m[1] += 0.5 * unit * p * if i % 2 == 0 { 1.0 } else { -1.0 };
        }
        for (found, expected) in m.iter().zip(&expected.projection) {
            let size = expected.abs().max(1e-3 * order.alpha);
            assert!(
                (found - expected).abs() < 1e-7 * size,
                "{at:?}: {m:?} {expected}"
            );
        }
    }
}

/// Weights and ridge by a common factor.
#[test]
fn weights_and_ridge_have_one_scale() {
    for at in problems() {
        let (kind, delta, ridge) = at;
        let weights = weighting(&WEIGHTS.map(|w| 3.0 * w));
        let found = predict(&uneven(), &weights, kind.into(), delta, 3.0 * ridge).unwrap();
        assert_same(&reference(at), &found, 1e-9, &format!("{at:?}"));
    }
}
