//! A share of successes and its 95 % interval.

/// The two-sided 95 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// How many of so many trials succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// Successes, at most `trials`.
    pub successes: usize,
    /// Independent trials.
    pub trials: usize,
}

impl Proportion {
    /// k/n; `None` without trials.
    pub fn share(&self) -> Option<f64> {
        (self.trials > 0).then(|| self.counts().0 / self.counts().1)
    }

    /// The 95 % score interval (low, high) of the probability, within [0, 1]:
    ///
    /// ```text
    /// (k + z²/2 ± z √(k(n − k)/n + z²/4)) / (n + z²),     z = 1.95996
    /// ```
    ///
    /// the probabilities p with |k/n − p| ≤ z √(p(1 − p)/n). (Wilson 1927, *Probable
    /// inference, the law of succession, and statistical inference*.) Unlike k/n ± z·se it
    /// has a width at k = 0 and k = n, and covers near 95 % on average over p. Without
    /// trials it is all of [0, 1].
    pub fn wilson(&self) -> (f64, f64) {
        let (k, n) = self.counts();
        if n == 0.0 {
            return (0.0, 1.0);
        }
        let (middle, scale) = (k + Z * Z / 2.0, n + Z * Z);
        let reach = Z * (k * (n - k) / n + Z * Z / 4.0).sqrt();
        // Rounding must not exclude the certain cases.
        let low = if k == 0.0 {
            0.0
        } else {
            (middle - reach) / scale
        };
        let high = if k == n {
            1.0
        } else {
            (middle + reach) / scale
        };
        (low, high)
    }

    fn counts(&self) -> (f64, f64) {
        (self.successes.min(self.trials) as f64, self.trials as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn of(successes: usize, trials: usize) -> Proportion {
        Proportion { successes, trials }
    }

    /// Newcombe 1998, *Two-sided confidence intervals for the single proportion*, table I,
    /// has 81/263, 15/148, 0/20 and 1/29 to four places; all digits from SciPy's binomtest.
    #[test]
    fn published_intervals() {
        for (k, n, low, high) in [
            (81, 263, 0.255_288_519_878, 0.366_209_576_983),
            (15, 148, 0.062_386_399_531, 0.160_487_241_723),
            (0, 20, 0.0, 0.161_125_158_053),
            (1, 29, 0.006_113_214_293, 0.171_755_218_793),
            (0, 10, 0.0, 0.277_532_799_863),
            (10, 10, 0.722_467_200_137, 1.0),
            (5, 10, 0.236_593_090_513, 0.763_406_909_487),
            (998, 1000, 0.992_737_192_137, 0.999_451_356_412),
        ] {
            let found = of(k, n).wilson();
            assert_abs_diff_eq!(found.0, low, epsilon = 1e-12);
            assert_abs_diff_eq!(found.1, high, epsilon = 1e-12);
        }
        assert_eq!(of(0, 7).wilson().0, 0.0);
        assert_eq!(of(7, 7).wilson().1, 1.0);
    }

    #[test]
    fn nothing_tried_is_nothing_known() {
        assert_eq!((of(0, 0).share(), of(0, 0).wilson()), (None, (0.0, 1.0)));
        assert_eq!(of(1, 4).share(), Some(0.25));
    }

    /// Exact: the sum of the probabilities of all outcomes whose interval contains p. The
    /// mean over p is .9529 for 20 trials and .9515 for 50 (independently from SciPy).
    #[test]
    fn intervals_cover_what_they_claim() {
        for (n, mean) in [(20, 0.952_940_230_680), (50, 0.951_525_072_883)] {
            let intervals: Vec<_> = (0..=n).map(|k| of(k, n).wilson()).collect();
            let points = 1000;
            let coverage = |i: usize| {
                let p = (i as f64 + 0.5) / points as f64;
                // P(k) from P(k − 1), begun at (1 − p)ⁿ.
                let mut chance = (1.0 - p).powi(n as i32);
                let mut covered = 0.0;
                for (k, (low, high)) in intervals.iter().enumerate() {
                    if k > 0 {
                        chance *= (n - k + 1) as f64 / k as f64 * p / (1.0 - p);
                    }
                    covered += if (*low..=*high).contains(&p) {
                        chance
                    } else {
                        0.0
                    };
                }
                covered
            };
            let average = (0..points).map(coverage).sum::<f64>() / points as f64;
            assert_abs_diff_eq!(average, mean, epsilon = 1e-9);
            assert!((average - 0.95).abs() < 0.004);
        }
    }
}
