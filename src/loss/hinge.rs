//! The hinge loss.

use super::{Loss, Piece};

/// Hinge loss ℓ(z) = (1−z)₊.
///
/// prox_{λℓ}(x) = x for x > 1, 1 for 1−λ ≤ x ≤ 1, x+λ below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hinge;

impl Loss for Hinge {
    fn name(&self) -> &'static str {
        "hinge"
    }

    fn value(&self, margin: f64) -> f64 {
        (1.0 - margin).max(0.0)
    }

    fn derivative(&self, margin: f64) -> f64 {
        if margin < 1.0 { -1.0 } else { 0.0 }
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        (margin != 1.0).then_some(0.0)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        // Written so that neither end of the flat part is missed by rounding.
        if x > 1.0 { x } else { (x + step).min(1.0) }
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        Some(vec![
            Piece::new(f64::NEG_INFINITY, 0.0, -1.0),
            Piece::new(1.0, 0.0, 0.0),
        ])
    }
}
