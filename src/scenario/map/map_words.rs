//! The words of `[map]`.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::plan::Way;
use crate::model::WeightRule;
use crate::scenario::word_values::{Weight, Word, find};

named! {
    /// The kinds of value.
    pub(in crate::scenario) enum ValueName {
        Weight = "weight",
        Quantity = "quantity",
        Gain = "gain",
        Ratio = "ratio",
        Winner = "winner",
        Feasibility = "feasibility",
        Separability = "separability",
        SeparabilityThreshold = "separability_threshold",
        Monotonicity = "monotonicity",
    }
}

impl Word for Way {
    const WHAT: &'static str = "rule";
    fn words() -> Vec<(&'static str, Self)> {
        let rules = WeightRule::NAMED.into_iter();
        rules
            .map(|(name, rule)| (name, Way::Weight(rule)))
            .chain([("downsampled", Way::Downsampled)])
            .collect()
    }
    fn word(self) -> &'static str {
        let words = Self::words();
        let named = words.iter().find(|(_, way)| *way == self);
        named.map_or("", |(word, _)| word)
    }
}

/// A way to train: a weight, the name of a rule, or `downsampled`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct WaySpec(pub(in crate::scenario) Way);

impl Serialize for WaySpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Way::Weight(rule) => Weight(rule).serialize(serializer),
            Way::Given | Way::Downsampled => serializer.serialize_str(self.0.word()),
        }
    }
}

impl<'de> Deserialize<'de> for WaySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrWord;
        impl Visitor<'_> for NumberOrWord {
            type Value = WaySpec;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a positive number, the name of a weight rule or `downsampled`")
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<WaySpec, E> {
                Weight::number(value).map(|weight| WaySpec(Way::Weight(weight.0)))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<WaySpec, E> {
                self.visit_f64(value as f64)
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<WaySpec, E> {
                self.visit_f64(value as f64)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<WaySpec, E> {
                find::<Way, E>(text).map(WaySpec)
            }
        }
        deserializer.deserialize_any(NumberOrWord)
    }
}
