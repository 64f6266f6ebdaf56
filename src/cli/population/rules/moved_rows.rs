//! The rows with the threshold moved, for people and for machines.

use serde_json::{Value, json};
use thumbscale::model::error_rates::{average, balanced, worst};
use thumbscale::theory::groups::rules::{GroupRuleTable, MovedGroupRow, MovedGroupRule};

use super::by_name;
use crate::cli::console::{number, table};

pub(super) fn entry(rules: &GroupRuleTable, row: &MovedGroupRow) -> Value {
    let (population, errors) = (rules.population(), errors_of(row));
    let there = row.moved.as_ref().ok();
    let remark = rules.moved_remark(row);
    let mut entry = json!({
        "verdict": row.outcome.verdict.name(),
        "weights": row.outcome.weighting.as_ref().map(|w| w.weights()),
        "threshold": there.map(|moved| moved.threshold),
        "threshold_status": there.map(|moved| moved.status.name()),
        "groups": by_name(population, errors),
        "worst_group_error": worst(errors),
        "balanced_error": balanced(errors),
        "average_error": average(population, errors),
        "remark": (!remark.is_empty()).then_some(remark),
    });
    if let Some(why) = missing(rules, row) {
        entry["missing"] = json!(why);
    }
    entry
}

pub(super) fn errors_of(row: &MovedGroupRow) -> &[f64] {
    row.moved.as_ref().map_or(&[], |moved| &moved.errors)
}

/// Why a row has no threshold.
fn missing(rules: &GroupRuleTable, row: &MovedGroupRow) -> Option<String> {
    let why = row.moved.as_ref().err()?;
    let remark = rules.moved_remark(row);
    let unsolved = row
        .outcome
        .prediction
        .as_ref()
        .is_none_or(|p| p.scores.is_none());
    Some(match unsolved && !remark.is_empty() {
        true => remark,
        false => why.to_string(),
    })
}

/// The rows, the best for what is asked first.
pub(super) fn text(rules: &GroupRuleTable) -> String {
    let minimise = rules.objective();
    let of = |row: &MovedGroupRow| {
        let value = minimise.of(rules.population(), errors_of(row));
        value.unwrap_or(f64::INFINITY)
    };
    let mut sorted: Vec<&MovedGroupRow> = rules.moved.iter().collect();
    sorted.sort_by(|a, b| of(a).total_cmp(&of(b)));
    let head = ["rule", "τ", "worst group", "balanced", "average"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for row in sorted {
        let errors = errors_of(row);
        rows.push(vec![
            row.rule.name().to_owned(),
            number(row.shown_threshold()),
            number(worst(errors)),
            number(balanced(errors)),
            number(average(rules.population(), errors)),
        ]);
    }
    let mut shown = format!(
        "moving the threshold: the rule f > τ for all groups, sorted by the {}\n{}",
        minimise.words(),
        table(&rows)
    );
    let remarks = remarks(rules);
    if !remarks.is_empty() {
        shown.push_str(&format!("\n\n{}", remarks.join("\n")));
    }
    shown
}

/// Why rows have no number, those that share a reason in one line, and what is to be known of the best.
fn remarks(rules: &GroupRuleTable) -> Vec<String> {
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for row in &rules.moved {
        let remark = match row.rule {
            MovedGroupRule::Best => Some(rules.moved_remark(row)),
            // Their weights are those of rows above, where it is said.
            MovedGroupRule::Thresholded
            | MovedGroupRule::InversePrior
            | MovedGroupRule::GeneralisedThumb
            | MovedGroupRule::MinWorstGroup
            | MovedGroupRule::MinBalanced
            | MovedGroupRule::Downsampled => None,
        };
        let Some(why) = missing(rules, row).or(remark.filter(|said| !said.is_empty())) else {
            continue;
        };
        match said.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(row.rule.name()),
            None => said.push((why, vec![row.rule.name()])),
        }
    }
    let line = |(why, names): (String, Vec<&str>)| match names.len() == rules.moved.len() {
        true => format!("all of them: {why}"),
        false => format!("{}: {why}", names.join(", ")),
    };
    said.into_iter().map(line).collect()
}
