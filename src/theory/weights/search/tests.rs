//! Weights that are found, against grids, closed forms and known edges.

use super::*;
use crate::loss::LossKind;
use crate::model::TwoClass;

/// Whether a place is no better than the weight that was found: to rounding of the value,
/// and on a plateau to the thousandth of the error that is not fetched.
fn no_better(curve: &ErrorCurve<'_>, best: Best, there: f64) -> bool {
    let rounding = 1e-9 * best.value.abs() + 1e-12;
    match best.reach {
        Reach::Inside => best.value <= there + rounding,
        Reach::Plateau | Reach::BeyondCap | Reach::KnifeEdge => {
            curve.error_of(best.value) <= curve.error_of(there) * (1.0 + FLAT)
        }
    }
}

/// The quick search against a grid of a thousand weights over the whole range.
#[test]
fn nothing_better_lies_anywhere() {
    let mut state = 7u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for _ in 0..300 {
        let two = TwoClass::new(0.005 + 0.495 * uniform(), 6.0 * uniform()).unwrap();
        let problem = Problem::new(0.98 * uniform() + 0.01, two).unwrap();
        for error in Objective::ALL {
            let mut trail = Trail::default();
            let best = minimising(&problem, error, &mut trail).unwrap();
            let (rho, value) = (best.weight_ratio, best.value);
            let mut curve = ErrorCurve::new(&problem, error, &mut trail);
            for k in 0..=1000 {
                let u = 1e-4f64.ln() + 1e12f64.ln() * f64::from(k) / 1000.0;
                let there = curve.value(u);
                assert!(
                    no_better(&curve, best, there),
                    "{problem:?} {error:?} {rho}: {value} > {there} at {u}"
                );
            }
        }
    }
}

/// The same by slopes, for losses that need the scalar system.
#[test]
fn nothing_better_lies_near_for_other_losses() {
    for (k, kind) in LossKind::ALL.into_iter().enumerate().skip(1) {
        for (delta, prior, s, ridge) in [
            (0.05, 0.3, 0.6, 0.0),
            (0.3, 0.1, 3.5, 0.02),
            (1.4, 0.25, 1.2, 0.3),
        ] {
            let two = TwoClass::new(prior, s).unwrap();
            let problem = Problem::new(delta, two).unwrap().with_loss(kind);
            let problem = problem.with_ridge(ridge).unwrap();
            for error in [Objective::WorstClass, Objective::Average] {
                let mut trail = Trail::default();
                let best = minimising(&problem, error, &mut trail).unwrap();
                let (rho, value) = (best.weight_ratio, best.value);
                let mut curve = ErrorCurve::new(&problem, error, &mut trail);
                for step in 0..120 {
                    let u = (100.0 / f64::from(k as u32 + 1)).ln() - 0.08 * f64::from(step)
                        + two.prior_ratio().ln();
                    let there = curve.value(u);
                    let case = format!("{problem:?} {error:?} {rho}");
                    let held = no_better(&curve, best, there);
                    assert!(held, "{case}: {value} > {there} at {u}");
                }
            }
        }
    }
}

/// The average error falls to π₊ as the minority is given up, to all digits long before the
/// cap: the weight is not where rounding put the least of equal numbers (1.8e-6 here).
#[test]
fn a_plateau_that_is_flat_to_rounding() {
    let two = TwoClass::new(0.033_887_926_441_753_5, 0.237_147_885_148_212_47).unwrap();
    let problem = Problem::new(0.047_135_060_694_176_91, two)
        .unwrap()
        .with_loss(LossKind::Exponential);
    let best = minimising(&problem, Objective::Average, &mut Trail::default()).unwrap();
    assert_eq!(best.reach, Reach::Plateau);
    assert!(best.weight_ratio > 1e-3, "{best:?}");
}

/// With π₋/π₊ beyond the cap the ratio of priors, from where plateaus are entered, is no
/// weight that is offered; nor is any beyond.
#[test]
fn no_weight_beyond_the_cap_where_the_ratio_of_priors_is() {
    for prior in [1e-7, 2e-8] {
        for (kind, ridge) in [
            (LossKind::Square, 0.0),
            (LossKind::Logistic, 0.1),
            (LossKind::Exponential, 0.0),
        ] {
            let two = TwoClass::new(prior, 1.5).unwrap();
            let problem = Problem::new(1e-3, two).unwrap().with_loss(kind);
            let problem = problem.with_ridge(ridge).unwrap();
            for error in [Objective::WorstClass, Objective::Average] {
                let best = minimising(&problem, error, &mut Trail::default()).unwrap();
                let within = super::super::within_cap(best.weight_ratio);
                assert!(
                    within || matches!(best.reach, Reach::BeyondCap | Reach::KnifeEdge),
                    "{problem:?} {best:?}"
                );
            }
        }
    }
}

