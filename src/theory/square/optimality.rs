//! When the equal-error weight is the best one.

use super::equal_error::equal_error_weight;
use super::leverage::Leverages;
use crate::loss::LossKind;
use crate::numerics::bracketed_root;
use crate::theory::Problem;

/// The largest signal strength at which ρ̃ has the smallest worst-class error, for square
/// loss without ridge: s² = (1−Δ)/(Δ(π₋−π₊)) with Δ = δ/(4π₊π₋). `None` where ρ̃ does not
/// exist (δ ≥ 2π₊) or the problem is another; infinite for balanced classes.
///
/// Up to this ρ̃ is the best of all weights, beyond it a smaller one is better: see
/// `min_worst_class_weight`, which proves it. The paper (Theorem 3) asks for monotone
/// errors; this is when they are monotone enough. At δ = 2π₊ the limit is 1 for every prior,
/// and it is larger for smaller δ: for s ≤ 1 the equal-error weight is best wherever it
/// exists.
pub fn equal_error_signal_limit(problem: &Problem) -> Option<f64> {
    let two = problem.two_class();
    let (p, q) = (two.minority_prior(), two.majority_prior());
    let delta = problem.delta();
    let ours = problem.ridge() == 0.0 && problem.loss() == LossKind::Square.into();
    if !ours || delta >= 2.0 * p {
        return None;
    }
    let share = delta / (4.0 * p * q);
    Some(((1.0 - share) / (share * (q - p))).sqrt())
}

/// ρ*, the weight with the smallest worst-class error, for the plain square loss without
/// ridge and δ < 1; `most` where there is no ρ̃ and larger weights are always better. `None`
/// for other problems.
///
/// Along ρ only D = (A₊−A₋)/δ changes, and grows (docs/theory.md, section 3). With κ = π₋−π₊,
/// f(D) = s² + D/(1−D²), g(D) = 1 − δ − Δ(D+κ)² and Δ = δ/(4π₊π₋)
///
/// t₊ = f(D)·√(g/(s²+Δ)),  t₋ = f(−D)·√(g/(s²+Δ)),
///
/// R± = Q(t±). The worst class is the minority for D < 0; for D > 0 it is the majority, and
/// t₋ falls from t₋(0) ≥ 0 as long as it is positive. So t₊ is to be made largest over D ≤ 0.
/// Its slope has the sign of
///
/// N(D) = (1+D²)g − Δ(D+κ)(1−D²)(s²(1−D²)+D).
///
/// * D < −κ, that is ρ < 1: N ≥ 0. Where f ≥ 0 both terms are. Elsewhere, with y = −(D+κ), N is
///   at least (1+D²)/2 times 2g − Δy(1−D²) = [2Σπc(1−c) − y·c₊c₋]/δ, and since c₊ = δ(1−y/2π₊)
///   and c₋ = δ(1+y/2π₋) ≤ 1 that is at least 2c₊(1−δ−δy/2π₋)/δ ≥ 0.
/// * −κ ≤ D ≤ 0: N > 0 where f ≤ 0. Where f > 0 the first term grows with −D and every factor
///   of the second falls: N changes its sign at most once, from + to − as D grows.
///
/// So t₊ has one maximum, with ρ ≥ 1: at ρ̃ if it exists and N(0) = 1 − Δ − Δκs² ≥ 0, else at
/// the only root of N, or at infinity if there is none.
pub(in crate::theory) fn min_worst_class_weight(problem: &Problem, most: f64) -> Option<f64> {
    let delta = problem.delta();
    if problem.ridge() > 0.0 || problem.loss() != LossKind::Square.into() || delta >= 1.0 {
        return None;
    }
    let two = problem.two_class();
    let (p, q, s) = (
        two.minority_prior(),
        two.majority_prior(),
        two.signal_strength(),
    );
    let equal = equal_error_weight(problem).weight();
    let best = equal.filter(|_| equal_error_signal_limit(problem).is_some_and(|limit| s <= limit));
    if best.is_some() {
        return best;
    }
    // In y = D + κ nothing cancels: 1 + D = 2π₊ + y and 1 − D = 2π₋ − y.
    let end = match equal {
        Some(_) => q - p,
        None => 2.0 * p * (Leverages::unregularised(delta, p, most).minority / delta - 1.0),
    };
    let share = delta / (4.0 * p * q);
    let rises = |y: f64| {
        let d = y - (q - p);
        let room = (2.0 * p + y) * (2.0 * q - y);
        (1.0 + d * d) * (1.0 - delta - share * y * y) - share * y * room * (s * s * room + d)
    };
    if rises(end) >= 0.0 {
        return equal.or(Some(most));
    }
    let y = bracketed_root(rises, 0.0, end).ok()?.at;
    let odds_plus = (2.0 * p + y) / (2.0 * p * (1.0 - delta) - delta * y);
    let odds_minus = (2.0 * q - y) / (2.0 * q * (1.0 - delta) + delta * y);
    Some(odds_plus / odds_minus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Quantity, TwoClass, WeightRule};
    use crate::theory::weights;

    /// Just below the limit no weight beats ρ̃, just above one does.
    #[test]
    fn the_limit_is_where_another_weight_begins_to_win() {
        for (delta, prior) in [
            (0.2, 0.2),
            (0.04, 0.1),
            (0.35, 0.2),
            (0.5, 0.4),
            (0.03, 0.02),
        ] {
            let at = |s: f64| Problem::new(delta, TwoClass::new(prior, s).unwrap()).unwrap();
            let limit = equal_error_signal_limit(&at(1.0)).unwrap();
            let gain = |s: f64| {
                let problem = at(s);
                let error = |rule| {
                    let outcome = weights::apply(rule, &problem).unwrap();
                    outcome
                        .prediction
                        .value(Quantity::WorstClassError, problem.two_class())
                        .unwrap()
                };
                1.0 - error(WeightRule::MinWorstClass) / error(WeightRule::EqualError)
            };
            assert!(gain(0.97 * limit) <= 1e-12, "{delta} {prior}");
            assert!(
                gain(1.05 * limit) > 1e-7,
                "{delta} {prior} {}",
                gain(1.05 * limit)
            );
        }
    }

    /// Δ = .3125 at δ = π₊ = .2: s² = 11/3.
    #[test]
    fn known_value_and_where_there_is_none() {
        let problem =
            |delta, prior| Problem::new(delta, TwoClass::new(prior, 1.0).unwrap()).unwrap();
        let limit = equal_error_signal_limit(&problem(0.2, 0.2)).unwrap();
        assert!((limit * limit - 11.0 / 3.0).abs() < 1e-12);
        assert_eq!(equal_error_signal_limit(&problem(0.4, 0.2)), None);
        assert_eq!(
            equal_error_signal_limit(&problem(0.2, 0.5)),
            Some(f64::INFINITY)
        );
        let ridged = problem(0.2, 0.2).with_ridge(0.1).unwrap();
        assert_eq!(equal_error_signal_limit(&ridged), None);
    }
}
