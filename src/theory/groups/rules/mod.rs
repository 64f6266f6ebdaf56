//! Ways to weight groups, by formula and by search.
//!
//! All weights are relative to the group with the largest prior, whose weight is 1 (the geometric mean of
//! several): for two classes ω₋ = 1, and with ridge, where the common scale matters, the order of the
//! groups does not.

mod advice;
mod best_weights;
mod formulas;
mod goal;
mod margins;
mod moved;
mod moved_goal;
mod never_attained;
mod reasons;
mod search;
mod table;

pub use advice::{GroupAdvice, GroupChoice, GroupRow};
pub use best_weights::{BestWeights, GroupRuleVerdict, best_weights};
pub use formulas::{Thumb, downsampled, generalised_thumb, inverse_prior, unweighted};
pub use moved::{MovedGroupRow, MovedGroupRule};
pub use table::GroupRuleTable;

use super::GroupPrediction;
pub use crate::model::GroupRule;
use crate::model::{GroupObjective, ModelError, Population, Problem, Weighting};
use crate::theory::{ThresholdUse, predict};

/// What a rule gives for a problem, and what training by it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRuleOutcome {
    /// How the weights came about, or why there are none.
    pub verdict: GroupRuleVerdict,
    /// One weight a group; `None` where the rule has none.
    pub weighting: Option<Weighting>,
    /// What it leads to.
    pub prediction: Option<GroupPrediction>,
}

impl GroupRuleOutcome {
    /// The error that is to be small; `None` without a classifier, or where giving a label up is best.
    fn reached(
        &self,
        objective: GroupObjective,
        threshold: ThresholdUse,
        population: &Population,
    ) -> Option<f64> {
        let prediction = self.prediction.as_ref()?;
        match threshold {
            ThresholdUse::Fixed => objective.of(population, &prediction.errors),
            ThresholdUse::Free => {
                let scores = prediction.scores.as_ref()?;
                let best = scores.best(objective, population).ok()?;
                objective.of(population, &best.errors)
            }
        }
    }
}

/// Applies a rule to a problem, whose own weights play no part.
///
/// Where no weights change the classifier (without ridge, separable or interpolated data) a search
/// answers with equal ones and says so.
///
/// # Errors
/// [`ModelError`] where downsampling takes δ out of its range, or a weight overflows.
pub fn apply(
    rule: GroupRule,
    problem: &Problem<Population>,
) -> Result<GroupRuleOutcome, ModelError> {
    match way(rule) {
        Way::Formula(formula) => by_formula(formula, problem),
        Way::Downsampling => on_fewer(problem),
        Way::Search(objective) => {
            let formulas = by_formulas(problem)?;
            searched(objective, ThresholdUse::Fixed, problem, &formulas)
        }
    }
}

/// Applies rules to a problem, formulas once for all searches that are held against them.
fn apply_all(
    rules: &[GroupRule],
    problem: &Problem<Population>,
) -> Result<Vec<(GroupRule, GroupRuleOutcome)>, ModelError> {
    let formulas = by_formulas(problem)?;
    let outcome = |rule: GroupRule| match way(rule) {
        Way::Formula(formula) => Ok(formulas[formula as usize].clone()),
        Way::Downsampling => on_fewer(problem),
        Way::Search(objective) => searched(objective, ThresholdUse::Fixed, problem, &formulas),
    };
    let row = |&rule: &GroupRule| Ok((rule, outcome(rule)?));
    rules.iter().map(row).collect()
}

/// How weights come about.
enum Way {
    /// Written down.
    Formula(Formula),
    /// On fewer samples.
    Downsampling,
    /// The least of an error.
    Search(GroupObjective),
}

/// Weights that are written down.
#[derive(Clone, Copy)]
enum Formula {
    Equal,
    InversePrior,
    Thumb,
}

const FORMULAS: [Formula; 3] = [Formula::Equal, Formula::InversePrior, Formula::Thumb];

fn way(rule: GroupRule) -> Way {
    match rule {
        GroupRule::Unweighted => Way::Formula(Formula::Equal),
        GroupRule::InversePrior => Way::Formula(Formula::InversePrior),
        GroupRule::GeneralisedThumb => Way::Formula(Formula::Thumb),
        GroupRule::Downsampled => Way::Downsampling,
        GroupRule::MinWorstGroup => Way::Search(GroupObjective::WorstGroup),
        GroupRule::MinBalanced => Way::Search(GroupObjective::Balanced),
    }
}

/// The outcomes of [`FORMULAS`].
fn by_formulas(problem: &Problem<Population>) -> Result<Vec<GroupRuleOutcome>, ModelError> {
    let each = FORMULAS
        .into_iter()
        .map(|formula| by_formula(formula, problem));
    each.collect()
}

fn by_formula(
    formula: Formula,
    problem: &Problem<Population>,
) -> Result<GroupRuleOutcome, ModelError> {
    let population = problem.population();
    let weighting = match formula {
        Formula::Equal => unweighted(population),
        Formula::InversePrior => inverse_prior(population)?,
        Formula::Thumb => match generalised_thumb(population, problem.delta())? {
            Thumb::Weights(weighting) => weighting,
            Thumb::Infeasible { limit } => {
                return Ok(GroupRuleOutcome {
                    verdict: GroupRuleVerdict::Infeasible { limit },
                    weighting: None,
                    prediction: None,
                });
            }
        },
    };
    trained(GroupRuleVerdict::Formula, weighting, problem.clone())
}

fn on_fewer(problem: &Problem<Population>) -> Result<GroupRuleOutcome, ModelError> {
    let (balanced, delta) = downsampled(problem.population(), problem.delta())?;
    let weighting = unweighted(&balanced);
    let fewer = problem
        .clone()
        .with_population(balanced)?
        .with_delta(delta)?;
    trained(GroupRuleVerdict::Formula, weighting, fewer)
}

/// What weights lead to.
fn trained(
    verdict: GroupRuleVerdict,
    weighting: Weighting,
    problem: Problem<Population>,
) -> Result<GroupRuleOutcome, ModelError> {
    let prediction = predict(&problem.with_weights(weighting.clone())?);
    Ok(GroupRuleOutcome {
        verdict,
        weighting: Some(weighting),
        prediction: Some(prediction),
    })
}

/// The best weights that a search finds, or one of these outcomes where that is better.
fn searched(
    objective: GroupObjective,
    threshold: ThresholdUse,
    problem: &Problem<Population>,
    others: &[GroupRuleOutcome],
) -> Result<GroupRuleOutcome, ModelError> {
    let best = best_weights(objective, threshold, problem)?;
    let mut found = match best.weighting {
        Some(weighting) => trained(best.verdict, weighting, problem.clone())?,
        None => GroupRuleOutcome {
            verdict: best.verdict,
            weighting: None,
            prediction: None,
        },
    };
    let reached =
        |outcome: &GroupRuleOutcome| outcome.reached(objective, threshold, problem.population());
    // A search may end above a formula where a loss with a kink gives a label up: errors leap there.
    for other in others {
        let [there, before] = [other, &found].map(reached);
        if there.is_some_and(|error| before.is_none_or(|before| error < (1.0 - LESS) * before)) {
            found = GroupRuleOutcome {
                verdict: GroupRuleVerdict::Unconfirmed,
                ..other.clone()
            };
        }
    }
    Ok(found)
}

/// By what share a formula has to be better than what a search ended at, so that it is not rounding.
const LESS: f64 = 1e-6;
