//! What is advised, in each regime.

use super::*;
use crate::loss::LossKind;
use crate::model::{Costs, TwoClass};
use crate::theory::weights::StrategyVerdict;
use crate::theory::{Problem, predict};

fn problem(delta: f64, prior: f64, signal: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
}

fn table(delta: f64, prior: f64, signal: f64) -> RuleTable {
    RuleTable::new(&problem(delta, prior, signal)).unwrap()
}

/// The cases of docs/theory.md, section 5's table.
#[test]
fn each_regime_has_its_own_reason() {
    let fixed = |table: RuleTable| table.recommend(ThresholdUse::Fixed).why;
    let why = fixed(table(0.2, 0.2, 1.0));
    assert!(why.starts_with("the equal-error weight, ρ = 7, reaches a worst-class error of 0.235"));
    let why = fixed(table(0.35, 0.2, 2.0));
    assert!(why.contains("the weight ρ = 5.01"), "{why}");
    assert!(why.contains("25 overshoots to 0.103"), "{why}");
    assert!(why.contains("monotonicity fails"), "{why}");
    let why = fixed(table(0.5, 0.2, 2.0));
    assert!(why.contains("no weight equalises") && why.contains("0.134"));
}

/// Without ridge the threshold alone is advised, the best weight said beside it, and what the
/// numbers rest on.
#[test]
fn the_threshold_is_advised_before_weights() {
    for (at, alone, best) in [
        ([0.2, 0.2, 2.0], 0.042_46, 0.055_05),
        ([0.15, 0.1, 2.0], 0.039_65, 0.065_33),
        ([0.5, 0.2, 2.0], f64::NAN, 0.134_29),
    ] {
        let table = table(at[0], at[1], at[2]);
        let free = table.recommend(ThresholdUse::Free);
        let fixed = table.recommend(ThresholdUse::Fixed);
        let [moved, kept] = [&free, &fixed].map(|advice| advice.choice.unwrap());
        assert_eq!(free.rule, Some("thresholded"));
        assert_eq!((moved.weight_ratio, moved.ridge), (Some(1.0), 0.0));
        assert!(alone.is_nan() || (moved.error - alone).abs() < 5e-6);
        // Of rows within .2 % of the least the simplest.
        assert!((kept.error / best - 1.0).abs() < INDIFFERENT && kept.threshold == 0.0);
        assert!(moved.error < kept.error);
        for advice in [&free, &fixed] {
            assert!(advice.why.contains(ASSUMED), "{}", advice.why);
            assert!(advice.why.contains("nother ridge"), "{}", advice.why);
        }
        assert!(free.why.contains("with the threshold at 0"), "{}", free.why);
        assert!(free.why.contains("leave-one-out") && !fixed.why.contains("leave-one-out"));
    }
}

/// Logistic and exponential loss with ridge: the smaller the weight, the nearer the direction is to the
/// difference of the class means, and the shorter θ. Trained so on 200 samples of the first problem, with a
/// threshold from leave-one-out scores, the worst class has an error of .41, and .06 without weights.
#[test]
fn a_direction_that_no_weight_attains_is_told_and_not_advised() {
    for (kind, at, ridge) in [
        (LossKind::Logistic, [0.5, 0.1, 2.0], 0.1),
        (LossKind::Logistic, [0.1, 0.3, 1.0], 1e-3),
        (LossKind::Logistic, [0.1, 0.1, 1.5], 1e-4),
        (LossKind::Exponential, [0.3, 0.2, 1.0], 0.01),
    ] {
        let [delta, prior, signal] = at;
        let problem = problem(delta, prior, signal).with_loss(kind);
        let table = RuleTable::new(&problem.with_ridge(ridge).unwrap()).unwrap();
        assert!(table.moved.best_direction.is_never_attained());
        let advice = table.recommend(ThresholdUse::Free);
        let chosen = advice.choice.unwrap();
        assert_ne!(advice.rule, Some("best_thresholded"));
        assert!(
            (0.5..50.0).contains(&chosen.weight_ratio.unwrap()),
            "{}",
            advice.why
        );
        let infimum = table.moved.best_direction.equal_error.unwrap();
        assert!(chosen.error > infimum && advice.why.contains("that is no advice"));
        let there = brief(infimum);
        assert!(advice.why.contains(&there), "{}", advice.why);
    }
}

