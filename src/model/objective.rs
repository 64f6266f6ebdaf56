//! The errors that a choice can be the best in.

use super::{ClassErrors, Quantity};

/// An error that a rule or a search minimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// max(R₊, R₋).
    WorstClass,
    /// (R₊ + R₋)/2.
    Balanced,
    /// π₊R₊ + π₋R₋.
    Average,
}

impl Objective {
    /// Every one, that of the worst class first: rows are compared by it.
    pub const ALL: [Self; 3] = [Self::WorstClass, Self::Balanced, Self::Average];

    /// The quantity that is minimised.
    pub fn quantity(self) -> Quantity {
        match self {
            Self::WorstClass => Quantity::WorstClassError,
            Self::Balanced => Quantity::BalancedError,
            Self::Average => Quantity::AverageError,
        }
    }

    /// Its value from the class errors; π₊ is that of the test distribution.
    pub fn of(self, errors: ClassErrors, minority_prior: f64) -> f64 {
        match self {
            Self::WorstClass => errors.worst(),
            Self::Balanced => errors.balanced(),
            Self::Average => errors.average(minority_prior),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Classifier;

    #[test]
    fn what_is_minimised_is_what_tables_show() {
        let errors = ClassErrors {
            minority: 0.3,
            majority: 0.1,
        };
        let seen = Classifier {
            alpha: 1.0,
            gamma: 0.5,
            bias: -0.2,
            errors,
            minority_prior: 0.2,
        };
        let values = Objective::ALL.map(|objective| objective.of(errors, 0.2));
        assert_eq!(values, Objective::ALL.map(|o| o.quantity().of(&seen)));
        assert_eq!(values[0], 0.3);
        assert!((values[1] - 0.2).abs() < 1e-15 && (values[2] - 0.14).abs() < 1e-15);
    }
}
