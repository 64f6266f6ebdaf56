//! Every way to treat the imbalance as one concept, with one outcome.

use super::applied_strategies::{
    all_dropped, by_rule, objective, partly_dropped, with_margins, with_ridge,
};
use super::knife_edges::{Edge, Freedom, judged};
use super::retreat::{FreeChoice, Undone, off_the_edge};
use crate::model::{ModelError, Objective, Quantity, WeightRule};
use crate::theory::square::Jump;
use crate::theory::weight_path::{Trail, predict_on};
use crate::theory::{Prediction, Problem, Status};

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
pub enum StrategyVerdict {
    /// The choice is what the strategy asks for.
    Found,
    /// The error falls as far as the search goes, by less than a thousandth in the end: the
    /// choice is the least extreme one within a thousandth of the least, or the last before
    /// others that are not offered.
    Plateau,
    /// The choice is what the strategy asks for, but a little more or less of it changes the
    /// error ([`StrategyOutcome::edge`] says of what and how little): nothing to rely on.
    KnifeEdge,
    /// The weight asked for lies beyond the largest that is advised.
    BeyondCap,
    /// Errors cross by a jump ([`StrategyOutcome::jump`]): no number that a weight can be makes
    /// them equal. The prediction is that of the better side.
    Jump,
    /// No choice does what it asks for: a theorem. The prediction is the limit ρ → ∞.
    Infeasible,
    /// No choice was found that does; the prediction is that at the end of the search.
    NotFound,
    /// Weights change nothing here: data are separable or interpolated, without ridge.
    NoEffect,
    /// Margins matter on separable data only.
    NotSeparable,
    /// At δ = 1 (of the samples that are kept) without ridge the errors of any weight tend to
    /// chance.
    Diverges,
    /// The theory gave no answer.
    Unsolved,
}

impl StrategyVerdict {
    /// The word in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StrategyVerdict::Found => "found",
            StrategyVerdict::Plateau => "plateau",
            StrategyVerdict::KnifeEdge => "knife_edge",
            StrategyVerdict::BeyondCap => "beyond_cap",
            StrategyVerdict::Jump => "jump",
            StrategyVerdict::Infeasible => "infeasible",
            StrategyVerdict::NotFound => "not_found",
            StrategyVerdict::NoEffect => "no_effect",
            StrategyVerdict::NotSeparable => "not_separable",
            StrategyVerdict::Diverges => "diverges",
            StrategyVerdict::Unsolved => "unsolved",
        }
    }

    /// Whether the choice can be taken: its prediction is then what it reaches.
    pub fn offers(self) -> bool {
        match self {
            StrategyVerdict::Found | StrategyVerdict::Plateau | StrategyVerdict::NoEffect => true,
            StrategyVerdict::KnifeEdge
            | StrategyVerdict::BeyondCap
            | StrategyVerdict::Jump
            | StrategyVerdict::Infeasible
            | StrategyVerdict::NotFound
            | StrategyVerdict::NotSeparable
            | StrategyVerdict::Diverges
            | StrategyVerdict::Unsolved => false,
        }
    }
}

/// What a strategy chooses, and what that reaches on the problem's test distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrategyOutcome {
    /// How it fared.
    pub verdict: StrategyVerdict,
    /// ρ.
    pub weight_ratio: Option<f64>,
    /// r.
    pub ridge: f64,
    /// The share of majority samples that is kept.
    pub keep: f64,
    /// m₊/m₋, where margins are chosen.
    pub margin_ratio: Option<f64>,
    /// Where none was found, or errors fall on beyond the cap: the weight up to which it was
    /// sought.
    pub searched_to: Option<f64>,
    /// Where none was found: the weight from which on, up to that, a larger one changed
    /// nothing.
    pub settled_from: Option<f64>,
    /// Where the class errors cross by a jump, and what is on its sides.
    pub jump: Option<Jump>,
    /// Where equations were hard and their solution was sought no further: after how many
    /// problems that were solved.
    pub ended_after: Option<usize>,
    /// On a knife edge: what has to be met, and how closely.
    pub edge: Option<Edge>,
    /// Where the least of a search is a knife edge or asks for a weight beyond the cap, so that
    /// the best beside it that is offered was taken: that least.
    pub instead_of: Option<Undone>,
    /// The limit of training so.
    pub prediction: Prediction,
}

impl StrategyOutcome {
    pub(super) fn new(
        problem: &Problem,
        weight_ratio: Option<f64>,
        prediction: Prediction,
    ) -> Self {
        let verdict = match (weight_ratio, prediction.solution) {
            (_, None) => without_solution(prediction.status),
            (None, _) => StrategyVerdict::Infeasible,
            (Some(_), Some(_)) => StrategyVerdict::Found,
        };
        Self {
            verdict,
            weight_ratio,
            ridge: problem.ridge(),
            keep: 1.0,
            margin_ratio: None,
            searched_to: None,
            settled_from: None,
            jump: None,
            ended_after: None,
            edge: None,
            instead_of: None,
            prediction,
        }
    }

    pub(super) fn with_verdict(self, verdict: StrategyVerdict) -> Self {
        if matches!(
            self.verdict,
            StrategyVerdict::Unsolved | StrategyVerdict::Diverges
        ) {
            return self;
        }
        Self { verdict, ..self }
    }

