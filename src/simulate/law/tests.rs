//! What the samplers promise whatever their law is; `tests/library/simulation_in_law` has that.

use super::jacobi::draw;
use super::*;
use crate::model::{Design, Labels, ModelError, TwoClass};
use crate::simulate::{Purpose, Streams};
use rand_chacha::ChaCha8Rng;

fn design(n: usize, minority: usize, d: usize) -> Design {
    let prior = minority as f64 / n as f64;
    let two_class = TwoClass::new(prior, 1.5).unwrap();
    Design::new(two_class, d as f64 / n as f64, n, Labels::Fixed).unwrap()
}

fn rng(replicate: u32) -> ChaCha8Rng {
    Streams::new([8; 32], replicate).rng(Purpose::Law)
}

/// The edges of every range: one dimension, one sample in a class, d = n − 2 and beyond.
fn corners() -> Vec<Design> {
    [
        (2, 1, 1),
        (3, 1, 1),
        (4, 2, 2),
        (30, 1, 1),
        (30, 1, 12),
        (30, 15, 14),
        (31, 15, 15),
        (30, 15, 28),
        (30, 10, 29),
        (30, 10, 31),
        (30, 10, 40),
        (60, 20, 25),
    ]
    .map(|(n, minority, d)| design(n, minority, d))
    .to_vec()
}

#[test]
fn a_training_does_not_mind_the_company() {
    let ratios = [3.0, 1.0, 1e4, 20.0, 1e-4, 0.5, 9.0, 2.0, 80.0, 1.5];
    for d in corners() {
        let together = jacobi(&d, &ratios, &mut rng(1)).unwrap();
        let pairs = ratios.map(|r| (r, if r > 5.0 { 0.2 } else { 0.0 }));
        let ridged = sufficient(&d, &pairs, &mut rng(1)).unwrap();
        for (i, &ratio) in ratios.iter().enumerate() {
            let alone = jacobi(&d, &[ratio], &mut rng(1)).unwrap();
            assert_eq!(alone[0], together[i], "{d:?} {ratio}");
            let alone = sufficient(&d, &[pairs[i]], &mut rng(1)).unwrap();
            assert_eq!(alone[0], ridged[i], "{d:?} {ratio}");
        }
    }
}

/// Memory is kept from draw to draw on a thread.
#[test]
fn a_draw_does_not_mind_the_one_before() {
    let ratios = [1.0, 7.0, 0.2];
    for d in corners() {
        let fresh = std::thread::spawn(move || jacobi(&d, &ratios, &mut rng(2)).unwrap());
        let many: Vec<f64> = (0..40).map(|k| 1.3f64.powi(k)).collect();
        jacobi(&design(4000, 900, 800), &many, &mut rng(1)).unwrap();
        let here = jacobi(&d, &ratios, &mut rng(2)).unwrap();
        assert_eq!(here, fresh.join().unwrap(), "{d:?}");
    }
}

#[test]
fn every_corner_gives_finite_numbers_and_a_small_residual() {
    let ratios = [1e-4, 0.1, 1.0, 30.0, 1e4];
    for d in corners() {
        for replicate in 0..20 {
            let drawn = jacobi(&d, &ratios, &mut rng(replicate)).unwrap();
            let pairs: Vec<(f64, f64)> =
                ratios.iter().flat_map(|&r| [(r, 0.0), (r, 0.01)]).collect();
            let full = sufficient(&d, &pairs, &mut rng(replicate)).unwrap();
            for (fit, limit) in
                (drawn.iter().map(|f| (f, 1e-14))).chain(full.iter().map(|f| (f, 1e-7)))
            {
                let [alpha, gamma, bias] = fit.order;
                assert!(alpha > 0.0 && bias.is_finite(), "{d:?} {fit:?}");
                assert!(gamma.abs() <= alpha * (1.0 + 1e-12), "{d:?} {fit:?}");
                assert!((0.0..=limit).contains(&fit.residual), "{d:?} {fit:?}");
            }
        }
    }
}

/// Against many more steps of the same draw: the error is within a few times its bound,
/// which grows with ‖r‖/f₁₁; and something is cut off.
#[test]
fn cutting_off_changes_no_more_than_the_bound() {
    for (n, minority, d) in [
        (2000, 400, 400),
        (1_000_000_000, 200_000_000, 200_000_000),
        (100_000, 5000, 80_000),
    ] {
        let design = design(n, minority, d);
        let ratios = [0.02, 0.6, 1.3, 4.0, 50.0, 300.0];
        for replicate in 0..5 {
            let best = draw(&design, &ratios, 1e-16, &mut rng(replicate)).unwrap();
            for tolerance in [1e-2, 1e-5, 1e-8, 1e-11] {
                let cut = draw(&design, &ratios, tolerance, &mut rng(replicate)).unwrap();
                for (a, b) in cut.iter().zip(&best) {
                    assert!(a.residual <= tolerance && a.residual > 1e-4 * tolerance);
                    let error = (0..3).fold(0.0f64, |m, i| m.max((a.order[i] - b.order[i]).abs()));
                    let bound = 5.0 * a.residual * b.order[0].max(1.0) + 1e-12;
                    assert!(error <= bound, "{design:?}: {error:e} {bound:e}");
                }
            }
            let coarse = draw(&design, &[50.0], 1e-2, &mut rng(replicate)).unwrap();
            assert!((coarse[0].order[0] - best[4].order[0]).abs() > 1e-11);
        }
    }
}

