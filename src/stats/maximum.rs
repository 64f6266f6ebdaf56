//! The mean of a maximum is not the maximum of the means.

use crate::numerics::{density, upper_tail};

/// E max(X, Y) − max(E X, E Y) for X − Y ~ N(gap, spread²):
/// spread·φ(a) − |gap|·Q(a) with a = |gap|/spread.
///
/// The worst-class error of one trained classifier is the larger of two noisy
/// numbers. Its mean over replicates therefore exceeds the larger mean, by
/// .4·spread where the two are equal: an O(1/√n) effect, exactly where the
/// equal-error weight puts the classifier. (Clark 1961, *The greatest of a finite
/// set of random variables*, for the normal case.)
pub fn maximum_shift(gap: f64, spread: f64) -> f64 {
    let gap = gap.abs();
    if spread <= 0.0 {
        return 0.0;
    }
    let a = gap / spread;
    (spread * density(a) - gap * upper_tail(a)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn known_values() {
        let at_equality = 1.0 / (2.0 * std::f64::consts::PI).sqrt();
        assert_relative_eq!(maximum_shift(0.0, 1.0), at_equality, max_relative = 1e-15);
        assert_relative_eq!(maximum_shift(-2.0, 1.0), maximum_shift(2.0, 1.0));
        // φ(1) − Q(1) = .24197072451914 − .15865525393146
        assert_relative_eq!(
            maximum_shift(3.0, 3.0),
            3.0 * 0.083_315_470_587_686,
            max_relative = 1e-10
        );
        assert_eq!(maximum_shift(0.3, 0.0), 0.0);
        assert_eq!(maximum_shift(1.0, 1e-3), 0.0);
    }
}
