//! Why there are no leave-one-out scores.

use super::erm::SolveError;
use super::method::Unknowable;

/// Why no score of a sample without itself is known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unscored {
    /// What was known beforehand.
    #[error(transparent)]
    Unknowable(#[from] Unknowable),
    /// No minimiser to step from.
    #[error(
        "the samples are separable, where without ridge this loss has no minimiser, so that none \
         changes when a sample is left out: it needs ridge > 0"
    )]
    Separable,
    /// A leverage of 1.
    #[error("a sample decides its own score: its leverage is 1")]
    Alone,
    /// The linear system of the step is singular.
    #[error(transparent)]
    Solve(#[from] SolveError),
}
