//! `[metrics]`: quantities beside the usual ones, and what they are judged by.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::diagnostic::{ScenarioError, ScenarioText};
use super::plan::Method;
use super::precision::named_once;
use super::raw::{At, RawScenario};
use super::word_values::{TwoNumbers, W};
use crate::loss::LossKind;
use crate::model::{Costs, Needs, Quantity, TestConditions, check_test_prior};

type Result<T> = std::result::Result<T, ScenarioError>;

/// `[metrics]`, as in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMetrics {
    pub(super) quantities: At<Vec<W<Quantity>>>,
    pub(super) test_prior: At<f64>,
    pub(super) costs: At<TwoNumbers>,
}

/// What quantities are judged by.
pub(super) fn conditions(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<TestConditions> {
    let Some(section) = &raw.metrics else {
        return Ok(TestConditions::default());
    };
    let minority_prior = section.test_prior.as_ref().map(|at| {
        let given = *at.get_ref();
        check_test_prior(given).map_err(|_| source.not_allowed(at.span(), given))
    });
    let costs = section.costs.as_ref().map(|at| {
        let TwoNumbers([minority, majority]) = *at.get_ref();
        let shown = format!("[{minority}, {majority}]");
        Costs::new(minority, majority).map_err(|_| source.not_allowed(at.span(), shown))
    });
    Ok(TestConditions {
        minority_prior: minority_prior.transpose()?,
        costs: costs.transpose()?,
    })
}

/// Every quantity that tables have: the usual ones, those of `[metrics]`, and what other sections
/// name.
pub(super) fn quantities(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    methods: &[Method],
    conditions: &TestConditions,
) -> Result<Vec<Quantity>> {
    if let Some(listed) = raw.metrics.as_ref().and_then(|m| m.quantities.as_ref()) {
        named_once(source, listed)?;
    }
    let asked = asked(raw);
    for (quantity, span) in &asked {
        let unmet = match quantity.needs() {
            Needs::Nothing | Needs::Length => None,
            Needs::Costs if conditions.costs.is_some() => None,
            Needs::Costs => Some((
                "what errors cost is not said",
                "add costs = [5, 1] to [metrics], where a minority sample that is missed costs five \
                 times as much",
            )),
            Needs::LogOdds if methods.iter().any(|m| m.loss.kind() == LossKind::Logistic) => None,
            Needs::LogOdds => Some((
                "no method trains with logistic loss, whose scores alone are log-odds",
                "take loss = \"logistic\", or leave it out",
            )),
        };
        if let Some((why, help)) = unmet {
            let name = quantity.name();
            return Err(source
                .at(span.clone(), format!("asks for {name}, but {why}"))
                .help(help));
        }
    }
    Ok(Quantity::with_usual(
        asked.into_iter().map(|(quantity, _)| quantity),
    ))
}

/// What is named anywhere, and where.
fn asked(raw: &RawScenario) -> Vec<(Quantity, Range<usize>)> {
    let lists = [
        raw.metrics.as_ref().and_then(|m| m.quantities.as_ref()),
        raw.figure().and_then(|f| f.y.as_ref()),
        raw.precision.as_ref().and_then(|p| p.quantities.as_ref()),
        raw.paired.as_ref().and_then(|p| p.quantities.as_ref()),
        raw.finite_size.as_ref().and_then(|f| f.quantities.as_ref()),
    ];
    let of_lists = lists.into_iter().flatten().flat_map(|list| {
        let span = list.span();
        list.get_ref().iter().map(move |w| (w.0, span.clone()))
    });
    let of_map = raw.map.as_ref().and_then(|map| map.quantity.as_ref());
    let of_map = of_map.map(|at| (at.get_ref().0, at.span()));
    of_lists.chain(of_map).collect()
}

#[cfg(test)]
mod tests;
