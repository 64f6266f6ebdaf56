//! One predicted number beside one estimate.

use serde::{Deserialize, Serialize};

use crate::stats::Estimate;

/// How far theory and simulation may lie apart.
///
/// At any fixed n enough replicates disprove the theory, whose error is O(1/n)
/// (THEORY section 11). So a shift of `finite_size`/n is granted before the
/// Monte-Carlo error is asked to explain the rest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// c in the shift c/n granted to every quantity.
    pub finite_size: f64,
    /// Standard errors granted on top of the shift.
    pub max_z: f64,
    /// Share of comparisons that must have |z| ≤ 2, with no shift granted, among those whose
    /// standard error is not small beside the shift.
    pub min_share: f64,
}

impl Tolerance {
    /// n·se from which a comparison counts in the share: a tenth of the granted shift, about
    /// what shifts turn out to be.
    pub(super) fn least_judged(&self) -> f64 {
        0.1 * self.finite_size
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
    /// (mean − theory − known shift)/standard error; `None` if the latter is zero.
    pub z: Option<f64>,
    /// What that amounts to.
    pub verdict: Verdict,
}

/// Holds an estimate from n samples a replicate against its prediction.
pub fn compare(
    theory: f64,
    estimate: &Estimate,
    known_shift: f64,
    samples: usize,
    tolerance: &Tolerance,
) -> Comparison {
    let difference = estimate.mean - theory - known_shift;
    let se = estimate.standard_error;
    let z = (se > 0.0).then(|| difference / se);
    let granted = tolerance.finite_size / samples as f64 + tolerance.max_z * se;
    // Without spread only rounding is left to excuse a difference.
    let rounding = 1e-9 * (1.0 + theory.abs());
    let agrees = z.map_or(difference.abs() <= rounding, |z| z.abs() <= 2.0);
    let verdict = if agrees {
        Verdict::Agree
    } else if difference.abs() <= granted.max(rounding) {
        Verdict::Tolerated
    } else {
        Verdict::Disagree
    };
    Comparison {
        theory,
        known_shift,
        z,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let c = compare(0.1, &estimate, shift, 1000, &TOLERANCE);
        (c.z.map(|z| (1e6 * z).round() / 1e6), c.verdict)
    }

    #[test]
    fn each_verdict() {
        assert_eq!(verdict(0.102, 0.001, 0.0), (Some(2.0), Verdict::Agree));
        // Granted: 2/1000 + 4·.001.
        assert_eq!(verdict(0.1059, 0.001, 0.0), (Some(5.9), Verdict::Tolerated));
        assert_eq!(verdict(0.1061, 0.001, 0.0), (Some(6.1), Verdict::Disagree));
        assert_eq!(verdict(0.1061, 0.001, 0.005), (Some(1.1), Verdict::Agree));
        assert_eq!(verdict(0.1, 0.0, 0.0), (None, Verdict::Agree));
        assert_eq!(verdict(0.2, 0.0, 0.0), (None, Verdict::Disagree));
    }
}
