//! Symbols with their values, as legends, marks and captions have them.

use super::fixed_values::DIGITS;
use crate::figure::significant;
use crate::model::WeightRule;
use crate::scenario::Parameter;

/// "ρ = 4", "ρ = π₋/π₊", "ρ = ρ̃".
pub(super) fn weight_symbol(rule: WeightRule) -> String {
    match (rule.given(), rule.symbol()) {
        (Some(rho), _) => format!("ρ = {}", significant(rho, DIGITS)),
        (None, whole) if whole.starts_with("ρ = ") => whole.to_owned(),
        (None, symbol) => format!("ρ = {symbol}"),
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
