//! From stored rows to the figure's description.

use std::collections::HashMap;

use super::results::Results;
use super::rows::{CellRow, CurveRow, MarkRow};
use super::simulated::caption;
use crate::figure::{
    Across, AxisSpec, Colour, Dash, Key, LineFigure, Mark, Marker, Point, Series, Style, colour,
};
use crate::model::{Quantity, WeightRule};
use crate::scenario::{Curve, FigurePlan, Parameter, Plan};

pub(super) const NEUTRAL: Colour = (64, 64, 64);

/// Describes the figure that the scenario asks for; `None` if it asks for none.
pub fn chart(results: &Results) -> Option<LineFigure> {
    let plan = &results.plan;
    let figure = plan.figure.as_ref()?;
    let looks = Looks::of(plan, figure);
    let mut series = Vec::new();
    for (index, curve) in plan.curves.iter().enumerate() {
        for (q, &quantity) in figure.y.iter().enumerate() {
            series.push(Series {
                style: looks.style(index, q),
                line: line(&results.curves, index, quantity),
                points: points(results, figure, curve, quantity),
            });
        }
    }
    let simulated = series.iter().any(|s| !s.points.is_empty());
    Some(LineFigure {
        title: plan.title.clone(),
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
        legend: looks.legend(plan, figure, simulated),
        marks: marks(results, figure, &looks),
        series,
        note: note(results, figure, simulated),
    })
}

/// What colour and pattern stand for: of (axis values, methods, quantities) the first
/// that varies is shown by colour, the rest by dash and marker.
struct Looks {
    /// For each curve: (number of its axis values, method).
    curves: Vec<(usize, usize)>,
    /// Names of the axis values, the methods, the quantities.
    names: [Vec<String>; 3],
    coloured: usize,
}

impl Looks {
    fn of(plan: &Plan, figure: &FigurePlan) -> Self {
        let mut series: Vec<&[(Parameter, f64)]> = Vec::new();
        let curves = plan
            .curves
            .iter()
            .map(|curve| {
                let known = series.iter().position(|s| **s == curve.series[..]);
                let number = known.unwrap_or_else(|| {
                    series.push(&curve.series);
                    series.len() - 1
                });
                (number, curve.method)
            })
            .collect();
        let names = [
            series.iter().map(|s| values_label(s)).collect(),
            plan.methods.iter().map(|m| m.name.clone()).collect(),
            figure.y.iter().map(|q| q.label().to_owned()).collect(),
        ];
        let coloured = names
            .iter()
            .position(|n: &Vec<String>| n.len() > 1)
            .unwrap_or(0);
        Self {
            curves,
            names,
            coloured,
        }
    }

    fn style(&self, curve: usize, quantity: usize) -> Style {
        let (series, method) = self.curves[curve];
        let at = [series, method, quantity];
        // The remaining dimensions count up together.
        let rest = self.names.iter().zip(at).skip(self.coloured + 1);
        let pattern = rest.fold(0, |pattern, (names, i)| pattern * names.len() + i);
        self.look(at[self.coloured], pattern)
    }

    /// A single varying dimension has both a colour and a marker of its own.
    fn look(&self, hue: usize, pattern: usize) -> Style {
        let alone = self.patterns() == 1;
        Style {
            colour: colour(hue),
            dash: Dash::ALL[pattern % 4],
            marker: Marker::ALL[if alone { hue } else { pattern } % 4],
        }
    }

    fn patterns(&self) -> usize {
        self.names[self.coloured + 1..]
            .iter()
            .map(Vec::len)
            .product()
    }

    fn hues(&self) -> usize {
        self.names[self.coloured].len()
    }

    fn legend(&self, plan: &Plan, figure: &FigurePlan, simulated: bool) -> Vec<Key> {
        let key = |label: &str, style: Style| Key {
            label: label.to_owned(),
            style,
            line: true,
            marker: simulated,
        };
        let colours = self.names[self.coloured].iter().enumerate();
        if self.patterns() == 1 {
            let single = self.hues() == 1;
            return colours
                .map(|(i, name)| {
                    let label = if single {
                        single_label(plan, figure)
                    } else {
                        name.clone()
                    };
                    key(&label, self.look(i, 0))
                })
                .collect();
        }
        let mut keys: Vec<Key> = colours
            .map(|(i, name)| Key {
                marker: false,
                ..key(
                    name,
                    Style {
                        dash: Dash::Solid,
                        ..self.look(i, 0)
                    },
                )
            })
            .collect();
        let rest = &self.names[self.coloured + 1..];
        let mut labels = vec![String::new()];
        for names in rest.iter().filter(|n| n.len() > 1) {
            labels = labels
                .iter()
                .flat_map(|head| {
                    names.iter().map(move |name| {
                        if head.is_empty() {
                            name.clone()
                        } else {
                            format!("{head}, {name}")
                        }
                    })
                })
                .collect();
        }
        keys.extend(labels.iter().enumerate().map(|(i, label)| {
            let style = Style {
                colour: NEUTRAL,
                ..self.look(0, i)
            };
            key(label, style)
        }));
        keys
    }
}

