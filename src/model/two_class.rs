//! The paper's model: two classes at ±μ with unit noise.

use serde::{Deserialize, Serialize};

use super::Parameter;
use super::error::{ModelError, require};
use super::population::{Group, Label, Population};

/// The paper's names of its two groups.
pub(super) const MINORITY: &str = "minority";
pub(super) const MAJORITY: &str = "majority";

/// Two classes x | y ~ N(yμ, I) with P(y = +1) = π₊ ≤ ½ and s = ‖μ‖
/// (docs/theory.md, section 1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct TwoClass {
    minority_prior: f64,
    signal_strength: f64,
}

impl TwoClass {
    /// π₊ = ½ and s = 1.
    pub(super) const BALANCED: TwoClass = TwoClass {
        minority_prior: 0.5,
        signal_strength: 1.0,
    };

    /// Checks π₊ ∈ (0, ½] and s ≥ 0.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] otherwise. π₊ = ½ is the balanced case.
    pub fn new(minority_prior: f64, signal_strength: f64) -> Result<Self, ModelError> {
        require(
            "minority_prior",
            minority_prior,
            minority_prior > 0.0 && minority_prior <= 0.5,
            "the minority's prior lies in (0, 0.5], with 0.5 the balanced case",
        )?;
        require(
            "signal",
            signal_strength,
            signal_strength >= 0.0 && signal_strength.is_finite(),
            "the signal strength s = ‖μ‖ is zero or a positive number",
        )?;
        Ok(Self {
            minority_prior,
            signal_strength,
        })
    }

    /// The same classes in other shares.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless π₊ ∈ (0, ½].
    pub fn with_minority_prior(self, minority_prior: f64) -> Result<Self, ModelError> {
        Self::new(minority_prior, self.signal_strength)?;
        Ok(Self {
            minority_prior,
            ..self
        })
    }

    /// The same classes further apart or nearer.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 ≤ s < ∞.
    pub fn with_signal_strength(self, signal_strength: f64) -> Result<Self, ModelError> {
        Self::new(self.minority_prior, signal_strength)?;
        Ok(Self {
            signal_strength,
            ..self
        })
    }

    /// Every number that shapes the data, with its parameter.
    pub fn numbers(self) -> [(Parameter, f64); 2] {
        let Self {
            minority_prior,
            signal_strength,
        } = self;
        [
            (Parameter::MinorityPrior, minority_prior),
            (Parameter::Signal, signal_strength),
        ]
    }

    /// π₊.
    pub fn minority_prior(self) -> f64 {
        self.minority_prior
    }

    /// π₋ = 1 − π₊.
    pub fn majority_prior(self) -> f64 {
        1.0 - self.minority_prior
    }

    /// s = ‖μ‖.
    pub fn signal_strength(self) -> f64 {
        self.signal_strength
    }

    /// π₊/π₋: the share of the majority that leaves as many samples of it as the minority has.
    pub fn balanced_share(self) -> f64 {
        self.minority_prior / self.majority_prior()
    }

    /// Whether a share is that, to rounding.
    pub fn is_balanced_share(self, share: f64) -> bool {
        (share / self.balanced_share() - 1.0).abs() < 1e-12
    }

    /// The classical weight π₋/π₊.
    pub fn prior_ratio(self) -> f64 {
        self.majority_prior() / self.minority_prior
    }

    /// The same data as a [`Population`]: the minority first, means ±s in one coordinate.
    pub fn population(self) -> Population {
        let group = |name: &str, label: Label, prior| Group {
            name: name.to_owned(),
            label,
            prior,
            mean: vec![label.sign() * self.signal_strength],
            noise_scale: 1.0,
        };
        Population::new(vec![
            group(MINORITY, Label::Positive, self.minority_prior),
            group(MAJORITY, Label::Negative, self.majority_prior()),
        ])
        .expect("a checked pair of classes is a population")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    minority_prior: f64,
    signal: f64,
}

impl TryFrom<Raw> for TwoClass {
    type Error = ModelError;

    fn try_from(raw: Raw) -> Result<Self, ModelError> {
        Self::new(raw.minority_prior, raw.signal)
    }
}

impl From<TwoClass> for Raw {
    fn from(two: TwoClass) -> Self {
        let TwoClass {
            minority_prior,
            signal_strength: signal,
        } = two;
        Self {
            minority_prior,
            signal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (prior, signal) in [(0.5, 0.0), (1e-4, 6.0)] {
            assert!(TwoClass::new(prior, signal).is_ok());
        }
        for (prior, signal) in [
            (0.0, 1.0),
            (0.500001, 1.0),
            (-0.1, 1.0),
            (f64::NAN, 1.0),
            (0.2, -1.0),
            (0.2, f64::INFINITY),
        ] {
            assert!(TwoClass::new(prior, signal).is_err(), "{prior} {signal}");
        }
        assert!(serde_json::from_str::<TwoClass>(r#"{"minority_prior":0.7,"signal":1}"#).is_err());
    }
}
