//! The groups' losses, in terms of the scores f_i = θᵀx_i + b.

use std::ops::Range;

use super::columns::{BLOCK, blocks};
use crate::loss::{Loss, LossKind, MarginLoss};
use crate::model::Label;
use crate::numerics::with_vectors;
use crate::simulate::kernels::{axpy, dot};

/// Whether the loss has a continuous derivative.
pub(super) fn is_smooth(loss: &MarginLoss) -> bool {
    !matches!(loss.kind(), LossKind::Hinge | LossKind::Absolute)
}

/// What a group's samples have in common: their number, label and weight ω.
#[derive(Clone, Copy, Debug)]
pub(super) struct GroupShare {
    pub(super) count: usize,
    pub(super) label: Label,
    pub(super) weight: f64,
}

/// The minority and the majority.
pub(super) fn two_classes([plus, minus]: [usize; 2], weight_ratio: f64) -> [GroupShare; 2] {
    let share = |count, label, weight| GroupShare {
        count,
        label,
        weight,
    };
    [
        share(plus, Label::Positive, weight_ratio),
        share(minus, Label::Negative, 1.0),
    ]
}

/// One group's term (ω/n) ℓ_y(yf).
#[derive(Debug)]
struct Term {
    label: f64,
    weight: f64,
    loss: Box<dyn Loss>,
    rows: (usize, usize),
}

/// (1/n) Σ ω_i ℓ_i(y_i f_i), group by group.
#[derive(Debug)]
pub(super) struct SpanObjective {
    terms: Vec<Term>,
    vanishes: bool,
    curvature: f64,
}

/// ∂/∂f_i and ∂²/∂f_i² of the sum, zero at a kink of ℓ'.
pub(super) struct Pulls<'a> {
    pub(super) first: &'a mut [f64],
    pub(super) second: &'a mut [f64],
}

impl SpanObjective {
    pub(super) fn new(loss: &MarginLoss, shares: &[GroupShare]) -> Self {
        let n: usize = shares.iter().map(|share| share.count).sum();
        let scales = loss.adjustment().scale();
        let mut end = 0;
        let mut curvature = 0.0;
        let terms = shares.iter().map(|share| {
            let weight = share.weight / n as f64;
            let [plus, minus] = loss.of_classes();
            let (loss, scale) = match share.label {
                Label::Positive => (plus, scales[0]),
                Label::Negative => (minus, scales[1]),
            };
            curvature += weight * scale.powi(2) * share.count as f64;
            let from = end;
            end += share.count;
            Term {
                label: share.label.sign(),
                weight,
                loss,
                rows: (from, end),
            }
        });
        Self {
            terms: terms.collect(),
            vanishes: loss.vanishes_at_infinity(),
            curvature,
        }
    }

    /// Blocks of samples, each of one group: the group's number and the rows.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let rows: Vec<_> = self.terms.iter().map(|term| term.rows).collect();
        let numbered = rows.into_iter().enumerate();
        numbered.flat_map(|(group, (from, to))| blocks(from..to).map(move |rows| (group, rows)))
    }

    /// The derivatives for a block of samples of one group.
    pub(super) fn pull(&self, group: usize, scores: &[f64], pulls: Pulls<'_>) {
        let Term {
            label,
            weight,
            loss,
            ..
        } = &self.terms[group];
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
        for (group, rows) in self.blocks() {
            let Term {
                label,
                weight,
                loss,
                ..
            } = &self.terms[group];
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
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for term in &self.terms {
            let scores = scores[term.rows.0..term.rows.1].iter();
            match term.label > 0.0 {
                true => least = scores.fold(least, |m, f| m.min(*f)),
                false => most = scores.fold(most, |m, f| m.max(*f)),
            }
        }
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
