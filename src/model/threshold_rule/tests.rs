//! Thresholds against what lies beside them.

use super::*;
use proptest::prelude::*;

fn law_and_prior() -> impl Strategy<Value = (ScoreLaw, f64)> {
    let noise = prop_oneof![Just([1.0; 2]), [0.3..3.0, 0.3..3.0]];
    let law = (0.05..5.0, -1.0..6.0, -2.0..2.0, noise);
    (law, -9.0..4.0).prop_map(|((alpha, ratio, bias, noise), log_odds): (_, f64)| {
        let law = ScoreLaw::new(alpha, alpha * ratio, bias).with_noise(noise);
        (law, 1.0 / (1.0 + (-log_odds).exp()))
    })
}

/// The least of a measure of badness over thresholds, ±∞ among them.
fn least(law: &ScoreLaw, bad: impl Fn(f64) -> f64) -> f64 {
    let reach = 12.0 * law.alpha() * law.noise().into_iter().fold(1.0, f64::max);
    let centre = law.bias();
    let far = reach + law.margin().abs();
    let places = (-600..=600).map(|k| centre + far * f64::from(k) / 600.0);
    places
        .chain([f64::NEG_INFINITY, f64::INFINITY])
        .map(bad)
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(300))]

    /// No threshold of a grid is better, and where there is none the best is at its end.
    #[test]
    fn nothing_is_better_anywhere((law, prior) in law_and_prior(), log_cost in -3.0..3.0f64) {
        let costs = Costs::new(log_cost.exp(), 1.0).unwrap();
        let equal = Costs::new(1.0, 1.0).unwrap();
        let worst = |t: f64| law.errors(t).worst();
        let average = |t: f64| law.cost_risk(t, prior, equal);
        let cost = |t: f64| law.cost_risk(t, prior, costs);
        let missed_f1 = |t: f64| -law.f1(t, prior);
        let rules: [(ThresholdRule, &dyn Fn(f64) -> f64); 4] = [
            (ThresholdRule::EqualError, &worst),
            (ThresholdRule::MinAverage, &average),
            (ThresholdRule::Cost, &cost),
            (ThresholdRule::BestF1, &missed_f1),
        ];
        for (rule, bad) in rules {
            let rival = least(&law, bad);
            match rule.threshold(&law, prior, Some(costs)) {
                Ok(threshold) => prop_assert!(
                    bad(threshold) <= rival + 1e-12,
                    "{:?} {}: {} {}", rule, threshold, bad(threshold), rival
                ),
                Err(why) => {
                    prop_assert_eq!(why, Undefined::NoBestThreshold);
                    let ends = bad(f64::NEG_INFINITY).min(bad(f64::INFINITY));
                    prop_assert!(ends <= rival + 1e-12, "{:?}: {} {}", rule, ends, rival);
                }
            }
        }
    }

    /// At the best F1 a sample is taken for the minority if its posterior is above F1/2.
    #[test]
    fn half_of_f1_is_the_posterior(ratio in 1e-3..8.0, log_prior in -600.0..-0.01f64) {
        let prior = log_prior.exp();
        let law = ScoreLaw::new(2.0, 2.0 * ratio, -0.4);
        let threshold = ThresholdRule::BestF1.threshold(&law, prior, None).unwrap();
        let log_odds = law.posterior_slope().unwrap() * threshold
            + law.posterior_intercept(prior).unwrap();
        let f1 = law.f1(threshold, prior);
        prop_assume!(f1 > 0.0);
        let wanted = (f1 / (2.0 - f1)).ln();
        prop_assert!((log_odds - wanted).abs() < 1e-9 * (1.0 + wanted.abs()), "{} {}", log_odds, wanted);
    }
}

/// Formulas of equal noise, and a threshold that two priors ask for.
#[test]
fn closed_forms() {
    let law = ScoreLaw::new(0.5, 0.8, -0.3);
    let at = |rule: ThresholdRule, prior, costs| rule.threshold(&law, prior, costs).unwrap();
    let costs = Some(Costs::new(3.0, 0.5).unwrap());
    assert_eq!(at(ThresholdRule::None, 0.2, None), 0.0);
    assert_eq!(at(ThresholdRule::Fixed(0.7), 0.2, None), 0.7);
    assert_eq!(at(ThresholdRule::EqualError, 0.2, None), -0.3);
    let slope = 0.5 * 0.5 / (2.0 * 0.8);
    let average = at(ThresholdRule::MinAverage, 0.2, None);
    assert!((average - (-0.3 + slope * 4f64.ln())).abs() < 1e-15);
    let cost = at(ThresholdRule::Cost, 0.2, costs);
    assert!((cost - (-0.3 + slope * (4.0 * 0.5 / 3.0f64).ln())).abs() < 1e-15);
    // Costs do to a threshold what shares do.
    let shares = at(ThresholdRule::MinAverage, 0.6, None);
    assert!((cost - shares).abs() < 1e-15);
    let missing = ThresholdRule::Cost.threshold(&law, 0.2, None);
    assert_eq!(missing, Err(Undefined::NoCosts));
}

#[test]
fn extremes_have_a_threshold_or_a_reason() {
    for prior in [1e-300, 1e-12, 0.5, 1.0 - 1e-12] {
        for ratio in [1e-9, 1e-3, 1.0, 40.0, 1e4] {
            for alpha in [1e-6, 1.0, 1e6] {
                let law = ScoreLaw::new(alpha, alpha * ratio, alpha);
                for (name, rule) in ThresholdRule::NAMED {
                    let costs = Costs::new(1e3, 1e-3).unwrap();
                    let found = rule.threshold(&law, prior, Some(costs)).unwrap();
                    assert!(found.is_finite(), "{name} {prior} {ratio} {alpha}");
                }
            }
        }
    }
    // Scores that tell nothing, or are turned round.
    for margin in [0.0, -0.4] {
        let law = ScoreLaw::new(1.0, margin, 0.0);
        for rule in [ThresholdRule::MinAverage, ThresholdRule::BestF1] {
            let found = rule.threshold(&law, 0.2, None);
            assert_eq!(found, Err(Undefined::NoBestThreshold), "{margin}");
        }
        assert_eq!(
            ThresholdRule::EqualError.threshold(&law, 0.2, None),
            Ok(0.0)
        );
    }
    let constant = ScoreLaw::new(0.0, 0.0, 1.0);
    for rule in [
        ThresholdRule::EqualError,
        ThresholdRule::MinAverage,
        ThresholdRule::BestF1,
    ] {
        assert_eq!(
            rule.threshold(&constant, 0.2, None),
            Err(Undefined::SameScores)
        );
    }
    let far = ScoreLaw::new(1.0, 1e-308, 0.0);
    let beyond = ThresholdRule::MinAverage.threshold(&far, 1e-300, None);
    assert_eq!(beyond, Err(Undefined::BeyondDoubles));
}

#[test]
fn names_are_what_serde_writes() {
    for (name, rule) in ThresholdRule::NAMED {
        assert_eq!(
            (rule.name(), ThresholdRule::from_name(name)),
            (Some(name), Some(rule))
        );
        assert_eq!(serde_json::to_string(&rule).unwrap(), format!("{name:?}"));
        assert!(!rule.words().is_empty() && !rule.symbol().is_empty() && !rule.label().is_empty());
        assert_eq!(rule.needs_costs(), name == "cost");
    }
    assert_eq!(ThresholdRule::Fixed(0.2).name(), None);
    assert_eq!(ThresholdRule::from_name("zero"), None);
}