/// What is asked for is what rows are compared by.
#[test]
fn other_errors_have_other_rows() {
    let costs = Objective::Cost(Costs::new(20.0, 1.0).unwrap());
    let all = Objective::ALL.into_iter().chain([costs]);
    for minimise in all {
        let table = RuleTable::minimising(minimise, &problem(0.3, 0.1, 1.5)).unwrap();
        for threshold in [ThresholdUse::Free, ThresholdUse::Fixed] {
            let advice = table.recommend(threshold);
            let chosen = advice.choice.unwrap();
            assert!((minimise.of(chosen.errors, 0.1) / chosen.error - 1.0).abs() < 1e-14);
            let rule = match (threshold, minimise) {
                (ThresholdUse::Free, _) => "thresholded",
                (ThresholdUse::Fixed, Objective::WorstClass) => "min_worst_class",
                (ThresholdUse::Fixed, Objective::Balanced) => "min_balanced",
                (ThresholdUse::Fixed, Objective::Average) => "min_average",
                (ThresholdUse::Fixed, Objective::Cost(_)) => "min_cost",
            };
            let named = table
                .outcome(rule)
                .map(|o| o.prediction.solution.unwrap().errors);
            let least = named.map_or(chosen.error, |errors| minimise.of(errors, 0.1));
            assert!(chosen.error <= least * (1.0 + INDIFFERENT), "{advice:?}");
            assert!(advice.why.contains(minimise.words()), "{}", advice.why);
        }
    }
}

/// Rows that were advised wrongly when cases were told apart by hand.
#[test]
fn separable_data_are_not_advised_margins_beside_a_better_row() {
    let table = RuleTable::new(&problem(0.3, 0.1, 0.5).with_loss(LossKind::Hinge)).unwrap();
    let advice = table.recommend(ThresholdUse::Fixed);
    let down = table.offered(table.outcome("downsampled").unwrap());
    let error = advice.choice.map(|choice| choice.error);
    assert!(error <= down, "{advice:?}");
    assert!(advice.why.contains("0.443"), "{}", advice.why);
}

