//! The advice between weights and thresholds against brute force: no pair (ρ, τ) of a grid is
//! better than the least row, and what is advised is within .2 % of the least that can be used.

use thumbscale::LossKind;
use thumbscale::model::{
    Costs, Group, Label, Objective, Population, ScoreLaw, TwoClass, Weighting,
};
use thumbscale::numerics::upper_tail;
use thumbscale::theory::weights::CAP;
use thumbscale::theory::{MovedRule, Problem, Recommendation, RuleTable, ThresholdUse, predict};

/// Of an error: what no test set sees.
const UNSEEN: f64 = 1e-6;

fn uniform(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

/// All losses and errors; every other problem without ridge.
fn random(k: usize, state: &mut u64) -> (Problem, Objective) {
    let kind = LossKind::ALL[k % LossKind::ALL.len()];
    let delta = 10f64.powf(-2.0 + 2.5 * uniform(state));
    let prior = 0.01 + 0.48 * uniform(state);
    let signal = 0.1 + 4.4 * uniform(state);
    let strength = 10f64.powf(-4.0 + 5.0 * uniform(state));
    let ridge = match k.is_multiple_of(2) {
        true => 0.0,
        false => strength,
    };
    let costs = Costs::new(10f64.powf(2.0 * uniform(state)), 1.0).unwrap();
    let minimise = match k / 2 % 4 {
        0 => Objective::WorstClass,
        1 => Objective::Balanced,
        2 => Objective::Average,
        _ => Objective::Cost(costs),
    };
    let problem = Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap();
    let problem = problem.with_loss(kind).with_ridge(ridge).unwrap();
    (problem, minimise)
}

/// The least of what can be used at the ridge given.
fn least_usable(table: &RuleTable, threshold: ThresholdUse) -> f64 {
    let (minimise, problem) = (table.objective(), table.problem());
    let prior = problem.two_class().minority_prior();
    let fixed = table.rows.iter().map(|(_, outcome)| outcome);
    let fixed = fixed.filter(|o| o.verdict.offers() && o.ridge == problem.ridge());
    let errors = fixed.filter_map(|o| o.prediction.solution.map(|s| s.errors));
    let least = errors
        .map(|e| minimise.of(e, prior))
        .fold(f64::INFINITY, f64::min);
    if threshold == ThresholdUse::Fixed {
        return least;
    }
    let moved = table.moved.rows.iter().filter(|row| row.verdict.offers());
    let endless = table.moved.best_direction.is_never_attained();
    let moved = moved.filter(|row| row.rule != MovedRule::Best || !endless);
    let errors = moved.filter_map(|row| row.errors(minimise, prior).ok());
    errors.map(|e| minimise.of(e, prior)).fold(least, f64::min)
}

/// What the best direction reaches, attained or not.
fn best_direction(table: &RuleTable) -> f64 {
    let Some(error) = table.moved.best_direction.equal_error else {
        return f64::INFINITY;
    };
    let prior = table.problem().two_class().minority_prior();
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match upper_tail(middle) > error {
            true => low = middle,
            false => high = middle,
        }
    }
    let law = ScoreLaw::new(1.0, low, 0.0);
    let rule = table.objective().threshold_rule();
    let threshold = rule.threshold(&law, prior, table.objective().costs());
    threshold.map_or(f64::INFINITY, |tau| {
        table.objective().of(law.errors(tau), prior)
    })
}

/// The least over a grid of (ρ, τ) within the cap.
fn least_of_grid(table: &RuleTable, weights: i32, thresholds: i32) -> f64 {
    let problem = table.problem();
    let two = problem.two_class();
    let mut least = f64::INFINITY;
    for i in -weights..=weights {
        let rho = (CAP.ln() * f64::from(i) / f64::from(weights)).exp();
        let there = problem
            .with_weight_ratio(rho.clamp(1.0 / CAP, CAP))
            .unwrap();
        let Some(solution) = predict(&there).solution else {
            continue;
        };
        let law = solution.score_law(two.signal_strength());
        for j in -thresholds..=thresholds {
            let away = 8.0 * f64::from(j) / f64::from(thresholds);
            let errors = law.errors(law.bias() + law.alpha() * away);
            least = least.min(table.objective().of(errors, two.minority_prior()));
        }
    }
    least
}

fn is_usable(table: &RuleTable, advice: &Recommendation, threshold: ThresholdUse) {
    let (least, problem) = (least_usable(table, threshold), table.problem());
    let Some(chosen) = advice.choice else {
        assert!(!least.is_finite(), "{problem:?} {advice:?}");
        return;
    };
    let said = format!("{least} {problem:?} {advice:?}");
    assert!(chosen.error <= 1.002 * least, "{said}");
    assert_eq!(chosen.ridge, problem.ridge(), "{said}");
    let rho = chosen.weight_ratio.unwrap_or(1.0);
    assert!((2e-6..=5e5).contains(&rho), "{said}");
    // A weight that is taken for its direction is as good as that, and not as the end of a search.
    let of_both = table.objective() == Objective::WorstClass;
    if of_both && advice.rule == Some("best_thresholded") {
        let infimum = best_direction(table);
        assert!(chosen.error <= 1.002 * infimum + UNSEEN, "{infimum} {said}");
    }
    assert!(
        threshold == ThresholdUse::Free || chosen.threshold == 0.0,
        "{said}"
    );
}

