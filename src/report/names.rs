//! Names in tables that stand for what the program knows, and nothing else.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::WeightRule;
use crate::sweep::LineKind;

/// How ρ was chosen: a rule, or a number that is in a column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleName {
    /// By a number.
    Fixed,
    /// [`WeightRule::Unweighted`].
    Unweighted,
    /// [`WeightRule::PriorRatio`].
    PriorRatio,
    /// [`WeightRule::EqualError`].
    EqualError,
    /// [`WeightRule::MinWorstClass`].
    MinWorstClass,
    /// [`WeightRule::MinBalanced`].
    MinBalanced,
    /// [`WeightRule::MinAverage`].
    MinAverage,
}

impl From<WeightRule> for RuleName {
    fn from(rule: WeightRule) -> Self {
        match rule {
            WeightRule::Fixed(_) => RuleName::Fixed,
            WeightRule::Unweighted => RuleName::Unweighted,
            WeightRule::PriorRatio => RuleName::PriorRatio,
            WeightRule::EqualError => RuleName::EqualError,
            WeightRule::MinWorstClass => RuleName::MinWorstClass,
            WeightRule::MinBalanced => RuleName::MinBalanced,
            WeightRule::MinAverage => RuleName::MinAverage,
        }
    }
}

impl RuleName {
    /// The rule; of a number only its column knows it.
    pub fn rule(self) -> Option<WeightRule> {
        match self {
            RuleName::Fixed => None,
            RuleName::Unweighted => Some(WeightRule::Unweighted),
            RuleName::PriorRatio => Some(WeightRule::PriorRatio),
            RuleName::EqualError => Some(WeightRule::EqualError),
            RuleName::MinWorstClass => Some(WeightRule::MinWorstClass),
            RuleName::MinBalanced => Some(WeightRule::MinBalanced),
            RuleName::MinAverage => Some(WeightRule::MinAverage),
        }
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        self.rule().and_then(WeightRule::name).unwrap_or("fixed")
    }
}

/// A line of a map by its name.
pub(super) mod line_kind {
    use super::*;

    pub(in crate::report) fn serialize<S: Serializer>(
        kind: &LineKind,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.name())
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<LineKind, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = LineKind::all().find(|kind| kind.name() == name);
        known.ok_or_else(|| {
            let names: Vec<&str> = LineKind::all().map(LineKind::name).collect();
            D::Error::custom(format!(
                "column kind: `{name}` is no boundary and no weight rule; known are {}",
                names.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_rules() {
        for (name, rule) in WeightRule::NAMED {
            let named = RuleName::from(rule);
            assert_eq!((named.name(), named.rule()), (name, Some(rule)));
            let written = serde_json::to_string(&named).unwrap();
            assert_eq!(written, format!("{name:?}"));
        }
        assert_eq!(RuleName::from(WeightRule::Fixed(2.0)).name(), "fixed");
    }
}
