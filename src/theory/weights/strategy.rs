//! Every way to treat the imbalance as one concept, with one outcome.

use super::downsampling::best_share;
use super::margins::{self, equal_error, min_worst_class, with_margin_ratio};
use super::ridge::{best_ridge, largest_ridge};
use super::{apply, at_search_limit, downsampled, partly_downsampled, without_effect};
use crate::model::{ModelError, Quantity, WeightRule};
use crate::theory::{Prediction, Problem, Status, predict};

/// A way to choose the weight, and what else is chosen with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strategy {
    /// ρ by a rule, all else as the problem says.
    Weight(WeightRule),
    /// Drop majority samples until the classes balance; ρ = 1.
    Downsample,
    /// Keep a share f of the majority and weigh by ρ: both with the smallest worst-class
    /// error.
    PartlyDownsample,
    /// ρ by a rule, and the ridge with the smallest worst-class error.
    Ridge(WeightRule),
    /// (ρ, r) with the smallest worst-class error.
    WeightAndRidge,
    /// On separable data: the margin ratio m₊/m₋ that equalises the class errors.
    EqualErrorMargins,
    /// On separable data: the margin ratio with the smallest worst-class error.
    MinWorstClassMargins,
}

/// How a strategy fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The choice is what the strategy asks for.
    Found,
    /// No choice does what it asks for; the prediction is the limit ρ → ∞.
    Infeasible,
    /// Weights change nothing here: data are separable or interpolated, without ridge.
    NoEffect,
    /// The best weight lies at or beyond the end of the search.
    AtSearchLimit,
    /// The best ridge does: a larger one may be better still.
    AtRidgeLimit,
    /// The best margin ratio does.
    AtMarginLimit,
    /// Margins matter on separable data only.
    NotSeparable,
    /// The theory gave no answer.
    Unsolved,
}

impl Verdict {
    /// The word in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Found => "found",
            Verdict::Infeasible => "infeasible",
            Verdict::NoEffect => "no_effect",
            Verdict::AtSearchLimit => "at_search_limit",
            Verdict::AtRidgeLimit => "at_ridge_limit",
            Verdict::AtMarginLimit => "at_margin_limit",
            Verdict::NotSeparable => "not_separable",
            Verdict::Unsolved => "unsolved",
        }
    }
}

/// What a strategy chooses, and what that reaches on the problem's test distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// How it fared.
    pub verdict: Verdict,
    /// ρ.
    pub weight_ratio: Option<f64>,
    /// r.
    pub ridge: f64,
    /// The share of majority samples that is kept.
    pub keep: f64,
    /// m₊/m₋, where margins are chosen.
    pub margin_ratio: Option<f64>,
    /// The limit of training so.
    pub prediction: Prediction,
}

impl Outcome {
    fn new(problem: &Problem, weight_ratio: Option<f64>, prediction: Prediction) -> Self {
        let verdict = match (weight_ratio, prediction.solution) {
            (_, None) => Verdict::Unsolved,
            (None, _) => Verdict::Infeasible,
            (Some(rho), _) if at_search_limit(rho) => Verdict::AtSearchLimit,
            _ => Verdict::Found,
        };
        Self {
            verdict,
            weight_ratio,
            ridge: problem.ridge(),
            keep: 1.0,
            margin_ratio: None,
            prediction,
        }
    }

    fn without_margins(problem: &Problem, verdict: Verdict) -> Self {
        Self {
            verdict,
            ..Self::new(problem, None, Prediction::none(Status::NotConverged))
        }
    }
}

