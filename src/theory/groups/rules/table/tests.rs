//! Rows, remarks and advice.

use super::*;
use crate::model::{Group, Label, SpuriousCorrelation};
use crate::theory::ThresholdUse;
use crate::theory::groups::rules::{GroupAdvice, GroupChoice, GroupRow, MovedGroupRule};

fn spurious() -> Population {
    let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
    model.population()
}

fn table(population: &Population, kind: LossKind, delta: f64, ridge: f64) -> GroupRuleTable {
    let problem = Problem::new(delta, population.clone())
        .and_then(|p| p.with_loss(kind).with_ridge(ridge))
        .unwrap();
    GroupRuleTable::new(&problem).unwrap()
}

/// Where nothing is solved, what is out of scale is the reason.
#[test]
fn no_advice_has_its_reason() {
    let advice = table(&spurious(), LossKind::Square, 0.2, 1e308).recommend(ThresholdUse::Free);
    assert_eq!(advice.choice, None);
    assert!(
        advice.why.contains("the ridge is 1.0e308"),
        "{}",
        advice.why
    );
}

fn chosen(advice: &GroupAdvice) -> &GroupChoice {
    advice.choice.as_ref().unwrap()
}

/// The least row, or a simpler one within .2 % of it, whatever the problem and with the threshold free or not.
#[test]
fn the_advice_is_the_least_row() {
    for (kind, delta, ridge) in [
        (LossKind::Square, 0.2, 0.0),
        (LossKind::Square, 0.5, 0.0),
        (LossKind::Square, 0.39, 0.0),
        (LossKind::Square, 0.3, 0.5),
        (LossKind::Logistic, 0.05, 0.0),
        (LossKind::Logistic, 0.5, 0.0),
        (LossKind::SquaredHinge, 0.2, 0.1),
    ] {
        let mut least = Vec::new();
        for minimise in GroupObjective::ALL {
            // A search for weights with another loss takes long: one error stands for all.
            let quick = kind == LossKind::Square || minimise == GroupObjective::WorstGroup;
            if !quick {
                continue;
            }
            let problem = Problem::new(delta, uneven()).unwrap().with_loss(kind);
            let problem = problem.with_ridge(ridge).unwrap();
            let table = GroupRuleTable::minimising(minimise, &problem).unwrap();
            let value = |errors: &[f64]| minimise.of(table.population(), errors).unwrap();
            let endless = |row: &GroupRuleOutcome| row.verdict == GroupRuleVerdict::Endless;
            let fixed = table.rows.iter().filter(|(_, row)| !endless(row));
            let fixed = fixed.filter_map(|(_, row)| row.prediction.as_ref());
            let fixed = fixed
                .map(|p| value(&p.errors))
                .fold(f64::INFINITY, f64::min);
            let offered = table.moved.iter().filter(|row| !endless(&row.outcome));
            let moved = offered.filter_map(|row| row.moved.as_ref().ok());
            let moved = moved.map(|m| value(&m.errors)).fold(fixed, f64::min);
            for (threshold, enough) in [(ThresholdUse::Fixed, fixed), (ThresholdUse::Free, moved)] {
                let advice = table.recommend(threshold);
                let choice = chosen(&advice);
                let what = format!("{kind:?} {delta} {minimise:?} {threshold:?}: {advice:?}");
                assert!(choice.error <= 1.002 * enough, "{what}");
                assert_eq!(choice.error, value(&choice.errors), "{what}");
                let at_zero = matches!(choice.row, GroupRow::Fixed(_));
                assert_eq!(at_zero, choice.threshold == 0.0, "{what}");
                assert_eq!(advice.why.contains("leave-one-out"), !at_zero, "{what}");
            }
            least.push((fixed, moved));
        }
        // What it is worth depends on the error, of which other losses have one here.
        let worth = if kind == LossKind::Square { 0.99 } else { 1.0 };
        assert!(
            least.iter().any(|(fixed, moved)| *moved < worth * fixed),
            "{kind:?} {least:?}"
        );
    }
    let none = table(&spurious(), LossKind::Square, 1.0, 0.0);
    assert!(none.recommend(ThresholdUse::Free).choice.is_some());
}

/// Three groups in two coordinates with noise of their own.
fn uneven() -> Population {
    let rows = [
        (0.2, 1, [1.5, 0.3], 0.8),
        (0.3, 1, [0.4, -0.9], 1.3),
        (0.5, -1, [-1.1, 0.6], 1.0),
    ];
    let group = |(prior, label, mean, noise_scale): (f64, i8, [f64; 2], f64)| Group {
        name: format!("{mean:?}"),
        label: Label::try_from(label).unwrap(),
        prior,
        mean: mean.to_vec(),
        noise_scale,
    };
    Population::new(rows.map(group).to_vec()).unwrap()
}

