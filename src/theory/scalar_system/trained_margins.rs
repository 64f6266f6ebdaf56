//! How the samples of one class or group train, and what is expected of their margins.

use super::blended_loss::Blend;
use super::moments::ProxMoments;
use super::quadrature::Rule;
use crate::loss::{Loss, Piece};

/// Training with x ↦ ℓ(Δx + ι), blended with the square loss.
pub(in crate::theory) struct TrainedMargins<'a> {
    loss: Blend<'a>,
    pieces: Option<Vec<Piece>>,
    /// Δ.
    scale: f64,
    /// ι, which pieces have in them already.
    shift: f64,
}

/// What a node takes where a prox is solved for at each, in nodes of which many are worked on
/// together.
const NODES_ONE_BY_ONE: u64 = 3;
/// What a piece of a closed form takes, in nodes.
const NODES_A_PIECE: u64 = 10;

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

    /// What [`TrainedMargins::moments`] costs, in nodes.
    pub(in crate::theory) fn nodes(&self, rule: Rule, alpha: f64) -> u64 {
        match &self.pieces {
            Some(pieces) => NODES_A_PIECE * pieces.len() as u64,
            None => {
                let vectors = self.loss.strips().is_some();
                let each = if vectors { 1 } else { NODES_ONE_BY_ONE };
                each * rule.cost(self.scale * alpha) as u64
            }
        }
    }

    /// For margins αG + m and a prox step λ. With x' = Δx + ι and λ' = Δ²λ the adjusted
    /// loss has x − p = (x' − p')/Δ.
    pub(in crate::theory) fn moments(
        &self,
        rule: Rule,
        mean: f64,
        alpha: f64,
        step: f64,
    ) -> ProxMoments {
        let d = self.scale;
        ProxMoments::of(
            rule,
            self.loss.itself(),
            self.pieces.as_deref(),
            (d * mean + self.shift, d * alpha, d * d * step),
        )
        .scaled(1.0 / d)
    }
}
