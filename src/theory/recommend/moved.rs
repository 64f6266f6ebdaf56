//! What weights reach once the threshold is moved.
//!
//! With τ free the direction of θ alone counts (docs/theory.md, section 12): a row is a weight
//! with the law of the scores that it leads to, and its threshold is the best for whatever is
//! minimised.

use crate::model::{ClassErrors, Objective, ScoreLaw, Undefined};
use crate::theory::weight_path::{Trail, predict_on};
use crate::theory::weights::{
    BestDirection, StrategyVerdict, best_direction_on, class_means_ratio, downsampled, turns_at,
    weight_taken, within_cap, without_effect,
};
use crate::theory::{Prediction, Problem, Status};

/// All that is known of a rule.
struct MovedEntry {
    /// In sentences, before "with the threshold at τ = …".
    words: &'static str,
    /// ρ, where it is a formula of the ratio of priors.
    weight: fn(f64) -> Option<f64>,
}

described! {
    /// A weight that is trained with before the threshold is moved.
    pub enum MovedRule: MovedEntry {
        /// ρ = 1: the threshold alone.
        Thresholded = "thresholded" {
            words: "training without weights",
            weight: |_| Some(1.0),
        }
        /// ρ = π₋/π₊.
        PriorRatio = "prior_ratio_thresholded" {
            words: "the ratio of priors as weight",
            weight: Some,
        }
        /// ρ = √(π₋/π₊).
        SqrtPriorRatio = "sqrt_prior_ratio_thresholded" {
            words: "the square root of the ratio of priors as weight",
            weight: |ratio| Some(ratio.sqrt()),
        }
        /// ρ = max(1, log(π₋/π₊)).
        LogPriorRatio = "log_prior_ratio_thresholded" {
            words: "the logarithm of the ratio of priors as weight",
            weight: |ratio| Some(ratio.ln().max(1.0)),
        }
        /// ρ = 1, trained with ℓ(y(f + log(π₊/π₋))): as the intercept is free, that shifts it and
        /// nothing else.
        LogitAdjustment = "logit_adjustment_thresholded" {
            words: "logit adjustment",
            weight: |_| Some(1.0),
        }
        /// The weight with the best direction, at the ridge given.
        Best = "best_thresholded" {
            words: "the weight with the best direction",
            weight: |_| None,
        }
        /// ρ = 1, on as many samples of the majority as the minority has.
        Downsampled = "downsampled_thresholded" {
            words: "dropping majority samples until the classes are balanced",
            weight: |_| Some(1.0),
        }
    }
}

impl MovedRule {
    /// What sentences call it.
    pub fn words(self) -> &'static str {
        self.entry().words
    }
}

/// A weight, and the scores that it leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MovedRow {
    /// How the weight is chosen.
    pub rule: MovedRule,
    /// How that went.
    pub verdict: StrategyVerdict,
    /// ρ.
    pub weight_ratio: Option<f64>,
    /// The share of majority samples that is kept.
    pub keep: f64,
    /// The law of the scores, of separable data in units of α.
    law: Option<ScoreLaw>,
}

impl MovedRow {
    fn without(rule: MovedRule, verdict: StrategyVerdict, weight_ratio: Option<f64>) -> Self {
        Self {
            rule,
            verdict,
            weight_ratio,
            keep: 1.0,
            law: None,
        }
    }

    /// τ with the least of an error; the minority's share π₊ is that of the test distribution. Of
    /// separable data it is in units of ‖θ‖.
    ///
    /// # Errors
    /// [`Undefined`], as [`crate::model::ThresholdRule::threshold`] says.
    pub fn threshold(&self, minimise: Objective, prior: f64) -> Result<f64, Undefined> {
        let law = self.law.ok_or(Undefined::NoPrediction)?;
        let threshold = law.bias() + from_bias(&law, minimise, prior)?;
        match threshold.is_finite() {
            true => Ok(threshold),
            false => Err(Undefined::BeyondDoubles),
        }
    }

    /// The class errors with that threshold.
    ///
    /// # Errors
    /// As [`MovedRow::threshold`].
    pub fn errors(&self, minimise: Objective, prior: f64) -> Result<ClassErrors, Undefined> {
        errors_of(&self.law.ok_or(Undefined::NoPrediction)?, minimise, prior)
    }
}

/// τ − b: b can be so large that τ itself has lost the digits that tell one class from the other.
fn from_bias(law: &ScoreLaw, minimise: Objective, prior: f64) -> Result<f64, Undefined> {
    let rule = minimise.threshold_rule();
    rule.threshold(&centred(law), prior, minimise.costs())
}

fn errors_of(law: &ScoreLaw, minimise: Objective, prior: f64) -> Result<ClassErrors, Undefined> {
    Ok(centred(law).errors(from_bias(law, minimise, prior)?))
}

