//! `[map]`: one value over two parameters, in place of cells and a figure of lines.

mod axes;
mod boundaries;
mod map_thresholds;
mod map_words;
mod plan;
mod raw;
mod recipe;
mod value;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod threshold_tests;

pub(super) use axes::MOST_CELLS_ALONG;
pub(super) use map_words::ValueName;
pub use plan::{Boundary, CategoryName, Contest, Gain, MapLook, MapPlace, MapPlan, MapValue, Way};
pub(super) use raw::RawMap;
pub use recipe::Recipe;

use axes::MapAxes;
use boundaries::Ground;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::figure_sheet;
use super::losses;
use super::methods::OwnMethod;
use super::plan::{Axis, Method, Parameter, Setting};
use super::raw::{RawFigure, RawScenario};
use super::value_ranges;
use crate::model::{TestConditions, WeightRule};
use crate::paper::Scale;

type Result<T> = std::result::Result<T, ScenarioError>;

/// A checked map that still lacks the values which no axis replaces.
pub(super) struct MapDraft {
    raw: RawMap,
    axes: MapAxes,
    value: MapValue,
    /// Axes of the simulated places; none without simulation.
    pub(super) overlay: Vec<Axis>,
    /// One a way to train, for the simulation.
    pub(super) methods: Vec<OwnMethod>,
}

