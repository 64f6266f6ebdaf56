//! A mean, its Monte-Carlo standard error and its 95 % interval.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::chance::{AS_NORMAL, normal_reach};

/// The mean of independent replicates and how far to trust it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Sample mean.
    pub mean: f64,
    /// Monte-Carlo standard error of the mean, sd/√R.
    pub standard_error: f64,
    /// Lower end of the 95 % interval (Student's t with R − 1 degrees of freedom).
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// R, the number of replicates.
    pub replicates: usize,
}

impl Estimate {
    /// Of at least two finite values; `None` for fewer or others.
    ///
    /// Values are added in the order given, so that equal input gives equal bits.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len();
        let mean = values.iter().sum::<f64>() / count as f64;
        let standard_error = standard_deviation(values)? / (count as f64).sqrt();
        let reach = standard_error * student_quantile(count - 1)?;
        Some(Self {
            mean,
            standard_error,
            low: mean - reach,
            high: mean + reach,
            replicates: count,
        })
    }
}

/// Sample standard deviation (divisor R − 1) of at least two finite values.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let deviation = (squares / (count - 1.0)).sqrt();
    deviation.is_finite().then_some(deviation)
}

/// The two-sided 95 % point of Student's t.
fn student_quantile(degrees: usize) -> Option<f64> {
    if degrees > AS_NORMAL {
        return Some(normal_reach(0.05));
    }
    let t = StudentsT::new(0.0, 1.0, degrees as f64).ok()?;
    Some(t.inverse_cdf(0.975))
}

/// P(|T| ≤ z) for Student's t: the share of z-scores that chance alone keeps within z.
pub fn student_share_within(z: f64, degrees: usize) -> Option<f64> {
    let t = StudentsT::new(0.0, 1.0, degrees.min(AS_NORMAL) as f64).ok()?;
    (!z.is_nan()).then(|| t.cdf(z) - t.cdf(-z))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// A number of replicates as only a damaged table has it.
    #[test]
    fn with_any_number_of_degrees_there_is_an_answer() {
        for degrees in [AS_NORMAL + 1, usize::MAX] {
            assert_relative_eq!(
                student_quantile(degrees).unwrap(),
                1.959_963_985,
                max_relative = 1e-8
            );
            assert_relative_eq!(
                student_share_within(1.959_963_985, degrees).unwrap(),
                0.95,
                max_relative = 1e-6
            );
        }
        assert_eq!(student_share_within(f64::NAN, 3), None);
    }

    /// t₀.₉₇₅ from standard tables: 12.7062 (1), 4.30265 (2), 2.04523 (29), 1.98422 (99).
    #[test]
    fn interval_of_known_values() {
        let e = Estimate::of(&[1.0, 2.0, 3.0]).unwrap();
        assert_relative_eq!(e.mean, 2.0);
        assert_relative_eq!(
            e.standard_error,
            (1.0_f64 / 3.0).sqrt(),
            max_relative = 1e-15
        );
        assert_relative_eq!(
            (e.high - e.mean) / e.standard_error,
            4.302_652_73,
            max_relative = 1e-7
        );
        for (degrees, t) in [(1, 12.706_204_7), (29, 2.045_229_64), (99, 1.984_216_95)] {
            assert_relative_eq!(student_quantile(degrees).unwrap(), t, max_relative = 1e-7);
        }
        assert_relative_eq!(
            student_share_within(2.045_229_64, 29).unwrap(),
            0.95,
            max_relative = 1e-7
        );
    }

    #[test]
    fn too_little_to_judge() {
        assert_eq!(Estimate::of(&[1.0]), None);
        assert_eq!(Estimate::of(&[]), None);
        assert_eq!(Estimate::of(&[1.0, f64::NAN]), None);
        assert_eq!(Estimate::of(&[2.0, 2.0]).unwrap().standard_error, 0.0);
    }

    /// Coverage over 4,000 studies of 12 replicates; binomial standard error .0034.
    #[test]
    fn intervals_cover_what_they_claim() {
        use rand::SeedableRng;
        use rand_distr::{Distribution, StandardNormal};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(20_250_620);
        let covered = (0..4000)
            .filter(|_| {
                let values: Vec<f64> = (0..12).map(|_| StandardNormal.sample(&mut rng)).collect();
                let e = Estimate::of(&values).unwrap();
                e.low <= 0.0 && 0.0 <= e.high
            })
            .count();
        assert!(
            (covered as f64 / 4000.0 - 0.95).abs() < 4.0 * 0.0034,
            "{covered}"
        );
    }
}
