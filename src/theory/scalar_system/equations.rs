//! The four equations and their Jacobian.

use nalgebra::{Matrix4, Vector4};

use super::moments::Moments;
use crate::loss::{Loss, Piece};
use crate::theory::Problem;

/// A point: (log η, γ, b, log κ).
pub(super) type Point = Vector4<f64>;

/// The system of one problem.
pub(super) struct Equations<'a> {
    loss: &'a dyn Loss,
    pieces: Option<Vec<Piece>>,
    delta: f64,
    signal: f64,
    ridge: f64,
    /// (y, π_y, ω_y).
    classes: [(f64, f64, f64); 2],
}

/// Residuals, each relative to the size of its own terms, and their Jacobian.
pub(super) struct Evaluation {
    pub(super) residual: Vector4<f64>,
    pub(super) jacobian: Matrix4<f64>,
}

impl<'a> Equations<'a> {
    pub(super) fn new(problem: &Problem, loss: &'a dyn Loss) -> Self {
        let two = problem.two_class();
        Self {
            loss,
            pieces: loss.pieces(),
            delta: problem.delta(),
            signal: two.signal_strength(),
            ridge: problem.ridge(),
            classes: [
                (1.0, two.minority_prior(), problem.weight_ratio()),
                (-1.0, two.majority_prior(), 1.0),
            ],
        }
    }

    pub(super) fn evaluate(&self, at: &Point) -> Evaluation {
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
        let (mut shrink, mut pull) = (0.0, 0.0);
        for (y, prior, weight) in self.classes {
            let step = kappa * weight;
            let mean = s * gamma + y * bias;
            let e = Moments::of(self.loss, self.pieces.as_deref(), mean, alpha, step);
            // Derivatives along mean, α and log λ.
            let uu = [2.0 * e.uw, 2.0 * e.ugw, 2.0 * (e.uu - e.uuw)];
            let w = [e.gw / alpha, (e.ggw - e.w) / alpha, e.w - e.ugw / alpha];
            let u = [e.w, e.gw, e.u - e.uw];
            for (row, value, slope, factor) in [
                (0, e.uu, uu, -prior),
                (1, e.w, w, -prior),
                (2, e.u, u, s * prior),
                (3, e.u, u, y * prior),
            ] {
                f[row] += factor * value;
                j[(row, 0)] += factor * slope[1] * eta * eta / alpha;
                j[(row, 1)] += factor * (slope[1] * gamma / alpha + slope[0] * s);
                j[(row, 2)] += factor * slope[0] * y;
                j[(row, 3)] += factor * slope[2];
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
            for column in 0..4 {
                j[(row, column)] /= size;
            }
        }
        Evaluation {
            residual: f,
            jacobian: j,
        }
    }
}
