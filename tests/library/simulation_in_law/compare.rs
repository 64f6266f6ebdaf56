//! Two samples of replicates, held against each other.

use super::kolmogorov_smirnov::kolmogorov_smirnov;
use super::samples::Replicate;
use thumbscale::model::ClassErrors;

/// Of a whole test, over all its comparisons.
const LEVEL: f64 = 1e-4;

/// Every coordinate, and what ties coordinates and trainings together.
fn functionals(replicate: &Replicate, signal: f64) -> Vec<f64> {
    let mut values: Vec<f64> = replicate.iter().flatten().copied().collect();
    let worst =
        |[alpha, gamma, bias]: [f64; 3]| ClassErrors::two_class(signal, alpha, gamma, bias).worst();
    let margin = |[alpha, gamma, bias]: [f64; 3]| (signal * gamma + bias) / alpha;
    for pair in replicate.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        values.extend((0..3).map(|i| a[i] - b[i]));
        values.extend([
            a[0] * b[2],
            a[1] * b[0],
            a[1] / a[0] - b[1] / b[0],
            margin(a) - margin(b),
            worst(a) / worst(b),
        ]);
    }
    values.extend(replicate.iter().map(|&order| margin(order)));
    // With one sample in a class some are zero but for rounding, which has no law.
    values.iter().map(|v| (v * 1e9).round() / 1e9).collect()
}

/// The p-values of all functionals; those that are the same number in every replicate of
/// both samplers are compared as numbers.
pub(crate) fn compare(name: &str, a: &[Replicate], b: &[Replicate], signal: f64) -> Vec<f64> {
    let columns = |sample: &[Replicate]| -> Vec<Vec<f64>> {
        let rows: Vec<Vec<f64>> = sample.iter().map(|r| functionals(r, signal)).collect();
        (0..rows[0].len())
            .map(|i| rows.iter().map(|row| row[i]).collect())
            .collect()
    };
    let constant = |x: &[f64]| {
        let size = 1e-9 * (1.0 + x[0].abs());
        x.iter().all(|v| (v - x[0]).abs() < size)
    };
    let mut values = Vec::new();
    for (x, y) in columns(a).iter().zip(&columns(b)) {
        assert_eq!(constant(x), constant(y), "{name}");
        if constant(x) {
            assert!((x[0] - y[0]).abs() < 2e-9 * (1.0 + x[0].abs()), "{name}");
        } else {
            values.push(kolmogorov_smirnov(x, y));
        }
    }
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!("{name}: least of {} p-values {least:.4}", values.len());
    values
}

pub(crate) fn judge(values: &[f64]) {
    let level = LEVEL / values.len() as f64;
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!(
        "least of {} p-values {least:.2e}, level {level:.1e}",
        values.len()
    );
    assert!(least > level, "{least:e} of {} p-values", values.len());
}