    /// Where errors still fall at the end of a search that went beyond the cap: the end is no
    /// weight that anything chose.
    pub(super) fn at_search_end(self, end: f64) -> Self {
        let beyond = self.with_verdict(StrategyVerdict::BeyondCap);
        match beyond.verdict == StrategyVerdict::BeyondCap {
            true => Self {
                weight_ratio: None,
                searched_to: Some(end),
                ..beyond
            },
            false => beyond,
        }
    }

    /// Where every choice of a search is on an edge or at an end; or theory gave no answer.
    pub(super) fn none_to_rely_on(problem: &Problem, trail: &mut Trail) -> Self {
        let there = predict_on(problem, trail);
        Self {
            verdict: match there.solution {
                Some(_) => StrategyVerdict::NotFound,
                None => without_solution(there.status),
            },
            ..Self::new(problem, None, Prediction::none(Status::NotConverged))
        }
    }

    pub(super) fn without_margins(problem: &Problem, verdict: StrategyVerdict) -> Self {
        Self {
            verdict,
            ..Self::new(problem, None, Prediction::none(Status::NotConverged))
        }
    }
}

/// Why there is no number.
fn without_solution(status: Status) -> StrategyVerdict {
    match status {
        Status::InterpolationThreshold => StrategyVerdict::Diverges,
        Status::Converged | Status::Separable | Status::NotConverged => StrategyVerdict::Unsolved,
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
    pub fn apply(self, problem: &Problem) -> Result<StrategyOutcome, ModelError> {
        self.apply_on(problem, &mut Trail::default())
    }

    /// What it can take beside a knife edge; a strategy that chooses the weight alone asks for
    /// one number and has nothing beside it.
    fn search(self) -> Option<FreeChoice> {
        match self {
            Strategy::Ridge(rule) => Some(FreeChoice::Ridge(rule)),
            Strategy::WeightAndRidge => Some(FreeChoice::Ridge(WeightRule::MinWorstClass)),
            Strategy::PartlyDownsample => Some(FreeChoice::Share),
            Strategy::Weight(_)
            | Strategy::Downsample
            | Strategy::EqualErrorMargins
            | Strategy::MinWorstClassMargins => None,
        }
    }

    /// The same where something is known of the problem already.
    pub(in crate::theory) fn apply_on(
        self,
        problem: &Problem,
        trail: &mut Trail,
    ) -> Result<StrategyOutcome, ModelError> {
        let before = trail.given_up();
        let (outcome, objective) = match self {
            Strategy::Weight(rule) => (by_rule(problem, rule, trail)?, objective(rule)),
            Strategy::Downsample => (all_dropped(problem, trail)?, Objective::WorstClass),
            Strategy::PartlyDownsample => (partly_dropped(problem, trail)?, Objective::WorstClass),
            Strategy::Ridge(rule) => (with_ridge(problem, rule, trail)?, objective(rule)),
            Strategy::WeightAndRidge => (
                with_ridge(problem, WeightRule::MinWorstClass, trail)?,
                Objective::WorstClass,
            ),
            Strategy::EqualErrorMargins => {
                return Ok(with_margins(problem, |ratios| ratios.equal_error()));
            }
            Strategy::MinWorstClassMargins => {
                return Ok(with_margins(problem, |ratios| {
                    Some(ratios.min_worst_class())
                }));
            }
        };
        let freedoms = match self.search() {
            Some(search) => search.freedoms(problem, &outcome),
            None => &[Freedom::Weight],
        };
        let outcome = judged(problem, outcome, objective, freedoms, trail);
        let outcome = match self.search() {
            Some(search) => off_the_edge(problem, outcome, search, trail),
            None => outcome,
        };
        Ok(StrategyOutcome {
            ended_after: trail.ended().filter(|_| trail.given_up() > before),
            ..outcome
        })
    }
}

impl StrategyOutcome {
    /// The predicted value of a quantity under the problem's test distribution.
    pub fn value(&self, quantity: Quantity, problem: &Problem) -> Option<f64> {
        self.prediction.value(quantity, problem.two_class())
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

    fn worst(strategy: Strategy, problem: &Problem) -> (StrategyOutcome, f64) {
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
            assert_eq!(partly.verdict, StrategyVerdict::Found);
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
        assert_ne!(weight.verdict, StrategyVerdict::Found);
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
        assert_eq!(below.verdict, StrategyVerdict::NotSeparable);
    }

    #[test]
    fn verdicts() {
        let infeasible = worst(
            Strategy::Weight(WeightRule::EqualError),
            &problem(0.5, 0.2, 2.0),
        )
        .0;
        assert_eq!(infeasible.verdict, StrategyVerdict::Infeasible);
        let none = worst(
            Strategy::Weight(WeightRule::PriorRatio),
            &problem(2.0, 0.2, 2.0),
        )
        .0;
        assert_eq!(none.verdict, StrategyVerdict::NoEffect);
        let threshold = worst(
            Strategy::Weight(WeightRule::PriorRatio),
            &problem(1.0, 0.2, 2.0),
        )
        .0;
        assert_eq!(threshold.verdict, StrategyVerdict::Diverges);
    }
}
