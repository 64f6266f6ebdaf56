//! The square-loss theory against values that another implementation computed.

use approx::assert_relative_eq;
use serde_json::Value;
use thumbscale::model::{Quantity, TwoClass, WeightRule};
use thumbscale::theory::{self, Problem, Status, square, weights};

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn number(row: &Value, key: &str) -> f64 {
    row[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} in {row}"))
}

fn problem(delta: f64, prior: f64, signal: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
}

#[test]
fn points_to_ten_digits() {
    let mut checked = 0;
    for row in rows(include_str!("../golden/points.json")) {
        if row["loss"] != "square" {
            continue;
        }
        let p = problem(
            number(&row, "delta"),
            number(&row, "minority_prior"),
            number(&row, "signal"),
        )
        .with_weight_ratio(number(&row, "weight_ratio"))
        .unwrap()
        .with_ridge(number(&row, "ridge"))
        .unwrap();
        let prediction = theory::predict(&p);
        assert_eq!(prediction.status, Status::Converged);
        assert!(prediction.residual.unwrap() < 1e-13);
        for (key, q) in [
            ("alpha", Quantity::Alpha),
            ("gamma", Quantity::Gamma),
            ("bias", Quantity::Bias),
            ("error_minority", Quantity::ErrorMinority),
            ("error_majority", Quantity::ErrorMajority),
            ("worst_class_error", Quantity::WorstClassError),
        ] {
            let found = prediction.value(q, p.two_class()).unwrap();
            assert_relative_eq!(
                found,
                number(&row, key),
                max_relative = 1e-10,
                epsilon = 1e-15
            );
        }
        if let (Some(found), Some(kappa)) =
            (prediction.solution.unwrap().kappa, row["kappa"].as_f64())
        {
            assert_relative_eq!(found, kappa, max_relative = 1e-10);
        }
        checked += 1;
    }
    assert_eq!(checked, 6);
}

#[test]
fn weights_and_what_they_reach() {
    for row in rows(include_str!("../golden/weights.json")) {
        let p = problem(
            number(&row, "delta"),
            number(&row, "minority_prior"),
            number(&row, "signal"),
        );
        let reached = |rule, quantity| {
            let outcome = weights::apply(rule, &p).unwrap();
            outcome.prediction.value(quantity, p.two_class()).unwrap()
        };
        let worst = Quantity::WorstClassError;
        assert_relative_eq!(
            weights::weight_for(WeightRule::PriorRatio, &p).unwrap(),
            number(&row, "prior_ratio"),
            max_relative = 1e-14
        );
        let equal = weights::weight_for(WeightRule::EqualError, &p);
        if row["feasible"] == true {
            assert_relative_eq!(
                equal.unwrap(),
                number(&row, "rho_equal"),
                max_relative = 1e-12
            );
            assert_relative_eq!(
                reached(WeightRule::EqualError, worst),
                number(&row, "wce_equal"),
                max_relative = 1e-10
            );
        } else {
            assert_eq!(equal, None);
        }
        for (rule, key) in [
            (WeightRule::PriorRatio, "wce_prior"),
            (WeightRule::Unweighted, "wce_unweighted"),
        ] {
            assert_relative_eq!(
                reached(rule, worst),
                number(&row, key),
                max_relative = 1e-10
            );
        }
        // The reference stops within 2e-7 of the kink at ρ̃, where ours is exact.
        let best = reached(WeightRule::MinWorstClass, worst);
        assert_relative_eq!(best, number(&row, "wce_min"), max_relative = 6e-9);
        assert!(best <= number(&row, "wce_min") + 1e-14);
        assert_relative_eq!(
            weights::weight_for(WeightRule::MinWorstClass, &p).unwrap(),
            number(&row, "rho_wce"),
            max_relative = 1e-5
        );
        assert_relative_eq!(
            reached(WeightRule::MinBalanced, Quantity::BalancedError),
            number(&row, "ber_min"),
            max_relative = 1e-9
        );
        assert_relative_eq!(
            weights::weight_for(WeightRule::MinBalanced, &p).unwrap(),
            number(&row, "rho_ber"),
            max_relative = 1e-5
        );
        let down = theory::predict(&weights::downsampled(&p).unwrap()).value(worst, p.two_class());
        match row["wce_downsampled"].as_f64() {
            Some(expected) => assert_relative_eq!(down.unwrap(), expected, max_relative = 1e-10),
            // δ/(2π₊) ≥ 1: the reference leaves it out; ours is the minimum-norm limit.
            None => assert!(down.unwrap() > best),
        }
    }
}

