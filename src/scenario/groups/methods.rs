//! The ways to train that a scenario about groups names.

use std::collections::HashSet;

use super::plan::GroupMethod;
use super::raw::{RawGroupMethod, RawStudy};
use super::values::{Written, data, with};
use super::weights::weights;
use crate::model::{GroupParameter, GroupSetting, PoweredWeights};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::losses;
use crate::scenario::methods::tells_apart;
use crate::scenario::value_ranges::name_in_tables;

type Result<T> = std::result::Result<T, ScenarioError>;

/// A way to train, and the problem as it trains it.
pub(super) struct OwnMethod {
    /// `None` of the one that `[training]` alone describes.
    pub(super) name: Option<String>,
    /// What varies has some allowed value.
    pub(super) base: GroupSetting,
}

impl OwnMethod {
    /// As plans have it.
    pub(super) fn planned(self) -> GroupMethod {
        GroupMethod {
            name: self.name,
            training: self.base.training,
        }
    }
}

/// Checks every method; without any there is the one of `[training]`, which has no name.
pub(super) fn methods(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    axes: &[Written],
) -> Result<Vec<OwnMethod>> {
    let data = data(source, raw, axes)?;
    if raw.method.is_empty() {
        let base = trained(source, raw, axes, &data, None)?;
        return Ok(vec![OwnMethod { name: None, base }]);
    }
    let mut found = Vec::with_capacity(raw.method.len());
    let mut names = HashSet::new();
    for spanned in &raw.method {
        let method = spanned.get_ref();
        name_in_tables(source, &method.name)?;
        tells_apart(source, &method.name, &mut names)?;
        found.push(OwnMethod {
            name: Some(method.name.get_ref().clone()),
            base: trained(source, raw, axes, &data, Some(method))?,
        });
    }
    let losses = found.iter().map(|own| own.base.training.loss);
    losses::threshold_used(source, &raw.training.huber_threshold, losses)?;
    Ok(found)
}

/// The problem as it is trained: what a method gives outranks what `[training]` does, which must be
/// right all the same.
fn trained(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    axes: &[Written],
    data: &GroupSetting,
    method: Option<&RawGroupMethod>,
) -> Result<GroupSetting> {
    let population = data.population.population();
    let of_all = raw.training.loss_keys();
    let mut setting = data.clone();
    let common = weights(source, raw.training.weights.as_ref(), &population)?;
    let own = method.and_then(|method| method.weights.as_ref());
    setting.training.weights = PoweredWeights::of(match own {
        None => common,
        Some(own) => weights(source, Some(own), &population)?,
    });
    setting.training.loss = match method {
        None => losses::common(source, of_all)?,
        Some(method) => losses::own(source, of_all, method.loss_keys())?,
    };
    for parameter in GroupParameter::ALL {
        let varied = axes.iter().find(|axis| axis.parameter == parameter);
        let common = raw.training.fixed(parameter).as_ref();
        let own = method.and_then(|method| method.fixed(parameter).as_ref());
        match (own, common, varied) {
            (Some(own), _, Some(axis)) => {
                let message = format!("is set by this method and varied in {}", axis.table);
                let name = parameter.name();
                return Err(source.at(own.span(), message).help(format!(
                    "remove one of the two, or {name} from {}",
                    axis.table
                )));
            }
            (None, Some(common), Some(axis)) => {
                let message = format!("is set here and varied in {}", axis.table);
                return Err(source
                    .at(common.span(), message)
                    .help("remove one of the two"));
            }
            (None, None, None) if parameter == GroupParameter::Delta => {
                let absent = source.absent("training", parameter.name());
                return Err(absent
                    .allowed(parameter.entry().allowed)
                    .help("give it, or let it vary in [vary] or [map]"));
            }
            (own, common, None) => {
                for given in common.into_iter().chain(own) {
                    let value = *given.get_ref();
                    setting = with(source, &setting, parameter, value, given.span())?;
                }
            }
            (None, None, Some(_)) => {}
        }
    }
    Ok(setting)
}
