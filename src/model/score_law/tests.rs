//! The metrics against their definitions, closed forms and each other.

use super::*;
use crate::model::Costs;
use crate::numerics::{density, integral, log_upper_tail, upper_tail};
use approx::assert_relative_eq;
use proptest::prelude::*;

/// A law, a threshold and π₊, all of ordinary size, with the same noise or not.
fn anything() -> impl Strategy<Value = (ScoreLaw, f64, f64)> {
    let noise = prop_oneof![Just([1.0; 2]), [0.3..3.0, 0.3..3.0]];
    let law = (0.05..5.0, -3.0..3.0, -2.0..2.0, noise);
    (law, -3.0..3.0, 0.01..0.99).prop_map(|((alpha, margin, bias, noise), threshold, prior)| {
        let law = ScoreLaw::new(alpha, margin, bias).with_noise(noise);
        (law, threshold, prior)
    })
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(300))]

    /// F1 is the harmonic mean of precision and recall, MCC the geometric one of informedness
    /// and markedness, up to its sign; and both are what confusion tables give.
    #[test]
    fn of_confusion_tables((law, threshold, prior) in anything()) {
        let errors = law.errors(threshold);
        let found = prior * (1.0 - errors.minority);
        let missed = prior * errors.minority;
        let alarms = (1.0 - prior) * errors.majority;
        let spared = (1.0 - prior) * (1.0 - errors.majority);
        prop_assume!(found.min(missed).min(alarms).min(spared) > 1e-9);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-8;
        let precision = law.precision(threshold, prior).unwrap();
        let recall = law.recall(threshold);
        prop_assert!(close(precision, found / (found + alarms)));
        prop_assert!(close(recall, found / prior));
        let f1 = law.f1(threshold, prior);
        prop_assert!(close(f1, 2.0 * precision * recall / (precision + recall)));
        prop_assert!(close(f1, 2.0 * found / (2.0 * found + alarms + missed)));
        let product = (found + alarms) * (found + missed) * (spared + alarms) * (spared + missed);
        let mcc = (found * spared - alarms * missed) / product.sqrt();
        prop_assert!(close(law.mcc(threshold, prior).unwrap(), mcc));
    }

    /// Errors tell where the threshold is.
    #[test]
    fn thresholds_come_back((law, threshold, _) in anything()) {
        let errors = law.errors(threshold);
        let middling = |error: f64| (1e-6..1.0 - 1e-6).contains(&error);
        prop_assume!(middling(errors.minority) || middling(errors.majority));
        let found = law.threshold_with(errors).unwrap();
        prop_assert!((found - threshold).abs() < 1e-8 * (1.0 + law.alpha()), "{found}");
    }

    /// Scores turned round rank the other way; classes that change places and sign err alike.
    #[test]
    fn symmetries((law, threshold, prior) in anything()) {
        let [plus, minus] = law.noise();
        let back = ScoreLaw::new(law.alpha(), -law.margin(), law.bias()).with_noise([plus, minus]);
        let (auc, reversed) = (law.auc().unwrap(), back.auc().unwrap());
        prop_assert!((auc + reversed - 1.0).abs() < 1e-14);
        let swapped = ScoreLaw::new(law.alpha(), law.margin(), -law.bias())
            .with_noise([minus, plus]);
        let (here, there) = (law.errors(threshold), swapped.errors(-threshold));
        prop_assert_eq!((here.minority, here.majority), (there.majority, there.minority));
        let mcc = law.mcc(threshold, prior).unwrap();
        let other = swapped.mcc(-threshold, 1.0 - prior).unwrap();
        prop_assert!((mcc - other).abs() < 1e-9, "{} {}", mcc, other);
        for metric in [ScoreLaw::log_loss, ScoreLaw::brier_score, ScoreLaw::calibration_error] {
            let (one, other) = (metric(&law, prior), metric(&swapped, 1.0 - prior));
            prop_assert!((one - other).abs() < 1e-10 * (1.0 + one), "{} {}", one, other);
        }
    }

    /// Scaling (θ, b) and τ changes no decision.
    #[test]
    fn only_directions_matter_for_decisions((law, threshold, prior) in anything(), scale in 1e-3..1e3f64) {
        let scaled = ScoreLaw::new(scale * law.alpha(), scale * law.margin(), scale * law.bias())
            .with_noise(law.noise());
        let f1 = law.f1(threshold, prior);
        prop_assert!((scaled.f1(scale * threshold, prior) - f1).abs() < 1e-12);
        let ap = law.average_precision(prior).unwrap();
        prop_assert!((scaled.average_precision(prior).unwrap() - ap).abs() < 1e-12);
    }

    /// At its threshold both errors are the equal error, to rounding of τ.
    #[test]
    fn errors_are_equal_at_the_equal_error_threshold((law, _, _) in anything()) {
        let errors = law.errors(law.equal_error_threshold().unwrap());
        let equal = law.equal_error().unwrap();
        for error in [errors.minority, errors.majority] {
            prop_assert!((error - equal).abs() < 1e-12 * equal + 1e-14, "{} {}", error, equal);
        }
    }

    /// By Bayes from densities; the calibration error is none for a score that is its log-odds.
    #[test]
    fn the_posterior_is_logistic(ratio in 0.1..4.0f64, bias in -2.0..2.0f64, at in -3.0..3.0f64, prior in 0.01..0.99f64) {
        let law = ScoreLaw::new(1.5, 1.5 * ratio, bias);
        let log_odds = law.posterior_slope().unwrap() * at + law.posterior_intercept(prior).unwrap();
        let likelihood = |sign: f64| density((at - bias - sign * 1.5 * ratio) / 1.5);
        let by_bayes = (prior * likelihood(1.0) / ((1.0 - prior) * likelihood(-1.0))).ln();
        prop_assert!((log_odds - by_bayes).abs() < 1e-9, "{} {}", log_odds, by_bayes);
        // α² = 2m and b = log(π₊/π₋).
        let ideal = ScoreLaw::new(2.0 * ratio, 2.0 * ratio * ratio, (prior / (1.0 - prior)).ln());
        prop_assert!(ideal.calibration_error(prior) < 1e-14);
    }
}

