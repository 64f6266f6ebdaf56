//! From stored rows to the figure of a distance: |mean − theory| against n, both logarithmic.

use super::fixed_values::fixed;
use super::results::Results;
use super::simulation_caption::{caption, counted, least_to_most};
use super::trend::{Family, families};
use super::trend_chart::{at, looks, single, y_label};
use crate::figure::{AxisSpec, LineFigure, Point, Series};
use crate::model::Quantity;
use crate::paper::Scale;
use crate::scenario::FigureKind;
use crate::stats::Trend;

/// Room beside the smallest and the largest n.
const ROOM: f64 = 1.6;

/// Describes the figure of a finite-size study over many decades; `None` if none is asked for.
pub(super) fn distance_chart(results: &Results) -> Option<LineFigure> {
    let plan = &results.plan;
    let figure = plan.figure.as_ref()?;
    if figure.kind != FigureKind::Distance {
        return None;
    }
    let samples = &plan.finite_size()?.samples;
    let ends = (
        *samples.first()? as f64 / ROOM,
        *samples.last()? as f64 * ROOM,
    );
    let families = families(plan);
    let (values, looks) = looks(plan, figure, &families);
    let (mut series, mut places) = (Vec::new(), Vec::new());
    for family in &families {
        for (q, &quantity) in figure.y.iter().enumerate() {
            let at = at(family, &values, q);
            places.push(at);
            series.push(Series {
                style: looks.style(at),
                line: fitted(results.trend(family, quantity), ends),
                points: distances(results, family, quantity),
            });
        }
    }
    let drawn: Vec<_> = places.into_iter().zip(&series).collect();
    let legend = looks.legend(&single(figure), &drawn);
    let words = y_label(figure).replace("mean − theory", "|mean − theory|");
    Some(LineFigure {
        title: plan.figure_title.clone(),
        caption: fixed(plan),
        sheet: plan.sheet,
        x: AxisSpec {
            label: figure
                .x_label
                .clone()
                .unwrap_or_else(|| "samples n".to_owned()),
            scale: Scale::Log,
            range: Some(figure.x_range.unwrap_or(ends)),
        },
        x_ticks: Vec::new(),
        y: AxisSpec {
            label: figure.y_label.clone().unwrap_or(words),
            scale: Scale::Log,
            range: figure.y_range,
        },
        series,
        legend,
        marks: Vec::new(),
        note: note(results),
    })
}

/// |c|/n of the fit: a slope of −1.
fn fitted(trend: Option<Trend>, (from, to): (f64, f64)) -> Vec<(f64, Option<f64>)> {
    trend.map_or_else(Vec::new, |t| {
        [from, to]
            .map(|n| (n, Some(t.slope.value.abs() / n)))
            .to_vec()
    })
}

fn distances(results: &Results, family: &Family, quantity: Quantity) -> Vec<Point> {
    results
        .sizes(family, quantity)
        .into_iter()
        .filter(|row| row.on_one_scale())
        .filter_map(|row| {
            let theory = row.theory?;
            let (low, high) = magnitude(row.lo? - theory, row.hi? - theory);
            Some(Point {
                x: row.n? as f64,
                y: (row.mean? - theory).abs(),
                low,
                high,
            })
        })
        .collect()
}

/// The interval of |x|; from zero on if that of x holds zero.
fn magnitude(low: f64, high: f64) -> (f64, f64) {
    if low > 0.0 || high < 0.0 {
        (low.abs().min(high.abs()), low.abs().max(high.abs()))
    } else {
        (0.0, (-low).max(high))
    }
}

/// How many replicates, or pairs of them, are in the means of a study, which asks for the fewest at the
/// largest n.
pub(super) fn replicates(results: &Results) -> String {
    let drawn = results.cells.iter().filter(|row| row.mean.is_some());
    let largest = drawn.clone().filter_map(|row| row.n).max();
    let at_largest = drawn.clone().filter(|row| row.n == largest);
    let [all, at_largest] = [
        least_to_most(drawn.clone().map(|row| row.replicates)),
        least_to_most(at_largest.map(|row| row.replicates)),
    ];
    let count = match drawn.map(|row| row.replicates).max() {
        Some(most) if all != at_largest => format!("{at_largest} (largest n) to {most}"),
        Some(_) | None => all,
    };
    format!("{count} {}", counted(&results.cells))
}

fn note(results: &Results) -> String {
    let count = replicates(results);
    let mut note = format!(
        "Points: distance of the mean of {count}, {}, from theory, n, d → ∞, at the δ \
         and π₊ of each n, 95 % intervals. Lines: |c|/n, slope −1, with c of the weighted least \
         squares mean − theory = offset + c/n.",
        caption(&results.cells)
    );
    if let Some((overview, _)) = results.trends() {
        note += &format!(
            " {} of {} limits agree with theory, tested together at level {}.",
            overview.agree, overview.tested, overview.level
        );
    }
    note
}

#[cfg(test)]
mod tests {
    use super::magnitude;

    #[test]
    fn an_interval_of_the_magnitude() {
        assert_eq!(magnitude(1.0, 2.0), (1.0, 2.0));
        assert_eq!(magnitude(-3.0, -1.0), (1.0, 3.0));
        assert_eq!(magnitude(-3.0, 1.0), (0.0, 3.0));
    }
}
