//! Weight rules: which ρ each gives, and what it reaches; and what else one can choose.

mod applied_strategies;
mod direction;
mod direction_taken;
mod downsampling;
mod error_curve;
mod knife_edges;
mod margins;
mod monotone;
mod passed;
mod retreat;
mod ridge;
mod search;
mod strategy;
mod valley;

pub use direction::{BestDirection, DirectionStatus, best_direction, class_means_error};
pub use downsampling::{downsampled, partly_downsampled};
pub use knife_edges::{Edge, Freedom};
pub use monotone::{Monotonicity, monotonicity};
pub use retreat::Undone;
pub use strategy::{Strategy, StrategyOutcome, StrategyVerdict};

pub(super) use direction::{best_direction_on, class_means_ratio};
pub(super) use direction_taken::{turns_at, weight_taken};
pub(super) use search::{FLAT, least_extreme};

use self::search::Reach;
use super::square::EqualError;
use super::weight_path::Trail;
use super::{Prediction, Problem, equal_error_on, equal_error_weight, iterates, predict};
use crate::model::{ChosenBy, ModelError, WeightRule};

/// No weight beyond this, nor below its inverse, is advised or painted on a map: a larger one
/// may exist, but is no answer that anybody wants.
pub const CAP: f64 = 1e6;

/// Optimal weights are sought on a grid over `1/CAP..=CAP`, and where errors still fall
/// there, over this range.
pub(super) const SEARCH_RANGE: (f64, f64) = (1e-8, 1e8);

/// Whether a weight is within the [`CAP`].
pub fn within_cap(weight_ratio: f64) -> bool {
    (1.0 / CAP..=CAP).contains(&weight_ratio)
}

/// A rule applied to a problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleOutcome {
    /// ρ, or `None` when the rule gives none here.
    pub weight_ratio: Option<f64>,
    /// What training with that weight reaches; where the rule gives no finite
    /// weight, the limit ρ → ∞ or the end of the search; where errors cross by a jump, the
    /// better side of it.
    pub prediction: Prediction,
}

/// What a rule gives for a problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// ρ.
    Weight(f64),
    /// The weight that the rule asks for lies beyond the [`CAP`]: the equal-error weight is
    /// known, of an optimal one only that errors still fall there.
    BeyondCap(Option<f64>),
    /// The errors cross by a jump at this weight, which equalises them no more than those
    /// beside it.
    Jump(f64),
    /// No weight equalises the errors as far as is known, or there is nothing to optimise (δ =
    /// 1 without ridge).
    None,
}

impl Choice {
    /// The weight, where it is known.
    fn weight(self) -> Option<f64> {
        match self {
            Choice::Weight(rho) => Some(rho),
            Choice::BeyondCap(known) => known,
            Choice::Jump(_) | Choice::None => None,
        }
    }
}

/// Chooses a weight. The problem's own weight ratio is ignored.
///
/// An optimal weight is the argmin; where errors fall for ever, the least extreme weight
/// within a thousandth of the least error. Where weights have no effect at all (interpolated
/// or separable data without ridge) optimal rules give ρ = 1.
pub fn choose(rule: WeightRule, problem: &Problem) -> Choice {
    choose_on(rule, problem, &mut Trail::default())
}

/// The same where something is known of the problem already.
fn choose_on(rule: WeightRule, problem: &Problem, trail: &mut Trail) -> Choice {
    let minimising = |error, trail: &mut Trail| {
        if without_effect(problem) {
            return predict(problem)
                .solution
                .map_or(Choice::None, |_| Choice::Weight(1.0));
        }
        match search::minimising(problem, error, trail) {
            None => Choice::None,
            Some(best) => match best.reach {
                Reach::Inside | Reach::Plateau | Reach::KnifeEdge => {
                    Choice::Weight(best.weight_ratio)
                }
                Reach::BeyondCap => Choice::BeyondCap(None),
            },
        }
    };
    match rule.chosen_by() {
        ChosenBy::Given(rho) | ChosenBy::Number(rho) => Choice::Weight(rho),
        ChosenBy::Formula(of) => Choice::Weight(of(problem.delta(), problem.two_class())),
        ChosenBy::EqualErrors => match equal_error_on(problem, trail) {
            EqualError::Weight(rho) if within_cap(rho) => Choice::Weight(rho),
            EqualError::Weight(rho) => Choice::BeyondCap(Some(rho)),
            EqualError::Jump(jump) => Choice::Jump(jump.at),
            EqualError::Infeasible { .. } | EqualError::NotFound { .. } => Choice::None,
        },
        ChosenBy::Least(error) => minimising(error, trail),
    }
}

/// The weight of [`choose`], the equal-error weight beyond the cap as well.
pub fn weight_for(rule: WeightRule, problem: &Problem) -> Option<f64> {
    choose(rule, problem).weight()
}

/// Applies a rule and predicts what it reaches.
///
/// # Errors
/// [`ModelError`] if a fixed weight is not a positive number.
pub fn apply(rule: WeightRule, problem: &Problem) -> Result<RuleOutcome, ModelError> {
    let weight_ratio = weight_for(rule, problem);
    let prediction = match (weight_ratio, rule.chosen_by()) {
        (Some(rho), _) => predict(&problem.with_weight_ratio(rho)?),
        (None, ChosenBy::EqualErrors) => match equal_error_weight(problem) {
            EqualError::Infeasible { limit } => limit,
            EqualError::NotFound { there, .. } => there,
            EqualError::Jump(jump) => jump.better(),
            EqualError::Weight(rho) => predict(&problem.with_weight_ratio(rho)?),
        },
        (
            None,
            ChosenBy::Given(_) | ChosenBy::Number(_) | ChosenBy::Formula(_) | ChosenBy::Least(_),
        ) => predict(problem),
    };
    Ok(RuleOutcome {
        weight_ratio,
        prediction,
    })
}

/// Whether no weight changes the classifier: interpolated or separable data without ridge.
pub fn without_effect(problem: &Problem) -> bool {
    let interpolated = !problem.loss().kind().is_decreasing() && problem.delta() >= 1.0;
    interpolated && problem.ridge() == 0.0 || is_separable(problem)
}

/// Whether training tends to the maximum margin.
fn is_separable(problem: &Problem) -> bool {
    problem.loss().kind().is_decreasing() && !iterates(problem)
}
