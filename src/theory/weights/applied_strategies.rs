//! What the strategies ask for, found.

use super::downsampling::best_share;
use super::margins::{Chosen, MarginRatios};
use super::passed::Beyond;
use super::retreat::FreeChoice;
use super::ridge::{best_ridge, met_at};
use super::search::{Best, Reach, minimising};
use super::strategy::{StrategyOutcome, StrategyVerdict};
use super::{
    SEARCH_RANGE, choose_on, downsampled, is_separable, partly_downsampled, within_cap,
    without_effect,
};
use crate::model::{ChosenBy, ModelError, Objective, WeightRule};
use crate::theory::square::EqualError;
use crate::theory::weight_path::{Trail, predict_anew, predict_on};
use crate::theory::{Problem, equal_error_on, predict};

/// The error that a rule minimises; of rules that minimise none, that which rows are compared
/// by.
pub(super) fn objective(rule: WeightRule) -> Objective {
    rule.objective().unwrap_or(Objective::WorstClass)
}

pub(super) fn all_dropped(
    problem: &Problem,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    let balanced = downsampled(problem)?;
    Ok(StrategyOutcome {
        keep: problem.two_class().balanced_share(),
        ..StrategyOutcome::new(problem, Some(1.0), predict_anew(&balanced, trail))
    })
}

pub(super) fn partly_dropped(
    problem: &Problem,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    let Some(best) = best_share(problem, trail) else {
        return Ok(StrategyOutcome::none_to_rely_on(problem, trail));
    };
    let rho = best.weight_ratio;
    let kept = partly_downsampled(problem, best.keep)?.with_weight_ratio(rho)?;
    let outcome = StrategyOutcome {
        keep: best.keep,
        ..StrategyOutcome::new(problem, Some(rho), predict_on(&kept, trail))
    };
    let found = bounded(
        problem,
        FreeChoice::Share,
        (best.plateau, best.beyond),
        outcome,
        trail,
    );
    Ok(found)
}

/// What a search over something beside the weight found, with what ended it: the place that
/// needs just the largest weight is an end of the search, and one beside a better that cannot
/// be offered is said to be that.
fn bounded(
    problem: &Problem,
    search: FreeChoice,
    (plateau, beyond): (bool, Beyond),
    found: StrategyOutcome,
    trail: &mut Trail,
) -> StrategyOutcome {
    let rho = found.weight_ratio.unwrap_or(1.0);
    if [0.5, 2.0].iter().any(|f| !within_cap(f * rho)) {
        return found.at_search_end(rho);
    }
    let found = match plateau {
        true => found.with_verdict(StrategyVerdict::Plateau),
        false => found,
    };
    StrategyOutcome {
        instead_of: match beyond {
            Beyond::Better(passed) => search.undone(problem, passed, trail),
            Beyond::Nothing | Beyond::Little => None,
        },
        ..found
    }
}

/// A share and a weight that are given.
pub(super) fn kept_and_weighted(
    problem: &Problem,
    rho: f64,
    keep: f64,
    trail: &mut Trail,
) -> Option<StrategyOutcome> {
    let kept = partly_downsampled(problem, keep).ok()?;
    let kept = kept.with_weight_ratio(rho).ok()?;
    Some(StrategyOutcome {
        keep,
        ..StrategyOutcome::new(problem, Some(rho), predict_on(&kept, trail))
    })
}

pub(super) fn by_rule(
    problem: &Problem,
    rule: WeightRule,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    if without_effect(problem) {
        let rho = choose_on(rule, problem, trail).weight();
        return Ok(StrategyOutcome::new(problem, rho, predict(problem))
            .with_verdict(StrategyVerdict::NoEffect));
    }
    match rule.chosen_by() {
        ChosenBy::Given(_) | ChosenBy::Number(_) | ChosenBy::Formula(_) => {
            let rho = choose_on(rule, problem, trail).weight();
            at_weight(problem, rho.unwrap_or(1.0), trail)
        }
        ChosenBy::EqualErrors => match equal_error_on(problem, trail) {
            EqualError::Weight(rho) if within_cap(rho) => at_weight(problem, rho, trail),
            EqualError::Weight(rho) => {
                Ok(at_weight(problem, rho, trail)?.with_verdict(StrategyVerdict::BeyondCap))
            }
            EqualError::Infeasible { limit } => Ok(StrategyOutcome::new(problem, None, limit)),
            EqualError::Jump(jump) => Ok(StrategyOutcome {
                jump: Some(jump),
                ..StrategyOutcome::new(problem, None, jump.better())
                    .with_verdict(StrategyVerdict::Jump)
            }),
            EqualError::NotFound {
                up_to,
                settled_from,
                there,
            } => Ok(StrategyOutcome {
                searched_to: Some(up_to),
                settled_from,
                ..StrategyOutcome::new(problem, None, there).with_verdict(StrategyVerdict::NotFound)
            }),
        },
        ChosenBy::Least(error) => least_of(problem, error, trail),
    }
}

