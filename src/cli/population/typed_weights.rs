//! Weights of groups as they are typed: numbers, names with numbers, or a rule.

use thumbscale::model::{Population, Problem, Range, Weighting};
use thumbscale::theory::groups::rules::{GroupRule, GroupRuleVerdict, apply};

use crate::cli::console::Console;
use crate::cli::exit::CliError;
use crate::cli::problem_flags::unknown;

/// The weights that a text stands for; equal ones without a text.
///
/// The end of a search is no answer, as for two classes; what the conditions of a minimum do not
/// confirm is said.
pub(super) fn weighting(
    text: Option<&str>,
    problem: &Problem<Population>,
    console: &Console,
) -> Result<Weighting, CliError> {
    let text = text.unwrap_or(GroupRule::Unweighted.name());
    let population = problem.population();
    let rules = GroupRule::ALL.into_iter();
    // Balanced subsamples are another population, which no weights tell of.
    let mut rules = rules.filter(|rule| *rule != GroupRule::Downsampled);
    let Some(rule) = rules.clone().find(|rule| rule.name() == text) else {
        let names: Vec<&str> = rules.by_ref().map(GroupRule::name).collect();
        return given(text, population, &names);
    };
    let outcome = apply(rule, problem)?;
    if outcome.verdict == GroupRuleVerdict::Unconfirmed {
        console.note(&format!(
            "--weights {text}: the best that was found, which the conditions of a minimum do not \
             confirm"
        ));
    }
    let found = outcome
        .weighting
        .filter(|_| outcome.verdict != GroupRuleVerdict::Endless);
    found.ok_or_else(|| {
        CliError::usage(anyhow::anyhow!(
            "--weights {text} has no value here: {}",
            why_none(outcome.verdict, problem.delta())
        ))
    })
}

fn why_none(verdict: GroupRuleVerdict, delta: f64) -> String {
    if verdict == GroupRuleVerdict::Endless {
        return "a weight would go on to zero or infinity, and the end of a search is no weight \
                (`thumbscale weights --population` shows what it reaches)"
            .to_owned();
    }
    let why = verdict.why_no_weights(delta);
    why.unwrap_or_else(|| "no weights were found".to_owned())
}

/// Weights as numbers in the groups' order, or each with its group's name.
fn given(text: &str, population: &Population, rules: &[&str]) -> Result<Weighting, CliError> {
    let names: Vec<&str> = population
        .groups()
        .iter()
        .map(|g| g.name.as_str())
        .collect();
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let refused = |why: String| CliError::usage(anyhow::anyhow!("--weights {text}: {why}"));
    if let Some(why) = no_weights(&parts, rules) {
        return Err(refused(why));
    }
    let mut weights = vec![None; names.len()];
    for (i, part) in parts.iter().enumerate() {
        let (place, value) = match part.rsplit_once('=') {
            Some((name, value)) => {
                let name = name.trim();
                let place = names.iter().position(|n| *n == name);
                let unknown = || {
                    let why = unknown("group", name, &names);
                    refused(format!("{name:?} is an {why}"))
                };
                (place.ok_or_else(unknown)?, value)
            }
            None => (i, *part),
        };
        let number = value.trim().parse::<f64>().ok();
        let Some(weight) = number.filter(|w| Range::OF_TRAINING.contains(*w)) else {
            return Err(refused(format!(
                "{part:?} is no positive number (1e-60 to 1e60), nor is the whole one of {}",
                rules.join(", ")
            )));
        };
        match weights.get_mut(place) {
            Some(slot @ None) => *slot = Some(weight),
            Some(Some(_)) => return Err(refused(format!("{} has two weights", names[place]))),
            None => return Err(refused(too_few_or_many(parts.len(), &names))),
        }
    }
    let all: Option<Vec<f64>> = weights.into_iter().collect();
    let all = all.ok_or_else(|| refused(too_few_or_many(parts.len(), &names)))?;
    Ok(Weighting::new(all)?)
}

/// Why parts are neither numbers in order nor numbers by name, as far as one of them does not tell.
fn no_weights(parts: &[&str], rules: &[&str]) -> Option<String> {
    let by_name = parts.iter().filter(|part| part.contains('=')).count();
    match parts {
        [alone] if *alone == GroupRule::Downsampled.name() => Some(format!(
            "{alone} trains on other samples, not with weights: `simulate --downsample` does, and \
             `weights --population` predicts it"
        )),
        [alone] if by_name == 0 && alone.parse::<f64>().is_err() => Some(format!(
            "{alone:?} is an {}",
            unknown("rule, and no number", alone, rules)
        )),
        _ if by_name > 0 && by_name < parts.len() => Some(
            "some weights have a name and some do not: give all as name=number, or all as numbers in \
             the order of the groups"
                .to_owned(),
        ),
        _ => None,
    }
}

fn too_few_or_many(found: usize, names: &[&str]) -> String {
    let plural = if found == 1 { "" } else { "s" };
    format!(
        "{found} weight{plural} for {} groups: give one each, in this order: {}",
        names.len(),
        names.join(", ")
    )
}
