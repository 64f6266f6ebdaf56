//! How much each group counts in training.

use serde::{Deserialize, Serialize};

use super::Population;
use super::error::{ModelError, check_weight_ratio};

/// One positive weight ω_g a group, in the population's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct Weighting(Vec<f64>);

impl Weighting {
    /// Checks that every weight is positive and finite.
    ///
    /// # Errors
    /// [`ModelError`] naming the first weight that is not, or an empty list.
    pub fn new(weights: Vec<f64>) -> Result<Self, ModelError> {
        if weights.is_empty() {
            return Err(ModelError::Length {
                what: "weights",
                expected: 1,
                found: 0,
            });
        }
        for &w in &weights {
            check_weight_ratio(w)?;
        }
        Ok(Self(weights))
    }

    /// ω_g = 1 for each group.
    pub fn equal(population: &Population) -> Self {
        Self(vec![1.0; population.groups().len()])
    }

    /// The two-class weighting ω₊ = ρ, ω₋ = 1.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < ρ < ∞.
    pub fn ratio(weight_ratio: f64) -> Result<Self, ModelError> {
        Self::new(vec![weight_ratio, 1.0])
    }

    /// Every weight to the power of `strength`: 0 makes them equal, 1 leaves them.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] where one leaves what a double can hold.
    pub fn powered(&self, strength: f64) -> Result<Self, ModelError> {
        Self::new(self.0.iter().map(|w| w.powf(strength)).collect())
    }

    /// Checks that there is one weight for each group.
    ///
    /// # Errors
    /// [`ModelError::Length`] otherwise.
    pub fn check_length(&self, population: &Population) -> Result<(), ModelError> {
        let (groups, weights) = (population.groups().len(), self.0.len());
        match weights == groups {
            true => Ok(()),
            false => Err(ModelError::Length {
                what: "weights, one a group",
                expected: groups,
                found: weights,
            }),
        }
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.0
    }
}

impl TryFrom<Vec<f64>> for Weighting {
    type Error = ModelError;

    fn try_from(weights: Vec<f64>) -> Result<Self, ModelError> {
        Self::new(weights)
    }
}

impl From<Weighting> for Vec<f64> {
    fn from(weighting: Weighting) -> Self {
        weighting.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_positive() {
        assert_eq!(Weighting::ratio(4.0).unwrap().weights(), [4.0, 1.0]);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Weighting::ratio(bad).is_err());
        }
        assert!(serde_json::from_str::<Weighting>("[1.0, -2.0]").is_err());
        assert!(serde_json::from_str::<Weighting>("[]").is_err());
    }
}
