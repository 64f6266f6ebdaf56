//! Why there is no draw.

use crate::model::ModelError;

/// Why a sampler returns no order parameters.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A weight ratio or a ridge outside its range.
    #[error(transparent)]
    Argument(#[from] ModelError),
    /// Random labels left a class without samples.
    #[error("a class has no sample in this replicate")]
    EmptyClass,
    /// Random labels left all groups of a label without samples.
    #[error("no group of one of the labels has a sample in this replicate")]
    EmptyLabel,
    /// The Krylov space would be too large.
    #[error(
        "weight_ratio = {ratio} may need {levels} Lanczos steps without the matrix, and at most \
         {limit} are made: take a ratio between {least:.1e} and {most:.1e}, or simulate with data"
    )]
    Levels {
        /// ρ.
        ratio: f64,
        /// Steps that suffice whatever the data.
        levels: usize,
        /// Steps allowed.
        limit: usize,
        /// The least ρ allowed, whatever n and d.
        least: f64,
        /// The greatest ρ allowed, whatever n and d.
        most: f64,
    },
    /// The linear system is singular to working accuracy.
    #[error(
        "the weighted scatter is singular to working accuracy (n = {samples}, d = {dimension}, \
         weight_ratio = {ratio}, ridge = {ridge}): take a ratio nearer to 1 or a larger ridge"
    )]
    Singular {
        /// n.
        samples: usize,
        /// d.
        dimension: usize,
        /// ρ.
        ratio: f64,
        /// r.
        ridge: f64,
    },
    /// A loss with a kink.
    #[error(
        "{name} loss has a kink, which training without the data matrix cannot follow: take \
         logistic, exponential, squared-hinge, huber or square, or simulate with data"
    )]
    Loss {
        /// The loss's name.
        name: &'static str,
    },
    /// A hyperplane separates the classes and there is no ridge.
    #[error(
        "the samples are separable: without ridge this loss has no minimiser, and the \
         maximum-margin limit needs the data: add a ridge, or simulate with data"
    )]
    Separable,
    /// Many classifiers minimise, and the one of least norm is not found without the data.
    #[error(
        "the samples can be interpolated: without ridge many classifiers minimise this loss, and the \
         one of least norm needs the data: add a ridge, or simulate with data"
    )]
    Interpolated,
    /// The limit on columns or steps came first, or rounding.
    #[error(
        "no convergence with {columns} columns of the features: relative gradient \
         {residual:.1e}, at most 1e-7 is accepted: add a ridge, take weights nearer to each \
         other, or simulate with data"
    )]
    NotConverged {
        /// Columns drawn.
        columns: usize,
        /// Norm of the gradient relative to that at θ = 0.
        residual: f64,
    },
    /// Numbers beyond what a computer has.
    #[error(
        "the loss overflows: take weights nearer to each other or smaller adjustments of the loss"
    )]
    NotFinite,
}
