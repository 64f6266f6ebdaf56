//! `weights --population`: the rules for groups side by side, and which to use.

use std::path::Path;

use serde_json::{Value, json};
use thumbscale::loss::MarginLoss;
use thumbscale::model::error_rates::average;
use thumbscale::model::{Population, Problem, Ridge};
use thumbscale::scenario::load_population;
use thumbscale::theory::groups::GroupPrediction;
use thumbscale::theory::groups::rules::{
    GroupAdvice, GroupRule, GroupRuleOutcome, GroupRuleTable, GroupRuleVerdict,
};

use crate::cli::console::{Console, number, table};
use crate::cli::exit::{CliError, CliResult};
use crate::cli::loss_flags::loss_entries;

pub(in crate::cli) fn run(
    file: &Path,
    loss: MarginLoss,
    delta: f64,
    ridge: Ridge,
    console: &Console,
) -> CliResult {
    let population = load_population(file).map_err(CliError::usage)?;
    let problem = Problem::new(delta, population.clone())?
        .with_loss(loss)
        .with_ridge(ridge.strength())?;
    let rules = GroupRuleTable::new(&problem)?;
    let advice = rules.recommend();
    if console.json {
        let mut object = loss_entries(loss);
        object.insert("delta".into(), json!(delta));
        object.insert("ridge".into(), json!(ridge));
        object.insert("groups".into(), groups(&population));
        for (rule, outcome) in &rules.rows {
            object.insert(rule.name().into(), row(&rules, *rule, outcome));
        }
        object.insert("recommended".into(), recommended(&rules, &advice));
        return Ok(console.print_json(&object.into())?);
    }
    console.print(&format!(
        "{} loss, δ = {}, ridge {ridge}, {} groups\n",
        loss.name(),
        number(Some(delta)),
        population.groups().len()
    ))?;
    console.print(&format!("{}\n", errors(&rules)))?;
    console.print(&format!("Weights\n{}\n", weights(&rules)))?;
    console.print(&format!("Errors of the groups\n{}", group_errors(&rules)))?;
    match advice.rule {
        Some(rule) => console.print(&format!("\nUse {}: {}.", rule.name(), advice.why))?,
        None => console.print(&format!("\nNo weights can be advised: {}.", advice.why))?,
    }
    Ok(())
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

fn row(rules: &GroupRuleTable, rule: GroupRule, outcome: &GroupRuleOutcome) -> Value {
    let (population, prediction) = (rules.population(), outcome.prediction.as_ref());
    let errors = errors_of(prediction);
    let names = population.groups().iter().enumerate();
    let groups: Vec<Value> = names
        .map(|(i, g)| json!({ "name": g.name, "error": errors.get(i) }))
        .collect();
    let remark = rules.remark(rule);
    json!({
        "verdict": outcome.verdict.name(),
        "feasible": !matches!(
            outcome.verdict,
            GroupRuleVerdict::Infeasible { .. } | GroupRuleVerdict::NotFound
        ),
        "status": prediction.map(|p| p.status.name()),
        "weights": outcome.weighting.as_ref().map(|w| w.weights()),
        "groups": groups,
        "worst_group_error": prediction.and_then(GroupPrediction::worst),
        "balanced_error": prediction.and_then(GroupPrediction::balanced),
        "average_error": average(population, errors),
        "equal": prediction.filter(|p| p.order.is_some()).map(GroupPrediction::is_equal),
        "remark": (!remark.is_empty()).then_some(remark),
    })
}

fn errors_of(prediction: Option<&GroupPrediction>) -> &[f64] {
    prediction.map_or(&[], |p| &p.errors)
}

fn recommended(rules: &GroupRuleTable, advice: &GroupAdvice) -> Value {
    let mut rows = rules.rows.iter();
    let chosen = rows.find(|(rule, _)| Some(*rule) == advice.rule);
    let weighting = chosen.and_then(|(_, outcome)| outcome.weighting.as_ref());
    json!({
        "rule": advice.rule.map(GroupRule::name),
        "weights": weighting.map(|w| w.weights()),
        "worst_group_error": advice.worst_group_error,
        "why": advice.why,
    })
}

fn errors(rules: &GroupRuleTable) -> String {
    let head = ["rule", "worst group", "balanced", "average", "cost"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let least = rules.least().map_or(f64::NAN, |(_, error)| error);
    let mut remarks = String::new();
    for (rule, outcome) in &rules.rows {
        let prediction = outcome.prediction.as_ref();
        let worst = prediction.and_then(GroupPrediction::worst);
        let cost = worst.map(|error| 100.0 * (error - least));
        rows.push(vec![
            rule.name().to_owned(),
            number(worst),
            number(prediction.and_then(GroupPrediction::balanced)),
            number(average(rules.population(), errors_of(prediction))),
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

/// A row a rule, a column a group.
fn by_group(
    rules: &GroupRuleTable,
    value: impl Fn(&GroupRuleOutcome, usize) -> Option<f64>,
) -> String {
    let names = rules.population().groups().iter().map(|g| g.name.clone());
    let head = std::iter::once("rule".to_owned()).chain(names);
    let mut rows: Vec<Vec<String>> = vec![head.collect()];
    for (rule, outcome) in &rules.rows {
        let groups = 0..rules.population().groups().len();
        let cells = groups.map(|g| number(value(outcome, g)));
        rows.push(
            std::iter::once(rule.name().to_owned())
                .chain(cells)
                .collect(),
        );
    }
    table(&rows)
}

fn weights(rules: &GroupRuleTable) -> String {
    by_group(rules, |outcome, g| {
        let weighting = outcome.weighting.as_ref()?;
        weighting.weights().get(g).copied()
    })
}

fn group_errors(rules: &GroupRuleTable) -> String {
    by_group(rules, |outcome, g| {
        errors_of(outcome.prediction.as_ref()).get(g).copied()
    })
}
