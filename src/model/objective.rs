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
    use crate::model::{Classifier, TwoClass};

    #[test]
    fn what_is_minimised_is_what_tables_show() {
        let two_class = TwoClass::new(0.2, 2.0).unwrap();
        let seen = Classifier::new([1.0, 0.5, -0.2], two_class);
        let errors = seen.errors();
        let values = Objective::ALL.map(|objective| objective.of(errors, 0.2));
        let of = |objective: Objective| objective.quantity().of(&seen).unwrap();
        assert_eq!(values, Objective::ALL.map(of));
        // Q(.8) = .211855 and Q(1.2) = .115070.
        assert!((values[0] - 0.211_855_4).abs() < 1e-7);
        assert!((values[1] - 0.163_462_5).abs() < 1e-7 && (values[2] - 0.134_426_9).abs() < 1e-7);
    }
}
