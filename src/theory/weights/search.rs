//! The weight with the smallest error.

use super::curve::{Curve, Sample};
use super::edges::undone_at_a_glance;
use super::valley::{Density, kink, lowest};
use super::{CAP, SEARCH_RANGE};
use crate::model::Quantity;
use crate::numerics::Minimum;
use crate::theory::along::Trail;
use crate::theory::{Problem, square};

/// Valleys lie close within this factor of the ratio of priors; beyond they are wide.
const NEAR: f64 = 100.0;
/// A tenth of a decade, in log ρ.
const BEYOND: f64 = 0.1 * std::f64::consts::LN_10;
/// Where an error falls for ever, a choice this close (relative) to the least is as good.
pub(super) const FLAT: f64 = 1e-3;
/// Of an error, where a curve has become flat.
const ROUNDING: f64 = 1e-9;
/// Of an error, where all weights do the same.
const SAME: f64 = 1e-14;
/// Halvings of the range in which a plateau begins.
const HALVINGS: usize = 24;

/// What kind of optimum a weight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The argmin.
    Inside,
    /// Errors still fall beyond the cap, by less than a thousandth: the least extreme weight
    /// that is within that.
    Plateau,
    /// Errors fall beyond the cap by more than that.
    BeyondCap,
    /// A little more or less of the weight undoes it.
    KnifeEdge,
}

/// An optimal weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Best {
    pub(super) weight_ratio: f64,
    /// A number that grows with the error.
    pub(super) value: f64,
    pub(super) reach: Reach,
}

impl Best {
    /// The value for a search over something else: infinite where the weight cannot be
    /// offered.
    pub(super) fn offered(&self) -> Option<(f64, f64)> {
        match self.reach {
            Reach::Inside | Reach::Plateau => Some((self.weight_ratio, self.value)),
            Reach::BeyondCap | Reach::KnifeEdge => None,
        }
    }
}

/// argmin over ρ of an error; `None` where there is no prediction.
///
/// The worst-class error of the plain square loss without ridge has one valley, whose floor
/// is known but for one root. Else all valleys within [`CAP`] are found on a grid, and those
/// beyond it, within [`SEARCH_RANGE`], where the smallest value lies at that end.
pub(super) fn minimising(problem: &Problem, error: Quantity, trail: &mut Trail) -> Option<Best> {
    minimising_over(problem, error, Span::UpToTheCap, trail)
}

/// The same for one step of a search over something else, which meets many problems: far from
/// the ratio of priors only where the smallest value near it lies at that end.
pub(super) fn minimising_near(
    problem: &Problem,
    error: Quantity,
    trail: &mut Trail,
) -> Option<Best> {
    minimising_over(problem, error, Span::Near, trail)
}

/// Which weights are tried whatever the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Near,
    UpToTheCap,
}

fn minimising_over(
    problem: &Problem,
    error: Quantity,
    span: Span,
    trail: &mut Trail,
) -> Option<Best> {
    let mut curve = Curve::new(problem, error, trail);
    let (at, value) = argmin(&mut curve, problem, error, span)?;
    let found = Best {
        weight_ratio: at.exp(),
        value,
        reach: Reach::Inside,
    };
    let best = if at.abs() > CAP.ln() || is_flat_beyond(&mut curve, &found) {
        within_cap(&mut curve, found)
    } else {
        found
    };
    // A large weight on a plateau is no edge, and one that is not offered need not be tried.
    let edge = best.reach == Reach::Inside
        && is_knife_edge(&mut curve, best.weight_ratio.ln(), best.value);
    Some(match edge {
        true => Best {
            reach: Reach::KnifeEdge,
            ..best
        },
        false => best,
    })
}

fn argmin(
    curve: &mut Curve<'_>,
    problem: &Problem,
    error: Quantity,
    span: Span,
) -> Option<(f64, f64)> {
    if error == Quantity::WorstClassError
        && let Some(rho) = square::min_worst_class_weight(problem, SEARCH_RANGE.1)
    {
        return Some((rho.ln(), curve.value(rho.ln())));
    }
    let ratio = problem.two_class().prior_ratio();
    let mut found = over_range(curve, ratio, span)?;
    if let Some(kink) = kink_beyond(curve, found.at)
        && kink.value <= found.value
    {
        found = Minimum {
            at: kink.at,
            value: kink.value,
            ..found
        };
    }
    // A place that jumps can be better than both sides of it, where no grid looks.
    // Where all weights are as good to rounding it is the ratio of priors that is taken.
    for (rule, slack) in [(ratio.ln(), SAME), (0.0, 0.0)] {
        let there = curve.value(rule);
        let same = curve.error_of(there) <= curve.error_of(found.value) * (1.0 + slack);
        if there < found.value || slack > 0.0 && super::within_cap(ratio) && same {
            found = Minimum {
                at: rule,
                value: there,
                ..found
            };
        }
    }
    Some((found.at, found.value))
}

