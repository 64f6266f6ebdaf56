//! `predict --population`: groups from a file.

use std::path::Path;

use serde_json::{Value, json};
use thumbscale::loss::MarginLoss;
use thumbscale::model::{Population, Ridge, Weighting};
use thumbscale::scenario::load_population;
use thumbscale::theory::Status;
use thumbscale::theory::groups::rules::{GroupRule, Verdict, apply};
use thumbscale::theory::groups::{GroupPrediction, predict};

use super::console::{Console, number, table};
use super::exit::{Failure, Outcome};
use super::loss::loss_entries;
use super::point::unknown;
use super::remark::UNSOLVED;

/// What is asked of groups.
pub(super) struct Question<'a> {
    pub(super) file: &'a Path,
    /// As it was typed.
    pub(super) weights: Option<&'a str>,
    pub(super) loss: MarginLoss,
    pub(super) delta: f64,
    pub(super) ridge: Ridge,
}

pub(super) fn run(question: &Question<'_>, console: &Console) -> Outcome {
    let population = load_population(question.file).map_err(Failure::usage)?;
    let (weighting, prediction) = answer(question, &population)?;
    match console.json {
        true => {
            let found = as_json(question, &population, &weighting, &prediction);
            console.print_json(&found)?;
        }
        false => console.print(&as_text(&population, &weighting, &prediction))?,
    }
    match prediction.status {
        Status::NotConverged => Err(Failure::failed(anyhow::anyhow!(UNSOLVED))),
        Status::Converged | Status::Separable | Status::InterpolationThreshold => Ok(()),
    }
}

/// The weights, and what training with them leads to.
fn answer(
    question: &Question<'_>,
    population: &Population,
) -> Result<(Weighting, GroupPrediction), Failure> {
    let (loss, delta, ridge) = (question.loss, question.delta, question.ridge.strength());
    let text = question.weights.unwrap_or("unweighted");
    let rules = GroupRule::ALL.into_iter();
    // Balanced subsamples are another population, which no weights tell of.
    let mut rules = rules.filter(|rule| *rule != GroupRule::Downsampled);
    let Some(rule) = rules.clone().find(|rule| rule.name() == text) else {
        let names: Vec<&str> = rules.by_ref().map(GroupRule::name).collect();
        let weighting = given(text, population, &names)?;
        let prediction = predict(population, &weighting, loss, delta, ridge)?;
        return Ok((weighting, prediction));
    };
    let outcome = apply(rule, population, loss, delta, ridge)?;
    match (outcome.weighting, outcome.prediction) {
        (Some(weighting), Some(prediction)) => Ok((weighting, prediction)),
        _ => Err(Failure::usage(anyhow::anyhow!(
            "--weights {text} has no value here: {}",
            why_none(outcome.verdict, population, delta)
        ))),
    }
}

fn why_none(verdict: Verdict, population: &Population, delta: f64) -> String {
    match verdict {
        Verdict::Infeasible { limit } => format!(
            "with {} groups it needs δ < {} (the number of groups times the smallest prior), and δ is \
             {delta}",
            population.groups().len(),
            number(Some(limit))
        ),
        Verdict::NotFound => "at no weights that were tried is there a classifier".to_owned(),
        Verdict::Formula
        | Verdict::Found
        | Verdict::Endless
        | Verdict::Unconfirmed
        | Verdict::NoEffect => "no weights were found".to_owned(),
    }
}

/// Weights as numbers in the groups' order, or each with its group's name.
fn given(text: &str, population: &Population, rules: &[&str]) -> Result<Weighting, Failure> {
    let names: Vec<&str> = population
        .groups()
        .iter()
        .map(|g| g.name.as_str())
        .collect();
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let refused = |why: String| Failure::usage(anyhow::anyhow!("--weights {text}: {why}"));
    let mut weights = vec![None; names.len()];
    for (i, part) in parts.iter().enumerate() {
        let (place, value) = match part.rsplit_once('=') {
            Some((name, value)) => {
                let place = names.iter().position(|n| *n == name.trim());
                let unknown = || refused(unknown("group", name.trim(), &names));
                (place.ok_or_else(unknown)?, value)
            }
            None => (i, *part),
        };
        let number = value.trim().parse::<f64>().ok();
        let Some(weight) = number.filter(|w| *w > 0.0 && w.is_finite()) else {
            return Err(refused(format!(
                "{part:?} is no positive number, nor is the whole one of {}",
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

fn too_few_or_many(found: usize, names: &[&str]) -> String {
    format!(
        "{found} weights for {} groups: give one each, in this order: {}",
        names.len(),
        names.join(", ")
    )
}

/// Σ π_g R_g.
fn average(population: &Population, prediction: &GroupPrediction) -> Option<f64> {
    let each = population.groups().iter().zip(&prediction.errors);
    (!prediction.errors.is_empty()).then(|| each.map(|(g, error)| g.prior * error).sum())
}

fn as_json(
    question: &Question<'_>,
    population: &Population,
    weighting: &Weighting,
    prediction: &GroupPrediction,
) -> Value {
    let groups = population.groups().iter().zip(weighting.weights());
    let groups: Vec<Value> = groups
        .enumerate()
        .map(|(i, (g, weight))| {
            json!({
                "name": g.name,
                "label": i8::from(g.label),
                "prior": g.prior,
                "weight": weight,
                "error": prediction.errors.get(i),
            })
        })
        .collect();
    let order = prediction.order.as_ref();
    let mut object = loss_entries(question.loss);
    let rest = json!({
        "delta": question.delta,
        "ridge": question.ridge,
        "status": prediction.status.name(),
        "alpha": order.map(|o| o.alpha),
        "bias": order.map(|o| o.bias),
        "kappa": prediction.kappa,
        "projection": order.map(|o| &o.projection),
        "groups": groups,
        "worst_group_error": prediction.worst(),
        "balanced_error": prediction.balanced(),
        "average_error": average(population, prediction),
        "residual": prediction.residual,
        "iterations": prediction.iterations,
    });
    object.extend(rest.as_object().cloned().unwrap_or_default());
    object.into()
}

fn as_text(population: &Population, weighting: &Weighting, prediction: &GroupPrediction) -> String {
    let head = ["group", "label", "prior", "weight", "error"].map(str::to_owned);
    let mut rows = vec![head.to_vec()];
    let groups = population.groups().iter().zip(weighting.weights());
    for (i, (g, weight)) in groups.enumerate() {
        rows.push(vec![
            g.name.clone(),
            i8::from(g.label).to_string(),
            number(Some(g.prior)),
            number(Some(*weight)),
            number(prediction.errors.get(i).copied()),
        ]);
    }
    let order = prediction.order.as_ref();
    let projection = order.map_or("–".to_owned(), |o| {
        let numbers: Vec<String> = o.projection.iter().map(|m| number(Some(*m))).collect();
        numbers.join(", ")
    });
    let line = |name: &str, value: Option<f64>| vec![name.to_owned(), number(value)];
    let rest = vec![
        vec!["status".to_owned(), prediction.status.name().to_owned()],
        line("worst-group error", prediction.worst()),
        line("balanced error", prediction.balanced()),
        line("average error", average(population, prediction)),
        line("norm of the weights α", order.map(|o| o.alpha)),
        vec!["projection on the means".to_owned(), projection],
        line("intercept b", order.map(|o| o.bias)),
        line("effective step κ", prediction.kappa),
        line("residual", prediction.residual),
    ];
    format!("{}\n\n{}", table(&rows), table(&rest))
}
