//! What rows reach on average over training sets, where samples were counted.

use super::{MovedRow, RuleTable};
use crate::loss::LossKind;
use crate::model::Objective;
use crate::theory::estimated_midpoint::relative_spread;
use crate::theory::weights::{StrategyOutcome, partly_downsampled};
use crate::theory::{Problem, SampledMargins, Samples, sampled_margins};

impl RuleTable {
    /// With the samples that trainings have: rows are then compared by mean worst-class errors over
    /// training sets where theory knows these.
    pub fn on_samples(self, samples: Samples) -> Self {
        Self {
            samples: Some(samples),
            ..self
        }
    }

    /// What trainings have, where that was counted.
    pub fn samples(&self) -> Option<&Samples> {
        self.samples.as_ref()
    }

    /// The samples where means over training sets are known: of the worst-class error, which is off its
    /// limit by 1/√n, and of the square loss. Other errors are off theirs by 1/n, with the threshold
    /// estimated or not.
    pub fn counted(&self) -> Option<&Samples> {
        let known = self.objective() == Objective::WorstClass
            && self.problem().loss() == LossKind::Square.into();
        self.samples.as_ref().filter(|_| known)
    }

    /// The mean worst-class error of a row with the threshold at 0, to order 1/n.
    pub fn mean_at_zero(&self, outcome: &StrategyOutcome) -> Option<f64> {
        let samples = self.counted().filter(|_| outcome.verdict.offers())?;
        let problem = self.problem().with_ridge(outcome.ridge).ok()?;
        at_zero(
            &problem,
            (outcome.weight_ratio.unwrap_or(1.0), outcome.keep),
            samples,
        )
    }

    /// The mean worst-class error of a row with the threshold at the midpoint of leave-one-out scores.
    pub fn mean_moved(&self, row: &MovedRow) -> Option<f64> {
        let samples = self.counted().filter(|_| row.verdict.offers())?;
        moved(self.problem(), (row.margin()?, row.keep), samples)
    }
}

/// E max(R₊, R₋) at τ = 0, with a weight and a share of the majority.
pub(super) fn at_zero(
    problem: &Problem,
    (weight_ratio, keep): (f64, f64),
    samples: &Samples,
) -> Option<f64> {
    let kept = kept(problem, keep)?.with_weight_ratio(weight_ratio).ok()?;
    let margins = sampled_margins(&kept, &samples.keeping(keep))?;
    Some(margins.worst())
}

/// E max(R₊, R₋) with m/α as in the limit and τ̂ ~ N(b, sd²).
pub(super) fn moved(
    problem: &Problem,
    (margin, keep): (f64, f64),
    samples: &Samples,
) -> Option<f64> {
    let had = samples.keeping(keep);
    let spread = relative_spread(&kept(problem, keep)?, [had.minority, had.majority]);
    let variance = spread * spread;
    let margins = SampledMargins {
        mean: [margin; 2],
        variance: [variance; 2],
        covariance: -variance,
    };
    Some(margins.worst()).filter(|mean| mean.is_finite())
}

fn kept(problem: &Problem, keep: f64) -> Option<Problem> {
    match keep < 1.0 {
        true => partly_downsampled(problem, keep).ok(),
        false => Some(*problem),
    }
}

#[cfg(test)]
mod tests;
