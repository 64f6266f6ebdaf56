//! From stored rows to the figure of a trend: distance from theory against 1/n.

use super::chart::{NEUTRAL, values_label};
use super::results::Results;
use super::simulated::caption;
use super::trend::{Family, families};
use crate::figure::{
    Across, AxisSpec, Dash, Key, LineFigure, Mark, Marker, Point, Series, Style, colour,
};
use crate::model::Quantity;
use crate::scenario::{FigureKind, FigurePlan, Plan, Scale};
use crate::stats::Trend;

/// Describes the figure of a finite-size study; `None` if none is asked for.
pub(super) fn trend_chart(results: &Results) -> Option<LineFigure> {
    let plan = &results.plan;
    let figure = plan
        .figure
        .as_ref()
        .filter(|f| f.kind == FigureKind::Trend)?;
    let samples = &plan.finite_size.as_ref()?.samples;
    let families = families(plan);
    let shown: Vec<(&Family, Quantity)> = families
        .iter()
        .flat_map(|f| figure.y.iter().map(move |q| (f, *q)))
        .collect();
    let aside = Aside::of(samples, shown.len());
    let mut series = Vec::new();
    let mut legend = Vec::new();
    for (i, (family, quantity)) in shown.iter().enumerate() {
        let style = look(i);
        series.push(Series {
            style,
            line: fitted(results.trend(family, *quantity), aside.end),
            points: means(results, family, *quantity, aside.shift(i)),
        });
        series.push(Series {
            style: limit_style(style),
            line: Vec::new(),
            points: limit(results.trend(family, *quantity), aside.shift(i)),
        });
        legend.push(Key {
            label: label(plan, figure, family, *quantity),
            style,
            line: true,
            marker: true,
        });
    }
    legend.push(Key {
        label: "limit of the fit".to_owned(),
        style: limit_style(Style {
            colour: NEUTRAL,
            ..look(0)
        }),
        line: false,
        marker: true,
    });
    Some(LineFigure {
        title: plan.title.clone(),
        x: AxisSpec {
            label: figure.x_label.clone().unwrap_or_else(|| "1/n".to_owned()),
            scale: Scale::Linear,
            range: Some(figure.x_range.unwrap_or((-0.05 * aside.end, aside.end))),
        },
        x_ticks: ticks(samples),
        y: AxisSpec {
            label: figure.y_label.clone().unwrap_or_else(|| y_label(figure)),
            scale: Scale::Linear,
            range: figure.y_range,
        },
        series,
        legend,
        marks: vec![mark(Across::X, "n = ∞"), mark(Across::Y, "theory")],
        note: note(results),
    })
}

/// How far points are set aside so that those of one n do not cover each other.
struct Aside {
    step: f64,
    count: usize,
    /// Right end of the visible part.
    end: f64,
}

impl Aside {
    fn of(samples: &[usize], count: usize) -> Self {
        let inverse = |n: &usize| 1.0 / *n as f64;
        let end = 1.06 * samples.first().map_or(1.0, inverse);
        let least = samples.last().map_or(1.0, inverse);
        let gap = samples
            .windows(2)
            .map(|pair| inverse(&pair[0]) - inverse(&pair[1]))
            .fold(least, f64::min);
        Self {
            step: (0.5 * gap / count as f64).min(0.012 * end),
            count,
            end,
        }
    }

    fn shift(&self, index: usize) -> f64 {
        self.step * (index as f64 - (self.count as f64 - 1.0) / 2.0)
    }
}

/// A colour each while colours last; diamonds are kept for limits.
pub(super) fn look(index: usize) -> Style {
    Style {
        colour: colour(index),
        dash: [Dash::Dashed, Dash::DashDot, Dash::Dotted][index / 7 % 3],
        marker: [Marker::Circle, Marker::Square, Marker::Triangle][index % 3],
    }
}

fn limit_style(style: Style) -> Style {
    Style {
        marker: Marker::Diamond,
        ..style
    }
}

fn mark(across: Across, label: &str) -> Mark {
    Mark {
        across,
        at: 0.0,
        label: label.to_owned(),
        colour: NEUTRAL,
        dash: Dash::Solid,
    }
}

fn fitted(trend: Option<Trend>, end: f64) -> Vec<(f64, Option<f64>)> {
    let at = |x: f64, t: &Trend| (x, Some(t.offset.value + t.slope.value * x));
    trend.map_or_else(Vec::new, |t| vec![at(0.0, &t), at(end, &t)])
}

fn limit(trend: Option<Trend>, shift: f64) -> Vec<Point> {
    let point = |t: Trend| {
        let (low, high) = t.offset.interval(super::trend::SHOWN);
        Point {
            x: shift,
            y: t.offset.value,
            low,
            high,
        }
    };
    trend.map(point).into_iter().collect()
}

fn means(results: &Results, family: &Family, quantity: Quantity, shift: f64) -> Vec<Point> {
    results
        .sizes(family, quantity)
        .into_iter()
        .filter(|row| row.on_one_scale())
        .filter_map(|row| {
            let theory = row.theory?;
            Some(Point {
                x: 1.0 / row.n? as f64 + shift,
                y: row.mean? - theory,
                low: row.lo? - theory,
                high: row.hi? - theory,
            })
        })
        .collect()
}

/// n = ∞ and every size, in the order in which they claim room for their label.
fn ticks(samples: &[usize]) -> Vec<(f64, String)> {
    let sizes = samples.iter().map(|n| (1.0 / *n as f64, format!("1/{n}")));
    std::iter::once((0.0, "0".to_owned()))
        .chain(sizes)
        .collect()
}

/// What tells this line from the others.
pub(super) fn label(
    plan: &Plan,
    figure: &FigurePlan,
    family: &Family,
    quantity: Quantity,
) -> String {
    let mut parts = Vec::new();
    if plan.methods.len() > 1 {
        parts.push(plan.methods[family.method].name.clone());
    }
    if !family.series.is_empty() {
        parts.push(values_label(&family.series));
    }
    if figure.y.len() > 1 || parts.is_empty() {
        parts.push(quantity.label().to_owned());
    }
    parts.join(", ")
}

pub(super) fn y_label(figure: &FigurePlan) -> String {
    match figure.y[..] {
        [quantity] => format!("{}: mean − theory", quantity.label()),
        _ => "mean − theory".to_owned(),
    }
}

fn note(results: &Results) -> String {
    let replicates = || results.plan.cells.iter().map(|c| c.replicates);
    let (least, most) = (
        replicates().min().unwrap_or(0),
        replicates().max().unwrap_or(0),
    );
    let mut note = format!(
        "Points: simulated mean less theory, n, d → ∞, at the δ and π₊ of each n, {least} (largest \
         n) to {most} replicates, 95 % intervals; set side by side to be seen. Lines: weighted \
         least squares, offset + c/n. Diamonds: the offset with its own 95 % interval. Points: \
         {}.",
        caption(&results.cells)
    );
    if let Some((overview, _)) = results.trends() {
        note += &format!(
            " All {} trends of the study tested together at level {}: {} of the limits agree with \
             theory.",
            overview.tested, overview.level, overview.agree
        );
    }
    note
}
