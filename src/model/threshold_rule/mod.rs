//! Ways to choose the threshold τ of the rule f > τ: one table of what each does and how it is
//! written.

mod best;

use serde::{Deserialize, Serialize};

use super::undefined::finite;
use super::{ClassScores, Costs, ScoreLaw, Undefined};
use best::{best_f1, least_risk};

/// How a threshold comes about.
#[derive(Clone, Copy, Debug)]
enum ChosenBy {
    /// A number.
    Given(f64),
    /// Halfway between the classes' mean scores.
    Midpoint,
    /// Where the class errors are the same.
    EqualErrors,
    /// Where the average error, or what errors cost, is least.
    LeastRisk {
        /// Whether errors count by what they cost.
        by_cost: bool,
    },
    /// Where F1 is largest.
    BestF1,
}

/// All that is known of a rule.
struct RuleEntry {
    chosen_by: ChosenBy,
    /// In sentences.
    words: &'static str,
    /// In legends.
    symbol: &'static str,
    /// In legends of maps.
    label: &'static str,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:tt { $($field:ident: $value:expr,)* })*) => {
        /// A rule that gives the threshold τ for the law of a score.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ThresholdRule {
            /// A number given by the user.
            Fixed(f64),
            $($(#[doc = $doc])* $variant,)*
        }

        impl ThresholdRule {
            /// The rules that have a name, with it.
            pub const NAMED: [(&'static str, ThresholdRule); [$($word),*].len()] =
                [$(($word, ThresholdRule::$variant)),*];

            /// The rule's name; a given number has none.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    ThresholdRule::Fixed(_) => None,
                    $(ThresholdRule::$variant => Some($word),)*
                }
            }

            fn entry(self) -> RuleEntry {
                match self {
                    ThresholdRule::Fixed(threshold) => RuleEntry {
                        chosen_by: ChosenBy::Given(threshold),
                        words: "the threshold",
                        symbol: "τ",
                        label: "threshold τ",
                    },
                    $(ThresholdRule::$variant => RuleEntry { $($field: $value,)* },)*
                }
            }
        }
    };
}

rules! {
    /// τ = 0: the sign of the score.
    None = "none" {
        chosen_by: ChosenBy::Given(0.0),
        words: "no threshold but the sign of the score",
        symbol: "τ = 0",
        label: "threshold not moved, τ = 0",
    }
    /// Halfway between the classes' mean scores, τ = b: R₊ = R₋ for equal noise.
    Midpoint = "midpoint" {
        chosen_by: ChosenBy::Midpoint,
        words: "the threshold halfway between the classes' mean scores",
        symbol: "τ = b",
        label: "threshold halfway between the mean scores",
    }
    /// R₊ = R₋: τ = b for equal noise.
    EqualError = "equal_error" {
        chosen_by: ChosenBy::EqualErrors,
        words: "the threshold that equalises the class errors",
        symbol: "τ: R₊ = R₋",
        label: "threshold of equal errors",
    }
    /// The least π₊R₊ + π₋R₋.
    MinAverage = "min_average" {
        chosen_by: ChosenBy::LeastRisk { by_cost: false },
        words: "the threshold with the smallest average error",
        symbol: "τ* (average)",
        label: "threshold of the smallest average error",
    }
    /// The least c₊π₊R₊ + c₋π₋R₋.
    Cost = "cost" {
        chosen_by: ChosenBy::LeastRisk { by_cost: true },
        words: "the threshold at which errors cost least",
        symbol: "τ* (cost)",
        label: "threshold of the least cost",
    }
    /// The largest F1.
    BestF1 = "best_f1" {
        chosen_by: ChosenBy::BestF1,
        words: "the threshold with the largest F1",
        symbol: "τ* (F1)",
        label: "threshold of the largest F1",
    }
}

/// Errors that cost the same.
const EQUAL_COSTS: [f64; 2] = [1.0, 1.0];

impl ThresholdRule {
    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|&(_, rule)| rule)
    }

    /// What sentences call it.
    pub fn words(self) -> &'static str {
        self.entry().words
    }

    /// Symbol for legends.
    pub fn symbol(self) -> &'static str {
        self.entry().symbol
    }

    /// Words for the legend of a map.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// Whether it asks what errors cost.
    pub fn needs_costs(self) -> bool {
        match self.entry().chosen_by {
            ChosenBy::LeastRisk { by_cost } => by_cost,
            ChosenBy::Given(_) | ChosenBy::Midpoint | ChosenBy::EqualErrors | ChosenBy::BestF1 => {
                false
            }
        }
    }

    /// τ for a score's law, the minority's share π₊ ∈ (0, 1) of the test distribution and what
    /// errors cost (docs/theory.md, section 12). For equal noise
    ///
    /// * `midpoint` and `equal_error` τ = b,
    /// * `min_average` τ = b + (α²/2m) log(π₋/π₊),
    /// * `cost` τ = b + (α²/2m) log(c₋π₋/(c₊π₊)),
    /// * `best_f1` where P(+ | f = τ) = F1(τ)/2, which one τ fulfils.
    ///
    /// For m ≤ 0 scores order the classes the wrong way or not at all: the last three are then
    /// best at τ = ±∞, where one class is given up, and no threshold is returned.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0, [`Undefined::NoBestThreshold`] where giving one
    /// class up is best, [`Undefined::NoCosts`] where costs are needed and not given,
    /// [`Undefined::BeyondDoubles`] if τ overflows.
    pub fn threshold(
        self,
        law: &ScoreLaw,
        prior: f64,
        costs: Option<Costs>,
    ) -> Result<f64, Undefined> {
        match self.entry().chosen_by {
            ChosenBy::Given(threshold) => Ok(threshold),
            ChosenBy::Midpoint => finite(law.bias()),
            ChosenBy::EqualErrors => law.equal_error_threshold(),
            ChosenBy::LeastRisk { by_cost: false } => least_risk(law, prior, EQUAL_COSTS),
            ChosenBy::LeastRisk { by_cost: true } => {
                least_risk(law, prior, costs.ok_or(Undefined::NoCosts)?.into())
            }
            ChosenBy::BestF1 => best_f1(law, prior),
        }
    }

    /// τ for scores of which the classes' means and spreads are known, as if they were normal:
    /// Gaussianised, that is. The midpoint asks for the means alone.
    ///
    /// # Errors
    /// As for [`Self::threshold`], and [`Undefined::NoSpread`] where a spread is needed that is not
    /// there.
    pub fn estimated(
        self,
        scores: &ClassScores,
        prior: f64,
        costs: Option<Costs>,
    ) -> Result<f64, Undefined> {
        match self.needs_spreads() {
            true => self.threshold(&scores.law()?, prior, costs),
            // Of no account.
            false => {
                let law = ScoreLaw::new(0.0, 0.0, scores.midpoint());
                self.threshold(&law, prior, costs)
            }
        }
    }

    /// Whether it is a number that nothing is asked for.
    pub fn is_given(self) -> bool {
        match self.entry().chosen_by {
            ChosenBy::Given(_) => true,
            ChosenBy::Midpoint
            | ChosenBy::EqualErrors
            | ChosenBy::LeastRisk { .. }
            | ChosenBy::BestF1 => false,
        }
    }

    /// Whether it asks how the scores of a class spread, and not only where they lie.
    pub fn needs_spreads(self) -> bool {
        match self.entry().chosen_by {
            ChosenBy::Given(_) | ChosenBy::Midpoint => false,
            ChosenBy::EqualErrors | ChosenBy::LeastRisk { .. } | ChosenBy::BestF1 => true,
        }
    }
}

#[cfg(test)]
mod tests;
