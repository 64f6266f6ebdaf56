//! Which row of the table to use.

use super::{
    GroupRule, GroupRuleOutcome, GroupRuleTable, GroupRuleVerdict, MovedGroupRow, MovedGroupRule,
};
use crate::model::Weighting;
use crate::theory::predict;
use crate::theory::recommend::INDIFFERENT;
use crate::theory::weights::{CAP, FLAT, least_extreme, within_cap};
use crate::theory::{AdviceText, ThresholdUse};

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupRow {
    /// With the threshold at 0.
    Fixed(GroupRule),
    /// With the threshold moved.
    Moved(MovedGroupRule),
}

impl GroupRow {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            GroupRow::Fixed(rule) => rule.name(),
            GroupRow::Moved(rule) => rule.name(),
        }
    }

    /// How much a row asks of whoever trains: a weight, a threshold, both, other samples.
    fn effort(self) -> u8 {
        match self {
            GroupRow::Fixed(GroupRule::Unweighted) => 0,
            GroupRow::Fixed(GroupRule::InversePrior) => 1,
            GroupRow::Fixed(GroupRule::GeneralisedThumb) => 2,
            GroupRow::Fixed(GroupRule::MinWorstGroup) => 3,
            GroupRow::Fixed(GroupRule::MinBalanced) => 4,
            GroupRow::Moved(MovedGroupRule::Thresholded) => 5,
            GroupRow::Moved(MovedGroupRule::InversePrior) => 6,
            GroupRow::Moved(MovedGroupRule::GeneralisedThumb) => 7,
            GroupRow::Moved(MovedGroupRule::MinWorstGroup) => 8,
            GroupRow::Moved(MovedGroupRule::MinBalanced) => 9,
            GroupRow::Moved(MovedGroupRule::Best) => 10,
            GroupRow::Fixed(GroupRule::Downsampled) => 11,
            GroupRow::Moved(MovedGroupRule::Downsampled) => 12,
        }
    }
}

/// A row that can be taken, with what it reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupChoice {
    /// Which.
    pub row: GroupRow,
    /// How the weights came about.
    pub verdict: GroupRuleVerdict,
    /// One a group.
    pub weighting: Weighting,
    /// τ, 0 where it is not moved; of separable data in units of ‖θ‖.
    pub threshold: f64,
    /// R_g.
    pub errors: Vec<f64>,
    /// What is minimised.
    pub error: f64,
}

/// A row to use, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupAdvice {
    /// What it chooses; `None` where no row has an error.
    pub choice: Option<GroupChoice>,
    /// Sentences in a row, the last without its full stop.
    pub why: String,
    /// The same, a line each: first what it reaches.
    pub lines: Vec<String>,
}

impl GroupRuleTable {
    /// The row with the least of what is minimised; of rows within .2 % of it the simplest. Weights at which
    /// a search ended, as they would go on to zero or infinity, are no advice: without a threshold the least
    /// extreme that are within a thousandth of them are, if they are not next to the end themselves. Nor are
    /// those on the way to a direction that none attains.
    pub fn recommend(&self, threshold: ThresholdUse) -> GroupAdvice {
        let all = self.choices(threshold);
        let Some(least) = least(&all) else {
            let why = AdviceText::of(self.why_none());
            return GroupAdvice {
                choice: None,
                why: why.paragraph(),
                lines: why.lines(),
            };
        };
        let enough = (1.0 + INDIFFERENT) * least.error;
        let close = all.iter().filter(|choice| choice.error <= enough);
        let chosen = close.min_by_key(|choice| choice.row.effort());
        let chosen = chosen.unwrap_or(least);
        let why = self.why(&all, chosen, least);
        GroupAdvice {
            choice: Some(chosen.clone()),
            why: why.paragraph(),
            lines: why.lines(),
        }
    }

    /// The rows that can be taken.
    pub(super) fn choices(&self, threshold: ThresholdUse) -> Vec<GroupChoice> {
        let fixed = self.rows.iter().filter_map(|(rule, row)| {
            if is_search_end(row) {
                return self.short_of_the_end(*rule, row);
            }
            let errors = &row.prediction.as_ref()?.errors;
            self.choice(GroupRow::Fixed(*rule), row, 0.0, errors)
        });
        let moved = self.moved.iter().filter(|row| match threshold {
            ThresholdUse::Fixed => false,
            ThresholdUse::Free => is_advice(row),
        });
        let moved = moved.filter_map(|row| {
            let there = row.moved.as_ref().ok()?;
            let place = GroupRow::Moved(row.rule);
            self.choice(place, &row.outcome, there.threshold, &there.errors)
        });
        fixed.chain(moved).collect()
    }

    /// In place of weights at which a search ended the least extreme within a thousandth of what they
    /// reach; `None` where those are next to the end, too.
    pub(super) fn short_of_the_end(
        &self,
        rule: GroupRule,
        row: &GroupRuleOutcome,
    ) -> Option<GroupChoice> {
        let weights = row.weighting.as_ref()?.weights();
        let least = self
            .objective()
            .of(self.population(), &row.prediction.as_ref()?.errors)?;
        let within = |log_bound: f64| {
            let bound = log_bound.exp();
            let kept = weights.iter().map(|w| w.clamp(1.0 / bound, bound));
            let weighting = Weighting::new(kept.collect()).ok()?;
            let there = self.problem().clone().with_weights(weighting.clone());
            let outcome = GroupRuleOutcome {
                weighting: Some(weighting),
                prediction: Some(predict(&there.ok()?)),
                ..row.clone()
            };
            let errors = outcome.prediction.as_ref()?.errors.clone();
            let choice = self.choice(GroupRow::Fixed(rule), &outcome, 0.0, &errors)?;
            (choice.error <= least * (1.0 + FLAT)).then_some(choice)
        };
        let end = CAP.ln();
        let at = least_extreme(|u| within(u).is_some(), (0.0, end));
        within(at).filter(|_| at <= end - 2f64.ln())
    }

    fn choice(
        &self,
        row: GroupRow,
        outcome: &GroupRuleOutcome,
        threshold: f64,
        errors: &[f64],
    ) -> Option<GroupChoice> {
        Some(GroupChoice {
            row,
            verdict: outcome.verdict,
            weighting: outcome.weighting.clone()?,
            threshold,
            errors: errors.to_vec(),
            error: self.objective().of(self.population(), errors)?,
        })
    }
}

/// Whether what is trained so can be advised where it has an error.
pub(super) fn is_advice(row: &MovedGroupRow) -> bool {
    !is_search_end(&row.outcome) && !row.never_attained
}

/// Whether weights are the end of a search: they would go on, or half of one of them more would be
/// beyond what is searched and no condition of a minimum holds.
pub(super) fn is_search_end(outcome: &GroupRuleOutcome) -> bool {
    let beyond = |weight: &f64| [0.5, 2.0].iter().any(|factor| !within_cap(factor * weight));
    let weighting = outcome.weighting.as_ref();
    match outcome.verdict {
        GroupRuleVerdict::Endless => true,
        GroupRuleVerdict::Unconfirmed => weighting.is_some_and(|w| w.weights().iter().any(beyond)),
        GroupRuleVerdict::Formula
        | GroupRuleVerdict::Found
        | GroupRuleVerdict::NotFound
        | GroupRuleVerdict::NoEffect
        | GroupRuleVerdict::Infeasible { .. } => false,
    }
}

/// The row with the least error; the first of those that tie.
pub(super) fn least(choices: &[GroupChoice]) -> Option<&GroupChoice> {
    choices.iter().min_by(|a, b| a.error.total_cmp(&b.error))
}
