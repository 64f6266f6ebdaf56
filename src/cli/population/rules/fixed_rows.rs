//! The rows with the threshold at 0, for people and for machines.

use serde_json::{Value, json};
use thumbscale::model::error_rates::average;
use thumbscale::theory::groups::GroupPrediction;
use thumbscale::theory::groups::rules::{
    GroupRule, GroupRuleOutcome, GroupRuleTable, GroupRuleVerdict,
};

use super::by_name;
use crate::cli::console::{number, table};

pub(super) fn entry(rules: &GroupRuleTable, rule: GroupRule, outcome: &GroupRuleOutcome) -> Value {
    let (population, prediction) = (rules.population(), outcome.prediction.as_ref());
    let errors = errors_of(outcome);
    let remark = rules.remark(rule);
    json!({
        "verdict": outcome.verdict.name(),
        "feasible": !matches!(
            outcome.verdict,
            GroupRuleVerdict::Infeasible { .. } | GroupRuleVerdict::NotFound
        ),
        "status": prediction.map(|p| p.status.name()),
        "weights": outcome.weighting.as_ref().map(|w| w.weights()),
        "groups": by_name(population, errors),
        "worst_group_error": prediction.and_then(GroupPrediction::worst),
        "balanced_error": prediction.and_then(GroupPrediction::balanced),
        "average_error": average(population, errors),
        "equal": prediction.filter(|p| p.order.is_some()).map(GroupPrediction::is_equal),
        "remark": (!remark.is_empty()).then_some(remark),
    })
}

pub(super) fn errors_of(outcome: &GroupRuleOutcome) -> &[f64] {
    outcome.prediction.as_ref().map_or(&[], |p| &p.errors)
}

/// The errors of every rule, and by how much what is minimised exceeds its least.
pub(super) fn text(rules: &GroupRuleTable) -> String {
    let head = ["rule", "worst group", "balanced", "average", "cost"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let minimised = |outcome| rules.objective().of(rules.population(), errors_of(outcome));
    let all = rules
        .rows
        .iter()
        .filter_map(|(_, outcome)| minimised(outcome));
    let least = all.fold(f64::INFINITY, f64::min);
    let mut remarks = String::new();
    for (rule, outcome) in &rules.rows {
        let prediction = outcome.prediction.as_ref();
        let cost = minimised(outcome).map(|error| 100.0 * (error - least));
        rows.push(vec![
            rule.name().to_owned(),
            number(prediction.and_then(GroupPrediction::worst)),
            number(prediction.and_then(GroupPrediction::balanced)),
            number(average(rules.population(), errors_of(outcome))),
            cost.map_or("–".to_owned(), |c| format!("{c:+.2} pt")),
        ]);
        let remark = rules.remark(*rule);
        if !remark.is_empty() {
            remarks.push_str(&format!("{}: {remark}\n", rule.name()));
        }
    }
    match remarks.is_empty() {
        true => table(&rows),
        false => format!("{}\n\n{}", table(&rows), remarks.trim_end()),
    }
}
