//! What can be wrong with a model's numbers.

use super::Parameter;
use crate::written::{brief, round_down, round_up};

/// A value outside what the theory is stated for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A number outside its range.
    #[error("{name} = {value} is not allowed: {allowed}")]
    OutOfRange {
        /// The quantity's name, as in scenario files.
        name: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// Two parts that must have the same length do not.
    #[error("{what}: expected {expected}, found {found}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// Length required.
        expected: usize,
        /// Length given.
        found: usize,
    },
    /// The priors are not a distribution.
    #[error("the groups' priors sum to {sum}, not to 1")]
    PriorSum {
        /// Their sum.
        sum: f64,
    },
    /// Results could not tell two groups apart.
    #[error("two groups are called \"{name}\": give each a name of its own")]
    SameName {
        /// The name.
        name: String,
    },
    /// Too few samples for a group.
    #[error(
        "of n = {samples} samples the group \"{name}\", whose prior is {prior:?}, has none: {}",
        enough_samples(*enough)
    )]
    EmptyGroup {
        /// The group's.
        name: String,
        /// π_g.
        prior: f64,
        /// n.
        samples: usize,
        /// An n that is enough for it.
        enough: f64,
    },
    /// δn samples' dimensions are too few for the problem, or more than can be meant.
    #[error("delta = {delta} gives d = round(δn) = {dimension} at n = {samples}: {}", other_delta(*samples, *dimension, *least))]
    Dimensions {
        /// δ.
        delta: f64,
        /// n.
        samples: usize,
        /// d.
        dimension: f64,
        /// The fewest: one, or as many as the groups' means have coordinates.
        least: usize,
    },
    /// What the smallest group has is random.
    #[error(
        "groups are downsampled to as many samples as the smallest has, which with random labels is \
         another number every time: take fixed labels"
    )]
    RandomCounts,
    /// A label is never seen.
    #[error("no group carries the label {label}: a classifier needs both")]
    MissingLabel {
        /// +1 or −1.
        label: i8,
    },
}

/// What gives a group a sample.
fn enough_samples(n: f64) -> String {
    match Parameter::N.entry().range.contains(n) {
        true => format!("take n = {n} or more, or a larger prior"),
        false => {
            "no number of samples that is allowed gives it one: take a larger prior".to_owned()
        }
    }
}

/// Dimensions that cannot be meant begin here.
pub(crate) const TOO_MANY_DIMENSIONS: f64 = 1e9;

/// A δ that gives a number of dimensions that is allowed.
fn other_delta(samples: usize, dimension: f64, least: usize) -> String {
    let n = samples as f64;
    if dimension >= TOO_MANY_DIMENSIONS {
        let most = round_down((TOO_MANY_DIMENSIONS - 1.0) / n);
        return format!(
            "d must be below 10⁹, so take delta = {} or less at this n",
            brief(most)
        );
    }
    let enough = brief(round_up((least as f64 - 0.5) / n));
    match least {
        ..=1 => {
            format!("at least one dimension is needed, so take delta = {enough} or more at this n")
        }
        _ => format!(
            "the means have {least} coordinates, so take delta = {enough} or more at this n"
        ),
    }
}

/// Passes `value` on if `ok`, else says what is allowed.
pub(crate) fn require(
    name: &'static str,
    value: f64,
    ok: bool,
    allowed: &'static str,
) -> Result<f64, ModelError> {
    if ok {
        Ok(value)
    } else {
        Err(ModelError::OutOfRange {
            name,
            value,
            allowed,
        })
    }
}

/// Checks an aspect ratio δ = d/n.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless 0 < δ < ∞.
pub fn check_delta(delta: f64) -> Result<f64, ModelError> {
    require(
        "delta",
        delta,
        delta > 0.0 && delta.is_finite(),
        "delta = d/n is a positive number",
    )
}

/// Checks a ridge strength r.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless 0 ≤ r < ∞.
pub fn check_ridge(ridge: f64) -> Result<f64, ModelError> {
    require(
        "ridge",
        ridge,
        ridge >= 0.0 && ridge.is_finite(),
        "ridge is zero or a positive number",
    )
}

/// Checks a weight ratio ρ = ω₊/ω₋.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless 0 < ρ < ∞.
pub fn check_weight_ratio(weight_ratio: f64) -> Result<f64, ModelError> {
    require(
        "weight_ratio",
        weight_ratio,
        weight_ratio > 0.0 && weight_ratio.is_finite(),
        "weights are positive numbers",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is advised is allowed.
    #[test]
    fn a_group_without_a_sample() {
        let said = |prior: f64| {
            let empty = ModelError::EmptyGroup {
                name: "rare".into(),
                prior,
                samples: 100,
                enough: (1.0 / prior).ceil(),
            };
            empty.to_string()
        };
        assert!(said(0.004).contains("take n = 250 or more"));
        let rarest = said(1e-12);
        assert!(
            rarest.contains("1e-12") && !rarest.contains("take n ="),
            "{rarest}"
        );
        assert!(rarest.ends_with("take a larger prior"), "{rarest}");
    }
}
