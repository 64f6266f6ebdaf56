//! How much likelier a score is in one class than in the other.

/// log p(z | +)/p(z | −) = curvature·z² + slope·z + level of a score b + αz, whose classes are
/// normal with means ±μ (μ = m/α) and standard deviations σ₊ and σ₋.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::model) struct LogOdds {
    curvature: f64,
    slope: f64,
    level: f64,
}

/// Where log-odds rise: a threshold there leaves the likelier class on either side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::model) enum Rising {
    Everywhere,
    Nowhere,
    Above(f64),
    Below(f64),
}

impl LogOdds {
    /// ½(1/σ₋² − 1/σ₊²), μ(1/σ₊² + 1/σ₋²) and log(σ₋/σ₊) + μ²·curvature: for unit noise 2μz.
    pub(super) fn new(signal_to_noise: f64, [plus, minus]: [f64; 2]) -> Self {
        let [plus_inverse, minus_inverse] = [plus, minus].map(|noise| 1.0 / (noise * noise));
        let curvature = 0.5 * (minus_inverse - plus_inverse);
        let level = match curvature == 0.0 {
            true => 0.0,
            false => (minus / plus).ln() + signal_to_noise * signal_to_noise * curvature,
        };
        Self {
            curvature,
            slope: signal_to_noise * (plus_inverse + minus_inverse),
            level,
        }
    }

    pub(in crate::model) fn at(&self, z: f64) -> f64 {
        (self.curvature * z + self.slope) * z + self.level
    }

    /// The slope, where it is the same everywhere.
    pub(super) fn straight(&self) -> Option<f64> {
        (self.curvature == 0.0).then_some(self.slope)
    }

    pub(in crate::model) fn rising(&self) -> Rising {
        if self.curvature == 0.0 {
            return match self.slope > 0.0 {
                true => Rising::Everywhere,
                false => Rising::Nowhere,
            };
        }
        let turn = -0.5 * self.slope / self.curvature;
        match self.curvature > 0.0 {
            true => Rising::Above(turn),
            false => Rising::Below(turn),
        }
    }

    /// Where they rise through a value; `None` where they do not.
    pub(in crate::model) fn rising_through(&self, value: f64) -> Option<f64> {
        self.with_line(0.0, value)[1]
    }

    /// Where they meet the line rate·z + value, from above and from below.
    pub(super) fn with_line(&self, rate: f64, value: f64) -> [Option<f64>; 2] {
        let (a, b, c) = (self.curvature, self.slope - rate, self.level - value);
        if a == 0.0 {
            let root = Some(-c / b).filter(|root| root.is_finite());
            return match b > 0.0 {
                true => [None, root],
                false => [root, None],
            };
        }
        let root = (b * b - 4.0 * a * c).sqrt();
        if root.is_nan() {
            return [None; 2];
        }
        // The form in which nothing cancels.
        let falls = b < 0.0;
        let far = -0.5 * (b + if falls { -root } else { root });
        let (over_a, over_far) = (far / a, c / far);
        let found = match falls {
            true => [over_far, over_a],
            false => [over_a, over_far],
        };
        found.map(|z| Some(z).filter(|z| z.is_finite()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against densities, where they meet and which way they pass.
    #[test]
    fn roots_are_where_lines_are_met() {
        for (ratio, noise) in [
            (1.3, [1.0, 1.0]),
            (-0.4, [2.0, 2.0]),
            (1.3, [1.0, 0.7]),
            (0.2, [0.5, 1.5]),
            (-2.0, [1.0, 1.2]),
            (0.0, [1.0, 2.0]),
        ] {
            let odds = LogOdds::new(ratio, noise);
            let density =
                |z: f64, mean: f64, noise: f64| -0.5 * ((z - mean) / noise).powi(2) - noise.ln();
            for z in [-3.0, 0.0, 0.7, 5.0] {
                let expected = density(z, ratio, noise[0]) - density(z, -ratio, noise[1]);
                assert!((odds.at(z) - expected).abs() < 1e-13 * (1.0 + expected.abs()));
            }
            for (rate, value) in [(0.0, 0.3), (0.0, -2.0), (1.0, 0.1), (-0.7, 2.0)] {
                let gap = |z: f64| odds.at(z) - rate * z - value;
                let [falling, rising] = odds.with_line(rate, value);
                for (root, sign) in [(falling, -1.0), (rising, 1.0)] {
                    let Some(z) = root else { continue };
                    assert!(gap(z).abs() < 1e-12, "{ratio} {noise:?} {rate} {value}");
                    assert!(sign * (gap(z + 1e-4) - gap(z - 1e-4)) > 0.0);
                }
            }
        }
    }

    #[test]
    fn straight_lines_have_one_root_or_none() {
        let odds = LogOdds::new(0.5, [1.0; 2]);
        assert_eq!(odds.rising_through(2.0), Some(2.0));
        assert_eq!(LogOdds::new(-0.5, [1.0; 2]).rising_through(2.0), None);
        assert_eq!(LogOdds::new(0.0, [1.0; 2]).with_line(0.0, 1.0), [None; 2]);
        // Of 1 + z²… none at all.
        assert_eq!(LogOdds::new(0.0, [2.0, 1.0]).rising_through(-5.0), None);
    }
}
