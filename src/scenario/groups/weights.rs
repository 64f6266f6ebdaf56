//! Weights of groups as they are written: a rule, a list, or a number for each name.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use crate::model::{GroupRule, GroupWeights, Population, Range, Weighting};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::word_values::{W, find};
use crate::suggestion::meant;
use crate::written::brief;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum WeightsSpec {
    Rule(W<GroupRule>),
    List(Vec<f64>),
    Named(BTreeMap<String, f64>),
}

/// Untagged enums lose the place of an error: this keeps it.
impl<'de> Deserialize<'de> for WeightsSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Weights;
        impl<'de> Visitor<'de> for Weights {
            type Value = WeightsSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a rule in quotes, a list of numbers, or { \"name of a group\" = … }")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<WeightsSpec, E> {
                find::<GroupRule, E>(text).map(|rule| WeightsSpec::Rule(W(rule)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<WeightsSpec, A::Error> {
                let mut weights = Vec::new();
                while let Some(weight) = seq.next_element()? {
                    weights.push(weight);
                }
                Ok(WeightsSpec::List(weights))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WeightsSpec, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(WeightsSpec::Named)
            }
        }
        deserializer.deserialize_any(Weights)
    }
}

/// The weights of a population's groups; equal ones where none are written.
pub(super) fn weights(
    source: &ScenarioText<'_>,
    given: Option<&Spanned<WeightsSpec>>,
    population: &Population,
) -> Result<GroupWeights, ScenarioError> {
    let Some(given) = given else {
        return Ok(GroupWeights::Rule(GroupRule::Unweighted));
    };
    let at = |message: String| source.at(given.span(), message);
    match given.get_ref() {
        WeightsSpec::Rule(W(rule)) if rule.has_weights() => Ok(GroupWeights::Rule(*rule)),
        WeightsSpec::Rule(W(rule)) => Err(at(format!(
            "= \"{}\" trains on other samples, not with weights",
            rule.name()
        ))
        .allowed(rules())),
        WeightsSpec::List(list) => {
            let groups = population.groups().len();
            if list.len() != groups {
                let message = format!("has {} weights for {groups} groups", list.len());
                return Err(at(message).allowed(in_order(population)));
            }
            positive(&at, list.clone())
        }
        WeightsSpec::Named(named) => {
            let list = by_name(&at, named, population)
                .map_err(|error| error.allowed(in_order(population)).resting_on("group.name"))?;
            positive(&at, list)
        }
    }
}

/// The rules that give weights.
pub(super) fn rules() -> String {
    let with_weights = GroupRule::ALL.into_iter().filter(|rule| rule.has_weights());
    let quoted: Vec<String> = with_weights.map(|r| format!("\"{}\"", r.name())).collect();
    quoted.join(", ")
}

fn in_order(population: &Population) -> String {
    format!(
        "a positive number for each of {}, in this order or by name, or a rule",
        names(population).join(", ")
    )
}

fn names(population: &Population) -> Vec<String> {
    let groups = population.groups().iter();
    groups.map(|g| format!("\"{}\"", g.name)).collect()
}

/// The weights in the groups' order.
fn by_name(
    at: &dyn Fn(String) -> ScenarioError,
    named: &BTreeMap<String, f64>,
    population: &Population,
) -> Result<Vec<f64>, ScenarioError> {
    let groups = population.groups();
    let names = || groups.iter().map(|g| g.name.as_str());
    if let Some(stranger) = named
        .keys()
        .find(|name| names().all(|own| own != name.as_str()))
    {
        let error = at(format!("has {stranger:?}, which names no group"));
        // What has a weight already was not misspelt.
        let free = names().filter(|name| !named.contains_key(*name));
        return Err(match meant(stranger, free) {
            Some(name) => error.help(format!("did you mean {name:?}?")),
            None => error,
        });
    }
    let weight = |name: &str| named.get(name).copied();
    names()
        .map(|name| weight(name).ok_or_else(|| at(format!("has no weight for {name:?}"))))
        .collect()
}

fn positive(
    at: &dyn Fn(String) -> ScenarioError,
    list: Vec<f64>,
) -> Result<GroupWeights, ScenarioError> {
    if let Some(bad) = list.iter().find(|w| !Range::OF_TRAINING.contains(**w)) {
        return Err(
            at(format!("has the weight {}", brief(*bad))).allowed("numbers from 1e-60 to 1e60")
        );
    }
    Weighting::new(list)
        .map(GroupWeights::Given)
        .map_err(|e| at(e.to_string()))
}
