//! The errors of groups that a choice can be the best in.

use super::Population;
use super::error_rates::{average, balanced, worst};

named! {
    /// An error of groups that a rule or a search minimises.
    pub enum GroupObjective {
        /// max_g R_g.
        WorstGroup = "worst_group_error",
        /// The mean of R_g over groups, whatever their priors.
        Balanced = "balanced_error",
        /// Σ π_g R_g.
        Average = "average_error",
    }
}

impl GroupObjective {
    /// What sentences call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::WorstGroup => "worst-group error",
            Self::Balanced => "balanced error",
            Self::Average => "average error",
        }
    }

    /// Its value from the groups' errors; `None` of no groups.
    pub fn of(self, population: &Population, errors: &[f64]) -> Option<f64> {
        match self {
            Self::WorstGroup => worst(errors),
            Self::Balanced => balanced(errors),
            Self::Average => average(population, errors),
        }
    }

    /// How much each group's error counts in a mean; `None` of the worst group, which is none.
    pub(crate) fn shares(self, priors: impl ExactSizeIterator<Item = f64>) -> Option<Vec<f64>> {
        let groups = priors.len();
        match self {
            Self::WorstGroup => None,
            Self::Balanced => Some(vec![1.0 / groups as f64; groups]),
            Self::Average => Some(priors.collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    /// .2·.3 + .8·.1 = .14.
    #[test]
    fn values_by_hand() {
        let population = TwoClass::new(0.2, 1.0).unwrap().population();
        for (objective, expected) in GroupObjective::ALL.into_iter().zip([0.3, 0.2, 0.14]) {
            let value = objective.of(&population, &[0.3, 0.1]).unwrap();
            assert!((value - expected).abs() < 1e-15, "{objective:?} {value}");
            assert_eq!(objective.of(&population, &[]), None);
            let priors = population.groups().iter().map(|g| g.prior);
            let Some(shares) = objective.shares(priors) else {
                continue;
            };
            let mean = 0.3 * shares[0] + 0.1 * shares[1];
            assert!((mean - expected).abs() < 1e-15, "{objective:?} {mean}");
        }
    }
}
