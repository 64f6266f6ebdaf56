//! Which row of the table to use, and why.

use super::RuleTable;
use super::reasons::{choice, flags, reached};
use crate::model::WeightRule;
use crate::theory::Status;
use crate::theory::weights::{Strategy, StrategyOutcome};

/// A way to choose the weight, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// A row of the table, or `None`: nothing can be advised.
    pub rule: Option<&'static str>,
    /// What that row chooses, and what it reaches.
    pub outcome: Option<StrategyOutcome>,
    /// The worst-class error of that row.
    pub worst_class_error: Option<f64>,
    /// One sentence.
    pub why: String,
}

/// Errors closer than this (relative) are the same for a practitioner: the simpler rule is
/// then the better one.
pub(in crate::theory) const INDIFFERENT: f64 = 0.002;

/// How much a strategy asks of whoever trains, the less, the simpler: a weight alone asks less
/// than all else, and of weights the rule knows.
fn effort(strategy: Strategy) -> (u8, u8) {
    match strategy {
        Strategy::Weight(rule) => (0, rule.effort()),
        Strategy::Downsample => (1, 0),
        Strategy::Ridge(_) => (2, 0),
        Strategy::PartlyDownsample => (3, 0),
        Strategy::EqualErrorMargins => (4, 0),
        Strategy::MinWorstClassMargins => (5, 0),
        Strategy::WeightAndRidge => (6, 0),
    }
}

/// A row that can be taken, with its worst-class error.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) name: &'static str,
    pub(super) strategy: Strategy,
    pub(super) outcome: &'a StrategyOutcome,
    pub(super) error: f64,
}

/// What to say of an error that asks for no features: a coin errs in half of each class.
pub(in crate::theory) fn against_a_coin(error: f64) -> &'static str {
    if error > 0.5 {
        " (worse than a coin)"
    } else if error == 0.5 {
        " (no better than a coin)"
    } else {
        ""
    }
}

/// What the simplest of the best rows at a ridge is among them.
fn best_here(here: &[Candidate<'_>], chosen: Candidate<'_>) -> String {
    match least(here).is_some_and(|row| row.error < chosen.error) {
        true => format!(
            "the simplest within {} % of the best is",
            100.0 * INDIFFERENT
        ),
        false => "the best is".to_owned(),
    }
}

/// How far from the least a simpler row is.
fn beside_the_least(chosen: Candidate<'_>, least: Candidate<'_>) -> String {
    let (error, name) = (reached(least.error), least.name);
    match error == reached(chosen.error) {
        true => format!(", which {name} undercuts in no digit shown"),
        false => format!(
            ", within {} % of the least in the table, {error} ({name})",
            100.0 * INDIFFERENT
        ),
    }
}

impl RuleTable {
    /// The row with the least worst-class error among those that can be taken; of rows within
    /// .2 % of it the simplest. Rows that ask for what no one should rely on (beyond the cap,
    /// a knife edge) and those that do not exist are no candidates: they have no error of
    /// their own in the table either.
    pub fn recommend(&self) -> Recommendation {
        let candidates = self.candidates();
        let Some(least) = least(&candidates) else {
            return self.nothing();
        };
        let Some(chosen) = simplest(&candidates, least.error) else {
            return self.nothing();
        };
        Recommendation {
            rule: Some(chosen.name),
            outcome: Some(*chosen.outcome),
            worst_class_error: Some(chosen.error),
            why: self.why(&candidates, chosen, least),
        }
    }

    fn candidates(&self) -> Vec<Candidate<'_>> {
        let named = WeightRule::NAMED.map(|(name, rule)| (name, Strategy::Weight(rule)));
        let all = named.into_iter().chain(Strategy::BEYOND_WEIGHTS);
        all.filter_map(|(name, strategy)| {
            let outcome = self.outcome(name)?;
            let error = self.offered(outcome)?;
            Some(Candidate {
                name,
                strategy,
                outcome,
                error,
            })
        })
        .collect()
    }

    fn why(&self, all: &[Candidate<'_>], chosen: Candidate<'_>, least: Candidate<'_>) -> String {
        let mut why = format!(
            "{} reaches a worst-class error of {}{}",
            choice(chosen),
            reached(chosen.error),
            against_a_coin(chosen.error)
        );
        if chosen.name == least.name || chosen.error == least.error {
            why.push_str(", and nothing in the table less");
        } else {
            why.push_str(&beside_the_least(chosen, least));
        }
        let here: Vec<Candidate<'_>> = all
            .iter()
            .filter(|c| c.outcome.ridge == self.problem().ridge())
            .copied()
            .collect();
        if chosen.outcome.ridge != self.problem().ridge()
            && let Some(best) = simplest_of(&here)
        {
            why.push_str(&format!(
                "; at the ridge given {} {} with {}{}",
                best_here(&here, best),
                choice(best),
                reached(best.error),
                against_a_coin(best.error)
            ));
        }
        for reason in self.reasons(&here, chosen) {
            why.push_str("; ");
            why.push_str(&reason);
        }
        why.push_str(&format!(
            "; with `thumbscale predict`, in place of flags of the same name, type: {}.",
            flags(self.problem(), chosen)
        ));
        why
    }

    /// No row has a number.
    fn nothing(&self) -> Recommendation {
        let threshold = self
            .outcome("unweighted")
            .is_some_and(|o| o.prediction.status == Status::InterpolationThreshold);
        let problem = if threshold {
            "at d = n without ridge the error of any weight diverges to chance"
        } else {
            "the theory gives no number here that one could rely on"
        };
        Recommendation {
            rule: None,
            outcome: None,
            worst_class_error: None,
            why: format!("{problem}; add a ridge or change the number of features."),
        }
    }
}

fn least<'a>(candidates: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    let all = candidates.iter().copied();
    all.min_by(|a, b| a.error.total_cmp(&b.error))
}

