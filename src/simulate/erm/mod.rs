//! Empirical risk minimisers: each finds the same (θ, b), each its own way.
//!
//! minimise over (θ, b)  (1/n) Σ_i ω_{g_i} ℓ_{g_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖²,
//! and where that has many minimisers (r = 0, d ≥ n) the one of least ‖θ‖; where it has
//! none, because a hyperplane separates the classes, the limit of a vanishing ridge is
//! that of the [`hard_margin`].

mod anchored_passes;
mod approximate_hessian;
mod cholesky;
mod clamped_program;
mod conjugate_gradient;
mod gradient_descent;
mod hard_margin;
mod householder;
mod hyperplane;
mod interior_point;
mod interpolation;
mod least_norm;
mod left_out;
mod line_search;
mod newton;
mod normal_equations;
mod piecewise_linear;
mod polish;
mod quasi_newton;
mod reduced_coordinates;
mod risk;
mod sample_passes;
mod separability;
mod sgd;
mod signed_samples;
mod single_precision;

pub(in crate::simulate) use cholesky::{Factor, TOGETHER, factor_in_place};
pub use gradient_descent::{
    Checkpoint, DescentSettings, Intercept, StepSize, Trajectory, gradient_descent,
};
pub use hard_margin::hard_margin;
pub(crate) use hard_margin::hard_margin_reduced;
pub use hyperplane::Hyperplane;
pub use interpolation::Kernel;
pub(crate) use left_out::left_out_margins;
pub(crate) use newton::interpolating_margins;
pub use newton::{newton, newton_to};
pub use normal_equations::Moments;
pub(in crate::simulate) use normal_equations::{GroupMoments, gram};
pub(crate) use piecewise_linear::fit_reduced;
pub use piecewise_linear::{is_piecewise_linear, piecewise_linear};
pub(crate) use reduced_coordinates::Reduced;
pub use separability::{Separability, separability};
pub use sgd::{SgdSettings, sgd};

/// A direct solve must leave no more than this; rounding leaves about 1e-13.
pub(super) const ACCEPTED_RESIDUAL: f64 = 1e-7;

/// A trained linear classifier sign(θᵀx + b), and the evidence that it is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// θ.
    pub theta: Vec<f64>,
    /// b.
    pub bias: f64,
    /// Passes over the data, or 1 for a direct solve.
    pub iterations: usize,
    /// ‖∇F‖/‖∇F(0)‖ over min(1, Σ|u|/Σ|u(0)|), with u the slopes ω_iℓ'(z_i) of the samples
    /// that balance in it; for interpolation, of the training residuals relative to that
    /// of the targets; for piecewise-linear losses and hard margins the relative duality gap,
    /// or the largest violation of a condition against its own scale if that is less.
    pub residual: f64,
}

impl Fit {
    /// The decision boundary.
    pub fn hyperplane(&self) -> Hyperplane {
        Hyperplane {
            theta: self.theta.clone(),
            bias: self.bias,
        }
    }

    /// The same boundary with ‖θ‖ = 1, if θ ≠ 0.
    pub fn normalised(self) -> Self {
        let Hyperplane { theta, bias } = self.hyperplane().normalised();
        Self {
            theta,
            bias,
            ..self
        }
    }
}

/// Why training returned no classifier.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// The linear system is singular to working accuracy.
    #[error("the normal equations are singular (n = {samples}, d = {dimension})")]
    Singular {
        /// n.
        samples: usize,
        /// d.
        dimension: usize,
    },
    /// A hyperplane separates the classes and there is no ridge: the loss has no minimiser.
    #[error("the training data are separable: without ridge this loss has no minimiser")]
    Separable(Hyperplane),
    /// No hyperplane separates the classes, as a hard margin needs.
    #[error("no hyperplane separates the training data: a hard margin is infeasible")]
    Infeasible,
    /// Margins that do not keep the classes apart.
    #[error("margins of opposite classes must have a positive sum, not {sum}")]
    Margins {
        /// The smallest m₊ + m₋.
        sum: f64,
    },
    /// Not a loss for this solver.
    #[error("this solver needs losses with two linear pieces")]
    Shape,
    /// The iteration limit came first.
    #[error("no convergence after {iterations} iterations: relative residual {residual:.1e}")]
    MaxIterations {
        /// Iterations (of SGD: passes) made.
        iterations: usize,
        /// Where the gradient or gap stood.
        residual: f64,
    },
}

impl SolveError {
    /// Separable, as (θ, b) shows.
    fn separated_by(certificate: (Vec<f64>, f64)) -> Self {
        SolveError::Separable(certificate.into())
    }
}

/// Squared Euclidean norm.
fn norm_squared(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum()
}

/// Euclidean norm, of numbers whose squares need not be in range.
fn length(v: &[f64]) -> f64 {
    let largest = v.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    if largest == 0.0 || !largest.is_finite() {
        // What is not a number is not lost.
        return largest + v.iter().sum::<f64>().abs();
    }
    largest * v.iter().map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

/// Inner product.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// y ← y + a·x.
fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

#[cfg(test)]
mod tests;
