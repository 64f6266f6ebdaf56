//! The rows of curves and marks.

use serde::{Deserialize, Serialize};

use crate::model::{Parameter, Quantity, RuleName};
use crate::scenario::Plan;
use crate::sweep::{MarkResult, Resolved, Standing};

/// One point of a theory curve in `curves.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveRow {
    /// Index of the curve.
    pub curve: usize,
    /// Name of the method.
    pub method: String,
    /// Values of the other axes that tell this curve from others.
    pub series: String,
    /// Value along the x axis.
    pub x: f64,
    /// ρ = ω₊/ω₋; empty where the rule gives no finite weight.
    pub weight_ratio: Option<f64>,
    /// What the following columns measure; errors are probabilities.
    pub quantity: Quantity,
    /// Of the theory: converged, separable, interpolation_threshold, not_converged, no_finite_weight, no_effect, beyond_cap, jump.
    pub status: Standing,
    /// Predicted limit n, d → ∞.
    pub theory: Option<f64>,
}

/// One marked weight in `marks.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkRow {
    /// Index of the curve.
    pub curve: usize,
    /// Name of the method.
    pub method: String,
    /// Values of the other axes that tell this curve from others.
    pub series: String,
    /// Name of the weight rule.
    pub rule: RuleName,
    /// Of the theory: converged, separable, interpolation_threshold, not_converged, no_finite_weight, no_effect, beyond_cap, jump.
    pub status: Standing,
    /// ρ = ω₊/ω₋; empty where the rule gives no finite weight.
    pub weight_ratio: Option<f64>,
    /// Predicted worst-class error at that weight.
    pub worst_class_error: Option<f64>,
}

impl CurveRow {
    /// The heading.
    pub(super) const COLUMNS: [&str; 8] = [
        "curve",
        "method",
        "series",
        "x",
        "weight_ratio",
        "quantity",
        "status",
        "theory",
    ];
}

impl MarkRow {
    /// The heading.
    pub(super) const COLUMNS: [&str; 7] = [
        "curve",
        "method",
        "series",
        "rule",
        "status",
        "weight_ratio",
        "worst_class_error",
    ];
}

/// A row of `curves.csv` that a plan asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct CurvePoint {
    /// Index of the curve.
    pub(super) curve: usize,
    /// What is shown there.
    pub(super) quantity: Quantity,
    /// Index of the point along the curve.
    pub(super) point: usize,
}

/// All of them in their order: on each curve every point under each quantity that the figure shows.
pub(super) fn curve_points(plan: &Plan) -> Vec<CurvePoint> {
    let quantities = plan.figure.as_ref().map_or(&[][..], |f| &f.y);
    let curves = plan.curves.iter().enumerate();
    let shown = curves.flat_map(|(i, curve)| quantities.iter().map(move |q| (i, *q, curve)));
    let points = shown.flat_map(|(curve, quantity, along)| {
        (0..along.points.len()).map(move |point| CurvePoint {
            curve,
            quantity,
            point,
        })
    });
    points.collect()
}

/// The row of a point, given what theory says of it.
pub(super) fn of_point(plan: &Plan, at: &CurvePoint, resolved: &Resolved) -> CurveRow {
    let curve = &plan.curves[at.curve];
    CurveRow {
        curve: at.curve,
        method: plan.methods[curve.method].name.clone(),
        series: series_name(&curve.series),
        x: curve.points[at.point].0,
        weight_ratio: resolved.weight_ratio,
        quantity: at.quantity,
        status: resolved.status(),
        theory: resolved.value(at.quantity),
    }
}

pub(super) fn of_mark(plan: &Plan, mark: &MarkResult) -> MarkRow {
    let curve = &plan.curves[mark.curve];
    MarkRow {
        curve: mark.curve,
        method: plan.methods[curve.method].name.clone(),
        series: series_name(&curve.series),
        rule: mark.rule.into(),
        status: mark.theory.status(),
        weight_ratio: mark.theory.weight_ratio,
        worst_class_error: mark.theory.value(Quantity::WorstClassError),
    }
}

/// `delta=0.1;signal=2`: the values that tell a curve from the others.
pub(super) fn series_name(series: &[(Parameter, f64)]) -> String {
    let parts: Vec<String> = series
        .iter()
        .map(|(p, v)| format!("{}={v}", p.name()))
        .collect();
    parts.join(";")
}