/// The limit ρ → ∞ at δ=.5, π₊=.2, s=2: docs/theory.md, section 5's last row.
#[test]
fn infeasible_points_tend_to_the_known_limit() {
    let p = problem(0.5, 0.2, 2.0);
    let limit = square::infinite_weight(&p).solution.unwrap().errors;
    assert!((limit.worst() - 0.144_145).abs() < 5e-7);
    let far = theory::predict(&p.with_weight_ratio(1e12).unwrap())
        .solution
        .unwrap()
        .errors;
    assert_relative_eq!(far.worst(), limit.worst(), max_relative = 1e-9);
    // δ ≤ π₊: the majority is lost.
    let p = problem(0.15, 0.2, 2.0);
    let lost = square::infinite_weight(&p).solution.unwrap();
    assert_eq!(
        (lost.gamma, lost.bias, lost.errors.majority),
        (0.0, 1.0, 1.0)
    );
    let far = theory::predict(&p.with_weight_ratio(1e12).unwrap())
        .solution
        .unwrap();
    assert!(far.errors.majority > 1.0 - 1e-9 && far.bias > 1.0 - 1e-9);
    // With ridge too.
    for (delta, ridge) in [(0.15, 0.3), (0.6, 0.3), (2.5, 0.01)] {
        let p = problem(delta, 0.2, 2.0).with_ridge(ridge).unwrap();
        let limit = square::infinite_weight(&p).solution.unwrap();
        let far = theory::predict(&p.with_weight_ratio(1e11).unwrap())
            .solution
            .unwrap();
        assert_relative_eq!(far.gamma, limit.gamma, epsilon = 1e-8);
        assert_relative_eq!(far.bias, limit.bias, epsilon = 1e-8);
        assert_relative_eq!(far.alpha, limit.alpha, epsilon = 2e-5);
    }
}

/// Corollary 2 of the paper: ρ = 1 has λ = δ/(1−δ) and c₊ = c₋ = δ; downsampling
/// (Corollary 3) reaches Q(s²√(1−δ̃)/√(s²+δ̃)) with δ̃ = δ/(2π₊).
#[test]
fn corollaries() {
    use thumbscale::numerics::upper_tail;
    let p = problem(0.3, 0.25, 1.2);
    let kappa = theory::predict(&p).solution.unwrap().kappa.unwrap();
    assert_relative_eq!(kappa, 0.3 / 0.7, max_relative = 1e-14);
    let down = theory::predict(&weights::downsampled(&p).unwrap());
    let down = down.solution.unwrap();
    let (t, s2): (f64, f64) = (0.6, 1.44);
    let expected = upper_tail(s2 * (1.0 - t).sqrt() / (s2 + t).sqrt());
    assert_relative_eq!(down.errors.worst(), expected, max_relative = 1e-13);
    assert_eq!(down.bias, 0.0);
}

#[test]
fn edges_of_the_domain_give_a_status_or_finite_numbers() {
    assert_eq!(
        theory::predict(&problem(1.0, 0.2, 1.0)).status,
        Status::InterpolationThreshold
    );
    assert_eq!(theory::predict(&problem(1.0, 0.2, 1.0)).solution, None);
    for delta in [1e-12, 1e-3, 0.999_999_999, 1.000_000_001, 20.0, 1e9] {
        for prior in [1e-9, 0.005, 0.5] {
            for signal in [0.0, 1e-8, 6.0, 50.0] {
                for rho in [1e-300, 1e-2, 1.0, 1e3, 1e300] {
                    for ridge in [0.0, 1e-12, 1.0, 1e12] {
                        let p = problem(delta, prior, signal)
                            .with_weight_ratio(rho)
                            .unwrap()
                            .with_ridge(ridge)
                            .unwrap();
                        let prediction = theory::predict(&p);
                        match prediction.solution {
                            Some(s) => {
                                assert!(s.errors.worst() >= 0.0 && s.errors.worst() <= 1.0);
                                assert!(s.alpha.is_finite() && s.alpha >= s.gamma * (1.0 - 1e-12));
                            }
                            // Only weights beyond 1e200 may be too much.
                            None => assert!(!(1e-200..1e200).contains(&rho), "{p:?}"),
                        }
                    }
                }
            }
        }
    }
}
