//! The square loss.

use super::{Loss, Piece};

/// Square loss ℓ(z) = (z−1)²/2; for labels y = ±1 it is (f−y)²/2.
///
/// prox_{λℓ}(x) = (x+λ)/(1+λ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Square;

impl Loss for Square {
    fn name(&self) -> &'static str {
        "square"
    }

    fn value(&self, margin: f64) -> f64 {
        0.5 * (margin - 1.0) * (margin - 1.0)
    }

    fn derivative(&self, margin: f64) -> f64 {
        margin - 1.0
    }

    fn second_derivative(&self, _margin: f64) -> Option<f64> {
        Some(1.0)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        (x + step) / (1.0 + step)
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        Some(vec![Piece::new(f64::NEG_INFINITY, 1.0, -1.0)])
    }
}