fn check((problem, minimise): (Problem, Objective), weights: i32, thresholds: i32) {
    let table = RuleTable::minimising(minimise, &problem).unwrap();
    for threshold in [ThresholdUse::Free, ThresholdUse::Fixed] {
        is_usable(&table, &table.recommend(threshold), threshold);
    }
    let usable = least_usable(&table, ThresholdUse::Free);
    let least = usable.min(best_direction(&table));
    let grid = least_of_grid(&table, weights, thresholds);
    assert!(
        least <= grid + UNSEEN,
        "{grid} on the grid, {least} in the table: {problem:?} {minimise:?}"
    );
}

#[test]
fn no_weight_and_threshold_are_better() {
    let mut state = 4;
    for k in 0..10 {
        check(random(k, &mut state), 6, 40);
    }
}

#[test]
#[ignore = "minutes: three hundred problems, each with a fine grid"]
fn no_weight_and_threshold_are_better_of_three_hundred() {
    let mut state = 18;
    for k in 0..300 {
        check(random(k, &mut state), 40, 200);
    }
}

/// Extreme problems end, and no number is none.
fn ends((kind, [delta, prior, signal, ridge]): (LossKind, [f64; 4])) {
    let two = TwoClass::new(prior, signal).unwrap();
    let problem = Problem::new(delta, two).unwrap().with_loss(kind);
    let problem = problem.with_ridge(ridge).unwrap();
    for minimise in [Objective::WorstClass, Objective::Average] {
        let Ok(table) = RuleTable::minimising(minimise, &problem) else {
            continue;
        };
        for row in &table.moved.rows {
            let threshold = row.threshold(minimise, prior).unwrap_or(0.0);
            let errors = row.errors(minimise, prior);
            let known = errors.map_or(0.0, |e| e.minority + e.majority);
            assert!(threshold.is_finite(), "{row:?}");
            assert!((0.0..=2.0).contains(&known), "{row:?}");
        }
        let advice = table.recommend(ThresholdUse::Free);
        let error = advice.choice.map(|choice| choice.error);
        assert!(error.is_none_or(f64::is_finite), "{advice:?}");
        assert!(!advice.why.contains("NaN"), "{}", advice.why);
    }
}

#[test]
fn extremes_have_numbers_or_none() {
    for at in [
        [1e300, 1e-300, 1e16, 0.0],
        [0.5, 1e-300, 1.0, 0.0],
        [1e-300, 0.5, 1e16, 1e300],
    ] {
        ends((LossKind::Square, at));
    }
}

#[test]
#[ignore = "half a minute: what is hard to solve"]
fn extremes_of_all_losses_have_numbers_or_none() {
    for kind in LossKind::ALL {
        for at in [
            [1e300, 1e-300, 1.0, 0.0],
            [0.3, 1e-300, 1e16, 1.0],
            [0.01, 1e-12, 2.0, 1e-9],
            [0.2, 0.2, 1e16, 0.0],
        ] {
            ends((kind, at));
        }
    }
}

/// Weights are for noise, thresholds for imbalance: with noise σ₊ ≠ σ₋ the error with the threshold
/// moved is least at ω_y ∝ 1/σ_y², whatever the priors, and there it is the closed form of
/// docs/weight-or-threshold.md.
#[test]
fn noise_is_what_weights_are_for() {
    for (delta, prior, s, [plus, minus]) in [
        (0.3, 0.2, 2.0, [2.0, 1.0]),
        (0.6, 0.05, 1.0, [0.7, 1.4]),
        (0.1, 0.5, 1.5, [1.0, 3.0]),
    ] {
        let group = |name: &str, label, prior, mean, noise_scale| Group {
            name: name.to_owned(),
            label,
            prior,
            mean: vec![mean],
            noise_scale,
        };
        let population = Population::new(vec![
            group("rare", Label::Positive, prior, s, plus),
            group("common", Label::Negative, 1.0 - prior, -s, minus),
        ]);
        let problem = Problem::new(delta, population.unwrap()).unwrap();
        let reached = |rho: f64| {
            let there = problem
                .clone()
                .with_weights(Weighting::new(vec![rho, 1.0]).unwrap());
            let order = predict(&there.unwrap()).order.unwrap();
            let law = ScoreLaw::new(order.alpha, s * order.projection[0], order.bias);
            law.with_noise([plus, minus]).equal_error().unwrap()
        };
        let best = (minus / plus) * (minus / plus);
        let spread = plus * plus / prior + minus * minus / (1.0 - prior);
        let closed = 2.0 * s * s * (1.0 - delta).sqrt()
            / ((plus + minus) * (s * s + 0.25 * delta * spread).sqrt());
        let least = reached(best);
        assert!((least / upper_tail(closed) - 1.0).abs() < 1e-9, "{least}");
        for factor in [0.01, 0.5, 0.99, 1.01, 2.0, 100.0] {
            assert!(reached(factor * best) > least, "{factor}");
        }
    }
}
