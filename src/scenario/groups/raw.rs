//! A scenario about groups as it is written.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::map_thresholds::GroupThresholdWord;
use super::plan::GroupShown;
use super::weights::WeightsSpec;
use crate::loss::LossKind;
use crate::model::{GroupParameter, GroupRule, Labels};
use crate::paper::{Scale, SvgText};
use crate::scenario::axis::{AxisRange, WrittenAxis};
use crate::scenario::figure_sheet::WidthSpec;
use crate::scenario::losses::LossKeys;
use crate::scenario::population::{RawGroup, RawPopulationModel};
use crate::scenario::raw::{At, RawPrecision, RawVerify};
use crate::scenario::whole_number;
use crate::scenario::word_values::{MethodWord, TwoNumbers, W};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStudy {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) seed: At<u64>,
    pub(super) model: At<RawPopulationModel>,
    #[serde(default)]
    pub(super) training: RawGroupTraining,
    pub(super) simulation: Option<RawGroupSimulation>,
    pub(super) precision: Option<RawPrecision<GroupShown>>,
    #[serde(default)]
    pub(super) vary: RawGroupVary,
    pub(super) figure: Option<RawGroupFigure>,
    pub(super) map: At<RawGroupMap>,
    #[serde(default)]
    pub(super) verify: RawVerify,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) method: Vec<Spanned<RawGroupMethod>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) group: Vec<Spanned<RawGroup>>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupTraining {
    #[serde(default)]
    pub(super) loss: W<LossKind>,
    pub(super) huber_threshold: At<f64>,
    pub(super) margin_scale: At<TwoNumbers>,
    pub(super) margin_shift: At<TwoNumbers>,
    pub(super) required_margin: At<TwoNumbers>,
    pub(super) delta: At<f64>,
    pub(super) ridge: At<f64>,
    pub(super) weight_strength: At<f64>,
    pub(super) weights: At<WeightsSpec>,
}

impl RawGroupTraining {
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

    /// What is given for a parameter that is fixed here.
    pub(super) fn fixed(&self, parameter: GroupParameter) -> &At<f64> {
        match parameter {
            GroupParameter::Delta => &self.delta,
            GroupParameter::Ridge => &self.ridge,
            GroupParameter::WeightStrength => &self.weight_strength,
            // They describe the population, and stand there.
            GroupParameter::Correlation | GroupParameter::NoiseRatio => &None,
        }
    }
}

/// A way to train: each key outranks that of `[training]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupMethod {
    pub(super) name: Spanned<String>,
    pub(super) loss: Option<W<LossKind>>,
    pub(super) huber_threshold: At<f64>,
    pub(super) margin_scale: At<TwoNumbers>,
    pub(super) margin_shift: At<TwoNumbers>,
    pub(super) required_margin: At<TwoNumbers>,
    pub(super) ridge: At<f64>,
    pub(super) weight_strength: At<f64>,
    pub(super) weights: At<WeightsSpec>,
}

impl RawGroupMethod {
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

    /// What it gives for a parameter of its own.
    pub(super) fn fixed(&self, parameter: GroupParameter) -> &At<f64> {
        match parameter {
            GroupParameter::Ridge => &self.ridge,
            GroupParameter::WeightStrength => &self.weight_strength,
            // They are of the data, which all methods share.
            GroupParameter::Correlation | GroupParameter::NoiseRatio | GroupParameter::Delta => {
                &None
            }
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupSimulation {
    #[serde(deserialize_with = "whole_number::spanned")]
    pub(super) n: Spanned<u64>,
    #[serde(deserialize_with = "whole_number::spanned")]
    pub(super) replicates: Spanned<u64>,
    #[serde(default)]
    pub(super) method: At<W<MethodWord>>,
    #[serde(default)]
    pub(super) labels: W<Labels>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupVary {
    correlation: At<WrittenAxis>,
    noise_ratio: At<WrittenAxis>,
    delta: At<WrittenAxis>,
    ridge: At<WrittenAxis>,
    weight_strength: At<WrittenAxis>,
}

impl RawGroupVary {
    pub(super) fn axis(&self, parameter: GroupParameter) -> &At<WrittenAxis> {
        match parameter {
            GroupParameter::Correlation => &self.correlation,
            GroupParameter::NoiseRatio => &self.noise_ratio,
            GroupParameter::Delta => &self.delta,
            GroupParameter::Ridge => &self.ridge,
            GroupParameter::WeightStrength => &self.weight_strength,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupFigure {
    pub(super) x: At<W<GroupParameter>>,
    pub(super) y: At<Vec<W<GroupShown>>>,
    pub(super) x_label: Option<String>,
    pub(super) y_label: Option<String>,
    pub(super) x_scale: Option<W<Scale>>,
    #[serde(default)]
    pub(super) y_scale: W<Scale>,
    pub(super) x_range: At<TwoNumbers>,
    pub(super) y_range: At<TwoNumbers>,
    #[serde(default, deserialize_with = "whole_number::optional")]
    pub(super) theory_points: At<usize>,
    pub(super) mark: At<Vec<W<GroupRule>>>,
    pub(super) width: At<WidthSpec>,
    pub(super) font_size: At<f64>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) svg_text: W<SvgText>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupMap {
    pub(super) quantity: At<W<GroupShown>>,
    /// Its presence asks for a gain.
    pub(super) gain_over: At<W<GroupRule>>,
    /// Under the weights of `[training]`, and under those of `gain_over`.
    pub(super) threshold: At<W<GroupThresholdWord>>,
    pub(super) gain_over_threshold: At<W<GroupThresholdWord>>,
    pub(super) contours: At<Vec<f64>>,
    pub(super) value_label: Option<String>,
    pub(super) x: Spanned<RawMapAxis>,
    pub(super) y: Spanned<RawMapAxis>,
}

/// `{ parameter, from, to, points, scale }`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMapAxis {
    pub(super) parameter: W<GroupParameter>,
    from: f64,
    to: f64,
    #[serde(deserialize_with = "whole_number::plain")]
    pub(super) points: usize,
    #[serde(default)]
    scale: W<Scale>,
}

impl RawMapAxis {
    pub(super) fn spec(&self) -> WrittenAxis {
        WrittenAxis::Range(AxisRange {
            from: self.from,
            to: self.to,
            points: self.points,
            scale: self.scale,
        })
    }
}