/// Steps that are allowed for suffice: the bound on them is one.
#[test]
fn the_memory_bound_holds_enough_steps() {
    let large = design(1_000_000, 200_000, 200_000);
    let needed = |ratio| jacobi_memory(&large, &[ratio]);
    assert!(needed(20.0) < 200_000 && needed(1e4) > needed(100.0));
    assert!(jacobi_memory(&design(60, 20, 25), &[1e4]) <= needed(1.0));
    assert_eq!(sufficient_memory(&design(600, 200, 250)), 8 * 6 * 250 * 250);
    assert_eq!(
        sufficient_memory(&design(600, 200, 5000)),
        8 * 6 * 601 * 601
    );
}

#[test]
fn refusals_name_the_value() {
    let large = design(1_000_000, 200_000, 200_000);
    let error = jacobi(&large, &[1.0, 1e6], &mut rng(0)).unwrap_err();
    assert!(matches!(error, LawError::Levels { ratio: 1e6, .. }));
    assert!(error.to_string().contains("weight_ratio = 1000000"));
    // What the message allows is allowed.
    let LawError::Levels { least, most, .. } = error else {
        unreachable!()
    };
    assert!(jacobi_covers(&large, &[(least, 0.0), (most, 0.0)]));
    assert!(!jacobi_covers(&large, &[(1.001 * most * 1.01, 0.0)]));
    assert!(!jacobi_covers(&large, &[(1.0, 0.1)]));
    for ratio in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300, 1e-300] {
        let error = jacobi(&design(60, 20, 5), &[ratio], &mut rng(0)).unwrap_err();
        assert!(matches!(
            error,
            LawError::Argument(ModelError::OutOfRange {
                name: "weight_ratio",
                ..
            })
        ));
    }
    let error = sufficient(&design(60, 20, 5), &[(1.0, -0.1)], &mut rng(0)).unwrap_err();
    assert!(error.to_string().contains("ridge = -0.1"));
}

/// (1 − .01)⁶⁰ = .547 of the replicates have no minority sample: 21.9 ± 3.1 of 40.
#[test]
fn an_empty_class_is_reported() {
    let two_class = TwoClass::new(0.01, 1.0).unwrap();
    let design = Design::new(two_class, 0.1, 60, Labels::Random).unwrap();
    let empty = (0..40).filter(|&r| {
        let full = sufficient(&design, &[(1.0, 0.0)], &mut rng(r));
        let quick = jacobi(&design, &[1.0], &mut rng(r));
        assert_eq!(full.is_err(), quick.is_err());
        full == Err(LawError::EmptyClass)
    });
    let empty = empty.count();
    assert!((9..=35).contains(&empty), "{empty}");
}

/// 2⁴⁰ samples: counts of random labels and degrees of freedom are far beyond 32 bits.
#[test]
fn sizes_have_no_limit() {
    let two_class = TwoClass::new(0.2, 2.0).unwrap();
    let design = Design::new(two_class, 2f64.powi(-12), 1 << 40, Labels::Random).unwrap();
    assert_eq!(design.dimension(), 1 << 28);
    let fit = jacobi(&design, &[4.0], &mut rng(0)).unwrap()[0];
    let measured = fit.measure();
    assert_eq!(measured.order, fit.order);
    assert_eq!(measured.residual, fit.residual);
    // Both classes count alike, and δ is nearly 0: γ = s/(1 + s²), b = 0.
    assert!((fit.order[1] - 0.4).abs() < 1e-3 && fit.order[2].abs() < 1e-3);
}

/// From the same random numbers a vanishing ridge leaves what none does, on either side of
/// d = n − 1 and there.
#[test]
fn ridges_vanish_without_a_jump() {
    for dimension in [20, 36, 38, 39, 40, 80] {
        let d = design(40, 12, dimension);
        for ratio in [0.2, 3.0, 1e3] {
            let none = sufficient(&d, &[(ratio, 0.0)], &mut rng(5)).unwrap()[0];
            for k in [8, 10, 12, 14, 16, 20, 30, 60, 100] {
                let ridge = 10f64.powi(-k);
                let fit = sufficient(&d, &[(ratio, ridge)], &mut rng(5)).unwrap()[0];
                assert!(fit.residual <= 1e-7, "{dimension} {ridge:e} {fit:?}");
                for (found, limit) in fit.order.into_iter().zip(none.order) {
                    let apart = (found - limit).abs() / none.order[0];
                    assert!(
                        apart < 1e-6 + 1e4 * ridge,
                        "{dimension} {ridge:e} {fit:?} {none:?}"
                    );
                }
            }
        }
    }
}
