//! One predicted number beside one estimate.

use serde::{Deserialize, Serialize};

use super::compared_quantity::Measured;
use crate::model::Tolerance;
use crate::stats::{Estimate, normal_chance, probit_scale, student_chance};

/// What a shift of 1/n is counted in.
///
/// One number for all would be blind where errors are small. Errors have the scale of the
/// classifier's margin in standard deviations; α, γ and b that of (θ, b), whose length
/// `length` is.
pub fn scale(quantity: impl Measured, theory: f64, length: f64) -> f64 {
    match quantity.is_of_length() {
        true => length,
        false => probit_scale(theory),
    }
}

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// |z| ≤ 2: nothing to explain.
    Agree,
    /// Beyond that, but within the granted shift and standard errors.
    Tolerated,
    /// Beyond both.
    Disagree,
}

impl Verdict {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Agree => "agree",
            Verdict::Tolerated => "tolerated",
            Verdict::Disagree => "disagree",
        }
    }
}

/// Theory and simulation of one quantity in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The limit that theory predicts.
    pub theory: f64,
    /// The shift of the mean that is known to exist at this n: for the worst-class
    /// error, by how much the mean of the maximum exceeds the maximum of the means.
    pub known_shift: f64,
    /// The shift in either direction that is granted at this n.
    pub granted: f64,
    /// (mean − theory − known shift)/standard error; `None` if the latter is zero.
    pub z: Option<f64>,
    /// Chance of a mean so far beyond the granted shift, if theory is right.
    pub chance: f64,
    /// What that amounts to.
    pub verdict: Verdict,
}

/// A prediction, and what is known of how finite n moves the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// The limit.
    pub theory: f64,
    /// By how much finite n is known to move the mean.
    pub known_shift: f64,
    /// What an unknown shift is counted in.
    pub scale: f64,
}

/// Holds an estimate from n samples a replicate against its prediction.
pub fn compare(
    predicted: &Predicted,
    estimate: &Estimate,
    samples: usize,
    tolerance: &Tolerance,
) -> Comparison {
    let Predicted {
        theory,
        known_shift,
        scale,
    } = *predicted;
    let difference = estimate.mean - theory - known_shift;
    let se = estimate.standard_error;
    let z = (se > 0.0).then(|| difference / se);
    let granted = tolerance.finite_size * scale / samples as f64;
    // Without spread only rounding is left to excuse a difference.
    let rounding = 1e-9 * (1.0 + theory.abs());
    let chance = match difference.abs() <= rounding && se == 0.0 {
        true => 1.0,
        false => chance_beyond(difference.abs(), granted, estimate),
    };
    let agrees = z.map_or(difference.abs() <= rounding, |z| z.abs() <= 2.0);
    let verdict = if agrees {
        Verdict::Agree
    } else if chance >= normal_chance(tolerance.max_z) {
        Verdict::Tolerated
    } else {
        Verdict::Disagree
    };
    Comparison {
        theory,
        known_shift,
        granted,
        z,
        chance,
        verdict,
    }
}

/// Chance of a mean at such a distance although the truth lies within the granted one.
pub fn chance_beyond(distance: f64, granted: f64, estimate: &Estimate) -> f64 {
    let beyond = distance - granted;
    if beyond <= 0.0 {
        return 1.0;
    }
    if estimate.standard_error <= 0.0 {
        return 0.0;
    }
    let degrees = estimate.replicates.saturating_sub(1);
    student_chance(beyond / estimate.standard_error, degrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Quantity;

    const TOLERANCE: Tolerance = Tolerance {
        finite_size: 2.0,
        max_z: 4.0,
        min_share: 0.9,
    };

    fn verdict(mean: f64, standard_error: f64, shift: f64) -> (Option<f64>, Verdict) {
        let estimate = Estimate {
            mean,
            standard_error,
            low: 0.0,
            high: 0.0,
            replicates: 30,
        };
        let predicted = Predicted {
            theory: 0.1,
            known_shift: shift,
            scale: 1.0,
        };
        let c = compare(&predicted, &estimate, 1000, &TOLERANCE);
        (c.z.map(|z| (1e6 * z).round() / 1e6), c.verdict)
    }

    #[test]
    fn each_verdict() {
        assert_eq!(verdict(0.102, 0.001, 0.0), (Some(2.0), Verdict::Agree));
        // Granted: 2/1000 + 4.747·.001, where t₂₉ has the chance of 4 normal deviations.
        assert_eq!(verdict(0.1066, 0.001, 0.0), (Some(6.6), Verdict::Tolerated));
        assert_eq!(verdict(0.1069, 0.001, 0.0), (Some(6.9), Verdict::Disagree));
        assert_eq!(verdict(0.1061, 0.001, 0.005), (Some(1.1), Verdict::Agree));
        assert_eq!(verdict(0.1, 0.0, 0.0), (None, Verdict::Agree));
        assert_eq!(verdict(0.2, 0.0, 0.0), (None, Verdict::Disagree));
    }

    /// Errors of half a per cent that are half as large again: 3/n would swallow that.
    #[test]
    fn small_errors_are_not_excused_by_their_smallness() {
        let tolerance = Tolerance {
            finite_size: 3.0,
            ..TOLERANCE
        };
        let estimate = Estimate {
            mean: 0.005,
            standard_error: 0.0001,
            low: 0.0,
            high: 0.0,
            replicates: 100,
        };
        let held = |theory| {
            let predicted = Predicted {
                theory,
                known_shift: 0.0,
                scale: scale(Quantity::ErrorMinority, theory, 0.5),
            };
            compare(&predicted, &estimate, 1000, &tolerance).verdict
        };
        assert_eq!(held(0.005), Verdict::Agree);
        assert_eq!(held(0.0052), Verdict::Agree);
        assert_eq!(held(0.0075), Verdict::Disagree);
    }
}
