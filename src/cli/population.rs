//! `--population`: groups from a file; what theory predicts for them.

pub(super) mod rules;
pub(super) mod simulate;
mod simulated_threshold;
mod typed_weights;

use std::path::Path;

use serde_json::{Value, json};
use thumbscale::loss::MarginLoss;
use thumbscale::model::error_rates::{average, balanced, worst};
use thumbscale::model::{
    BestThreshold, GroupQuantity, GroupThreshold, Population, Problem, Ridge, Weighting,
};
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
    /// `None` where nothing is asked of it.
    pub(super) threshold: Option<GroupThreshold>,
}

pub(super) fn run(question: &Question<'_>, console: &Console) -> CliResult {
    let population = load_population(question.file).map_err(CliError::usage)?;
    let (weighting, prediction) = answer(question, &population, console)?;
    let decided = decided(question, &population, &prediction)?;
    let answer = Answer {
        population: &population,
        weighting: &weighting,
        prediction: &prediction,
        decided: decided.as_ref(),
    };
    match console.json {
        true => console.print_json(&as_json(question, &answer))?,
        false => console.print(&as_text(question, &answer))?,
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

/// At the threshold that is asked for; `None` without a classifier.
fn decided(
    question: &Question<'_>,
    population: &Population,
    prediction: &GroupPrediction,
) -> Result<Option<BestThreshold>, CliError> {
    let threshold = question.threshold.unwrap_or(GroupThreshold::NONE);
    let scores = prediction.scores.as_ref();
    let found = scores.map(|scores| threshold.of(scores, population));
    found.transpose().map_err(|why| {
        CliError::usage(anyhow::anyhow!(
            "--threshold {} has no value here: {why} (--threshold 0 shows what there is)",
            threshold.name().unwrap_or_default()
        ))
    })
}

/// What is answered.
struct Answer<'a> {
    population: &'a Population,
    weighting: &'a Weighting,
    prediction: &'a GroupPrediction,
    /// `None` without a classifier.
    decided: Option<&'a BestThreshold>,
}

impl Answer<'_> {
    /// At the threshold; where that is 0 those of the prediction, to the last bit.
    fn errors(&self) -> &[f64] {
        match self.decided {
            Some(decided) if decided.threshold != 0.0 => &decided.errors,
            Some(_) | None => &self.prediction.errors,
        }
    }
}

fn as_json(question: &Question<'_>, answer: &Answer<'_>) -> Value {
    let (prediction, errors) = (answer.prediction, answer.errors());
    let groups = answer.population.groups().iter();
    let groups: Vec<Value> = groups
        .zip(answer.weighting.weights())
        .enumerate()
        .map(|(i, (g, weight))| {
            json!({
                "name": g.name,
                "label": i8::from(g.label),
                "prior": g.prior,
                "weight": weight,
                "error": errors.get(i),
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
        "threshold": answer.decided.map(|d| d.threshold),
        "threshold_status": answer.decided.map(|d| d.status.name()),
        "groups": groups,
        "worst_group_error": worst(errors),
        "balanced_error": balanced(errors),
        "average_error": average(answer.population, errors),
        "residual": prediction.residual,
        "iterations": prediction.iterations,
    });
    object.extend(rest.as_object().cloned().unwrap_or_default());
    object.into()
}

fn as_text(question: &Question<'_>, answer: &Answer<'_>) -> String {
    let head = ["group", "label", "prior", "weight", "error"].map(str::to_owned);
    let (prediction, errors) = (answer.prediction, answer.errors());
    let mut rows = vec![head.to_vec()];
    let groups = answer.population.groups().iter();
    for (i, (g, weight)) in groups.zip(answer.weighting.weights()).enumerate() {
        rows.push(vec![
            g.name.clone(),
            i8::from(g.label).to_string(),
            number(Some(g.prior)),
            number(Some(*weight)),
            number(errors.get(i).copied()),
        ]);
    }
    let order = prediction.order.as_ref();
    let projection = order.map_or("–".to_owned(), |o| {
        let numbers: Vec<String> = o.projection.iter().map(|m| number(Some(*m))).collect();
        numbers.join(", ")
    });
    let line = |name: &str, value: Option<f64>| vec![name.to_owned(), number(value)];
    let mut rest = vec![vec![
        "status".to_owned(),
        prediction.status.name().to_owned(),
    ]];
    if question.threshold.is_some() {
        let shown = answer.decided.map(|d| prediction.shown_threshold(d));
        rest.push(line("threshold τ", shown));
    }
    rest.extend([
        line("worst-group error", worst(errors)),
        line("balanced error", balanced(errors)),
        line("average error", average(answer.population, errors)),
        line("norm of the weights α", order.map(|o| o.alpha)),
        vec!["projection on the means".to_owned(), projection],
        line("intercept b", order.map(|o| o.bias)),
        line("effective step κ", prediction.kappa),
        line("residual", prediction.residual),
    ]);
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
