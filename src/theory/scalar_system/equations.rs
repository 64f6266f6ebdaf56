//! The four equations and their Jacobian.

use nalgebra::{Matrix4, Vector4};

use super::anchor::Anchor;
use super::blended_loss::Blend;
use super::quadrature::Rule;
use super::trained_margins::TrainedMargins;
use crate::loss::Loss;
use crate::theory::Problem;

/// A point: (log η, γ, b, log κ).
pub(super) type Unknowns = Vector4<f64>;

/// The system of one problem.
pub(super) struct Equations<'a> {
    delta: f64,
    signal: f64,
    ridge: f64,
    classes: [Class<'a>; 2],
    anchor: Anchor,
}

/// One class's part.
struct Class<'a> {
    /// y.
    label: f64,
    prior: f64,
    weight: f64,
    trained: TrainedMargins<'a>,
}

/// Residuals, each relative to the size of its own terms, and their derivatives.
#[derive(Clone, Copy)]
pub(super) struct Evaluation {
    pub(super) residual: Vector4<f64>,
    pub(super) jacobian: Matrix4<f64>,
    /// Along log ρ.
    pub(super) by_weight: Vector4<f64>,
    /// What it cost, in nodes.
    pub(super) nodes: u64,
}

impl<'a> Equations<'a> {
    /// Of `loss`, the problem's own without its adjustments, blended with a share
    /// `square` of the square loss Δ²(z−t)²/2 around the margin t that the loss itself aims
    /// at, or 1 for losses that aim at none.
    pub(super) fn new(problem: &Problem, loss: &'a dyn Loss, square: f64) -> Self {
        let two = problem.two_class();
        let adjustment = problem.loss().adjustment();
        let aims = problem.loss().targets().is_some();
        let anchor = Anchor::of(problem, loss);
        let class = |index: usize, label, prior, weight| {
            let (scale, shift) = (adjustment.scale()[index], adjustment.shift()[index]);
            let loss = Blend {
                loss,
                square,
                centre: if aims { 1.0 } else { scale + shift },
            };
            let pieces = loss.pieces().map(|p| anchor.pieces(index, p));
            Class {
                label,
                prior,
                weight,
                trained: TrainedMargins::new(loss, pieces, scale, shift),
            }
        };
        Self {
            delta: problem.delta(),
            signal: two.signal_strength(),
            ridge: problem.ridge(),
            classes: [
                class(0, 1.0, two.minority_prior(), problem.weight_ratio()),
                class(1, -1.0, two.majority_prior(), 1.0),
            ],
            anchor,
        }
    }

    /// A point with b measured from the anchor.
    pub(super) fn anchored(&self, at: &Unknowns) -> Unknowns {
        Unknowns::new(at[0], at[1], at[2] - self.anchor.bias(), at[3])
    }

    /// And back.
    pub(super) fn released(&self, at: &Unknowns) -> Unknowns {
        Unknowns::new(at[0], at[1], at[2] + self.anchor.bias(), at[3])
    }

    /// The largest residual at a point of the problem.
    #[cfg(test)]
    pub(super) fn residual_at(&self, rule: Rule, at: &Unknowns) -> f64 {
        self.evaluate(rule, &self.anchored(at)).residual.amax()
    }

    /// Whether a rough rule is cheaper than the full one.
    pub(super) fn by_quadrature(&self) -> bool {
        self.classes
            .iter()
            .any(|class| class.trained.by_quadrature())
    }

    /// At a point with b measured from the anchor.
    pub(super) fn evaluate(&self, rule: Rule, at: &Unknowns) -> Evaluation {
        let (eta, gamma, bias, kappa) = (at[0].exp(), at[1], at[2], at[3].exp());
        let (delta, s) = (self.delta, self.signal);
        let alpha = eta.hypot(gamma);
        let mut f = Vector4::new(
            delta * eta * eta,
            delta - self.ridge * kappa,
            delta * gamma,
            0.0,
        );
        let mut j = Matrix4::zeros();
        j[(0, 0)] = 2.0 * delta * eta * eta;
        j[(1, 3)] = -self.ridge * kappa;
        j[(2, 1)] = delta;
        let mut by_weight = Vector4::zeros();
        let (mut shrink, mut pull) = (0.0, 0.0);
        let mut nodes = 0;
        for class in &self.classes {
            let (y, prior) = (class.label, class.prior);
            let (mean, step) = (s * gamma + y * bias, kappa * class.weight);
            let (e, cost) = class.trained.moments(rule, mean, alpha, step);
            nodes += cost;
            let slopes = e.slopes(alpha);
            for (row, value, slope, factor) in [
                (0, e.uu, slopes.uu, -prior),
                (1, e.w, slopes.w, -prior),
                (2, e.u, slopes.u, s * prior),
                (3, e.u, slopes.u, y * prior),
            ] {
                f[row] += factor * value;
                j[(row, 0)] += factor * slope[1] * eta * eta / alpha;
                j[(row, 1)] += factor * (slope[1] * gamma / alpha + slope[0] * s);
                j[(row, 2)] += factor * slope[0] * y;
                j[(row, 3)] += factor * slope[2];
                if y > 0.0 {
                    by_weight[row] += factor * slope[2];
                }
            }
            shrink += prior * e.w;
            pull += prior * e.u.abs();
        }
        let size = [
            delta * eta * eta,
            delta.max(shrink),
            delta * gamma.abs() + s * pull,
            pull,
        ];
        for (row, size) in size.into_iter().enumerate() {
            // s = 0 makes the third equation δγ = 0: measured against α then.
            let size = size
                .max(1e-3 * delta * alpha * f64::from(u8::from(row == 2)))
                .max(f64::MIN_POSITIVE);
            f[row] /= size;
            by_weight[row] /= size;
            for column in 0..4 {
                j[(row, column)] /= size;
            }
        }
        Evaluation {
            residual: f,
            jacobian: j,
            by_weight,
            nodes,
        }
    }
}