/// AUC = ∫ recall d(false alarms) and average precision = ∫ precision d(recall), by quadrature
/// over thresholds.
#[test]
fn areas_below_curves() {
    for noise in [[1.0, 1.0], [0.6, 1.7]] {
        let law = ScoreLaw::new(0.7, 0.5, 0.2).with_noise(noise);
        let ends: Vec<f64> = (-40..=40).map(|k| 0.25 * f64::from(k)).collect();
        let of_class = |sign: f64, noise: f64, threshold: f64| {
            let spread = 0.7 * noise;
            density((threshold - 0.2 - sign * 0.5) / spread) / spread
        };
        let auc = integral(|t| law.recall(t) * of_class(-1.0, noise[1], t), &ends);
        assert_relative_eq!(law.auc().unwrap(), auc, max_relative = 1e-12);
        let precision = |t: f64| law.precision(t, 0.15).unwrap();
        let area = integral(|t| precision(t) * of_class(1.0, noise[0], t), &ends);
        assert_relative_eq!(
            law.average_precision(0.15).unwrap(),
            area,
            max_relative = 1e-12
        );
    }
}

/// Of scores that tell nothing, precision is the prior, whatever the threshold.
#[test]
fn without_signal() {
    let law = ScoreLaw::new(1.0, 0.0, 0.3);
    for prior in [1e-300, 0.1, 0.5, 0.999] {
        let precision = law.average_precision(prior).unwrap();
        assert_relative_eq!(precision, prior, max_relative = 1e-12);
        for threshold in [-50.0, 0.0, 3.0, 60.0] {
            let precision = law.precision(threshold, prior).unwrap();
            assert_relative_eq!(precision, prior, max_relative = 1e-12);
            assert_eq!(law.mcc(threshold, prior).unwrap(), 0.0);
        }
    }
    assert_eq!((law.auc(), law.equal_error()), (Ok(0.5), Ok(0.5)));
}

/// Where tails are below all doubles, ratios of them are not: 60 and 58 standard deviations
/// out log(precision/(1 − precision)) is the difference of the logarithms.
#[test]
fn far_in_the_tails() {
    let law = ScoreLaw::new(1.0, 1.0, 0.0);
    let (found, alarms) = (log_upper_tail(58.0), log_upper_tail(60.0));
    let prior: f64 = 1e-100;
    let odds = prior.ln() + found - alarms;
    let precision = law.precision(59.0, prior).unwrap();
    assert_relative_eq!(
        (precision / (1.0 - precision)).ln(),
        odds,
        max_relative = 1e-10
    );
    assert_eq!(law.f1(59.0, 0.1), 0.0);
    // √(π₊π₋)(A − B)/√q with q = π₊A + π₋B.
    let mcc = law.mcc(38.0, 0.5).unwrap().ln();
    let (found, alarms) = (log_upper_tail(37.0), log_upper_tail(39.0));
    let expected = found + (-(alarms - found).exp()).ln_1p()
        - 0.5 * (0.5f64.ln() + found + (alarms - found).exp().ln_1p())
        + 0.5f64.ln();
    assert_relative_eq!(mcc, expected, max_relative = 1e-12);
    // Classes so far apart that nothing is left to tell.
    let perfect = ScoreLaw::new(1e-3, 1e3, 0.0);
    assert_eq!(perfect.average_precision(1e-300), Ok(1.0));
    assert_eq!(perfect.mcc(0.0, 1e-300), Ok(1.0));
    assert_eq!(perfect.f1(0.0, 1e-300), 1.0);
}

