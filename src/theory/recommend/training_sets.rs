//! What rows reach on average over training sets, where samples were counted.

use super::{INDIFFERENT, MovedRow, RuleTable};
use crate::loss::LossKind;
use crate::model::{Objective, WeightRule};
use crate::numerics::grid_then_brent_to;
use crate::theory::weights::{CAP, Strategy, StrategyOutcome, partly_downsampled, without_effect};
use crate::theory::{Problem, Samples, left_out_margins, sampled_margins};

/// The row whose weight is that with the least error.
const LEAST: &str = "min_worst_class";

/// Weights that are tried before the best at n is refined, and how closely log ρ is found.
const TRIED: usize = 57;
const TOLERANCE: f64 = 1e-6;

impl RuleTable {
    /// With the samples that trainings have: rows are then compared by mean worst-class errors over
    /// training sets where theory knows these, and the weight of `min_worst_class` is that with the least
    /// such mean ([`RuleTable::of_limit`] has that of the limit). A ridge or a share that is chosen stays
    /// that of the limit.
    pub fn on_samples(mut self, samples: Samples) -> Self {
        self.samples = Some(samples);
        if self.counted().is_none() {
            return self;
        }
        let problem = self.problem;
        let mut rows = self.rows.iter_mut();
        if let Some((_, row)) = rows.find(|(name, _)| *name == LEAST)
            && let Some(better) = least_at_n(&problem, row, &samples)
        {
            self.of_limit = Some(std::mem::replace(row, better));
        }
        self
    }

    /// The row `min_worst_class` of the limit, where another weight is better at n.
    pub fn of_limit(&self) -> Option<&StrategyOutcome> {
        self.of_limit.as_ref()
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

    /// The mean worst-class error of a row with the threshold at the midpoint of leave-one-out scores, to
    /// order 1/n.
    pub fn mean_moved(&self, row: &MovedRow) -> Option<f64> {
        let samples = self.counted().filter(|_| row.verdict.offers())?;
        moved(self.problem(), (row.weight_ratio?, row.keep), samples)
    }
}

/// The weight with the least mean worst-class error at τ = 0, where it is better than that of the limit by
/// what makes a difference; `None` where it is not, or is at an end of the search.
pub(super) fn least_at_n(
    problem: &Problem,
    limit: &StrategyOutcome,
    samples: &Samples,
) -> Option<StrategyOutcome> {
    if without_effect(problem) {
        return None;
    }
    let mean = |log_rho: f64| at_zero(problem, (log_rho.exp(), 1.0), samples);
    let tried = |log_rho: f64| mean(log_rho).unwrap_or(f64::INFINITY);
    let found = grid_then_brent_to(tried, (-CAP.ln(), CAP.ln()), TRIED, TOLERANCE)?;
    let limit = limit.weight_ratio.filter(|_| limit.verdict.offers());
    let enough = limit.and_then(|rho| at_zero(problem, (rho, 1.0), samples));
    let enough = enough.map_or(f64::INFINITY, |mean| mean * (1.0 - INDIFFERENT));
    if found.at_boundary || found.value >= enough {
        return None;
    }
    let weight = Strategy::Weight(WeightRule::Fixed(found.at.exp()));
    let there = weight.apply(problem).ok()?;
    there.verdict.offers().then_some(there)
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

/// The same at τ̂.
pub(super) fn moved(
    problem: &Problem,
    (weight_ratio, keep): (f64, f64),
    samples: &Samples,
) -> Option<f64> {
    let kept = kept(problem, keep)?.with_weight_ratio(weight_ratio).ok()?;
    let margins = left_out_margins(&kept, &samples.keeping(keep))?;
    Some(margins.worst())
}

fn kept(problem: &Problem, keep: f64) -> Option<Problem> {
    match keep < 1.0 {
        true => partly_downsampled(problem, keep).ok(),
        false => Some(*problem),
    }
}

#[cfg(test)]
mod tests;
