//! The absolute loss.

use super::{Loss, Piece};

/// Absolute loss ℓ(z) = |z−1| (least absolute deviations on labels ±1).
///
/// prox_{λℓ}(x) is 1 plus the soft threshold of x−1 by λ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absolute;

impl Loss for Absolute {
    fn name(&self) -> &'static str {
        "absolute"
    }

    fn value(&self, margin: f64) -> f64 {
        (margin - 1.0).abs()
    }

    fn derivative(&self, margin: f64) -> f64 {
        if margin < 1.0 { -1.0 } else { 1.0 }
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        (margin != 1.0).then_some(0.0)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        if x > 1.0 {
            (x - step).max(1.0)
        } else {
            (x + step).min(1.0)
        }
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        Some(vec![
            Piece::new(f64::NEG_INFINITY, 0.0, -1.0),
            Piece::new(1.0, 0.0, 1.0),
        ])
    }
}
