//! The one threshold of all groups: a number, or the best for an error.

use super::{BestThreshold, GroupObjective, GroupScores, Population, Undefined};

/// How the threshold τ of the rule f > τ comes about where there are groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupThreshold {
    /// A number.
    Given(f64),
    /// The τ at which an error is least.
    Least(GroupObjective),
}

impl GroupThreshold {
    /// τ = 0: the sign of the score.
    pub const NONE: Self = Self::Given(0.0);

    /// Those that have a name, with it.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("none", Self::NONE),
        ("min_worst_group", Self::Least(GroupObjective::WorstGroup)),
        ("min_balanced", Self::Least(GroupObjective::Balanced)),
        ("min_average", Self::Least(GroupObjective::Average)),
    ];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|&(_, threshold)| threshold)
    }

    /// Its name; a number has none but for 0.
    pub fn name(self) -> Option<&'static str> {
        let found = Self::NAMED.iter().find(|(_, known)| *known == self);
        found.map(|&(name, _)| name)
    }

    /// τ for scores, and the groups' errors there; priors are those of the test distribution.
    ///
    /// # Errors
    /// As for [`GroupScores::best`]; none for a number.
    pub fn of(
        self,
        scores: &GroupScores,
        population: &Population,
    ) -> Result<BestThreshold, Undefined> {
        match self {
            Self::Given(threshold) => Ok(BestThreshold::given(threshold, scores)),
            Self::Least(objective) => scores.best(objective, population),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for (name, threshold) in GroupThreshold::NAMED {
            assert_eq!(GroupThreshold::from_name(name), Some(threshold));
            assert_eq!(threshold.name(), Some(name));
        }
        assert_eq!(GroupThreshold::Given(0.3).name(), None);
        assert_eq!(GroupThreshold::from_name("equal_error"), None);
    }
}
