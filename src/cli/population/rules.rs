//! `weights --population`: the rules for groups side by side, and which to use.

mod fixed_rows;
mod moved_rows;

use std::path::Path;

use serde_json::{Value, json};
use thumbscale::loss::MarginLoss;
use thumbscale::model::error_rates::{average, balanced, worst};
use thumbscale::model::{GroupObjective, Population, Problem, Ridge, Weighting};
use thumbscale::scenario::load_population;
use thumbscale::theory::ThresholdUse;
use thumbscale::theory::groups::rules::{GroupAdvice, GroupRuleTable, MovedGroupRule};

use crate::cli::advice_lines::advice_lines;
use crate::cli::console::{Console, number, table};
use crate::cli::exit::{CliError, CliResult};
use crate::cli::loss_flags::loss_entries;

/// What is asked of rules for groups.
pub(in crate::cli) struct Asked<'a> {
    pub(in crate::cli) file: &'a Path,
    pub(in crate::cli) loss: MarginLoss,
    pub(in crate::cli) delta: f64,
    pub(in crate::cli) ridge: Ridge,
    pub(in crate::cli) minimise: GroupObjective,
    pub(in crate::cli) threshold: ThresholdUse,
}

pub(in crate::cli) fn run(asked: &Asked<'_>, console: &Console) -> CliResult {
    let population = load_population(asked.file).map_err(CliError::usage)?;
    let problem = Problem::new(asked.delta, population)?
        .with_loss(asked.loss)
        .with_ridge(asked.ridge.strength())?;
    let rules = GroupRuleTable::minimising(asked.minimise, &problem)?;
    let advice = rules.recommend(asked.threshold);
    match console.json {
        true => console.print_json(&as_json(asked, &rules, &advice))?,
        false => print_text(asked, &rules, &advice, console)?,
    }
    Ok(())
}

fn as_json(asked: &Asked<'_>, rules: &GroupRuleTable, advice: &GroupAdvice) -> Value {
    let mut object = loss_entries(asked.loss);
    object.insert("delta".into(), json!(asked.delta));
    object.insert("ridge".into(), json!(asked.ridge));
    object.insert("minimise".into(), json!(asked.minimise.name()));
    let fixed = asked.threshold == ThresholdUse::Fixed;
    object.insert("fixed_threshold".into(), json!(fixed));
    object.insert("groups".into(), groups(rules.population()));
    for (rule, outcome) in &rules.rows {
        let row = fixed_rows::entry(rules, *rule, outcome);
        object.insert(rule.name().into(), row);
    }
    for row in &rules.moved {
        object.insert(row.rule.name().into(), moved_rows::entry(rules, row));
    }
    object.insert("recommended".into(), recommended(rules, advice));
    object.into()
}

fn groups(population: &Population) -> Value {
    let groups = population.groups().iter();
    let each = groups.map(|g| {
        json!({
            "name": g.name,
            "label": i8::from(g.label),
            "prior": g.prior,
            "mean": g.mean,
            "noise": g.noise_scale,
        })
    });
    each.collect()
}

/// Each group's error by its name.
fn by_name(population: &Population, errors: &[f64]) -> Value {
    let names = population.groups().iter().enumerate();
    let each = names.map(|(i, g)| json!({ "name": g.name, "error": errors.get(i) }));
    each.collect()
}

fn recommended(rules: &GroupRuleTable, advice: &GroupAdvice) -> Value {
    let choice = advice.choice.as_ref();
    let errors: &[f64] = choice.map_or(&[], |c| &c.errors);
    json!({
        "rule": choice.map(|c| c.row.name()),
        "weights": choice.map(|c| c.weighting.weights()),
        "threshold": choice.map(|c| c.threshold),
        "worst_group_error": worst(errors),
        "balanced_error": balanced(errors),
        "average_error": average(rules.population(), errors),
        "why": advice.why,
    })
}

fn print_text(
    asked: &Asked<'_>,
    rules: &GroupRuleTable,
    advice: &GroupAdvice,
    console: &Console,
) -> CliResult {
    console.print(&format!(
        "{} loss, δ = {}, ridge {}, {} groups\n",
        asked.loss.name(),
        number(Some(asked.delta)),
        asked.ridge,
        rules.population().groups().len()
    ))?;
    console.print(&format!("{}\n", fixed_rows::text(rules)))?;
    console.print(&format!("{}\n", moved_rows::text(rules)))?;
    console.print(&format!("Weights\n{}\n", weights(rules)))?;
    console.print(&format!("Errors of the groups\n{}", group_errors(rules)))?;
    let first = match &advice.choice {
        Some(choice) => format!("\nUse {}", choice.row.name()),
        None => "\nNo weights can be advised".to_owned(),
    };
    console.print(&advice_lines(&first, &advice.lines))?;
    Ok(())
}

/// A row of numbers, one a group, after a name.
type ByGroup<'a> = (&'static str, &'a [f64]);

/// A row a rule, a column a group; rules without numbers have dashes.
fn by_group(rules: &GroupRuleTable, rows: &[ByGroup<'_>]) -> String {
    let names = rules.population().groups().iter().map(|g| g.name.clone());
    let head = std::iter::once("rule".to_owned()).chain(names);
    let mut cells: Vec<Vec<String>> = vec![head.collect()];
    for (name, numbers) in rows {
        let groups = 0..rules.population().groups().len();
        let row = groups.map(|g| number(numbers.get(g).copied()));
        cells.push(std::iter::once((*name).to_owned()).chain(row).collect());
    }
    table(&cells)
}

/// Rows with the threshold moved have the weights of the rule that they train by, but for one.
fn weights(rules: &GroupRuleTable) -> String {
    let of = |weighting: &Option<Weighting>| weighting.clone().map(|w| w.weights().to_vec());
    let fixed = rules.rows.iter();
    let mut all: Vec<(&'static str, Vec<f64>)> = fixed
        .map(|(rule, outcome)| (rule.name(), of(&outcome.weighting).unwrap_or_default()))
        .collect();
    let best = rules
        .moved
        .iter()
        .filter(|row| row.rule == MovedGroupRule::Best);
    all.extend(best.map(|row| {
        let weights = of(&row.outcome.weighting).unwrap_or_default();
        (row.rule.name(), weights)
    }));
    let rows: Vec<ByGroup<'_>> = all.iter().map(|(name, w)| (*name, &w[..])).collect();
    by_group(rules, &rows)
}

fn group_errors(rules: &GroupRuleTable) -> String {
    let fixed = rules.rows.iter();
    let fixed = fixed.map(|(rule, outcome)| (rule.name(), fixed_rows::errors_of(outcome)));
    let moved = rules.moved.iter();
    let moved = moved.map(|row| (row.rule.name(), moved_rows::errors_of(row)));
    let rows: Vec<ByGroup<'_>> = fixed.chain(moved).collect();
    by_group(rules, &rows)
}
