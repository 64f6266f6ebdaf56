//! Against closed forms, and integrals by another rule.

use super::*;
use crate::loss::LossKind;
use crate::model::{ThresholdRule, TwoClass};
use crate::numerics::density;
use crate::theory::predict;

fn problem(loss: LossKind, [delta, prior, signal]: [f64; 3], ratio: f64, ridge: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap())
        .and_then(|p| p.with_loss(loss).with_weight_ratio(ratio))
        .and_then(|p| p.with_ridge(ridge))
        .unwrap()
}

fn midpoint(problem: &Problem) -> f64 {
    let by = Threshold::new(ThresholdRule::Midpoint, ThresholdSource::TrainingScores);
    threshold(problem, &predict(problem), by, (0.2, None)).unwrap()
}

/// b + (1 − sγ)c₊c₋(π₋ − π₊)/δ, which is (1 − δ)b at ρ = 1, and zero at the ratio of priors.
#[test]
fn the_midpoint_of_training_scores_of_the_square_loss() {
    for (delta, prior, signal) in [(0.2, 0.2, 2.0), (0.5, 0.2, 1.0), (0.8, 0.1, 1.5)] {
        for ratio in [1.0, 3.0, 0.4] {
            let asked = problem(LossKind::Square, [delta, prior, signal], ratio, 0.0);
            let found = predict(&asked).solution.unwrap();
            let kappa = found.kappa.unwrap();
            let c = [ratio, 1.0].map(|w| kappa * w / (1.0 + kappa * w));
            let rest = (1.0 - signal * found.gamma) * c[0] * c[1] * (1.0 - 2.0 * prior) / delta;
            let expected = found.bias + rest;
            assert!(
                (midpoint(&asked) - expected).abs() < 1e-13,
                "{delta} {ratio}"
            );
            if ratio == 1.0 {
                assert!((expected - (1.0 - delta) * found.bias).abs() < 1e-13);
            }
        }
        let balanced = (1.0 - prior) / prior;
        let asked = problem(LossKind::Square, [delta, prior, signal], balanced, 0.0);
        assert!(midpoint(&asked).abs() < 1e-14);
        let beyond = problem(LossKind::Square, [1.5, prior, signal], 2.0, 0.0);
        assert_eq!(midpoint(&beyond), 0.0);
    }
}

/// Means and spreads of proxes, by a plain sum over many even steps.
#[test]
fn training_scores_by_another_rule() {
    let [easy, hard] = [[0.1, 0.2, 1.0], [0.6, 0.3, 1.5]];
    for (loss, at, ratio, ridge) in [
        (LossKind::Logistic, easy, 3.0, 0.0),
        (LossKind::Logistic, hard, 1.0, 0.1),
        (LossKind::Exponential, easy, 1.0, 0.0),
        (LossKind::SquaredHinge, easy, 2.0, 0.0),
        (LossKind::Hinge, hard, 2.0, 0.2),
        (LossKind::Huber, hard, 1.0, 0.0),
    ] {
        let asked = problem(loss, at, ratio, ridge);
        let prediction = predict(&asked);
        let found = prediction.solution.unwrap();
        let scores = training_scores(&asked, &prediction).unwrap();
        let built = loss.build();
        for (class, (y, weight)) in [(1.0, ratio), (-1.0, 1.0)].into_iter().enumerate() {
            let centre = at[2] * found.gamma + y * found.bias;
            let step = 1.0 / 512.0;
            let margins = (-9 * 512..=9 * 512).map(|k| {
                let g = f64::from(k) * step;
                let x = found.alpha * g + centre;
                (
                    step * density(g),
                    built.prox(x, found.kappa.unwrap() * weight),
                )
            });
            let margins: Vec<(f64, f64)> = margins.collect();
            let mean: f64 = margins.iter().map(|(w, p)| w * p).sum();
            let square: f64 = margins.iter().map(|(w, p)| w * (p - mean).powi(2)).sum();
            let close = |a: f64, b: f64| (a - b).abs() < 2e-6 * (1.0 + b.abs());
            assert!(
                close(scores.means()[class], y * mean),
                "{loss:?} {scores:?} {mean}"
            );
            assert!(
                close(scores.spreads()[class], square.sqrt()),
                "{loss:?} {square}"
            );
        }
    }
}

/// Fresh and left-out scores have one law; what has none says so.
#[test]
fn sources() {
    let asked = problem(LossKind::Square, [0.2, 0.2, 2.0], 1.0, 0.0);
    let found = predict(&asked);
    let of = |problem: &Problem, source| {
        let by = Threshold::new(ThresholdRule::EqualError, source);
        threshold(problem, &predict(problem), by, (0.2, None))
    };
    for source in [ThresholdSource::Oracle, ThresholdSource::LeaveOneOut] {
        let bias = found.solution.unwrap().bias;
        assert!(
            (of(&asked, source).unwrap() - bias).abs() < 1e-15,
            "{source:?}"
        );
    }
    let separable = problem(LossKind::Logistic, [0.5, 0.2, 2.0], 1.0, 0.0);
    assert!(of(&separable, ThresholdSource::Oracle).is_ok());
    let diverging = problem(LossKind::Square, [1.0, 0.2, 2.0], 1.0, 0.0);
    for (asked, why) in [
        (separable, Undefined::NoLength),
        (diverging, Undefined::NoPrediction),
    ] {
        assert_eq!(of(&asked, ThresholdSource::LeaveOneOut), Err(why));
        assert_eq!(of(&asked, ThresholdSource::TrainingScores), Err(why));
    }
    let met = problem(LossKind::Square, [1.5, 0.2, 2.0], 1.0, 0.0);
    assert_eq!(
        of(&met, ThresholdSource::TrainingScores),
        Err(Undefined::NoSpread)
    );
}
