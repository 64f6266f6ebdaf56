//! Dropping majority samples until the classes are balanced.

use super::Problem;
use crate::model::{ModelError, TwoClass};

/// The problem that training on a balanced subsample poses: n₊ samples of each
/// class, hence δ → δ/(2π₊), π₊ → ½ and equal weights (paper, Corollary 3;
/// THEORY section 7). Loss and ridge stay.
///
/// The average error of the result still has to be taken with the *original*
/// prior: the test distribution does not change.
///
/// # Errors
/// [`ModelError::OutOfRange`] if δ/(2π₊) overflows.
pub fn downsampled(problem: &Problem) -> Result<Problem, ModelError> {
    let two = problem.two_class();
    let delta = problem.delta() / (2.0 * two.minority_prior());
    Problem::new(delta, TwoClass::new(0.5, two.signal_strength())?)?
        .with_loss(problem.loss())
        .with_ridge(problem.ridge())
}
