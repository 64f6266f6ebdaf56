//! The exponential function, in a form that compilers turn into vector instructions.

/// Adding this rounds a small number to an integer, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// log 2 in two parts, the first with 21 zero bits at its end: times an exponent it is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// 1/k! for k from 13 down to 0.
const TAYLOR: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];
const LEAST: f64 = -708.0;
const MOST: f64 = 709.0;

/// eˣ to a unit in the last place, without branches: for loops over slices. Below −708 it
/// stays at e⁻⁷⁰⁸ ≈ 3e-308, above 709 it is infinite; NaN for NaN.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    // Comparisons rather than `max` and `min`, which would swallow a NaN.
    let low = if x < LEAST { LEAST } else { x };
    let held = if low > MOST { MOST } else { low };
    let shifted = held.mul_add(std::f64::consts::LOG2_E, ROUNDER);
    let exponent = shifted - ROUNDER;
    // |rest| ≤ log(2)/2, where the series left out is below 4e-18.
    let rest = exponent.mul_add(-LN_2_LOW, exponent.mul_add(-LN_2_HIGH, held));
    let mut sum = TAYLOR[0];
    for term in &TAYLOR[1..] {
        sum = sum.mul_add(rest, *term);
    }
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    if x > MOST { f64::INFINITY } else { sum * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library() {
        let mut worst = 0.0f64;
        for k in -70_800..=70_900 {
            let x = f64::from(k) * 0.01 + 0.001_7 * f64::from(k % 7);
            if !(LEAST..=MOST).contains(&x) {
                continue;
            }
            worst = worst.max((exp(x) / x.exp() - 1.0).abs());
        }
        assert!(worst <= 1.5 * f64::EPSILON, "{worst:e}");
    }

    #[test]
    fn ends() {
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NAN).is_nan() && exp(-f64::NAN).is_nan());
        assert_eq!(exp(1e4), f64::INFINITY);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        for x in [-708.0, -709.0, -1e4, f64::NEG_INFINITY] {
            assert!(exp(x) > 0.0 && exp(x) < 4e-308, "{x}");
        }
    }
}
