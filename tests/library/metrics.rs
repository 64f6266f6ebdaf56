//! Metrics of one classifier that was trained on drawn data, against counting on a test set that
//! was drawn as well; and where they do not exist.

use rand_distr::{Distribution, StandardNormal};
use thumbscale::model::{
    Classifier, Costs, Design, Labels, Quantity, TestConditions, Threshold, ThresholdRule,
    ThresholdSource, Undefined,
};
use thumbscale::simulate::{Measurement, Purpose, Streams, TrainingSet, erm};
use thumbscale::theory::{Problem, predict};
use thumbscale::{LossKind, TwoClass};

const DIMENSION: usize = 40;
/// Of the test distribution: not that of the training.
const TEST_PRIOR: f64 = 0.3;
const COSTS: [f64; 2] = [5.0, 1.0];
/// Test sets, each of as many samples.
const SETS: usize = 25;
const SAMPLES: usize = 2000;

fn classes() -> TwoClass {
    TwoClass::new(0.2, 1.2).unwrap()
}

fn conditions() -> TestConditions {
    TestConditions {
        minority_prior: Some(TEST_PRIOR),
        costs: Costs::new(COSTS[0], COSTS[1]).ok(),
    }
}

/// Logistic regression on 400 samples.
fn trained() -> (Vec<f64>, f64) {
    let design = Design::new(classes(), 0.1, 400, Labels::Fixed).unwrap();
    let minority = design.minority_samples();
    let set = TrainingSet::draw(
        &classes().population(),
        &[minority, 400 - minority],
        DIMENSION,
        Labels::Fixed,
        &mut Streams::new([7; 32], 0).rng(Purpose::Data),
    );
    let losses: [&dyn thumbscale::loss::Loss; 2] = [&thumbscale::loss::Logistic; 2];
    let fit = erm::newton(&set, &losses, &[3.0, 1.0], 0.0).unwrap();
    (fit.theta, fit.bias)
}

/// Scores of fresh samples, each with its class.
fn scores(theta: &[f64], bias: f64, set: u32) -> Vec<(f64, bool)> {
    let mut rng = Streams::new([11; 32], set).rng(Purpose::Data);
    let mut sample = |positive: bool| {
        let mut sum = bias;
        for (j, weight) in theta.iter().enumerate() {
            let mean = match (j, positive) {
                (0, true) => classes().signal_strength(),
                (0, false) => -classes().signal_strength(),
                _ => 0.0,
            };
            let noise: f64 = StandardNormal.sample(&mut rng);
            sum += weight * (mean + noise);
        }
        (sum, positive)
    };
    let positives = (TEST_PRIOR * SAMPLES as f64) as usize;
    (0..SAMPLES).map(|k| sample(k < positives)).collect()
}

fn share(all: &[(f64, bool)], of: impl Fn(f64, bool) -> bool) -> f64 {
    all.iter().filter(|(f, y)| of(*f, *y)).count() as f64 / all.len() as f64
}

fn mean(all: &[(f64, bool)], of: impl Fn(f64, bool) -> f64) -> f64 {
    all.iter().map(|(f, y)| of(*f, *y)).sum::<f64>() / all.len() as f64
}

