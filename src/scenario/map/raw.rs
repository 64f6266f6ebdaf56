//! `[map]` as it is written.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::map_words::{ValueName, WaySpec};
use super::plan::Boundary;
use crate::model::{Quantity, ThresholdSource};
use crate::paper::Scale;
use crate::scenario::axis::{self, WrittenAxis};
use crate::scenario::plan::Parameter;
use crate::scenario::raw::At;
use crate::scenario::thresholds::ThresholdValue;
use crate::scenario::whole_number;
use crate::scenario::word_values::{RuleWord, TwoNumbers, W};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct RawMap {
    pub(in crate::scenario) value: Spanned<W<ValueName>>,
    pub(in crate::scenario) quantity: At<W<Quantity>>,
    pub(in crate::scenario) rule: At<WaySpec>,
    pub(in crate::scenario) over: At<WaySpec>,
    pub(in crate::scenario) over_threshold: At<ThresholdValue>,
    pub(in crate::scenario) over_threshold_from: At<W<ThresholdSource>>,
    pub(in crate::scenario) rules: At<Vec<WaySpec>>,
    pub(in crate::scenario) thresholds: At<Vec<Spanned<ThresholdValue>>>,
    pub(in crate::scenario) tolerance: At<f64>,
    #[serde(default = "none")]
    pub(in crate::scenario) boundaries: Spanned<Vec<W<Boundary>>>,
    pub(in crate::scenario) mark: At<Vec<W<RuleWord>>>,
    pub(in crate::scenario) contours: At<Vec<f64>>,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(in crate::scenario) refine: At<usize>,
    pub(in crate::scenario) x_label: Option<String>,
    pub(in crate::scenario) y_label: Option<String>,
    pub(in crate::scenario) value_label: Option<String>,
    pub(in crate::scenario) colour_range: At<TwoNumbers>,
    pub(in crate::scenario) colour_scale: At<W<Scale>>,
    pub(in crate::scenario) x: Spanned<MapAxis>,
    pub(in crate::scenario) y: Spanned<MapAxis>,
    pub(in crate::scenario) panels: At<Panels>,
    pub(in crate::scenario) overlay: At<Overlay>,
}

fn none() -> Spanned<Vec<W<Boundary>>> {
    Spanned::new(0..0, Vec::new())
}

impl RawMap {
    /// Where the values of a parameter stand that cells of the simulation have.
    pub(in crate::scenario) fn varied_at(&self, parameter: Parameter) -> Option<Range<usize>> {
        let overlay = self.overlay.as_ref().map(Spanned::get_ref);
        if self.x.get_ref().parameter.0 == parameter {
            return Some(overlay.map_or(self.x.span(), |o| o.x.span()));
        }
        if self.y.get_ref().parameter.0 == parameter {
            return Some(overlay.map_or(self.y.span(), |o| o.y.span()));
        }
        let panels = self.panels.as_ref()?;
        (panels.get_ref().parameter.0 == parameter).then(|| panels.span())
    }

    /// At most so many cells along either axis.
    pub(in crate::scenario) fn coarsen(&mut self, most: usize) {
        for axis in [&mut self.x, &mut self.y] {
            let points = &mut axis.get_mut().points;
            *points = (*points).min(most);
        }
    }
}

/// `{ parameter, from, to, points, scale }`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct MapAxis {
    pub(in crate::scenario) parameter: W<Parameter>,
    pub(in crate::scenario) from: f64,
    pub(in crate::scenario) to: f64,
    #[serde(deserialize_with = "whole_number::plain")]
    pub(in crate::scenario) points: usize,
    #[serde(default)]
    pub(in crate::scenario) scale: W<Scale>,
}

impl MapAxis {
    pub(in crate::scenario) fn range(&self) -> axis::AxisRange {
        axis::AxisRange {
            from: self.from,
            to: self.to,
            points: self.points,
            scale: self.scale,
        }
    }
}

/// `{ parameter, values }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct Panels {
    pub(in crate::scenario) parameter: W<Parameter>,
    pub(in crate::scenario) values: Vec<f64>,
}

/// `{ x, y }`: where the map is simulated.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct Overlay {
    pub(in crate::scenario) x: Spanned<WrittenAxis>,
    pub(in crate::scenario) y: Spanned<WrittenAxis>,
}
