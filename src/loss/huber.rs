//! Huber's loss.

use super::{Loss, Piece};

/// Huber's loss of the residual z−1: (z−1)²/2 for |z−1| ≤ k, k|z−1| − k²/2 beyond.
///
/// prox_{λℓ}(x) = (x+λ)/(1+λ) if |x−1| ≤ k(1+λ), else x ∓ kλ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    threshold: f64,
}

impl Huber {
    /// 95 % efficiency at normal residuals (Huber & Ronchetti, *Robust Statistics*).
    pub const DEFAULT_THRESHOLD: f64 = 1.345;

    /// With threshold k; `None` unless 0 < k < ∞.
    pub fn new(threshold: f64) -> Option<Self> {
        (threshold > 0.0 && threshold.is_finite()).then_some(Self { threshold })
    }
}

impl Default for Huber {
    fn default() -> Self {
        Self {
            threshold: Self::DEFAULT_THRESHOLD,
        }
    }
}

impl Loss for Huber {
    fn name(&self) -> &'static str {
        "huber"
    }

    fn value(&self, margin: f64) -> f64 {
        let (r, k) = ((margin - 1.0).abs(), self.threshold);
        if r <= k {
            0.5 * r * r
        } else {
            k * (r - 0.5 * k)
        }
    }

    fn derivative(&self, margin: f64) -> f64 {
        (margin - 1.0).clamp(-self.threshold, self.threshold)
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        let r = (margin - 1.0).abs();
        (r != self.threshold).then_some(if r < self.threshold { 1.0 } else { 0.0 })
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        let k = self.threshold;
        if (x - 1.0).abs() <= k * (1.0 + step) {
            (x + step) / (1.0 + step)
        } else {
            x - (x - 1.0).signum() * k * step
        }
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        let k = self.threshold;
        Some(vec![
            Piece::new(f64::NEG_INFINITY, 0.0, -k),
            Piece::new(1.0 - k, 1.0, -1.0),
            Piece::new(1.0 + k, 0.0, k),
        ])
    }
}
