//! The axes of a map: checked, different, and not too fine.

use std::ops::Range;

use toml::Spanned;

use super::plan::MapValue;
use super::raw::{MapAxis, RawMap};
use super::recipe::Recipe;
use crate::loss::{LossKind, MarginLoss};
use crate::paper::Scale;
use crate::scenario::axis::WrittenAxis;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::losses;
use crate::scenario::plan::{Axis, Parameter};
use crate::scenario::raw::RawScenario;
use crate::scenario::value_ranges;

type Result<T> = std::result::Result<T, ScenarioError>;

/// More cells in a row than any figure shows.
pub(in crate::scenario) const MOST_CELLS_ALONG: usize = 2048;
/// Panels that fit a figure.
const MOST_PANELS: usize = 4;

/// The axes of the cells.
pub(super) struct MapAxes {
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) panels: Option<Axis>,
}

impl MapAxes {
    pub(super) fn of(source: &ScenarioText<'_>, raw: &RawMap) -> Result<Self> {
        let axes = Self {
            x: cells(source, &raw.x)?,
            y: cells(source, &raw.y)?,
            panels: panels(source, raw)?,
        };
        let twice = |span: Range<usize>, parameter: Parameter| {
            let message = format!("has \"{}\" on two axes", parameter.name());
            Err(source.at(span, message).allowed("each parameter once"))
        };
        if axes.x.parameter == axes.y.parameter {
            return twice(raw.y.span(), axes.y.parameter);
        }
        let shared = axes
            .panels
            .as_ref()
            .filter(|p| [axes.x.parameter, axes.y.parameter].contains(&p.parameter));
        match (shared, &raw.panels) {
            (Some(axis), Some(at)) => twice(at.span(), axis.parameter),
            _ => Ok(axes),
        }
    }

    /// Whether a parameter varies.
    pub(super) fn has(&self, parameter: Parameter) -> bool {
        let mut all = [&self.x, &self.y].into_iter().chain(&self.panels);
        all.any(|axis| axis.parameter == parameter)
    }

    /// n is no parameter of the limit: it matters where a threshold is estimated from n samples,
    /// and is simulated elsewhere.
    pub(super) fn needs_no_samples(
        &self,
        source: &ScenarioText<'_>,
        (scenario, raw): (&RawScenario, &RawMap),
        value: &MapValue,
    ) -> Result<()> {
        let mut written = self.written(raw);
        let Some((axis, span)) = written.find(|(a, _)| !a.parameter.is_of_the_limit()) else {
            return Ok(());
        };
        let estimated = |recipe: &Recipe| recipe.threshold.is_left_out_midpoint();
        if !value.ways().iter().any(estimated) {
            let all = Parameter::said().into_iter();
            let others = all.filter(|p| p.is_of_the_limit()).map(Parameter::name);
            let others: Vec<&str> = others.collect();
            return Err(source
                .at(
                    span,
                    "has no effect on the theory: it is the limit of large n",
                )
                .allowed(format!("one of {}", others.join(", ")))
                .help(
                    "n matters to a threshold that is estimated: threshold = \"midpoint\" and \
                     threshold_from = \"leave_one_out\" in [training]",
                ));
        }
        let loss = losses::common(source, scenario.training.loss_keys())?;
        if loss != LossKind::Square.into() {
            return Err(unknown_spread(source, span, loss));
        }
        for value in &axis.values {
            // Between whole numbers theory has an answer as well.
            value_ranges::value(source, axis.parameter, value.round(), span.clone())?;
        }
        match &raw.overlay {
            Some(overlay) => Err(source
                .at(overlay.span(), "stands beside n as an axis")
                .help(
                    "remove it: a map over n is theory alone, and a scenario with n in [vary] \
                     simulates the same",
                )),
            None => Ok(()),
        }
    }

