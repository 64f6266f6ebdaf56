//! What trained classifiers are judged by, apart from themselves.

use super::Costs;

/// The test distribution, as far as it is not that of the training set, and what errors cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TestConditions {
    /// π₊ of the test distribution; `None`: that of the training set.
    pub minority_prior: Option<f64>,
    /// c₊ and c₋, where something is asked that depends on them.
    pub costs: Option<Costs>,
}

impl TestConditions {
    /// π₊ of the test distribution, where the training set has the given one.
    pub fn prior_or(&self, training: f64) -> f64 {
        self.minority_prior.unwrap_or(training)
    }
}
