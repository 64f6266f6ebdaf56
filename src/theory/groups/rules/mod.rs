//! Ways to weight groups, by formula and by search.
//!
//! All weights are relative to the group with the largest prior, whose weight is 1 (the geometric mean of
//! several): for two classes ω₋ = 1, and with ridge, where the common scale matters, the order of the
//! groups does not.

mod best_weights;
mod formulas;
mod goal;
mod margins;
mod search;
mod table;

pub use best_weights::{BestWeights, GroupRuleVerdict, best_weights};
pub use formulas::{Thumb, downsampled, generalised_thumb, inverse_prior, unweighted};
pub use goal::Goal;
pub use table::{GroupAdvice, GroupRuleTable};

use super::GroupPrediction;
pub use crate::model::GroupRule;
use crate::model::{ModelError, Population, Problem, Weighting};
use crate::theory::predict;

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
    /// The error that is to be small; `None` without a classifier.
    fn reached(&self, goal: Goal) -> Option<f64> {
        let prediction = self.prediction.as_ref()?;
        match goal {
            Goal::WorstGroup => prediction.worst(),
            Goal::Balanced => prediction.balanced(),
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
    let (population, delta) = (problem.population(), problem.delta());
    let by_formula = |weighting: Weighting| {
        let prediction = predict(&problem.clone().with_weights(weighting.clone())?);
        Ok(GroupRuleOutcome {
            verdict: GroupRuleVerdict::Formula,
            weighting: Some(weighting),
            prediction: Some(prediction),
        })
    };
    match rule {
        GroupRule::Unweighted => by_formula(unweighted(population)),
        GroupRule::InversePrior => by_formula(inverse_prior(population)?),
        GroupRule::GeneralisedThumb => match generalised_thumb(population, delta)? {
            Thumb::Weights(weighting) => by_formula(weighting),
            Thumb::Infeasible { limit } => Ok(GroupRuleOutcome {
                verdict: GroupRuleVerdict::Infeasible { limit },
                weighting: None,
                prediction: None,
            }),
        },
        GroupRule::Downsampled => {
            let (balanced, delta) = downsampled(population, delta)?;
            let weighting = unweighted(&balanced);
            let fewer = problem.clone().with_population(balanced)?;
            let fewer = fewer.with_delta(delta)?.with_weights(weighting.clone())?;
            Ok(GroupRuleOutcome {
                verdict: GroupRuleVerdict::Formula,
                weighting: Some(weighting),
                prediction: Some(predict(&fewer)),
            })
        }
        GroupRule::MinWorstGroup => searched(Goal::WorstGroup, problem),
        GroupRule::MinBalanced => searched(Goal::Balanced, problem),
    }
}

fn searched(goal: Goal, problem: &Problem<Population>) -> Result<GroupRuleOutcome, ModelError> {
    let best = best_weights(goal, problem)?;
    let predicted = best.weighting.as_ref().map(|weighting| {
        let weighted = problem.clone().with_weights(weighting.clone())?;
        Ok::<_, ModelError>(predict(&weighted))
    });
    let mut found = GroupRuleOutcome {
        verdict: best.verdict,
        prediction: predicted.transpose()?,
        weighting: best.weighting,
    };
    // A search may end above a formula where a loss with a kink gives a label up: errors leap there.
    for rule in [
        GroupRule::Unweighted,
        GroupRule::InversePrior,
        GroupRule::GeneralisedThumb,
    ] {
        let formula = apply(rule, problem)?;
        let [reached, before] = [&formula, &found].map(|outcome| outcome.reached(goal));
        if reached.is_some_and(|error| before.is_none_or(|before| error < (1.0 - LESS) * before)) {
            found = GroupRuleOutcome {
                verdict: GroupRuleVerdict::Unconfirmed,
                ..formula
            };
        }
    }
    Ok(found)
}

/// By what share a formula has to be better than what a search ended at, so that it is not rounding.
const LESS: f64 = 1e-6;
