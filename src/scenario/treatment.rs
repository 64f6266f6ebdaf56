//! What a way to train does about the imbalance.

use super::map::{Recipe, Way};
use crate::loss::MarginLoss;
use crate::model::{GroupRule, GroupWeights, PoweredWeights, RuleName, Training, WeightRule};

/// What is done about the imbalance, whatever the loss: the key of colours and dashes in
/// figures, so that a rule looks the same in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// A weight by a rule.
    Rule(RuleName),
    /// Samples dropped until the classes balance.
    Downsampled,
    /// Margins of the loss that differ between the classes.
    Margins,
}

impl Treatment {
    /// Of a weight; `None` for a number other than 1, which is no rule.
    pub fn of_rule(rule: WeightRule) -> Option<Self> {
        match rule.given() {
            Some(rho) => (rho == 1.0).then_some(Treatment::Rule(RuleName::Unweighted)),
            None => Some(Treatment::Rule(rule.into())),
        }
    }

    /// Of a contender in a map; `None` where the threshold is moved as well, which is another.
    pub fn of_recipe(recipe: Recipe) -> Option<Self> {
        if recipe.is_moved() {
            return None;
        }
        match recipe.way {
            Way::Given => None,
            Way::Weight(rule) => Self::of_rule(rule),
            Way::Downsampled => Some(Treatment::Downsampled),
        }
    }

    /// Of a method for groups: the rule of which its own is the counterpart for any number of them.
    /// `None` for numbers, and for a power of a rule's weights, which is another rule or none.
    pub(super) fn of_groups(
        training: &Training<PoweredWeights>,
        strength_varies: bool,
    ) -> Option<Self> {
        if !training.loss.is_plain() {
            return Some(Treatment::Margins);
        }
        let is_power = strength_varies || training.weights.strength != 1.0;
        match &training.weights.at_one {
            GroupWeights::Given(_) => None,
            // Equal weights are so to any power.
            GroupWeights::Rule(GroupRule::Unweighted) => {
                Some(Treatment::Rule(RuleName::Unweighted))
            }
            GroupWeights::Rule(_) if is_power => None,
            GroupWeights::Rule(GroupRule::InversePrior) => {
                Some(Treatment::Rule(RuleName::PriorRatio))
            }
            GroupWeights::Rule(GroupRule::GeneralisedThumb) => {
                Some(Treatment::Rule(RuleName::EqualError))
            }
            GroupWeights::Rule(GroupRule::MinWorstGroup) => {
                Some(Treatment::Rule(RuleName::MinWorstClass))
            }
            GroupWeights::Rule(GroupRule::MinBalanced) => {
                Some(Treatment::Rule(RuleName::MinBalanced))
            }
            GroupWeights::Rule(GroupRule::Downsampled) => Some(Treatment::Downsampled),
        }
    }

    /// Of a method; `weight` is `None` where an axis gives it.
    pub(super) fn of_method(
        loss: MarginLoss,
        downsample: bool,
        weight: Option<WeightRule>,
    ) -> Option<Self> {
        if downsample {
            return Some(Treatment::Downsampled);
        }
        match loss.is_plain() {
            true => weight.and_then(Self::of_rule),
            false => Some(Treatment::Margins),
        }
    }
}
