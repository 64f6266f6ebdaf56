//! What to type for a row that is advised.

use super::RuleTable;
use super::candidate::{Candidate, Way};
use super::digits::shown;
use crate::model::{ModelError, Objective};
use crate::theory::Problem;
use crate::theory::weights::{
    Strategy, StrategyOutcome, StrategyVerdict, downsampled, partly_downsampled,
};

/// An error smaller than this depends so steeply on the choice that six digits of it do not
/// determine the first two of the error: Q(t) changes by about t times the change of t.
const FAINT: f64 = 1e-12;

/// A number of a choice as it is to be typed: with it the row's error is had to half a percent,
/// for where six digits are too few for that and the error is no fainter the row is a knife edge.
fn typed(value: f64, row: Candidate<'_>) -> String {
    match row.error < FAINT {
        true => value.to_string(),
        false => shown(value),
    }
}

/// The flags of `predict` that ask for the row, beside loss and signal: δ and π₊ are among them,
/// for a problem can be given by counts.
pub(super) fn typed_flags(table: &RuleTable, row: Candidate<'_>) -> String {
    let problem = table.problem();
    let chosen = match row.way {
        Way::Fixed(strategy, outcome) => flags_of_choice(problem, strategy, outcome, row),
        Way::Moved(moved, _) => {
            let rule = table.objective().threshold_rule();
            let samples = match moved.keep < 1.0 {
                true => format!("{} ", flags_of_samples(downsampled(problem), row)),
                false => String::new(),
            };
            format!(
                "{samples}--weight-ratio {} --threshold {}",
                typed(moved.weight_ratio.unwrap_or(1.0), row),
                rule.name().unwrap_or("none")
            )
        }
    };
    let chosen = format!("{chosen}{}", flags_of_objective(table, row));
    match chosen.contains("--delta ") {
        true => chosen,
        false => format!(
            "--delta {} --minority-prior {} {chosen}",
            problem.delta(),
            problem.two_class().minority_prior()
        ),
    }
}

/// What errors are counted by, and of which classes where those that are trained with are others.
fn flags_of_objective(table: &RuleTable, row: Candidate<'_>) -> String {
    let objective = table.objective();
    let costs = objective.costs().map(<[f64; 2]>::from);
    let costs = costs.map_or(String::new(), |[plus, minus]| {
        format!(" --cost {plus},{minus}")
    });
    let by_prior = match objective {
        Objective::Average | Objective::Cost(_) => true,
        Objective::WorstClass | Objective::Balanced => false,
    };
    let resampled = match row.way {
        Way::Fixed(strategy, _) => {
            matches!(strategy, Strategy::Downsample | Strategy::PartlyDownsample)
        }
        Way::Moved(moved, _) => moved.keep < 1.0,
    };
    match by_prior && resampled {
        true => format!(
            " --test-prior {}{costs}",
            table.problem().two_class().minority_prior()
        ),
        false => costs,
    }
}

/// Of what is left where samples are dropped.
fn flags_of_samples(there: Result<Problem, ModelError>, row: Candidate<'_>) -> String {
    let (delta, prior) = there.map_or((f64::NAN, f64::NAN), |p| {
        (p.delta(), p.two_class().minority_prior())
    });
    format!(
        "--delta {} --minority-prior {}",
        typed(delta, row),
        typed(prior, row)
    )
}

fn flags_of_choice(
    problem: &Problem,
    strategy: Strategy,
    outcome: &StrategyOutcome,
    row: Candidate<'_>,
) -> String {
    let weight = format!(
        "--weight-ratio {}",
        typed(outcome.weight_ratio.unwrap_or(1.0), row)
    );
    let kept = |there| flags_of_samples(there, row);
    match strategy {
        Strategy::Weight(_) | Strategy::LeastCost(_)
            if outcome.verdict == StrategyVerdict::NoEffect =>
        {
            "--weight-ratio 1".to_owned()
        }
        Strategy::Weight(_) | Strategy::LeastCost(_) => weight,
        Strategy::Downsample => kept(downsampled(problem)),
        Strategy::PartlyDownsample => {
            format!(
                "{} {weight}",
                kept(partly_downsampled(problem, outcome.keep))
            )
        }
        Strategy::Ridge(_) | Strategy::WeightAndRidge => {
            format!("--ridge {} {weight}", typed(outcome.ridge, row))
        }
        Strategy::EqualErrorMargins | Strategy::MinWorstClassMargins => {
            margins(problem, outcome.margin_ratio.unwrap_or(1.0), row)
        }
    }
}

/// The flag that makes m₊/m₋ of training a ratio, whatever adjustments were given. Where a loss
/// has a margin of its own that is m_y/Δ_y; where it has none 1/Δ_y.
fn margins(problem: &Problem, ratio: f64, row: Candidate<'_>) -> String {
    let adjustment = problem.loss().adjustment();
    let [plus, minus] = adjustment.scale();
    let given = |given: bool, what: &str| match given {
        true => format!(" (in place of the {what} given)"),
        false => String::new(),
    };
    match problem.loss().targets() {
        Some(_) => format!(
            "--required-margin {},1{}",
            typed(ratio * plus / minus, row),
            given(adjustment.shift() != [0.0; 2], "shifts or margins")
        ),
        None => format!(
            "--margin-scale 1,{}{}",
            typed(ratio, row),
            given([plus, minus] != [1.0; 2], "scales")
        ),
    }
}
