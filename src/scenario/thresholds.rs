//! The threshold that goes with a way to train.

use std::ops::Range;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::raw::{RawMethod, RawScenario};
use super::word_values::{W, Word, find};
use crate::model::{Threshold, ThresholdRule, ThresholdSource};

type Result<T> = std::result::Result<T, ScenarioError>;

/// A rule for the threshold by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ThresholdWord(pub(super) ThresholdRule);

impl Word for ThresholdWord {
    const WHAT: &'static str = "threshold";
    fn words() -> Vec<(&'static str, Self)> {
        ThresholdRule::NAMED
            .map(|(name, rule)| (name, Self(rule)))
            .to_vec()
    }
    fn word(self) -> &'static str {
        self.0.name().unwrap_or("fixed")
    }
}

/// A threshold: a number or the name of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ThresholdValue(pub(super) ThresholdRule);

impl Serialize for ThresholdValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0 {
            ThresholdRule::Fixed(threshold) => serializer.serialize_f64(threshold),
            rule @ (ThresholdRule::None
            | ThresholdRule::Midpoint
            | ThresholdRule::EqualError
            | ThresholdRule::MinAverage
            | ThresholdRule::Cost
            | ThresholdRule::BestF1) => serializer.serialize_str(ThresholdWord(rule).word()),
        }
    }
}

impl<'de> Deserialize<'de> for ThresholdValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct NumberOrRule;
        impl Visitor<'_> for NumberOrRule {
            type Value = ThresholdValue;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a number or the name of a rule for the threshold in quotes")
            }
            fn visit_f64<E: Error>(self, value: f64) -> std::result::Result<ThresholdValue, E> {
                Ok(ThresholdValue(ThresholdRule::Fixed(value)))
            }
            fn visit_i64<E: Error>(self, value: i64) -> std::result::Result<ThresholdValue, E> {
                self.visit_f64(value as f64)
            }
            fn visit_u64<E: Error>(self, value: u64) -> std::result::Result<ThresholdValue, E> {
                self.visit_f64(value as f64)
            }
            fn visit_str<E: Error>(self, text: &str) -> std::result::Result<ThresholdValue, E> {
                find::<ThresholdWord, E>(text).map(|word| ThresholdValue(word.0))
            }
        }
        deserializer.deserialize_any(NumberOrRule)
    }
}

/// The threshold of methods that name none.
pub(super) fn common(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<Threshold> {
    let training = &raw.training;
    let said = (
        training.threshold.as_ref(),
        training.threshold_from.as_ref(),
    );
    decide(source, raw, said)
}

/// That of a method: each of its two keys outranks that of `[training]`.
pub(super) fn own(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    method: &RawMethod,
) -> Result<Threshold> {
    let own = (method.threshold.as_ref(), method.threshold_from.as_ref());
    outranking(source, raw, own)
}

/// Those of all methods, or of the one that a scenario without any has.
pub(super) fn of_methods(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<Vec<Threshold>> {
    if raw.method.is_empty() {
        return Ok(vec![common(source, raw)?]);
    }
    let methods = raw.method.iter().map(Spanned::get_ref);
    methods.map(|method| own(source, raw, method)).collect()
}

/// That of a way of a map with its own rule or source; what it does not say `[training]` does.
pub(super) fn of_way(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    said: Said<'_>,
) -> Result<Threshold> {
    outranking(source, raw, said)
}

/// What is said of one training, before what `[training]` says of all.
fn outranking(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    (threshold, from): Said<'_>,
) -> Result<Threshold> {
    let common = &raw.training;
    // A number in place of a rule leaves nothing to go by.
    let given = |at: &Spanned<ThresholdValue>| at.get_ref().0.is_given();
    let from = match threshold.is_some_and(given) {
        true => from,
        false => from.or(common.threshold_from.as_ref()),
    };
    decide(source, raw, (threshold.or(common.threshold.as_ref()), from))
}

/// Where it is said what a method's threshold goes by; of a map the second can be what a gain is over.
pub(super) fn span_of_source(raw: &RawScenario, method: usize) -> Range<usize> {
    let own = raw
        .method
        .get(method)
        .and_then(|m| m.get_ref().threshold_from.as_ref());
    let of_map = raw.map.as_ref().filter(|_| method == 1);
    let of_map = of_map.and_then(|map| map.over_threshold_from.as_ref());
    let said = own.or(of_map).or(raw.training.threshold_from.as_ref());
    said.map_or(0..0, Spanned::span)
}

/// A rule or a number, and what it goes by.
pub(super) type Said<'a> = (
    Option<&'a Spanned<ThresholdValue>>,
    Option<&'a Spanned<W<ThresholdSource>>>,
);

fn decide(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    (threshold, from): Said<'_>,
) -> Result<Threshold> {
    let Some(at) = threshold else {
        return match from {
            Some(from) => Err(source
                .at(
                    from.span(),
                    "says what a threshold goes by, and there is none",
                )
                .help("add threshold = \"midpoint\", or another rule")),
            None => Ok(Threshold::NONE),
        };
    };
    let rule = at.get_ref().0;
    if let ThresholdRule::Fixed(value) = rule
        && !value.is_finite()
    {
        return Err(source
            .at(at.span(), format!("= {value} gives one class up"))
            .allowed("a finite number, or the name of a rule"));
    }
    let costs = raw.metrics.as_ref().and_then(|m| m.costs.as_ref());
    if rule.needs_costs() && costs.is_none() {
        return Err(source
            .at(at.span(), "needs what errors cost, which is not said")
            .help(
                "add costs = [5, 1] to [metrics], where a minority sample that is missed costs five \
                 times as much",
            ));
    }
    match from {
        None => Ok(Threshold::new(rule, ThresholdSource::Oracle)),
        Some(from) if rule.is_given() => Err(source
            .at(
                from.span(),
                "says what a rule goes by, and the threshold is a number",
            )
            .allowed("together with a rule, as in threshold = \"midpoint\"")),
        Some(from) => Ok(Threshold::new(rule, from.get_ref().0)),
    }
}
