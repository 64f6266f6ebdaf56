//! Every strategy side by side, and which to use.

mod advice;
mod reasons;

pub use advice::Recommendation;
pub(super) use advice::{INDIFFERENT, against_a_coin};
pub(super) use reasons::{reached, shown};

use super::weight_path::{Trail, predict_on};
use super::weights::{Strategy, StrategyOutcome};
use super::{Problem, equal_errors_on, several_equal_errors};
use crate::model::{ModelError, Quantity, WeightRule};

/// Roots closer than this (relative) are one.
const SAME: f64 = 1e-9;

/// What each strategy reaches on one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTable {
    problem: Problem,
    /// The named weight rules, then [`Strategy::BEYOND_WEIGHTS`].
    pub rows: Vec<(&'static str, StrategyOutcome)>,
    /// Every weight that equalises the class errors, ascending, with the error of both: the
    /// row `equal_error` has one of them.
    pub equal_errors: Vec<(f64, f64)>,
}

impl RuleTable {
    /// Applies every strategy; the problem's own weight ratio is ignored.
    ///
    /// # Errors
    /// [`ModelError`] if downsampling's δ/(2π₊) overflows.
    pub fn new(problem: &Problem) -> Result<Self, ModelError> {
        // What one row meets another begins with.
        let mut trail = Trail::default();
        let weights = WeightRule::NAMED
            .into_iter()
            .map(|(name, rule)| (name, Strategy::Weight(rule)));
        let rows: Vec<(&'static str, StrategyOutcome)> = weights
            .chain(Strategy::BEYOND_WEIGHTS)
            .map(|(name, strategy)| Ok((name, strategy.apply_on(problem, &mut trail)?)))
            .collect::<Result<_, ModelError>>()?;
        let mut table = Self {
            problem: *problem,
            rows,
            equal_errors: Vec::new(),
        };
        table.equal_errors = table.all_equal_errors(&mut trail);
        Ok(table)
    }

    fn all_equal_errors(&self, trail: &mut Trail) -> Vec<(f64, f64)> {
        let one = self.outcome("equal_error").and_then(|o| o.weight_ratio);
        let all = match several_equal_errors(&self.problem) {
            true => equal_errors_on(&self.problem, trail),
            false => one.into_iter().collect(),
        };
        // Found anew from other beginnings a root is the same to rounding only.
        let same = |rho: f64| one.filter(|o| (rho / o - 1.0).abs() < SAME).unwrap_or(rho);
        let errors = all.into_iter().map(same).filter_map(|rho| {
            let there = predict_on(&self.problem.with_weight_ratio(rho).ok()?, trail);
            Some((rho, there.solution?.errors.worst()))
        });
        errors.collect()
    }

    /// The weights that equalise the class errors beside the one that the row has.
    pub fn other_equal_errors(&self) -> impl Iterator<Item = (f64, f64)> {
        let taken = self.outcome("equal_error").and_then(|o| o.weight_ratio);
        let others = self.equal_errors.iter().copied();
        others.filter(move |(rho, _)| Some(*rho) != taken)
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The outcome of a strategy by name.
    pub fn outcome(&self, name: &str) -> Option<&StrategyOutcome> {
        self.rows.iter().find(|(n, _)| *n == name).map(|(_, o)| o)
    }

    /// A quantity that an outcome reaches under the problem's test distribution.
    pub fn reached(&self, outcome: &StrategyOutcome, quantity: Quantity) -> Option<f64> {
        outcome.value(quantity, &self.problem)
    }
}
