//! What is known where the signal is not: the same rules for several of it.

use super::INDIFFERENT;
use crate::model::{ModelError, Quantity, WeightRule};
use crate::theory::weight_path::Trail;
use crate::theory::weights::{Strategy, StrategyOutcome};
use crate::theory::{Problem, predict};

/// Signals from classes that hardly differ to some that hardly touch.
const SIGNALS: [f64; 5] = [0.5, 1.0, 2.0, 3.0, 4.0];

/// Worst-class errors at one signal; `None` where a rule gives none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalRow {
    /// s.
    pub signal: f64,
    /// Without weights.
    pub unweighted: Option<f64>,
    /// With the ratio of priors.
    pub prior_ratio: Option<f64>,
    /// With the weight that equalises the errors.
    pub equal_error: Option<f64>,
    /// ρ*,
    pub best_weight: Option<f64>,
    /// and what that reaches.
    pub min_worst_class: Option<f64>,
    /// Without weights and with the threshold that equalises the errors.
    pub thresholded: Option<f64>,
}

impl SignalRow {
    /// Whether no weight is better than the threshold alone, by more than .2 %.
    pub fn threshold_wins(&self) -> bool {
        let weights = [self.prior_ratio, self.equal_error, self.min_worst_class];
        let beaten = |threshold: f64| {
            let all = weights.iter().flatten();
            all.into_iter()
                .all(|weighted| threshold <= weighted * (1.0 + INDIFFERENT))
        };
        self.thresholded.is_some_and(beaten)
    }
}

/// The rules at s = .5, 1, 2, 3 and 4; the problem's own signal is ignored.
///
/// # Errors
/// None for a problem that is one.
pub fn over_signal(problem: &Problem) -> Result<Vec<SignalRow>, ModelError> {
    SIGNALS.into_iter().map(|s| at(problem, s)).collect()
}

fn at(problem: &Problem, signal: f64) -> Result<SignalRow, ModelError> {
    let two_class = problem.two_class().with_signal_strength(signal)?;
    let there = problem.with_two_class(two_class);
    let mut trail = Trail::default();
    let mut by = |rule| Strategy::Weight(rule).apply_on(&there, &mut trail);
    let reached = |outcome: &StrategyOutcome| {
        let error = outcome.value(Quantity::WorstClassError, &there);
        error.filter(|_| outcome.verdict.offers())
    };
    let best = by(WeightRule::MinWorstClass)?;
    let plain = predict(&there.with_weight_ratio(1.0)?).solution;
    let law = plain.map(|solution| solution.score_law(signal));
    Ok(SignalRow {
        signal,
        unweighted: reached(&by(WeightRule::Unweighted)?),
        prior_ratio: reached(&by(WeightRule::PriorRatio)?),
        equal_error: reached(&by(WeightRule::EqualError)?),
        best_weight: best.weight_ratio.filter(|_| best.verdict.offers()),
        min_worst_class: reached(&best),
        thresholded: law.and_then(|law| law.equal_error().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    /// Numbers of docs/theory.md, section 5, and of the theorem in section 12.
    #[test]
    fn rows_have_known_numbers() {
        let problem = Problem::new(0.2, TwoClass::new(0.2, 1.0).unwrap()).unwrap();
        let rows = over_signal(&problem).unwrap();
        let near = |found: Option<f64>, known: f64| (found.unwrap() / known - 1.0).abs() < 1e-4;
        assert!(near(rows[1].equal_error, 0.234_61) && near(rows[1].unweighted, 0.480_54));
        assert!(near(rows[2].min_worst_class, 0.055_054) && near(rows[2].best_weight, 6.3025));
        assert!(near(rows[2].thresholded, 0.042_46));
        assert!(near(rows[4].prior_ratio, 3.627_7e-4));
        assert!(rows.iter().all(SignalRow::threshold_wins));
        let diverges = over_signal(&problem.with_delta(1.0).unwrap()).unwrap();
        assert!(diverges.iter().all(|row| row.thresholded.is_none()));
        let infeasible = over_signal(&problem.with_delta(0.5).unwrap()).unwrap();
        assert!(
            infeasible
                .iter()
                .all(|row| row.equal_error.is_none() && row.threshold_wins())
        );
    }
}
