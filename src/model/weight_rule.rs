//! Ways to choose the weight of the minority: one table of what each does and how it is written.

use serde::{Deserialize, Serialize};

use super::{Objective, TwoClass};

/// How a weight comes about: those who apply or explain a rule ask this, not which it is.
#[derive(Clone, Copy, Debug)]
pub enum ChosenBy {
    /// The number that a user gave.
    Given(f64),
    /// A number that is the same for every problem.
    Number(f64),
    /// A formula of δ and the classes: it needs no theory of the training.
    Formula(fn(f64, TwoClass) -> f64),
    /// Where theory predicts R₊ = R₋.
    EqualErrors,
    /// Where theory predicts the least of an error.
    Least(Objective),
}

/// All that is known of a rule.
struct RuleEntry {
    chosen_by: ChosenBy,
    /// What it asks of whoever trains: of rules that are equally good the one with the least is
    /// advised.
    effort: u8,
    /// In sentences, before its number if that differs from problem to problem.
    words: &'static str,
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

            fn entry(self) -> RuleEntry {
                match self {
                    WeightRule::Fixed(ratio) => RuleEntry {
                        chosen_by: ChosenBy::Given(ratio),
                        effort: 2,
                        words: "the weight",
                        symbol: "ρ",
                        mark: "ρ",
                        short: "ρ",
                        label: "ρ",
                    },
                    $(WeightRule::$variant => RuleEntry { $($field: $value,)* },)*
                }
            }
        }
    };
}

rules! {
    /// ρ = 1.
    Unweighted = "unweighted" {
        chosen_by: ChosenBy::Number(1.0),
        effort: 0,
        words: "training without weights",
        symbol: "ρ = 1",
        mark: "ρ",
        short: "ρ = 1",
        label: "no weight, ρ = 1",
    }
    /// ρ = π₋/π₊.
    PriorRatio = "prior_ratio" {
        chosen_by: ChosenBy::Formula(|_, two_class| two_class.prior_ratio()),
        effort: 1,
        words: "the ratio of priors",
        symbol: "ρ = π₋/π₊",
        mark: "π₋/π₊",
        short: "π₋/π₊",
        label: "ratio of priors π₋/π₊",
    }
    /// ρ̃, at which theory predicts R₊ = R₋; may not exist.
    EqualError = "equal_error" {
        chosen_by: ChosenBy::EqualErrors,
        effort: 3,
        words: "the equal-error weight",
        symbol: "ρ̃",
        mark: "ρ̃",
        short: "ρ̃",
        label: "equal errors ρ̃",
    }
    /// ρ*, which minimises the predicted worst-class error.
    MinWorstClass = "min_worst_class" {
        chosen_by: ChosenBy::Least(Objective::WorstClass),
        effort: 4,
        words: "the weight",
        symbol: "ρ*",
        mark: "ρ*",
        short: "ρ*",
        label: "best weight ρ*",
    }
    /// Minimises the predicted balanced error.
    MinBalanced = "min_balanced" {
        chosen_by: ChosenBy::Least(Objective::Balanced),
        effort: 5,
        words: "the weight",
        symbol: "ρ* (balanced)",
        mark: "ρ* (balanced)",
        short: "ρ* (balanced)",
        label: "ρ* (balanced)",
    }
    /// Minimises the predicted average error.
    MinAverage = "min_average" {
        chosen_by: ChosenBy::Least(Objective::Average),
        effort: 6,
        words: "the weight",
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

    /// How it chooses.
    pub fn chosen_by(self) -> ChosenBy {
        self.entry().chosen_by
    }

    /// The error that it minimises, if it minimises one.
    pub fn objective(self) -> Option<Objective> {
        match self.chosen_by() {
            ChosenBy::Least(objective) => Some(objective),
            ChosenBy::Given(_)
            | ChosenBy::Number(_)
            | ChosenBy::Formula(_)
            | ChosenBy::EqualErrors => None,
        }
    }

    /// What it asks of whoever trains: the less, the simpler.
    pub fn effort(self) -> u8 {
        self.entry().effort
    }

    /// What sentences call it: before its number, if that differs from problem to problem.
    pub fn words(self) -> &'static str {
        self.entry().words
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

    /// Of two that ask the same of whoever trains none is the simpler.
    #[test]
    fn efforts_differ() {
        let named = WeightRule::NAMED.map(|(_, rule)| rule);
        let all = [&named[..], &[WeightRule::Fixed(2.0)]].concat();
        let efforts: std::collections::HashSet<u8> = all.iter().map(|rule| rule.effort()).collect();
        assert_eq!(efforts.len(), all.len());
    }
}
