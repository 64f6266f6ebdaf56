//! Values of parameters: what is fixed, and what varies.

use std::ops::Range;

use super::plan::GroupAxis;
use super::raw::RawStudy;
use crate::loss::LossKind;
use crate::model::{
    GroupParameter, GroupRule, GroupSetting, GroupWeights, Parameter, PoweredWeights, Training,
};
use crate::scenario::axis::WrittenAxis;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::population::form;
use crate::written::brief;

type Result<T> = std::result::Result<T, ScenarioError>;

/// The table that an axis stands in: what it is an axis of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AxisTable {
    /// `[vary]`: of the cells.
    Vary,
    /// `[map]`.
    Map,
}

impl std::fmt::Display for AxisTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            AxisTable::Vary => "[vary]",
            AxisTable::Map => "[map]",
        })
    }
}

/// An axis as it is written, and where.
pub(super) struct Written {
    pub(super) parameter: GroupParameter,
    pub(super) spec: WrittenAxis,
    pub(super) span: Range<usize>,
    pub(super) table: AxisTable,
}

/// All axes, those of `[vary]` and of `[map]`.
pub(super) fn written(raw: &RawStudy) -> Vec<Written> {
    let mut all = Vec::new();
    for parameter in GroupParameter::ALL {
        let Some(given) = raw.vary.axis(parameter) else {
            continue;
        };
        all.push(Written {
            parameter,
            spec: given.get_ref().clone(),
            span: given.span(),
            table: AxisTable::Vary,
        });
    }
    if let Some(map) = &raw.map {
        for axis in [&map.get_ref().x, &map.get_ref().y] {
            all.push(Written {
                parameter: axis.get_ref().parameter.0,
                spec: axis.get_ref().spec(),
                span: axis.span(),
                table: AxisTable::Map,
            });
        }
    }
    all
}

/// About how much a study is to read, in cells of two classes: every cell has groups of its own.
pub(super) fn cells_to_read(raw: &RawStudy) -> usize {
    let length = |axis: &Written| axis.spec.values().map_or(1, |values| values.len());
    let cells = written(raw)
        .iter()
        .map(length)
        .fold(raw.method.len().max(1), usize::saturating_mul);
    cells.saturating_mul(raw.group.len().max(4))
}

/// The data with everything that is fixed, and no training yet; what varies has some allowed value.
pub(super) fn data(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    axes: &[Written],
) -> Result<GroupSetting> {
    let varies = |parameter| axes.iter().find(|axis| axis.parameter == parameter);
    let correlation = varies(GroupParameter::Correlation).is_some();
    let form = form(source, raw.model.as_ref(), &raw.group, correlation)?;
    if let Some(axis) = varies(GroupParameter::NoiseRatio) {
        let mut groups = raw.group.iter();
        if let Some(place) = groups.find_map(|group| group.get_ref().positive_noise()) {
            let message = format!("is set here, and noise_ratio varies it in {}", axis.table);
            return Err(source.at(place, message).help(
                "remove one of the two: the ratio is of this noise over that of the other group",
            ));
        }
    }
    let unweighted = GroupWeights::Rule(GroupRule::Unweighted);
    Ok(GroupSetting {
        population: form,
        // Whoever varies it replaces it, and whoever does not must give it.
        delta: Parameter::Delta.entry().usual.0,
        training: Training::new(LossKind::Square, PoweredWeights::of(unweighted)),
    })
}

/// The values of an axis, each of which the problem allows.
pub(super) fn axis(
    source: &ScenarioText<'_>,
    base: &GroupSetting,
    axis: &Written,
) -> Result<GroupAxis> {
    let values = axis.spec.values();
    let values = values
        .map_err(|(message, allowed)| source.at(axis.span.clone(), message).allowed(allowed))?;
    for &value in &values {
        with(source, base, axis.parameter, value, axis.span.clone())?;
    }
    Ok(GroupAxis {
        parameter: axis.parameter,
        values,
        scale: axis.spec.scale(),
    })
}

/// The same problem with another value, or what is wrong with that.
pub(super) fn with(
    source: &ScenarioText<'_>,
    setting: &GroupSetting,
    parameter: GroupParameter,
    value: f64,
    span: Range<usize>,
) -> Result<GroupSetting> {
    if let Some(changed) = setting.with(parameter, value) {
        return Ok(changed);
    }
    Err(match setting.number(parameter) {
        None => strange(source, span, parameter),
        Some(_) => source
            .at(
                span,
                format!("has the value {} for {}", brief(value), parameter.name()),
            )
            .allowed(parameter.entry().allowed),
    })
}

/// What is said of a parameter that a population does not have.
pub(super) fn strange(
    source: &ScenarioText<'_>,
    span: Range<usize>,
    parameter: GroupParameter,
) -> ScenarioError {
    let entry = parameter.entry();
    let message = format!("varies the {}, which this population has not", entry.label);
    source
        .at(span, message)
        .allowed(entry.of)
        .resting_on("model")
}
