//! A replicate's promises.

use super::*;
use crate::loss::{LossKind, MarginLoss};
use crate::model::{Labels, TwoClass};

fn design(delta: f64, labels: Labels) -> Design {
    Design::new(TwoClass::new(0.2, 2.0).unwrap(), delta, 100, labels).unwrap()
}

fn training(weight_ratio: f64) -> Training {
    Training {
        loss: LossKind::Square.into(),
        weights: weight_ratio,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Direct,
        threshold: crate::model::Threshold::NONE,
    }
}

#[test]
fn the_same_data_whatever_else_is_trained_on_them() {
    let d = design(0.3, Labels::Fixed);
    let streams = Streams::new([9; 32], 0);
    let down = Training {
        downsample: true,
        ..training(1.0)
    };
    let sgd = Training {
        solver: Solver::Sgd,
        ..training(1.0)
    };
    let alone = run_replicate(&d, &[training(4.0)], streams);
    let together = run_replicate(&d, &[down, sgd, training(1.0), training(4.0)], streams);
    assert_eq!(alone[0], together[3]);
    let value = |i: usize, q: usize| together[i].as_ref().unwrap().order[q];
    for q in 0..3 {
        assert!(
            (value(1, q) - value(2, q)).abs() < 1e-6,
            "SGD reaches the direct solution"
        );
    }
    assert!(value(0, 0) != value(2, 0));
}

#[test]
fn every_shape_gives_a_measurement() {
    for delta in [0.01, 0.5, 0.97, 0.98, 0.99, 1.0, 1.01, 1.5] {
        for ridge in [0.0, 0.1] {
            let t = Training {
                ridge,
                ..training(4.0)
            };
            let down = Training {
                downsample: true,
                ..t
            };
            for result in run_replicate(
                &design(delta, Labels::Random),
                &[t, down],
                Streams::new([1; 32], 5),
            ) {
                let m = result.unwrap();
                assert!(m.order.iter().all(|v| v.is_finite()), "δ={delta} r={ridge}");
            }
        }
    }
}

/// Above the separability threshold every decreasing loss has the same limit, whatever
/// its weight; the others have a minimiser there too.
#[test]
fn separable_data_give_the_maximum_margin_direction() {
    let trained = |kind: LossKind, weight_ratio, ridge| {
        let training = Training {
            loss: kind.into(),
            ridge,
            ..training(weight_ratio)
        };
        let d = design(0.5, Labels::Fixed);
        let mut outcome = run_replicate(&d, &[training], Streams::new([4; 32], 0));
        outcome.remove(0).unwrap()
    };
    let limit = trained(LossKind::Hinge, 1.0, 0.0);
    assert!((limit.order[0] - 1.0).abs() < 1e-12 && limit.separable);
    for kind in LossKind::ALL {
        let found = trained(kind, 6.0, 0.0);
        assert_eq!(found.separable, kind.is_decreasing(), "{kind:?}");
        if found.separable {
            assert_eq!(found, limit, "{kind:?}");
        }
        assert!(!trained(kind, 6.0, 0.01).separable);
    }
    // A ridge that vanishes leads there as well.
    let close = trained(LossKind::Hinge, 6.0, 1e-6);
    let gamma = close.order[1] / close.order[0];
    assert!((gamma - limit.order[1]).abs() < 1e-9);
}

#[test]
fn no_loss_minds_the_company() {
    for delta in [0.1, 0.5, 1.3] {
        let d = design(delta, Labels::Fixed);
        let streams = Streams::new([5; 32], 1);
        let trainings: Vec<Training> = LossKind::ALL
            .into_iter()
            .flat_map(|loss| [0.0, 0.01].map(|ridge| (loss, ridge)))
            .flat_map(|(loss, ridge)| {
                [3.0, 1.0].map(|weight_ratio| Training {
                    loss: loss.into(),
                    ridge,
                    ..training(weight_ratio)
                })
            })
            .collect();
        let together = run_replicate(&d, &trainings, streams);
        for (training, outcome) in trainings.iter().zip(&together) {
            let alone = run_replicate(&d, &[*training], streams);
            assert!(outcome.is_ok(), "{training:?}: {outcome:?}");
            assert_eq!(alone[0], *outcome, "{training:?}");
        }
    }
}

#[test]
fn an_empty_class_is_reported_not_redrawn() {
    let d = Design::new(TwoClass::new(0.01, 1.0).unwrap(), 0.1, 60, Labels::Random).unwrap();
    let outcomes: Vec<_> = (0..40)
        .map(|r| run_replicate(&d, &[training(1.0)], Streams::new([2; 32], r))[0].clone())
        .collect();
    let empty = outcomes
        .iter()
        .filter(|o| **o == Err(Failure::EmptyClass))
        .count();
    // P(empty) = .99⁶⁰ = .547; 40 draws: 21.9 ± 3.1.
    assert!((9..=35).contains(&empty), "{empty}");
}

/// A loss that is satisfied by a margin of −½ reaches zero with margins that are not all
/// positive; some intercept makes them so, and the data are separable all the same.
#[test]
fn a_negative_required_margin_does_not_hide_separability() {
    let limit = |kind: LossKind| {
        let loss = MarginLoss::from(kind)
            .with_required_margins([1.0; 2], [3.0, -0.5])
            .unwrap();
        let training = Training {
            loss,
            ..training(4.0)
        };
        let d = design(0.6, Labels::Fixed);
        run_replicate(&d, &[training], Streams::new([5; 32], 0))
            .remove(0)
            .unwrap()
    };
    let hinge = limit(LossKind::Hinge);
    assert!(hinge.separable && (hinge.order[0] - 1.0).abs() < 1e-12);
    assert_eq!(limit(LossKind::SquaredHinge), hinge);
}