/// Whether the value at log ρ is gone a little beside. It is given, not computed anew: on an
/// edge the solver may meet either side.
pub(super) fn is_knife_edge(curve: &mut Curve<'_>, at: f64, value: f64) -> bool {
    let here = curve.error_of(value);
    let change = |by: f64| {
        let beside = [at - by, at + by].map(|u| (curve.error(u) - here).abs());
        beside[0].max(beside[1])
    };
    undone_at_a_glance(change, here)
}

/// Whether an extreme weight is the least by rounding only: the error is the same at the cap.
fn is_flat_beyond(curve: &mut Curve<'_>, found: &Best) -> bool {
    let beyond = found.weight_ratio.ln() - curve.prior_ratio().ln();
    let least = curve.error_of(found.value);
    beyond.abs() > NEAR.ln() && curve.error(CAP.ln().copysign(beyond)) <= least * (1.0 + ROUNDING)
}

/// The weight nearest to the usual ones that is within a thousandth of the least error.
fn within_cap(curve: &mut Curve<'_>, least: Best) -> Best {
    // The ratio of priors may lie beyond the cap itself.
    let centre = curve.prior_ratio().ln().clamp(-CAP.ln(), CAP.ln());
    let end = CAP.ln().copysign(least.weight_ratio.ln());
    let enough = curve.error_of(least.value) * (1.0 + FLAT);
    if !curve.error(end).le(&enough) {
        return Best {
            reach: Reach::BeyondCap,
            ..least
        };
    }
    let at = least_extreme(|u| curve.error(u) <= enough, (centre, end));
    Best {
        weight_ratio: at.exp(),
        value: curve.value(at),
        reach: Reach::Plateau,
    }
}

/// The beginning of a plateau that holds at the second end: a place where `enough` is true,
/// next to one where it is not.
pub(super) fn least_extreme(mut enough: impl FnMut(f64) -> bool, ends: (f64, f64)) -> f64 {
    let (mut without, mut with) = ends;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (without + with);
        match enough(middle) {
            true => with = middle,
            false => without = middle,
        }
    }
    with
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

/// The least of a close grid around the ratio of priors and of a wide one on both sides.
fn over_range(curve: &mut Curve<'_>, centre: f64, span: Span) -> Option<Minimum> {
    let cap = CAP.ln();
    let near = (
        (centre / NEAR).ln().clamp(-cap, cap),
        (centre * NEAR).ln().clamp(-cap, cap),
    );
    let mut best = lowest(curve, near, Density::Close);
    for (low, high) in [(near.1, cap), (-cap, near.0)] {
        // Nearly the end: a valley there may have its floor beyond.
        let leads = best.is_none_or(|m| (low - BEYOND..=high + BEYOND).contains(&m.at));
        if high > low && (span == Span::UpToTheCap || leads) {
            best = lower(best, lowest(curve, (low, high), Density::Wide));
        }
    }
    let best = best?;
    let beyond = if best.at <= -cap + BEYOND {
        (SEARCH_RANGE.0.ln(), -cap)
    } else if best.at >= cap - BEYOND {
        (cap, SEARCH_RANGE.1.ln())
    } else {
        return Some(best);
    };
    lower(Some(best), lowest(curve, beyond, Density::Close))
}

