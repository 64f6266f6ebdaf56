//! `simulate --population`: replicates of groups, beside their theory.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use thumbscale::model::{GroupDesign, GroupQuantity, GroupTraining, Problem, SimulationMethod};
use thumbscale::scenario::load_population;
use thumbscale::simulate::groups::{group_refusal, group_sampler};
use thumbscale::stats::Estimate;
use thumbscale::sweep::{
    GroupSummary, Groups, Run, Unit, fastest_for_groups, group_onset, summarise_groups,
    summarise_groups_at, sweep,
};
use thumbscale::theory::groups::GroupPrediction;
use thumbscale::theory::{Status, predict};
use thumbscale::written::bytes;

use super::of_groups;
use super::simulated_threshold::SimulatedThreshold;
use super::typed_weights::weighting;
use crate::cli::console::{Console, number, table};
use crate::cli::estimates::{Row, beside_theory, beyond_chance, entry, mixes_separable};
use crate::cli::exit::{CliError, CliResult};
use crate::cli::interrupt;
use crate::cli::loss_flags::loss_entries;
use crate::cli::method_feasibility::refuse_separable;
use crate::cli::prediction_remark::unsolved;
use crate::cli::progress::Meter;
use crate::cli::simulate::{Args, conclude};

/// What was simulated, and what came of it.
struct Simulated<'a> {
    args: &'a Args,
    /// What is drawn, and what of it is trained on.
    design: GroupDesign,
    trained: GroupDesign,
    training: GroupTraining,
    method: SimulationMethod,
    summary: GroupSummary,
    theory: GroupPrediction,
    /// `None` where nothing is asked of it.
    threshold: Option<SimulatedThreshold>,
    seconds: f64,
}

pub(in crate::cli) fn run(args: &Args, file: &Path, console: &Console) -> CliResult {
    let begun = Instant::now();
    let loss = args.point.loss.loss()?;
    let ridge = args.point.ridge.strength();
    let threshold = args.threshold.of_groups()?;
    let nominal = load_population(file).map_err(CliError::usage)?;
    let design = GroupDesign::new(nominal, args.point.delta, args.n, args.labels())?;
    let trained = match args.downsample {
        true => design.balanced()?,
        false => design.clone(),
    };
    let problem = Problem::new(trained.delta(), trained.population().clone())?
        .with_loss(loss)
        .with_ridge(ridge)?;
    let weighting = weighting(args.weights.as_deref(), &problem, console)?;
    let problem = problem.with_weights(weighting)?;
    let training = problem.training().clone();
    let method = method(args, &trained, &training, console)?;
    let memory = group_sampler(method).memory(&trained, std::slice::from_ref(&training));
    console.detail(&format!(
        "method {}: {} a thread",
        method.name(),
        bytes(memory as f64)
    ));
    let unit: Unit<Groups> = Unit {
        design: trained.clone(),
        method,
        replicates: 0..args.replicates as usize,
        trainings: vec![training.clone()],
        by_rule: Vec::new(),
        conditions: (),
        precision: None,
    };
    let meter = Meter::new(console);
    let run = Run::new(args.threads.map(|t| t as usize), &meter, interrupt::flag());
    let swept = sweep(&[unit], args.seed, &run);
    meter.finish();
    let swept = swept?;
    let outcomes = swept.outcomes.iter().flatten().flatten();
    let (population, theory) = (design.population(), predict(&problem));
    let (summary, threshold) = match threshold {
        None => (summarise_groups(population, outcomes), None),
        Some(asked) => {
            let (summary, found) = summarise_groups_at(population, asked, outcomes);
            let threshold = SimulatedThreshold::new(asked, found, (&theory, population));
            (summary, Some(threshold))
        }
    };
    let found = Simulated {
        args,
        training,
        method,
        summary,
        theory,
        threshold,
        seconds: begun.elapsed().as_secs_f64(),
        trained,
        design,
    };
    match console.json {
        true => console.print_json(&as_json(&found))?,
        false => print_text(&found, console)?,
    }
    conclude(args, found.summary.measured > 0, &found.summary.failed)
}

/// The method that was asked for, if it can; without one the fastest.
fn method(
    args: &Args,
    design: &GroupDesign,
    training: &GroupTraining,
    console: &Console,
) -> Result<SimulationMethod, CliError> {
    let Some(method) = args.method.0 else {
        return Ok(fastest_for_groups(design, training));
    };
    let refused = group_refusal(method, design, training);
    if refused.is_none() && method == SimulationMethod::Lazy {
        refuse_separable(group_onset(design, training), console)?;
    }
    match refused {
        None => Ok(method),
        Some(why) => Err(CliError::usage(anyhow::anyhow!(
            "--method {}: {why}; without --method this is simulated by {}",
            method.name(),
            fastest_for_groups(design, training).name()
        ))),
    }
}

fn as_json(found: &Simulated<'_>) -> Value {
    let (design, summary) = (&found.design, &found.summary);
    let of = |quantity: GroupQuantity| entry(estimate(summary, quantity));
    let mut object = loss_entries(found.training.loss);
    let rest = json!({
        "n": design.samples(),
        "d": design.dimension(),
        "delta": design.delta(),
        "ridge": found.args.point.ridge,
        "downsample": found.args.downsample,
        "replicates": found.args.replicates,
        "failures": summary.failed.len(),
        "separable": summary.separable,
        "separable_interval": summary.separable_interval(),
        "mixes_separable": mixes_separable(summary.separable, summary.measured),
        "seed": found.args.seed,
        "method": found.method.name(),
    });
    object.extend(rest.as_object().cloned().unwrap_or_default());
    // The samples are those that are trained on.
    let shown = (found.trained.counts(), found.training.weights.weights());
    let quantities = of_groups(design.population(), shown, &of);
    object.extend(quantities.as_object().cloned().unwrap_or_default());
    object.extend(found.threshold.iter().flat_map(SimulatedThreshold::entries));
    object.insert("seconds".to_owned(), json!(found.seconds));
    object.into()
}

