//! From stored rows to the figure's description.

use std::collections::HashMap;

use super::cell_row::CellRow;
use super::fixed_values::fixed;
use super::line_looks::{Looks, place, series_of};
use super::marks::{absent, explained, marks};
use super::results::Results;
use super::rows::CurveRow;
use super::simulation_caption::{caption, replicates};
use crate::figure::{AxisSpec, LineFigure, Marker, Point, Series};
use crate::model::Quantity;
use crate::scenario::{Curve, FigurePlan, Plan};

/// Describes the figure that the scenario asks for; `None` if it asks for none.
pub fn chart(results: &Results) -> Option<LineFigure> {
    let plan = &results.plan;
    let figure = plan.figure.as_ref()?;
    let values = series_of(plan.curves.iter().map(|c| &c.series[..]));
    let looks = Looks::of(plan, figure, &values, &Marker::ALL);
    let (mut series, mut places) = (Vec::new(), Vec::new());
    for (index, curve) in plan.curves.iter().enumerate() {
        for (q, &quantity) in figure.y.iter().enumerate() {
            let at = place(curve, &values, q);
            places.push(at);
            series.push(Series {
                style: looks.style(at),
                line: line(&results.curves, index, quantity),
                points: points(results, figure, curve, quantity),
            });
        }
    }
    let simulated = series.iter().any(|s| !s.points.is_empty());
    let drawn: Vec<_> = places.into_iter().zip(&series).collect();
    let legend = looks.legend(&single_label(plan, figure), &drawn);
    Some(LineFigure {
        title: plan.figure_title.clone(),
        caption: fixed(plan),
        sheet: plan.sheet,
        x: AxisSpec {
            label: figure
                .x_label
                .clone()
                .unwrap_or_else(|| figure.x.label().to_owned()),
            scale: figure.x_scale,
            range: figure.x_range,
        },
        x_ticks: Vec::new(),
        y: AxisSpec {
            label: figure.y_label.clone().unwrap_or_else(|| {
                let labels: Vec<_> = figure.y.iter().map(|q| q.label()).collect();
                labels.join(", ")
            }),
            scale: figure.y_scale,
            range: figure.y_range,
        },
        legend,
        marks: marks(results, figure, &looks),
        series,
        note: note(results, figure, simulated),
    })
}

fn single_label(plan: &Plan, figure: &FigurePlan) -> String {
    match (plan.methods.first(), figure.y.first()) {
        (Some(method), Some(quantity)) => format!("{}, {}", quantity.label(), method.name),
        _ => String::new(),
    }
}

fn line(rows: &[CurveRow], curve: usize, quantity: Quantity) -> Vec<(f64, Option<f64>)> {
    rows.iter()
        .filter(|r| r.curve == curve && r.quantity == quantity)
        .map(|r| (r.x, r.theory))
        .collect()
}

fn points(results: &Results, figure: &FigurePlan, curve: &Curve, quantity: Quantity) -> Vec<Point> {
    let plan = &results.plan;
    let rows: HashMap<&str, &CellRow> = results
        .cells
        .iter()
        .filter(|r| r.quantity == quantity)
        .map(|r| (r.cell.as_str(), r))
        .collect();
    plan.cells
        .iter()
        .filter(|cell| cell.method == curve.method)
        .filter(|cell| {
            let mut others = plan
                .axes
                .iter()
                .zip(&cell.axis_values)
                .filter(|(axis, _)| axis.parameter != figure.x);
            others.all(|(axis, v)| curve.series.contains(&(axis.parameter, *v)))
        })
        .filter_map(|cell| {
            let row = rows.get(cell.id.as_str()).filter(|r| r.on_one_scale())?;
            // The mean of a maximum exceeds the maximum of the means, which theory
            // predicts: the point estimates the latter.
            // With an estimated threshold it is what estimating costs, which is to be seen: then
            // of all points, or those without one would be shown for better than they are.
            let excess = match keeps_excess(plan) {
                true => 0.0,
                false => row.known_shift.unwrap_or(0.0),
            };
            Some(Point {
                x: row.number(figure.x)?,
                y: row.mean? - excess,
                low: row.lo? - excess,
                high: row.hi? - excess,
            })
        })
        .collect()
}

/// Whether a threshold is estimated anywhere in a study.
fn keeps_excess(plan: &Plan) -> bool {
    let mut cells = plan.cells.iter();
    cells.any(|cell| cell.setting.training.threshold.is_estimated())
}

fn note(results: &Results, figure: &FigurePlan, simulated: bool) -> String {
    let mut note = "Lines: theory, n, d → ∞.".to_owned();
    if simulated {
        note += &format!(
            " Points: {}{}, mean of {} with 95 % interval.",
            caption(&results.cells),
            sizes(&results.cells),
            replicates(results)
        );
        if figure.y.contains(&Quantity::WorstClassError) {
            note += match keeps_excess(&results.plan) {
                true => {
                    " Worst-class points: the mean of the larger error, which exceeds the larger \
                     mean by O(1/√n) (known_shift in cells.csv); of no point it is taken off, as \
                     where a threshold is estimated it is what estimating costs."
                }
                false => {
                    " Worst-class points: the mean of the larger error, less its known O(1/√n) \
                     excess over the larger mean (known_shift in cells.csv)."
                }
            };
        }
    }
    note + explained(results, figure) + &absent(results, figure)
}

/// Numbers of samples, where they differ: a single one is in the caption.
fn sizes(cells: &[CellRow]) -> String {
    let sizes = || cells.iter().filter_map(|r| r.n);
    match (sizes().min(), sizes().max()) {
        (Some(least), Some(most)) if least < most => format!(", n = {least} to {most}"),
        _ => String::new(),
    }
}
