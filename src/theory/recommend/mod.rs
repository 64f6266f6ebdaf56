//! Every strategy side by side, and which to use.

mod advice;
mod advice_text;
mod candidate;
mod digits;
mod moved;
mod over_signal;
mod reasons;
mod training_sets;
mod typed_flags;

pub use advice::{Chosen, Recommendation, ThresholdUse};
pub use advice_text::AdviceText;
pub(super) use candidate::{INDIFFERENT, against_a_coin};
pub(super) use digits::{reached, shown};
pub use moved::{MovedRow, MovedRule, MovedTable};
pub use over_signal::{SignalErrors, SignalRow, over_signal};

use super::weight_path::{Trail, predict_on};
use super::weights::{Strategy, StrategyOutcome};
use super::{Problem, Samples, equal_errors_on, several_equal_errors};
use crate::model::{ModelError, Objective, Quantity, WeightRule};

/// Roots closer than this (relative) are one.
const SAME: f64 = 1e-9;

/// What each strategy reaches on one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTable {
    problem: Problem,
    minimise: Objective,
    samples: Option<Samples>,
    /// With the threshold at 0: the named weight rules, where costs are minimised the weight with
    /// the least, then [`Strategy::BEYOND_WEIGHTS`].
    pub rows: Vec<(&'static str, StrategyOutcome)>,
    /// With the threshold moved.
    pub moved: MovedTable,
    /// Every weight that equalises the class errors, ascending, with the error of both: the
    /// row `equal_error` has one of them.
    pub equal_errors: Vec<(f64, f64)>,
}

impl RuleTable {
    /// [`RuleTable::minimising`] the worst-class error.
    ///
    /// # Errors
    /// [`ModelError`] if downsampling's δ/(2π₊) overflows.
    pub fn new(problem: &Problem) -> Result<Self, ModelError> {
        Self::minimising(Objective::WorstClass, problem)
    }

    /// Applies every strategy; the problem's own weight ratio is ignored. Rows are compared by
    /// what is minimised.
    ///
    /// # Errors
    /// [`ModelError`] if downsampling's δ/(2π₊) overflows.
    pub fn minimising(minimise: Objective, problem: &Problem) -> Result<Self, ModelError> {
        // What one row meets another begins with.
        let mut trail = Trail::default();
        let (mut rows, mut moved) = (Vec::new(), None);
        for (name, strategy) in strategies(minimise) {
            if strategy == Strategy::Downsample {
                // Before what can cost most of what is granted to all.
                moved = Some(MovedTable::new(problem, &mut trail));
            }
            rows.push((name, strategy.apply_on(problem, &mut trail)?));
        }
        let mut table = Self {
            problem: *problem,
            minimise,
            samples: None,
            rows,
            moved: moved.unwrap_or_else(|| MovedTable::new(problem, &mut trail)),
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

    /// What rows are compared by.
    pub fn objective(&self) -> Objective {
        self.minimise
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

/// Every way that leaves the threshold at 0, by name.
fn strategies(minimise: Objective) -> impl Iterator<Item = (&'static str, Strategy)> {
    let named = WeightRule::NAMED
        .into_iter()
        .map(|(name, rule)| (name, Strategy::Weight(rule)));
    let of_costs = minimise
        .costs()
        .map(|costs| ("min_cost", Strategy::LeastCost(costs)));
    named.chain(of_costs).chain(Strategy::BEYOND_WEIGHTS)
}
