//! What `thumbscale simulate` says of its replicates.

use serde_json::{Map, Value, json};
use thumbscale::model::{Classifier, Quantity, SimulationMethod};
use thumbscale::stats::Estimate;
use thumbscale::sweep::{Aggregate, Unit};
use thumbscale::theory::{Prediction, Problem, Status};

use super::console::{Console, number, table};
use super::loss_flags::loss_entries;
use super::prediction_remark::{remark, unsolved_pair};
use super::score_report::why_missing;
use super::significant_digits;
use super::simulate::Args;
use super::threshold_summary::ThresholdSummary;

/// For machines.
pub(super) fn as_json(
    args: &Args,
    unit: &Unit,
    rho: f64,
    result: &Aggregate,
    seconds: f64,
) -> Map<String, Value> {
    let (design, method) = (&unit.design, unit.method);
    let mut object = Map::new();
    // It was built once already.
    object.extend(args.point.loss.loss().map(loss_entries).unwrap_or_default());
    for (key, value) in [
        ("n", json!(design.samples())),
        ("d", json!(design.dimension())),
        ("minority_samples", json!(design.minority_samples())),
        ("delta", json!(design.delta())),
        ("minority_prior", json!(design.two_class().minority_prior())),
        ("signal", json!(design.two_class().signal_strength())),
        ("weight_ratio", json!(rho)),
        ("ridge", json!(args.point.ridge)),
        ("replicates", json!(args.replicates)),
        ("pairs", json!(pairs(method, result))),
        ("failures", json!(result.failed.len())),
        ("separable", json!(result.separable)),
        ("separable_interval", json!(result.separable_interval())),
        (
            "mixes_separable",
            json!(mixes_separable(result.separable, measured(result))),
        ),
        ("seed", json!(args.seed)),
        ("method", json!(method.name())),
    ] {
        object.insert(key.into(), value);
    }
    for (q, estimate) in told(result) {
        object.insert(q.name().into(), entry(*estimate));
    }
    let conditions = &unit.conditions;
    let prior = conditions.prior_or(design.two_class().minority_prior());
    object.insert("test_prior".into(), json!(prior));
    object.insert("cost".into(), json!(conditions.costs));
    object.insert("undefined".into(), undefined(result).into());
    object.insert("seconds".into(), json!(seconds));
    object
}

/// All but τ, which is told with its rule.
fn told(result: &Aggregate) -> impl Iterator<Item = (&Quantity, &Option<Estimate>)> {
    let all = Quantity::ALL.iter().zip(&result.estimates);
    all.filter(|(quantity, _)| **quantity != Quantity::Threshold)
}

/// Why values are missing, in how many replicates.
fn undefined(result: &Aggregate) -> Map<String, Value> {
    let mut object = Map::new();
    for found in &result.undefined {
        let (name, reason) = (found.quantity.name(), found.reason.to_string());
        let all = object.entry(name).or_insert_with(|| json!({}));
        all[reason] = json!(found.replicates);
    }
    object
}

/// Of replicates that mirror each other, the whole pairs: their means are what is averaged.
pub(super) fn pairs(method: SimulationMethod, result: &Aggregate) -> Option<usize> {
    method.in_pairs().then_some(measured(result))
}

/// Replicates, or pairs of them, in the means.
fn measured(result: &Aggregate) -> usize {
    result.estimates[0].map_or(0, |e| e.replicates)
}

/// Whether means of lengths (α, projections, b) mix minimisers with maximum-margin directions, which
/// are scaled to α = 1: they are then of neither. Errors can be compared all the same.
pub(super) fn mixes_separable(separable: usize, measured: usize) -> bool {
    0 < separable && separable < measured
}

/// A quantity's name, what theory says of it and what was measured.
pub(super) type Row = (String, Option<f64>, Option<Estimate>);

