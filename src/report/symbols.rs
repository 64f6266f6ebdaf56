//! Symbols with their values, as legends, marks and captions have them.

use super::fixed::DIGITS;
use crate::figure::significant;
use crate::model::WeightRule;
use crate::scenario::Parameter;

/// "ρ = 4", "ρ = π₋/π₊", "ρ = ρ̃".
pub(super) fn weight_symbol(rule: WeightRule) -> String {
    match rule {
        WeightRule::Fixed(rho) => format!("ρ = {}", significant(rho, DIGITS)),
        WeightRule::Unweighted | WeightRule::PriorRatio => rule.symbol().to_owned(),
        WeightRule::EqualError
        | WeightRule::MinWorstClass
        | WeightRule::MinBalanced
        | WeightRule::MinAverage => format!("ρ = {}", rule.symbol()),
    }
}

/// What stands before "= 4" in the label of a mark.
pub(super) fn mark_symbol(rule: WeightRule) -> &'static str {
    match rule {
        WeightRule::Fixed(_) | WeightRule::Unweighted => "ρ",
        WeightRule::PriorRatio => "π₋/π₊",
        WeightRule::EqualError
        | WeightRule::MinWorstClass
        | WeightRule::MinBalanced
        | WeightRule::MinAverage => rule.symbol(),
    }
}

/// "δ = 0.1, s = 2".
pub(super) fn values_label(series: &[(Parameter, f64)]) -> String {
    let parts: Vec<String> = series
        .iter()
        .map(|(p, v)| format!("{} = {}", p.symbol(), significant(*v, DIGITS)))
        .collect();
    parts.join(", ")
}