/// E e^{−f} = e^{−m + α²/2} is what is left of the log loss where scores are large, though it
/// comes from 12 standard deviations away.
#[test]
fn a_log_loss_from_the_tail() {
    let law = ScoreLaw::new(12.0, 400.0, 0.0);
    let expected = (-400.0 + 72.0f64).exp();
    assert_relative_eq!(law.log_loss(0.3), expected, max_relative = 1e-9);
    // And E 1/(1 + e^f)² ≈ Q(m/α) for steep scores.
    let steep = ScoreLaw::new(1e8, 2e8, 0.0);
    assert_relative_eq!(steep.brier_score(0.3), upper_tail(2.0), max_relative = 1e-6);
    assert_relative_eq!(
        steep.log_loss(0.3),
        1e8 * (density(2.0) - 2.0 * upper_tail(2.0)),
        max_relative = 1e-9
    );
}

/// By a plain sum over many even steps; its kinks cost it digits.
#[test]
fn calibration_errors_by_another_rule() {
    for (alpha, margin, bias, noise, prior) in [
        (3.086, 2.62, -1.83, [1.0, 1.0], 0.2),
        (0.3, 0.5, 4.0, [1.0, 1.0], 0.7),
        (1.2, 0.9, -0.3, [0.7, 1.3], 0.05),
    ] {
        let law = ScoreLaw::new(alpha, margin, bias).with_noise(noise);
        let steps = 400_000;
        let (low, high) = (bias - margin - 15.0 * alpha, bias + margin + 15.0 * alpha);
        let step = (high - low) / f64::from(steps);
        let of_class =
            |f: f64, mean: f64, noise: f64| density((f - mean) / (alpha * noise)) / (alpha * noise);
        let sum: f64 = (0..=steps)
            .map(|k| {
                let f = low + step * f64::from(k);
                let plus = prior * of_class(f, bias + margin, noise[0]);
                let minus = (1.0 - prior) * of_class(f, bias - margin, noise[1]);
                let posterior = if plus + minus > 0.0 {
                    plus / (plus + minus)
                } else {
                    0.0
                };
                (plus + minus) * (1.0 / (1.0 + (-f).exp()) - posterior).abs()
            })
            .sum();
        let found = law.calibration_error(prior);
        assert!((found - sum * step).abs() < 1e-8, "{found} {}", sum * step);
    }
}

/// A constant score: errors are 0, ½ or 1, and what needs a spread says so.
#[test]
fn constant_scores() {
    let law = ScoreLaw::new(0.0, 0.0, -0.5);
    assert_eq!(
        (law.errors(0.0).minority, law.errors(0.0).majority),
        (1.0, 0.0)
    );
    assert_eq!(
        (law.errors(-1.0).minority, law.errors(-1.0).majority),
        (0.0, 1.0)
    );
    assert_eq!(law.errors(-0.5).minority, 0.5);
    for found in [
        law.auc(),
        law.equal_error(),
        law.equal_error_threshold(),
        law.average_precision(0.2),
        law.posterior_slope(),
        law.posterior_intercept(0.2),
    ] {
        assert_eq!(found, Err(Undefined::SameScores));
    }
    assert_eq!(law.precision(0.0, 0.2), Err(Undefined::NothingFound));
    assert_relative_eq!(law.precision(-1.0, 0.2).unwrap(), 0.2, max_relative = 1e-15);
    assert_eq!(law.mcc(0.0, 0.2), Err(Undefined::OneClass));
    assert_eq!((law.recall(0.0), law.f1(0.0, 0.2)), (0.0, 0.0));
    // σ(−½) for all.
    let probability: f64 = 1.0 / (1.0 + 0.5f64.exp());
    assert_relative_eq!(
        law.calibration_error(0.2),
        probability - 0.2,
        max_relative = 1e-13
    );
    let log_loss = -0.2 * probability.ln() - 0.8 * (1.0 - probability).ln();
    assert_relative_eq!(law.log_loss(0.2), log_loss, max_relative = 1e-13);
}

#[test]
fn what_does_not_exist_says_so() {
    let differing = ScoreLaw::new(1.0, 1.0, 0.0).with_noise([1.0, 2.0]);
    assert_eq!(differing.posterior_slope(), Err(Undefined::CurvedOdds));
    let tiny = ScoreLaw::new(1e-200, 1e-10, 0.0);
    assert_eq!(tiny.posterior_slope(), Err(Undefined::BeyondDoubles));
    let costs = Costs::new(5.0, 1.0).unwrap();
    let law = ScoreLaw::new(1.0, 1.0, 0.3);
    let errors = law.errors(0.1);
    let expected = 5.0 * 0.2 * errors.minority + 0.8 * errors.majority;
    assert_relative_eq!(
        law.cost_risk(0.1, 0.2, costs),
        expected,
        max_relative = 1e-15
    );
}
