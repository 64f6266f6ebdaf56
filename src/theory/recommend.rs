//! Every rule side by side, and which to use.

use super::weights::{RuleOutcome, SEARCH_RANGE, apply, apply_downsampling};
use super::{Problem, Status};
use crate::model::{ModelError, Quantity, WeightRule};

/// What each way of choosing the weight reaches on one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTable {
    problem: Problem,
    /// The named rules, in the order of [`WeightRule::NAMED`].
    pub rules: Vec<(WeightRule, RuleOutcome)>,
    /// Dropping majority samples instead of weighting.
    pub downsampled: RuleOutcome,
}

/// A way to choose the weight, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// A name of [`WeightRule::NAMED`], `downsampled`, or `None`: no weight can be advised.
    pub rule: Option<&'static str>,
    /// ρ to train with.
    pub weight_ratio: Option<f64>,
    /// One sentence.
    pub why: String,
}

/// Three significant digits more than a table, so that close errors stay apart.
fn shown(error: f64) -> String {
    if error > 0.0 && error < 1e-3 {
        format!("{error:.3e}")
    } else {
        format!("{error:.5}")
    }
}

/// Errors closer than this (relative) are the same for a practitioner.
const INDIFFERENT: f64 = 1e-6;

impl RuleTable {
    /// Applies every rule; the problem's own weight ratio is ignored.
    ///
    /// # Errors
    /// [`ModelError`] if downsampling's δ/(2π₊) overflows.
    pub fn new(problem: &Problem) -> Result<Self, ModelError> {
        let rules = WeightRule::NAMED
            .into_iter()
            .map(|(_, rule)| Ok((rule, apply(rule, problem)?)))
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            problem: *problem,
            rules,
            downsampled: apply_downsampling(problem)?,
        })
    }

    /// The outcome of a named rule.
    pub fn outcome(&self, rule: WeightRule) -> Option<RuleOutcome> {
        self.rules.iter().find(|(r, _)| *r == rule).map(|(_, o)| *o)
    }

    /// A quantity that an outcome reaches under the problem's test distribution.
    pub fn reached(&self, outcome: &RuleOutcome, quantity: Quantity) -> Option<f64> {
        let prior = self.problem.two_class().minority_prior();
        outcome.prediction.value(quantity, prior)
    }

    /// The rule with the smallest worst-class error, the simplest among equals, with
    /// the reason in one sentence.
    pub fn recommend(&self) -> Recommendation {
        let worst = |rule| {
            let outcome = self.outcome(rule)?;
            Some((
                outcome.weight_ratio,
                self.reached(&outcome, Quantity::WorstClassError)?,
            ))
        };
        let advise = |rule, weight_ratio, why| Recommendation {
            rule: Some(rule),
            weight_ratio,
            why,
        };
        let downsampled = self.reached(&self.downsampled, Quantity::WorstClassError);
        let Some((Some(best), least)) = worst(WeightRule::MinWorstClass) else {
            return self.without_a_best_weight(downsampled);
        };
        if let Some(down) = downsampled.filter(|d| *d < least * (1.0 - INDIFFERENT)) {
            return advise(
                "downsampled",
                Some(1.0),
                format!(
                    "dropping majority samples reaches a worst-class error of {down}, the best \
                     weight only {least}: with this many dimensions fewer samples fit better.",
                    down = shown(down),
                    least = shown(least),
                ),
            );
        }
        let separable = self
            .outcome(WeightRule::Unweighted)
            .is_some_and(|o| o.prediction.status == Status::Separable);
        if separable || self.problem.ridge() == 0.0 && self.problem.delta() > 1.0 {
            let fate = if separable {
                "the training data are separable and training tends to the maximum margin"
            } else {
                "with d > n and no ridge the training data are interpolated"
            };
            return advise(
                "unweighted",
                Some(1.0),
                format!("{fate}: weights do nothing at all; a ridge makes them count."),
            );
        }
        let prior = worst(WeightRule::PriorRatio).map_or(f64::NAN, |(_, e)| e);
        // The simplest rule among equals.
        for (rule, name) in [
            (WeightRule::Unweighted, "unweighted"),
            (WeightRule::PriorRatio, "prior_ratio"),
        ] {
            if let Some((Some(rho), error)) = worst(rule)
                && error <= least * (1.0 + INDIFFERENT)
            {
                return advise(
                    name,
                    Some(rho),
                    format!(
                        "no weight has a smaller worst-class error than its {}.",
                        shown(error)
                    ),
                );
            }
        }
        match worst(WeightRule::EqualError) {
            Some((Some(rho), error)) if error <= least * (1.0 + INDIFFERENT) => advise(
                "equal_error",
                Some(rho),
                format!(
                    "it equalises the class errors at {error}, and no weight has a smaller \
                     worst-class error (the ratio of priors: {prior}).",
                    error = shown(error),
                    prior = shown(prior),
                ),
            ),
            Some((Some(rho), error)) => advise(
                "min_worst_class",
                Some(best),
                format!(
                    "it reaches a worst-class error of {least}; the equal-error weight \
                     {rho:.4} overshoots to {error} because here a larger weight raises both \
                     errors (the ratio of priors: {prior}).",
                    least = shown(least),
                    error = shown(error),
                    prior = shown(prior),
                ),
            ),
            _ => advise(
                "min_worst_class",
                Some(best),
                if best > 0.99 * SEARCH_RANGE.1 {
                    format!(
                        "no weight equalises the class errors here, and the worst-class error \
                         falls as far as the search goes: at this weight it is {least}, at the \
                         ratio of priors {prior}.",
                        least = shown(least),
                        prior = shown(prior),
                    )
                } else {
                    format!(
                        "no weight equalises the class errors here, and pushing the weight to \
                         infinity is not the answer: this one reaches a worst-class error of \
                         {least} (the ratio of priors: {prior}).",
                        least = shown(least),
                        prior = shown(prior),
                    )
                },
            ),
        }
    }

    fn without_a_best_weight(&self, downsampled: Option<f64>) -> Recommendation {
        let threshold = self
            .outcome(WeightRule::Unweighted)
            .is_some_and(|o| o.prediction.status == Status::InterpolationThreshold);
        let problem = if threshold {
            "at d = n without ridge the error of any weight diverges to chance"
        } else {
            "the theory gives no number here"
        };
        match downsampled {
            Some(error) => Recommendation {
                rule: Some("downsampled"),
                weight_ratio: Some(1.0),
                why: format!(
                    "{problem}; dropping majority samples reaches a worst-class error of {error}.",
                    error = shown(error),
                ),
            },
            None => Recommendation {
                rule: None,
                weight_ratio: None,
                why: format!("{problem}; add a ridge or change the number of features."),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    fn advice(delta: f64, prior: f64, signal: f64) -> Recommendation {
        let problem = Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap();
        RuleTable::new(&problem).unwrap().recommend()
    }

    /// The cases of THEORY section 5's table.
    #[test]
    fn each_regime_has_its_own_answer() {
        let a = advice(0.2, 0.2, 1.0);
        assert_eq!(
            (a.rule, a.weight_ratio.unwrap().round()),
            (Some("equal_error"), 7.0)
        );
        let a = advice(0.35, 0.2, 2.0);
        assert_eq!(a.rule, Some("min_worst_class"));
        assert!((a.weight_ratio.unwrap() - 5.0086).abs() < 1e-3);
        assert!(a.why.contains("overshoots to 0.1033"), "{}", a.why);
        let a = advice(0.5, 0.2, 2.0);
        assert!(a.why.contains("no weight equalises") && a.why.contains("0.13429"));
        assert_eq!(advice(3.0, 0.5, 1.0).rule, Some("unweighted"));
        assert_eq!(advice(1.0, 0.5, 1.0).rule, None);
        // δ = 1: training on a balanced subsample has δ/(2π₊) = 2.5 and is finite.
        assert_eq!(advice(1.0, 0.2, 1.0).rule, Some("downsampled"));
    }
}
