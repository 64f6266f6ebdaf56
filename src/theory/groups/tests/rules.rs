//! Rules for weights against what is known of them.

use super::super::rules::{
    GroupRule, GroupRuleVerdict, Thumb, apply, best_weights, generalised_thumb,
};
use super::*;
use crate::loss::LossKind;
use crate::model::{GroupObjective, SpuriousCorrelation, TwoClass};
use crate::theory::ThresholdUse;

fn spurious() -> Population {
    SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6)
        .unwrap()
        .population()
}

fn asked(population: &Population, kind: LossKind, delta: f64, ridge: f64) -> Problem<Population> {
    let equal = Weighting::equal(population);
    problem(population, &equal, kind.into(), delta, ridge).unwrap()
}

fn worst(
    rule: GroupRule,
    population: &Population,
    kind: LossKind,
    delta: f64,
) -> (GroupRuleVerdict, f64) {
    let outcome = apply(rule, &asked(population, kind, delta, 0.0)).unwrap();
    (
        outcome.verdict,
        outcome.prediction.unwrap().worst().unwrap(),
    )
}

/// docs/theory.md, section 8: .12192 each, against .102/.121 with 1/π_g and .073/.148 unweighted.
#[test]
fn the_thumb_equalises_four_errors() {
    let problem = asked(&spurious(), LossKind::Square, 0.2, 0.0);
    let outcome = apply(GroupRule::GeneralisedThumb, &problem);
    let prediction = outcome.unwrap().prediction.unwrap();
    for error in &prediction.errors {
        assert!((error - prediction.errors[0]).abs() < 1e-12);
        assert!((error - 0.12192).abs() < 5e-6);
    }
    assert!(prediction.is_equal());
    let at = |rule| worst(rule, &spurious(), LossKind::Square, 0.2).1;
    assert!((at(GroupRule::InversePrior) - 0.12120).abs() < 5e-5);
    assert!((at(GroupRule::Unweighted) - 0.14803).abs() < 5e-5);
}

/// Also for unequal priors of the labels; not for means in general position, nor for unequal noise.
#[test]
fn what_the_thumb_equalises() {
    let at = |population: &Population| {
        let problem = asked(population, LossKind::Square, 0.1, 0.0);
        let outcome = apply(GroupRule::GeneralisedThumb, &problem).unwrap();
        outcome.prediction.unwrap().is_equal()
    };
    assert!(at(&SpuriousCorrelation::new(0.3, 1.5, 1.0, 0.4)
        .unwrap()
        .population()));
    let two = |noise| population(&[(0.2, 1, &[1.0, 2.0], 1.0), (0.8, -1, &[0.3, -1.0], noise)]);
    assert!(at(&two(1.0)));
    assert!(!at(&two(1.5)));
    assert!(!at(&uneven()));
}

/// K·min π_g = .4.
#[test]
fn the_thumb_needs_enough_of_every_group() {
    assert!(matches!(
        generalised_thumb(&spurious(), 0.399),
        Ok(Thumb::Weights(_))
    ));
    let Ok(Thumb::Infeasible { limit }) = generalised_thumb(&spurious(), 0.4) else {
        panic!("feasible");
    };
    assert!((limit - 0.4).abs() < 1e-15);
    assert!(generalised_thumb(&spurious(), -1.0).is_err());
}

