//! What explains an advice.

use super::candidate::{Candidate, INDIFFERENT, Way, simplest};
use super::digits::{brief, shown};
use super::{MovedRow, MovedRule, RuleTable};
use crate::model::{ChosenBy, ModelError, Objective};
use crate::theory::square::Jump;
use crate::theory::square::equal_error_signal_limit;
use crate::theory::weights::{
    CAP, Monotonicity, Strategy, StrategyOutcome, StrategyVerdict, downsampled, monotonicity,
    partly_downsampled,
};
use crate::theory::{Prediction, Problem, Status};

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

/// What the row asks for.
pub(super) fn choice(row: Candidate<'_>) -> String {
    let (strategy, outcome) = match row.way {
        Way::Fixed(strategy, outcome) => (strategy, outcome),
        Way::Moved(moved, threshold) => return moved_choice(moved, threshold),
    };
    let rho = brief(outcome.weight_ratio.unwrap_or(1.0));
    let margins = brief(outcome.margin_ratio.unwrap_or(1.0));
    let what = match strategy {
        Strategy::Weight(_) | Strategy::LeastCost(_)
            if outcome.verdict == StrategyVerdict::NoEffect =>
        {
            "training without weights".to_owned()
        }
        Strategy::Weight(rule) => match (rule.chosen_by(), rule.words()) {
            (ChosenBy::Number(_), words) => words.to_owned(),
            (ChosenBy::Formula(_) | ChosenBy::EqualErrors, words) => {
                format!("{words}, ρ = {rho},")
            }
            (ChosenBy::Given(_) | ChosenBy::Least(_), words) => format!("{words} ρ = {rho}"),
        },
        Strategy::LeastCost(_) => format!("the weight ρ = {rho}"),
        Strategy::Downsample => {
            "dropping majority samples until the classes are balanced".to_owned()
        }
        Strategy::PartlyDownsample => format!(
            "keeping {} of the majority samples and weighing by ρ = {rho}",
            brief(outcome.keep)
        ),
        Strategy::Ridge(_) | Strategy::WeightAndRidge => match outcome.ridge == 0.0 {
            true => format!("no ridge with ρ = {rho}"),
            false => format!("a ridge of {} with ρ = {rho}", brief(outcome.ridge)),
        },
        Strategy::EqualErrorMargins => {
            format!("the margin ratio m₊/m₋ = {margins}, which equalises the class errors,")
        }
        Strategy::MinWorstClassMargins => format!("the margin ratio m₊/m₋ = {margins}"),
    };
    what + farther(outcome.verdict)
}

/// A weight with the threshold that goes with it.
fn moved_choice(row: &MovedRow, threshold: f64) -> String {
    let threshold = match threshold == 0.0 {
        true => "0".to_owned(),
        false => brief(threshold),
    };
    let rho = brief(row.weight_ratio.unwrap_or(1.0));
    let words = row.rule.words();
    let what = match row.rule {
        MovedRule::Thresholded | MovedRule::LogitAdjustment | MovedRule::Downsampled => {
            words.to_owned()
        }
        MovedRule::PriorRatio
        | MovedRule::SqrtPriorRatio
        | MovedRule::LogPriorRatio
        | MovedRule::Best => format!("{words}, ρ = {rho}{},", farther(row.verdict)),
    };
    format!("{what} with the threshold moved to τ = {threshold}")
}

