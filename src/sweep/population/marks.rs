//! The strengths at which weights of one kind are those of a rule.

use super::resolve::resolve_groups;
use super::study::all;
use crate::model::{
    GroupQuantity, GroupRule, GroupSetting, GroupWeights, ModelError, PoweredWeights, Weighting,
};
use crate::scenario::GroupPlan;
use crate::sweep::{Run, StudyError};

/// A rule beside the weights of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMark {
    /// Index into [`GroupPlan::curves`].
    pub curve: usize,
    /// The rule.
    pub rule: GroupRule,
    /// t with ω_g^t the weights of the rule up to a factor; `None` where no t has them, or the
    /// rule has none.
    pub strength: Option<f64>,
    /// The rule's worst-group error.
    pub worst_group_error: Option<f64>,
}

/// Logarithms of weights may miss a multiple of each other by this.
const SAME: f64 = 1e-9;

/// Every marked rule on every curve.
pub(super) fn marks(
    plan: &GroupPlan,
    pool: &rayon::ThreadPool,
    run: &Run<'_>,
) -> Result<Vec<GroupMark>, StudyError> {
    all(pool, run, &marked(plan), |(curve, setting, rule)| {
        mark(*curve, setting, *rule)
    })
}

/// (curve, its first problem, rule) of every marked rule on every curve.
pub(super) fn marked(plan: &GroupPlan) -> Vec<(usize, &GroupSetting, GroupRule)> {
    let rules = plan.figure.iter().flat_map(|figure| &figure.marks);
    let mut asked = Vec::new();
    for (curve, points) in plan.curves.iter().enumerate() {
        let Some((_, setting)) = points.points.first() else {
            continue;
        };
        asked.extend(rules.clone().map(|&rule| (curve, setting, rule)));
    }
    asked
}

pub(super) fn mark(
    curve: usize,
    setting: &GroupSetting,
    rule: GroupRule,
) -> Result<GroupMark, ModelError> {
    let with = |weights: GroupWeights| GroupSetting {
        training: (setting.training.clone()).weighing(PoweredWeights::of(weights)),
        ..setting.clone()
    };
    let at_one = with(setting.training.weights.at_one.clone());
    let by_rule = with(GroupWeights::Rule(rule));
    let population = setting.population.population();
    let resolved = |setting| resolve_groups(setting, &population, setting.delta);
    let (base, ruled) = (resolved(&at_one)?, resolved(&by_rule)?);
    let both = base.weighting.as_ref().zip(ruled.weighting.as_ref());
    Ok(GroupMark {
        curve,
        rule,
        strength: both.and_then(|(base, ruled)| strength(base, ruled)),
        worst_group_error: ruled.value(GroupQuantity::WorstGroupError, &population),
    })
}

/// t with base^t ∝ ruled.
fn strength(base: &Weighting, ruled: &Weighting) -> Option<f64> {
    let logs = |weighting: &Weighting| {
        let logs: Vec<f64> = weighting.weights().iter().map(|w| w.ln()).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        logs.into_iter().map(|log| log - mean).collect::<Vec<_>>()
    };
    let (base, ruled) = (logs(base), logs(ruled));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let length = product(&base, &base);
    if length <= SAME {
        return None;
    }
    let t = product(&base, &ruled) / length;
    let misses = base.iter().zip(&ruled).map(|(b, r)| (r - t * b).abs());
    (misses.fold(0.0, f64::max) <= SAME).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_are_powers_are_found() {
        let of = |weights: &[f64]| Weighting::new(weights.to_vec()).unwrap();
        let base = of(&[1.0, 4.0, 4.0, 1.0]);
        let thumb = strength(&base, &of(&[2.0, 14.0, 14.0, 2.0])).unwrap();
        assert!((thumb - 7.0_f64.ln() / 4.0_f64.ln()).abs() < 1e-12);
        assert_eq!(strength(&base, &of(&[3.0; 4])), Some(0.0));
        assert_eq!(strength(&base, &of(&[1.0, 4.0, 5.0, 1.0])), None);
        assert_eq!(strength(&of(&[2.0; 4]), &base), None);
    }
}
