//! How well scores rank samples: metrics without a threshold.

use super::decision::share_of;
use super::{ScoreLaw, log_priors};
use crate::model::Undefined;
use crate::numerics::{log_upper_tail, lower_tail, normal_expectation};

impl ScoreLaw {
    /// AUC = Φ(2m/(α√(σ₊² + σ₋²))), the chance that a minority sample scores above one of the
    /// majority: Φ(√2 m/α) for equal noise.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0.
    pub fn auc(&self) -> Result<f64, Undefined> {
        let [plus, minus] = self.noise;
        Ok(lower_tail(
            2.0 * self.signal_to_noise()? / plus.hypot(minus),
        ))
    }

    /// The precision at the score of a minority sample, on average over these: the area below
    /// the curve of precision against recall,
    /// E π₊Q(U)/(π₊Q(U) + π₋Q((2m/α + σ₊U)/σ₋)), U ~ N(0, 1).
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0.
    pub fn average_precision(&self, prior: f64) -> Result<f64, Undefined> {
        let apart = 2.0 * self.signal_to_noise()?;
        let (log_plus, log_minus) = log_priors(prior);
        let [plus, minus] = self.noise;
        let precision = |u: f64| {
            let false_alarms = log_upper_tail((apart + plus * u) / minus);
            share_of(log_plus + log_upper_tail(u), log_minus + false_alarms)
        };
        // A mean of numbers up to 1 is not beyond, but for the rounding of weights.
        Ok(normal_expectation(precision, &[]).min(1.0))
    }
}
