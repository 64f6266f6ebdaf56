//! What is the same for all that a figure shows, for the line below its title.

use super::symbols::weight_symbol;
use crate::figure::significant;
use crate::loss::MarginLoss;
use crate::model::{Notation, Parameter, Quantity, Setting, WeightRule};
use crate::scenario::{FigureKind, Plan};

/// Digits of a parameter in captions and legends.
pub(super) const DIGITS: usize = 6;

/// Loss, δ, π₊, s, ρ, r and n, as far as the figure fixes them; of a map what it holds against what.
pub(super) fn fixed(plan: &Plan) -> String {
    let mut parts: Vec<String> = loss(plan).into_iter().collect();
    for parameter in Parameter::said() {
        if varies(plan, parameter) {
            continue;
        }
        let said = match parameter.entry().notation {
            Notation::Whole => samples(plan),
            Notation::Weight => weight(plan),
            Notation::Number | Notation::Ridge => number(plan, parameter),
        };
        parts.extend(said);
    }
    parts.extend(plan.map().and_then(|map| map.value.told()));
    // Costs belong to one quantity.
    let costs = plan
        .figure
        .as_ref()
        .is_none_or(|f| f.y.contains(&Quantity::CostRisk));
    parts.extend(conditions(plan, costs));
    parts.join(", ")
}

/// What quantities are judged by, where that is said.
pub(super) fn conditions(plan: &Plan, with_costs: bool) -> Vec<String> {
    let number = |v: f64| significant(v, DIGITS);
    let prior = plan.conditions.minority_prior;
    let prior = prior.map(|prior| format!("test prior π₊ = {}", number(prior)));
    let costs = plan.conditions.costs.filter(|_| with_costs).map(|costs| {
        let (plus, minus) = (number(costs.minority()), number(costs.majority()));
        format!("costs c₊ = {plus}, c₋ = {minus}")
    });
    prior.into_iter().chain(costs).collect()
}

fn varies(plan: &Plan, parameter: Parameter) -> bool {
    // The axes of a map's plan are those of its simulated places.
    match plan.map() {
        Some(map) => map.varies(parameter),
        None => plan.axes.iter().any(|a| a.parameter == parameter),
    }
}

fn loss(plan: &Plan) -> Option<String> {
    let first = plan.methods.first()?.loss;
    let same = plan.methods.iter().all(|m| m.loss == first);
    // Margins may differ where the loss does not: methods say so by their names.
    let kind = plan.methods.iter().all(|m| m.loss.kind() == first.kind());
    match (same, kind) {
        (true, _) => Some(format!("{} loss{}", first.name(), margins(first))),
        (false, true) => Some(format!("{} loss", first.name())),
        (false, false) => None,
    }
}

/// Huber's threshold and what adjusts the margins.
pub(super) fn margins(loss: MarginLoss) -> String {
    let number = |v: f64| significant(v, DIGITS);
    let threshold = loss.huber_threshold();
    let mut text = threshold.map_or_else(String::new, |k| format!(" (k = {})", number(k)));
    if !loss.is_plain() {
        text += " with margins of its own";
    }
    text
}

/// The problems that a figure shows; a method has one where nothing varies for it.
fn settings(plan: &Plan) -> Vec<Setting> {
    if let Some(map) = plan.map() {
        return vec![map.base];
    }
    let lines = plan
        .figure
        .as_ref()
        .is_some_and(|f| f.kind == FigureKind::Lines);
    if lines {
        let firsts = plan.curves.iter().filter_map(|c| c.points.first());
        return firsts.map(|(_, setting)| *setting).collect();
    }
    // At the largest n the design is nearest to what the file says.
    let size = |c: &crate::scenario::Cell| c.design.map_or(0, |d| d.samples());
    let most = plan.cells.iter().map(size).max().unwrap_or(0);
    let largest = plan.cells.iter().filter(|c| size(c) == most);
    largest.map(|c| c.setting).collect()
}

fn number(plan: &Plan, parameter: Parameter) -> Option<String> {
    let settings = settings(plan);
    let values = settings.iter().filter_map(|s| s.number(parameter));
    let values: Vec<f64> = values.collect();
    if values.iter().all(|v| parameter.goes_without_saying(*v)) {
        return None;
    }
    let mut texts: Vec<String> = Vec::new();
    for v in values {
        let text = significant(v, DIGITS);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    // A ridge may be a method's own.
    (1..=3)
        .contains(&texts.len())
        .then(|| format!("{} = {}", parameter.symbol(), texts.join(" or ")))
}

/// The weight that all have, if it is told by nothing else.
fn weight(plan: &Plan) -> Option<String> {
    if let Some(map) = plan.map() {
        let given = map.value.given().is_some();
        return given.then(|| weight_symbol(map.base.training.weights));
    }
    let settings = settings(plan);
    let first: WeightRule = settings.first()?.training.weights;
    let dropped = plan.methods.iter().any(|m| m.downsample);
    let same = settings.iter().all(|s| s.training.weights == first);
    (same && !dropped).then(|| weight_symbol(first))
}

fn samples(plan: &Plan) -> Option<String> {
    let mut sizes = plan
        .cells
        .iter()
        .filter_map(|c| c.design)
        .map(|d| d.samples());
    let first = sizes.next()?;
    sizes.all(|n| n == first).then(|| format!("n = {first}"))
}
