//! What is reached with the threshold moved, for people and for machines.

use serde_json::{Map, Value, json};
use thumbscale::model::{ClassErrors, Objective};
use thumbscale::theory::weights::{CAP, DirectionStatus, StrategyVerdict};
use thumbscale::theory::{MovedRow, MovedRule, RuleTable};

use super::rule_table::above;
use super::{AT_N, at_n, no_mean, shown};
use crate::cli::console::{number, table};

/// τ and the class errors, where a row has them.
fn reached(rules: &RuleTable, row: &MovedRow) -> Option<(f64, ClassErrors)> {
    let (minimise, prior) = (rules.objective(), prior(rules));
    let threshold = row.threshold(minimise, prior).ok()?;
    let errors = row.errors(minimise, prior).ok()?;
    row.verdict.offers().then_some((threshold, errors))
}

fn prior(rules: &RuleTable) -> f64 {
    rules.problem().two_class().minority_prior()
}

/// Keys that are added to those of the rows with the threshold at 0.
pub(super) fn entries(rules: &RuleTable) -> Map<String, Value> {
    let mut object = Map::new();
    for row in &rules.moved.rows {
        object.insert(row.rule.name().into(), row_entry(rules, row));
    }
    let best = rules.moved.best_direction;
    object.insert(
        "best_direction".into(),
        json!({
            "status": best.status.name(),
            "weight_ratio": best.weight_ratio,
            "equal_error": best.equal_error,
            "unweighted_equal_error": best.unweighted,
        }),
    );
    let errors = rules
        .moved
        .class_means(rules.objective(), prior(rules))
        .ok();
    object.insert("class_means".into(), errors_of(rules, errors).into());
    object
}

fn row_entry(rules: &RuleTable, row: &MovedRow) -> Value {
    let there = reached(rules, row);
    let mut entry = Map::new();
    entry.insert("verdict".into(), json!(row.verdict.name()));
    entry.insert("weight_ratio".into(), json!(row.weight_ratio));
    entry.insert("threshold".into(), json!(there.map(|(tau, _)| tau)));
    entry.extend(errors_of(rules, there.map(|(_, errors)| errors)));
    if rules.counted().is_some() {
        entry.insert(AT_N.into(), json!(rules.mean_moved(row)));
    }
    entry.insert("ridge".into(), json!(rules.problem().ridge()));
    if row.rule == MovedRule::Downsampled {
        entry.insert("keep".into(), json!(row.keep));
    }
    if let (None, Some(why)) = (there, missing(rules, row)) {
        entry.insert("missing".into(), json!(why));
    }
    entry.into()
}

fn errors_of(rules: &RuleTable, errors: Option<ClassErrors>) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("error_minority".into(), json!(errors.map(|e| e.minority)));
    entry.insert("error_majority".into(), json!(errors.map(|e| e.majority)));
    for error in shown(rules.objective()) {
        let value = errors.map(|e| error.of(e, prior(rules)));
        entry.insert(error.name().into(), json!(value));
    }
    entry
}

/// Why a row has no number.
fn missing(rules: &RuleTable, row: &MovedRow) -> Option<String> {
    match row.verdict {
        StrategyVerdict::Found | StrategyVerdict::Plateau | StrategyVerdict::NoEffect => row
            .errors(rules.objective(), prior(rules))
            .err()
            .map(|why| why.to_string()),
        StrategyVerdict::KnifeEdge => {
            Some("knife edge: a little more or less of ρ leads in another direction".to_owned())
        }
        StrategyVerdict::BeyondCap => Some(match row.rule {
            MovedRule::Best => format!("errors fall on beyond the cap {CAP:e}"),
            MovedRule::Thresholded
            | MovedRule::PriorRatio
            | MovedRule::SqrtPriorRatio
            | MovedRule::LogPriorRatio
            | MovedRule::LogitAdjustment
            | MovedRule::Downsampled => format!("beyond the cap {CAP:e}"),
        }),
        StrategyVerdict::NotFound => Some(match row.rule {
            MovedRule::Best => "the best is not attained".to_owned(),
            MovedRule::LogitAdjustment => {
                "margins are scaled by class: it is no shift of the intercept".to_owned()
            }
            MovedRule::Thresholded
            | MovedRule::PriorRatio
            | MovedRule::SqrtPriorRatio
            | MovedRule::LogPriorRatio
            | MovedRule::Downsampled => "θ = 0: one class is given up".to_owned(),
        }),
        StrategyVerdict::Diverges => {
            Some("at d = n without ridge errors tend to chance".to_owned())
        }
        StrategyVerdict::Unsolved
        | StrategyVerdict::Jump
        | StrategyVerdict::Infeasible
        | StrategyVerdict::NotSeparable => Some("the theory gives no number here".to_owned()),
    }
}

