//! Against the code for two classes, formulas, and brute force over τ.

use super::*;
use crate::model::{Costs, Group, ScoreLaw, ThresholdRule, TwoClass};
use crate::numerics::upper_tail;

/// Label, prior, mean score and noise of every group; α = 1.
fn given(groups: &[(i8, f64, f64, f64)]) -> (Population, GroupScores) {
    let group = |(i, &(label, prior, mean, noise_scale)): (usize, &(i8, f64, f64, f64))| Group {
        name: i.to_string(),
        label: Label::try_from(label).unwrap(),
        prior,
        mean: vec![mean],
        noise_scale,
    };
    let population = Population::new(groups.iter().enumerate().map(group).collect()).unwrap();
    let order = OrderParameters {
        alpha: 1.0,
        projection: vec![1.0],
        bias: 0.0,
    };
    let scores = GroupScores::new(&population, &order);
    (population, scores)
}

fn uniform(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

/// Two to six groups, at places and with noise of their own.
fn random(state: &mut u64) -> (Population, GroupScores) {
    let count = 2 + (5.0 * uniform(state)) as usize;
    let weights: Vec<f64> = (0..count).map(|_| 0.02 + uniform(state)).collect();
    let total: f64 = weights.iter().sum();
    let groups: Vec<_> = (0..count)
        .map(|i| {
            let label = if i % 2 == 0 { 1 } else { -1 };
            let mean = f64::from(label) * uniform(state) + 4.0 * (uniform(state) - 0.5);
            let noise = 10f64.powf(uniform(state) - 0.7);
            (label, weights[i] / total, mean, noise)
        })
        .collect();
    given(&groups)
}

/// No threshold of a fine grid is better; where there is none, giving a label up is as good.
#[test]
fn no_threshold_of_a_grid_is_better() {
    let mut state = 11;
    let mut none = 0;
    for k in 0..60 {
        let (population, scores) = random(&mut state);
        for objective in GroupObjective::ALL {
            let value = |errors: &[f64]| objective.of(&population, errors).unwrap();
            let grid = (-4000..=4000).map(|i| value(&scores.errors(0.005 * f64::from(i))));
            let least = grid.fold(f64::INFINITY, f64::min);
            match scores.best(objective, &population) {
                Ok(best) => {
                    let there = value(&best.errors);
                    assert!(there <= least + 1e-12, "{k} {objective:?} {there} {least}");
                    let again = value(&scores.errors(best.threshold));
                    assert!((there - again).abs() < 1e-12, "{k} {objective:?}");
                }
                Err(why) => {
                    assert_eq!(why, Undefined::NoBestThreshold, "{k} {objective:?}");
                    let ends = [-1e9, 1e9].map(|far| value(&scores.errors(far)));
                    assert!(ends[0].min(ends[1]) <= least + 1e-12, "{k} {objective:?}");
                    none += 1;
                }
            }
        }
    }
    assert!((1..60).contains(&none), "{none}");
}

/// Two classes of any noise: the rules made for them, by log-odds.
#[test]
fn two_groups_are_two_classes() {
    let mut state = 3;
    let costs: Option<Costs> = None;
    for _ in 0..40 {
        let prior = 0.02 + 0.9 * uniform(&mut state);
        let noise = [1.0, 0.5].map(|low| low + uniform(&mut state));
        let noise = if state % 3 == 0 { [1.0; 2] } else { noise };
        let (margin, bias) = (2.0 * uniform(&mut state) + 0.1, 3.0 * uniform(&mut state));
        let law = ScoreLaw::new(1.0, margin, bias).with_noise(noise);
        let (population, scores) = given(&[
            (1, prior, margin + bias, noise[0]),
            (-1, 1.0 - prior, bias - margin, noise[1]),
        ]);
        for (objective, rule, share) in [
            (GroupObjective::WorstGroup, ThresholdRule::EqualError, 0.5),
            (GroupObjective::Balanced, ThresholdRule::MinAverage, 0.5),
            (GroupObjective::Average, ThresholdRule::MinAverage, prior),
        ] {
            let ours = scores.best(objective, &population);
            let theirs = rule.threshold(&law, share, costs);
            let what = format!("{objective:?} {prior} {margin} {noise:?}");
            assert_eq!(ours.is_ok(), theirs.is_ok(), "{what}: {ours:?} {theirs:?}");
            let (Ok(ours), Ok(theirs)) = (ours, theirs) else {
                continue;
            };
            assert!((ours.threshold - theirs).abs() < 1e-9, "{what}");
            let errors = law.errors(theirs);
            assert!((ours.errors[0] - errors.minority).abs() < 1e-12, "{what}");
            assert!((ours.errors[1] - errors.majority).abs() < 1e-12, "{what}");
        }
    }
}

/// τ = b + (α²/2m) log(π₋/π₊), also where that is further off than all scores: m = .01 and
/// π₋/π₊ = 19 put it at 147 spreads.
#[test]
fn a_threshold_beyond_all_scores() {
    let (population, scores) = given(&[(1, 0.05, 0.01, 1.0), (-1, 0.95, -0.01, 1.0)]);
    let best = scores.best(GroupObjective::Average, &population).unwrap();
    assert!((best.threshold - 19f64.ln() / 0.02).abs() < 1e-8);
    assert_eq!(best.status, ThresholdStatus::Searched);
}

/// Both labels have a narrow group on either side: two valleys, and the deeper is found. Between −3 and 3
/// lies nothing, so that a mean is ¼ + ½Q(5) or so in each of them.
#[test]
fn the_deeper_of_two_valleys() {
    let groups = |left: f64, right: f64| {
        given(&[
            (-1, left, -4.0, 0.1),
            (1, right, -3.0, 0.1),
            (-1, right, 3.0, 0.1),
            (1, left, 4.0, 0.1),
        ])
    };
    let (population, scores) = groups(0.3, 0.2);
    let best = scores.best(GroupObjective::Average, &population).unwrap();
    assert!((best.errors.iter().sum::<f64>() - 1.0).abs() < 1e-5);
    assert!((best.threshold.abs() - 3.5).abs() < 0.1, "{best:?}");
    // A heavier left side.
    let (population, scores) = given(&[
        (-1, 0.32, -4.0, 0.1),
        (1, 0.28, -3.0, 0.1),
        (-1, 0.2, 3.0, 0.1),
        (1, 0.2, 4.0, 0.1),
    ]);
    let best = scores.best(GroupObjective::Average, &population).unwrap();
    let value = GroupObjective::Average.of(&population, &best.errors);
    assert!((value.unwrap() - 0.2).abs() < 1e-5 && best.threshold < 0.0);
}

/// Q(min over pairs of (f̄_g − f̄_h)/(s_g + s_h)): by hand (1 + .5)/(1 + .5) = 1 of the first and last, and more
/// of all others.
#[test]
fn the_worst_group_by_hand() {
    let (population, scores) = given(&[
        (1, 0.1, 1.0, 1.0),
        (1, 0.4, 3.0, 0.5),
        (-1, 0.4, -2.0, 1.0),
        (-1, 0.1, -0.5, 0.5),
    ]);
    let best = scores
        .best(GroupObjective::WorstGroup, &population)
        .unwrap();
    assert!(best.threshold.abs() < 1e-15 && best.status == ThresholdStatus::Exact);
    let worst = GroupObjective::WorstGroup.of(&population, &best.errors);
    assert!((worst.unwrap() - upper_tail(1.0)).abs() < 1e-15);
}

#[test]
fn what_there_is_not_says_why() {
    let two = TwoClass::new(0.2, 1.0).unwrap().population();
    let of = |alpha: f64, projection: f64, bias: f64, objective| {
        let order = OrderParameters::two_class(alpha, projection, bias);
        GroupScores::new(&two, &order).best(objective, &two)
    };
    for objective in GroupObjective::ALL {
        assert_eq!(of(0.0, 0.0, -0.4, objective), Err(Undefined::SameScores));
        let overflow = of(1.0, 1e308, 1e308, objective);
        assert_eq!(overflow, Err(Undefined::BeyondDoubles), "{objective:?}");
    }
    // Scores that order the classes the wrong way, or not at all.
    for objective in [GroupObjective::Balanced, GroupObjective::Average] {
        for projection in [-0.5, 0.0] {
            let found = of(1.0, projection, 0.3, objective);
            assert_eq!(found, Err(Undefined::NoBestThreshold), "{objective:?}");
        }
    }
    let wrong = of(1.0, -0.5, 0.3, GroupObjective::WorstGroup).unwrap();
    assert!((wrong.errors[0] - upper_tail(-0.5)).abs() < 1e-15);
}
