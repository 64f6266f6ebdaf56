//! Where the intercept is measured from.

use crate::loss::{Adjustment, Loss, Piece};
use crate::theory::Problem;

/// A class that weighs little, or a large ridge, leaves the heavier one at its target:
/// sγ + yb → t, α → 0, and in sγ + yb − t, which is what its loss depends on, all digits
/// cancel. They are kept where b is measured from yt and the kinks of both losses are moved
/// along.
pub(in crate::theory) struct Anchor {
    /// b here is 0 there.
    bias: f64,
    /// What a class's loss then has as argument at θ = 0: y·Δ_y·bias + ι_y.
    margins: [f64; 2],
}

impl Anchor {
    /// Where losses are smooth, or both classes weigh the same, b itself.
    pub(super) fn of(problem: &Problem, loss: &dyn Loss) -> Self {
        let adjustment = problem.loss().adjustment();
        let scale = adjustment.scale();
        let two = problem.two_class();
        let ratio = problem.weight_ratio() * scale[0] / (two.prior_ratio() * scale[1]);
        Self::between(ratio, adjustment, loss)
    }

    /// Of how hard the positive label's samples pull on b, all of them, over the other's.
    pub(in crate::theory) fn between(ratio: f64, adjustment: Adjustment, loss: &dyn Loss) -> Self {
        let (scale, shift) = (adjustment.scale(), adjustment.shift());
        let targets = adjustment.targets();
        let free = Self {
            bias: 0.0,
            margins: shift,
        };
        if loss.pieces().is_none() {
            free
        } else if ratio > 1.0 {
            let bias = targets[0];
            Self {
                bias,
                margins: [1.0, shift[1] - scale[1] * bias],
            }
        } else if ratio < 1.0 {
            let bias = -targets[1];
            Self {
                bias,
                margins: [shift[0] + scale[0] * bias, 1.0],
            }
        } else {
            free
        }
    }

    pub(in crate::theory) fn bias(&self) -> f64 {
        self.bias
    }

    /// A class's pieces, moved.
    pub(in crate::theory) fn pieces(&self, class: usize, pieces: Vec<Piece>) -> Vec<Piece> {
        let by = self.margins[class];
        let moved = |p: Piece| Piece {
            from: p.from - by,
            curvature: p.curvature,
            slope: p.derivative(by),
        };
        pieces.into_iter().map(moved).collect()
    }
}
