//! The classes' losses, in terms of the scores f_i = θᵀx_i + b.

use std::ops::Range;

use super::columns::blocks;
use crate::loss::{Exponential, Huber, Logistic, Loss, LossKind, MarginLoss, Square, SquaredHinge};

/// A loss with a continuous derivative.
#[derive(Clone, Copy, Debug)]
enum Base {
    Square(Square),
    SquaredHinge(SquaredHinge),
    Huber(Huber),
    Logistic(Logistic),
    Exponential(Exponential),
}

/// Runs an expression with the loss's own type: a call through a table for every sample
/// would take longer than the loss does.
macro_rules! with_loss {
    ($base:expr, $loss:ident => $body:expr) => {
        match $base {
            Base::Square($loss) => $body,
            Base::SquaredHinge($loss) => $body,
            Base::Huber($loss) => $body,
            Base::Logistic($loss) => $body,
            Base::Exponential($loss) => $body,
        }
    };
}

impl Base {
    fn of(loss: &MarginLoss) -> Option<Self> {
        Some(match loss.kind() {
            LossKind::Square => Self::Square(Square),
            LossKind::SquaredHinge => Self::SquaredHinge(SquaredHinge),
            LossKind::Huber => Self::Huber(Huber::new(loss.huber_threshold()?)?),
            LossKind::Logistic => Self::Logistic(Logistic),
            LossKind::Exponential => Self::Exponential(Exponential),
            LossKind::Hinge | LossKind::Absolute => return None,
        })
    }
}

/// Whether the loss has a continuous derivative.
pub(super) fn is_smooth(loss: &MarginLoss) -> bool {
    Base::of(loss).is_some()
}

/// One class's term (ω/n) ℓ(Δyf + ι).
#[derive(Clone, Copy, Debug)]
struct Term {
    weight: f64,
    /// Δy, the factor of f.
    scale: f64,
    shift: f64,
    rows: (usize, usize),
}

/// (1/n) Σ ω_i ℓ_i(y_i f_i), the positive samples first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Objective {
    base: Base,
    terms: [Term; 2],
    vanishes: bool,
}

/// ∂/∂f_i and ∂²/∂f_i² of the sum, zero at a kink of ℓ'.
pub(super) struct Pulls<'a> {
    pub(super) first: &'a mut [f64],
    pub(super) second: &'a mut [f64],
}

impl Objective {
    /// `None` for losses with a kink.
    pub(super) fn new(loss: &MarginLoss, counts: [usize; 2], weight_ratio: f64) -> Option<Self> {
        let n = counts[0] + counts[1];
        let adjustment = loss.adjustment();
        let term = |class: usize, weight: f64, y: f64, rows| Term {
            weight: weight / n as f64,
            scale: y * adjustment.scale()[class],
            shift: adjustment.shift()[class],
            rows,
        };
        Some(Self {
            base: Base::of(loss)?,
            terms: [
                term(0, weight_ratio, 1.0, (0, counts[0])),
                term(1, 1.0, -1.0, (counts[0], n)),
            ],
            vanishes: loss.vanishes_at_infinity(),
        })
    }

    /// Blocks of samples, each of one class: the class's number and the rows.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let rows = self.terms.map(|term| term.rows);
        (0..2).flat_map(move |class| {
            let (from, to) = rows[class];
            blocks(from..to).map(move |block| (class, block))
        })
    }

    /// The derivatives for some samples of one class.
    pub(super) fn pull(&self, class: usize, scores: &[f64], pulls: Pulls<'_>) {
        let Term {
            weight,
            scale,
            shift,
            ..
        } = self.terms[class];
        let (first, second) = (weight * scale, weight * scale * scale);
        let out = pulls.first.iter_mut().zip(pulls.second);
        with_loss!(self.base, loss => for (f, (slope, bend)) in scores.iter().zip(out) {
            let (falls, bends) = loss.derivatives(scale * f + shift);
            *slope = first * falls;
            *bend = second * bends;
        });
    }

    /// The sum's derivative along `change`, at scores + t·change.
    pub(super) fn slope_along(&self, scores: &[f64], change: &[f64], t: f64) -> f64 {
        let slopes = self.terms.iter().map(|term| {
            let rows = term.rows.0..term.rows.1;
            let pairs = scores[rows.clone()].iter().zip(&change[rows]);
            let sum: f64 = with_loss!(self.base, loss => pairs
                .map(|(f, c)| loss.derivative(term.scale * (f + t * c) + term.shift) * c)
                .sum());
            term.weight * term.scale * sum
        });
        slopes.sum()
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
        let terms = self.terms.iter();
        terms
            .map(|t| t.weight * t.scale * t.scale * (t.rows.1 - t.rows.0) as f64)
            .sum()
    }
}
