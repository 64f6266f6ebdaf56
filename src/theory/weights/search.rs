//! The weight with the smallest error.

use super::SEARCH_RANGE;
use super::curve::{Curve, Sample};
use super::valley::{kink, lowest};
use crate::model::Quantity;
use crate::numerics::Minimum;
use crate::theory::{Problem, square};

/// First part of the range that is searched: this far on both sides of the ratio of priors.
const NEAR: f64 = 100.0;
/// A tenth of a decade, in log ρ.
const BEYOND: f64 = 0.1 * std::f64::consts::LN_10;

/// argmin over ρ of an error, and a measure of that error that grows with it; `None`
/// where there is no prediction.
///
/// The worst-class error of the plain square loss without ridge has one valley, whose floor
/// is known but for one root. Else all valleys are found: beyond a factor of a hundred from
/// the ratio of priors only if the smallest value lies at that end.
pub(super) fn minimising(problem: &Problem, error: Quantity) -> Option<(f64, f64)> {
    let mut curve = Curve::new(problem, error);
    if error == Quantity::WorstClassError
        && let Some(rho) = square::min_worst_class_weight(problem, SEARCH_RANGE.1)
    {
        return Some((rho, curve.value(rho.ln())));
    }
    let found = over_range(&mut curve, problem.two_class().prior_ratio())?;
    let best = match kink_beyond(&mut curve, found.at) {
        Some(kink) if kink.value <= found.value => (kink.at, kink.value),
        _ => (found.at, found.value),
    };
    Some((best.0.exp(), best.1))
}

/// Where errors meet just beyond the range, the worst-class error falls as far as there.
fn kink_beyond(curve: &mut Curve<'_>, at: f64) -> Option<Sample> {
    let most = SEARCH_RANGE.1.ln();
    if at < most - BEYOND || !curve.has_kink() {
        return None;
    }
    let [from, to] = [most, most + BEYOND].map(|at| curve.sample(at));
    kink(curve, &from, &to)
}

fn over_range(curve: &mut Curve<'_>, centre: f64) -> Option<Minimum> {
    let (least, most) = (SEARCH_RANGE.0.ln(), SEARCH_RANGE.1.ln());
    let mut segment = (
        (centre / NEAR).ln().clamp(least, most),
        (centre * NEAR).ln().clamp(least, most),
    );
    let mut best = lowest(curve, segment)?;
    // Towards the end at which the smallest value lies, as long as it lies there.
    loop {
        let (low, high) = segment;
        segment = if best.at_boundary && best.at < 0.5 * (low + high) && low > least {
            ((low - NEAR.ln()).max(least), low)
        } else if best.at_boundary && best.at > 0.5 * (low + high) && high < most {
            (high, (high + NEAR.ln()).min(most))
        } else {
            return Some(best);
        };
        match lowest(curve, segment) {
            Some(next) if next.value < best.value => best = next,
            _ => {
                return Some(Minimum {
                    at_boundary: false,
                    ..best
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;

    /// The quick search against a grid of a thousand weights over the whole range.
    #[test]
    fn nothing_better_lies_anywhere() {
        let mut state = 7u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        for _ in 0..300 {
            let two = TwoClass::new(0.005 + 0.495 * uniform(), 6.0 * uniform()).unwrap();
            let problem = Problem::new(0.98 * uniform() + 0.01, two).unwrap();
            for error in [
                Quantity::WorstClassError,
                Quantity::BalancedError,
                Quantity::AverageError,
            ] {
                let (rho, value) = minimising(&problem, error).unwrap();
                let mut curve = Curve::new(&problem, error);
                for k in 0..=1000 {
                    let u = 1e-4f64.ln() + 1e12f64.ln() * f64::from(k) / 1000.0;
                    let there = curve.value(u);
                    let slack = 1e-9 * value.abs() + 1e-300;
                    assert!(
                        value <= there + slack,
                        "{problem:?} {error:?} {rho}: {value} > {there} at {u}"
                    );
                }
            }
        }
    }

    /// The same by slopes, for losses that need the scalar system.
    #[test]
    fn nothing_better_lies_near_for_other_losses() {
        for (k, kind) in LossKind::ALL.into_iter().enumerate().skip(1) {
            for (delta, prior, s, ridge) in [
                (0.05, 0.3, 0.6, 0.0),
                (0.3, 0.1, 3.5, 0.02),
                (1.4, 0.25, 1.2, 0.3),
            ] {
                let two = TwoClass::new(prior, s).unwrap();
                let problem = Problem::new(delta, two).unwrap().with_loss(kind);
                let problem = problem.with_ridge(ridge).unwrap();
                for error in [Quantity::WorstClassError, Quantity::AverageError] {
                    let (rho, value) = minimising(&problem, error).unwrap();
                    let mut curve = Curve::new(&problem, error);
                    for step in 0..120 {
                        let u = (100.0 / f64::from(k as u32 + 1)).ln() - 0.08 * f64::from(step)
                            + two.prior_ratio().ln();
                        let there = curve.value(u);
                        let slack = 1e-9 * value.abs() + 1e-12;
                        let case = format!("{problem:?} {error:?} {rho}");
                        assert!(value <= there + slack, "{case}: {value} > {there} at {u}");
                    }
                }
            }
        }
    }

    /// Absolute loss gives the minority up to ρ = 1.7, where the error is π₊; just beyond
    /// lies a narrow valley.
    #[test]
    fn a_valley_beside_a_plateau() {
        let problem = Problem::new(0.7292, TwoClass::new(0.0184, 3.115).unwrap()).unwrap();
        let problem = problem.with_loss(LossKind::Absolute);
        let (rho, value) = minimising(&problem, Quantity::AverageError).unwrap();
        assert!(
            (rho - 1.744).abs() < 0.01 && value < 0.0171,
            "{rho} {value}"
        );
    }

    /// With a strong ridge hinge loss gives one class up or the other, but for a range of
    /// weights so narrow that only where b vanishes tells of it: beyond, all is flat.
    #[test]
    fn a_kink_beside_a_plateau() {
        let problem = Problem::new(3.4927, TwoClass::new(0.014, 0.0).unwrap()).unwrap();
        let problem = problem
            .with_loss(LossKind::Hinge)
            .with_ridge(254.58)
            .unwrap();
        let (rho, value) = minimising(&problem, Quantity::WorstClassError).unwrap();
        assert!(
            (rho - 71.61).abs() < 0.01 && value.abs() < 1e-9,
            "{rho} {value}"
        );
    }
}