/// Estimates with their intervals, each beside what theory says of it.
pub(super) fn beside_theory(quantities: &[Row]) -> String {
    let head = [
        "quantity",
        "theory",
        "mean",
        "std. error",
        "95 % from",
        "to",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(quantities.iter().map(|(label, theory, estimate)| {
        let se = estimate.map(|e| e.standard_error);
        vec![
            label.clone(),
            significant_digits::beside(*theory, se),
            significant_digits::measured(estimate.map(|e| e.mean), se),
            significant_digits::error(se),
            significant_digits::measured(estimate.map(|e| e.low), se),
            significant_digits::measured(estimate.map(|e| e.high), se),
        ]
    }));
    table(&rows)
}

/// Why theory may lie outside of intervals, where it does.
pub(super) fn beyond_chance(quantities: &[Row], samples: usize) -> Option<String> {
    let outside = quantities.iter().any(|(_, theory, estimate)| {
        let interval = estimate.map(|e| e.low..=e.high);
        theory
            .zip(interval)
            .is_some_and(|(theory, interval)| !interval.contains(&theory))
    });
    outside.then(|| {
        format!(
            "Theory is the limit n, d → ∞: means at n = {samples} lie c/n off it with c of order one, which \
             intervals as narrow as these can show."
        )
    })
}

/// A mean and its standard error in JSON.
pub(super) fn entry(estimate: Option<Estimate>) -> Value {
    json!({
        "mean": estimate.map(|e| e.mean),
        "se": estimate.map(|e| e.standard_error),
    })
}

/// For people.
pub(super) fn print_text(
    unit: &Unit,
    result: &Aggregate,
    ((asked, theory, limit), threshold): (
        (&Problem, &Prediction, Option<&Classifier>),
        Option<&ThresholdSummary>,
    ),
    console: &Console,
) -> std::io::Result<()> {
    let (design, method) = (&unit.design, unit.method);
    console.print(&format!(
        "n = {}, d = {}, n₊ = {} ({} labels), δ = d/n = {}; {} (method {})\n",
        design.samples(),
        design.dimension(),
        design.minority_samples(),
        design.labels().name(),
        number(Some(design.delta())),
        method.caption(),
        method.name()
    ))?;
    let rows = told(result).filter_map(|(q, estimate)| {
        let predicted = limit.and_then(|seen| q.of(seen).ok());
        let is_there = predicted.is_some() || estimate.is_some() || Quantity::USUAL.contains(q);
        is_there.then(|| (q.label().to_owned(), predicted, *estimate))
    });
    let rows: Vec<Row> = rows.chain(threshold.map(ThresholdSummary::row)).collect();
    let missing = result.undefined.iter().map(|u| (u.quantity, u.reason));
    console.print(&(beside_theory(&rows) + &why_missing(missing)))?;
    if let Some(remark) = beyond_chance(&rows, design.samples()) {
        console.print(&format!("\n{remark}"))?;
    }
    for remark in threshold.iter().flat_map(|threshold| threshold.remarks()) {
        console.print(&format!("\n{remark}"))?;
    }
    if let Some(pairs) = pairs(method, result) {
        console.print(&format!(
            "\nTwo replicates make a pair: standard errors and intervals are those of the means of \
             {pairs} pairs."
        ))?;
    }
    if let Some(remark) = remark(asked.loss(), theory) {
        console.print(&format!("\nTheory: {remark}"))?;
    }
    if theory.status == Status::NotConverged {
        console.print(&format!("\nTheory: {}", unsolved_pair(asked)))?;
    }
    let measured = measured(result);
    if result.separable > 0 {
        console.print(&format!(
            "\n{} of {} replicates are separable (95 % interval of their share: {:.3} to {:.3}): the loss has no minimiser there, and they count \
             with the maximum-margin direction, scaled to α = 1{}",
            result.separable,
            measured,
            result.separable_interval().0,
            result.separable_interval().1,
            match mixes_separable(result.separable, measured) {
                true => "; means of α, γ and b mix both kinds, class errors can be compared",
                false => "",
            }
        ))?;
    }
    if !result.failed.is_empty() {
        console.print(&format!(
            "\n{} replicates failed and are left out; the first: {}",
            result.failed.len(),
            result.failed[0].reason
        ))?;
        if method == SimulationMethod::Lazy {
            console.print(
                "What is left is a selection: samples that separate have no minimiser, and only \
                 --method dense finds their maximum margin.",
            )?;
        }
    }
    Ok(())
}
