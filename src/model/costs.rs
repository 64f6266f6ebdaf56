//! What errors cost.

use serde::{Deserialize, Serialize};

use super::Range;
use super::error::{ModelError, require};

/// What an error costs, by the class of the sample: only the ratio matters for a choice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Costs {
    minority: f64,
    majority: f64,
}

impl Costs {
    /// (c₊, c₋): of a minority sample that is missed and of a majority sample that is taken for
    /// one of the minority.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless both are positive numbers.
    pub fn new(minority: f64, majority: f64) -> Result<Self, ModelError> {
        let checked = |cost: f64| {
            let allowed = "what an error costs is a positive number; only the ratio matters";
            require("cost", cost, cost > 0.0 && cost.is_finite(), allowed)
        };
        Ok(Self {
            minority: checked(minority)?,
            majority: checked(majority)?,
        })
    }

    /// c₊, of a minority sample that is missed.
    pub fn minority(self) -> f64 {
        self.minority
    }

    /// c₋, of a majority sample that is taken for one of the minority.
    pub fn majority(self) -> f64 {
        self.majority
    }

    /// The same in units of the larger one.
    pub fn relative(self) -> Self {
        let most = self.minority.max(self.majority);
        let share = |cost: f64| (cost / most).max(f64::MIN_POSITIVE);
        Self {
            minority: share(self.minority),
            majority: share(self.majority),
        }
    }
}

impl TryFrom<[f64; 2]> for Costs {
    type Error = ModelError;

    fn try_from([minority, majority]: [f64; 2]) -> Result<Self, ModelError> {
        Self::new(minority, majority)
    }
}

impl From<Costs> for [f64; 2] {
    fn from(costs: Costs) -> Self {
        [costs.minority, costs.majority]
    }
}

/// Checks the minority's share of a test distribution, which may be the larger one.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless 0 < π₊ < 1.
pub fn check_test_prior(prior: f64) -> Result<f64, ModelError> {
    require(
        "test_prior",
        prior,
        Range::OF_DATA.contains(prior) && prior < 1.0,
        "the minority's share of the test distribution is from 1e-30 to below 1",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_positive_and_priors_are_shares() {
        assert_eq!(Costs::new(5.0, 1.0).map(<[f64; 2]>::from), Ok([5.0, 1.0]));
        for (plus, minus) in [
            (0.0, 1.0),
            (1.0, -2.0),
            (f64::NAN, 1.0),
            (1.0, f64::INFINITY),
        ] {
            assert!(Costs::new(plus, minus).is_err(), "{plus} {minus}");
        }
        assert!(serde_json::from_str::<Costs>("[1, 0]").is_err());
        assert!(check_test_prior(0.9).is_ok() && check_test_prior(1e-30).is_ok());
        for refused in [0.0, 1e-31, 1.0, -0.2, f64::NAN] {
            assert!(check_test_prior(refused).is_err(), "{refused}");
        }
    }
}
