//! Rules that stop where they say, and intervals that stay honest.

use super::*;
use crate::stats::Estimate;

fn absolute(bound: f64) -> Target {
    Target {
        absolute: Some(bound),
        relative: None,
    }
}

fn relative(share: f64) -> Target {
    Target {
        absolute: None,
        relative: Some(share),
    }
}

#[test]
fn boundaries_begin_at_the_first_and_end_at_the_cap() {
    let at = |first, batch, cap| {
        let schedule = Schedule { first, batch, cap };
        schedule.boundaries().collect::<Vec<_>>()
    };
    assert_eq!(at(50, 20, 100), [50, 70, 90, 100]);
    assert_eq!(at(50, 25, 100), [50, 75, 100]);
    assert_eq!(at(50, 20, 50), [50]);
    assert_eq!(at(50, 20, 10), [10]);
    assert_eq!(at(50, 20, 0), [0; 0]);
    // Nonsense ends all the same.
    assert_eq!(at(0, 0, 3), [1, 2, 3]);
    assert_eq!(at(usize::MAX, usize::MAX, 7), [7]);
    let schedule = Schedule {
        first: 50,
        batch: 20,
        cap: 100,
    };
    let after = [0, 49, 50, 69, 70, 89, 90, 99, 100, 101].map(|done| schedule.next_after(done));
    let expected = [50, 50, 70, 70, 90, 90, 100, 100].map(Some);
    assert_eq!(after[..8], expected);
    assert_eq!(after[8..], [None, None]);
}

/// 1, 2, 3, 4: mean 2.5, variance 5/3, standard error .6455.
#[test]
fn every_bound_that_is_given_must_be_met() {
    let values = [1.0, 2.0, 3.0, 4.0];
    assert!(absolute(0.65).is_met(&values) && !absolute(0.64).is_met(&values));
    assert!(relative(0.26).is_met(&values) && !relative(0.25).is_met(&values));
    let both = |a, r| Target {
        absolute: Some(a),
        relative: Some(r),
    };
    assert!(both(0.65, 0.26).is_met(&values));
    assert!(!both(0.65, 0.25).is_met(&values) && !both(0.64, 0.26).is_met(&values));
    assert!(!Target::default().is_met(&values));
    let estimate = Estimate::of(&values).unwrap();
    for (a, r, met) in [(0.65, 0.26, true), (0.65, 0.25, false), (0.64, 0.26, false)] {
        assert_eq!(both(a, r).admits(&estimate), met);
    }
    assert!(!Target::default().admits(&estimate));
    // 5/3 over .1² and over (.1·2.5)².
    assert_eq!(absolute(0.1).replicates_needed(&values), Some(167));
    assert_eq!(relative(0.1).replicates_needed(&values), Some(27));
    assert_eq!(both(0.1, 0.1).replicates_needed(&values), Some(167));
    assert_eq!(absolute(100.0).replicates_needed(&values), Some(2));
    assert_eq!(Target::default().replicates_needed(&values), None);
    assert_eq!(relative(0.1).replicates_needed(&[-1.0, 1.0]), None);
    assert_eq!(absolute(1e-300).replicates_needed(&values), None);
}

#[test]
fn too_little_is_not_enough() {
    for target in [absolute(1.0), relative(1.0)] {
        for values in [&[][..], &[0.3], &[0.3, f64::NAN], &[0.3, f64::INFINITY]] {
            assert!(!target.is_met(values));
            assert_eq!(target.replicates_needed(values), None);
        }
    }
}

/// Fifty equal shares may hide one replicate in twenty that differs.
#[test]
fn no_spread_is_no_evidence_until_there_is_much_of_it() {
    let rounded = |n: usize| (0..n).map(|i| 1.0 + 1e-16 * i as f64).collect::<Vec<_>>();
    for target in [absolute(1e-3), relative(1e-3)] {
        for value in [0.0, 0.25, 1.0, 1e-300] {
            assert!(!target.is_met(&[value; 50]) && !target.is_met(&[value; 299]));
            assert!(target.is_met(&[value; 300]));
            assert_eq!(target.replicates_needed(&[value; 50]), Some(300));
        }
        assert!(!target.is_met(&rounded(50)) && target.is_met(&rounded(300)));
    }
}

/// The squares of errors of 1e-300 vanish; their spread does not.
#[test]
fn tiny_errors_have_a_spread() {
    let tiny: Vec<f64> = (1..=60).map(|i| 1e-300 * f64::from(i)).collect();
    let plain: Vec<f64> = (1..=60).map(f64::from).collect();
    for share in [0.07, 0.08] {
        assert_eq!(
            relative(share).is_met(&tiny),
            relative(share).is_met(&plain)
        );
    }
    assert!(!relative(0.07).is_met(&tiny) && relative(0.08).is_met(&tiny));
    assert_eq!(
        relative(0.01).replicates_needed(&tiny),
        relative(0.01).replicates_needed(&plain)
    );
}

/// Share of 4,000 studies whose interval, taken where the rule stopped, contains `mean`.
fn coverage(target: Target, schedule: Schedule, mean: f64, value: impl Fn(f64) -> f64) -> f64 {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(19_450_608);
    let mut normal = move || value(StandardNormal.sample(&mut rng));
    let covered = (0..4000).filter(|_| {
        let mut values = Vec::new();
        for boundary in schedule.boundaries() {
            values.resize_with(boundary, &mut normal);
            if target.is_met(&values) {
                break;
            }
        }
        let e = Estimate::of(&values).unwrap();
        e.low <= mean && mean <= e.high
    });
    covered.count() as f64 / 4000.0
}

/// The module's table, again with the types themselves; binomial standard error .0034.
#[test]
fn intervals_after_stopping_cover_94_percent() {
    let schedule = Schedule {
        first: Schedule::FIRST,
        batch: Schedule::BATCH,
        cap: 1000,
    };
    let noise = 3.0 * 0.0034;
    let skewed = |z: f64| (0.25 * z).exp();
    let (mean, share) = (0.031_25_f64.exp(), (0.0625_f64.exp() - 1.0).sqrt());
    for asked in [60.0_f64, 120.0, 250.0] {
        let root = asked.sqrt();
        let plain = coverage(absolute(1.0 / root), schedule, 0.0, |z| z);
        let tail = coverage(absolute(mean * share / root), schedule, mean, skewed);
        let of_mean = coverage(relative(share / root), schedule, mean, skewed);
        for found in [plain, tail, of_mean] {
            assert!(
                found > 0.94 - noise && found < 0.95 + noise,
                "{asked}: {found}"
            );
        }
    }
    // What the large first batch is for.
    let hasty = Schedule {
        first: 5,
        batch: 1,
        ..schedule
    };
    let found = coverage(absolute(1.0 / 20.0_f64.sqrt()), hasty, 0.0, |z| z);
    assert!(found < 0.93, "{found}");
}
