//! From a setting to what theory says of it.

use super::theory_standing::Standing;
use crate::loss::LossKind;
use crate::model::{
    ClassScores, Classifier, ModelError, Quantity, Setting, TestConditions, Threshold, Training,
    TwoClass, Undefined, WeightRule,
};
use crate::scenario::{Recipe, Way};
use crate::theory::weights::{self, Choice};
use crate::theory::{Prediction, Problem, downsampled, limiting_scores, predict};

/// A setting with its weight rule turned into a number, and what theory says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolved {
    /// ρ; `None` where the rule gives no finite weight.
    pub weight_ratio: Option<f64>,
    /// The prediction at that weight; `None` without a weight.
    pub prediction: Option<Prediction>,
    /// Whether the rule asks for a weight beyond the largest that is advised.
    pub beyond_cap: bool,
    /// Whether there is none because the class errors cross by a jump.
    pub jumps: bool,
    /// Whether there is none because no weight changes the classifier.
    pub without_effect: bool,
    /// The classes, as they are before samples are dropped.
    pub two_class: TwoClass,
    /// The loss that is trained with.
    pub loss: LossKind,
    /// What predictions are judged by.
    pub conditions: TestConditions,
    /// At which threshold.
    pub threshold: Threshold,
    /// What it goes by, if it is estimated.
    pub scores: Result<Option<ClassScores>, Undefined>,
}

impl Resolved {
    /// The limiting classifier, if there is one.
    pub fn classifier(&self) -> Option<Classifier> {
        let classifier = self.prediction?.classifier(self.two_class)?;
        let seen = classifier.of_loss(self.loss).tested(self.conditions);
        Some(match &self.scores {
            Ok(scores) => seen.thresholded(self.threshold, scores.as_ref()),
            Err(why) => seen.undecided_by(*why),
        })
    }

    /// The predicted value of a quantity.
    ///
    /// # Errors
    /// [`Undefined`] where it does not exist, with the reason.
    pub fn of(&self, quantity: Quantity) -> Result<f64, Undefined> {
        quantity.of(&self.classifier().ok_or(Undefined::NoPrediction)?)
    }

    /// The predicted value of a quantity, if it exists.
    pub fn value(&self, quantity: Quantity) -> Option<f64> {
        self.of(quantity).ok()
    }

    /// The prediction's status, or why there is none.
    pub fn status(&self) -> Standing {
        match self.prediction {
            Some(prediction) => prediction.status.into(),
            None if self.beyond_cap => Standing::BeyondCap,
            None if self.jumps => Standing::Jump,
            None if self.without_effect => Standing::NoEffect,
            None => Standing::NoFiniteWeight,
        }
    }
}

/// Whether weights change nothing, and there is a classifier that they do not change.
fn without_effect(problem: &Problem) -> bool {
    weights::without_effect(problem) && predict(problem).solution.is_some()
}

/// Turns the rule into a weight and asks the theory.
pub(super) fn resolve(
    setting: &Setting,
    conditions: TestConditions,
) -> Result<Resolved, ModelError> {
    let problem = Problem::of(setting)?;
    let Training {
        weights: rule,
        downsample,
        threshold,
        ..
    } = setting.training;
    let choice = weights::choose(rule, &problem);
    let (weight_ratio, beyond_cap) = match choice {
        Choice::Weight(rho) => (Some(rho), false),
        Choice::BeyondCap(known) => (known, true),
        Choice::Jump(_) | Choice::None => (None, false),
    };
    let asked = match weight_ratio {
        Some(rho) if downsample => Some(downsampled(&problem)?.with_weight_ratio(rho)?),
        Some(rho) => Some(problem.with_weight_ratio(rho)?),
        None => None,
    };
    let prediction = asked.as_ref().map(predict);
    let scores = match (&asked, &prediction) {
        (Some(asked), Some(prediction)) if threshold.is_estimated() => {
            limiting_scores(asked, prediction, threshold.source())
        }
        _ => Ok(None),
    };
    Ok(Resolved {
        weight_ratio,
        prediction,
        beyond_cap,
        jumps: matches!(choice, Choice::Jump(_)),
        without_effect: weight_ratio.is_none() && without_effect(&problem),
        two_class: setting.population,
        loss: setting.training.loss.kind(),
        conditions,
        threshold,
        scores,
    })
}

/// The same for a map, with the weight and the threshold chosen in another way; none beyond the
/// cap.
pub(super) fn resolve_recipe(
    setting: &Setting,
    recipe: Recipe,
    conditions: TestConditions,
) -> Result<Resolved, ModelError> {
    let rule = match recipe.way {
        Way::Given => setting.training.weights,
        Way::Weight(rule) => rule,
        Way::Downsampled => WeightRule::Unweighted,
    };
    let mut setting = setting.weighing(rule);
    setting.training.downsample = recipe.way == Way::Downsampled;
    setting.training.threshold = recipe.threshold;
    let resolved = resolve(&setting, conditions)?;
    // A map stops at the cap; a study that asks for the equal-error weight gets it.
    Ok(match resolved.beyond_cap {
        true => Resolved {
            prediction: None,
            ..resolved
        },
        false => resolved,
    })
}
