//! How theory came to an answer, or why there is none, in every table.

use serde::{Deserialize, Serialize};

use crate::theory::Status;

/// What stands behind a number of theory, or in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The scalar equations are solved.
    Converged,
    /// The data are separable: the answer is that of the maximum-margin direction.
    Separable,
    /// Square loss without ridge at δ = 1, where the error diverges.
    InterpolationThreshold,
    /// Theory found no solution where there should be one.
    NotConverged,
    /// The rule gives no finite weight.
    NoFiniteWeight,
    /// Weights change nothing, so that none does what the rule asks for: data are separable or
    /// interpolated, without ridge.
    NoEffect,
    /// The weight exists, or may, but is larger than any that is advised.
    BeyondCap,
    /// The class errors cross by a jump: no weight equalises them.
    Jump,
    /// The value is no finite number, as of the ratio of two errors that underflow.
    NotFinite,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        match status {
            Status::Converged => Standing::Converged,
            Status::Separable => Standing::Separable,
            Status::InterpolationThreshold => Standing::InterpolationThreshold,
            Status::NotConverged => Standing::NotConverged,
        }
    }
}

impl Standing {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Converged => Status::Converged.name(),
            Standing::Separable => Status::Separable.name(),
            Standing::InterpolationThreshold => Status::InterpolationThreshold.name(),
            Standing::NotConverged => Status::NotConverged.name(),
            Standing::NoFiniteWeight => "no_finite_weight",
            Standing::NoEffect => "no_effect",
            Standing::BeyondCap => "beyond_cap",
            Standing::Jump => "jump",
            Standing::NotFinite => "not_finite",
        }
    }

    /// The same in a sentence.
    pub fn words(self) -> String {
        self.name().replace('_', " ")
    }

    /// Whether there is no answer where there should be one.
    pub fn failed(self) -> bool {
        match self {
            Standing::NotConverged | Standing::NotFinite => true,
            Standing::Converged
            | Standing::Separable
            | Standing::InterpolationThreshold
            | Standing::NoFiniteWeight
            | Standing::NoEffect
            | Standing::BeyondCap
            | Standing::Jump => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes() {
        for standing in [
            Standing::Converged,
            Standing::Separable,
            Standing::InterpolationThreshold,
            Standing::NotConverged,
            Standing::NoFiniteWeight,
            Standing::NoEffect,
            Standing::BeyondCap,
            Standing::Jump,
            Standing::NotFinite,
        ] {
            let written = serde_json::to_string(&standing).unwrap();
            assert_eq!(written, format!("{:?}", standing.name()));
        }
    }
}
