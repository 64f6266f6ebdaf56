//! Which strategy to use, in one sentence.

use super::RuleTable;
use crate::model::WeightRule;
use crate::theory::Status;
use crate::theory::square::equal_error_signal_limit;
use crate::theory::weights::{Monotonicity, Verdict, monotonicity};

/// A way to choose the weight, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// A row of the table, or `None`: nothing can be advised.
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

/// Errors closer than this (relative) are the same for a practitioner: the simpler rule is
/// then the better one.
const INDIFFERENT: f64 = 0.002;
/// Errors closer than this are the same number but for rounding.
const EQUAL: f64 = 1e-6;
/// A gain (relative) that makes a ridge worth a word.
const WORTH_A_WORD: f64 = 0.02;

impl RuleTable {
    /// The rule with the smallest worst-class error for the problem's ridge, the simplest
    /// among equals, with the reason; and what a ridge would gain beyond it.
    pub fn recommend(&self) -> Recommendation {
        let mut advice = match self.worst(name(WeightRule::MinWorstClass)) {
            Some(least) => self.with_a_best_weight(least),
            None => self.without_a_best_weight(),
        };
        if let Some(rule) = advice.rule
            && let (Some(reached), Some(ridged), Some(best)) = (
                self.worst(rule),
                self.worst("best_weight_and_ridge"),
                self.outcome("best_weight_and_ridge"),
            )
            && ridged < reached * (1.0 - WORTH_A_WORD)
            && let Some(rho) = best.weight_ratio
        {
            let sentence = advice.why.trim_end_matches('.');
            let ridge = if best.verdict == Verdict::AtRidgeLimit {
                format!(
                    "a large ridge (r ≥ {:.3}), which makes θ the difference of the class means,",
                    best.ridge
                )
            } else {
                format!("a ridge of {:.3}", best.ridge)
            };
            advice.why = format!(
                "{sentence}; {ridge} with ρ = {rho:.4} would reach {}.",
                shown(ridged)
            );
        }
        advice
    }

    fn advise(&self, rule: &'static str, why: String) -> Recommendation {
        Recommendation {
            rule: Some(rule),
            weight_ratio: self.outcome(rule).and_then(|o| o.weight_ratio),
            why,
        }
    }

    fn with_a_best_weight(&self, least: f64) -> Recommendation {
        let better = |than: f64| move |error: &f64| *error < than * (1.0 - INDIFFERENT);
        if self.without_effect() {
            return self.where_weights_do_nothing(least);
        }
        let partly = self.worst("partly_downsampled").unwrap_or(f64::INFINITY);
        if let Some(down) = self
            .worst("downsampled")
            .filter(better(least))
            .filter(|down| *down <= partly * (1.0 + INDIFFERENT))
        {
            return self.advise(
                "downsampled",
                format!(
                    "dropping majority samples reaches a worst-class error of {}, the best weight \
                     only {}: with this many dimensions fewer samples fit better.",
                    shown(down),
                    shown(least),
                ),
            );
        }
        if let Some(partly) = self.worst("partly_downsampled").filter(better(least))
            && let Some(outcome) = self.outcome("partly_downsampled")
        {
            return self.advise(
                "partly_downsampled",
                format!(
                    "keeping {:.4} of the majority samples and weighing by {:.4} reaches a \
                     worst-class error of {}, the best weight on all of them only {}.",
                    outcome.keep,
                    outcome.weight_ratio.unwrap_or(f64::NAN),
                    shown(partly),
                    shown(least),
                ),
            );
        }
        // The simplest rule among equals.
        for rule in [WeightRule::Unweighted, WeightRule::PriorRatio] {
            if let Some(error) = self.worst(name(rule))
                && error <= least * (1.0 + INDIFFERENT)
            {
                return self.advise(name(rule), self.as_good_as_the_best(error, least));
            }
        }
        let equal = self.outcome(name(WeightRule::EqualError));
        match equal.and_then(|o| o.weight_ratio) {
            Some(rho) => self.with_equal_error(rho, least),
            None => self.infeasible(least),
        }
    }

    fn without_effect(&self) -> bool {
        self.outcome(name(WeightRule::Unweighted))
            .is_some_and(|o| o.verdict == Verdict::NoEffect)
    }

    fn where_weights_do_nothing(&self, least: f64) -> Recommendation {
        if self
            .worst("downsampled")
            .is_some_and(|d| d < least * (1.0 - INDIFFERENT))
            && self.worst("min_worst_class_margins").is_none()
        {
            return self.advise(
                "downsampled",
                format!(
                    "with d > n and no ridge the training data are interpolated and weights do \
                     nothing at all; dropping majority samples reaches {} in place of {}.",
                    shown(self.worst("downsampled").unwrap_or(f64::NAN)),
                    shown(least),
                ),
            );
        }
        match self.outcome("min_worst_class_margins") {
            Some(outcome) if outcome.margin_ratio.is_some() => self.advise(
                "min_worst_class_margins",
                format!(
                    "the training data are separable and training tends to the maximum margin: \
                     weights do nothing at all, use margins; m₊/m₋ = {:.4} reaches a worst-class \
                     error of {} in place of {}.",
                    outcome.margin_ratio.unwrap_or(f64::NAN),
                    shown(self.worst("min_worst_class_margins").unwrap_or(f64::NAN)),
                    shown(least),
                ),
            ),
            _ => self.advise(
                name(WeightRule::Unweighted),
                "with d > n and no ridge the training data are interpolated: weights do nothing \
                 at all; a ridge makes them count."
                    .to_owned(),
            ),
        }
    }

