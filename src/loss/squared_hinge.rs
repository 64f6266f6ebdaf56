//! The squared hinge loss.

use super::{Loss, Piece};

/// Squared hinge loss ℓ(z) = (1−z)₊²/2.
///
/// prox_{λℓ}(x) = x for x ≥ 1, (x+λ)/(1+λ) below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SquaredHinge;

impl Loss for SquaredHinge {
    fn name(&self) -> &'static str {
        "squared-hinge"
    }

    fn value(&self, margin: f64) -> f64 {
        let short = (1.0 - margin).max(0.0);
        0.5 * short * short
    }

    fn derivative(&self, margin: f64) -> f64 {
        (margin - 1.0).min(0.0)
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        (margin != 1.0).then_some(if margin < 1.0 { 1.0 } else { 0.0 })
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        if x >= 1.0 {
            x
        } else {
            (x + step) / (1.0 + step)
        }
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        Some(vec![
            Piece::new(f64::NEG_INFINITY, 1.0, -1.0),
            Piece::new(1.0, 0.0, 0.0),
        ])
    }
}
