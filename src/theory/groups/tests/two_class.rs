//! K = 2: the engine for groups against the engine for two classes.

use super::*;
use crate::loss::{Adjustment, LossKind};
use crate::model::TwoClass;

fn losses() -> Vec<MarginLoss> {
    let adjusted = Adjustment::new([1.4, 0.7], [0.2, -0.3]).unwrap();
    let plain = LossKind::ALL.map(MarginLoss::from);
    let with = plain.map(|loss| loss.with_adjustment(adjusted).unwrap());
    let huber = MarginLoss::from(LossKind::Huber).with_huber_threshold(0.3);
    plain.into_iter().chain(with).chain(huber).collect()
}

/// For every loss, with and without adjustments and ridge, in every regime. The weights' common
/// scale is ridge's inverse scale.
#[test]
fn both_engines_agree_to_1e_9() {
    let two = TwoClass::new(0.2, 1.2).unwrap();
    let population = two.population();
    for loss in losses() {
        for (delta, ridge) in [
            (0.03, 0.0),
            (0.12, 0.0),
            (0.12, 0.3),
            (0.6, 0.0),
            (0.6, 0.02),
            (1.0, 0.0),
            (1.8, 0.0),
            (1.8, 2.0),
        ] {
            for rho in [0.25, 1.0, 4.0, 40.0] {
                let weighting = weighting(&[2.5 * rho, 2.5]);
                let problem = problem(&population, &weighting, loss, delta, ridge).unwrap();
                let (closed, general) = (of_two_classes(&problem).unwrap(), of_groups(&problem));
                let what = format!("{loss:?} δ={delta} r={ridge} ρ={rho}");
                assert_ne!(closed.status, Status::NotConverged, "{what}");
                assert_same(&closed, &general, 1e-9, &what);
                if let (Some(a), Some(b)) = (closed.kappa, general.kappa) {
                    assert!((a - b).abs() <= 1e-8 * a, "{what}: {a} {b}");
                }
            }
        }
    }
}

/// Where hinge and absolute loss give a class up, and just where they do not: the ratio of the two
/// sides of the criterion is known from another code (see the two-class engine's own test).
#[test]
fn both_engines_give_up_the_same_classes() {
    for (kind, (delta, prior, s, rho), given_up) in [
        (LossKind::Hinge, (0.0322, 0.4369, 0.386, 0.4836), true),
        (LossKind::Hinge, (0.0468, 0.0726, 0.783, 0.8011), true),
        (LossKind::Hinge, (0.0655, 0.0305, 0.656, 0.2457), false),
        (LossKind::Absolute, (0.2626, 0.0710, 0.097, 3.4342), true),
        (LossKind::Absolute, (0.0491, 0.1121, 1.569, 1.8023), false),
        (LossKind::Absolute, (0.1656, 0.3618, 1.891, 11.0539), false),
    ] {
        let population = TwoClass::new(prior, s).unwrap().population();
        let weights = weighting(&[rho, 1.0]);
        let problem = problem(&population, &weights, kind.into(), delta, 0.1).unwrap();
        let found = of_groups(&problem);
        assert_eq!(found.status, Status::Converged, "{kind:?} {delta}");
        let alpha = found.order.unwrap().alpha;
        assert_eq!(alpha == 0.0, given_up, "{kind:?} {delta}: {alpha}");
    }
}

/// Separability and maximum margin, from the threshold's neighbourhood to far beyond it.
#[test]
fn thresholds_and_margins_are_the_two_class_ones() {
    for (prior, s) in [(0.5, 0.0), (0.2, 1.0), (0.03, 2.5), (0.4, 4.0)] {
        let two = TwoClass::new(prior, s).unwrap();
        let ours = separability_threshold(&two.population()).unwrap();
        let theirs = crate::theory::separability_threshold(two).unwrap();
        assert!((ours / theirs - 1.0).abs() < 1e-12, "{two:?}");
        for times in [1.001, 1.5, 40.0] {
            let (loss, weights) = (LossKind::Logistic.into(), weighting(&[3.0, 1.0]));
            let (population, delta) = (two.population(), theirs * times);
            let problem = problem(&population, &weights, loss, delta, 0.0).unwrap();
            let closed = of_two_classes(&problem).unwrap();
            assert_eq!(closed.status, Status::Separable);
            let general = of_groups(&problem);
            assert_same(&closed, &general, 1e-9, &format!("{two:?} {times}"));
        }
    }
}
