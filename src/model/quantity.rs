//! The quantities that theory predicts and simulation measures: one table.

use super::{Classifier, Undefined};

/// All that is known of a quantity.
struct QuantityEntry {
    /// On axes and in legends.
    label: &'static str,
    kind: QuantityKind,
    of: fn(&Classifier) -> Result<f64, Undefined>,
}

/// What a quantity is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuantityKind {
    /// Grows with the length of (θ, b).
    Length,
    /// The error of one class.
    ClassError,
    /// Made of class errors, smoothly.
    Mean,
    /// The larger of the class errors: its mean is off by O(1/√n) where these meet.
    Worst,
}

// In the order that tables use.
described! {
    /// One number that both sides of the comparison produce.
    #[derive(PartialOrd, Ord)]
    pub enum Quantity: QuantityEntry {
        /// α = ‖θ‖.
        Alpha = "alpha" {
            label: "norm of the weights α",
            kind: QuantityKind::Length,
            of: |seen| Ok(seen.alpha()),
        }
        /// γ = μᵀθ/‖μ‖.
        Gamma = "gamma" {
            label: "alignment γ",
            kind: QuantityKind::Length,
            of: |seen| Ok(seen.gamma()),
        }
        /// b, the intercept.
        Bias = "bias" {
            label: "intercept b",
            kind: QuantityKind::Length,
            of: |seen| Ok(seen.bias()),
        }
        /// R₊.
        ErrorMinority = "error_minority" {
            label: "minority error R₊",
            kind: QuantityKind::ClassError,
            of: |seen| Ok(seen.errors().minority),
        }
        /// R₋.
        ErrorMajority = "error_majority" {
            label: "majority error R₋",
            kind: QuantityKind::ClassError,
            of: |seen| Ok(seen.errors().majority),
        }
        /// max(R₊, R₋).
        WorstClassError = "worst_class_error" {
            label: "worst-class error",
            kind: QuantityKind::Worst,
            of: |seen| Ok(seen.errors().worst()),
        }
        /// (R₊ + R₋)/2.
        BalancedError = "balanced_error" {
            label: "balanced error",
            kind: QuantityKind::Mean,
            of: |seen| Ok(seen.errors().balanced()),
        }
        /// π₊R₊ + π₋R₋.
        AverageError = "average_error" {
            label: "average error",
            kind: QuantityKind::Mean,
            of: |seen| Ok(seen.errors().average(seen.test_prior())),
        }
    }
}

impl Quantity {
    /// Its value for a classifier.
    ///
    /// # Errors
    /// [`Undefined`] where it does not exist, with the reason.
    pub fn of(self, seen: &Classifier) -> Result<f64, Undefined> {
        match seen.undecided() {
            Some(why) if self.goes_by_threshold() => Err(why),
            Some(_) | None => (self.entry().of)(seen),
        }
    }

    /// Whether it depends on the threshold.
    pub fn goes_by_threshold(self) -> bool {
        match self {
            Quantity::Alpha | Quantity::Gamma | Quantity::Bias => false,
            Quantity::ErrorMinority
            | Quantity::ErrorMajority
            | Quantity::WorstClassError
            | Quantity::BalancedError
            | Quantity::AverageError => true,
        }
    }

    /// Label on axes and in legends.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// Whether it grows with the length of (θ, b); errors depend on the direction alone.
    pub fn scales(self) -> bool {
        self.entry().kind == QuantityKind::Length
    }

    /// Whether it is an error: smaller is better.
    pub fn is_error(self) -> bool {
        match self.entry().kind {
            QuantityKind::Length => false,
            QuantityKind::ClassError | QuantityKind::Mean | QuantityKind::Worst => true,
        }
    }

    /// Whether it is the error of one class, and not made of others.
    pub fn is_class_error(self) -> bool {
        self.entry().kind == QuantityKind::ClassError
    }

    /// Whether its mean is off its limit by c/n: that of the larger class error is off by
    /// O(1/√n) where the errors meet.
    pub fn has_trend(self) -> bool {
        self.entry().kind != QuantityKind::Worst
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

    /// Tables find a quantity's row by its place.
    #[test]
    fn places_are_those_of_the_declaration() {
        for (place, quantity) in Quantity::ALL.into_iter().enumerate() {
            assert_eq!(quantity as usize, place);
        }
    }
}
