//! Choices that a little more or less of them undoes.

use super::strategy::{StrategyOutcome, StrategyVerdict};
use super::{downsampled, partly_downsampled};
use crate::model::Objective;
use crate::theory::weight_path::{Trail, predict_on};
use crate::theory::{Problem, Solution};

/// A choice is on an edge if a percent more or less of it changes an error by a tenth of it,
const PERCENT: f64 = 0.01;
const TENTH: f64 = 0.1;
/// or if the sixth digit, which printing rounds away, changes one by half a percent,
const SIXTH_DIGIT: f64 = 1e-5;
const HALF_A_PERCENT: f64 = 0.005;
/// and by as much as anybody could measure.
const VISIBLE: f64 = 1e-9;

/// What of a choice is on an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// ρ.
    Weight,
    /// r.
    Ridge,
    /// The share of majority samples that is kept.
    Share,
}

impl Freedom {
    /// The key of the same in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Freedom::Weight => "weight_ratio",
            Freedom::Ridge => "ridge",
            Freedom::Share => "keep",
        }
    }

    /// The symbol, or a word.
    pub fn symbol(self) -> &'static str {
        match self {
            Freedom::Weight => "ρ",
            Freedom::Ridge => "r",
            Freedom::Share => "the share",
        }
    }
}

/// How little of what undoes a choice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// What has to be met.
    pub of: Freedom,
    /// How close, as a share of it: 10⁻² (the error changes by more than a tenth) or 10⁻⁵ (by
    /// more than half a percent).
    pub within: f64,
}

/// Whether an error beside is another one: by more than a tenth a percent away, by more than
/// half a percent a sixth digit away. Returns how far away it is.
fn undone(mut change: impl FnMut(f64) -> f64, here: f64) -> Option<f64> {
    match is_visible(change(PERCENT), TENTH, here) {
        true => Some(PERCENT),
        // A dip can be so narrow that a percent lies beyond it on either side.
        false => undone_by_a_digit(change, here),
    }
}

/// The same for the choices that a search compares, at less cost: a dip within a percent is
/// left to [`judged`].
pub(super) fn undone_at_a_glance(mut change: impl FnMut(f64) -> f64, here: f64) -> bool {
    let by_percent = change(PERCENT);
    is_visible(by_percent, TENTH, here)
        || is_visible(by_percent, HALF_A_PERCENT, here) && undone_by_a_digit(change, here).is_some()
}

/// The same a sixth digit away alone.
fn undone_by_a_digit(mut change: impl FnMut(f64) -> f64, here: f64) -> Option<f64> {
    is_visible(change(SIXTH_DIGIT), HALF_A_PERCENT, here).then_some(SIXTH_DIGIT)
}

fn is_visible(change: f64, share: f64, here: f64) -> bool {
    change > share * here && change > VISIBLE
}

/// An outcome with the verdict that all errors of it allow: the worst-class error, which rows
/// are compared by, that which the strategy minimises, and in the sixth digit, which printing
/// rounds away, each that a table has.
pub(super) fn judged(
    problem: &Problem,
    outcome: StrategyOutcome,
    objective: Objective,
    freedoms: &[Freedom],
    trail: &mut Trail,
) -> StrategyOutcome {
    let taken = match outcome.verdict {
        StrategyVerdict::Found | StrategyVerdict::Plateau | StrategyVerdict::KnifeEdge => true,
        StrategyVerdict::BeyondCap
        | StrategyVerdict::Jump
        | StrategyVerdict::Infeasible
        | StrategyVerdict::NotFound
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => false,
    };
    let Some(here) = outcome.prediction.solution.filter(|_| taken) else {
        return outcome;
    };
    let mut of = |freedom: Freedom| {
        let beside = |by: f64| predict_on(&nudged(problem, &outcome, freedom, by)?, trail).solution;
        Some(Edge {
            of: freedom,
            within: edge(
                problem,
                (&here, objective),
                as_printed(&outcome, freedom),
                beside,
            )?,
        })
    };
    let found = freedoms.iter().find_map(|&freedom| of(freedom));
    match found {
        Some(edge) => StrategyOutcome {
            verdict: StrategyVerdict::KnifeEdge,
            edge: Some(edge),
            ..outcome
        },
        None => outcome,
    }
}

/// How close to a solution errors are others. Where theory has no number beside, that says
/// nothing.
fn edge(
    problem: &Problem,
    (here, objective): (&Solution, Objective),
    printed: f64,
    mut beside: impl FnMut(f64) -> Option<Solution>,
) -> Option<f64> {
    let prior = problem.two_class().minority_prior();
    // What is printed is tried itself: a dip can be narrower than the sixth digit.
    let mut around = |by: f64| match by == PERCENT {
        true => [-by, by, by].map(&mut beside),
        false => [-by, by, printed].map(&mut beside),
    };
    let percent = around(PERCENT);
    let mut digit = None;
    let asked = Some(objective).filter(|o| !Objective::ALL.contains(o));
    let edges = Objective::ALL.into_iter().chain(asked).filter_map(|shown| {
        let error = |s: &Solution| shown.of(s.errors, prior);
        let change = |within: f64| {
            let pair = match within == PERCENT {
                true => percent,
                false => *digit.get_or_insert_with(|| around(within)),
            };
            let changes = pair
                .iter()
                .flatten()
                .map(|s| (error(s) - error(here)).abs());
            changes.fold(0.0, f64::max)
        };
        let compared = [Objective::WorstClass, objective].contains(&shown);
        match compared {
            true => undone(change, error(here)),
            false => undone_by_a_digit(change, error(here)),
        }
    });
    edges.reduce(f64::max)
}

/// The logarithm of what printing six digits of a choice makes of it.
fn as_printed(outcome: &StrategyOutcome, freedom: Freedom) -> f64 {
    let value = match freedom {
        Freedom::Weight => outcome.weight_ratio.unwrap_or(1.0),
        Freedom::Ridge => outcome.ridge,
        Freedom::Share => outcome.keep,
    };
    let printed: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let ratio = printed / value;
    if ratio > 0.0 { ratio.ln() } else { 0.0 }
}

/// What an outcome trains, with a little more or less of one choice; `None` where that is none.
fn nudged(
    problem: &Problem,
    outcome: &StrategyOutcome,
    freedom: Freedom,
    by: f64,
) -> Option<Problem> {
    let factor = by.exp();
    let times = |of: Freedom| if of == freedom { factor } else { 1.0 };
    let keep = outcome.keep * times(Freedom::Share);
    let balanced = problem.two_class().is_balanced_share(outcome.keep);
    let kept = match (balanced && freedom != Freedom::Share, outcome.keep < 1.0) {
        (true, _) => downsampled(problem).ok()?,
        (false, true) => partly_downsampled(problem, keep).ok()?,
        (false, false) => *problem,
    };
    kept.with_ridge(outcome.ridge * times(Freedom::Ridge))
        .and_then(|p| {
            p.with_weight_ratio(outcome.weight_ratio.unwrap_or(1.0) * times(Freedom::Weight))
        })
        .ok()
}
