//! The scenario file as it is written.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::axis::WrittenAxis;
use super::figure_sheet::{ColourName, WidthSpec};
use super::kind::{RawFiniteSize, RawPaired};
use super::losses::LossKeys;
use super::map::RawMap;
use super::metrics::RawMetrics;
use super::plan::{FigureKind, Parameter};
use super::section::{Given, Section, Table};
use super::thresholds::ThresholdValue;
use super::whole_number;
use super::word_values::{MethodWord, RuleWord, TwoNumbers, W, Word};
use crate::loss::LossKind;
use crate::model::{Labels, Quantity, Solver, ThresholdSource, WeightRule};
use crate::paper::Scale;
use crate::paper::SvgText;

/// A value that remembers where it stood.
pub(super) type At<T> = Option<Spanned<T>>;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScenario {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) seed: At<u64>,
    #[serde(default)]
    pub(super) model: Section<RawModel>,
    #[serde(default)]
    pub(super) training: Section<RawTraining>,
    pub(super) simulation: Option<Section<RawSimulation>>,
    pub(super) metrics: Option<RawMetrics>,
    pub(super) precision: Option<RawPrecision>,
    pub(super) finite_size: Option<RawFiniteSize>,
    pub(super) paired: Option<RawPaired>,
    #[serde(default)]
    pub(super) vary: Section<RawVary>,
    #[serde(default)]
    pub(super) method: Vec<Spanned<Section<RawMethod>>>,
    pub(super) figure: At<RawFigure>,
    pub(super) map: Option<RawMap>,
    #[serde(default)]
    pub(super) verify: RawVerify,
}

impl RawScenario {
    pub(super) fn figure(&self) -> Option<&RawFigure> {
        self.figure.as_ref().map(Spanned::get_ref)
    }

    /// What is given for a parameter in the table that fixes it.
    pub(super) fn fixed(&self, parameter: Parameter) -> Option<&Spanned<Given>> {
        let model = self.model.given(parameter);
        let training = self.training.given(parameter);
        let simulation = self.simulation.as_ref().and_then(|s| s.given(parameter));
        model.or(training).or(simulation)
    }

    /// The weight that all methods have that name none.
    pub(super) fn common_weight(&self) -> Option<WeightRule> {
        self.fixed(Parameter::WeightRatio)?.get_ref().weight()
    }

    /// The axis of a parameter in `[vary]`, and where it stands.
    pub(super) fn axis(&self, parameter: Parameter) -> Option<(&WrittenAxis, Range<usize>)> {
        let given = self.vary.given(parameter)?;
        Some((given.get_ref().axis()?, given.span()))
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawModel {
    #[serde(default)]
    pub(super) labels: W<Labels>,
}

impl Table for RawModel {
    const NAME: &'static str = "model";
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTraining {
    #[serde(default)]
    pub(super) loss: W<LossKind>,
    pub(super) huber_threshold: At<f64>,
    pub(super) margin_scale: At<TwoNumbers>,
    pub(super) margin_shift: At<TwoNumbers>,
    pub(super) required_margin: At<TwoNumbers>,
    pub(super) threshold: At<ThresholdValue>,
    pub(super) threshold_from: At<W<ThresholdSource>>,
}

impl RawTraining {
    /// Its keys of the loss.
    pub(super) fn loss_keys(&self) -> LossKeys<'_> {
        LossKeys {
            loss: Some(self.loss),
            huber_threshold: &self.huber_threshold,
            margin_scale: &self.margin_scale,
            margin_shift: &self.margin_shift,
            required_margin: &self.required_margin,
        }
    }
}

impl Table for RawTraining {
    const NAME: &'static str = "training";
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSimulation {
    #[serde(deserialize_with = "whole_number::spanned")]
    pub(super) replicates: Spanned<u64>,
    #[serde(default)]
    pub(super) method: At<W<MethodWord>>,
}

impl Table for RawSimulation {
    const NAME: &'static str = "simulation";
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(deserialize = "Q: Word", serialize = "Q: Word")
)]
pub(super) struct RawPrecision<Q = Quantity> {
    pub(super) quantities: At<Vec<W<Q>>>,
    pub(super) standard_error: At<f64>,
    pub(super) relative_standard_error: At<f64>,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) first: At<u64>,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) batch: At<u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVary {}

impl Table for RawVary {
    const NAME: &'static str = "vary";
    const VARIES: bool = true;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMethod {
    pub(super) name: Spanned<String>,
    pub(super) loss: Option<W<LossKind>>,
    pub(super) huber_threshold: At<f64>,
    pub(super) margin_scale: At<TwoNumbers>,
    pub(super) margin_shift: At<TwoNumbers>,
    pub(super) required_margin: At<TwoNumbers>,
    #[serde(default = "direct")]
    pub(super) solver: Spanned<W<Solver>>,
    #[serde(default)]
    pub(super) downsample: bool,
    pub(super) threshold: At<ThresholdValue>,
    pub(super) threshold_from: At<W<ThresholdSource>>,
}

impl RawMethod {
    /// Its keys of the loss.
    pub(super) fn loss_keys(&self) -> LossKeys<'_> {
        LossKeys {
            loss: self.loss,
            huber_threshold: &self.huber_threshold,
            margin_scale: &self.margin_scale,
            margin_shift: &self.margin_shift,
            required_margin: &self.required_margin,
        }
    }
}

impl Table for RawMethod {
    const NAME: &'static str = "method";
}

fn direct() -> Spanned<W<Solver>> {
    Spanned::new(0..0, W::default())
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    #[serde(default = "lines")]
    pub(super) kind: Spanned<W<FigureKind>>,
    /// Beside a map there is none.
    pub(super) x: At<W<Parameter>>,
    /// Beside a map there is none.
    pub(super) y: At<Vec<W<Quantity>>>,
    pub(super) x_label: Option<String>,
    pub(super) y_label: Option<String>,
    pub(super) x_scale: Option<W<Scale>>,
    #[serde(default)]
    pub(super) y_scale: W<Scale>,
    pub(super) x_range: At<TwoNumbers>,
    pub(super) y_range: At<TwoNumbers>,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) theory_points: At<usize>,
    pub(super) theory_range: At<TwoNumbers>,
    #[serde(default)]
    pub(super) mark: Vec<W<RuleWord>>,
    #[serde(default)]
    pub(super) mark_worst_class_error: bool,
    pub(super) width: At<WidthSpec>,
    pub(super) font_size: At<f64>,
    pub(super) colour_map: At<W<ColourName>>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) svg_text: W<SvgText>,
}

fn lines() -> Spanned<W<FigureKind>> {
    Spanned::new(0..0, W::default())
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawVerify {
    pub(super) finite_size: Spanned<f64>,
    pub(super) max_z: Spanned<f64>,
    pub(super) min_share: Spanned<f64>,
}

/// Weights, losses and methods of one design share its data, so their z-scores rise and
/// fall together: by luck alone a large part of them can lie beyond 2.
const DEFAULT_MIN_SHARE: f64 = 0.5;

impl Default for RawVerify {
    fn default() -> Self {
        Self {
            finite_size: Spanned::new(0..0, 3.0),
            max_z: Spanned::new(0..0, 4.5),
            min_share: Spanned::new(0..0, DEFAULT_MIN_SHARE),
        }
    }
}