fn estimate(summary: &GroupSummary, quantity: GroupQuantity) -> Option<Estimate> {
    let mut all = summary.estimates.iter();
    all.find(|(q, _)| *q == quantity).and_then(|(_, e)| *e)
}

fn print_text(found: &Simulated<'_>, console: &Console) -> CliResult {
    let Simulated {
        args,
        design,
        trained,
        training,
        method,
        summary,
        theory,
        threshold,
        seconds,
        ..
    } = found;
    let population = design.population();
    console.print(&format!(
        "n = {}, d = {} ({} labels), δ = d/n = {}; {} (method {})\n",
        design.samples(),
        design.dimension(),
        design.labels().name(),
        number(Some(design.delta())),
        method.caption_of_groups(),
        method.name()
    ))?;
    console.print(&format!("{}\n", groups(trained, training)))?;
    let rows = summary.estimates.iter().map(|(quantity, estimate)| {
        let predicted = predicted(found, *quantity);
        (quantity.label(population), predicted, *estimate)
    });
    let at = threshold.iter().map(SimulatedThreshold::row);
    let rows: Vec<Row> = rows.chain(at).collect();
    console.print(&beside_theory(&rows))?;
    let finite = beyond_chance(&rows, trained.samples());
    let at = threshold.iter().flat_map(SimulatedThreshold::remarks);
    for remark in finite.into_iter().chain(at).chain(remarks(theory, found)) {
        console.print(&format!("\n{remark}"))?;
    }
    console.note(&format!("{} replicates in {seconds:.2} s", args.replicates));
    Ok(())
}

/// What theory says, at the threshold.
fn predicted(found: &Simulated<'_>, quantity: GroupQuantity) -> Option<f64> {
    let (theory, population) = (&found.theory, found.design.population());
    let value = match &found.threshold {
        Some(threshold) if quantity.is_error() => {
            quantity.value(population, theory.order.as_ref()?, threshold.errors())
        }
        Some(_) | None => theory.value(quantity, population)?,
    };
    value.is_finite().then_some(value)
}

/// The groups as they were trained on.
fn groups(design: &GroupDesign, training: &GroupTraining) -> String {
    let head = ["group", "label", "samples", "weight"].map(str::to_owned);
    let mut rows = vec![head.to_vec()];
    let each = design.population().groups().iter().zip(design.counts());
    for ((group, samples), weight) in each.zip(training.weights.weights()) {
        rows.push(vec![
            group.name.clone(),
            i8::from(group.label).to_string(),
            samples.to_string(),
            number(Some(*weight)),
        ]);
    }
    table(&rows)
}

/// What a reader of the numbers alone could miss.
fn remarks(theory: &GroupPrediction, found: &Simulated<'_>) -> Vec<String> {
    let Simulated {
        trained,
        training,
        summary,
        ..
    } = found;
    let mut remarks = Vec::new();
    match theory.status {
        Status::Converged => {}
        Status::Separable => remarks.push(
            "Theory: the data are separable: the loss has no minimiser and weights do not matter. \
             The maximum-margin limit is shown, scaled to α = 1."
                .to_owned(),
        ),
        Status::InterpolationThreshold => remarks
            .push("Theory: δ = 1 without ridge: the error diverges (double descent).".to_owned()),
        Status::NotConverged => remarks.push(format!(
            "Theory: {}",
            unsolved(
                trained.population(),
                &training.weights,
                trained.delta(),
                training.ridge
            )
        )),
    }
    if theory.is_equal() {
        remarks.push(
            "Theory has all errors equal: the mean of the worst one exceeds them by chance at any \
             n, by O(1/√n)."
                .to_owned(),
        );
    }
    if summary.separable > 0 {
        let (low, high) = summary.separable_interval();
        let mixed = match mixes_separable(summary.separable, summary.measured) {
            true => "; means of α, projections and b mix both kinds, errors can be compared",
            false => "",
        };
        remarks.push(format!(
            "{} of {} replicates are separable (95 % interval of their share: {low:.3} to \
             {high:.3}): the loss has no minimiser there, and they count with the maximum-margin \
             direction, scaled to α = 1{mixed}",
            summary.separable, summary.measured,
        ));
    }
    if let Some(first) = summary.failed.first() {
        remarks.push(format!(
            "{} replicates failed and are left out; the first: {}",
            summary.failed.len(),
            first.reason
        ));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing that is printed depends on the order of estimates.
    #[test]
    fn an_estimate_is_found_by_its_quantity() {
        let model = thumbscale::model::SpuriousCorrelation::new(0.5, 1.0, 1.0, 0.5).unwrap();
        let population = model.population();
        let summary = GroupSummary {
            estimates: GroupQuantity::all(&population)
                .into_iter()
                .enumerate()
                .map(|(i, q)| (q, Estimate::of(&[i as f64, i as f64])))
                .collect(),
            measured: 2,
            failed: Vec::new(),
            separable: 0,
        };
        let mean = |q| estimate(&summary, q).unwrap().mean;
        assert_eq!(mean(GroupQuantity::Bias), 3.0);
        assert_eq!(mean(GroupQuantity::Error(3)), 7.0);
        assert!(estimate(&summary, GroupQuantity::Error(9)).is_none());
    }
}
