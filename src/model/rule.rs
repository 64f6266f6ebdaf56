//! Ways to choose the weight of the minority.

use serde::{Deserialize, Serialize};

/// A rule that gives ρ = ω₊/ω₋ for a problem.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightRule {
    /// A number given by the user.
    Fixed(f64),
    /// ρ = 1.
    Unweighted,
    /// ρ = π₋/π₊.
    PriorRatio,
    /// ρ̃, at which theory predicts R₊ = R₋; may not exist.
    EqualError,
    /// ρ*, which minimises the predicted worst-class error.
    MinWorstClass,
    /// Minimises the predicted balanced error.
    MinBalanced,
    /// Minimises the predicted average error.
    MinAverage,
}

impl WeightRule {
    /// The rules that have a name, with it.
    pub const NAMED: [(&'static str, WeightRule); 6] = [
        ("unweighted", WeightRule::Unweighted),
        ("prior_ratio", WeightRule::PriorRatio),
        ("equal_error", WeightRule::EqualError),
        ("min_worst_class", WeightRule::MinWorstClass),
        ("min_balanced", WeightRule::MinBalanced),
        ("min_average", WeightRule::MinAverage),
    ];

    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED
            .iter()
            .find(|(n, _)| *n == name)
            .map(|&(_, r)| r)
    }

    /// The rule's name; a fixed weight has none.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMED
            .iter()
            .find(|(_, r)| *r == self)
            .map(|&(n, _)| n)
    }

    /// The number that a user gave; a rule finds its own.
    pub fn given(self) -> Option<f64> {
        match self {
            WeightRule::Fixed(ratio) => Some(ratio),
            WeightRule::Unweighted
            | WeightRule::PriorRatio
            | WeightRule::EqualError
            | WeightRule::MinWorstClass
            | WeightRule::MinBalanced
            | WeightRule::MinAverage => None,
        }
    }

    /// Symbol for legends.
    pub fn symbol(self) -> &'static str {
        match self {
            WeightRule::Fixed(_) => "ρ",
            WeightRule::Unweighted => "ρ = 1",
            WeightRule::PriorRatio => "ρ = π₋/π₊",
            WeightRule::EqualError => "ρ̃",
            WeightRule::MinWorstClass => "ρ*",
            WeightRule::MinBalanced => "ρ* (balanced)",
            WeightRule::MinAverage => "ρ* (average)",
        }
    }
}
