//! How likely a distance, or a number of distances, is by chance alone.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;

use crate::numerics::{density, upper_tail};

/// Degrees of freedom beyond which Student's t differs from the normal law by less than anyone
/// can see, and its inverse is slow.
pub(super) const AS_NORMAL: usize = 10_000_000;

/// P(|N(0,1)| > z).
pub fn normal_chance(z: f64) -> f64 {
    2.0 * upper_tail(z.max(0.0))
}

/// P(|T| > t) for Student's t: the chance of a mean that many standard errors off, where the
/// standard error is an estimate of its own. What is no number is off by no chance: 0.
pub fn student_chance(t: f64, degrees: usize) -> f64 {
    if t.is_nan() {
        return 0.0;
    }
    if degrees > AS_NORMAL {
        return normal_chance(t.abs());
    }
    StudentsT::new(0.0, 1.0, degrees as f64).map_or(1.0, |law| 2.0 * law.cdf(-t.abs()))
}

/// The t that |T| exceeds with probability `miss`.
pub fn student_reach(miss: f64, degrees: usize) -> f64 {
    if miss.is_nan() {
        return f64::INFINITY;
    }
    if degrees > AS_NORMAL {
        return normal_reach(miss);
    }
    // From the lower end: 1 − miss/2 has no digits left for the small chances asked here.
    StudentsT::new(0.0, 1.0, degrees as f64).map_or(f64::INFINITY, |law| {
        law.inverse_cdf(0.5 * miss.clamp(0.0, 1.0)).abs()
    })
}

/// The z that |N(0,1)| exceeds with probability `miss`.
pub(super) fn normal_reach(miss: f64) -> f64 {
    Normal::standard()
        .inverse_cdf(0.5 * miss.clamp(0.0, 1.0))
        .abs()
}

/// P(at least `least` of `trials` independent events of chance `chance`), 1 where the chance is
/// no number.
pub fn at_least(least: usize, trials: usize, chance: f64) -> f64 {
    match least {
        0 => 1.0,
        _ if least > trials => 0.0,
        _ if chance.is_nan() => 1.0,
        _ => beta_reg(
            least as f64,
            (trials - least + 1) as f64,
            chance.clamp(0.0, 1.0),
        ),
    }
}

/// By how much the probability Q(u) moves with u, times 1 + |u|.
///
/// A classifier's u = margin/spread is off by something like (1 + |u|)c/n: a part from the
/// margin, and one from the spread, which u multiplies. A tail so small that it has no u, or
/// a probability of 0 or 1, is a classifier without spread, which has no such scale: 1; so is
/// what is no probability.
pub fn probit_scale(probability: f64) -> f64 {
    if !(probability > 0.0 && probability < 1.0) {
        return 1.0;
    }
    let tail = probability.min(1.0 - probability);
    let u = Normal::standard().inverse_cdf(tail);
    (1.0 + u.abs()) * density(u)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn known_values() {
        assert_relative_eq!(normal_chance(1.959_963_985), 0.05, max_relative = 1e-8);
        // Tables: t₁₁ at .001 two-sided is 4.4370, t₃ at .01 is 5.8409.
        assert_relative_eq!(student_reach(0.001, 11), 4.4370, max_relative = 1e-5);
        assert_relative_eq!(student_chance(5.8409, 3), 0.01, max_relative = 1e-4);
        for (miss, degrees) in [(1e-5, 5), (1e-9, 99), (1e-7, 19_999)] {
            let back = student_chance(student_reach(miss, degrees), degrees);
            assert_relative_eq!(back, miss, max_relative = 1e-5);
        }
        // 1 − .95³, and .05².
        assert_relative_eq!(at_least(1, 3, 0.05), 0.142_625, max_relative = 1e-9);
        assert_relative_eq!(at_least(2, 2, 0.05), 0.0025, max_relative = 1e-9);
        assert_eq!((at_least(0, 3, 0.05), at_least(4, 3, 0.05)), (1.0, 0.0));
    }

    /// What a damaged table says is no probability and no distance, and no reason to panic.
    #[test]
    fn whatever_comes_a_chance_is_one() {
        let odd = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            -1e308,
            -1.0,
            -0.0,
            0.0,
            5e-324,
            0.5,
            1.0 - 1e-16,
            1.0,
            1.7,
            1e308,
        ];
        for value in odd {
            for degrees in [0, 1, 3, 99, usize::MAX] {
                let chances = [
                    normal_chance(value),
                    student_chance(value, degrees),
                    at_least(1, degrees.min(99), value),
                    at_least(degrees.min(99), degrees.min(99), value),
                ];
                let within = |p: &f64| (0.0..=1.0).contains(p);
                assert!(chances.iter().all(within), "{value} {degrees} {chances:?}");
                let reach = student_reach(value, degrees);
                assert!(reach >= 0.0, "{value} {degrees} {reach}");
            }
            let scale = probit_scale(value);
            assert!(scale > 0.0 && scale <= 1.0, "{value} {scale}");
        }
    }

    /// φ(0) and, at Q(1) = .158655, 2φ(1): relative to a small tail the scale grows.
    #[test]
    fn the_scale_of_a_probability() {
        assert_relative_eq!(probit_scale(0.5), 0.398_942_280, max_relative = 1e-8);
        for tail in [0.158_655_253_931, 1.0 - 0.158_655_253_931] {
            assert_relative_eq!(probit_scale(tail), 0.483_941_449, max_relative = 1e-7);
        }
        assert!(probit_scale(1e-4) < 0.002 && probit_scale(1e-4) > 1e-3);
        assert_eq!((probit_scale(0.0), probit_scale(1.0)), (1.0, 1.0));
    }
}
