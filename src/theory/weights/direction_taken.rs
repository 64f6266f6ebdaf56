//! The weight that is taken for the direction it leads to.

use super::direction::{BestDirection, DirectionStatus};
use super::error_curve::{Aim, ErrorCurve};
use super::search::{FLAT, is_knife_edge, least_extreme};
use super::strategy::StrategyVerdict;
use super::{CAP, within_cap, without_effect};
use crate::theory::Problem;
use crate::theory::weight_path::Trail;

/// Beyond this factor a weight asks for a reason.
const EXTREME: f64 = 100.0;
/// Of an error: what nobody sees. A million samples know an error of a few percent to 2·10⁻⁴.
const UNSEEN: f64 = 5e-7;

/// The weight that is taken for the best direction within the cap, and how that was found.
///
/// Where the error falls as far as the [`CAP`], or to a weight more than a hundred times as large
/// or small as none, it is the least extreme weight that is within 5·10⁻⁷ of the error there, or of
/// the infimum where that is lower; where that is next to the cap, within a thousandth of it; and
/// where that is too, none: the end of a search is no answer.
pub(in crate::theory) fn weight_taken(
    problem: &Problem,
    best: &BestDirection,
    trail: &mut Trail,
) -> (StrategyVerdict, Option<f64>) {
    match best.status {
        DirectionStatus::Found | DirectionStatus::Plateau => match best.weight_ratio {
            Some(weight) if weight.ln().abs() > EXTREME.ln() => {
                towards(problem, best, weight.ln().clamp(-CAP.ln(), CAP.ln()), trail)
            }
            weight if best.status == DirectionStatus::Found => (StrategyVerdict::Found, weight),
            weight => (StrategyVerdict::Plateau, weight),
        },
        DirectionStatus::SameForAll => (StrategyVerdict::NoEffect, best.weight_ratio),
        DirectionStatus::TowardsZero => towards(problem, best, -CAP.ln(), trail),
        DirectionStatus::TowardsInfinity => towards(problem, best, CAP.ln(), trail),
        DirectionStatus::TowardsCollapse => (StrategyVerdict::NotFound, None),
        DirectionStatus::KnifeEdge => (StrategyVerdict::KnifeEdge, best.weight_ratio),
        DirectionStatus::Diverges => (StrategyVerdict::Diverges, None),
        DirectionStatus::Unsolved => (StrategyVerdict::Unsolved, None),
    }
}

fn towards(
    problem: &Problem,
    best: &BestDirection,
    end: f64,
    trail: &mut Trail,
) -> (StrategyVerdict, Option<f64>) {
    let mut curve = ErrorCurve::new(problem, Aim::Direction, trail);
    let there = curve.error(end);
    if !curve.value(end).is_finite() {
        return (StrategyVerdict::Unsolved, None);
    }
    // Where it goes on to fall, what is as good as the end of the search is not as good as can be.
    let least = best.equal_error.map_or(there, |error| error.min(there));
    let mut nearest = |enough: f64| {
        if there > enough {
            return None;
        }
        let at = least_extreme(|u| curve.error(u) <= enough, (0.0, end));
        // As for other searches: half a weight more would be beyond.
        [0.5, 2.0]
            .iter()
            .all(|factor| within_cap(factor * at.exp()))
            .then_some(at.exp())
    };
    let unseen = nearest(least + UNSEEN);
    match unseen.or_else(|| nearest(least * (1.0 + FLAT))) {
        Some(weight) => (StrategyVerdict::Plateau, Some(weight)),
        None => (StrategyVerdict::BeyondCap, None),
    }
}

/// Whether a little more or less of a weight leads in another direction, so that the error
/// Q(m/α) is another.
pub(in crate::theory) fn turns_at(problem: &Problem, weight_ratio: f64, trail: &mut Trail) -> bool {
    if without_effect(problem) {
        return false;
    }
    let mut curve = ErrorCurve::new(problem, Aim::Direction, trail);
    let at = weight_ratio.ln();
    let here = curve.value(at);
    here.is_finite() && is_knife_edge(&mut curve, at, here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::weights::best_direction;

    fn taken(kind: LossKind, ridge: f64) -> (BestDirection, StrategyVerdict, Option<f64>, f64) {
        let two = TwoClass::new(0.1, 2.0).unwrap();
        let problem = Problem::new(0.5, two).unwrap().with_loss(kind);
        let problem = problem.with_ridge(ridge).unwrap();
        let mut trail = Trail::default();
        let best = best_direction(&problem);
        let (verdict, weight) = weight_taken(&problem, &best, &mut trail);
        let mut curve = ErrorCurve::new(&problem, Aim::Direction, &mut trail);
        let error = curve.error(weight.map_or(f64::NAN, f64::ln));
        (best, verdict, weight, error)
    }

    /// Logistic loss with ridge: the direction is the better the smaller ρ is, and what is taken
    /// is as good as anybody can see, or within a thousandth where the ridge is faint.
    #[test]
    fn where_an_error_falls_for_ever_no_end_is_taken() {
        for (ridge, share) in [(30.0, 5e-5), (0.1, 1e-3)] {
            let (best, verdict, weight, error) = taken(LossKind::Logistic, ridge);
            assert_eq!(best.status, DirectionStatus::TowardsZero);
            assert_eq!(verdict, StrategyVerdict::Plateau);
            assert!((2e-6..1.0).contains(&weight.unwrap()), "{weight:?}");
            let least = best.equal_error.unwrap();
            assert!(
                error >= least && error <= least * (1.0 + share),
                "{error} {least}"
            );
        }
        let (_, verdict, weight, _) = taken(LossKind::Logistic, 1e-9);
        assert_eq!((verdict, weight), (StrategyVerdict::BeyondCap, None));
    }

    /// A weight of 7.7·10⁻⁶ is within a thousandth of what 10⁻⁶ reaches, and both are off what the
    /// error goes on to fall to by more: where the search ends would decide.
    #[test]
    fn what_falls_on_beyond_the_cap_is_not_taken_at_it() {
        let (delta, prior, signal, ridge) = (
            0.009_168_346_561_578_705,
            3.871_368_345_290_1e-5,
            3.619_763_273_303_203,
            8.255_058_595_602_903e-4,
        );
        let two = TwoClass::new(prior, signal).unwrap();
        let problem = Problem::new(delta, two)
            .unwrap()
            .with_loss(LossKind::Exponential);
        let problem = problem.with_ridge(ridge).unwrap();
        let mut trail = Trail::default();
        let best = best_direction(&problem);
        let mut curve = ErrorCurve::new(&problem, Aim::Direction, &mut trail);
        let [near, at_cap] = [7.710_8e-6f64, 1e-6].map(|rho| curve.error(rho.ln()));
        let infimum = best.equal_error.unwrap();
        assert!(near < at_cap * (1.0 + FLAT), "{near} {at_cap}");
        assert!(at_cap > infimum * (1.0 + FLAT), "{at_cap} {infimum}");
        let taken = weight_taken(&problem, &best, &mut trail);
        assert_eq!(taken, (StrategyVerdict::BeyondCap, None));
    }

    #[test]
    fn a_weight_that_is_the_best_is_taken() {
        let (best, verdict, weight, error) = taken(LossKind::Square, 0.1);
        assert_eq!(
            (verdict, weight),
            (StrategyVerdict::Found, best.weight_ratio)
        );
        assert!((error - best.equal_error.unwrap()).abs() < 1e-15);
    }
}