    /// Every axis, and where it is written.
    fn written<'a>(&'a self, raw: &'a RawMap) -> impl Iterator<Item = (&'a Axis, Range<usize>)> {
        let panels = self.panels.iter().zip(&raw.panels);
        let panels = panels.map(|(axis, at)| (axis, at.span()));
        [(&self.x, raw.x.span()), (&self.y, raw.y.span())]
            .into_iter()
            .chain(panels)
    }

    /// The lowest corner, for the values that no axis replaces.
    pub(super) fn corner(&self) -> Vec<(Parameter, f64)> {
        let all = [&self.x, &self.y].into_iter().chain(&self.panels);
        all.map(|axis| (axis.parameter, axis.values[0])).collect()
    }

    /// Where the map is simulated, as axes of cells: panels first, x fastest.
    pub(super) fn overlay(&self, source: &ScenarioText<'_>, raw: &RawMap) -> Result<Vec<Axis>> {
        let Some(overlay) = &raw.overlay else {
            return Ok(Vec::new());
        };
        let overlay = overlay.get_ref();
        let own = |axis: &Axis, spec: &Spanned<WrittenAxis>| listed(source, axis, spec);
        let mut axes: Vec<Axis> = self.panels.iter().cloned().collect();
        axes.push(own(&self.y, &overlay.y)?);
        axes.push(own(&self.x, &overlay.x)?);
        Ok(axes)
    }
}

/// Every cell would be blank.
fn unknown_spread(
    source: &ScenarioText<'_>,
    span: Range<usize>,
    loss: MarginLoss,
) -> ScenarioError {
    let margins = if loss.is_plain() {
        ""
    } else {
        " with margins of its own"
    };
    source
        .at(
            span,
            format!(
                "is over n, and how far an estimated threshold is off at n samples is not known for \
                 {} loss{margins}",
                loss.name()
            ),
        )
        .allowed("n as an axis with loss = \"square\" and no margins")
        .help("a scenario with n in [vary] simulates any loss (docs/scenario.md)")
}

fn cells(source: &ScenarioText<'_>, raw: &Spanned<MapAxis>) -> Result<Axis> {
    let (axis, span) = (raw.get_ref(), raw.span());
    let parameter = axis.parameter.0;
    let values = axis
        .range()
        .values(MOST_CELLS_ALONG)
        .map_err(|(message, allowed)| source.at(span.clone(), message).allowed(allowed))?;
    in_range(source, parameter, &values, &span)?;
    Ok(Axis {
        parameter,
        values,
        scale: axis.scale.0,
    })
}

/// The values of n are checked where it may be an axis.
fn in_range(
    source: &ScenarioText<'_>,
    parameter: Parameter,
    values: &[f64],
    span: &Range<usize>,
) -> Result<()> {
    let of_limit = values.iter().filter(|_| parameter.is_of_the_limit());
    for &value in of_limit {
        value_ranges::value(source, parameter, value, span.clone())?;
    }
    Ok(())
}

fn panels(source: &ScenarioText<'_>, raw: &RawMap) -> Result<Option<Axis>> {
    let Some(panels) = &raw.panels else {
        return Ok(None);
    };
    let (given, span) = (panels.get_ref(), panels.span());
    let parameter = given.parameter.0;
    let count = given.values.len();
    let twice = (1..count).any(|i| given.values[..i].contains(&given.values[i]));
    if !(1..=MOST_PANELS).contains(&count) || twice {
        return Err(source
            .at(span, format!("has the values {:?}", given.values))
            .allowed(format!("1 to {MOST_PANELS} different values, one a panel")));
    }
    in_range(source, parameter, &given.values, &span)?;
    Ok(Some(Axis {
        parameter,
        values: given.values.clone(),
        scale: Scale::Linear,
    }))
}

/// Simulated places lie on the map.
fn listed(source: &ScenarioText<'_>, axis: &Axis, spec: &Spanned<WrittenAxis>) -> Result<Axis> {
    let span = spec.span();
    let values = spec
        .get_ref()
        .values()
        .map_err(|(message, allowed)| source.at(span.clone(), message).allowed(allowed))?;
    let (low, high) = (axis.values[0], axis.values[axis.values.len() - 1]);
    if let Some(outside) = values.iter().find(|v| !(low..=high).contains(*v)) {
        return Err(source
            .at(span, format!("has {outside}, which is not on the map"))
            .allowed(format!("{low} to {high}, as the axis goes")));
    }
    Ok(Axis {
        parameter: axis.parameter,
        values,
        scale: axis.scale,
    })
}
