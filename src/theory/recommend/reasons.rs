//! What explains an advice.

use super::candidate::{Candidate, INDIFFERENT, Way, simplest};
use super::digits::brief;
use super::{MovedRow, MovedRule, RuleTable};
use crate::model::{ChosenBy, Objective};
use crate::theory::square::Jump;
use crate::theory::square::equal_error_signal_limit;
use crate::theory::weights::{
    CAP, Monotonicity, Strategy, StrategyOutcome, StrategyVerdict, monotonicity,
};
use crate::theory::{Prediction, Status};

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
            Way::Moved(..) => simplest(here),
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
