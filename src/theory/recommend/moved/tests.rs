//! Moved thresholds against reference values, predictions and grids.

use super::*;
use crate::loss::{Adjustment, LossKind};
use crate::model::{Costs, TwoClass};
use crate::numerics::upper_tail;
use crate::theory::predict;
use crate::theory::weights::DirectionStatus;
use serde_json::Value;

fn problem([delta, prior, signal, ridge]: [f64; 4], kind: LossKind) -> Problem {
    let two = TwoClass::new(prior, signal).unwrap();
    let problem = Problem::new(delta, two).unwrap().with_loss(kind);
    problem.with_ridge(ridge).unwrap()
}

fn table(problem: &Problem) -> MovedTable {
    MovedTable::new(problem, &mut Trail::default())
}

fn worst(table: &MovedTable, rule: MovedRule) -> Option<f64> {
    let row = table.rows.iter().find(|row| row.rule == rule)?;
    let errors = row.errors(Objective::WorstClass, 0.2).ok()?;
    assert!((errors.minority / errors.majority - 1.0).abs() < 1e-12);
    row.verdict.offers().then_some(errors.worst())
}

/// The theorem's numbers (docs/theory.md, section 12), also where no weight equalises: δ ≥ 2π₊,
/// and interpolated data.
#[test]
fn the_threshold_alone() {
    for (at, known) in [
        ([0.2, 0.2, 2.0, 0.0], 0.042_46),
        ([0.15, 0.1, 2.0, 0.0], 0.039_65),
        ([0.35, 0.2, 2.0, 0.0], 0.065_22),
        ([0.5, 0.2, 2.0, 0.0], f64::NAN),
        ([3.0, 0.2, 2.0, 0.0], f64::NAN),
    ] {
        let [delta, prior, s, _]: [f64; 4] = at;
        let kept = if delta < 1.0 {
            1.0 - delta
        } else {
            1.0 - 1.0 / delta
        };
        let spread = s * s + delta / (4.0 * prior * (1.0 - prior));
        let closed = upper_tail(s * s * kept.sqrt() / spread.sqrt());
        let found = worst(
            &table(&problem(at, LossKind::Square)),
            MovedRule::Thresholded,
        );
        assert!((found.unwrap() / closed - 1.0).abs() < 1e-12, "{at:?}");
        assert!(known.is_nan() || (closed - known).abs() < 5e-6, "{closed}");
    }
    let diverges = table(&problem([1.0, 0.2, 2.0, 0.0], LossKind::Square));
    assert_eq!(diverges.rows[0].verdict, StrategyVerdict::Diverges);
}

/// Rows of another implementation: where a weight is the best it is the one that is taken.
#[test]
fn reference_directions_are_taken() {
    let all: Value =
        serde_json::from_str(include_str!("../../../../tests/golden/metrics.json")).unwrap();
    for row in all["direction"].as_array().unwrap() {
        let number = |key: &str| row[key].as_f64().unwrap();
        let kind = row["loss"].as_str().unwrap().replace('_', "-");
        let at = ["delta", "minority_prior", "signal", "ridge"].map(number);
        let found = table(&problem(at, LossKind::from_name(&kind).unwrap()));
        let best = found.best_direction;
        let least = number("equal_error_there");
        assert!((best.equal_error.unwrap() - least).abs() < 1e-9);
        let alone = worst(&found, MovedRule::Thresholded).unwrap();
        assert!((alone - number("equal_error_unweighted")).abs() < 1e-9);
        let taken = found
            .rows
            .iter()
            .find(|row| row.rule == MovedRule::Best)
            .unwrap();
        let reached = worst(&found, MovedRule::Best).unwrap();
        match row["best_direction_weight"].as_f64() {
            Some(weight) => {
                assert!((taken.weight_ratio.unwrap() - weight).abs() < 1e-4);
                assert!((reached - least).abs() < 1e-9);
            }
            None => {
                // The infimum is at ρ → 0, and what is taken within a thousandth of it.
                assert_eq!(
                    (best.status, best.weight_ratio),
                    (DirectionStatus::TowardsZero, None)
                );
                assert!(reached > least && reached < least * 1.001);
                assert!(
                    taken
                        .weight_ratio
                        .is_some_and(|rho| (2e-6..1.0).contains(&rho))
                );
            }
        }
    }
}