fn simplest<'a>(candidates: &[Candidate<'a>], least: f64) -> Option<Candidate<'a>> {
    let enough = least * (1.0 + INDIFFERENT);
    let close = candidates.iter().filter(|c| c.error <= enough).copied();
    close.min_by_key(|c| effort(c.strategy))
}

fn simplest_of<'a>(candidates: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    simplest(candidates, least(candidates)?.error)
}

#[cfg(test)]
mod tests {
    use super::super::reasons::shown;
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::weights::StrategyVerdict;
    use crate::theory::{Problem, predict};

    fn table(delta: f64, prior: f64, signal: f64) -> RuleTable {
        let problem = Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap();
        RuleTable::new(&problem).unwrap()
    }

    /// The cases of docs/theory.md, section 5's table, in the clause on the ridge given.
    #[test]
    fn each_regime_has_its_own_reason() {
        let why = table(0.2, 0.2, 1.0).recommend().why;
        assert!(why.contains("the best is the equal-error weight, ρ = 7, with 0.23461"));
        let why = table(0.35, 0.2, 2.0).recommend().why;
        assert!(why.contains("the weight ρ = 5.0085"), "{why}");
        assert!(why.contains("25 overshoots to 0.10334"), "{why}");
        assert!(why.contains("monotonicity fails"), "{why}");
        let why = table(0.5, 0.2, 2.0).recommend().why;
        assert!(why.contains("no weight equalises") && why.contains("0.134287"));
    }

    /// Rows that were advised wrongly when cases were told apart by hand.
    #[test]
    fn separable_data_are_not_advised_margins_beside_a_better_row() {
        let two = TwoClass::new(0.1, 0.5).unwrap();
        let problem = Problem::new(0.3, two).unwrap().with_loss(LossKind::Hinge);
        let table = RuleTable::new(&problem).unwrap();
        let advice = table.recommend();
        let down = table.offered(table.outcome("downsampled").unwrap());
        assert!(advice.worst_class_error <= down, "{advice:?}");
        assert!(advice.why.contains("0.443263"), "{}", advice.why);
    }