/// One label is given up by most weights, and errors leap: searches that see no slope there are not
/// above the formulas beside them.
#[test]
fn a_search_is_never_above_a_formula() {
    let group = |(i, &(prior, mean)): (usize, &(f64, f64))| Group {
        name: format!("g{i}"),
        label: if i == 3 {
            Label::Negative
        } else {
            Label::Positive
        },
        prior,
        mean: vec![mean],
        noise_scale: 1.0,
    };
    let groups = [
        (0.04, 1.2),
        (0.28, 1.8),
        (0.18, 0.36),
        (0.11, 0.34),
        (0.39, -0.1),
    ];
    let given_up = Population::new(groups.iter().enumerate().map(group).collect()).unwrap();
    let mut better = 0;
    for (population, kind, delta, ridge) in [
        (&given_up, LossKind::Absolute, 0.02, 0.0),
        (&given_up, LossKind::Hinge, 0.02, 0.0),
        (&given_up, LossKind::Logistic, 0.02, 0.1),
        (&spurious(), LossKind::Hinge, 0.05, 0.0),
        (&spurious(), LossKind::Square, 0.2, 0.0),
    ] {
        let table = table(population, kind, delta, ridge);
        let of = |rule| {
            let mut rows = table.rows.iter();
            let row = rows
                .find(|(r, _)| *r == rule)
                .unwrap()
                .1
                .prediction
                .as_ref();
            row.map(|p| [p.worst(), p.balanced()].map(|e| e.unwrap()))
        };
        for formula in [
            GroupRule::Unweighted,
            GroupRule::InversePrior,
            GroupRule::GeneralisedThumb,
        ] {
            let Some([worst, balanced]) = of(formula) else {
                continue;
            };
            let [least_worst, _] = of(GroupRule::MinWorstGroup).unwrap();
            let [_, least_balanced] = of(GroupRule::MinBalanced).unwrap();
            assert!(least_worst <= worst * (1.0 + 1e-6), "{kind:?} {formula:?}");
            assert!(
                least_balanced <= balanced * (1.0 + 1e-6),
                "{kind:?} {formula:?}"
            );
            better += usize::from(least_worst < 0.99 * worst);
        }
    }
    assert!(better > 5, "{better}");
}

#[test]
fn remarks_say_what_the_thumb_is_worth() {
    let thumb = |table: &GroupRuleTable| table.remark(GroupRule::GeneralisedThumb);
    let square = |delta, ridge| thumb(&table(&spurious(), LossKind::Square, delta, ridge));
    assert_eq!(square(0.2, 0.0), "all group errors are equal");
    assert!(square(0.2, 0.3).contains("there is a ridge"));
    assert!(square(0.4, 0.0).contains("δ < 0.4,"));
    let logistic = thumb(&table(&spurious(), LossKind::Logistic, 0.05, 0.0));
    assert!(logistic.contains("not the plain square loss"), "{logistic}");
    let mut groups = spurious().groups().to_vec();
    groups[1].noise_scale = 1.2;
    let noisy = Population::new(groups).unwrap();
    let noisy = thumb(&table(&noisy, LossKind::Square, 0.2, 0.0));
    assert!(noisy.contains("noise differs"), "{noisy}");
    let mut groups = spurious().groups().to_vec();
    groups[1].mean = vec![0.9, -0.4];
    let general = Population::new(groups).unwrap();
    let general = thumb(&table(&general, LossKind::Square, 0.2, 0.0));
    assert!(general.contains("general position"), "{general}");
    let separable = table(&spurious(), LossKind::Logistic, 0.5, 0.0);
    assert!(
        separable
            .remark(GroupRule::MinBalanced)
            .contains("no weights change")
    );
}

