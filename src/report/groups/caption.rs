//! What is the same for all that a figure of groups shows, in the line below its title.

use crate::figure::significant;
use crate::model::{
    GroupParameter, GroupRule, GroupThreshold, GroupWeights, PoweredWeights, Training,
};
use crate::report::fixed_values::margins;
use crate::scenario::{GroupMapValue, GroupPlan};

/// Digits of a parameter in captions and legends.
pub(super) const DIGITS: usize = 4;
/// Values of methods that are named one by one.
const MOST_NAMED: usize = 3;

/// The loss, what is fixed, the weights, n: what methods do not share their names tell. Of a map what it
/// holds against what.
pub(super) fn caption(plan: &GroupPlan) -> String {
    let mut parts: Vec<String> = loss(plan).into_iter().collect();
    let fixed = GroupParameter::ALL.into_iter().filter(|p| !plan.varies(*p));
    parts.extend(fixed.filter_map(|parameter| {
        let value = match parameter {
            // Said of the weights.
            GroupParameter::WeightStrength => return None,
            GroupParameter::Ridge => each(plan, |training| training.ridge)?,
            GroupParameter::Correlation | GroupParameter::NoiseRatio | GroupParameter::Delta => {
                significant(plan.base.number(parameter)?, DIGITS)
            }
        };
        Some(format!("{} = {value}", parameter.entry().symbol))
    }));
    parts.extend(trained(plan));
    let design = plan.cells.iter().find_map(|cell| cell.design.as_ref());
    parts.extend(design.map(|design| format!("n = {}", design.samples())));
    parts.join(", ")
}

/// The weights; of a map with its thresholds, and the rule that they are compared with.
fn trained(plan: &GroupPlan) -> Option<String> {
    let own = weights(plan);
    let Some(map) = &plan.map else {
        return own;
    };
    match map.value {
        GroupMapValue::Gain { over, threshold } => {
            let (over, own) = (
                weights_of(over),
                own.unwrap_or_else(|| "weights".to_owned()),
            );
            let (moved, own_moved) = (at(threshold), at(map.threshold));
            Some(format!("{over} at {moved} less {own} at {own_moved}"))
        }
        GroupMapValue::Quantity if map.threshold == GroupThreshold::NONE => own,
        GroupMapValue::Quantity => Some(format!("{} at {}", own?, at(map.threshold))),
    }
}

fn weights_of(rule: GroupRule) -> String {
    match rule {
        GroupRule::Unweighted => "no weights".to_owned(),
        GroupRule::InversePrior
        | GroupRule::GeneralisedThumb
        | GroupRule::MinWorstGroup
        | GroupRule::MinBalanced
        | GroupRule::Downsampled => format!("weights of {}", rule.in_words()),
    }
}

fn at(threshold: GroupThreshold) -> String {
    match threshold {
        GroupThreshold::Given(tau) => format!("τ = {}", significant(tau, DIGITS)),
        GroupThreshold::Least(objective) => format!("the τ of least {}", objective.words()),
    }
}

/// "0.1 or 1": a number of every method, each once; `None` of more than can be named.
fn each(plan: &GroupPlan, number: impl Fn(&Training<PoweredWeights>) -> f64) -> Option<String> {
    let mut texts: Vec<String> = Vec::new();
    for method in &plan.methods {
        let text = significant(number(&method.training), DIGITS);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    (texts.len() <= MOST_NAMED).then(|| texts.join(" or "))
}

/// The loss, if methods share it; margins may differ.
fn loss(plan: &GroupPlan) -> Option<String> {
    let first = plan.base.training.loss;
    let losses = || plan.methods.iter().map(|method| method.training.loss);
    if !losses().all(|loss| loss.kind() == first.kind()) {
        return None;
    }
    let adjusted = match losses().all(|loss| loss == first) {
        true => margins(first),
        false => String::new(),
    };
    Some(format!("{} loss{adjusted}", first.name()))
}

/// The weights, if methods share them.
fn weights(plan: &GroupPlan) -> Option<String> {
    let first = &plan.base.training.weights.at_one;
    let mut methods = plan.methods.iter();
    if !methods.all(|method| method.training.weights.at_one == *first) {
        return None;
    }
    let given = match first {
        GroupWeights::Rule(rule) => weights_of(*rule),
        GroupWeights::Given(_) => format!("weights ({})", weights_in_words(first)),
    };
    let power = match plan.varies(GroupParameter::WeightStrength) {
        true => "t".to_owned(),
        false => each(plan, |training| training.weights.strength)?,
    };
    Some(match &power[..] {
        "1" => given,
        power => format!("{given} to the power {power}"),
    })
}

/// The rule, or the numbers in the order of the groups.
pub(super) fn weights_in_words(weights: &GroupWeights) -> String {
    match weights {
        GroupWeights::Rule(rule) => rule.in_words(),
        GroupWeights::Given(weighting) => {
            let each = weighting.weights().iter().map(|w| significant(*w, DIGITS));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}
