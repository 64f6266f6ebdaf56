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
}
