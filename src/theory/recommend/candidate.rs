//! Rows that can be taken, and how much they ask.

use super::{MovedRow, MovedRule, RuleTable, strategies};
use crate::model::{ClassErrors, Quantity};
use crate::theory::weights::{Strategy, StrategyOutcome};

/// Errors closer than this (relative) are the same for a practitioner: the simpler rule is
/// then the better one.
pub(in crate::theory) const INDIFFERENT: f64 = 0.002;

/// What a row does.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    /// The threshold stays at 0.
    Fixed(Strategy, &'a StrategyOutcome),
    /// It is moved to τ.
    Moved(&'a MovedRow, f64),
}

/// A row that can be taken, with what it reaches.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) name: &'static str,
    pub(super) way: Way<'a>,
    pub(super) errors: ClassErrors,
    /// Of what is minimised, in the limit.
    pub(super) error: f64,
    /// Its mean over training sets, where samples were counted and theory knows it.
    pub(super) mean: Option<f64>,
    pub(super) ridge: f64,
}

/// How much a row asks of whoever trains, the less, the simpler: a weight alone asks less than
/// all else, and of weights the rule knows; then the threshold alone.
fn effort(way: Way<'_>) -> (u8, u8) {
    match way {
        Way::Fixed(strategy, _) => match strategy {
            Strategy::Weight(rule) => (0, rule.effort()),
            Strategy::LeastCost(_) => (0, u8::MAX),
            Strategy::Downsample => (3, 0),
            Strategy::Ridge(_) => (4, 0),
            Strategy::PartlyDownsample => (5, 0),
            Strategy::EqualErrorMargins => (6, 0),
            Strategy::MinWorstClassMargins => (7, 0),
            Strategy::WeightAndRidge => (8, 0),
        },
        Way::Moved(row, _) => match row.rule {
            MovedRule::Thresholded => (1, 0),
            MovedRule::PriorRatio => (2, 0),
            MovedRule::SqrtPriorRatio => (2, 1),
            MovedRule::LogPriorRatio => (2, 2),
            MovedRule::LogitAdjustment => (2, 3),
            MovedRule::Best => (2, 4),
            MovedRule::Downsampled => (3, 1),
        },
    }
}

impl Candidate<'_> {
    /// What rows are compared by.
    pub(super) fn compared(&self) -> f64 {
        self.mean.unwrap_or(self.error)
    }
}

/// What to say of an error that asks for no features: a coin errs in half of each class.
pub(in crate::theory) fn against_a_coin(error: f64) -> &'static str {
    if error > 0.5 {
        " (worse than a coin)"
    } else if error == 0.5 {
        " (no better than a coin)"
    } else {
        ""
    }
}

impl RuleTable {
    /// Rows with the threshold at 0 that have a number, at any ridge.
    pub(super) fn fixed(&self) -> Vec<Candidate<'_>> {
        let prior = self.problem().two_class().minority_prior();
        strategies(self.objective())
            .filter_map(|(name, strategy)| {
                let outcome = self.outcome(name)?;
                self.offered(outcome)?;
                let errors = outcome.prediction.solution?.errors;
                Some(Candidate {
                    name,
                    way: Way::Fixed(strategy, outcome),
                    errors,
                    error: self.objective().of(errors, prior),
                    mean: self.mean_at_zero(outcome),
                    ridge: outcome.ridge,
                })
            })
            .collect()
    }

    /// Rows with the threshold moved that can be taken; a weight on the way to a direction that
    /// none attains is none of them.
    pub(super) fn moved(&self) -> Vec<Candidate<'_>> {
        let prior = self.problem().two_class().minority_prior();
        let all = self.moved.rows.iter().filter(|row| row.verdict.offers());
        let endless = self.moved.best_direction.is_never_attained();
        let all = all.filter(|row| row.rule != MovedRule::Best || !endless);
        all.filter_map(|row| {
            let threshold = row.threshold(self.objective(), prior).ok()?;
            let errors = row.errors(self.objective(), prior).ok()?;
            Some(Candidate {
                name: row.rule.name(),
                way: Way::Moved(row, threshold),
                errors,
                error: self.objective().of(errors, prior),
                mean: self.mean_moved(row),
                ridge: self.problem().ridge(),
            })
        })
        .collect()
    }

    /// Errors closer than this (relative) are the same: .2 %, and where n is known what their order leaves
    /// out if that is more: 1/n₊ of limits, n₊^(−3/2) of means, which go to order 1/n (5 minority samples: 9 %;
    /// 10: 3 %, as simulations had it).
    pub(super) fn indifference(&self, candidates: &[Candidate<'_>]) -> f64 {
        let by_limits = candidates.iter().all(|row| row.mean.is_none());
        let left_out = self.samples().map_or(0.0, |had| match by_limits {
            true => had.minority.recip(),
            false => had.minority.powf(-1.5),
        });
        INDIFFERENT.max(left_out)
    }

    /// The worst-class error of a row with the threshold at 0 that can be taken.
    pub fn offered(&self, outcome: &StrategyOutcome) -> Option<f64> {
        let error = self.reached(outcome, Quantity::WorstClassError);
        error.filter(|e| outcome.verdict.offers() && e.is_finite())
    }
}

/// The row with the least error.
pub(super) fn least<'a>(candidates: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    let all = candidates.iter().copied();
    all.min_by(|a, b| a.compared().total_cmp(&b.compared()))
}

/// The simplest of those that are as good as the least, to such a share of it.
pub(super) fn simplest<'a>(
    candidates: &[Candidate<'a>],
    indifference: f64,
) -> Option<Candidate<'a>> {
    let enough = least(candidates)?.compared() * (1.0 + indifference);
    let close = candidates.iter().filter(|c| c.compared() <= enough);
    let close = close.copied();
    close.min_by_key(|c| effort(c.way))
}
