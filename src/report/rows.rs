//! One row of each table.

use serde::{Deserialize, Serialize};

use crate::compare::{Verdict, compare};
use crate::model::{Labels, Quantity, Solver, WeightRule};
use crate::scenario::{Cell, Curve, Plan};
use crate::stats::Estimate;
use crate::sweep::{CellResult, MarkResult, Resolved};

/// One cell and quantity of `cells.csv`; [`columns`](super::columns) says what each
/// column means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CellRow {
    pub cell: String,
    pub method: String,
    pub loss: String,
    pub solver: Solver,
    pub downsample: bool,
    pub labels: Option<Labels>,
    pub n: Option<usize>,
    pub d: Option<usize>,
    pub n_minority: Option<usize>,
    pub delta: f64,
    pub minority_prior: f64,
    pub signal: f64,
    pub ridge: f64,
    pub weight_rule: String,
    pub weight_ratio: Option<f64>,
    pub quantity: Quantity,
    pub status: String,
    pub theory: Option<f64>,
    pub mean: Option<f64>,
    pub se: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
    pub known_shift: Option<f64>,
    pub z: Option<f64>,
    pub verdict: Option<Verdict>,
    pub replicates: usize,
    pub failures: usize,
    pub largest_residual: Option<f64>,
}

impl CellRow {
    /// The simulated side.
    pub fn estimate(&self) -> Option<Estimate> {
        Some(Estimate {
            mean: self.mean?,
            standard_error: self.se?,
            low: self.lo?,
            high: self.hi?,
            replicates: self.replicates,
        })
    }
}

/// One point of a theory curve in `curves.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CurveRow {
    pub curve: usize,
    pub method: String,
    pub series: String,
    pub x: f64,
    pub weight_ratio: Option<f64>,
    pub quantity: Quantity,
    pub status: String,
    pub theory: Option<f64>,
}

/// One marked weight in `marks.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct MarkRow {
    pub curve: usize,
    pub method: String,
    pub series: String,
    pub rule: String,
    pub status: String,
    pub weight_ratio: Option<f64>,
    pub worst_class_error: Option<f64>,
}

/// The rows of one cell, one for each quantity.
pub(super) fn of_cell(plan: &Plan, cell: &Cell, result: &CellResult) -> Vec<CellRow> {
    let method = &plan.methods[cell.method];
    let simulated = result.simulated.as_ref();
    let row = |(index, quantity): (usize, Quantity)| {
        let estimate = simulated.and_then(|a| a.estimates[index]);
        let theory = result.theory.value(quantity);
        let compared = estimate
            .zip(theory)
            .zip(cell.design)
            .map(|((e, t), design)| {
                let shift = result.known_shift(quantity);
                compare(t, &e, shift, design.samples(), &plan.tolerance)
            });
        CellRow {
            cell: cell.id.clone(),
            method: method.name.clone(),
            loss: method.loss.name().to_owned(),
            solver: method.solver,
            downsample: method.downsample,
            labels: cell.design.map(|d| d.labels()),
            n: cell.design.map(|d| d.samples()),
            d: cell.design.map(|d| d.dimension()),
            n_minority: cell.design.map(|d| d.minority_samples()),
            delta: cell.setting.delta,
            minority_prior: cell.setting.two_class.minority_prior(),
            signal: cell.setting.two_class.signal_strength(),
            ridge: cell.setting.ridge,
            weight_rule: rule_name(cell.setting.weight),
            weight_ratio: result.theory.weight_ratio,
            quantity,
            status: result.theory.status().to_owned(),
            theory,
            mean: estimate.map(|e| e.mean),
            se: estimate.map(|e| e.standard_error),
            lo: estimate.map(|e| e.low),
            hi: estimate.map(|e| e.high),
            known_shift: compared.map(|c| c.known_shift),
            z: compared.and_then(|c| c.z),
            verdict: compared.map(|c| c.verdict),
            replicates: estimate.map_or(0, |e| e.replicates),
            failures: simulated.map_or(0, |a| a.failed.len()),
            largest_residual: simulated.map(|a| a.largest_residual),
        }
    };
    Quantity::ALL.into_iter().enumerate().map(row).collect()
}

/// The rows of one curve: every point under every quantity that the figure shows.
pub(super) fn of_curve(
    plan: &Plan,
    index: usize,
    curve: &Curve,
    results: &[Resolved],
) -> Vec<CurveRow> {
    let quantities = plan.figure.as_ref().map_or(&[][..], |f| &f.y);
    let row = |quantity: Quantity, x: f64, resolved: &Resolved| CurveRow {
        curve: index,
        method: plan.methods[curve.method].name.clone(),
        series: series_name(curve),
        x,
        weight_ratio: resolved.weight_ratio,
        quantity,
        status: resolved.status().to_owned(),
        theory: resolved.value(quantity),
    };
    quantities
        .iter()
        .flat_map(|&q| {
            curve
                .points
                .iter()
                .zip(results)
                .map(move |((x, _), resolved)| (q, *x, resolved))
        })
        .map(|(q, x, resolved)| row(q, x, resolved))
        .collect()
}

pub(super) fn of_mark(plan: &Plan, mark: &MarkResult) -> MarkRow {
    let curve = &plan.curves[mark.curve];
    MarkRow {
        curve: mark.curve,
        method: plan.methods[curve.method].name.clone(),
        series: series_name(curve),
        rule: rule_name(mark.rule),
        status: mark.theory.status().to_owned(),
        weight_ratio: mark.theory.weight_ratio,
        worst_class_error: mark.theory.value(Quantity::WorstClassError),
    }
}

fn rule_name(rule: WeightRule) -> String {
    rule.name().unwrap_or("fixed").to_owned()
}

/// `minority_prior=0.1;signal=2`: the values that tell a curve from the others.
fn series_name(curve: &Curve) -> String {
    let parts: Vec<String> = curve
        .series
        .iter()
        .map(|(p, v)| format!("{}={v}", p.name()))
        .collect();
    parts.join(";")
}
