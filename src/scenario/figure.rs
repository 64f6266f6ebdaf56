//! The figure that a scenario asks for, and its theory curves.

use super::axis::spaced;
use super::check;
use super::diagnostic::{ScenarioError, Source};
use super::expand::{Expander, product};
use super::plan::{Axis, Curve, FigureKind, FigurePlan, Parameter, Scale};
use super::raw::{RawFigure, RawScenario};
use super::words::Word;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Points of a theory curve unless the file says otherwise.
const THEORY_POINTS: usize = 200;

/// Such a figure is refused before its cells are: without a study they lack n.
pub(super) fn has_study(source: &Source<'_>, raw: &RawScenario) -> Result<()> {
    match &raw.figure {
        Some(figure)
            if figure.kind.get_ref().0 != FigureKind::Lines && raw.finite_size.is_none() =>
        {
            Err(without_study(source, figure))
        }
        _ => Ok(()),
    }
}

fn without_study(source: &Source<'_>, raw: &RawFigure) -> ScenarioError {
    let name = raw.kind.get_ref().0.word();
    let message = format!("= \"{name}\" needs [finite_size], which is not there");
    source.at(raw.kind.span(), message).help(
        "add [finite_size] with samples = { from = 250, doublings = 4 }, in place of n in \
         [simulation] and [vary]; without it kind = \"lines\" is drawn",
    )
}

impl Expander<'_> {
    /// Checks the figure.
    pub(super) fn figure(&self, raw: &RawFigure) -> Result<FigurePlan> {
        let kind = raw.kind.get_ref().0;
        if kind != FigureKind::Lines {
            self.trend(raw, kind)?;
        }
        let x = raw.x.get_ref().0;
        let Some(axis) = self.axis(x) else {
            return Err(self.idle(raw, x));
        };
        let y: Vec<_> = raw.y.get_ref().iter().map(|w| w.0).collect();
        if y.is_empty() {
            return Err(self
                .source
                .at(raw.y.span(), "is empty")
                .allowed("at least one quantity"));
        }
        if !raw.mark.is_empty() && x != Parameter::WeightRatio {
            return Err(self
                .source
                .at(
                    raw.x.span(),
                    format!("= \"{}\" cannot carry marks", x.name()),
                )
                .help("mark shows weights: it goes with x = \"weight_ratio\""));
        }
        let x_scale = raw.x_scale.map_or(axis.scale, |w| w.0);
        Ok(FigurePlan {
            x,
            y,
            x_label: raw.x_label.clone(),
            y_label: raw.y_label.clone(),
            x_scale,
            y_scale: raw.y_scale.0,
            x_range: check::interval(self.source, &raw.x_range, x_scale == Scale::Log)?,
            y_range: check::interval(self.source, &raw.y_range, raw.y_scale.0 == Scale::Log)?,
            marks: raw.mark.iter().map(|w| w.0.0).collect(),
            mark_worst_class_error: raw.mark_worst_class_error,
            kind,
        })
    }

    /// What does not vary is no axis of a figure.
    fn idle(&self, raw: &RawFigure, x: Parameter) -> ScenarioError {
        let name = x.name();
        let error = self
            .source
            .at(raw.x.span(), format!("= \"{name}\" does not vary"));
        let varied: Vec<&str> = self.axes.iter().map(|a| a.parameter.name()).collect();
        match varied[..] {
            [] => error.help(format!(
                "nothing varies: add [vary] with {name} = {{ from = …, to = …, points = … }}"
            )),
            _ => error.allowed(format!("one of the axes in [vary]: {}", varied.join(", "))),
        }
    }

    /// A trend goes along 1/n and a distance along n, from data that have one, on axes of
    /// their own.
    fn trend(&self, raw: &RawFigure, kind: FigureKind) -> Result<()> {
        let name = kind.word();
        let Some(study) = &self.finite_size else {
            return Err(without_study(self.source, raw));
        };
        if raw.x.get_ref().0 != Parameter::N {
            return Err(self
                .source
                .at(
                    raw.x.span(),
                    format!("is the wrong axis for kind = \"{name}\""),
                )
                .allowed("\"n\""));
        }
        let y = raw.y.get_ref();
        if let Some(other) = y.iter().find(|q| !study.quantities.contains(&q.0)) {
            let followed: Vec<&str> = study.quantities.iter().map(|q| q.name()).collect();
            return Err(self
                .source
                .at(
                    raw.y.span(),
                    format!("names {}, which has no trend", other.0.name()),
                )
                .allowed(format!(
                    "what [finite_size] follows: {}",
                    followed.join(", ")
                )));
        }
        let scaled = raw.y_scale.0 == Scale::Log || raw.x_scale.is_some();
        if scaled || raw.theory_points.is_some() || raw.theory_range.is_some() {
            return Err(self
                .source
                .overall(format!(
                    "[figure] kind = \"{name}\" has axes of its own and no theory curve"
                ))
                .help("remove x_scale, y_scale, theory_points and theory_range from [figure]"));
        }
        Ok(())
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
        if !(2..=100_000).contains(&points) {
            let span = raw.theory_points.as_ref().map_or(0..0, |p| p.span());
            return Err(self
                .source
                .at(span, format!("= {points} is not allowed"))
                .allowed("2 to 100000"));
        }
        let log = figure.x_scale == Scale::Log;
        let ends = axis
            .values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| {
                (a.min(v), b.max(v))
            });
        let (low, high) = check::interval(self.source, &raw.theory_range, log)?.unwrap_or(ends);
        for end in [low, high] {
            // n is whole in the simulation only; the limit does not depend on it.
            if figure.x != Parameter::N {
                let span = raw.theory_range.as_ref().map_or(0..0, |r| r.span());
                check::value(self.source, figure.x, end, span)?;
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
