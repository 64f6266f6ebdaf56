//! Empirical risk minimisers: each finds the same (θ, b), each its own way.
//!
//! minimise over (θ, b)  (1/n) Σ_i ω_{g_i} (y_i − θᵀx_i − b)²/2 + (r/2)‖θ‖²,
//! and where that has many minimisers (r = 0, d ≥ n) the one of least ‖θ‖.

mod cholesky;
mod interpolation;
mod newton;
mod normal_equations;
mod sgd;

pub use interpolation::Kernel;
pub use newton::newton;
pub use normal_equations::Moments;
pub use sgd::{SgdSettings, sgd};

/// A trained linear classifier sign(θᵀx + b), and the evidence that it is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// θ.
    pub theta: Vec<f64>,
    /// b.
    pub bias: f64,
    /// Passes over the data, or 1 for a direct solve.
    pub iterations: usize,
    /// Norm of the gradient relative to that at θ = 0 (for interpolation: of the
    /// training residuals relative to that of the labels).
    pub residual: f64,
}

/// Why training returned no classifier.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
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
    Separable,
    /// The iteration limit came first.
    #[error("no convergence after {iterations} passes: relative gradient {residual:.1e}")]
    MaxIterations {
        /// Passes made.
        iterations: usize,
        /// Where the gradient stood.
        residual: f64,
    },
}

/// Squared Euclidean norm.
fn norm_squared(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum()
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
