//! What is the same for all that a figure of groups shows, in the line below its title.

use crate::figure::significant;
use crate::model::{GroupParameter, GroupWeights, PoweredWeights, Training};
use crate::report::fixed_values::margins;
use crate::scenario::GroupPlan;

/// Digits of a parameter in captions and legends.
pub(super) const DIGITS: usize = 4;
/// Values of methods that are named one by one.
const MOST_NAMED: usize = 3;

/// The loss, what is fixed, the weights, n: what methods do not share their names tell.
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
    parts.extend(weights(plan));
    let design = plan.cells.iter().find_map(|cell| cell.design.as_ref());
    parts.extend(design.map(|design| format!("n = {}", design.samples())));
    parts.join(", ")
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
        GroupWeights::Rule(rule) => format!("weights of {}", rule.in_words()),
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
