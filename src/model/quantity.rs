//! The quantities that theory predicts and simulation measures.

use serde::{Deserialize, Serialize};

/// One number that both sides of the comparison produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// α = ‖θ‖.
    Alpha,
    /// γ = μᵀθ/‖μ‖.
    Gamma,
    /// b, the intercept.
    Bias,
    /// R₊.
    ErrorMinority,
    /// R₋.
    ErrorMajority,
    /// max(R₊, R₋).
    WorstClassError,
    /// (R₊ + R₋)/2.
    BalancedError,
    /// π₊R₊ + π₋R₋.
    AverageError,
}

impl Quantity {
    /// Every quantity, in the order tables use.
    pub const ALL: [Quantity; 8] = [
        Quantity::Alpha,
        Quantity::Gamma,
        Quantity::Bias,
        Quantity::ErrorMinority,
        Quantity::ErrorMajority,
        Quantity::WorstClassError,
        Quantity::BalancedError,
        Quantity::AverageError,
    ];

    /// Name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Alpha => "alpha",
            Quantity::Gamma => "gamma",
            Quantity::Bias => "bias",
            Quantity::ErrorMinority => "error_minority",
            Quantity::ErrorMajority => "error_majority",
            Quantity::WorstClassError => "worst_class_error",
            Quantity::BalancedError => "balanced_error",
            Quantity::AverageError => "average_error",
        }
    }

    /// Whether it grows with the length of (θ, b); errors depend on the direction alone.
    pub fn scales(self) -> bool {
        matches!(self, Quantity::Alpha | Quantity::Gamma | Quantity::Bias)
    }

    /// Label on axes and in legends.
    pub fn label(self) -> &'static str {
        match self {
            Quantity::Alpha => "norm of the weights α",
            Quantity::Gamma => "alignment γ",
            Quantity::Bias => "intercept b",
            Quantity::ErrorMinority => "minority error R₊",
            Quantity::ErrorMajority => "majority error R₋",
            Quantity::WorstClassError => "worst-class error",
            Quantity::BalancedError => "balanced error",
            Quantity::AverageError => "average error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes() {
        for q in Quantity::ALL {
            assert_eq!(
                serde_json::to_string(&q).unwrap(),
                format!("{:?}", q.name())
            );
        }
    }
}