/// The rows, the best for what is asked first.
pub(super) fn text(rules: &RuleTable) -> String {
    let minimise = rules.objective();
    // A mean is not held against a limit.
    let by_means = rules
        .moved
        .rows
        .iter()
        .any(|row| rules.mean_moved(row).is_some());
    let of = |row: &MovedRow| {
        let limit = reached(rules, row).map(|(_, errors)| minimise.of(errors, prior(rules)));
        let there = match by_means {
            true => rules.mean_moved(row),
            false => limit,
        };
        there.unwrap_or(f64::INFINITY)
    };
    let mut sorted: Vec<&MovedRow> = rules.moved.rows.iter().collect();
    sorted.sort_by(|a, b| of(a).total_cmp(&of(b)));
    let errors = shown(minimise);
    let mut heading = vec!["rule".to_owned(), "ρ".to_owned(), "τ".to_owned()];
    heading.extend(errors.iter().map(|error| column(*error).to_owned()));
    heading.push("above least".to_owned());
    heading.extend(at_n(rules));
    let least = sorted.first().map_or(f64::INFINITY, |row| of(row));
    let mut rows = vec![heading];
    let mut remarks = Vec::new();
    for row in sorted {
        let there = reached(rules, row);
        let mut cells = vec![
            row.rule.name().to_owned(),
            number(row.weight_ratio),
            number(there.map(|(tau, _)| tau)),
        ];
        cells.extend(
            errors
                .iter()
                .map(|error| number(there.map(|(_, errors)| error.of(errors, prior(rules))))),
        );
        let compared = Some(of(row)).filter(|error| error.is_finite());
        cells.push(compared.map_or("–".to_owned(), |error| above(minimise, error, least)));
        cells.extend(at_n(rules).map(|_| number(rules.mean_moved(row))));
        rows.push(cells);
        if row.verdict == StrategyVerdict::Plateau {
            remarks.push(format!("{}: more gains less than 0.1 %", row.rule.name()));
        }
    }
    remarks.extend(without_numbers(rules));
    if rules.counted().is_some() {
        let all = rules.moved.rows.iter();
        let without =
            all.filter(|row| reached(rules, row).is_some() && rules.mean_moved(row).is_none());
        remarks.extend(no_mean(without.map(|row| row.rule.name())));
    }
    remarks.push(direction(rules));
    remarks.extend(class_means(rules));
    format!(
        "moving the threshold: the rule f > τ, sorted by the {}\n{}\n\n{}",
        minimise.words(),
        table(&rows),
        remarks.join("\n")
    )
}

/// Why rows have no number: those that share a reason in one line.
fn without_numbers(rules: &RuleTable) -> Vec<String> {
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for row in &rules.moved.rows {
        let Some(why) = missing(rules, row).filter(|_| reached(rules, row).is_none()) else {
            continue;
        };
        match said.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(row.rule.name()),
            None => said.push((why, vec![row.rule.name()])),
        }
    }
    let line = |(why, names): (String, Vec<&str>)| match names.len() == rules.moved.rows.len() {
        true => format!("all of them: {why}"),
        false => format!("{}: {why}", names.join(", ")),
    };
    said.into_iter().map(line).collect()
}

/// The heading of an error.
pub(super) fn column(error: Objective) -> &'static str {
    match error {
        Objective::WorstClass => "worst class",
        Objective::Balanced => "balanced",
        Objective::Average => "average",
        Objective::Cost(_) => "cost",
    }
}

/// The best direction in a line.
fn direction(rules: &RuleTable) -> String {
    let best = rules.moved.best_direction;
    let (rho, error) = (number(best.weight_ratio), number(best.equal_error));
    let said = match best.status {
        DirectionStatus::Found => format!("at ρ = {rho}, with {error} in both classes"),
        DirectionStatus::Plateau => {
            format!("at ρ = {rho} and beyond alike, with {error} in both classes")
        }
        DirectionStatus::SameForAll => {
            format!("all weights lead in the same, with {error} in both classes")
        }
        DirectionStatus::TowardsZero => {
            format!("at no weight: the smaller ρ, the better, towards {error} in both classes")
        }
        DirectionStatus::TowardsInfinity => {
            format!("at no weight: the larger ρ, the better, towards {error} in both classes")
        }
        DirectionStatus::TowardsCollapse => {
            format!("at no weight: towards one at which θ vanishes, with {error} in both classes")
        }
        DirectionStatus::KnifeEdge => {
            format!("at ρ = {rho}, a knife edge, with {error} in both classes")
        }
        DirectionStatus::Diverges => "none: d = n without ridge".to_owned(),
        DirectionStatus::Unsolved => "not found".to_owned(),
    };
    format!("best direction: {said}")
}

/// What no rule of the table goes below.
fn class_means(rules: &RuleTable) -> Option<String> {
    let minimise = rules.objective();
    let errors = rules.moved.class_means(minimise, prior(rules)).ok()?;
    Some(format!(
        "apart, the difference of the class means (r → ∞): {}; it owes this to noise that is the \
         same in every direction, and is no advice",
        number(Some(minimise.of(errors, prior(rules))))
    ))
}
