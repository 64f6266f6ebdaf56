//! Every strategy side by side, and which to use.

mod advice;
mod reasons;

pub use advice::Recommendation;

use super::Problem;
use super::weights::{Outcome, Strategy};
use crate::model::{ModelError, Quantity, WeightRule};

/// What each strategy reaches on one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTable {
    problem: Problem,
    /// The named weight rules, then [`Strategy::BEYOND_WEIGHTS`].
    pub rows: Vec<(&'static str, Outcome)>,
}

impl RuleTable {
    /// Applies every strategy; the problem's own weight ratio is ignored.
    ///
    /// # Errors
    /// [`ModelError`] if downsampling's δ/(2π₊) overflows.
    pub fn new(problem: &Problem) -> Result<Self, ModelError> {
        let weights = WeightRule::NAMED
            .into_iter()
            .map(|(name, rule)| (name, Strategy::Weight(rule)));
        let rows = weights
            .chain(Strategy::BEYOND_WEIGHTS)
            .map(|(name, strategy)| Ok((name, strategy.apply(problem)?)))
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            problem: *problem,
            rows,
        })
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The outcome of a strategy by name.
    pub fn outcome(&self, name: &str) -> Option<&Outcome> {
        self.rows.iter().find(|(n, _)| *n == name).map(|(_, o)| o)
    }

    /// A quantity that an outcome reaches under the problem's test distribution.
    pub fn reached(&self, outcome: &Outcome, quantity: Quantity) -> Option<f64> {
        outcome.value(quantity, &self.problem)
    }
}
