//! A loss of an affine function of the margin.

use super::{Loss, Piece};

/// Margins that are adjusted at a time.
const CHUNK: usize = 64;

/// z ↦ ℓ(Δz + ι) with Δ > 0.
///
/// prox_{λℓ(Δ·+ι)}(x) = (prox_{λΔ²ℓ}(Δx+ι) − ι)/Δ (docs/theory.md, section 2).
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

    fn inner_each<'a>(&self, margins: &[f64], to: &'a mut [f64; CHUNK]) -> &'a [f64] {
        let to = &mut to[..margins.len()];
        for (to, margin) in to.iter_mut().zip(margins) {
            *to = self.inner(*margin);
        }
        to
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

    fn derivatives_each(&self, margins: &[f64], slopes: &mut [f64], bends: &mut [f64]) {
        let mut inner = [0.0; CHUNK];
        let out = slopes.chunks_mut(CHUNK).zip(bends.chunks_mut(CHUNK));
        for (margins, (slopes, bends)) in margins.chunks(CHUNK).zip(out) {
            let inner = self.inner_each(margins, &mut inner);
            self.loss.derivatives_each(inner, slopes, bends);
            for (slope, bend) in slopes.iter_mut().zip(bends) {
                *slope *= self.scale;
                *bend *= self.scale * self.scale;
            }
        }
    }

    fn derivative_each(&self, margins: &[f64], slopes: &mut [f64]) {
        let mut inner = [0.0; CHUNK];
        for (margins, slopes) in margins.chunks(CHUNK).zip(slopes.chunks_mut(CHUNK)) {
            let inner = self.inner_each(margins, &mut inner);
            self.loss.derivative_each(inner, slopes);
            slopes.iter_mut().for_each(|slope| *slope *= self.scale);
        }
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