/// The rules of two classes are these rules for K = 2: ratio of priors, ρ̃, downsampling and the
/// best weights of docs/theory.md, section 5, in whose rows either both errors are equal, or not.
#[test]
fn two_classes_are_a_case_of_all_rules() {
    for (delta, prior, s, equal, best, least) in [
        (0.2, 0.2, 1.0, 7.0, 7.0, 0.23461),
        (0.2, 0.2, 2.0, 7.0, 6.3025, 0.055054),
        (0.15, 0.1, 2.0, 33.0, 11.290, 0.065328),
        (0.5, 0.2, 2.0, f64::NAN, 5.4688, 0.134287),
    ] {
        let two = TwoClass::new(prior, s).unwrap();
        let population = two.population();
        let loss = LossKind::Square;
        match generalised_thumb(&population, delta).unwrap() {
            Thumb::Weights(weighting) => {
                assert!((weighting.weights()[0] / equal - 1.0).abs() < 1e-12);
                assert_eq!(weighting.weights()[1], 1.0);
            }
            Thumb::Infeasible { .. } => assert!(equal.is_nan()),
        }
        let found = best_weights(
            GroupObjective::WorstGroup,
            ThresholdUse::Fixed,
            &asked(&population, loss, delta, 0.0),
        )
        .unwrap();
        assert_eq!(found.verdict, GroupRuleVerdict::Found, "{two:?}");
        let rho = found.weighting.unwrap().weights()[0];
        assert!((rho / best - 1.0).abs() < 1e-4, "{two:?} {rho}");
        let (_, error) = worst(GroupRule::MinWorstGroup, &population, loss, delta);
        assert!((error - least).abs() < 1e-6, "{two:?} {error}");
        let problem = crate::theory::Problem::new(delta, two).unwrap();
        let fewer = crate::theory::downsampled(&problem).unwrap();
        let theirs = crate::theory::predict(&fewer).solution;
        let ours = apply(
            GroupRule::Downsampled,
            &asked(&population, loss, delta, 0.0),
        )
        .unwrap();
        if let Some(theirs) = theirs {
            let ours = ours.prediction.unwrap().worst().unwrap();
            assert!((ours - theirs.errors.worst()).abs() < 1e-12, "{two:?}");
        }
    }
}

/// No rule is better than the best weights, and no weights beside them.
#[test]
fn nothing_beside_the_best_weights_is_better() {
    for (population, kind, delta, ridge) in [
        (spurious(), LossKind::Square, 0.2, 0.0),
        (spurious(), LossKind::Square, 0.6, 0.0),
        (uneven(), LossKind::Square, 0.2, 0.1),
        (uneven(), LossKind::Logistic, 0.08, 0.0),
        (spurious(), LossKind::Logistic, 0.2, 0.3),
        (uneven(), LossKind::SquaredHinge, 0.05, 0.0),
    ] {
        for goal in [GroupObjective::WorstGroup, GroupObjective::Balanced] {
            let what = format!("{goal:?} {kind:?} {delta} {ridge}");
            let found = best_weights(
                goal,
                ThresholdUse::Fixed,
                &asked(&population, kind, delta, ridge),
            )
            .unwrap();
            assert_eq!(found.verdict, GroupRuleVerdict::Found, "{what}: {found:?}");
            let weights = found.weighting.unwrap();
            let value = |weights: &Weighting| {
                let found = predict(&population, weights, kind.into(), delta, ridge).unwrap();
                goal.of(&population, &found.errors).unwrap()
            };
            let least = value(&weights);
            for rule in GroupRule::ALL {
                let downsamples = rule == GroupRule::Downsampled;
                let outcome = apply(rule, &asked(&population, kind, delta, ridge)).unwrap();
                if let (Some(weighting), false) = (outcome.weighting, downsamples) {
                    assert!(value(&weighting) >= least - 1e-7, "{what}: {rule:?}");
                }
            }
            for g in 0..weights.weights().len() {
                // With ridge the common scale would change with what fixes it.
                let priors = population.groups().iter().map(|other| other.prior);
                let top = priors.fold(0.0, f64::max);
                if ridge > 0.0 && population.groups()[g].prior >= 0.999 * top {
                    continue;
                }
                for factor in [0.7, 0.99, 1.01, 1.4] {
                    let mut beside = weights.weights().to_vec();
                    beside[g] *= factor;
                    assert!(
                        value(&weighting(&beside)) >= least - 1e-7,
                        "{what}: {g} {factor}"
                    );
                }
            }
        }
    }
}

