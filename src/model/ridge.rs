//! The ridge of a training, a number or none but for its limit.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// r in (r/2)‖θ‖², as it is written down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ridge {
    /// r ≥ 0.
    Strength(f64),
    /// r → 0⁺: what 10⁻¹⁵ stands for in many scripts. Where one (θ, b) minimises without
    /// ridge it is that, where several do the one of least ‖θ‖, and where none does, because a
    /// hyperplane separates the classes, the direction in which they escape: the maximum
    /// margin. That is also what r = 0 means here; the word says that it is meant.
    Vanishing,
}

/// How the limit is written in scenarios, on the command line and in JSON.
const WORD: &str = "vanishing";

impl Ridge {
    /// r, 0 for its limit; unchecked.
    pub fn strength(self) -> f64 {
        match self {
            Ridge::Strength(r) => r,
            Ridge::Vanishing => 0.0,
        }
    }
}

impl Default for Ridge {
    fn default() -> Self {
        Ridge::Strength(0.0)
    }
}

impl fmt::Display for Ridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ridge::Strength(r) => r.fmt(f),
            Ridge::Vanishing => f.write_str(WORD),
        }
    }
}

impl FromStr for Ridge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            WORD => Ok(Ridge::Vanishing),
            _ => (text.parse().map(Ridge::Strength))
                .map_err(|_| format!("it is zero, a positive number or {WORD}")),
        }
    }
}

impl Serialize for Ridge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Ridge::Strength(r) => serializer.serialize_f64(*r),
            Ridge::Vanishing => serializer.serialize_str(WORD),
        }
    }
}

impl<'de> Deserialize<'de> for Ridge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrWord;
        impl Visitor<'_> for NumberOrWord {
            type Value = Ridge;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("zero, a positive number or \"vanishing\"")
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Ridge, E> {
                Ok(Ridge::Strength(value))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Ridge, E> {
                self.visit_f64(value as f64)
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Ridge, E> {
                self.visit_f64(value as f64)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Ridge, E> {
                match text {
                    WORD => Ok(Ridge::Vanishing),
                    _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(NumberOrWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_the_word() {
        for (text, json, strength) in [("vanishing", "\"vanishing\"", 0.0), ("0.1", "0.1", 0.1)] {
            let ridge: Ridge = text.parse().unwrap();
            assert_eq!(ridge.strength(), strength);
            assert_eq!(ridge.to_string(), text);
            assert_eq!(serde_json::to_string(&ridge).unwrap(), json);
            assert_eq!(serde_json::from_str::<Ridge>(json).unwrap(), ridge);
        }
        assert!("tiny".parse::<Ridge>().is_err());
        assert!(serde_json::from_str::<Ridge>("\"tiny\"").is_err());
    }
}
