//! Scores as probabilities: the posterior that they carry, and what logistic regression's own
//! probabilities miss of it.

use super::{ScoreLaw, log_priors};
use crate::model::Undefined;
use crate::model::undefined::finite;
use crate::numerics::normal_expectation;

impl ScoreLaw {
    /// A = 2m/α² (for unit noise) of log P(+ | f)/P(− | f) = A f + B: the posterior given the
    /// score is exactly logistic. For scores of logistic loss it is the calibration slope; below
    /// 1 they are too confident.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0, [`Undefined::CurvedOdds`] for different noise.
    pub fn posterior_slope(&self) -> Result<f64, Undefined> {
        let slope = self.log_odds()?.straight().ok_or(Undefined::CurvedOdds)?;
        finite(slope / self.alpha)
    }

    /// B = log(π₊/π₋) − A b of the same.
    ///
    /// # Errors
    /// Those of [`ScoreLaw::posterior_slope`].
    pub fn posterior_intercept(&self, prior: f64) -> Result<f64, Undefined> {
        let (plus, minus) = log_priors(prior);
        finite(plus - minus - self.posterior_slope()? * self.bias)
    }

    /// E log(1 + e^{−yf}): the log loss of the probabilities 1/(1 + e^{−f}).
    pub fn log_loss(&self, prior: f64) -> f64 {
        let loss = |margin: f64| (-margin).max(0.0) + (-margin.abs()).exp().ln_1p();
        self.mean_of_margins(prior, loss)
    }

    /// E (1[y = +] − 1/(1 + e^{−f}))²: the Brier score of the same.
    pub fn brier_score(&self, prior: f64) -> f64 {
        self.mean_of_margins(prior, |margin| sigmoid(-margin).powi(2))
    }

    /// E |1/(1 + e^{−f}) − P(+ | f)|, f over both classes: how far the same are off.
    pub fn calibration_error(&self, prior: f64) -> f64 {
        let (plus, minus) = log_priors(prior);
        let Ok(odds) = self.log_odds() else {
            // The score tells nothing: P(+ | f) = π₊.
            return difference_of_sigmoids(self.bias, plus - minus).abs();
        };
        let ratio = plus - minus;
        let off =
            |z: f64| difference_of_sigmoids(self.bias + self.alpha * z, odds.at(z) + ratio).abs();
        // Both curves bend where they are ½, and the difference has kinks where they meet.
        let mut breaks = vec![-self.bias / self.alpha];
        breaks.extend(odds.with_line(0.0, -ratio).into_iter().flatten());
        let met = odds.with_line(self.alpha, self.bias - ratio);
        breaks.extend(met.into_iter().flatten());
        let centre = self.margin / self.alpha;
        let of_class = |centre: f64, noise: f64| {
            let breaks: Vec<f64> = breaks.iter().map(|z| (z - centre) / noise).collect();
            normal_expectation(|g| off(centre + noise * g), &breaks)
        };
        prior * of_class(centre, self.noise[0]) + (1.0 - prior) * of_class(-centre, self.noise[1])
    }

    /// E loss(yf) for a loss that bends at 0.
    fn mean_of_margins(&self, prior: f64, loss: impl Fn(f64) -> f64) -> f64 {
        let of_class = |mean: f64, noise: f64| {
            let spread = self.alpha * noise;
            match spread > 0.0 {
                true => normal_expectation(|g| loss(mean + spread * g), &[-mean / spread]),
                false => loss(mean),
            }
        };
        let [plus, minus] = self.noise;
        prior * of_class(self.margin + self.bias, plus)
            + (1.0 - prior) * of_class(self.margin - self.bias, minus)
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// 1/(1 + e^{−x}) − 1/(1 + e^{−y}), to all digits also where both are near 1.
fn difference_of_sigmoids(x: f64, y: f64) -> f64 {
    // From the lower of the two: nothing overflows.
    match x >= y {
        true => sigmoid(x) * sigmoid(-y) * -(y - x).exp_m1(),
        false => -difference_of_sigmoids(y, x),
    }
}
