//! A row with the threshold at 0, for machines.

use serde_json::{Map, Value, json};
use thumbscale::model::Quantity;
use thumbscale::theory::square::Jump;
use thumbscale::theory::weights::{StrategyOutcome, StrategyVerdict};
use thumbscale::theory::{Prediction, RuleTable};

use super::{AT_N, shown};

/// A row in JSON. What cannot be taken (no weight exists or was found, beyond the cap, a
/// knife edge) has no errors of its own: what it or the limit ρ → ∞ would reach stands under
/// keys that say so.
pub(super) fn entries(
    rules: &RuleTable,
    name: &str,
    outcome: &StrategyOutcome,
) -> Map<String, Value> {
    let mut entry = Map::new();
    if name == "equal_error" {
        entry.insert("feasible".into(), json!(feasible(outcome)));
        let all = rules.equal_errors.iter();
        let all = all.map(|(rho, error)| json!({"weight_ratio": rho, "worst_class_error": error}));
        entry.insert("all".into(), all.collect());
    }
    entry.insert("verdict".into(), json!(outcome.verdict.name()));
    entry.insert("weight_ratio".into(), json!(outcome.weight_ratio));
    let prior = rules.problem().two_class().minority_prior();
    let solution = outcome
        .prediction
        .solution
        .filter(|_| outcome.verdict.offers());
    for error in shown(rules.objective()) {
        let value = solution.map(|s| error.of(s.errors, prior));
        entry.insert(error.name().into(), json!(value));
    }
    if rules.counted().is_some() {
        entry.insert(AT_N.into(), json!(rules.mean_at_zero(outcome)));
    }
    if let (Some(of_limit), "min_worst_class") = (rules.of_limit(), name) {
        entry.insert("limit_weight_ratio".into(), json!(of_limit.weight_ratio));
    }
    if name == "equal_error" || outcome.searched_to.is_some() {
        entry.insert("searched_to".into(), json!(outcome.searched_to));
    }
    if let Some(from) = outcome.settled_from {
        entry.insert("settled_from".into(), json!(from));
    }
    if let Some(jump) = outcome.jump {
        entry.insert("jump".into(), sides(&jump));
    }
    let worst = rules.reached(outcome, Quantity::WorstClassError);
    if let Some(key) = would_reach(outcome.verdict) {
        entry.insert(key.into(), json!(worst));
    }
    if let Some(edge) = outcome.edge {
        entry.insert("knife_edge_of".into(), json!(edge.of.name()));
        entry.insert("knife_edge_within".into(), json!(edge.within));
    }
    if let Some(undone) = outcome.instead_of {
        let edge = undone.edge;
        let error = Some(undone.worst_class_error);
        let is_edge = undone.weight_ratio.is_some();
        let undone = json!({
            "weight_ratio": undone.weight_ratio,
            "ridge": undone.ridge,
            "keep": undone.keep,
            "knife_edge_worst_class_error": error.filter(|_| is_edge),
            "beyond_cap_worst_class_error": error.filter(|_| !is_edge),
            "knife_edge_of": edge.map(|e| e.of.name()),
            "knife_edge_within": edge.map(|e| e.within),
        });
        entry.insert("instead_of".into(), undone);
    }
    if let Some(problems) = outcome.ended_after {
        entry.insert("search_ended_after".into(), json!(problems));
    }
    entry.insert("ridge".into(), json!(outcome.ridge));
    entry.insert("keep".into(), json!(outcome.keep));
    entry.insert("margin_ratio".into(), json!(outcome.margin_ratio));
    entry
}

/// Whether a weight equalises the errors, which at a jump no number does; `None` where that
/// is not known.
fn feasible(outcome: &StrategyOutcome) -> Option<bool> {
    match outcome.verdict {
        StrategyVerdict::Found
        | StrategyVerdict::Plateau
        | StrategyVerdict::KnifeEdge
        | StrategyVerdict::BeyondCap => Some(true),
        StrategyVerdict::Jump | StrategyVerdict::Infeasible => Some(false),
        StrategyVerdict::NoEffect => Some(outcome.weight_ratio.is_some()),
        StrategyVerdict::NotFound
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => None,
    }
}

/// The key for the error of what cannot be taken.
fn would_reach(verdict: StrategyVerdict) -> Option<&'static str> {
    match verdict {
        StrategyVerdict::Infeasible => Some("infinite_weight_worst_class_error"),
        StrategyVerdict::NotFound => Some("search_end_worst_class_error"),
        StrategyVerdict::BeyondCap => Some("beyond_cap_worst_class_error"),
        StrategyVerdict::KnifeEdge => Some("knife_edge_worst_class_error"),
        StrategyVerdict::Found
        | StrategyVerdict::Plateau
        | StrategyVerdict::Jump
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => None,
    }
}

/// Where the errors cross, and both of them at two weights beside.
fn sides(jump: &Jump) -> Value {
    let side = |weight_ratio: f64, there: Prediction| {
        let errors = there.solution.map(|s| s.errors);
        json!({
            "weight_ratio": weight_ratio,
            "error_minority": errors.map(|e| e.minority),
            "error_majority": errors.map(|e| e.majority),
        })
    };
    json!({
        "weight_ratio": jump.at,
        "below": side(jump.at * (1.0 - jump.within), jump.below),
        "above": side(jump.at * (1.0 + jump.within), jump.above),
    })
}