    fn prior(&self) -> String {
        self.worst(name(WeightRule::PriorRatio))
            .map_or("–".to_owned(), shown)
    }

    fn with_equal_error(&self, rho: f64, least: f64) -> Recommendation {
        let error = self
            .worst(name(WeightRule::EqualError))
            .unwrap_or(f64::INFINITY);
        let prior = self.prior();
        if error <= least * (1.0 + INDIFFERENT) {
            return self.advise(
                name(WeightRule::EqualError),
                format!(
                    "it equalises the class errors; {} (the ratio of priors: {prior}).",
                    self.as_good_as_the_best(error, least).trim_end_matches('.')
                ),
            );
        }
        let reason = match (
            equal_error_signal_limit(self.problem()),
            monotonicity(self.problem()),
        ) {
            (Some(limit), _) => format!(
                "because monotonicity fails here: above s = {limit:.4} a larger weight raises the \
                 minority's error too"
            ),
            (None, Some(Monotonicity::MinorityRises | Monotonicity::Neither)) => {
                "because monotonicity fails here: a larger \
                 weight raises the minority's error too"
                    .to_owned()
            }
            _ => "because the majority pays more than the minority gains".to_owned(),
        };
        self.advise(
            name(WeightRule::MinWorstClass),
            format!(
                "it reaches a worst-class error of {}; the equal-error weight {rho:.4} overshoots \
                 to {} {reason} (the ratio of priors: {prior}).",
                shown(least),
                shown(error),
            ),
        )
    }

    /// That no weight is better, or none by as much as matters.
    fn as_good_as_the_best(&self, error: f64, least: f64) -> String {
        let best = self
            .outcome(name(WeightRule::MinWorstClass))
            .and_then(|o| o.weight_ratio);
        match best.filter(|_| error > least * (1.0 + EQUAL)) {
            Some(best) => format!(
                "its worst-class error {} is within {} % of the smallest of any weight, {} at ρ = \
                 {best:.4}.",
                shown(error),
                100.0 * INDIFFERENT,
                shown(least)
            ),
            None => format!(
                "no weight has a smaller worst-class error than its {}.",
                shown(error)
            ),
        }
    }

    fn infeasible(&self, least: f64) -> Recommendation {
        let best = self.outcome(name(WeightRule::MinWorstClass));
        let (least, prior) = (shown(least), self.prior());
        let why = if best.is_some_and(|o| o.verdict == Verdict::AtSearchLimit) {
            format!(
                "no weight equalises the class errors here, and the worst-class error falls as \
                 far as the search goes: at this weight it is {least}, at the ratio of priors \
                 {prior}."
            )
        } else {
            format!(
                "no weight equalises the class errors here, and pushing the weight to infinity is \
                 not the answer: this one reaches a worst-class error of {least} (the ratio of \
                 priors: {prior})."
            )
        };
        self.advise(name(WeightRule::MinWorstClass), why)
    }

    fn without_a_best_weight(&self) -> Recommendation {
        let threshold = self
            .outcome(name(WeightRule::Unweighted))
            .is_some_and(|o| o.prediction.status == Status::InterpolationThreshold);
        let problem = if threshold {
            "at d = n without ridge the error of any weight diverges to chance"
        } else {
            "the theory gives no number here"
        };
        match self.worst("downsampled") {
            Some(error) => self.advise(
                "downsampled",
                format!(
                    "{problem}; dropping majority samples reaches a worst-class error of {}.",
                    shown(error),
                ),
            ),
            None => Recommendation {
                rule: None,
                weight_ratio: None,
                why: format!("{problem}; add a ridge or change the number of features."),
            },
        }
    }
}

fn name(rule: WeightRule) -> &'static str {
    rule.name().unwrap_or("fixed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::Problem;

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
        assert!(a.why.contains("monotonicity fails"), "{}", a.why);
        let a = advice(0.5, 0.2, 2.0);
        assert!(a.why.contains("no weight equalises") && a.why.contains("0.13429"));
        assert_eq!(advice(3.0, 0.5, 1.0).rule, Some("unweighted"));
        // δ = 1: training on a balanced subsample has δ/(2π₊) = 2.5 and is finite; with
        // balanced classes a ridge is the only way out.
        assert_eq!(advice(1.0, 0.2, 1.0).rule, Some("downsampled"));
        let balanced = advice(1.0, 0.5, 1.0);
        assert_eq!(balanced.rule, None);
        assert!(balanced.why.contains("ridge"));
    }

    #[test]
    fn margins_on_separable_data() {
        let two = TwoClass::new(0.118889, 1.75).unwrap();
        let problem = Problem::new(0.5, two)
            .unwrap()
            .with_loss(LossKind::Logistic);
        let a = RuleTable::new(&problem).unwrap().recommend();
        assert_eq!(a.rule, Some("min_worst_class_margins"));
        assert!(a.why.contains("use margins"), "{}", a.why);
    }
}
