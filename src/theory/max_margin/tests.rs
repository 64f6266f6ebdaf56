use super::*;

#[derive(Debug, serde::Deserialize)]
struct Row {
    delta: f64,
    minority_prior: f64,
    signal: f64,
    margin_minority: f64,
    margin_majority: f64,
    alpha: f64,
    gamma: f64,
    bias: f64,
    error_minority: f64,
    error_majority: f64,
}

/// Against 40 digits by mpmath's root finder, from the three conditions written with the
/// margins themselves: close to the threshold, without signal, for margins that differ
/// by a factor of 1000 and for a negative one.
#[test]
fn golden_values_to_1e_11() {
    let rows: Vec<Row> =
        serde_json::from_str(include_str!("../../../tests/golden/max_margin.json")).unwrap();
    assert!(rows.len() >= 12);
    for row in rows {
        let two = TwoClass::new(row.minority_prior, row.signal).unwrap();
        let found = max_margin(row.delta, two, (row.margin_minority, row.margin_majority));
        let s = found
            .solution
            .unwrap_or_else(|| panic!("{row:?}: {found:?}"));
        for (value, expected) in [
            (s.alpha, row.alpha),
            (s.gamma, row.gamma),
            (s.bias, row.bias),
            (s.errors.minority, row.error_minority),
            (s.errors.majority, row.error_majority),
        ] {
            assert!(
                (value - expected).abs() < 1e-11 * expected.abs().max(1e-3),
                "{row:?}: {s:?}"
            );
        }
    }
}

/// The residual tells of every condition: of a step of 10⁻⁸ in any unknown, too.
#[test]
fn the_residual_sees_every_unknown() {
    let two = TwoClass::new(0.2, 1.0).unwrap();
    let excess = Excess::new(1.5, two);
    let s = unit_margins(1.5, two).solution.unwrap();
    let at = Vector3::new(s.alpha.ln(), s.gamma, s.bias);
    assert!(excess.conditions(&at).residual.amax() < 1e-14);
    for unknown in 0..3 {
        let mut beside = at;
        beside[unknown] += 1e-8;
        let residual = excess.conditions(&beside).residual.amax();
        assert!(residual > 1e-9, "{unknown}: {residual}");
    }
}

/// γ/s tends to a limit as s → 0, with an error of order s², and is known to all digits.
#[test]
fn gamma_keeps_its_digits_however_small_the_signal() {
    let at = |signal: f64| {
        let found = unit_margins(0.7, TwoClass::new(0.2, signal).unwrap());
        found.solution.unwrap().gamma / signal
    };
    let limit = at(1e-9);
    assert!(limit > 0.1, "{limit}");
    for signal in [1e-8, 1e-12, 1e-20, 1e-100, 1e-200, 1e-300] {
        assert!((at(signal) / limit - 1.0).abs() < 1e-12, "{signal}");
    }
    assert!((at(1e-4) / limit - 1.0).abs() < 1e-6);
}

/// Data separable by a thousandth of the threshold or by a thousand times, priors from
/// 10⁻³, signals that leave errors of 10⁻¹²: all are solved, to 10⁻¹⁰ in every condition.
#[test]
fn every_separable_problem_is_solved() {
    let mut state = 9u64;
    let mut uniform = |from: f64, to: f64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        from + (to - from) * (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for _ in 0..500 {
        let prior = 10f64.powf(uniform(-3.0, -0.302));
        let two = TwoClass::new(prior, uniform(0.0, 7.0)).unwrap();
        let threshold = crate::theory::separability_threshold(two).unwrap();
        let delta = threshold * (1.0 + 10f64.powf(uniform(-3.0, 3.0)));
        let ratio = 10f64.powf(uniform(-6.0, 6.0));
        let found = max_margin(delta, two, (ratio, 1.0));
        assert!(
            found.residual.is_some_and(|r| r <= ACCEPTED),
            "{two:?} {delta}"
        );
    }
}

/// Independent public value: errors .322801 and .023300 at δ = .5, π₊ = .118889,
/// s = 1.75 (tests/golden/README).
#[test]
fn published_errors() {
    let two = TwoClass::new(0.118889, 1.75).unwrap();
    let e = max_margin(0.5, two, (1.0, 1.0)).solution.unwrap().errors;
    assert!((e.minority - 0.322_801).abs() < 1e-6 && (e.majority - 0.023_300).abs() < 1e-6);
}

#[test]
fn none_below_the_threshold() {
    let two = TwoClass::new(0.2, 1.0).unwrap();
    assert!(max_margin(0.206, two, (1.0, 1.0)).solution.is_none());
    assert!(max_margin(0.21, two, (1.0, 1.0)).solution.is_some());
}