/// The weight with the least of an error; where weights do nothing, none is as good as any.
pub(super) fn least_of(
    problem: &Problem,
    error: Objective,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    if without_effect(problem) {
        let prediction = predict(problem);
        let rho = prediction.solution.map(|_| 1.0);
        return Ok(
            StrategyOutcome::new(problem, rho, prediction).with_verdict(StrategyVerdict::NoEffect)
        );
    }
    match minimising(problem, error, trail) {
        Some(best) => minimum(problem, best, trail),
        None => Ok(StrategyOutcome::new(
            problem,
            None,
            predict_anew(problem, trail),
        )),
    }
}

fn at_weight(
    problem: &Problem,
    rho: f64,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    let there = problem.with_weight_ratio(rho)?;
    Ok(StrategyOutcome::new(
        problem,
        Some(rho),
        predict_on(&there, trail),
    ))
}

fn minimum(
    problem: &Problem,
    best: Best,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    let outcome = at_weight(problem, best.weight_ratio, trail)?;
    let (least, most) = SEARCH_RANGE;
    let inside = 1.001 * least..most / 1.001;
    if best.reach == Reach::BeyondCap && !inside.contains(&best.weight_ratio) {
        return Ok(outcome.at_search_end(best.weight_ratio));
    }
    Ok(outcome.with_verdict(match best.reach {
        Reach::Inside => StrategyVerdict::Found,
        Reach::Plateau => StrategyVerdict::Plateau,
        Reach::BeyondCap => StrategyVerdict::BeyondCap,
        Reach::KnifeEdge => StrategyVerdict::KnifeEdge,
    }))
}

pub(super) fn with_ridge(
    problem: &Problem,
    rule: WeightRule,
    trail: &mut Trail,
) -> Result<StrategyOutcome, ModelError> {
    let Some(best) = best_ridge(problem, rule, trail) else {
        return Ok(StrategyOutcome::none_to_rely_on(problem, trail));
    };
    let there = problem.with_ridge(best.ridge)?;
    let outcome = at_weight(&there, best.weight_ratio, trail)?;
    let (search, ended_by) = (FreeChoice::Ridge(rule), (best.plateau, best.beyond));
    Ok(bounded(problem, search, ended_by, outcome, trail))
}

/// A ridge that is given, with the weight of a rule.
pub(super) fn with_this_ridge(
    problem: &Problem,
    rule: WeightRule,
    ridge: f64,
    trail: &mut Trail,
) -> Option<StrategyOutcome> {
    let best = met_at(problem, ridge, rule, trail).filter(|best| best.reach == Reach::Inside)?;
    with_weight_and_ridge(problem, best.weight_ratio, ridge, trail)
}

/// A ridge and a weight that are given.
pub(super) fn with_weight_and_ridge(
    problem: &Problem,
    rho: f64,
    ridge: f64,
    trail: &mut Trail,
) -> Option<StrategyOutcome> {
    at_weight(&problem.with_ridge(ridge).ok()?, rho, trail).ok()
}

pub(super) fn with_margins(
    problem: &Problem,
    choose: impl FnOnce(&MarginRatios<'_>) -> Option<Chosen>,
) -> StrategyOutcome {
    if !is_separable(problem) {
        return StrategyOutcome::without_margins(problem, StrategyVerdict::NotSeparable);
    }
    let Some(chosen) = MarginRatios::new(problem).and_then(|ratios| choose(&ratios)) else {
        return StrategyOutcome::without_margins(problem, StrategyVerdict::NotFound);
    };
    let outcome = StrategyOutcome {
        margin_ratio: Some(chosen.ratio),
        ..StrategyOutcome::new(problem, Some(1.0), chosen.prediction)
    };
    match chosen.plateau {
        true => outcome.with_verdict(StrategyVerdict::Plateau),
        false => outcome,
    }
}
