//! The standard normal distribution, accurate in the far tails.

use std::f64::consts::FRAC_1_SQRT_2;

/// Density φ(t) = exp(−t²/2)/√(2π).
pub fn density(t: f64) -> f64 {
    /// 1/√(2π)
    const SCALE: f64 = 0.398_942_280_401_432_7;
    SCALE * (-0.5 * t * t).exp()
}

/// Upper tail Q(t) = P(N(0,1) > t), to a few units in the last place for every t.
///
/// The naive ½·erfc(t/√2) loses up to 1e-13 relative at t = 37, because erfc
/// magnifies the rounding of its argument by t². The argument's rounding error
/// is therefore recovered with a fused multiply-add and corrected to first
/// order. (`statrs`' erfc is good to 1e-10 only, hence `libm`.)
pub fn upper_tail(t: f64) -> f64 {
    /// 1/√2 minus its nearest double.
    const FRAC_1_SQRT_2_LOW: f64 = -4.833_646_656_726_457e-17;
    const TWO_OVER_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;
    let y = t * FRAC_1_SQRT_2;
    if !y.is_finite() {
        return if t.is_nan() {
            t
        } else if t > 0.0 {
            0.0
        } else {
            1.0
        };
    }
    let low = t.mul_add(FRAC_1_SQRT_2, -y) + t * FRAC_1_SQRT_2_LOW;
    0.5 * (libm::erfc(y) - TWO_OVER_SQRT_PI * (-y * y).exp() * low)
}

/// Lower tail Φ(t) = P(N(0,1) ≤ t) = Q(−t).
pub fn lower_tail(t: f64) -> f64 {
    upper_tail(-t)
}

/// log Q(t) to about 1e-15 relative for every t, also where Q itself is below all doubles.
pub fn log_upper_tail(t: f64) -> f64 {
    /// Q has all its digits up to here, and the series beyond.
    const FAR: f64 = 30.0;
    /// log(2π)/2
    const HALF_LOG_TAU: f64 = 0.918_938_533_204_672_7;
    if t < -1.0 {
        return (-upper_tail(-t)).ln_1p();
    }
    if t <= FAR || t.is_nan() {
        return upper_tail(t).ln();
    }
    // tQ(t)/φ(t) − 1 = −1/t² + 3/t⁴ − 15/t⁶ + …, which leaves out less than its next term.
    let x = 1.0 / (t * t);
    let odd: [f64; 7] = [13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0];
    let series = odd
        .iter()
        .fold(0.0, |sum, factor| -factor * x * (1.0 + sum));
    -0.5 * t * t - HALF_LOG_TAU - t.ln() + series.ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Reference values: mpmath 1.3, `ncdf(-t)` at 50 digits.
    #[test]
    fn upper_tail_matches_high_precision_values() {
        for (t, q) in [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457_05),
            (3.0, 0.001_349_898_031_630_094_6),
            (-2.0, 0.977_249_868_051_820_8),
            (10.0, 7.619_853_024_160_526e-24),
            (37.0, 5.725_571_222_524_577e-300),
        ] {
            assert_relative_eq!(upper_tail(t), q, max_relative = 1e-15);
        }
    }

    /// Reference values: mpmath 1.3, `log(ncdf(-t))` at 50 digits.
    #[test]
    fn its_logarithm_matches_high_precision_values() {
        for (t, log) in [
            (-12.0, -1.776482112077679e-33),
            (-1.5, -0.06914345561223398),
            (-0.5, -0.3689464152886564),
            (0.0, -std::f64::consts::LN_2),
            (1.0, -1.8410216450092636),
            (5.0, -15.064998393988725),
            (29.5, -439.42947460915025),
            (30.5, -469.4627373229121),
            (40.0, -804.6084420137538),
            (1000.0, -500007.82669481216),
        ] {
            assert_relative_eq!(log_upper_tail(t), log, max_relative = 1e-15);
        }
        assert_eq!(log_upper_tail(f64::INFINITY), f64::NEG_INFINITY);
        assert_eq!(log_upper_tail(1e200), f64::NEG_INFINITY);
        assert_eq!(log_upper_tail(f64::NEG_INFINITY), 0.0);
        assert!(log_upper_tail(f64::NAN).is_nan());
    }

    #[test]
    fn tails_are_complementary_and_total() {
        for t in [-8.0, -1.3, 0.0, 0.7, 6.0] {
            assert_relative_eq!(upper_tail(t) + lower_tail(t), 1.0, max_relative = 1e-15);
        }
        assert_eq!(upper_tail(f64::INFINITY), 0.0);
        assert_eq!(upper_tail(f64::NEG_INFINITY), 1.0);
        assert!(upper_tail(f64::NAN).is_nan());
    }

    #[test]
    fn density_is_minus_the_derivative_of_the_upper_tail() {
        let h = 1e-5;
        for t in [-2.0, 0.0, 0.5, 3.0] {
            let slope = (upper_tail(t - h) - upper_tail(t + h)) / (2.0 * h);
            assert_relative_eq!(density(t), slope, max_relative = 1e-8);
        }
    }
}
