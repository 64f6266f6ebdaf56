//! What is known where the signal is not: the same rules for several of it.

use super::INDIFFERENT;
use super::training_sets::{at_zero, least_at_n, moved};
use crate::model::{ModelError, Quantity, WeightRule};
use crate::theory::weight_path::Trail;
use crate::theory::weights::{Strategy, StrategyOutcome, StrategyVerdict};
use crate::theory::{Problem, Samples, predict};

/// Signals from classes that hardly differ to some that hardly touch.
const SIGNALS: [f64; 5] = [0.5, 1.0, 2.0, 3.0, 4.0];

/// Worst-class errors at one signal; `None` where a rule gives none, or none is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalErrors {
    /// Without weights.
    pub unweighted: Option<f64>,
    /// With the ratio of priors.
    pub prior_ratio: Option<f64>,
    /// With the weight that equalises the errors.
    pub equal_error: Option<f64>,
    /// With ρ*.
    pub min_worst_class: Option<f64>,
    /// Without weights, on a balanced subsample: its errors are equal, so that no threshold has to be moved.
    pub downsampled: Option<f64>,
    /// Without weights and with the threshold that equalises the errors.
    pub thresholded: Option<f64>,
}

/// What rules reach at one signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalRow {
    /// s.
    pub signal: f64,
    /// ρ*.
    pub best_weight: Option<f64>,
    /// Whether going farther than that gains less than 0.1 %.
    pub plateau: bool,
    /// In the limit.
    pub limit: SignalErrors,
    /// On average over training sets, where samples are counted.
    pub mean: Option<SignalErrors>,
    /// The weight with the least of these means.
    pub best_weight_at_n: Option<f64>,
}

impl SignalRow {
    /// Means, or where nothing is counted limits.
    pub fn errors(&self) -> SignalErrors {
        self.mean.unwrap_or(self.limit)
    }

    /// The weight that `min_worst_class` has in them.
    pub fn weight(&self) -> Option<f64> {
        match self.mean {
            Some(_) => self.best_weight_at_n,
            None => self.best_weight,
        }
    }

    /// Whether nothing is better than the threshold alone, by more than .2 %.
    pub fn threshold_wins(&self) -> bool {
        let errors = self.errors();
        let others = [errors.downsampled, errors.least_of_weights()];
        errors.thresholded.is_some_and(|own| beats(own, others))
    }

    /// Whether nothing is better than a weight with the threshold at 0, by more than .2 %.
    pub fn weight_wins(&self) -> bool {
        let errors = self.errors();
        let others = [errors.downsampled, errors.thresholded];
        let least = errors.least_of_weights();
        least.is_some_and(|own| beats(own, others)) && !self.downsampling_wins(true)
    }

    /// Whether a balanced subsample is better than all that keeps its samples, which is simpler, by more
    /// than .2 %; thresholds are moved or not.
    pub fn downsampling_wins(&self, thresholds: bool) -> bool {
        let errors = self.errors();
        let moved = errors.thresholded.filter(|_| thresholds);
        let others = [moved, errors.least_of_weights()];
        let is_worth_it = |own: f64| {
            let mut all = others.iter().flatten();
            all.all(|other| own < other * (1.0 - INDIFFERENT))
        };
        errors.downsampled.is_some_and(is_worth_it)
    }
}

fn beats(own: f64, others: [Option<f64>; 2]) -> bool {
    let all = others.iter().flatten();
    all.into_iter()
        .all(|other| own <= other * (1.0 + INDIFFERENT))
}

impl SignalErrors {
    fn least_of_weights(&self) -> Option<f64> {
        let weights = [
            self.unweighted,
            self.prior_ratio,
            self.equal_error,
            self.min_worst_class,
        ];
        weights.into_iter().flatten().reduce(f64::min)
    }
}

/// The rules at s = .5, 1, 2, 3 and 4; the problem's own signal is ignored.
///
/// # Errors
/// [`ModelError`] if downsampling's δ/(2π₊) overflows.
pub fn over_signal(
    problem: &Problem,
    samples: Option<&Samples>,
) -> Result<Vec<SignalRow>, ModelError> {
    SIGNALS
        .into_iter()
        .map(|s| at(problem, samples, s))
        .collect()
}

