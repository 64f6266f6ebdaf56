//! The classes' losses, in terms of the scores f_i = θᵀx_i + b.

use std::ops::Range;

use super::columns::{BLOCK, blocks};
use crate::loss::{Loss, LossKind, MarginLoss};
use crate::numerics::with_vectors;
use crate::simulate::kernels::{axpy, dot};

/// Whether the loss has a continuous derivative.
pub(super) fn is_smooth(loss: &MarginLoss) -> bool {
    !matches!(loss.kind(), LossKind::Hinge | LossKind::Absolute)
}

/// One class's term (ω/n) ℓ_y(yf).
#[derive(Debug)]
struct Term {
    label: f64,
    weight: f64,
    loss: Box<dyn Loss>,
    rows: (usize, usize),
}

/// (1/n) Σ ω_i ℓ_i(y_i f_i), the positive samples first.
#[derive(Debug)]
pub(super) struct Objective {
    terms: [Term; 2],
    vanishes: bool,
    curvature: f64,
}

/// ∂/∂f_i and ∂²/∂f_i² of the sum, zero at a kink of ℓ'.
pub(super) struct Pulls<'a> {
    pub(super) first: &'a mut [f64],
    pub(super) second: &'a mut [f64],
}

impl Objective {
    pub(super) fn new(loss: &MarginLoss, counts: [usize; 2], weight_ratio: f64) -> Self {
        let n = counts[0] + counts[1];
        let weights = [weight_ratio, 1.0].map(|w| w / n as f64);
        let [plus, minus] = loss.of_classes();
        let scales = loss.adjustment().scale();
        let curvature =
            |class: usize| weights[class] * scales[class].powi(2) * counts[class] as f64;
        let term = |label, weight, loss, rows| Term {
            label,
            weight,
            loss,
            rows,
        };
        Self {
            terms: [
                term(1.0, weights[0], plus, (0, counts[0])),
                term(-1.0, weights[1], minus, (counts[0], n)),
            ],
            vanishes: loss.vanishes_at_infinity(),
            curvature: curvature(0) + curvature(1),
        }
    }

    /// Blocks of samples, each of one class: the class's number and the rows.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let rows = self.terms.each_ref().map(|term| term.rows);
        (0..2).flat_map(move |class| {
            let (from, to) = rows[class];
            blocks(from..to).map(move |block| (class, block))
        })
    }

    /// The derivatives for a block of samples of one class.
    pub(super) fn pull(&self, class: usize, scores: &[f64], pulls: Pulls<'_>) {
        let Term {
            label,
            weight,
            loss,
            ..
        } = &self.terms[class];
        let Pulls { first, second } = pulls;
        let mut margins = [0.0; BLOCK];
        let margins = &mut margins[..scores.len()];
        scale_each(*label, scores, margins);
        loss.derivatives_each(margins, first, second);
        scale_in_place(weight * label, first);
        scale_in_place(*weight, second);
    }

    /// The sum's derivative along `change`, at scores + t·change.
    pub(super) fn slope_along(&self, scores: &[f64], change: &[f64], t: f64) -> f64 {
        let [mut margins, mut slopes] = [[0.0; BLOCK]; 2];
        let mut sum = 0.0;
        for (class, rows) in self.blocks() {
            let Term {
                label,
                weight,
                loss,
                ..
            } = &self.terms[class];
            let (margins, slopes) = (&mut margins[..rows.len()], &mut slopes[..rows.len()]);
            let change = &change[rows.clone()];
            scale_each(*label, &scores[rows], margins);
            axpy(label * t, change, margins);
            loss.derivative_each(margins, slopes);
            sum += weight * label * dot(slopes, change);
        }
        sum
    }

    /// Whether without ridge there is no minimiser: some intercept makes all margins
    /// positive, and the loss falls all the way.
    pub(super) fn escapes(&self, scores: &[f64]) -> bool {
        let (plus, minus) = scores.split_at(self.terms[0].rows.1);
        let least = plus.iter().fold(f64::INFINITY, |m, f| m.min(*f));
        let most = minus.iter().fold(f64::NEG_INFINITY, |m, f| m.max(*f));
        self.vanishes && least > most
    }

    /// Size of the Hessian's diagonal where every ℓ'' is 1.
    pub(super) fn typical_curvature(&self) -> f64 {
        self.curvature
    }
}

fn scale_each(factor: f64, x: &[f64], out: &mut [f64]) {
    with_vectors(
        #[inline(always)]
        || {
            for (out, x) in out.iter_mut().zip(x) {
                *out = factor * x;
            }
        },
    );
}

fn scale_in_place(factor: f64, x: &mut [f64]) {
    with_vectors(
        #[inline(always)]
        || x.iter_mut().for_each(|x| *x *= factor),
    );
}