fn probability(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

/// AUC and average precision, by going down the sorted scores.
fn ranked(all: &[(f64, bool)]) -> [f64; 2] {
    let mut sorted = all.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = sorted.iter().filter(|(_, y)| *y).count() as f64;
    let negatives = sorted.len() as f64 - positives;
    let (mut found, mut area, mut precisions) = (0.0, 0.0, 0.0);
    for (rank, (_, positive)) in sorted.iter().enumerate() {
        match positive {
            true => {
                found += 1.0;
                precisions += found / (rank + 1) as f64;
            }
            false => area += found,
        }
    }
    [area / (positives * negatives), precisions / positives]
}

/// Slope and intercept of a logistic regression of the class on the score, by Newton's method.
fn recalibrated(all: &[(f64, bool)]) -> [f64; 2] {
    // From no slope: from a large one the step can go too far.
    let (mut slope, mut intercept) = (0.0, 0.0);
    for _ in 0..20 {
        let at = |f: f64| probability(slope * f + intercept);
        let off = |f: f64, y: bool| f64::from(u8::from(y)) - at(f);
        let weight = |f: f64| at(f) * (1.0 - at(f));
        let gradient = [mean(all, |f, y| f * off(f, y)), mean(all, off)];
        let [a, b, c] = [
            mean(all, |f, _| f * f * weight(f)),
            mean(all, |f, _| f * weight(f)),
            mean(all, |f, _| weight(f)),
        ];
        let determinant = a * c - b * b;
        slope += (c * gradient[0] - b * gradient[1]) / determinant;
        intercept += (a * gradient[1] - b * gradient[0]) / determinant;
    }
    [slope, intercept]
}

/// Every metric that counting gives.
fn counted(all: &[(f64, bool)]) -> Vec<(Quantity, f64)> {
    let found = share(all, |f, y| f > 0.0 && y);
    let missed = share(all, |f, y| f <= 0.0 && y);
    let alarms = share(all, |f, y| f > 0.0 && !y);
    let spared = share(all, |f, y| f <= 0.0 && !y);
    let [auc, average_precision] = ranked(all);
    let [slope, intercept] = recalibrated(all);
    let product = (found + alarms) * (found + missed) * (spared + alarms) * (spared + missed);
    let target = |y: bool| f64::from(u8::from(y));
    vec![
        (Quantity::AverageError, missed + alarms),
        (Quantity::Auc, auc),
        (Quantity::AveragePrecision, average_precision),
        (Quantity::Precision, found / (found + alarms)),
        (Quantity::Recall, found / (found + missed)),
        (Quantity::F1, 2.0 * found / (2.0 * found + alarms + missed)),
        (
            Quantity::Mcc,
            (found * spared - alarms * missed) / product.sqrt(),
        ),
        (Quantity::CostRisk, COSTS[0] * missed + COSTS[1] * alarms),
        (Quantity::PosteriorSlope, slope),
        (Quantity::PosteriorIntercept, intercept),
        (
            Quantity::LogLoss,
            mean(all, |f, y| {
                -(if y {
                    probability(f)
                } else {
                    1.0 - probability(f)
                })
                .ln()
            }),
        ),
        (
            Quantity::Brier,
            mean(all, |f, y| (target(y) - probability(f)).powi(2)),
        ),
        (
            // The recalibrated probabilities stand for P(+ | f).
            Quantity::CalibrationError,
            mean(all, |f, _| {
                (probability(f) - probability(slope * f + intercept)).abs()
            }),
        ),
    ]
}

/// 25 test sets of 2000: means within four standard errors of the formulas, with what sets of
/// this size are off by themselves (ratios and fits: 1/2000 of a quantity of order one).
#[test]
fn formulas_are_what_counting_finds() {
    let (theta, bias) = trained();
    let alpha = theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    let measured = Measurement::new([alpha, theta[0], bias], (1, 0.0), false);
    let seen = measured
        .classifier(classes())
        .of_loss(LossKind::Logistic)
        .tested(conditions());
    let sets: Vec<_> = (0..SETS as u32)
        .map(|set| counted(&scores(&theta, bias, set)))
        .collect();
    for (place, (quantity, _)) in sets[0].iter().enumerate() {
        let values: Vec<f64> = sets.iter().map(|set| set[place].1).collect();
        let estimate = thumbscale::stats::Estimate::of(&values).unwrap();
        let formula = quantity.of(&seen).unwrap();
        let off = (estimate.mean - formula).abs();
        let granted = 4.0 * estimate.standard_error + 2.0 / SAMPLES as f64;
        assert!(
            off < granted,
            "{quantity:?}: {formula} against {estimate:?}"
        );
        // Counting is worth something.
        assert!(estimate.standard_error < 0.025, "{quantity:?} {estimate:?}");
    }
}

#[test]
fn what_does_not_exist_has_its_reason() {
    let of = |order, kind, conditions: TestConditions| {
        let seen = Classifier::new(order, classes());
        seen.of_loss(kind).tested(conditions)
    };
    let ordinary = [1.0, 0.8, -0.1];
    let logistic = of(ordinary, LossKind::Logistic, conditions());
    assert!(Quantity::ALL.iter().all(|q| q.of(&logistic).is_ok()));
    let square = of(ordinary, LossKind::Square, TestConditions::default());
    let direction = logistic.direction(true);
    for (quantity, of_square, of_direction) in [
        (
            Quantity::LogLoss,
            Some(Undefined::NoProbabilities),
            Some(Undefined::NoLength),
        ),
        (
            Quantity::Brier,
            Some(Undefined::NoProbabilities),
            Some(Undefined::NoLength),
        ),
        (
            Quantity::CalibrationError,
            Some(Undefined::NoProbabilities),
            Some(Undefined::NoLength),
        ),
        (Quantity::PosteriorSlope, None, Some(Undefined::NoLength)),
        (
            Quantity::PosteriorIntercept,
            None,
            Some(Undefined::NoLength),
        ),
        (Quantity::CostRisk, Some(Undefined::NoCosts), None),
        (Quantity::Auc, None, None),
        (Quantity::Mcc, None, None),
    ] {
        assert_eq!(quantity.of(&square).err(), of_square, "{quantity:?}");
        assert_eq!(quantity.of(&direction).err(), of_direction, "{quantity:?}");
    }
    // A number is no threshold for scores without a length; 0 is one, and so is what a rule finds.
    let at = |rule| direction.thresholded(Threshold::new(rule, ThresholdSource::Oracle), None);
    let given = at(ThresholdRule::Fixed(0.3));
    for quantity in [
        Quantity::WorstClassError,
        Quantity::Precision,
        Quantity::F1,
        Quantity::Mcc,
        Quantity::CostRisk,
        Quantity::Threshold,
    ] {
        assert_eq!(
            quantity.of(&given),
            Err(Undefined::NoLength),
            "{quantity:?}"
        );
        for rule in [ThresholdRule::Fixed(0.0), ThresholdRule::Midpoint] {
            assert!(quantity.of(&at(rule)).is_ok(), "{quantity:?} {rule:?}");
        }
    }
    assert_eq!(
        Quantity::Threshold.of(&at(ThresholdRule::Midpoint)),
        Ok(-0.1)
    );
    assert!(Quantity::Auc.of(&given).is_ok());
    // A class given up, as hinge loss does: θ = 0.
    let nothing = of([0.0, 0.0, -1.0], LossKind::Logistic, conditions());
    for (quantity, why) in [
        (Quantity::Auc, Undefined::SameScores),
        (Quantity::EqualError, Undefined::SameScores),
        (Quantity::PosteriorSlope, Undefined::SameScores),
        (Quantity::Precision, Undefined::NothingFound),
        (Quantity::Mcc, Undefined::OneClass),
        (Quantity::BestF1, Undefined::SameScores),
    ] {
        assert_eq!(quantity.of(&nothing), Err(why), "{quantity:?}");
    }
    assert_eq!(Quantity::ErrorMinority.of(&nothing), Ok(1.0));
    // δ = 1 without ridge: there is no classifier.
    let problem = Problem::new(1.0, classes()).unwrap();
    assert_eq!(predict(&problem).classifier(classes()), None);
    // Separable data have a direction and no length.
    let separable = Problem::new(0.9, classes())
        .unwrap()
        .with_loss(LossKind::Logistic);
    let seen = predict(&separable).classifier(classes()).unwrap();
    assert!(seen.is_direction() && Quantity::Auc.of(&seen).is_ok());
}