/// Checks what can be checked without the rest of the file.
pub(super) fn draft(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<Option<MapDraft>> {
    let Some(map) = &raw.map else {
        return Ok(None);
    };
    alone(source, raw)?;
    let axes = MapAxes::of(source, map)?;
    let value = value::value(source, raw, map, &axes)?;
    needs_a_weight(source, raw, &axes, &value)?;
    axes.needs_no_samples(source, (raw, map), &value)?;
    let overlay = axes.overlay(source, map)?;
    simulable(source, raw, map, &value)?;
    let methods = methods(source, raw, &value)?;
    Ok(Some(MapDraft {
        raw: map.clone(),
        axes,
        value,
        overlay,
        methods,
    }))
}

/// Without a rule the weight is the given one: there must be one.
fn needs_a_weight(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    axes: &MapAxes,
    value: &MapValue,
) -> Result<()> {
    let given = axes.has(Parameter::WeightRatio) || raw.common_weight().is_some();
    let span = raw.map.as_ref().map(|map| map.value.span());
    match span {
        Some(span) if !given && value.given().is_some() => Err(source
            .at(span, "needs rule, or weight_ratio in [training]")
            .help("for example rule = \"equal_error\"")),
        Some(_) | None => Ok(()),
    }
}

/// A map has axes, ways and contents of its own; `[figure]` says how it is printed.
fn alone(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<()> {
    let varied = Parameter::ALL.into_iter().find_map(|p| raw.axis(p));
    if let Some(figure) = raw.figure() {
        figure_sheet::beside_a_map(source, figure)?;
    }
    let other = if let Some((_, span)) = varied {
        ("[vary]", span)
    } else if let Some(method) = raw.method.first() {
        ("[[method]]", method.span())
    } else if let Some(study) = &raw.finite_size {
        ("[finite_size]", study.samples.span())
    } else {
        return Ok(());
    };
    Err(source
        .at(other.1, format!("{} stands beside [map]", other.0))
        .help("a map says all by itself: x, y, panels, value and rules; remove the other"))
}

/// An overlay needs a simulation and something to train, and the other way round.
fn simulable(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    map: &RawMap,
    value: &MapValue,
) -> Result<()> {
    match (&raw.simulation, &map.overlay) {
        (Some(simulation), None) => Err(source
            .at(
                simulation.replicates.span(),
                "simulates nothing: the map has no `overlay`",
            )
            .help("add overlay = { x = […], y = […] } to [map], or remove [simulation]")),
        (None, Some(overlay)) => Err(source
            .at(
                overlay.span(),
                "is where the map is simulated, but there is no [simulation]",
            )
            .help("add [simulation] with n and replicates")),
        (Some(_), Some(overlay)) if value.ways().is_empty() => Err(source
            .at(
                overlay.span(),
                "has nothing to train: this value is computed, not measured",
            )
            .allowed(
                "overlay together with value = \"quantity\", \"gain\", \"ratio\" or \"winner\"",
            )),
        _ => Ok(()),
    }
}

fn methods(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    value: &MapValue,
) -> Result<Vec<OwnMethod>> {
    let loss = losses::common(source, raw.training.loss_keys())?;
    let own = |recipe: Recipe| OwnMethod {
        method: Method {
            name: recipe.name(),
            loss,
            solver: Default::default(),
            downsample: recipe.way == Way::Downsampled,
            threshold: recipe.threshold,
        },
        weight: match recipe.way {
            Way::Given => None,
            Way::Downsampled => Some(WeightRule::Unweighted),
            Way::Weight(rule) => Some(rule),
        },
        own: Vec::new(),
    };
    let mut ways = value.ways();
    ways.dedup();
    if ways.is_empty() {
        ways.push(Recipe::unmoved(Way::Weight(WeightRule::Unweighted)));
    }
    Ok(ways.into_iter().map(own).collect())
}

impl MapDraft {
    /// The values of the lowest corner of the map.
    pub(super) fn corner(&self) -> Vec<(Parameter, f64)> {
        self.axes.corner()
    }

    /// The map, with `base` from the rest of the file.
    pub(super) fn finish(
        self,
        source: &ScenarioText<'_>,
        figure: Option<&RawFigure>,
        (base, conditions): (Setting, TestConditions),
    ) -> Result<MapPlan> {
        let raw = &self.raw;
        let log = raw
            .colour_scale
            .as_ref()
            .is_some_and(|s| s.get_ref().0 == Scale::Log);
        let ground = Ground {
            source,
            axes: &self.axes,
            value: &self.value,
            training: base.training,
        };
        let (ordered, centre) = (!self.value.is_categorical(), self.value.centre());
        let range = value_ranges::interval(source, &raw.colour_range, log)?;
        // A range on one side of the neutral value needs one arm only.
        let inside = |c: &f64| range.is_none_or(|(low, high)| low < *c && *c < high);
        let colour_map = match figure {
            Some(figure) => {
                let centred = centre.is_some_and(|c| inside(&c));
                figure_sheet::colour_map(source, figure, ordered, centred)?
            }
            None => None,
        };
        let look = MapLook {
            colour_map,
            x_label: raw.x_label.clone(),
            y_label: raw.y_label.clone(),
            value_label: raw.value_label.clone(),
            colour_range: range,
            colour_scale: raw.colour_scale.as_ref().map(|s| s.get_ref().0),
        };
        Ok(MapPlan {
            boundaries: ground.boundaries(raw)?,
            marks: self.marks(source)?,
            contours: self.contours(source)?,
            refine: self.refine(source)?,
            x: self.axes.x,
            y: self.axes.y,
            panels: self.axes.panels,
            base,
            conditions,
            value: self.value,
            look,
        })
    }

    fn marks(&self, source: &ScenarioText<'_>) -> Result<Vec<WeightRule>> {
        let Some(mark) = &self.raw.mark else {
            return Ok(Vec::new());
        };
        let on_axis = [&self.axes.x, &self.axes.y].map(|a| a.parameter);
        if !on_axis.contains(&Parameter::WeightRatio) {
            return Err(source
                .at(
                    mark.span(),
                    "shows weights, but weight_ratio is on neither axis",
                )
                .help("mark goes with x or y = { parameter = \"weight_ratio\", … }"));
        }
        Ok(mark.get_ref().iter().map(|name| name.0.0).collect())
    }

    fn contours(&self, source: &ScenarioText<'_>) -> Result<Vec<f64>> {
        let Some(contours) = &self.raw.contours else {
            return Ok(Vec::new());
        };
        let levels = contours.get_ref().clone();
        let complaint = if self.value.is_categorical() {
            "are lines of equal value, but the cells hold kinds"
        } else if levels.iter().any(|v| !v.is_finite()) {
            "has a level that is not finite"
        } else {
            return Ok(levels);
        };
        Err(source
            .at(contours.span(), complaint)
            .allowed("finite numbers, where the cells hold numbers"))
    }

    fn refine(&self, source: &ScenarioText<'_>) -> Result<usize> {
        let Some(refine) = &self.raw.refine else {
            return Ok(1);
        };
        let step = *refine.get_ref();
        if !(1..=64).contains(&step) || !step.is_power_of_two() {
            return Err(source.not_allowed(refine.span(), step));
        }
        if step > 1 && !self.value.is_categorical() {
            return Err(source
                .at(
                    refine.span(),
                    "leaves out cells inside a region, but the cells hold numbers",
                )
                .allowed("refine where the cells hold kinds"));
        }
        Ok(step)
    }
}
