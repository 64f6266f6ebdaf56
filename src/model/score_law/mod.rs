//! The law of a fresh sample's score, and what follows from it.
//!
//! A classifier (θ, b) gives x the score f = θᵀx + b and takes it for the minority if f > τ.
//! With x | y ~ N(yμ, σ_y²I) the score is normal: f | y ~ N(y m + b, α²σ_y²), m = sγ, and all
//! that is made of scores follows from (α, m, b), the threshold τ and the classes' shares π± in
//! the *test* distribution (docs/theory.md, section 12). No prior of the training enters.

mod decision;
mod log_odds;
mod probabilities;
mod ranking;

use super::error_rates::tail_of;
use super::undefined::finite;
use super::{ClassErrors, Undefined};
use crate::numerics::{bracketed_root, log_upper_tail, upper_tail};

pub(super) use decision::log_sum;
pub(super) use log_odds::{LogOdds, Rising};

/// f | y ~ N(y m + b, (ασ_y)²).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreLaw {
    alpha: f64,
    margin: f64,
    bias: f64,
    noise: [f64; 2],
}

impl ScoreLaw {
    /// From α = ‖θ‖ ≥ 0, m = sγ and b, with unit noise in both classes.
    pub fn new(alpha: f64, margin: f64, bias: f64) -> Self {
        Self {
            alpha,
            margin,
            bias,
            noise: [1.0; 2],
        }
    }

    /// The same with noise of scale (σ₊, σ₋), both positive.
    pub fn with_noise(self, noise: [f64; 2]) -> Self {
        Self { noise, ..self }
    }

    /// α.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// m = sγ: the classes' mean scores are b ± m.
    pub fn margin(&self) -> f64 {
        self.margin
    }

    /// b.
    pub fn bias(&self) -> f64 {
        self.bias
    }

    /// σ₊ and σ₋.
    pub(super) fn noise(&self) -> [f64; 2] {
        self.noise
    }

    /// R₊ = Q((m + b − τ)/(ασ₊)) and R₋ = Q((m − b + τ)/(ασ₋)). Of a constant score, α = 0, they
    /// are 0 or 1, and ½ where it is on the threshold.
    pub fn errors(&self, threshold: f64) -> ClassErrors {
        let [plus, minus] = self.noise.map(|noise| self.alpha * noise);
        let shift = self.bias - threshold;
        ClassErrors {
            minority: tail_of(self.margin + shift, plus),
            majority: tail_of(self.margin - shift, minus),
        }
    }

    /// τ at which the class errors are these, by the one nearer to ½; `None` of a constant score and
    /// where both are 0 or 1.
    pub fn threshold_with(&self, errors: ClassErrors) -> Option<f64> {
        let [plus, minus] = self.noise.map(|noise| self.alpha * noise);
        let far = |error: f64| (error - 0.5).abs();
        match far(errors.minority) <= far(errors.majority) {
            true => Some(self.bias + self.margin - plus * quantile(errors.minority)?),
            false => Some(self.bias - self.margin + minus * quantile(errors.majority)?),
        }
        .filter(|_| self.alpha > 0.0)
    }

    /// τ = b − m(σ₊ − σ₋)/(σ₊ + σ₋), where both class errors are the same: b for equal noise.
    /// They are for any m; for m < 0 both are above ½.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0.
    pub fn equal_error_threshold(&self) -> Result<f64, Undefined> {
        self.signal_to_noise()?;
        let [plus, minus] = self.noise;
        finite(self.bias - self.margin * ((plus - minus) / (plus + minus)))
    }

    /// Q(2m/(α(σ₊ + σ₋))): both class errors at [`ScoreLaw::equal_error_threshold`]; Q(m/α) for
    /// equal noise. No threshold has a smaller worst-class error.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0.
    pub fn equal_error(&self) -> Result<f64, Undefined> {
        let [plus, minus] = self.noise;
        let ratio = self.signal_to_noise()? / (0.5 * (plus + minus));
        Ok(upper_tail(ratio))
    }

    /// m/α, which is all that metrics with a free threshold depend on.
    pub(super) fn signal_to_noise(&self) -> Result<f64, Undefined> {
        match self.alpha > 0.0 {
            true => Ok(self.margin / self.alpha),
            false => Err(Undefined::SameScores),
        }
    }

    /// The log-odds of the score with equal shares, in units of α from b.
    pub(super) fn log_odds(&self) -> Result<LogOdds, Undefined> {
        Ok(LogOdds::new(self.signal_to_noise()?, self.noise))
    }

    /// The score at z units of α from b.
    pub(super) fn score_at(&self, z: f64) -> Result<f64, Undefined> {
        finite(self.bias + self.alpha * z)
    }
}

/// The t with Q(t) = p.
fn quantile(p: f64) -> Option<f64> {
    /// Q is 0 beyond.
    const FAR: f64 = 39.0;
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    let tail = p.min(1.0 - p).ln();
    let t = bracketed_root(|t| log_upper_tail(t) - tail, 0.0, FAR)
        .ok()?
        .at;
    Some(if p > 0.5 { -t } else { t })
}

/// log π₊ and log π₋.
fn log_priors(prior: f64) -> (f64, f64) {
    (prior.ln(), (-prior).ln_1p())
}

#[cfg(test)]
mod tests;
