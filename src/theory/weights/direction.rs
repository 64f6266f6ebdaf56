//! The weight that leads to the best direction of θ: what is left of weights where the
//! threshold is free.
//!
//! With the threshold τ = b both class errors are Q(m/α), m = sγ, and every metric that has a
//! best threshold is monotone in m/α (docs/theory.md, section 12).

use super::error_curve::{Aim, ErrorCurve};
use super::search::{Span, is_knife_edge, least_extreme, over_range};
use super::{CAP, SEARCH_RANGE, without_effect};
use crate::loss::LossKind;
use crate::model::TwoClass;
use crate::numerics::upper_tail;
use crate::theory::weight_path::{Trail, predict_anew};
use crate::theory::{Problem, Status};

/// Of m/α, where weights are as good to rounding: it is then ρ = 1 that is taken.
const SAME: f64 = 1e-12;
/// Of m/α, where it does not change any more towards an end of the search.
const LEVEL: f64 = 1e-9;
/// As far from ρ = 1 a weight is well inside of what is searched without ridge.
const INSIDE: f64 = 50.0;
/// Of log ρ: so close beside a weight at which θ vanishes the best is not attained.
const BESIDE: f64 = 1e-3;

named! {
    /// How the search for the best direction ended.
    pub enum DirectionStatus {
        /// One weight is the best.
        Found = "found",
        /// From one weight on all more extreme ones do the same, to a share of 10⁻⁹ of m/α: the
        /// least extreme of them is given.
        Plateau = "plateau",
        /// All weights lead in one direction.
        SameForAll = "same_for_all",
        /// The direction is the better the smaller ρ is: the infimum of the error is not
        /// attained.
        TowardsZero = "towards_zero",
        /// The same towards ρ → ∞.
        TowardsInfinity = "towards_infinity",
        /// The same towards a weight at which θ vanishes.
        TowardsCollapse = "towards_collapse",
        /// The best weight is undone by a little more or less of it.
        KnifeEdge = "knife_edge",
        /// At δ = 1 without ridge there is no direction.
        Diverges = "diverges",
        /// The theory gave no answer.
        Unsolved = "unsolved",
    }
}

/// The best direction that a weight leads to, at the problem's ridge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BestDirection {
    /// How it was found, or why not.
    pub status: DirectionStatus,
    /// ρ; `None` where no weight is the best. 1 where all weights do the same.
    pub weight_ratio: Option<f64>,
    /// Q(m/α) with it, or the infimum: of the logistic and the exponential loss with ridge its
    /// limit, else its value at the end of the search.
    pub equal_error: Option<f64>,
    /// Q(m/α) at ρ = 1.
    pub unweighted: Option<f64>,
}

impl BestDirection {
    /// Whether the error falls for ever along the weights. Whoever follows it trains with an ever
    /// shorter θ: what one sample moves of b, and with it of an estimated threshold, is then more
    /// than all that θ tells.
    pub fn is_never_attained(&self) -> bool {
        match self.status {
            DirectionStatus::TowardsZero
            | DirectionStatus::TowardsInfinity
            | DirectionStatus::TowardsCollapse => true,
            DirectionStatus::Found
            | DirectionStatus::Plateau
            | DirectionStatus::SameForAll
            | DirectionStatus::KnifeEdge
            | DirectionStatus::Diverges
            | DirectionStatus::Unsolved => false,
        }
    }
}

/// Q(s²/√(s² + Δ)), Δ = δ/(4π₊π₋): both class errors of the difference of the class means with
/// the threshold in the middle.
///
/// No training whose intercept is free does better here. It does not change with the origin,
/// and given the labels the difference of the means is sufficient for μ of what does not: with
/// isotropic noise of one size the best direction, for each n, is the posterior mean of μ, which
/// points along it. For noise of another shape this says nothing.
pub fn class_means_error(delta: f64, two_class: TwoClass) -> f64 {
    upper_tail(class_means_ratio(delta, two_class))
}

/// m/α of the difference of the class means.
pub(in crate::theory) fn class_means_ratio(delta: f64, two_class: TwoClass) -> f64 {
    signal_to_noise(delta, two_class, 1.0)
}

/// s²√kept/√(s² + Δ).
fn signal_to_noise(delta: f64, two: TwoClass, kept: f64) -> f64 {
    let share = delta / (4.0 * two.minority_prior() * two.majority_prior());
    let s = two.signal_strength();
    // s² may overflow.
    if s > 0.0 {
        s * kept.sqrt() / 1f64.hypot(share.sqrt() / s)
    } else {
        0.0
    }
}

