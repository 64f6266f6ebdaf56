//! What every rule reaches once the threshold is moved.

use super::never_attained::is_never_attained;
use super::{GroupRule, GroupRuleOutcome, searched};
use crate::model::{BestThreshold, GroupObjective, ModelError, Population, Problem, Undefined};
use crate::theory::ThresholdUse;

named! {
    /// How is trained before the threshold is moved.
    pub enum MovedGroupRule {
        /// Without weights: the threshold alone.
        Thresholded = "thresholded",
        /// With 1/π_g.
        InversePrior = "inverse_prior_thresholded",
        /// With the generalised thumb.
        GeneralisedThumb = "generalised_thumb_thresholded",
        /// With the weights that are best for the worst group at τ = 0.
        MinWorstGroup = "min_worst_group_thresholded",
        /// With the weights that are best for the mean at τ = 0.
        MinBalanced = "min_balanced_thresholded",
        /// With the weights that are best together with their threshold.
        Best = "best_thresholded",
        /// On as many samples of each group as the smallest has.
        Downsampled = "downsampled_thresholded",
    }
}

impl MovedGroupRule {
    /// The rule that it trains by; `None` of the best weights for a free threshold.
    pub fn trained_by(self) -> Option<GroupRule> {
        match self {
            Self::Thresholded => Some(GroupRule::Unweighted),
            Self::InversePrior => Some(GroupRule::InversePrior),
            Self::GeneralisedThumb => Some(GroupRule::GeneralisedThumb),
            Self::MinWorstGroup => Some(GroupRule::MinWorstGroup),
            Self::MinBalanced => Some(GroupRule::MinBalanced),
            Self::Best => None,
            Self::Downsampled => Some(GroupRule::Downsampled),
        }
    }
}

/// A training with the threshold that is best for it.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedGroupRow {
    /// How is trained.
    pub rule: MovedGroupRule,
    /// With which weights, and what that leads to at τ = 0.
    pub outcome: GroupRuleOutcome,
    /// τ with the least of what is minimised and the errors there, or why there is none.
    pub moved: Result<BestThreshold, Undefined>,
    /// Whether its weights are on the way to a direction that none attains: no advice.
    pub never_attained: bool,
}

impl MovedGroupRow {
    /// τ as it is shown, [`GroupPrediction::shown_threshold`](crate::theory::groups::GroupPrediction).
    pub fn shown_threshold(&self) -> Option<f64> {
        let found = self.moved.as_ref().ok()?;
        Some(self.outcome.prediction.as_ref()?.shown_threshold(found))
    }
}

/// In the order of [`MovedGroupRule::ALL`]; the rows of the rules at τ = 0 are known.
pub(super) fn moved_rows(
    minimise: GroupObjective,
    problem: &Problem<Population>,
    known: &[(GroupRule, GroupRuleOutcome)],
) -> Result<Vec<MovedGroupRow>, ModelError> {
    let population = problem.population();
    let row = |rule: MovedGroupRule| {
        let trained = known.iter().find(|(r, _)| Some(*r) == rule.trained_by());
        let outcome = match trained {
            Some((_, outcome)) => outcome.clone(),
            None => best(minimise, problem, known)?,
        };
        let searched = rule == MovedGroupRule::Best;
        let scores = outcome.prediction.as_ref().and_then(|p| p.scores.as_ref());
        Ok(MovedGroupRow {
            rule,
            moved: match scores {
                Some(scores) => scores.best(minimise, population),
                None => Err(Undefined::NoPrediction),
            },
            never_attained: searched && is_never_attained(minimise, problem, &outcome),
            outcome,
        })
    };
    MovedGroupRule::ALL.into_iter().map(row).collect()
}

/// The weights that are best together with their threshold: no rule with weights is better with its own.
fn best(
    minimise: GroupObjective,
    problem: &Problem<Population>,
    known: &[(GroupRule, GroupRuleOutcome)],
) -> Result<GroupRuleOutcome, ModelError> {
    let with_weights = known.iter().filter(|(rule, _)| rule.has_weights());
    let others: Vec<GroupRuleOutcome> = with_weights.map(|(_, row)| row.clone()).collect();
    searched(minimise, ThresholdUse::Free, problem, &others)
}

#[cfg(test)]
mod tests;
