//! Ways to choose the weight of the minority: one table of their names and symbols.

use serde::{Deserialize, Serialize};

/// How a rule is written.
#[derive(Debug)]
struct Entry {
    /// In legends.
    symbol: &'static str,
    /// Before "= 4".
    mark: &'static str,
    /// Along colours.
    short: &'static str,
    /// In legends of maps.
    label: &'static str,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:tt { $($field:ident: $value:expr,)* })*) => {
        /// A rule that gives ρ = ω₊/ω₋ for a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum WeightRule {
            /// A number given by the user.
            Fixed(f64),
            $($(#[doc = $doc])* $variant,)*
        }

        named! {
            /// How ρ was chosen: a rule, or a number that stands elsewhere.
            pub enum RuleName {
                /// By a number.
                Fixed = "fixed",
                $($(#[doc = $doc])* $variant = $word,)*
            }
        }

        impl From<WeightRule> for RuleName {
            fn from(rule: WeightRule) -> Self {
                match rule {
                    WeightRule::Fixed(_) => RuleName::Fixed,
                    $(WeightRule::$variant => RuleName::$variant,)*
                }
            }
        }

        impl RuleName {
            /// The rule; of a number only its place knows it.
            pub fn rule(self) -> Option<WeightRule> {
                match self {
                    RuleName::Fixed => None,
                    $(RuleName::$variant => Some(WeightRule::$variant),)*
                }
            }
        }

        impl WeightRule {
            /// The rules that have a name, with it.
            pub const NAMED: [(&'static str, WeightRule); [$($word),*].len()] =
                [$(($word, WeightRule::$variant)),*];

            /// The number that a user gave; a rule finds its own.
            pub fn given(self) -> Option<f64> {
                match self {
                    WeightRule::Fixed(ratio) => Some(ratio),
                    $(WeightRule::$variant)|* => None,
                }
            }

            fn entry(self) -> &'static Entry {
                const GIVEN: &Entry = &Entry {
                    symbol: "ρ",
                    mark: "ρ",
                    short: "ρ",
                    label: "ρ",
                };
                match self {
                    WeightRule::Fixed(_) => GIVEN,
                    $(WeightRule::$variant => {
                        const ENTRY: &Entry = &Entry { $($field: $value,)* };
                        ENTRY
                    })*
                }
            }
        }
    };
}

rules! {
    /// ρ = 1.
    Unweighted = "unweighted" {
        symbol: "ρ = 1",
        mark: "ρ",
        short: "ρ = 1",
        label: "no weight, ρ = 1",
    }
    /// ρ = π₋/π₊.
    PriorRatio = "prior_ratio" {
        symbol: "ρ = π₋/π₊",
        mark: "π₋/π₊",
        short: "π₋/π₊",
        label: "ratio of priors π₋/π₊",
    }
    /// ρ̃, at which theory predicts R₊ = R₋; may not exist.
    EqualError = "equal_error" {
        symbol: "ρ̃",
        mark: "ρ̃",
        short: "ρ̃",
        label: "equal errors ρ̃",
    }
    /// ρ*, which minimises the predicted worst-class error.
    MinWorstClass = "min_worst_class" {
        symbol: "ρ*",
        mark: "ρ*",
        short: "ρ*",
        label: "best weight ρ*",
    }
    /// Minimises the predicted balanced error.
    MinBalanced = "min_balanced" {
        symbol: "ρ* (balanced)",
        mark: "ρ* (balanced)",
        short: "ρ* (balanced)",
        label: "ρ* (balanced)",
    }
    /// Minimises the predicted average error.
    MinAverage = "min_average" {
        symbol: "ρ* (average)",
        mark: "ρ* (average)",
        short: "ρ* (average)",
        label: "ρ* (average)",
    }
}

impl WeightRule {
    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED
            .iter()
            .find(|(n, _)| *n == name)
            .map(|&(_, r)| r)
    }

    /// The rule's name; a fixed weight has none.
    pub fn name(self) -> Option<&'static str> {
        let name = RuleName::from(self);
        name.rule().map(|_| name.name())
    }

    /// Symbol for legends.
    pub fn symbol(self) -> &'static str {
        self.entry().symbol
    }

    /// What stands before "= 4" in the label of a mark.
    pub fn mark(self) -> &'static str {
        self.entry().mark
    }

    /// Shorter, for colour bars.
    pub fn short(self) -> &'static str {
        self.entry().short
    }

    /// Words for the legend of a map.
    pub fn label(self) -> &'static str {
        self.entry().label
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
            assert_eq!(rule.name(), Some(name));
            assert_eq!(WeightRule::from_name(name), Some(rule));
            let written = serde_json::to_string(&named).unwrap();
            assert_eq!(written, format!("{name:?}"));
            assert_eq!(serde_json::to_string(&rule).unwrap(), written);
        }
        assert_eq!(RuleName::from(WeightRule::Fixed(2.0)).name(), "fixed");
        assert_eq!(WeightRule::Fixed(2.0).name(), None);
    }
}