impl Strategy {
    /// Those beyond the named weight rules, with their names.
    pub const BEYOND_WEIGHTS: [(&'static str, Strategy); 6] = [
        ("downsampled", Strategy::Downsample),
        ("partly_downsampled", Strategy::PartlyDownsample),
        ("best_ridge", Strategy::Ridge(WeightRule::PriorRatio)),
        ("best_weight_and_ridge", Strategy::WeightAndRidge),
        ("equal_error_margins", Strategy::EqualErrorMargins),
        ("min_worst_class_margins", Strategy::MinWorstClassMargins),
    ];

    /// Applies the strategy; the problem's own weight ratio is ignored, and where the
    /// strategy chooses the ridge, that too.
    ///
    /// # Errors
    /// [`ModelError`] if a fixed weight is not positive or δ/(2π₊) overflows.
    pub fn apply(self, problem: &Problem) -> Result<Outcome, ModelError> {
        match self {
            Strategy::Weight(rule) => {
                let found = apply(rule, problem)?;
                let mut outcome = Outcome::new(problem, found.weight_ratio, found.prediction);
                if outcome.verdict != Verdict::Unsolved && without_effect(problem) {
                    outcome.verdict = Verdict::NoEffect;
                }
                Ok(outcome)
            }
            Strategy::Downsample => {
                let two = problem.two_class();
                Ok(Outcome {
                    keep: two.minority_prior() / two.majority_prior(),
                    ..Outcome::new(problem, Some(1.0), predict(&downsampled(problem)?))
                })
            }
            Strategy::PartlyDownsample => {
                let (keep, rho) = match best_share(problem) {
                    Some((keep, rho)) => (keep, Some(rho)),
                    None => (1.0, None),
                };
                let kept = partly_downsampled(problem, keep)?;
                let prediction = predict(&kept.with_weight_ratio(rho.unwrap_or(1.0))?);
                Ok(Outcome {
                    keep,
                    ..Outcome::new(problem, rho, prediction)
                })
            }
            Strategy::Ridge(rule) => with_ridge(problem, rule),
            Strategy::WeightAndRidge => with_ridge(problem, WeightRule::MinWorstClass),
            Strategy::EqualErrorMargins => Ok(with_margins(problem, equal_error)),
            Strategy::MinWorstClassMargins => Ok(with_margins(problem, min_worst_class)),
        }
    }
}

fn with_ridge(problem: &Problem, rule: WeightRule) -> Result<Outcome, ModelError> {
    let Some((ridge, rho)) = best_ridge(problem, rule) else {
        return Ok(Outcome::new(
            problem,
            None,
            Prediction::none(Status::NotConverged),
        ));
    };
    let best = problem.with_ridge(ridge)?.with_weight_ratio(rho)?;
    let mut outcome = Outcome::new(&best, Some(rho), predict(&best));
    if ridge > 0.9 * largest_ridge(problem) {
        outcome.verdict = Verdict::AtRidgeLimit;
    }
    Ok(outcome)
}

fn with_margins(problem: &Problem, choose: fn(&Problem) -> Option<f64>) -> Outcome {
    if problem.ridge() > 0.0 || predict(problem).status != Status::Separable {
        return Outcome::without_margins(problem, Verdict::NotSeparable);
    }
    match choose(problem) {
        Some(ratio) => {
            let mut outcome = Outcome {
                margin_ratio: Some(ratio),
                ..Outcome::new(problem, Some(1.0), with_margin_ratio(problem, ratio))
            };
            let (least, most) = margins::RANGE;
            if outcome.verdict == Verdict::Found && !(1.1 * least..0.9 * most).contains(&ratio) {
                outcome.verdict = Verdict::AtMarginLimit;
            }
            outcome
        }
        None => Outcome::without_margins(problem, Verdict::Infeasible),
    }
}

impl Outcome {
    /// The predicted value of a quantity under the problem's test distribution.
    pub fn value(&self, quantity: Quantity, problem: &Problem) -> Option<f64> {
        let prior = problem.two_class().minority_prior();
        self.prediction.value(quantity, prior)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;

    fn problem(delta: f64, prior: f64, s: f64) -> Problem {
        Problem::new(delta, TwoClass::new(prior, s).unwrap()).unwrap()
    }

    fn worst(strategy: Strategy, problem: &Problem) -> (Outcome, f64) {
        let outcome = strategy.apply(problem).unwrap();
        let error = outcome.value(Quantity::WorstClassError, problem);
        (outcome, error.unwrap_or(f64::NAN))
    }

    /// What contains another strategy is at least as good, at the golden problems.
    #[test]
    fn more_freedom_never_costs() {
        for p in [
            problem(0.2, 0.2, 2.0),
            problem(0.35, 0.2, 2.0),
            problem(0.9, 0.3, 1.0),
            problem(0.1, 0.2, 1.0).with_loss(LossKind::Logistic),
        ] {
            let (_, weight) = worst(Strategy::Weight(WeightRule::MinWorstClass), &p);
            let (_, down) = worst(Strategy::Downsample, &p);
            let (partly, both) = worst(Strategy::PartlyDownsample, &p);
            let slack = 1e-9;
            assert!(both <= weight + slack && both <= down + slack, "{p:?}");
            assert_eq!(partly.verdict, Verdict::Found);
            let (_, prior) = worst(Strategy::Weight(WeightRule::PriorRatio), &p);
            let (_, ridge) = worst(Strategy::Ridge(WeightRule::PriorRatio), &p);
            let (best, joint) = worst(Strategy::WeightAndRidge, &p);
            assert!(ridge <= prior + slack && joint <= ridge + slack && joint <= weight + slack);
            assert!(best.ridge >= 0.0 && best.weight_ratio.is_some());
        }
    }

    /// Above δ* weights do nothing, and a margin ratio equalises the errors.
    #[test]
    fn margins_where_weights_do_nothing() {
        let p = problem(0.5, 0.118889, 1.75).with_loss(LossKind::Logistic);
        let (weight, before) = worst(Strategy::Weight(WeightRule::EqualError), &p);
        assert_ne!(weight.verdict, Verdict::Found);
        let (outcome, after) = worst(Strategy::EqualErrorMargins, &p);
        let errors = outcome.prediction.solution.unwrap().errors;
        assert!(
            (errors.minority - errors.majority).abs() < 1e-7,
            "{errors:?}"
        );
        assert!(after < before && outcome.margin_ratio.unwrap() > 1.0);
        let (_, least) = worst(Strategy::MinWorstClassMargins, &p);
        assert!(least <= after + 1e-9);
        let (below, _) = worst(Strategy::EqualErrorMargins, &problem(0.1, 0.2, 1.0));
        assert_eq!(below.verdict, Verdict::NotSeparable);
    }

    #[test]
    fn verdicts() {
        let infeasible = worst(
            Strategy::Weight(WeightRule::EqualError),
            &problem(0.5, 0.2, 2.0),
        )
        .0;
        assert_eq!(infeasible.verdict, Verdict::Infeasible);
        let none = worst(
            Strategy::Weight(WeightRule::PriorRatio),
            &problem(2.0, 0.2, 2.0),
        )
        .0;
        assert_eq!(none.verdict, Verdict::NoEffect);
        let threshold = worst(
            Strategy::Weight(WeightRule::PriorRatio),
            &problem(1.0, 0.2, 2.0),
        )
        .0;
        assert_eq!(threshold.verdict, Verdict::Unsolved);
    }
}
