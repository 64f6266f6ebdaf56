//! The figure that a scenario asks for, and its theory curves.

use std::ops::Range;

use toml::Spanned;

use super::allowed_values::{MOST_CURVE_POINTS, MOST_THEORY_POINTS};
use super::axis::{APART, is_wide, spaced};
use super::diagnostic::{ScenarioError, ScenarioText};
use super::expand::{Expander, product};
use super::figure_sheet;
use super::idle_axis::idle_axis;
use super::plan::{Axis, Curve, FigureKind, FigurePlan, Parameter, ToldBy};
use super::raw::{At, RawFigure, RawScenario};
use super::value_ranges;
use super::word_values::Word;
use crate::model::Quantity;
use crate::paper::Scale;

type Result<T> = std::result::Result<T, ScenarioError>;

/// The least and the largest value.
fn ends(axis: &Axis) -> (f64, f64) {
    let all = axis.values.iter();
    all.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| {
        (a.min(v), b.max(v))
    })
}

/// Points of a theory curve unless the file says otherwise.
const THEORY_POINTS: usize = 200;

fn span<T>(at: &At<T>) -> Range<usize> {
    at.as_ref().map_or(0..0, Spanned::span)
}

/// Such a figure is refused before its cells are: without a study they lack n.
pub(super) fn has_study(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<()> {
    match raw.figure() {
        // Beside a map no figure is drawn, whatever its kind: that is said instead.
        Some(figure)
            if figure.kind.get_ref().0 != FigureKind::Lines
                && raw.finite_size.is_none()
                && raw.map.is_none() =>
        {
            Err(without_study(source, figure))
        }
        _ => Ok(()),
    }
}

fn without_study(source: &ScenarioText<'_>, raw: &RawFigure) -> ScenarioError {
    let name = raw.kind.get_ref().0.word();
    let message = format!("= \"{name}\" needs [finite_size], which is not there");
    source.at(raw.kind.span(), message).help(
        "add [finite_size] with samples = { from = 250, doublings = 4 }, in place of n in \
         [simulation] and [vary]; without it kind = \"lines\" is drawn",
    )
}

impl Expander<'_> {
    /// Checks the figure.
    pub(super) fn figure(&self, given: &Spanned<RawFigure>) -> Result<FigurePlan> {
        let raw = given.get_ref();
        let kind = raw.kind.get_ref().0;
        let (x, y) = self.axes_of(given)?;
        if kind != FigureKind::Lines {
            self.trend(raw, kind)?;
        }
        let Some(axis) = self.axis(x) else {
            return Err(self.idle(raw, x));
        };
        if !raw.mark.is_empty() && x != Parameter::WeightRatio {
            return Err(self
                .source
                .at(
                    span(&raw.x),
                    format!("= \"{}\" cannot carry marks", x.name()),
                )
                .help("mark shows weights: it goes with x = \"weight_ratio\""));
        }
        let ends = ends(axis);
        if axis.values.len() > 1 && !is_wide(ends.0, ends.1) {
            let name = x.name();
            return Err(self
                .source
                .at(
                    span(&raw.x),
                    format!(
                        "= \"{name}\" goes from {} to {}, so short a way that no axis shows it",
                        ends.0, ends.1
                    ),
                )
                .allowed(format!(
                    "values of {name} at least {APART:e} of themselves apart, or one value"
                )));
        }
        let counts = self.counts(x, y.len());
        self.told_apart(raw, kind, x, counts)?;
        let x_scale = raw.x_scale.map_or(axis.scale, |w| w.0);
        let by_values = counts.coloured() == ToldBy::Values && counts.values > 1;
        Ok(FigurePlan {
            x,
            y,
            x_label: raw.x_label.clone(),
            y_label: raw.y_label.clone(),
            x_scale,
            y_scale: raw.y_scale.0,
            x_range: self.x_range(raw, (x_scale, kind), ends)?,
            y_range: value_ranges::interval(
                self.source,
                &raw.y_range,
                raw.y_scale.0 == Scale::Log,
            )?,
            marks: raw.mark.iter().map(|w| w.0.0).collect(),
            mark_worst_class_error: raw.mark_worst_class_error,
            kind,
            coloured: counts.coloured(),
            treatments: self.treatments(),
            colour_map: figure_sheet::colour_map(self.source, raw, by_values, false)?,
        })
    }

    /// The visible part of x. Along 1/n, or n of an axis of its own, other things are drawn than what
    /// varies.
    fn x_range(
        &self,
        raw: &RawFigure,
        (scale, kind): (Scale, FigureKind),
        (least, most): (f64, f64),
    ) -> Result<Option<(f64, f64)>> {
        let log = scale == Scale::Log;
        match kind {
            FigureKind::Lines => {
                let theory = value_ranges::interval(self.source, &raw.theory_range, log)?;
                let (from, to) = theory.unwrap_or((least, most));
                let drawn = [least, most, from, to];
                value_ranges::visible(self.source, &raw.x_range, scale, &drawn)
            }
            FigureKind::Trend | FigureKind::Distance => {
                value_ranges::interval(self.source, &raw.x_range, log)
            }
        }
    }

    /// What is along x and y, without which there is no figure of lines.
    fn axes_of(&self, given: &Spanned<RawFigure>) -> Result<(Parameter, Vec<Quantity>)> {
        let missing = |key: &str| {
            let error = self.source.at(given.span(), format!("`{key}` is missing"));
            error.help(format!("add {key} = …"))
        };
        let raw = given.get_ref();
        let x = raw.x.as_ref().ok_or_else(|| missing("x"))?;
        let y = raw.y.as_ref().ok_or_else(|| missing("y"))?;
        let quantities: Vec<Quantity> = y.get_ref().iter().map(|w| w.0).collect();
        match quantities.is_empty() {
            true => Err(self
                .source
                .at(y.span(), "is empty")
                .allowed("at least one quantity")),
            false => Ok((x.get_ref().0, quantities)),
        }
    }

    /// What does not vary is no axis of a figure.
    fn idle(&self, raw: &RawFigure, x: Parameter) -> ScenarioError {
        let varied: Vec<&str> = self.axes.iter().map(|a| a.parameter.name()).collect();
        idle_axis(self.source, span(&raw.x), x.name(), &varied)
    }

    /// A trend goes along 1/n and a distance along n, from data that have one, on axes of
    /// their own.
    fn trend(&self, raw: &RawFigure, kind: FigureKind) -> Result<()> {
        let name = kind.word();
        let Some(study) = &self.finite_size else {
            return Err(without_study(self.source, raw));
        };
        if raw.x.as_ref().is_none_or(|x| x.get_ref().0 != Parameter::N) {
            return Err(self
                .source
                .at(
                    span(&raw.x),
                    format!("is the wrong axis for kind = \"{name}\""),
                )
                .allowed("\"n\""));
        }
        let y = raw.y.iter().flat_map(|y| y.get_ref());
        if let Some(other) = y.clone().find(|q| !study.quantities.contains(&q.0)) {
            let followed: Vec<&str> = study.quantities.iter().map(|q| q.name()).collect();
            return Err(self
                .source
                .at(
                    span(&raw.y),
                    format!("names {}, which has no trend", other.0.name()),
                )
                .allowed(format!(
                    "what [finite_size] follows: {}",
                    followed.join(", ")
                )));
        }
        let idle = [
            ("x_scale", raw.x_scale.is_some()),
            ("y_scale", raw.y_scale.0 == Scale::Log),
            ("theory_points", raw.theory_points.is_some()),
            ("theory_range", raw.theory_range.is_some()),
        ];
        match idle.into_iter().find(|(_, is_set)| *is_set) {
            None => Ok(()),
            Some((key, _)) => Err(self
                .source
                .at(
                    self.source.value_in("figure", key),
                    format!(
                        "goes with kind = \"lines\": kind = \"{name}\" has axes of its own and no \
                         theory curve"
                    ),
                )
                .help(format!("remove {key}"))),
        }
    }

    /// Expands its theory curves.
    pub(super) fn curves(&self, raw: &RawFigure, figure: &FigurePlan) -> Result<Vec<Curve>> {
        let Some(axis) = self
            .axis(figure.x)
            .filter(|_| figure.kind == FigureKind::Lines)
        else {
            return Ok(Vec::new());
        };
        let points = raw
            .theory_points
            .as_ref()
            .map_or(THEORY_POINTS, |p| *p.get_ref());
        if !(2..=MOST_THEORY_POINTS).contains(&points) {
            return Err(self.source.not_allowed(span(&raw.theory_points), points));
        }
        let log = figure.x_scale == Scale::Log;
        let given = value_ranges::interval(self.source, &raw.theory_range, log)?;
        let (low, high) = given.unwrap_or_else(|| ends(axis));
        for end in [low, high] {
            // n is whole in the simulation only; the limit does not depend on it.
            if figure.x != Parameter::N {
                let span = raw.theory_range.as_ref().map_or(0..0, |r| r.span());
                value_ranges::value(self.source, figure.x, end, span)?;
            }
        }
        let scale = if log && low > 0.0 {
            Scale::Log
        } else {
            Scale::Linear
        };
        let grid = spaced(low, high, points, scale);
        let others: Vec<Axis> = self
            .axes
            .iter()
            .filter(|a| a.parameter != figure.x)
            .cloned()
            .collect();
        let lines = others
            .iter()
            .map(|axis| axis.values.len())
            .fold(self.methods.len(), usize::saturating_mul);
        if lines.saturating_mul(points) > MOST_CURVE_POINTS {
            let span = raw.theory_points.as_ref().map_or(0..0, |p| p.span());
            return Err(self
                .source
                .at(
                    span,
                    format!("= {points} for each of {lines} curves is too many"),
                )
                .allowed(points_of_curves(lines)));
        }
        let mut curves = Vec::new();
        for (index, own) in self.methods.iter().enumerate() {
            for series in product(&others) {
                let mut line = Vec::with_capacity(points);
                for &x in &grid {
                    let mut at = series.clone();
                    at.push((figure.x, x));
                    line.push((x, self.setting(own, &at)?));
                }
                curves.push(Curve {
                    method: index,
                    series,
                    points: line,
                });
            }
        }
        Ok(curves)
    }
}

/// How many points each of so many theory curves may have.
fn points_of_curves(lines: usize) -> String {
    let in_all = format!("{MOST_CURVE_POINTS} points of theory curves in all");
    match MOST_CURVE_POINTS / lines.max(1) {
        0 | 1 => format!(
            "{in_all}, and at least 2 of each: {} curves at most, so that [vary] or [[method]] has \
             to be shorter",
            MOST_CURVE_POINTS / 2
        ),
        2 => format!("2 and no other number here: {in_all}"),
        most => format!("a whole number from 2 to {most} here: {in_all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::points_of_curves;

    /// A range that is one number, or none, is not told as one.
    #[test]
    fn what_is_left_for_each_curve_is_said_plainly() {
        for (lines, words) in [
            (100, "from 2 to 2500 here"),
            (100_000, "2 and no other number here"),
            (130_000, "125000 curves at most"),
        ] {
            let said = points_of_curves(lines);
            assert!(said.contains(words) && !said.contains("2 to 2 "), "{said}");
        }
    }
}