fn at(problem: &Problem, samples: Option<&Samples>, signal: f64) -> Result<SignalRow, ModelError> {
    let two_class = problem.two_class().with_signal_strength(signal)?;
    let there = problem.with_two_class(two_class);
    let mut trail = Trail::default();
    let mut by = |strategy: Strategy| strategy.apply_on(&there, &mut trail);
    let mut by_rule = |rule| by(Strategy::Weight(rule));
    let outcomes = [
        by_rule(WeightRule::Unweighted)?,
        by_rule(WeightRule::PriorRatio)?,
        by_rule(WeightRule::EqualError)?,
        by_rule(WeightRule::MinWorstClass)?,
        by(Strategy::Downsample)?,
    ];
    let plain = predict(&there.with_weight_ratio(1.0)?).solution;
    let law = plain.map(|solution| solution.score_law(signal));
    let limit = errors(
        &outcomes,
        &|outcome| outcome.value(Quantity::WorstClassError, &there),
        law.and_then(|law| law.equal_error().ok()),
    );
    let mut trained = outcomes;
    if let Some(samples) = samples
        && let Some(better) = least_at_n(&there, &trained[3], samples)
    {
        trained[3] = better;
    }
    let mean = samples.map(|samples| {
        let at_n = |outcome: &StrategyOutcome| {
            let rho = outcome.weight_ratio.unwrap_or(1.0);
            at_zero(&there, (rho, outcome.keep), samples)
        };
        let moved = law.and_then(|_| moved(&there, (1.0, 1.0), samples));
        errors(&trained, &at_n, moved)
    });
    let taken = |outcome: &StrategyOutcome| {
        let offered = outcome.verdict.offers();
        outcome.weight_ratio.filter(|_| offered)
    };
    Ok(SignalRow {
        signal,
        best_weight: taken(&outcomes[3]),
        plateau: outcomes[3].verdict == StrategyVerdict::Plateau,
        limit,
        mean,
        best_weight_at_n: mean.and_then(|_| taken(&trained[3])),
    })
}

/// Of what can be taken.
fn errors(
    outcomes: &[StrategyOutcome; 5],
    of: &dyn Fn(&StrategyOutcome) -> Option<f64>,
    thresholded: Option<f64>,
) -> SignalErrors {
    let [
        unweighted,
        prior_ratio,
        equal_error,
        min_worst_class,
        downsampled,
    ] = outcomes.each_ref().map(|outcome| {
        let offered = Some(outcome).filter(|o| o.verdict.offers());
        offered.and_then(of)
    });
    SignalErrors {
        unweighted,
        prior_ratio,
        equal_error,
        min_worst_class,
        downsampled,
        thresholded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    fn problem(delta: f64) -> Problem {
        Problem::new(delta, TwoClass::new(0.2, 1.0).unwrap()).unwrap()
    }

    /// Numbers of docs/theory.md, section 5, and of the theorem in section 12.
    #[test]
    fn rows_have_known_numbers() {
        let rows = over_signal(&problem(0.2), None).unwrap();
        let near = |found: Option<f64>, known: f64| (found.unwrap() / known - 1.0).abs() < 1e-4;
        let limit = |k: usize| rows[k].limit;
        assert!(near(limit(1).equal_error, 0.234_61) && near(limit(1).unweighted, 0.480_54));
        assert!(near(limit(2).min_worst_class, 0.055_054) && near(rows[2].best_weight, 6.3025));
        assert!(near(limit(2).thresholded, 0.042_46));
        assert!(near(limit(4).prior_ratio, 3.627_7e-4));
        assert!(rows.iter().all(SignalRow::threshold_wins));
        let diverges = over_signal(&problem(1.0), None).unwrap();
        assert!(diverges.iter().all(|row| row.limit.thresholded.is_none()));
        let infeasible = over_signal(&problem(0.5), None).unwrap();
        assert!(
            infeasible
                .iter()
                .all(|row| row.limit.equal_error.is_none() && row.threshold_wins())
        );
    }

    /// Next to δ = 1, where the threshold alone is lost, a balanced subsample is interpolated and better:
    /// Q(s²√(1 − 1/δ')/√(s² + δ')) with δ' = δ/(2π₊).
    #[test]
    fn a_balanced_subsample_wins_beside_the_interpolation_threshold() {
        let known = |delta: f64, s: f64| {
            let fewer = delta / 0.4;
            crate::numerics::upper_tail(s * s * (1.0 - 1.0 / fewer).sqrt() / (s * s + fewer).sqrt())
        };
        for delta in [0.9, 1.0, 1.101] {
            for row in over_signal(&problem(delta), None).unwrap() {
                let found = row.limit.downsampled.unwrap();
                assert!((found / known(delta, row.signal) - 1.0).abs() < 1e-9);
                assert!(
                    row.downsampling_wins(true) && !row.threshold_wins(),
                    "{delta} {row:?}"
                );
            }
        }
    }

    /// 5 of 50 samples at s = 2, as simulated: .0539(7) with the threshold, .0593(3) with a weight of 7; in the
    /// limit one of 11 is the best, which has .0642(7).
    #[test]
    fn means_over_training_sets_are_those_that_were_simulated() {
        let there = Problem::new(0.1, TwoClass::new(0.1, 1.0).unwrap()).unwrap();
        let samples = Samples::of_shares(0.1, 0.1, 50.0);
        let rows = over_signal(&there, Some(&samples)).unwrap();
        let mean = rows[2].mean.unwrap();
        assert!(
            (mean.thresholded.unwrap() - 0.0539).abs() < 0.001,
            "{mean:?}"
        );
        assert!(
            (mean.min_worst_class.unwrap() - 0.0593).abs() < 0.001,
            "{mean:?}"
        );
        let [limit, at_n] = [rows[2].best_weight, rows[2].best_weight_at_n];
        assert!(limit > Some(9.0) && at_n.is_some_and(|rho| (6.5..8.0).contains(&rho)));
        assert!(mean.thresholded > rows[2].limit.thresholded);
    }
}
