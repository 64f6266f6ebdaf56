//! `--population`: groups from a file; what theory predicts for them.

pub(super) mod rules;
pub(super) mod simulate;
mod typed_weights;

use std::path::Path;

use serde_json::{Value, json};
use thumbscale::loss::MarginLoss;
use thumbscale::model::error_rates::average;
use thumbscale::model::{GroupQuantity, Population, Problem, Ridge, Weighting};
use thumbscale::scenario::load_population;
use thumbscale::theory::groups::GroupPrediction;
use thumbscale::theory::{Status, predict};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::loss_flags::loss_entries;
use super::prediction_remark::unsolved;
use typed_weights::weighting;

/// What is asked of groups.
pub(super) struct Question<'a> {
    pub(super) file: &'a Path,
    /// As it was typed.
    pub(super) weights: Option<&'a str>,
    pub(super) loss: MarginLoss,
    pub(super) delta: f64,
    pub(super) ridge: Ridge,
}

pub(super) fn run(question: &Question<'_>, console: &Console) -> CliResult {
    let population = load_population(question.file).map_err(CliError::usage)?;
    let (weighting, prediction) = answer(question, &population, console)?;
    match console.json {
        true => {
            let found = as_json(question, &population, &weighting, &prediction);
            console.print_json(&found)?;
        }
        false => console.print(&as_text(&population, &weighting, &prediction))?,
    }
    match prediction.status {
        Status::NotConverged => {
            let (delta, ridge) = (question.delta, question.ridge.strength());
            let why = unsolved(&population, &weighting, delta, ridge);
            Err(CliError::failed(anyhow::anyhow!(why)))
        }
        Status::Converged | Status::Separable | Status::InterpolationThreshold => Ok(()),
    }
}

/// The weights, and what training with them leads to.
fn answer(
    question: &Question<'_>,
    population: &Population,
    console: &Console,
) -> Result<(Weighting, GroupPrediction), CliError> {
    let problem = Problem::new(question.delta, population.clone())?
        .with_loss(question.loss)
        .with_ridge(question.ridge.strength())?;
    let weighting = weighting(question.weights, &problem, console)?;
    let prediction = predict(&problem.with_weights(weighting.clone())?);
    Ok((weighting, prediction))
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
        "average_error": average(population, &prediction.errors),
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
        line("average error", average(population, &prediction.errors)),
        line("norm of the weights α", order.map(|o| o.alpha)),
        vec!["projection on the means".to_owned(), projection],
        line("intercept b", order.map(|o| o.bias)),
        line("effective step κ", prediction.kappa),
        line("residual", prediction.residual),
    ];
    format!("{}\n\n{}", table(&rows), table(&rest))
}

/// Every quantity of groups by its name, each as `entry` shows it; groups come with their samples and
/// weights.
pub(super) fn of_groups(
    population: &Population,
    (samples, weights): (&[usize], &[f64]),
    entry: &dyn Fn(GroupQuantity) -> Value,
) -> Value {
    let groups = population.groups().iter().zip(samples).zip(weights);
    let groups = groups.enumerate().map(|(i, ((group, samples), weight))| {
        json!({
            "name": group.name,
            "label": i8::from(group.label),
            "prior": group.prior,
            "samples": samples,
            "weight": weight,
            "error": entry(GroupQuantity::Error(i)),
        })
    });
    let coordinates = 0..population.mean_dimension();
    let projection = coordinates.map(|j| entry(GroupQuantity::Projection(j)));
    json!({
        "alpha": entry(GroupQuantity::Alpha),
        "bias": entry(GroupQuantity::Bias),
        "projection": projection.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "worst_group_error": entry(GroupQuantity::WorstGroupError),
        "balanced_error": entry(GroupQuantity::BalancedError),
        "average_error": entry(GroupQuantity::AverageError),
    })
}