fn uniform(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

/// Over all losses, with ridge and without, interpolated, separable or neither: nothing that is
/// offered lies at the end of a search, and what a choice as printed reaches is what is claimed.
#[test]
fn what_is_advised_is_reached() {
    let mut state = 15;
    for k in 0..21 {
        let kind = LossKind::ALL[k % LossKind::ALL.len()];
        let delta = 10f64.powf(-2.0 + 2.5 * uniform(&mut state));
        let prior = 0.01 + 0.48 * uniform(&mut state);
        let signal = 0.1 + 4.0 * uniform(&mut state);
        let ridge = 10f64.powf(-4.0 + 5.0 * uniform(&mut state));
        let ridge = if k % 3 == 0 { ridge } else { 0.0 };
        let problem = problem(delta, prior, signal).with_loss(kind);
        let problem = problem.with_ridge(ridge).unwrap();
        let table = RuleTable::new(&problem).unwrap();
        let rows = table.rows.iter().map(|(_, o)| (o.weight_ratio, o.verdict));
        let moved = table
            .moved
            .rows
            .iter()
            .map(|row| (row.weight_ratio, row.verdict));
        for (rho, verdict) in rows.chain(moved) {
            let rho = rho.filter(|_| verdict.offers());
            let inside = rho.is_none_or(|r| (2e-6..5e5).contains(&r));
            assert!(inside, "{problem:?} {rho:?} {verdict:?}");
        }
        for threshold in [ThresholdUse::Free, ThresholdUse::Fixed] {
            typed_in_again(&problem, &table.recommend(threshold));
        }
    }
}

fn typed_in_again(problem: &Problem, advice: &Recommendation) {
    let chosen = advice.choice.unwrap();
    if chosen.keep < 1.0 || chosen.margin_ratio.is_some() {
        return;
    }
    let typed = |value: f64| super::super::shown(value).parse::<f64>().unwrap();
    let there = problem.with_weight_ratio(typed(chosen.weight_ratio.unwrap()));
    let solution = predict(&there.unwrap()).solution.unwrap();
    let law = solution.score_law(problem.two_class().signal_strength());
    let moved = chosen.threshold != 0.0;
    let reached = match moved {
        true => law.equal_error().unwrap(),
        false => solution.errors.worst(),
    };
    let claimed = chosen.errors.worst();
    assert!(
        (reached / claimed - 1.0).abs() < 0.01,
        "{problem:?} {advice:?}"
    );
}

/// Hinge loss with a strong ridge balances on one weight: ρ = 9.0001 undoes it.
#[test]
fn a_knife_edge_is_not_offered() {
    let problem = problem(0.3, 0.1, 1.5).with_loss(LossKind::Hinge);
    let table = RuleTable::new(&problem.with_ridge(22.5).unwrap()).unwrap();
    let prior = table.outcome("prior_ratio").unwrap();
    assert_eq!(prior.verdict, StrategyVerdict::KnifeEdge);
    assert_eq!(table.offered(prior), None);
    let advice = table.recommend(ThresholdUse::Fixed);
    assert!(advice.why.contains("knife edges"), "{}", advice.why);
}

#[test]
fn a_weight_beyond_the_cap_exists_and_is_not_advised() {
    let problem = problem(1.0, 0.05, 1.5).with_loss(LossKind::Logistic);
    let table = RuleTable::new(&problem.with_ridge(0.05).unwrap()).unwrap();
    let equal = table.outcome("equal_error").unwrap();
    assert_eq!(equal.verdict, StrategyVerdict::BeyondCap);
    let advice = table.recommend(ThresholdUse::Fixed);
    assert!(advice.why.contains("exists, ρ = 8.71"), "{}", advice.why);
    assert!(advice.choice.unwrap().weight_ratio.unwrap() < 1e3);
}

/// At δ = 1, where training on all samples is lost, a balanced subsample is interpolated; its errors are
/// equal, and what is asked for may be better with others: π₊Q(m/α − t) + π₋Q(m/α + t) at the best t.
#[test]
fn samples_are_dropped_and_the_threshold_moved() {
    let margin = 4.0 * (1.0f64 - 1.0 / 2.5).sqrt() / (4.0f64 + 2.5).sqrt();
    let tail = crate::numerics::upper_tail;
    let average = |t: f64| 0.2 * tail(margin - t) + 0.8 * tail(margin + t);
    let least = (0..400).map(|k| average(0.005 * f64::from(k)));
    let least = least.fold(f64::INFINITY, f64::min);
    assert!((least - 0.0816).abs() < 5e-5, "{least}");
    let table = RuleTable::minimising(Objective::Average, &problem(1.0, 0.2, 2.0)).unwrap();
    let advice = table.recommend(ThresholdUse::Free);
    let chosen = advice.choice.unwrap();
    assert_eq!(advice.rule, Some("downsampled_thresholded"));
    assert!(
        (chosen.error - least).abs() < 1e-6 && chosen.keep == 0.25,
        "{chosen:?}"
    );
    let flags = "--delta 2.5 --minority-prior 0.5 --weight-ratio 1 --threshold min_average --test-prior 0.2";
    assert!(advice.why.contains(flags), "{}", advice.why);
    // Of the worst class the balanced errors are as good with the threshold where it is.
    let table = RuleTable::new(&problem(1.0, 0.2, 2.0)).unwrap();
    assert_eq!(
        table.recommend(ThresholdUse::Free).rule,
        Some("downsampled")
    );
}
