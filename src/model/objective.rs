//! The errors that a choice can be the best in.

use super::{ClassErrors, Costs, Quantity, ThresholdRule};

/// An error that a rule or a search minimises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Objective {
    /// max(R₊, R₋).
    WorstClass,
    /// (R₊ + R₋)/2.
    Balanced,
    /// π₊R₊ + π₋R₋.
    Average,
    /// c₊π₊R₊ + c₋π₋R₋.
    Cost(Costs),
}

impl Objective {
    /// Every one that needs no costs, that of the worst class first: rows are compared by it
    /// unless another is asked for.
    pub const ALL: [Self; 3] = [Self::WorstClass, Self::Balanced, Self::Average];

    /// The word for it on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cost(_) => "cost",
            Self::WorstClass | Self::Balanced | Self::Average => self.quantity().name(),
        }
    }

    /// What sentences call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::WorstClass => "worst-class error",
            Self::Balanced => "balanced error",
            Self::Average => "average error",
            Self::Cost(_) => "cost of errors",
        }
    }

    /// The quantity that is minimised.
    pub fn quantity(self) -> Quantity {
        match self {
            Self::WorstClass => Quantity::WorstClassError,
            Self::Balanced => Quantity::BalancedError,
            Self::Average => Quantity::AverageError,
            Self::Cost(_) => Quantity::CostRisk,
        }
    }

    /// What errors cost, where it asks for that.
    pub fn costs(self) -> Option<Costs> {
        match self {
            Self::Cost(costs) => Some(costs),
            Self::WorstClass | Self::Balanced | Self::Average => None,
        }
    }

    /// Its value from the class errors; π₊ is that of the test distribution.
    pub fn of(self, errors: ClassErrors, minority_prior: f64) -> f64 {
        match self {
            Self::WorstClass => errors.worst(),
            Self::Balanced => errors.balanced(),
            Self::Average => errors.average(minority_prior),
            Self::Cost(costs) => {
                costs.minority() * minority_prior * errors.minority
                    + costs.majority() * (1.0 - minority_prior) * errors.majority
            }
        }
    }

    /// The threshold at which it is least for classes of equal noise: where the errors are the
    /// same that is both the larger of them and their mean.
    pub fn threshold_rule(self) -> ThresholdRule {
        match self {
            Self::WorstClass | Self::Balanced => ThresholdRule::EqualError,
            Self::Average => ThresholdRule::MinAverage,
            Self::Cost(_) => ThresholdRule::Cost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Classifier, ScoreLaw, TestConditions, TwoClass};

    const ERRORS: ClassErrors = ClassErrors {
        minority: 0.3,
        majority: 0.1,
    };

    #[test]
    fn what_is_minimised_is_what_tables_show() {
        let costs = Costs::new(5.0, 2.0).unwrap();
        let seen = Classifier::new([1.0, 0.5, -0.2], TwoClass::new(0.2, 2.0).unwrap());
        let seen = seen.tested(TestConditions {
            minority_prior: None,
            costs: Some(costs),
        });
        let all = Objective::ALL.into_iter().chain([Objective::Cost(costs)]);
        // Q(.8) = .211855 and Q(1.2) = .115070.
        for (objective, expected) in all.zip([0.211_855_4, 0.163_462_5, 0.134_426_8, 0.395_966_9]) {
            let value = objective.of(seen.errors(), 0.2);
            assert!((value - expected).abs() < 1e-7, "{objective:?} {value}");
            let shown = objective.quantity().of(&seen).unwrap();
            assert!((shown - value).abs() < 1e-15, "{objective:?} {shown}");
        }
    }

    /// 5·.2·.3 + 2·.8·.1 = .46, and equal costs of 1 are the average error.
    #[test]
    fn costs_by_hand() {
        let costs = |plus, minus| Objective::Cost(Costs::new(plus, minus).unwrap());
        assert!((costs(5.0, 2.0).of(ERRORS, 0.2) - 0.46).abs() < 1e-15);
        let same = costs(1.0, 1.0).of(ERRORS, 0.2) - Objective::Average.of(ERRORS, 0.2);
        assert!(same.abs() < 1e-16 && costs(1.0, 1.0).name() == "cost");
    }

    /// No threshold of a grid is better than the one for it.
    #[test]
    fn thresholds_are_the_best() {
        let law = ScoreLaw::new(0.7, 0.6, -0.4);
        let costs = Costs::new(7.0, 1.0).unwrap();
        let all = Objective::ALL.into_iter().chain([Objective::Cost(costs)]);
        for objective in all {
            let rule = objective.threshold_rule();
            let threshold = rule.threshold(&law, 0.2, objective.costs()).unwrap();
            let at = |threshold: f64| objective.of(law.errors(threshold), 0.2);
            for k in -400..=400 {
                let there = at(threshold + 0.01 * f64::from(k));
                assert!(at(threshold) <= there + 1e-15, "{objective:?} {k}");
            }
        }
    }
}
