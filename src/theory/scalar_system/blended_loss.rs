//! A loss on the way from the square loss to another.

use crate::loss::{Loss, Piece, Proximal, STRIPS, Square, Strip};

/// τ·(z−c)²/2 + (1−τ)·ℓ: its scalar system has a closed-form solution at τ = 1 and is
/// ℓ's at τ = 0. For τ > 0 it is strongly convex and finite on separable data.
#[derive(Debug)]
pub(in crate::theory) struct Blend<'a> {
    pub(in crate::theory) loss: &'a dyn Loss,
    /// τ.
    pub(in crate::theory) square: f64,
    /// c.
    pub(in crate::theory) centre: f64,
}

impl Blend<'_> {
    /// As simple as it can be.
    pub(super) fn itself(&self) -> &dyn Loss {
        match self.square == 0.0 {
            true => self.loss,
            false => self,
        }
    }

    /// The two quadratics of a prox make one, with another centre and another step.
    fn inner(&self, x: f64, step: f64) -> (f64, f64) {
        let stiff = 1.0 + self.square * step;
        let centre = (x + self.square * self.centre * step) / stiff;
        (centre, (1.0 - self.square) * step / stiff)
    }

    fn joined(&self, of_loss: Proximal) -> Proximal {
        let (square, rest) = (self.square, 1.0 - self.square);
        Proximal {
            at: of_loss.at,
            slope: square * (of_loss.at - self.centre) + rest * of_loss.slope,
            bend: square + rest * of_loss.bend,
        }
    }
}

impl Loss for Blend<'_> {
    fn name(&self) -> &'static str {
        self.loss.name()
    }

    fn value(&self, margin: f64) -> f64 {
        self.square * Square.value(margin - self.centre + 1.0)
            + (1.0 - self.square) * self.loss.value(margin)
    }

    fn derivative(&self, margin: f64) -> f64 {
        self.square * (margin - self.centre) + (1.0 - self.square) * self.loss.derivative(margin)
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        Some(self.square + (1.0 - self.square) * self.loss.second_derivative(margin)?)
    }

    fn derivatives_each(&self, margins: &[f64], slopes: &mut [f64], bends: &mut [f64]) {
        self.loss.derivatives_each(margins, slopes, bends);
        let (square, rest) = (self.square, 1.0 - self.square);
        for ((z, slope), bend) in margins.iter().zip(slopes).zip(bends) {
            *slope = square * (z - self.centre) + rest * *slope;
            *bend = square + rest * *bend;
        }
    }

    fn strips(&self) -> Option<[Strip; STRIPS]> {
        let (square, rest) = (self.square, 1.0 - self.square);
        let blended = |strip: Strip| Strip {
            height: strip.height,
            slope: square * strip.height + rest * strip.slope,
            bend: square + rest * strip.bend,
        };
        Some(self.loss.strips()?.map(blended))
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        let (centre, inner) = self.inner(x, step);
        self.loss.prox(centre, inner)
    }

    fn proximal(&self, x: f64, step: f64) -> Proximal {
        let (centre, inner) = self.inner(x, step);
        self.joined(self.loss.proximal(centre, inner))
    }

    fn prox_near(&self, x: f64, step: f64, near: f64) -> Proximal {
        let (centre, inner) = self.inner(x, step);
        self.joined(self.loss.prox_near(centre, inner, near))
    }

    fn bends(&self, step: f64) -> Vec<f64> {
        let pull = self.square * step;
        let inner = self.loss.bends((1.0 - self.square) * step / (1.0 + pull));
        inner
            .into_iter()
            .map(|x| x * (1.0 + pull) - pull * self.centre)
            .collect()
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        let (s, rest) = (self.square, 1.0 - self.square);
        let blended = |p: Piece| Piece {
            from: p.from,
            curvature: s + rest * p.curvature,
            slope: rest * p.slope - s * self.centre,
        };
        Some(self.loss.pieces()?.into_iter().map(blended).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Absolute, Logistic};

    /// x − p = λℓ'(p), at a point where the blended loss is smooth.
    #[test]
    fn the_prox_solves_its_equation() {
        for (loss, x) in [(&Logistic as &dyn Loss, -0.7), (&Absolute, 3.0)] {
            let blend = Blend {
                loss,
                square: 0.3,
                centre: 1.4,
            };
            let p = blend.prox(x, 0.8);
            assert!(
                (x - p - 0.8 * blend.derivative(p)).abs() < 1e-14,
                "{loss:?}"
            );
        }
    }
}