/// A search that ended at a bound says so in the advice.
#[test]
fn what_was_searched_is_not_told_as_a_minimum() {
    let rows: [(f64, i8, [f64; 2], f64); 5] = [
        (0.1, 1, [1.5, 0.3], 0.8),
        (0.2, 1, [0.4, -0.9], 1.3),
        (0.4, -1, [-1.1, 0.6], 1.0),
        (0.1, -1, [-0.5, -1.0], 1.0),
        (0.2, -1, [0.5, 1.3], 0.7),
    ];
    let group =
        |(i, &(prior, label, mean, noise_scale)): (usize, &(f64, i8, [f64; 2], f64))| Group {
            name: i.to_string(),
            label: Label::try_from(label).unwrap(),
            prior,
            mean: mean.to_vec(),
            noise_scale,
        };
    let population = Population::new(rows.iter().enumerate().map(group).collect()).unwrap();
    let table = table(&population, LossKind::Logistic, 0.3, 0.1);
    let advice = table.recommend(ThresholdUse::Fixed);
    assert_eq!(
        chosen(&advice).row,
        GroupRow::Fixed(GroupRule::MinWorstGroup)
    );
    assert!(advice.why.contains("zero or infinity"), "{}", advice.why);
    // One weight is best at zero: 10⁻⁶, where the search ends, is not typed.
    let row = table
        .rows
        .iter()
        .find(|(r, _)| *r == GroupRule::MinWorstGroup);
    let least = row.unwrap().1.prediction.as_ref().unwrap().worst().unwrap();
    let choice = chosen(&advice);
    assert!(choice.error <= 1.001 * least, "{} {least}", choice.error);
    let smallest = choice
        .weighting
        .weights()
        .iter()
        .copied()
        .fold(1.0, f64::min);
    assert!((1e-5..0.1).contains(&smallest), "{advice:?}");
    assert!(!advice.why.contains("e-6"), "{}", advice.why);
}

/// Two classes of which a weight would go on for ever: 10⁶, where the search ends, is the least of the
/// table and no advice.
#[test]
fn no_end_of_a_search_is_advised() {
    let two = crate::model::TwoClass::new(0.1, 2.0).unwrap().population();
    let mut ends = 0;
    for (kind, delta, ridge) in [
        (LossKind::Logistic, 2.0, 0.01),
        (LossKind::Square, 2.0, 0.01),
        (LossKind::Square, 0.5, 0.0),
    ] {
        let table = table(&two, kind, delta, ridge);
        let outcome = |rule| &table.rows.iter().find(|(r, _)| *r == rule).unwrap().1;
        let worst = outcome(GroupRule::MinWorstGroup);
        assert_eq!(worst.verdict, GroupRuleVerdict::Endless, "{kind:?}");
        let end = worst.prediction.as_ref().unwrap().worst().unwrap();
        for threshold in [ThresholdUse::Fixed, ThresholdUse::Free] {
            let advice = table.recommend(threshold);
            let choice = chosen(&advice);
            let weights = choice.weighting.weights();
            assert!(
                weights.iter().all(|w| (2e-6..=5e5).contains(w)),
                "{advice:?}"
            );
            let lower = threshold == ThresholdUse::Fixed && end < 0.998 * choice.error;
            ends += usize::from(lower);
            assert!(
                !lower || advice.why.contains("are no advice"),
                "{end} {advice:?}"
            );
        }
    }
    assert!(ends > 0);
}

/// Logistic and exponential loss with ridge: the best weights with a threshold are tiny for one label, the
/// smaller the better, and reach the least of the table with τ beyond −10: no advice, for no sample set tells
/// that threshold. Without ridge, and of the square loss, best weights are ordinary.
#[test]
fn directions_that_no_weights_attain_are_not_advised() {
    let mut told = 0;
    for (population, kind, delta, ridge) in [
        (uneven(), LossKind::Logistic, 0.3, 0.1),
        (uneven(), LossKind::Logistic, 0.3, 1.0),
        (uneven(), LossKind::Exponential, 0.3, 0.1),
        (
            crate::model::TwoClass::new(0.1, 2.0).unwrap().population(),
            LossKind::Logistic,
            0.5,
            0.1,
        ),
    ] {
        let table = table(&population, kind, delta, ridge);
        let mut rows = table.moved.iter();
        let best = rows.find(|row| row.rule == MovedGroupRule::Best).unwrap();
        assert!(best.never_attained, "{kind:?} {ridge} {best:?}");
        assert!(table.moved_remark(best).contains("no advice"));
        let advice = table.recommend(ThresholdUse::Free);
        let choice = chosen(&advice);
        assert_ne!(choice.row, GroupRow::Moved(MovedGroupRule::Best));
        let weights = choice.weighting.weights();
        let ends = weights
            .iter()
            .fold((1.0, 1.0), |(least, most): (f64, f64), w| {
                (least.min(*w), most.max(*w))
            });
        assert!(ends.0 > 0.01 && ends.1 < 1e3, "{}", advice.why);
        assert!(choice.threshold.abs() < 5.0, "{}", advice.why);
        told += usize::from(advice.why.contains("are no advice"));
    }
    assert!(told > 2, "{told}");
    for (kind, delta, ridge) in [
        (LossKind::Square, 0.3, 0.1),
        (LossKind::Logistic, 0.05, 0.0),
        (LossKind::SquaredHinge, 0.2, 0.1),
    ] {
        let table = table(&uneven(), kind, delta, ridge);
        assert!(
            table.moved.iter().all(|row| !row.never_attained),
            "{kind:?}"
        );
    }
}
