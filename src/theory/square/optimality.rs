//! When the equal-error weight is the best one.

use crate::loss::LossKind;
use crate::theory::Problem;

/// The largest signal strength at which ρ̃ has the smallest worst-class error, for square
/// loss without ridge: s² = (1−Δ)/(Δ(π₋−π₊)) with Δ = δ/(4π₊π₋). `None` where ρ̃ does not
/// exist (δ ≥ 2π₊) or the problem is another; infinite for balanced classes.
///
/// Along ρ only D = (A₊−A₋)/δ changes (THEORY section 3). At ρ̃, where D = 0, γ and the
/// noise are stationary, b' = 1/(1+s²), and α² = const/(δ−S) with S = Σπ_yc_y², S = δΔ and
/// S' = 2δΔ(π₋−π₊). So t₊ = (sγ+b)/α has t₊' ∝ 1 − s²Δ(π₋−π₊)/(1−Δ), and t₋' < 0 always:
/// R₋ rises with ρ, and R₊ still falls iff s is below the limit. Beyond it a smaller
/// weight lowers both errors. The paper (Theorem 3) asks for monotone errors; this says
/// when ρ̃ is at the bottom of a valley, and a search over all weights finds no deeper one.
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
                        .value(Quantity::WorstClassError, prior)
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