/// Logit adjustment as it is trained, with ℓ(z + log(π₊/π₋)) for the minority and the negative for
/// the majority: another intercept, and nothing else.
#[test]
fn logit_adjustment_is_an_intercept() {
    for (kind, at) in [
        (LossKind::Logistic, [0.1, 0.2, 1.0, 0.0]),
        (LossKind::Logistic, [0.5, 0.1, 2.0, 0.1]),
        (LossKind::SquaredHinge, [0.2, 0.3, 0.7, 0.05]),
    ] {
        let problem = problem(at, kind);
        let shift = problem.two_class().prior_ratio().ln();
        let loss = problem.loss();
        let shifted = Adjustment::new([1.0; 2], [-shift, shift]).unwrap();
        let adjusted = problem.with_loss(loss.with_adjustment(shifted).unwrap());
        let there = predict(&adjusted).solution.unwrap();
        let found = table(&problem);
        let of = |rule: MovedRule| found.rows.iter().find(|row| row.rule == rule).unwrap();
        let row = of(MovedRule::LogitAdjustment);
        let threshold = row.threshold(Objective::WorstClass, at[1]).unwrap();
        assert!(
            (threshold - there.bias).abs() < 1e-8,
            "{kind:?}: {threshold} {there:?}"
        );
        let error = upper_tail(at[2] * there.gamma / there.alpha);
        let [adjusted, alone] = [MovedRule::LogitAdjustment, MovedRule::Thresholded]
            .map(|rule| worst(&found, rule).unwrap());
        assert!((adjusted - error).abs() < 1e-9 && adjusted == alone);
    }
    let scaled = Adjustment::new([1.0, 2.0], [0.0; 2]).unwrap();
    let vs_loss = problem([0.1, 0.2, 1.0, 0.0], LossKind::Logistic);
    let vs_loss = vs_loss.with_loss(vs_loss.loss().with_adjustment(scaled).unwrap());
    assert_eq!(worst(&table(&vs_loss), MovedRule::LogitAdjustment), None);
}

/// What people use is what is predicted at their weights, with the best threshold of a grid.
#[test]
fn comparators_are_predictions() {
    let at = [0.3, 0.1, 1.5, 0.02];
    let problem = problem(at, LossKind::Logistic);
    let found = table(&problem);
    let costs = Objective::Cost(Costs::new(5.0, 1.0).unwrap());
    for (rule, weight) in [
        (MovedRule::PriorRatio, 9.0),
        (MovedRule::SqrtPriorRatio, 3.0),
        (MovedRule::LogPriorRatio, 9f64.ln()),
    ] {
        let row = found.rows.iter().find(|row| row.rule == rule).unwrap();
        assert!((row.weight_ratio.unwrap() - weight).abs() < 1e-14);
        let there = predict(&problem.with_weight_ratio(weight).unwrap());
        let law = there.solution.unwrap().score_law(at[2]);
        for minimise in Objective::ALL.into_iter().chain([costs]) {
            let errors = row.errors(minimise, at[1]).unwrap();
            let least = minimise.of(errors, at[1]);
            let threshold = row.threshold(minimise, at[1]).unwrap();
            let reached = minimise.of(law.errors(threshold), at[1]);
            assert!((least - reached).abs() < 1e-9, "{rule:?} {minimise:?}");
            for k in -300..=300 {
                let tried = law.bias() + 0.02 * f64::from(k) * law.alpha();
                let other = minimise.of(law.errors(tried), at[1]);
                assert!(least <= other + 1e-9, "{rule:?} {minimise:?} {tried}");
            }
        }
    }
    // A logarithm below 1 would weigh the majority up.
    let mild = table(&self::problem([0.3, 0.4, 1.5, 0.0], LossKind::Square));
    let log = mild
        .rows
        .iter()
        .find(|row| row.rule == MovedRule::LogPriorRatio);
    assert_eq!(log.unwrap().weight_ratio, Some(1.0));
}

/// Hinge loss that gives the minority up without a weight has no direction to threshold.
#[test]
fn what_cannot_be_had_is_said() {
    let collapsed = problem([0.3, 0.1, 1.5, 22.5], LossKind::Hinge);
    for row in table(&collapsed).rows {
        let there = row.errors(Objective::WorstClass, 0.1);
        assert_eq!(row.verdict.offers(), there.is_ok(), "{row:?}");
    }
    // Without signal no threshold is better than giving the minority up.
    let blind = table(&problem([0.3, 0.1, 0.0, 0.0], LossKind::Square));
    assert_eq!(worst(&blind, MovedRule::Thresholded), Some(0.5));
    let average = blind.rows[0].errors(Objective::Average, 0.1);
    assert_eq!(average, Err(Undefined::NoBestThreshold));
}
