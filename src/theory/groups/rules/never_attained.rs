//! Weights on their way to a direction that none attains.

use super::{GroupRuleOutcome, trained};
use crate::loss::LossKind;
use crate::model::{Group, GroupObjective, Label, Population, Problem, Weighting};
use crate::theory::ThresholdUse;
use crate::theory::weights::FLAT;

/// θ is at least by this power of the share shorter: it is O(ω) for logistic and O(√ω) for exponential loss.
const LENGTH: f64 = 0.25;
/// Shares of one label's weights that are tried.
const FEWER: [f64; 2] = [0.5, 0.1];

/// Whether training with ever smaller weights of a label has an ever shorter θ and no larger an error, by
/// a thousandth, at its best threshold: logistic and exponential loss with ridge, of which one label alone
/// moves the intercept then, and θ = O(ω/r) tends to a difference of weighted group means. What one sample
/// moves of b, and with it of an estimated threshold, is then more than all that θ tells. Of two classes it is
/// the same ([`BestDirection::is_never_attained`](crate::theory::weights::BestDirection)).
pub(super) fn is_never_attained(
    minimise: GroupObjective,
    problem: &Problem<Population>,
    outcome: &GroupRuleOutcome,
) -> bool {
    let falls_for_ever = matches!(
        problem.loss().kind(),
        LossKind::Logistic | LossKind::Exponential
    );
    if !falls_for_ever || problem.ridge() == 0.0 {
        return false;
    }
    let labels = [Label::Positive, Label::Negative];
    let mut all = labels
        .into_iter()
        .flat_map(|label| FEWER.map(|share| (label, share)));
    all.any(|(label, share)| {
        let there = with_less(problem, outcome, label, share);
        there.is_some_and(|there| is_as_good(minimise, problem, (outcome, &there), share))
    })
}

/// The weights of a label times a share.
fn with_less(
    problem: &Problem<Population>,
    outcome: &GroupRuleOutcome,
    label: Label,
    share: f64,
) -> Option<GroupRuleOutcome> {
    let weights = outcome.weighting.as_ref()?.weights().iter();
    let scaled = |(group, weight): (&Group, &f64)| match group.label == label {
        true => share * weight,
        false => *weight,
    };
    let groups = problem.population().groups().iter();
    let weighting = Weighting::new(groups.zip(weights).map(scaled).collect()).ok()?;
    trained(outcome.verdict, weighting, problem.clone()).ok()
}

fn is_as_good(
    minimise: GroupObjective,
    problem: &Problem<Population>,
    (here, there): (&GroupRuleOutcome, &GroupRuleOutcome),
    share: f64,
) -> bool {
    let reached = |outcome: &GroupRuleOutcome| {
        outcome.reached(minimise, ThresholdUse::Free, problem.population())
    };
    let length = |outcome: &GroupRuleOutcome| {
        let order = outcome.prediction.as_ref()?.order.as_ref();
        order.map(|order| order.alpha)
    };
    let shorter = length(here).zip(length(there));
    let error = reached(here).zip(reached(there));
    shorter.is_some_and(|(before, after)| after <= share.powf(LENGTH) * before)
        && error.is_some_and(|(before, after)| after <= (1.0 + FLAT) * before)
}
