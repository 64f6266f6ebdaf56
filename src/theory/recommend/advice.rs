//! Which row of the table to use, and why.

use super::advice_text::AdviceText;
use super::candidate::{Candidate, INDIFFERENT, Way, against_a_coin, least, simplest};
use super::digits::brief;
use super::reasons::choice;
use super::typed_flags::typed_flags;
use super::{MovedRule, RuleTable};
use crate::model::{ClassErrors, Objective, Undefined};
use crate::theory::Status;
use crate::theory::weights::StrategyOutcome;

/// What can be done with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdUse {
    /// It can be moved.
    Free,
    /// It stays at 0, the sign of the score.
    Fixed,
}

/// A way to choose the weight and the threshold, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// A row of the table, or `None`: nothing can be advised.
    pub rule: Option<&'static str>,
    /// What that row chooses; the ridge is the one given.
    pub choice: Option<Chosen>,
    /// Sentences in a row.
    pub why: String,
    /// The same, a line each: first what to use.
    pub lines: Vec<String>,
}

/// What a row chooses, and what it reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// ρ.
    pub weight_ratio: Option<f64>,
    /// τ, 0 where it is not moved; of separable data in units of ‖θ‖.
    pub threshold: f64,
    /// r.
    pub ridge: f64,
    /// The share of the majority that is kept.
    pub keep: f64,
    /// m₊/m₋, where margins are chosen.
    pub margin_ratio: Option<f64>,
    /// R₊ and R₋.
    pub errors: ClassErrors,
    /// What is minimised, in the limit.
    pub error: f64,
    /// Its mean over training sets, where samples were counted and theory knows it.
    pub mean: Option<f64>,
}

impl Chosen {
    fn by(row: Candidate<'_>) -> Self {
        let alone = Self {
            weight_ratio: None,
            threshold: 0.0,
            ridge: row.ridge,
            keep: 1.0,
            margin_ratio: None,
            errors: row.errors,
            error: row.error,
            mean: row.mean,
        };
        match row.way {
            Way::Fixed(_, outcome) => Self {
                weight_ratio: outcome.weight_ratio,
                keep: outcome.keep,
                margin_ratio: outcome.margin_ratio,
                ..alone
            },
            Way::Moved(moved, threshold) => Self {
                weight_ratio: moved.weight_ratio,
                threshold,
                keep: moved.keep,
                ..alone
            },
        }
    }
}

/// What every number rests on.
pub(super) const ASSUMED: &str = "This assumes two Gaussian classes whose noise is the same in \
                                  every direction and in both classes";

/// What the limit leaves out.
const LARGE: &str = "It takes n and d for large: at finite n a class error is off by about 1/n₊, and the larger \
                     of two equal ones by about 1/√n₊";

/// What means over training sets leave out.
const COUNTED: &str = "Means are expansions to order 1/n, of moved thresholds at the midpoint of leave-one-out \
                       scores: simulations were within 3 % of them from ten minority samples on, within 5 % of \
                       errors below 0.005, and within 9 % at five; a ridge or a share of the majority is chosen \
                       as in the limit";

/// What is to be known of a threshold.
const ESTIMATED: &str =
    "the threshold has to be estimated, from leave-one-out scores and not from training scores";