fn lower(first: Option<Minimum>, second: Option<Minimum>) -> Option<Minimum> {
    match (first, second) {
        (Some(a), Some(b)) => Some(if b.value < a.value { b } else { a }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;

    /// Whether a place is no better than the weight that was found: to rounding of the value,
    /// and on a plateau to the thousandth of the error that is not fetched.
    fn no_better(curve: &Curve<'_>, best: Best, there: f64) -> bool {
        let rounding = 1e-9 * best.value.abs() + 1e-12;
        match best.reach {
            Reach::Inside => best.value <= there + rounding,
            Reach::Plateau | Reach::BeyondCap | Reach::KnifeEdge => {
                curve.error_of(best.value) <= curve.error_of(there) * (1.0 + FLAT)
            }
        }
    }

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
                let mut trail = Trail::default();
                let best = minimising(&problem, error, &mut trail).unwrap();
                let (rho, value) = (best.weight_ratio, best.value);
                let mut curve = Curve::new(&problem, error, &mut trail);
                for k in 0..=1000 {
                    let u = 1e-4f64.ln() + 1e12f64.ln() * f64::from(k) / 1000.0;
                    let there = curve.value(u);
                    assert!(
                        no_better(&curve, best, there),
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
                    let mut trail = Trail::default();
                    let best = minimising(&problem, error, &mut trail).unwrap();
                    let (rho, value) = (best.weight_ratio, best.value);
                    let mut curve = Curve::new(&problem, error, &mut trail);
                    for step in 0..120 {
                        let u = (100.0 / f64::from(k as u32 + 1)).ln() - 0.08 * f64::from(step)
                            + two.prior_ratio().ln();
                        let there = curve.value(u);
                        let case = format!("{problem:?} {error:?} {rho}");
                        let held = no_better(&curve, best, there);
                        assert!(held, "{case}: {value} > {there} at {u}");
                    }
                }
            }
        }
    }

    /// The average error falls to π₊ as the minority is given up, to all digits long before the
    /// cap: the weight is not where rounding put the least of equal numbers (1.8e-6 here).
    #[test]
    fn a_plateau_that_is_flat_to_rounding() {
        let two = TwoClass::new(0.033_887_926_441_753_5, 0.237_147_885_148_212_47).unwrap();
        let problem = Problem::new(0.047_135_060_694_176_91, two)
            .unwrap()
            .with_loss(LossKind::Exponential);
        let best = minimising(&problem, Quantity::AverageError, &mut Trail::default()).unwrap();
        assert_eq!(best.reach, Reach::Plateau);
        assert!(best.weight_ratio > 1e-3, "{best:?}");
    }

    /// With π₋/π₊ beyond the cap the ratio of priors, from where plateaus are entered, is no
    /// weight that is offered; nor is any beyond.
    #[test]
    fn no_weight_beyond_the_cap_where_the_ratio_of_priors_is() {
        for prior in [1e-7, 2e-8] {
            for (kind, ridge) in [
                (LossKind::Square, 0.0),
                (LossKind::Logistic, 0.1),
                (LossKind::Exponential, 0.0),
            ] {
                let two = TwoClass::new(prior, 1.5).unwrap();
                let problem = Problem::new(1e-3, two).unwrap().with_loss(kind);
                let problem = problem.with_ridge(ridge).unwrap();
                for error in [Quantity::WorstClassError, Quantity::AverageError] {
                    let best = minimising(&problem, error, &mut Trail::default()).unwrap();
                    let within = super::super::within_cap(best.weight_ratio);
                    assert!(within || best.offered().is_none(), "{problem:?} {best:?}");
                }
            }
        }
    }

    /// At δ = 1 with little ridge hinge loss has all samples on one side of its kink: the error is
    /// the same to 15 digits for all weights from .1 to 10⁶, and the least of them is rounding.
    #[test]
    fn where_all_weights_do_the_same_it_is_the_ratio_of_priors() {
        let problem = Problem::new(1.0, TwoClass::new(0.1, 1.5).unwrap()).unwrap();
        let problem = problem.with_loss(LossKind::Hinge);
        for ridge in [1e-4, 3e-4, 2e-3, 5e-3, 8e-3] {
            let there = problem.with_ridge(ridge).unwrap();
            let mut trail = Trail::default();
            let best = minimising(&there, Quantity::WorstClassError, &mut trail).unwrap();
            let mut curve = Curve::new(&there, Quantity::WorstClassError, &mut trail);
            let least = curve.error_of(best.value);
            for rho in [0.1, 1.0, 30.0, 1e3, 1e6] {
                let error = curve.error(f64::ln(rho));
                assert!(
                    (error / least - 1.0).abs() < 1e-12,
                    "{ridge} {rho}: {error}"
                );
            }
            assert!(
                (best.weight_ratio / 9.0 - 1.0).abs() < 1e-9,
                "{ridge} {best:?}"
            );
        }
    }

    /// Absolute loss gives the minority up to ρ = 1.7, where the error is π₊; just beyond
    /// lies a narrow valley.
    #[test]
    fn a_valley_beside_a_plateau() {
        let problem = Problem::new(0.7292, TwoClass::new(0.0184, 3.115).unwrap()).unwrap();
        let problem = problem.with_loss(LossKind::Absolute);
        let Best {
            weight_ratio: rho,
            value,
            ..
        } = minimising(&problem, Quantity::AverageError, &mut Trail::default()).unwrap();
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
        let Best {
            weight_ratio: rho,
            value,
            reach,
        } = minimising(&problem, Quantity::WorstClassError, &mut Trail::default()).unwrap();
        assert_eq!(reach, Reach::KnifeEdge);
        assert!(
            (rho - 71.61).abs() < 0.01 && value.abs() < 1e-9,
            "{rho} {value}"
        );
    }

    /// An edge so sharp that no weight that a double can hold lies on it (no sample does between
    /// the sides of it: α = .002). What is found is an edge, or reached beside as well: an error
    /// between the sides, 1.6e-4 at best, is never claimed.
    #[test]
    fn an_edge_is_told_by_the_error_that_was_found() {
        let two = TwoClass::new(0.284_346_254_982_823_95, 3.605_743_654_255_214_4).unwrap();
        let problem = Problem::new(0.079_291_842_471_954_84, two)
            .unwrap()
            .with_loss(LossKind::Absolute)
            .with_ridge(2435.62)
            .unwrap();
        let mut trail = Trail::default();
        let best = minimising(&problem, Quantity::WorstClassError, &mut trail).unwrap();
        let mut curve = Curve::new(&problem, Quantity::WorstClassError, &mut trail);
        let claimed = curve.error_of(best.value);
        let beside = [0.99, 1.01].map(|f| curve.error((f * best.weight_ratio).ln()));
        let same = beside.iter().all(|e| (e / claimed - 1.0).abs() < 0.1);
        assert!(
            best.reach == Reach::KnifeEdge || same,
            "{best:?} {beside:?}"
        );
    }
}