    fn uniform(state: &mut u64) -> f64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Over all losses, with ridge and without, interpolated, separable or neither: the row
    /// advised is the least, or the simplest within .2 % of it; nothing that is offered lies
    /// at the end of a search; and what a choice as printed reaches is what is claimed.
    #[test]
    fn the_row_advised_is_the_least_of_the_table() {
        let mut state = 15;
        for k in 0..21 {
            let kind = LossKind::ALL[k % LossKind::ALL.len()];
            let delta = 10f64.powf(-2.0 + 2.5 * uniform(&mut state));
            let prior = 0.01 + 0.48 * uniform(&mut state);
            let signal = 0.1 + 4.0 * uniform(&mut state);
            let ridge = 10f64.powf(-4.0 + 5.0 * uniform(&mut state));
            let ridge = if k % 3 == 0 { ridge } else { 0.0 };
            let two = TwoClass::new(prior, signal).unwrap();
            let problem = Problem::new(delta, two).unwrap().with_loss(kind);
            let problem = problem.with_ridge(ridge).unwrap();
            let table = RuleTable::new(&problem).unwrap();
            let offered = table.rows.iter().filter_map(|(_, o)| table.offered(o));
            let least = offered.fold(f64::INFINITY, f64::min);
            let advice = table.recommend();
            let error = advice.worst_class_error.unwrap();
            assert!(
                error <= least * (1.0 + INDIFFERENT),
                "{problem:?} {advice:?}"
            );
            for (name, outcome) in &table.rows {
                let rho = outcome.weight_ratio.filter(|_| outcome.verdict.offers());
                let inside = rho.is_none_or(|r| (2e-6..5e5).contains(&r));
                assert!(inside, "{problem:?} {name} {outcome:?}");
            }
            typed_in_again(&problem, &advice);
        }
    }

    fn typed_in_again(problem: &Problem, advice: &Recommendation) {
        let outcome = advice.outcome.unwrap();
        if outcome.keep < 1.0 || outcome.margin_ratio.is_some() {
            return;
        }
        let typed = |value: f64| shown(value).parse::<f64>().unwrap();
        let there = problem
            .with_weight_ratio(typed(outcome.weight_ratio.unwrap()))
            .unwrap();
        let there = there.with_ridge(typed(outcome.ridge)).unwrap();
        let errors = predict(&there).solution.unwrap().errors;
        let (reached, claimed) = (
            errors.minority.max(errors.majority),
            advice.worst_class_error.unwrap(),
        );
        assert!(
            (reached / claimed - 1.0).abs() < 0.01,
            "{problem:?} {advice:?}"
        );
    }

    /// Hinge loss with a strong ridge balances on one weight: ρ = 9.0001 undoes it.
    #[test]
    fn a_knife_edge_is_not_offered() {
        let two = TwoClass::new(0.1, 1.5).unwrap();
        let problem = Problem::new(0.3, two).unwrap().with_loss(LossKind::Hinge);
        let table = RuleTable::new(&problem.with_ridge(22.5).unwrap()).unwrap();
        let prior = table.outcome("prior_ratio").unwrap();
        assert_eq!(prior.verdict, StrategyVerdict::KnifeEdge);
        assert_eq!(table.offered(prior), None);
        let advice = table.recommend();
        assert!(advice.why.contains("knife edges"), "{}", advice.why);
    }

    #[test]
    fn a_weight_beyond_the_cap_exists_and_is_not_advised() {
        let two = TwoClass::new(0.05, 1.5).unwrap();
        let problem = Problem::new(1.0, two)
            .unwrap()
            .with_loss(LossKind::Logistic);
        let table = RuleTable::new(&problem.with_ridge(0.05).unwrap()).unwrap();
        let equal = table.outcome("equal_error").unwrap();
        assert_eq!(equal.verdict, StrategyVerdict::BeyondCap);
        let advice = table.recommend();
        assert!(advice.why.contains("exists, ρ = 8.713"), "{}", advice.why);
        assert!(advice.outcome.unwrap().weight_ratio.unwrap() < 1e3);
    }
}