fn single_label(plan: &Plan, figure: &FigurePlan) -> String {
    match (plan.methods.first(), figure.y.first()) {
        (Some(method), Some(quantity)) => format!("{}, {}", quantity.label(), method.name),
        _ => String::new(),
    }
}

pub(super) fn values_label(series: &[(Parameter, f64)]) -> String {
    let parts: Vec<String> = series
        .iter()
        .map(|(p, v)| format!("{} = {v}", p.symbol()))
        .collect();
    parts.join(", ")
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
            let excess = row.known_shift.unwrap_or(0.0);
            Some(Point {
                x: place(row, figure.x)?,
                y: row.mean? - excess,
                low: row.lo? - excess,
                high: row.hi? - excess,
            })
        })
        .collect()
}

/// Where a cell lies along x: at the realised value, where theory was asked too.
fn place(row: &CellRow, x: Parameter) -> Option<f64> {
    match x {
        Parameter::Delta => Some(row.delta),
        Parameter::MinorityPrior => Some(row.minority_prior),
        Parameter::Signal => Some(row.signal),
        Parameter::Ridge => Some(row.ridge),
        Parameter::WeightRatio => row.weight_ratio,
        Parameter::N => row.n.map(|n| n as f64),
    }
}

/// Vertical lines at the rules' weights and, if asked for, horizontal ones at the
/// worst-class error that each reaches. Rules that give the same weight share a line.
fn marks(results: &Results, figure: &FigurePlan, looks: &Looks) -> Vec<Mark> {
    let several = results.plan.curves.len() > 1;
    let mut groups: Vec<(&MarkRow, f64, Vec<&'static str>)> = Vec::new();
    for row in &results.marks {
        let Some(rho) = row.weight_ratio else {
            continue;
        };
        let symbol = match WeightRule::from_name(&row.rule) {
            None | Some(WeightRule::Unweighted) => "ρ",
            Some(rule) => rule.symbol().trim_start_matches("ρ = "),
        };
        let same = groups
            .iter_mut()
            .find(|(r, at, _)| r.curve == row.curve && (at.ln() - rho.ln()).abs() < 1e-6);
        match same {
            Some((_, _, symbols)) => symbols.push(symbol),
            None => groups.push((row, rho, vec![symbol])),
        }
    }
    let dashes = [Dash::Dashed, Dash::Dotted, Dash::DashDot];
    let mut marks = Vec::new();
    for (i, (row, rho, symbols)) in groups.iter().enumerate() {
        let ink = if several {
            looks.style(row.curve, 0).colour
        } else {
            colour(looks.hues() + i)
        };
        let dash = dashes[i % 3];
        let mark = |across, at, label| Mark {
            across,
            at,
            label,
            colour: ink,
            dash,
        };
        let label = format!("{} = {}", symbols.join(" = "), short(*rho));
        marks.push(mark(Across::X, *rho, label));
        if let Some(error) = row
            .worst_class_error
            .filter(|_| figure.mark_worst_class_error)
        {
            marks.push(mark(Across::Y, error, format!("{error:.4}")));
        }
    }
    marks
}

/// Three significant digits, without a tail of zeros.
fn short(value: f64) -> String {
    // Of 0 the logarithm is the least of all integers.
    let digits = 2_i32
        .saturating_sub(value.abs().log10().floor() as i32)
        .clamp(0, 9) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn note(results: &Results, figure: &FigurePlan, simulated: bool) -> String {
    if !simulated {
        return "Lines: theory, n, d → ∞.".to_owned();
    }
    let sizes = || results.cells.iter().filter_map(|r| r.n);
    let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
    let size = if least == most {
        format!("n = {least}")
    } else {
        format!("n = {least} to {most}")
    };
    let mut note = format!(
        "Lines: theory, n, d → ∞. Points: {}, {size}, mean of {} replicates with 95 % interval.",
        caption(&results.cells),
        results.plan.replicates
    );
    if figure.y.contains(&Quantity::WorstClassError) {
        note += " Worst-class points: the mean of the larger error, less its known O(1/√n) excess over \
                 the larger mean (known_shift in cells.csv).";
    }
    note
}
