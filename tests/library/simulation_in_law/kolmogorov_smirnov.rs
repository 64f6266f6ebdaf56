//! The two-sample Kolmogorov-Smirnov test.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// P(sup |F_a − F_b| ≥ what was found) under equal laws, by Kolmogorov's limit with
/// Stephens' correction for finite samples. Ties are counted together.
pub(crate) fn kolmogorov_smirnov(a: &[f64], b: &[f64]) -> f64 {
    let sorted = |x: &[f64]| {
        let mut x = x.to_vec();
        x.sort_by(f64::total_cmp);
        x
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut distance) = (0, 0, 0.0f64);
    while i < a.len() && j < b.len() {
        let at = a[i].min(b[j]);
        while i < a.len() && a[i] <= at {
            i += 1;
        }
        while j < b.len() && b[j] <= at {
            j += 1;
        }
        let gap = i as f64 / a.len() as f64 - j as f64 / b.len() as f64;
        distance = distance.max(gap.abs());
    }
    let size = (a.len() * b.len()) as f64 / (a.len() + b.len()) as f64;
    let x = (size.sqrt() + 0.12 + 0.11 / size.sqrt()) * distance;
    let series = |k: i32| (-2.0 * (f64::from(k) * x).powi(2)).exp();
    let sum: f64 = (1..=100)
        .map(|k| if k % 2 == 1 { series(k) } else { -series(k) })
        .sum();
    if x < 0.2 {
        1.0
    } else {
        (2.0 * sum).clamp(0.0, 1.0)
    }
}

#[test]
fn the_two_sample_test_has_its_level_and_its_power() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut draw = |shift: f64| -> Vec<f64> {
        (0..500)
            .map(|_| {
                let z: f64 = StandardNormal.sample(&mut rng);
                z + shift
            })
            .collect()
    };
    let small = (0..400)
        .filter(|_| kolmogorov_smirnov(&draw(0.0), &draw(0.0)) < 0.1)
        .count();
    // Binomial(400, .1): 40 ± 6.
    assert!((20..=62).contains(&small), "{small}");
    assert!(kolmogorov_smirnov(&draw(0.0), &draw(0.5)) < 1e-8);
    // D = .11; scipy 1.17, kstwobign.sf at the corrected argument.
    let first: Vec<f64> = (1..=100).map(f64::from).collect();
    let second: Vec<f64> = first.iter().map(|x| x + 10.5).collect();
    let p = kolmogorov_smirnov(&first, &second);
    assert!((p - 0.556017166229757).abs() < 1e-12, "{p}");
}
