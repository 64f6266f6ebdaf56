//! Populations that nobody chose.

use proptest::prelude::*;

use super::*;
use crate::loss::{Adjustment, LossKind};
use crate::model::error_rates::group_errors;

#[derive(Debug)]
struct Case {
    population: Population,
    weighting: Weighting,
    loss: MarginLoss,
    delta: f64,
    ridge: f64,
}

fn group() -> impl Strategy<Value = (f64, bool, Vec<f64>, f64, f64)> {
    let mean = prop::collection::vec(-2.5..2.5f64, 3);
    (
        0.02..1.0f64,
        any::<bool>(),
        mean,
        -1.0..1.0f64,
        -3.0..3.0f64,
    )
}

fn case() -> impl Strategy<Value = Case> {
    let groups = prop::collection::vec(group(), 2..7);
    let adjustment = prop::option::of((-1.0..1.0f64, -1.0..1.0f64, -0.5..0.5f64, -0.5..0.5f64));
    let ridge = prop::option::of(-6.0..1.0f64);
    let all = (
        groups,
        1..4usize,
        0..7usize,
        adjustment,
        -2.0..0.7f64,
        ridge,
    );
    all.prop_map(|(groups, k, kind, adjustment, log_delta, log_ridge)| {
        let total: f64 = groups.iter().map(|g| g.0).sum();
        let members = groups.iter().enumerate().map(|(i, g)| Group {
            name: i.to_string(),
            // Both labels occur.
            label: match i {
                0 => Label::Positive,
                1 => Label::Negative,
                _ if g.1 => Label::Positive,
                _ => Label::Negative,
            },
            prior: g.0 / total,
            mean: g.2[..k].to_vec(),
            noise_scale: g.3.exp(),
        });
        let plain = MarginLoss::from(LossKind::ALL[kind]);
        let adjusted = adjustment.map(|(a, b, c, d)| {
            let adjustment = Adjustment::new([a.exp(), b.exp()], [c, d]).unwrap();
            plain.with_adjustment(adjustment).unwrap()
        });
        Case {
            population: Population::new(members.collect()).unwrap(),
            weighting: weighting(&groups.iter().map(|g| g.4.exp()).collect::<Vec<f64>>()),
            loss: adjusted.unwrap_or(plain),
            delta: 10f64.powf(log_delta),
            ridge: log_ridge.map_or(0.0, |r| 10f64.powf(r)),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: proptest::test_runner::RngSeed::Fixed(17),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// A solution with small residuals, or the reason why there is none.
    #[test]
    fn every_problem_is_solved(case in case()) {
        let Case { population, weighting, loss, delta, ridge } = &case;
        prop_assume!(*delta != 1.0);
        let found = predict(population, weighting, *loss, *delta, *ridge).unwrap();
        prop_assert_ne!(found.status, Status::NotConverged);
        prop_assert!(found.residual.unwrap() <= 1e-9, "{:?}", found);
        let order = found.order.unwrap();
        let m = order.projection.iter().fold(0.0, |s: f64, m| s.hypot(*m));
        prop_assert!(order.alpha.is_finite() && order.bias.is_finite());
        prop_assert!(m <= order.alpha * (1.0 + 1e-12));
        prop_assert_eq!(found.errors.len(), population.groups().len());
        prop_assert!(found.errors.iter().all(|r| (0.0..=1.0).contains(r)));
        // They are what the model says of the order parameters.
        for (a, b) in found.errors.iter().zip(group_errors(population, &order)) {
            prop_assert!((a - b).abs() <= 1e-9, "{} {}", a, b);
        }
    }
}
