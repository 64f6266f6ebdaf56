//! A loss of an affine function of the margin.

use super::{Loss, Piece};

/// z ↦ ℓ(Δz + ι) with Δ > 0.
///
/// prox_{λℓ(Δ·+ι)}(x) = (prox_{λΔ²ℓ}(Δx+ι) − ι)/Δ (THEORY section 2).
#[derive(Debug)]
pub struct Adjusted {
    loss: Box<dyn Loss>,
    scale: f64,
    shift: f64,
}

impl Adjusted {
    /// Of a scale Δ > 0 and a shift ι, checked by [`Adjustment`](super::Adjustment).
    pub(super) fn new(loss: Box<dyn Loss>, scale: f64, shift: f64) -> Self {
        Self { loss, scale, shift }
    }

    fn inner(&self, margin: f64) -> f64 {
        self.scale * margin + self.shift
    }
}

impl Loss for Adjusted {
    fn name(&self) -> &'static str {
        self.loss.name()
    }

    fn value(&self, margin: f64) -> f64 {
        self.loss.value(self.inner(margin))
    }

    fn derivative(&self, margin: f64) -> f64 {
        self.scale * self.loss.derivative(self.inner(margin))
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        let bend = self.loss.second_derivative(self.inner(margin))?;
        Some(self.scale * self.scale * bend)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        let inner = self.inner(x);
        let p = self.loss.prox(inner, step * self.scale * self.scale);
        // Where the inner prox moves nothing this one moves nothing, to the last bit.
        x + (p - inner) / self.scale
    }

    fn bends(&self, step: f64) -> Vec<f64> {
        let inner = self.loss.bends(step * self.scale * self.scale);
        inner
            .into_iter()
            .map(|x| (x - self.shift) / self.scale)
            .collect()
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        let moved = |p: Piece| Piece {
            from: (p.from - self.shift) / self.scale,
            curvature: self.scale * self.scale * p.curvature,
            slope: self.scale * p.derivative(self.shift),
        };
        Some(self.loss.pieces()?.into_iter().map(moved).collect())
    }
}
