//! What theory says of one problem of groups, its weights included.

use crate::model::{
    GroupQuantity, GroupSetting, GroupThreshold, GroupWeights, ModelError, Population,
    PoweredWeights, Problem, Undefined, Weighting,
};
use crate::scenario::GroupCell;
use crate::sweep::Standing;
use crate::theory::groups::GroupPrediction;
use crate::theory::groups::beyond_solved_scales;
use crate::theory::groups::rules::{GroupRuleVerdict, apply};
use crate::theory::predict;

/// A setting with its weights and what they lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupResolved {
    /// How theory came to it, or why there is nothing.
    pub standing: Standing,
    /// ω_g^t; `None` where the rule has no weights.
    pub weighting: Option<Weighting>,
    /// `None` without weights.
    pub prediction: Option<GroupPrediction>,
}

impl GroupResolved {
    /// The value of a quantity; `None` where there is no classifier.
    pub fn value(&self, quantity: GroupQuantity, population: &Population) -> Option<f64> {
        let value = self.prediction.as_ref()?.value(quantity, population);
        value.filter(|value| value.is_finite())
    }

    /// The same at a threshold, or why there is none; `None` where there is no classifier.
    pub(super) fn value_at(
        &self,
        threshold: GroupThreshold,
        quantity: GroupQuantity,
        population: &Population,
    ) -> Option<Result<f64, Undefined>> {
        if threshold == GroupThreshold::NONE {
            return self.value(quantity, population).map(Ok);
        }
        let prediction = self.prediction.as_ref()?;
        let (scores, order) = (prediction.scores.as_ref()?, prediction.order.as_ref()?);
        let moved = threshold.of(scores, population);
        Some(moved.map(|moved| quantity.value(population, order, &moved.errors)))
    }

    /// Why theory did not converge, as far as that can be said; `None` where it did.
    pub(super) fn unsolved(
        &self,
        setting: &GroupSetting,
        population: &Population,
    ) -> Option<String> {
        let weighting = self.weighting.as_ref();
        let weighting = weighting.filter(|_| self.standing == Standing::NotConverged)?;
        let ridge = setting.training.ridge;
        let why = beyond_solved_scales(population, weighting, setting.delta, ridge);
        Some(why.unwrap_or_else(|| UNSOLVED.to_owned()))
    }
}

/// Said where nothing is out of scale.
const UNSOLVED: &str = "the equations were not solved to working accuracy";

/// What of a cell lies beyond the scales at which theory is solved, in words, with weights as the
/// cell has them; `None` if nothing does.
pub fn far_out(cell: &GroupCell, weights: &[f64]) -> Option<String> {
    let weighting = Weighting::new(weights.to_vec()).ok()?;
    let population = cell.population();
    weighting.check_length(&population).ok()?;
    beyond_solved_scales(
        &population,
        &weighting,
        cell.delta(),
        cell.setting.training.ridge,
    )
}

/// Resolves a setting on a population that stands for its own, with priors and δ as a training
/// set realises them.
///
/// # Errors
/// [`ModelError`] for what the model does not allow.
pub(super) fn resolve_groups(
    setting: &GroupSetting,
    population: &Population,
    delta: f64,
) -> Result<GroupResolved, ModelError> {
    let PoweredWeights {
        at_one: weights,
        strength,
    } = &setting.training.weights;
    let problem = problem_of(setting, population, delta)?;
    let (at_one, standing, known) = match weights {
        GroupWeights::Given(weighting) => (Some(weighting.clone()), None, None),
        GroupWeights::Rule(rule) => {
            let outcome = apply(*rule, &problem)?;
            let standing = standing(outcome.verdict);
            (outcome.weighting, standing, outcome.prediction)
        }
    };
    let Some(at_one) = at_one else {
        return Ok(GroupResolved {
            standing: standing.unwrap_or(Standing::NoFiniteWeight),
            weighting: None,
            prediction: None,
        });
    };
    let (weighting, known) = match weights {
        GroupWeights::Given(_) => (at_one.powered(*strength)?, None),
        GroupWeights::Rule(rule) if *strength == 1.0 && !rule.is_searched() => (at_one, known),
        GroupWeights::Rule(_) => (rounded(&at_one.powered(*strength)?)?, None),
    };
    let prediction = match known {
        Some(prediction) => prediction,
        None => predict(&problem.with_weights(weighting.clone())?),
    };
    Ok(GroupResolved {
        standing: prediction.status.into(),
        weighting: Some(weighting),
        prediction: Some(prediction),
    })
}

/// The problem of a setting, before its weights are known, on a population that stands for its own.
pub(super) fn problem_of(
    setting: &GroupSetting,
    population: &Population,
    delta: f64,
) -> Result<Problem<Population>, ModelError> {
    let GroupSetting {
        population: _,
        delta: _,
        training,
    } = setting;
    Problem::new(delta, population.clone())?
        .with_loss(training.loss)
        .with_ridge(training.ridge)
}

/// To ten digits: what a search or a power gives on another machine, or by another version, may differ
/// in the last ones, and replicates are found by the weights that they were trained with.
fn rounded(weighting: &Weighting) -> Result<Weighting, ModelError> {
    let digits = |w: &f64| format!("{w:.9e}").parse().unwrap_or(*w);
    Weighting::new(weighting.weights().iter().map(digits).collect())
}

/// Why a rule has no weights, if it has none.
fn standing(verdict: GroupRuleVerdict) -> Option<Standing> {
    match verdict {
        GroupRuleVerdict::Infeasible { limit: _ } | GroupRuleVerdict::NotFound => {
            Some(Standing::NoFiniteWeight)
        }
        GroupRuleVerdict::NoEffect => Some(Standing::NoEffect),
        GroupRuleVerdict::Formula
        | GroupRuleVerdict::Found
        | GroupRuleVerdict::Endless
        | GroupRuleVerdict::Unconfirmed => None,
    }
}
