//! Values in scenario files that are words, or numbers or words.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::figure_sheet::{ColourName, WidthName};
use super::groups::GroupShown;
use super::map::{Boundary, ValueName};
use super::plan::{FigureKind, Parameter};
use crate::loss::LossKind;
use crate::model::{
    GroupParameter, GroupRule, Labels, Quantity, Range, SimulationMethod, Solver, ThresholdSource,
    WeightRule,
};
use crate::paper::{Scale, SvgText};

/// A value written as one of a fixed list of words.
pub(super) trait Word: Sized + Copy + 'static {
    /// What the words name, for messages.
    const WHAT: &'static str;
    /// The words and what they mean.
    fn words() -> Vec<(&'static str, Self)>;
    /// The word for this value.
    fn word(self) -> &'static str;
    /// The words that a complaint names; others are refused with a reason of their own.
    fn told() -> Vec<&'static str> {
        Self::words().into_iter().map(|(word, _)| word).collect()
    }
}

/// What the words of an enumeration name.
macro_rules! words {
    ($($name:ty: $what:literal,)*) => {
        $(impl Word for $name {
            const WHAT: &'static str = $what;
            fn words() -> Vec<(&'static str, Self)> {
                Self::ALL.map(|one| (one.name(), one)).to_vec()
            }
            fn word(self) -> &'static str {
                self.name()
            }
        })*
    };
}

words! {
    Labels: "way to draw labels",
    Solver: "solver",
    ThresholdSource: "source of thresholds",
    LossKind: "loss",
    Quantity: "quantity",
    Parameter: "parameter",
    Scale: "scale",
    SvgText: "kind of text",
    FigureKind: "kind of figure",
    ColourName: "colour map",
    WidthName: "width",
    ValueName: "value of a map",
    Boundary: "boundary",
    GroupParameter: "parameter of groups",
    GroupShown: "quantity of groups",
}

impl Word for GroupRule {
    const WHAT: &'static str = "rule for the weights of groups";
    fn words() -> Vec<(&'static str, Self)> {
        Self::ALL.map(|rule| (rule.name(), rule)).to_vec()
    }
    fn word(self) -> &'static str {
        self.name()
    }
    fn told() -> Vec<&'static str> {
        let rules = Self::ALL.into_iter().filter(|rule| rule.has_weights());
        rules.map(Self::name).collect()
    }
}

/// A way to simulate, or whichever fits best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MethodWord(pub(super) Option<SimulationMethod>);

impl Word for MethodWord {
    const WHAT: &'static str = "method of the simulation";
    fn words() -> Vec<(&'static str, Self)> {
        let named = SimulationMethod::ALL.map(|m| (m.name(), Self(Some(m))));
        [("auto", Self(None))].into_iter().chain(named).collect()
    }
    fn word(self) -> &'static str {
        self.0.map_or("auto", SimulationMethod::name)
    }
}

/// A rule by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RuleWord(pub(super) WeightRule);

impl Word for RuleWord {
    const WHAT: &'static str = "weight rule";
    fn words() -> Vec<(&'static str, Self)> {
        WeightRule::NAMED
            .into_iter()
            .map(|(n, r)| (n, RuleWord(r)))
            .collect()
    }
    fn word(self) -> &'static str {
        self.0.name().unwrap_or("fixed")
    }
}

/// Serde's side of a [`Word`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct W<T>(pub(super) T);

impl<T: Word> Serialize for W<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Word> Deserialize<'de> for W<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words<T>(std::marker::PhantomData<T>);
        impl<T: Word> Visitor<'_> for Words<T> {
            type Value = W<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                let known: Vec<String> = T::told().iter().map(|w| format!("`{w}`")).collect();
                write!(f, "a {} in quotes: {}", T::WHAT, known.join(", "))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<W<T>, E> {
                find::<T, E>(text).map(W)
            }
        }
        deserializer.deserialize_any(Words(std::marker::PhantomData))
    }
}

/// The value of a word, or a complaint that lists the words.
pub(super) fn find<T: Word, E: Error>(text: &str) -> Result<T, E> {
    let words = T::words();
    match words.iter().find(|(word, _)| *word == text) {
        Some((_, value)) => Ok(*value),
        None => {
            let known: Vec<String> = T::told().iter().map(|w| format!("`{w}`")).collect();
            // The form of serde's own messages, which the diagnostic reads.
            Err(E::custom(format!(
                "unknown {} `{text}`, expected one of {}",
                T::WHAT,
                known.join(", ")
            )))
        }
    }
}

/// Two numbers. (Serde's own arrays take the first two of a longer list in silence.)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub(in crate::scenario) struct TwoNumbers(pub(in crate::scenario) [f64; 2]);

impl TryFrom<Vec<f64>> for TwoNumbers {
    type Error = String;

    fn try_from(list: Vec<f64>) -> Result<Self, String> {
        let found = list.len();
        list.try_into()
            .map(TwoNumbers)
            .map_err(|_| format!("invalid length {found}, expected a list of two numbers"))
    }
}

impl From<TwoNumbers> for Vec<f64> {
    fn from(pair: TwoNumbers) -> Self {
        pair.0.to_vec()
    }
}

/// A weight: a number or the name of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight(pub(super) WeightRule);

impl Weight {
    /// A weight given as a number.
    pub(super) fn number<E: Error>(value: f64) -> Result<Self, E> {
        if Range::OF_TRAINING.contains(value) {
            return Ok(Self(WeightRule::Fixed(value)));
        }
        Err(E::invalid_value(
            Unexpected::Float(value),
            &"a positive number, 1e-60 to 1e60",
        ))
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.given() {
            Some(rho) => serializer.serialize_f64(rho),
            None => serializer.serialize_str(RuleWord(self.0).word()),
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrRule;
        impl Visitor<'_> for NumberOrRule {
            type Value = Weight;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a positive number or the name of a weight rule in quotes")
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Weight, E> {
                Weight::number(value)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Weight, E> {
                self.visit_f64(value as f64)
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Weight, E> {
                self.visit_f64(value as f64)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Weight, E> {
                find::<RuleWord, E>(text).map(|r| Weight(r.0))
            }
        }
        deserializer.deserialize_any(NumberOrRule)
    }
}