fn centred(law: &ScoreLaw) -> ScoreLaw {
    ScoreLaw::new(law.alpha(), law.margin(), 0.0)
}

/// All of them, at one ridge.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedTable {
    /// In the order of [`MovedRule::ALL`].
    pub rows: Vec<MovedRow>,
    /// The best direction that a weight leads to, attained or not.
    pub best_direction: BestDirection,
    class_means: ScoreLaw,
}

impl MovedTable {
    pub(super) fn new(problem: &Problem, trail: &mut Trail) -> Self {
        let best_direction = best_direction_on(problem, trail);
        let two = problem.two_class();
        let mut row = |rule: MovedRule| match (rule.entry().weight)(two.prior_ratio()) {
            Some(_) if rule == MovedRule::Downsampled => on_fewer(problem),
            Some(weight) => of_weight(problem, rule, weight, trail),
            None => best(problem, &best_direction, trail),
        };
        Self {
            rows: MovedRule::ALL.map(&mut row).to_vec(),
            best_direction,
            class_means: ScoreLaw::new(1.0, class_means_ratio(problem.delta(), two), 0.0),
        }
    }

    /// The class errors of the difference of the class means with the best threshold, to which
    /// training tends as r → ∞ and below which none goes: it owes that to noise which is the same
    /// in every direction and class.
    ///
    /// # Errors
    /// [`Undefined::NoBestThreshold`] where giving one class up is best.
    pub fn class_means(&self, minimise: Objective, prior: f64) -> Result<ClassErrors, Undefined> {
        errors_of(&self.class_means, minimise, prior)
    }
}

fn best(problem: &Problem, direction: &BestDirection, trail: &mut Trail) -> MovedRow {
    let (verdict, weight) = weight_taken(problem, direction, trail);
    match weight.filter(|_| verdict.offers()) {
        Some(weight) => {
            let there = of_weight(problem, MovedRule::Best, weight, trail);
            match there.verdict.offers() {
                true => MovedRow { verdict, ..there },
                false => there,
            }
        }
        None => MovedRow::without(MovedRule::Best, verdict, weight),
    }
}

/// Without weights, on as many samples of either class as the minority has: another δ, at which what is
/// known of this one is of no use.
fn on_fewer(problem: &Problem) -> MovedRow {
    let keep = problem.two_class().balanced_share();
    let row = match downsampled(problem) {
        Ok(balanced) => of_weight(
            &balanced,
            MovedRule::Downsampled,
            1.0,
            &mut Trail::default(),
        ),
        Err(_) => MovedRow::without(MovedRule::Downsampled, StrategyVerdict::Unsolved, Some(1.0)),
    };
    MovedRow { keep, ..row }
}

fn of_weight(problem: &Problem, rule: MovedRule, weight: f64, trail: &mut Trail) -> MovedRow {
    if !within_cap(weight) {
        return MovedRow::without(rule, StrategyVerdict::BeyondCap, Some(weight));
    }
    let prediction = match problem.with_weight_ratio(weight) {
        Ok(there) => predict_on(&there, trail),
        Err(_) => Prediction::none(Status::NotConverged),
    };
    let without = |verdict| MovedRow::without(rule, verdict, Some(weight));
    let Some(solution) = prediction.solution else {
        return without(match prediction.status {
            Status::InterpolationThreshold => StrategyVerdict::Diverges,
            Status::Converged | Status::Separable | Status::NotConverged => {
                StrategyVerdict::Unsolved
            }
        });
    };
    let law = solution.score_law(problem.two_class().signal_strength());
    if law.equal_error().is_err() {
        // θ = 0: whatever the threshold, one class is given up.
        return without(StrategyVerdict::NotFound);
    }
    if turns_at(problem, weight, trail) {
        return without(StrategyVerdict::KnifeEdge);
    }
    let Some(law) = adjusted(problem, rule, law) else {
        return without(StrategyVerdict::NotFound);
    };
    MovedRow {
        rule,
        verdict: match without_effect(problem) {
            true => StrategyVerdict::NoEffect,
            false => StrategyVerdict::Found,
        },
        weight_ratio: Some(weight),
        keep: 1.0,
        law: Some(law),
    }
}

/// The scores of logit adjustment: training has f + log(π₊/π₋) in place of f, times the scale of
/// the margins, so that its intercept is larger by log(π₋/π₊). Where margins are scaled by class
/// it is no shift, and `None`.
fn adjusted(problem: &Problem, rule: MovedRule, law: ScoreLaw) -> Option<ScoreLaw> {
    if rule != MovedRule::LogitAdjustment {
        return Some(law);
    }
    let [plus, minus] = problem.loss().adjustment().scale();
    let shift = problem.two_class().prior_ratio().ln() / plus;
    let there = ScoreLaw::new(law.alpha(), law.margin(), law.bias() + shift);
    (plus == minus).then_some(there)
}

#[cfg(test)]
mod tests;