/// A rare class with a fifth of the other's noise: of two valleys over ρ, .3358 at ρ = .083 and .3690 at 7.8,
/// the lower. (Section 8's equations for square loss, coded apart, on a grid of ρ and then by golden sections.)
#[test]
fn the_lower_of_two_valleys() {
    let population = population(&[(0.2, 1, &[1.0], 0.2), (0.8, -1, &[-1.0], 1.0)]);
    let problem = asked(&population, LossKind::Square, 0.75, 0.0);
    let found = best_weights(GroupObjective::WorstGroup, ThresholdUse::Fixed, &problem).unwrap();
    let weights = found.weighting.unwrap();
    let there = predict(&population, &weights, LossKind::Square.into(), 0.75, 0.0).unwrap();
    let error = there.worst().unwrap();
    assert!((error - 0.335_760_434).abs() < 1e-7, "{error} {weights:?}");
}

/// With ridge the scale of all weights matters, and is fixed without regard to the order of groups: what
/// is symmetric stays so.
#[test]
fn symmetric_groups_have_symmetric_weights() {
    for goal in [GroupObjective::WorstGroup, GroupObjective::Balanced] {
        let found = best_weights(
            goal,
            ThresholdUse::Fixed,
            &asked(&spurious(), LossKind::Square, 0.2, 0.3),
        )
        .unwrap();
        assert_eq!(found.verdict, GroupRuleVerdict::Found);
        let weights = found.weighting.unwrap();
        let &[a, b, c, d] = weights.weights() else {
            panic!("four groups");
        };
        assert!(
            (a - 1.0).abs() < 1e-6 && (d - 1.0).abs() < 1e-6,
            "{weights:?}"
        );
        assert!((b / c - 1.0).abs() < 1e-6 && b > 1.0, "{weights:?}");
    }
}

/// A group whose weight is best at zero is not said to have been found a weight.
#[test]
fn a_weight_that_vanishes_is_said() {
    let population = population(&[
        (0.1, 1, &[1.5, 0.3], 0.8),
        (0.2, 1, &[0.4, -0.9], 1.3),
        (0.4, -1, &[-1.1, 0.6], 1.0),
        (0.1, -1, &[-0.5, -1.0], 1.0),
        (0.2, -1, &[0.5, 1.3], 0.7),
    ]);
    let problem = asked(&population, LossKind::Logistic, 0.3, 0.1);
    let found = best_weights(GroupObjective::WorstGroup, ThresholdUse::Fixed, &problem).unwrap();
    assert_eq!(found.verdict, GroupRuleVerdict::Endless, "{found:?}");
    assert!(found.weighting.unwrap().weights()[3] < 1e-4);
}

/// Separable and interpolated data forget their weights.
#[test]
fn where_weights_have_no_effect() {
    for (kind, delta) in [(LossKind::Logistic, 0.5), (LossKind::Square, 1.5)] {
        let found = best_weights(
            GroupObjective::WorstGroup,
            ThresholdUse::Fixed,
            &asked(&spurious(), kind, delta, 0.0),
        )
        .unwrap();
        assert_eq!(found.verdict, GroupRuleVerdict::NoEffect);
    }
}

/// The derivatives along all weights match differences.
#[test]
fn tangents_match_differences() {
    for (kind, delta, ridge) in [
        (LossKind::Square, 0.3, 0.1),
        (LossKind::Logistic, 0.1, 0.2),
        (LossKind::Exponential, 0.05, 0.1),
        (LossKind::Huber, 0.4, 0.0),
    ] {
        let root = |weights: [f64; 3]| {
            let weighting = weighting(&weights);
            let problem = problem(&uneven(), &weighting, kind.into(), delta, ridge).unwrap();
            let (problem, _) = FramedProblem::new(&problem);
            system::solve(&problem).root.unwrap()
        };
        let weights = [2.0, 0.7, 1.2];
        let tangents = root(weights).tangents().unwrap();
        for g in 0..3 {
            let beside = |sign: f64| {
                let mut other = weights;
                other[g] *= (sign * 1e-4f64).exp();
                root(other).at
            };
            let difference = (beside(1.0) - beside(-1.0)) / 2e-4;
            let error = (difference - tangents.column(g)).amax();
            assert!(error < 1e-6, "{kind:?} {g}: {error:e}");
        }
    }
}