/// argmax over ρ of m/α at the ridge given. The problem's own weight ratio is ignored.
///
/// * Square loss without ridge, δ < 1: ρ = 1, by Cauchy and Schwarz, and strictly:
///   m/α = s²√(1 − S/δ)/√(s² + Δ), S = Σ π_y c_y² ≥ (Σ π_y c_y)² = δ². Where its margins are
///   scaled it is the weight that undoes this, (Δ₋/Δ₊)².
/// * Exponential loss without ridge: all weights lead in one direction, since
///   ω_y e^{−Δ_y y f} = K e^{−Δ_y y (f + c)} for the right K and c: at finite n too.
/// * Separable and interpolated data without ridge: all weights do the same.
/// * Logistic and exponential loss with ridge: the error falls to [`class_means_error`], which
///   bounds it from below, as ρ → 0. There b → −∞, so that the minority pulls by ρ per sample
///   and the majority by e^f, which are in balance: θ = O(ρ/r) points along the difference of
///   the class means.
/// * Else by a search over ρ ∈ [10⁻⁸, 10⁸] like that for the weight with the smallest error: on
///   a grid, then by the root of the slope, or by values where there is none.
pub fn best_direction(problem: &Problem) -> BestDirection {
    best_direction_on(problem, &mut Trail::default())
}

/// The same where something is known of the problem already.
pub(in crate::theory) fn best_direction_on(problem: &Problem, trail: &mut Trail) -> BestDirection {
    let Ok(plain) = problem.with_weight_ratio(1.0) else {
        return BestDirection::without(DirectionStatus::Unsolved);
    };
    let prediction = predict_anew(&plain, trail);
    if prediction.status == Status::InterpolationThreshold {
        return BestDirection::without(DirectionStatus::Diverges);
    }
    let two = problem.two_class();
    let direction = prediction.solution.filter(|at| at.alpha > 0.0);
    let unweighted = direction.map(|at| upper_tail(two.signal_strength() * (at.gamma / at.alpha)));
    let at = |status, weight_ratio, equal_error| BestDirection {
        status,
        weight_ratio,
        equal_error,
        unweighted,
    };
    let (kind, ridged) = (problem.loss().kind(), problem.ridge() > 0.0);
    let same = without_effect(problem)
        || two.signal_strength() == 0.0
        || kind == LossKind::Exponential && !ridged;
    if same {
        return match unweighted {
            Some(_) => at(DirectionStatus::SameForAll, Some(1.0), unweighted),
            None => BestDirection::without(DirectionStatus::Unsolved),
        };
    }
    if kind == LossKind::Square && !ridged {
        let [plus, minus] = problem.loss().adjustment().scale();
        let delta = problem.delta();
        let error = upper_tail(signal_to_noise(delta, two, 1.0 - delta));
        let weight = (minus / plus).powi(2);
        return at(DirectionStatus::Found, Some(weight), Some(error));
    }
    if matches!(kind, LossKind::Logistic | LossKind::Exponential) && ridged {
        let limit = class_means_error(problem.delta(), two);
        return at(DirectionStatus::TowardsZero, None, Some(limit));
    }
    match searched(problem, trail) {
        Some((status, weight, error)) => at(status, weight, Some(error)),
        None => at(DirectionStatus::Unsolved, None, None),
    }
}

impl BestDirection {
    fn without(status: DirectionStatus) -> Self {
        Self {
            status,
            weight_ratio: None,
            equal_error: None,
            unweighted: None,
        }
    }
}

/// The status, the weight where one is the best, and Q(m/α).
fn searched(problem: &Problem, trail: &mut Trail) -> Option<(DirectionStatus, Option<f64>, f64)> {
    let mut curve = ErrorCurve::new(problem, Aim::Direction, trail);
    // Without ridge a weight has no length to scale: the best is near ρ = 1, and far solutions
    // are the dearest.
    let ridged = problem.ridge() > 0.0;
    let span = match ridged {
        true => Span::UpToTheCap,
        false => Span::Near,
    };
    let found = over_range(&mut curve, 1.0, span)?;
    let error = curve.error_of(found.value);
    let plain = curve.value(0.0);
    if as_good(plain, found.value, SAME) {
        return Some((DirectionStatus::Found, Some(1.0), curve.error_of(plain)));
    }
    let near = found.at.abs() < INSIDE.ln();
    for (end, status) in [
        (SEARCH_RANGE.0, DirectionStatus::TowardsZero),
        (SEARCH_RANGE.1, DirectionStatus::TowardsInfinity),
    ] {
        if near && !ridged {
            break;
        }
        let beyond = found.at * end.ln().signum() > CAP.ln();
        if beyond || as_good(curve.value(end.ln()), found.value, LEVEL) {
            let level = |u: f64| as_good(curve.value(u), found.value, LEVEL);
            let from = least_extreme(level, (0.0, end.ln()));
            return Some(match from.abs() < CAP.ln() {
                true => (DirectionStatus::Plateau, Some(from.exp()), error),
                false => (status, None, error),
            });
        }
    }
    let mut vanishes = |by: f64| curve.sample(found.at + by).gives_up();
    if vanishes(-BESIDE) || vanishes(BESIDE) {
        return Some((DirectionStatus::TowardsCollapse, None, error));
    }
    let status = match is_knife_edge(&mut curve, found.at, found.value) {
        true => DirectionStatus::KnifeEdge,
        false => DirectionStatus::Found,
    };
    Some((status, Some(found.at.exp()), error))
}

/// Whether a value, −m/α, is no larger than another but for a share of it.
fn as_good(value: f64, least: f64, slack: f64) -> bool {
    value <= least + slack * least.abs()
}

#[cfg(test)]
mod tests;
