//! What a threshold is estimated from: where the scores of each class lie, and how they spread.

use super::{ScoreLaw, Undefined};

/// Spreads below this share of the scores are rounding: scores that all meet their labels.
const NO_SPREAD: f64 = 1e-8;

/// Mean and standard deviation of the scores of either class, the minority first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScores {
    means: [f64; 2],
    spreads: [f64; 2],
}

impl ClassScores {
    /// From the classes' means and standard deviations; these are 0 where they are not known or
    /// there are none.
    pub fn new(means: [f64; 2], spreads: [f64; 2]) -> Self {
        Self { means, spreads }
    }

    /// Of the minority and the majority.
    pub fn means(&self) -> [f64; 2] {
        self.means
    }

    /// Standard deviations.
    pub fn spreads(&self) -> [f64; 2] {
        self.spreads
    }

    /// Halfway between the classes' means.
    pub fn midpoint(&self) -> f64 {
        0.5 * (self.means[0] + self.means[1])
    }

    /// The law of scores that are normal with these means and spreads: b and m are the mean and half
    /// the difference of the means, ασ± the spreads.
    ///
    /// # Errors
    /// [`Undefined::NoSpread`] where the scores of a class are all the same.
    pub fn law(&self) -> Result<ScoreLaw, Undefined> {
        let [plus, minus] = self.means;
        let size = plus.abs() + minus.abs();
        let alpha = self.spreads[0].hypot(self.spreads[1]) / std::f64::consts::SQRT_2;
        let spread = |spread: &f64| *spread > NO_SPREAD * size && spread.is_finite();
        if !self.spreads.iter().all(spread) {
            return Err(Undefined::NoSpread);
        }
        let law = ScoreLaw::new(alpha, 0.5 * (plus - minus), self.midpoint());
        Ok(law.with_noise(self.spreads.map(|spread| spread / alpha)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Costs, ThresholdRule};

    /// The scores' own numbers come back, and every rule is that of their law.
    #[test]
    fn thresholds_of_estimates() {
        let scores = ClassScores::new([1.5, -0.7], [0.4, 0.9]);
        let law = scores.law().unwrap();
        let of = |rule: ThresholdRule| {
            let costs = Costs::new(3.0, 1.0).ok();
            rule.estimated(&scores, 0.2, costs).unwrap()
        };
        assert!((of(ThresholdRule::Midpoint) - 0.4).abs() < 1e-15);
        // (1.5 − τ)/.4 = (τ + .7)/.9.
        let equal = (1.5 * 0.9 - 0.7 * 0.4) / 1.3;
        assert!((of(ThresholdRule::EqualError) - equal).abs() < 1e-15);
        let errors = law.errors(equal);
        assert!((errors.minority - errors.majority).abs() < 1e-15);
        // Where densities, weighted by what errors cost, are the same.
        let density = |at: f64, mean: f64, spread: f64| {
            (-0.5 * ((at - mean) / spread).powi(2)).exp() / spread
        };
        for (rule, costs) in [(ThresholdRule::MinAverage, 1.0), (ThresholdRule::Cost, 3.0)] {
            let at = of(rule);
            let odds = costs * 0.2 * density(at, 1.5, 0.4) / (0.8 * density(at, -0.7, 0.9));
            assert!((odds - 1.0).abs() < 1e-12, "{rule:?} {odds}");
        }
        assert_eq!(of(ThresholdRule::Fixed(-0.3)), -0.3);
    }

    /// Scores that meet their labels have a midpoint and no law.
    #[test]
    fn labels_that_are_met() {
        let scores = ClassScores::new([1.0, -1.0], [1e-14, 3e-15]);
        let of = |rule: ThresholdRule| rule.estimated(&scores, 0.2, None);
        assert_eq!(of(ThresholdRule::Midpoint), Ok(0.0));
        assert_eq!(of(ThresholdRule::EqualError), Err(Undefined::NoSpread));
        let unknown = ClassScores::new([0.0, 0.0], [0.0, 0.0]);
        assert_eq!(unknown.law(), Err(Undefined::NoSpread));
    }
}
