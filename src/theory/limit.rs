//! Every problem that theory knows the limit of.

use super::groups::{self, GroupPrediction};
use super::predict_near;
use super::prediction::Prediction;
use crate::model::{Mixture, Population, Problem, TwoClass};

/// A mixture on which training has a known limit.
pub trait Limit: Mixture {
    /// What theory says.
    type Prediction;

    /// What training tends to.
    fn limit(problem: &Problem<Self>) -> Self::Prediction;
}

impl Limit for TwoClass {
    type Prediction = Prediction;

    fn limit(problem: &Problem) -> Prediction {
        predict_near(problem, None)
    }
}

impl Limit for Population {
    type Prediction = GroupPrediction;

    fn limit(problem: &Problem<Population>) -> GroupPrediction {
        groups::of_two_classes(problem).unwrap_or_else(|| groups::of_groups(problem))
    }
}

/// Predicts what training converges to, for any problem: of the paper's two classes, or of any
/// groups, where the engine made for two classes answers for a [`Population`] that is theirs.
///
/// Without ridge, decreasing losses (logistic, exponential, hinge, squared hinge) tend
/// to the maximum-margin direction above the separability threshold:
/// [`Status::Separable`](super::Status::Separable), given with α = 1. The others interpolate for
/// δ > 1, all with the same minimum-norm classifier, and diverge at δ = 1.
pub fn predict<M: Limit>(problem: &Problem<M>) -> M::Prediction {
    M::limit(problem)
}