fn farther(verdict: StrategyVerdict) -> &'static str {
    match verdict {
        StrategyVerdict::Plateau => " (going farther gains less than 0.1 %)",
        StrategyVerdict::Found
        | StrategyVerdict::KnifeEdge
        | StrategyVerdict::BeyondCap
        | StrategyVerdict::Jump
        | StrategyVerdict::Infeasible
        | StrategyVerdict::NotFound
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => "",
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

fn not_found(equal: &StrategyOutcome) -> String {
    let none = "no weight was found that equalises the class errors";
    match equal.settled_from {
        Some(from) => format!(
            "{none}, and from ρ = {} on a larger one changes nothing",
            brief(from)
        ),
        None => format!(
            "{none}, up to ρ = {}",
            brief(equal.searched_to.unwrap_or(CAP))
        ),
    }
}

/// Which class has the larger error on which side, and why no weight is between.
fn crossing(jump: Jump) -> String {
    let both = |side: Prediction, share: f64| {
        let errors = side.solution.map(|s| s.errors);
        errors.map_or(String::new(), |e| {
            let (minority, majority) = (brief(e.minority), brief(e.majority));
            format!("{minority} (minority) and {majority} at {share} of it")
        })
    };
    let why = match jump.even_pull {
        true => ", for there the classes pull the intercept alike whatever it is",
        false => "",
    };
    format!(
        "the class errors cross by a jump at ρ = {}, from {} to {}, and no weight equalises \
         them{why}",
        brief(jump.at),
        both(jump.below, 1.0 - jump.within),
        both(jump.above, 1.0 + jump.within),
    )
}

impl RuleTable {
    /// What else the table shows: of the usual rules at the ridge given with the threshold at 0,
    /// beside the row that is advised.
    pub(super) fn reasons(&self, here: &[Candidate<'_>], chosen: Candidate<'_>) -> Vec<String> {
        // That with the threshold moved has been compared with the best of these.
        let said = match chosen.way {
            Way::Fixed(..) => Some(chosen),
            Way::Moved(..) => simplest(here, self.indifference(here)),
        };
        let is_said = |name: &str| said.is_some_and(|row| row.name == name);
        let mut reasons = Vec::new();
        if let Some(nothing) = self.weights_do_nothing() {
            reasons.push(nothing);
            reasons.extend(self.of_knife_edges());
            return reasons;
        }
        let equal = self
            .outcome("equal_error")
            .filter(|_| self.objective() == Objective::WorstClass);
        reasons.extend(equal.and_then(|o| self.of_equal_errors(o, here, chosen)));
        for (rho, error) in self.other_equal_errors() {
            reasons.push(format!(
                "ρ = {} equalises the class errors as well, at {}",
                brief(rho),
                brief(error)
            ));
        }
        if let Some(prior) = here.iter().find(|c| c.name == "prior_ratio")
            && !is_said("prior_ratio")
        {
            reasons.push(format!(
                "the ratio of priors reaches {}",
                brief(prior.compared())
            ));
        }
        reasons.extend(self.of_knife_edges());
        reasons
    }

    fn of_knife_edges(&self) -> Option<String> {
        let moved = self.moved.rows.iter().map(|row| row.verdict);
        let mut all = self.rows.iter().map(|(_, o)| o.verdict).chain(moved);
        all.any(|verdict| verdict == StrategyVerdict::KnifeEdge).then(|| {
            "rows marked as knife edges are not offered: a little more or less of their weight or \
             ridge makes another classifier of them"
                .to_owned()
        })
    }

    fn weights_do_nothing(&self) -> Option<String> {
        let unweighted = self.outcome("unweighted")?;
        if unweighted.verdict != StrategyVerdict::NoEffect {
            return None;
        }
        let errors = unweighted.prediction.solution?.errors;
        let prior = self.problem().two_class().minority_prior();
        let error = brief(self.objective().of(errors, prior));
        let because = match unweighted.prediction.status {
            Status::Separable => {
                "the training data are separable and training tends to the maximum margin"
            }
            Status::Converged | Status::InterpolationThreshold | Status::NotConverged => {
                "with d > n and no ridge the training data are interpolated"
            }
        };
        Some(format!(
            "{because}: weights do nothing at all, whichever reaches {error} with the threshold at 0"
        ))
    }

    fn of_equal_errors(
        &self,
        equal: &StrategyOutcome,
        here: &[Candidate<'_>],
        chosen: Candidate<'_>,
    ) -> Option<String> {
        let rho = equal.weight_ratio.map(brief);
        match equal.verdict {
            StrategyVerdict::Found | StrategyVerdict::Plateau => {
                let of = |name: &str| here.iter().find(|c| c.name == name);
                let error = of("equal_error")?.compared();
                let all = here.iter().map(Candidate::compared);
                let least = all.fold(f64::INFINITY, f64::min);
                if chosen.name == "equal_error" {
                    return Some("it equalises the class errors".to_owned());
                }
                (error > least * (1.0 + INDIFFERENT)).then(|| {
                    let (rho, error) = (rho.unwrap_or_default(), brief(error));
                    match self.why_not_equal(here) {
                        Some(why) => {
                            format!("the equal-error weight {rho} overshoots to {error}{why}")
                        }
                        None => format!("the equal-error weight {rho} reaches {error}"),
                    }
                })
            }
            StrategyVerdict::BeyondCap => Some(format!(
                "a weight that equalises the class errors exists, ρ = {}, beyond the {CAP:e} that \
                 is advised at most",
                rho.unwrap_or_default()
            )),
            StrategyVerdict::Infeasible => {
                Some("no weight equalises the class errors, however large".to_owned())
            }
            StrategyVerdict::Jump => equal.jump.map(crossing),
            StrategyVerdict::NotFound => Some(not_found(equal)),
            StrategyVerdict::KnifeEdge
            | StrategyVerdict::NoEffect
            | StrategyVerdict::NotSeparable
            | StrategyVerdict::Diverges
            | StrategyVerdict::Unsolved => None,
        }
    }

    /// Why another weight is better; `None` if none is.
    fn why_not_equal(&self, here: &[Candidate<'_>]) -> Option<&'static str> {
        let best = here.iter().find(|c| c.name == "min_worst_class");
        let equal = here.iter().find(|c| c.name == "equal_error");
        // At finite n a larger weight is worse for more reasons than this.
        let by_weight = best.zip(equal).filter(|_| self.counted().is_none());
        if by_weight.is_none_or(|(b, e)| b.error >= e.error * (1.0 - INDIFFERENT)) {
            return None;
        }
        if equal_error_signal_limit(self.problem()).is_some() {
            return Some(
                " because monotonicity fails at this signal: a larger weight raises the \
                 minority's error too",
            );
        }
        Some(match monotonicity(self.problem()) {
            Some(Monotonicity::MinorityRises | Monotonicity::Neither) => {
                " because monotonicity fails here: a larger weight raises the minority's error too"
            }
            Some(Monotonicity::Monotone | Monotonicity::MajorityFalls | Monotonicity::NoEffect)
            | None => "",
        })
    }
}
