//! From stored rows to the figure of a trend: distance from theory against 1/n.

use super::distance_chart::replicates;
use super::fixed_values::fixed;
use super::line_looks::{At, Looks, NEUTRAL, series_of};
use super::results::Results;
use super::simulation_caption::caption;
use super::trend::{Family, families};
use crate::figure::{Across, AxisSpec, Dash, Key, LineFigure, Mark, Marker, Point, Series, Style};
use crate::model::Quantity;
use crate::paper::Scale;
use crate::scenario::{FigureKind, FigurePlan, Parameter, Plan};
use crate::stats::Trend;

/// Describes the figure of a finite-size study; `None` if none is asked for.
pub(super) fn trend_chart(results: &Results) -> Option<LineFigure> {
    let plan = &results.plan;
    let figure = plan
        .figure
        .as_ref()
        .filter(|f| f.kind == FigureKind::Trend)?;
    let samples = &plan.finite_size()?.samples;
    let families = families(plan);
    let shown: Vec<(&Family, usize, Quantity)> = families
        .iter()
        .flat_map(|f| figure.y.iter().enumerate().map(move |(q, y)| (f, q, *y)))
        .collect();
    let aside = Aside::of(samples, shown.len());
    let (values, looks) = looks(plan, figure, &families);
    let mut series = Vec::new();
    for (i, (family, q, quantity)) in shown.iter().enumerate() {
        let style = looks.style(at(family, &values, *q));
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
    }
    let places = shown.iter().map(|(family, q, _)| at(family, &values, *q));
    let drawn: Vec<_> = places.zip(series.iter().step_by(2)).collect();
    let mut legend = looks.legend(&single(figure), &drawn);
    let mut limits = series.iter().skip(1).step_by(2);
    let has_limit = limits.any(|limit| !limit.points.is_empty());
    legend.extend(has_limit.then(|| Key {
        label: "limit of the fit".to_owned(),
        style: limit_style(Style {
            colour: NEUTRAL,
            ..looks.style([0; 3])
        }),
        line: false,
        marker: true,
    }));
    Some(LineFigure {
        title: plan.figure_title.clone(),
        caption: fixed(plan),
        sheet: plan.sheet,
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

/// The values of the other axes, and how lines look; diamonds are kept for limits.
pub(super) fn looks(
    plan: &Plan,
    figure: &FigurePlan,
    families: &[Family],
) -> (Vec<Vec<(Parameter, f64)>>, Looks) {
    const MARKERS: [Marker; 3] = [Marker::Circle, Marker::Square, Marker::Triangle];
    let values = series_of(families.iter().map(|f| &f.series[..]));
    let looks = Looks::of(plan, figure, &values, &MARKERS);
    (values, looks)
}

/// The place of a family's line.
pub(super) fn at(family: &Family, values: &[Vec<(Parameter, f64)>], quantity: usize) -> At {
    let number = values.iter().position(|s| *s == family.series);
    [number.unwrap_or(0), family.method, quantity]
}

/// Label of a single line.
pub(super) fn single(figure: &FigurePlan) -> String {
    figure
        .y
        .first()
        .map_or_else(String::new, |q| q.label().to_owned())
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

pub(super) fn y_label(figure: &FigurePlan) -> String {
    match figure.y[..] {
        [quantity] => format!("{}: mean − theory", quantity.label()),
        _ => "mean − theory".to_owned(),
    }
}

fn note(results: &Results) -> String {
    let count = replicates(results);
    let mut note = format!(
        "Points: {}, the mean less theory, n, d → ∞, at the δ and π₊ of each n, {count}, 95 % \
         intervals; set side by side to be seen. Lines: weighted least \
         squares, offset + c/n. Diamonds: the offset with its own 95 % interval.",
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