/// At δ = 1 with little ridge hinge loss has all samples on one side of its kink: the error is
/// the same to 15 digits for all weights from .1 to 10⁶, and the least of them is rounding.
#[test]
fn where_all_weights_do_the_same_it_is_the_ratio_of_priors() {
    let problem = Problem::new(1.0, TwoClass::new(0.1, 1.5).unwrap()).unwrap();
    let problem = problem.with_loss(LossKind::Hinge);
    for ridge in [1e-4, 3e-4, 2e-3, 5e-3, 8e-3] {
        let there = problem.with_ridge(ridge).unwrap();
        let mut trail = Trail::default();
        let best = minimising(&there, Objective::WorstClass, &mut trail).unwrap();
        let mut curve = ErrorCurve::new(&there, Objective::WorstClass, &mut trail);
        let least = curve.error_of(best.value);
        for rho in [0.1, 1.0, 30.0, 1e3, 1e6] {
            let error = curve.error(f64::ln(rho));
            assert!(
                (error / least - 1.0).abs() < 1e-12,
                "{ridge} {rho}: {error}"
            );
        }
        assert!(
            (best.weight_ratio / 9.0 - 1.0).abs() < 1e-9,
            "{ridge} {best:?}"
        );
    }
}

/// Absolute loss gives the minority up to ρ = 1.7, where the error is π₊; just beyond
/// lies a narrow valley.
#[test]
fn a_valley_beside_a_plateau() {
    let problem = Problem::new(0.7292, TwoClass::new(0.0184, 3.115).unwrap()).unwrap();
    let problem = problem.with_loss(LossKind::Absolute);
    let Best {
        weight_ratio: rho,
        value,
        ..
    } = minimising(&problem, Objective::Average, &mut Trail::default()).unwrap();
    assert!(
        (rho - 1.744).abs() < 0.01 && value < 0.0171,
        "{rho} {value}"
    );
}

/// With a strong ridge hinge loss gives one class up or the other, but for a range of
/// weights so narrow that only where b vanishes tells of it: beyond, all is flat.
#[test]
fn a_kink_beside_a_plateau() {
    let problem = Problem::new(3.4927, TwoClass::new(0.014, 0.0).unwrap()).unwrap();
    let problem = problem
        .with_loss(LossKind::Hinge)
        .with_ridge(254.58)
        .unwrap();
    let Best {
        weight_ratio: rho,
        value,
        reach,
    } = minimising(&problem, Objective::WorstClass, &mut Trail::default()).unwrap();
    assert_eq!(reach, Reach::KnifeEdge);
    assert!(
        (rho - 71.61).abs() < 0.01 && value.abs() < 1e-9,
        "{rho} {value}"
    );
}

/// An edge so sharp that no weight that a double can hold lies on it (no sample does between
/// the sides of it: α = .002). It is found all the same, with the error of the limit there,
/// Q(sγ/α) with γ = 2π₋s/r and η² = δπ₋/(π₊r²), and told as an edge.
#[test]
fn an_edge_is_told_by_the_error_that_was_found() {
    let (delta, prior, signal) = (
        0.079_291_842_471_954_84,
        0.284_346_254_982_823_95_f64,
        3.605_743_654_255_214_4,
    );
    let two = TwoClass::new(prior, signal).unwrap();
    let problem = Problem::new(delta, two)
        .unwrap()
        .with_loss(LossKind::Absolute)
        .with_ridge(2435.62)
        .unwrap();
    let mut trail = Trail::default();
    let best = minimising(&problem, Objective::WorstClass, &mut trail).unwrap();
    assert_eq!(best.reach, Reach::KnifeEdge);
    assert!((best.weight_ratio / two.prior_ratio() - 1.0).abs() < 1e-11);
    let gamma = 2.0 * (1.0 - prior) * signal;
    let alpha = gamma.hypot((delta * two.prior_ratio()).sqrt());
    assert!(
        (best.value + signal * gamma / alpha).abs() < 1e-6,
        "{best:?}"
    );
}
