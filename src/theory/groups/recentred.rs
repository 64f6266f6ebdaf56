//! For the exponential loss the weights of a label are a shift of the intercept.

use super::problem::FramedProblem;
use super::system::GroupUnknowns;
use crate::loss::{Adjustment, LossKind};
use crate::model::Label;

/// The same problem with both labels pulling alike, and the way back.
///
/// With b = c + b' group g's loss ω_g exp(−Δ_y z − ι_y) becomes ω_g exp(−ι_y − y_gΔ_y c)·exp(−Δ_y z'): the
/// factors are weights in which both labels have the same Σ π_g ω_g, for one c. A common factor f is
/// divided out: r' = r/f, κ' = fκ.
pub(super) struct Recentred {
    pub(super) problem: FramedProblem,
    /// c.
    bias: f64,
    /// log f.
    log_factor: f64,
}

impl Recentred {
    /// `None` for other losses, and where r/f or a weight is no number that a double can hold.
    pub(super) fn of(problem: &FramedProblem) -> Option<Self> {
        if problem.loss.kind() != LossKind::Exponential {
            return None;
        }
        let adjustment = problem.loss.adjustment();
        let ([plus, minus], shift) = (adjustment.scale(), adjustment.shift());
        let mut totals = [0.0; 2];
        for g in &problem.members {
            totals[g.class()] += g.prior * g.weight;
        }
        let of_label = [0, 1].map(|y| totals[y].ln() - shift[y]);
        let bias = (of_label[0] - of_label[1]) / (plus + minus);
        let log_factor = of_label[0] - plus * bias;
        let weight = |class: usize, weight: f64, label: Label| {
            let scale = [plus, minus][class];
            (weight.ln() - shift[class] - label.sign() * scale * bias - log_factor).exp()
        };
        let members = problem.members.iter();
        let weights: Vec<f64> = members
            .map(|g| weight(g.class(), g.weight, g.label))
            .collect();
        let ridge = problem.ridge * (-log_factor).exp();
        let held = weights.iter().chain([&ridge]).all(|v| v.is_finite())
            && weights.iter().all(|&w| w > 0.0)
            && (problem.ridge == 0.0 || ridge >= f64::MIN_POSITIVE);
        if !held {
            return None;
        }
        let centred = Adjustment::new([plus, minus], [0.0; 2]).ok()?;
        Some(Self {
            problem: FramedProblem {
                loss: problem.loss.with_adjustment(centred).ok()?,
                ridge,
                ..problem.with_weights(weights)
            },
            bias,
            log_factor,
        })
    }

    /// A point of the problem as one of the recentred one.
    pub(super) fn there(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.moved(at, 1.0)
    }

    /// And back.
    pub(super) fn back(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.moved(at, -1.0)
    }

    fn moved(&self, at: &GroupUnknowns, sign: f64) -> GroupUnknowns {
        let mut to = at.clone();
        let last = at.len() - 1;
        to[last - 1] -= sign * self.bias;
        to[last] += sign * self.log_factor;
        to
    }
}