/// What the simplest of the best rows with the threshold at 0 is among them.
fn best_of(rows: &[Candidate<'_>], chosen: Candidate<'_>, indifference: f64) -> String {
    match least(rows).is_some_and(|row| row.compared() < chosen.compared()) {
        true => format!(
            "the simplest within {} % of the best is",
            brief(100.0 * indifference)
        ),
        false => "the best is".to_owned(),
    }
}

/// How far from the least a simpler row is.
fn beside_the_least(chosen: Candidate<'_>, least: Candidate<'_>, indifference: f64) -> String {
    if chosen.compared() == least.compared() {
        return ", and no row at this ridge less".to_owned();
    }
    let (error, name) = (brief(least.compared()), least.name);
    match error == brief(chosen.compared()) {
        true => format!(", which {name} undercuts in no digit shown"),
        false => format!(
            ", within {} % of the least at this ridge, {error} ({name})",
            brief(100.0 * indifference)
        ),
    }
}

impl RuleTable {
    /// The row with the least of what is minimised among those that can be taken at the ridge
    /// given; of rows within .2 % of it (where samples were counted, within what means or limits leave out) the
    /// simplest.
    /// Rows that ask for what no one should rely on (beyond the cap, a knife edge) and those that do
    /// not exist are no candidates: they have no error of their own in the table either. Where
    /// some have a mean over training sets those without are none either.
    pub fn recommend(&self, threshold: ThresholdUse) -> Recommendation {
        let fixed = self.fixed();
        let ridge = self.problem().ridge();
        let (mut here, mut elsewhere): (Vec<_>, Vec<_>) =
            fixed.into_iter().partition(|row| row.ridge == ridge);
        let mut moved = match threshold {
            ThresholdUse::Free => self.moved(),
            ThresholdUse::Fixed => Vec::new(),
        };
        // A mean is not held against a limit.
        let is_mean = |row: &Candidate<'_>| row.mean.is_some();
        let mut left_out = Vec::new();
        if here.iter().chain(&moved).any(is_mean) {
            for rows in [&mut here, &mut elsewhere, &mut moved] {
                let without = rows.iter().filter(|row| row.mean.is_none());
                left_out.extend(without.map(|row| row.name));
                rows.retain(is_mean);
            }
        }
        let all = [&here[..], &moved[..]].concat();
        let indifference = self.indifference(&all);
        let (Some(least), Some(chosen)) = (least(&all), simplest(&all, indifference)) else {
            return self.nothing();
        };
        let beyond = match threshold {
            ThresholdUse::Free => self.unbounded_ridge(chosen),
            ThresholdUse::Fixed => another_ridge(&elsewhere, chosen),
        };
        let why = self.why(&here, &moved, chosen, least).sentence(beyond);
        let why = match without_a_mean(&left_out) {
            Some(said) => why.sentence(said),
            None => why,
        };
        let why = why.sentence(ASSUMED).sentence(self.accuracy(chosen));
        let why = match chosen.way {
            Way::Moved(..) => why.and(ESTIMATED),
            Way::Fixed(..) => why,
        };
        let why = why.typed(format!(
            "With `thumbscale predict`, in place of flags of the same name, type: {}",
            typed_flags(self, chosen)
        ));
        Recommendation {
            rule: Some(chosen.name),
            choice: Some(Chosen::by(chosen)),
            why: why.paragraph() + ".",
            lines: why.lines(),
        }
    }

    fn why(
        &self,
        fixed: &[Candidate<'_>],
        moved: &[Candidate<'_>],
        chosen: Candidate<'_>,
        least: Candidate<'_>,
    ) -> AdviceText {
        let all = [fixed, moved].concat();
        let indifference = self.indifference(&all);
        let words = self.objective().words();
        let article = if words.starts_with('a') { "an" } else { "a" };
        let mut why = AdviceText::of(format!(
            "{} reaches {article} {words} of {}{}{}{}",
            choice(chosen),
            brief(chosen.compared()),
            self.coin(chosen),
            self.on_average(chosen),
            beside_the_least(chosen, least, indifference)
        ));
        if let (Way::Moved(..), Some(best)) = (chosen.way, simplest(fixed, indifference)) {
            why = why.clause(format!(
                "with the threshold at 0 {} {}, at {}{}",
                best_of(fixed, best, indifference),
                choice(best).trim_end_matches(','),
                brief(best.compared()),
                self.coin(best)
            ));
        }
        why = why.clauses(of_weights(moved, chosen));
        if let Way::Moved(..) = chosen.way {
            why = why.clauses(self.of_endless_weights());
        }
        why.clauses(self.reasons(fixed, chosen))
    }

    /// Over which training sets an error is a mean, and its limit.
    fn on_average(&self, chosen: Candidate<'_>) -> String {
        match self.counted().filter(|_| chosen.mean.is_some()) {
            Some(samples) => format!(
                " on average over training sets of {} samples ({} as n → ∞)",
                samples.total(),
                brief(chosen.error)
            ),
            None => String::new(),
        }
    }

    /// What numbers are worth.
    fn accuracy(&self, chosen: Candidate<'_>) -> String {
        match (chosen.mean, self.samples()) {
            (Some(_), _) => COUNTED.to_owned(),
            (None, None) => LARGE.to_owned(),
            (None, Some(samples)) => {
                let why = self
                    .counted()
                    .map_or(String::new(), |_| format!(": {}", Undefined::TooFewSamples));
                format!(
                    "{LARGE}; what {} samples cost is not in these numbers{why}",
                    samples.total()
                )
            }
        }
    }

    /// Where the best direction is at no weight.
    fn of_endless_weights(&self) -> Option<String> {
        let best = self.moved.best_direction;
        let infimum = best.equal_error.filter(|_| best.is_never_attained())?;
        Some(format!(
            "more extreme weights reach less, down to {} in both classes, with an ever shorter θ \
             beside which no threshold can be estimated: that is no advice",
            brief(infimum)
        ))
    }

    /// Costs are no errors, and π₊ can be far below ½.
    fn coin(&self, row: Candidate<'_>) -> &'static str {
        match self.objective() {
            Objective::WorstClass | Objective::Balanced => against_a_coin(row.compared()),
            Objective::Average | Objective::Cost(_) => "",
        }
    }

    /// What another ridge can bring where the threshold is free: no more than the difference of
    /// the class means has.
    fn unbounded_ridge(&self, chosen: Candidate<'_>) -> String {
        let prior = self.problem().two_class().minority_prior();
        let bound = self.moved.class_means(self.objective(), prior).ok();
        let bound = bound.map(|errors| self.objective().of(errors, prior));
        match bound.filter(|bound| *bound < chosen.error * (1.0 - INDIFFERENT)) {
            Some(bound) => format!(
                "Another ridge can bring more, down to {}: that of the difference of the class \
                 means, to which r → ∞ leads, and which owes it to the assumption on the noise",
                brief(bound)
            ),
            None => format!("No other ridge brings {} % more", 100.0 * INDIFFERENT),
        }
    }

    /// No row has a number.
    fn nothing(&self) -> Recommendation {
        let threshold = self
            .outcome("unweighted")
            .is_some_and(|o: &StrategyOutcome| {
                o.prediction.status == Status::InterpolationThreshold
            });
        let problem = if threshold {
            "at d = n without ridge the error of any weight diverges to chance"
        } else {
            "the theory gives no number here that one could rely on"
        };
        let why = AdviceText::of(problem).clause("add a ridge or change the number of features");
        Recommendation {
            rule: None,
            choice: None,
            why: why.paragraph() + ".",
            lines: why.lines(),
        }
    }
}

/// Which rows are not compared.
fn without_a_mean(left_out: &[&str]) -> Option<String> {
    let names = left_out.join(", ");
    let why = Undefined::TooFewSamples;
    (!left_out.is_empty()).then(|| format!("Left out are {names}, for {why}"))
}

/// What the threshold alone reaches where a weight stands beside it.
fn of_weights(moved: &[Candidate<'_>], chosen: Candidate<'_>) -> Option<String> {
    let Way::Moved(row, _) = chosen.way else {
        return None;
    };
    let alone = MovedRule::Thresholded;
    let mut all = moved.iter().filter(|_| row.rule != alone);
    let alone = all.find(|c| c.name == alone.name())?;
    Some(format!(
        "the threshold alone reaches {}",
        brief(alone.compared())
    ))
}

/// What another ridge brings where the threshold is fixed.
fn another_ridge(elsewhere: &[Candidate<'_>], chosen: Candidate<'_>) -> String {
    let enough = chosen.compared() * (1.0 - INDIFFERENT);
    match simplest(elsewhere, INDIFFERENT).filter(|row| row.compared() < enough) {
        Some(row) => format!(
            "Another ridge brings more: {} reaches {}",
            choice(row),
            brief(row.compared())
        ),
        None => "No other ridge in the table reaches less".to_owned(),
    }
}

#[cfg(test)]
mod tests;
