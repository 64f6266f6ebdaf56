//! How the samples of one class or group train, and what is expected of their margins.

use super::blended_loss::Blend;
use super::moments::ProxMoments;
use super::quadrature::Rule;
use crate::loss::Piece;

/// Training with x ↦ ℓ(Δx + ι), blended with the square loss.
pub(in crate::theory) struct TrainedMargins<'a> {
    loss: Blend<'a>,
    pieces: Option<Vec<Piece>>,
    /// Δ.
    scale: f64,
    /// ι, which pieces have in them already.
    shift: f64,
}

impl<'a> TrainedMargins<'a> {
    /// `pieces` are those of the loss of Δx, if it has any: moved by ι already.
    pub(in crate::theory) fn new(
        loss: Blend<'a>,
        pieces: Option<Vec<Piece>>,
        scale: f64,
        shift: f64,
    ) -> Self {
        Self {
            shift: if pieces.is_some() { 0.0 } else { shift },
            pieces,
            loss,
            scale,
        }
    }

    /// Whether a rough rule is cheaper than the full one.
    pub(in crate::theory) fn by_quadrature(&self) -> bool {
        self.pieces.is_none()
    }

    /// For margins αG + m and a prox step λ. With x' = Δx + ι and λ' = Δ²λ the adjusted
    /// loss has x − p = (x' − p')/Δ. Also what they cost, in nodes.
    pub(in crate::theory) fn moments(
        &self,
        rule: Rule,
        mean: f64,
        alpha: f64,
        step: f64,
    ) -> (ProxMoments, u64) {
        let d = self.scale;
        let (found, cost) = ProxMoments::of(
            rule,
            self.loss.itself(),
            self.pieces.as_deref(),
            (d * mean + self.shift, d * alpha, d * d * step),
        );
        (found.scaled(1.0 / d), cost)
    }
}
