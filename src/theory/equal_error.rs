//! The weight that equalises the class errors, for any loss.

use super::along::Along;
use super::square::{self, EqualError};
use super::{Problem, Status, predict};
use crate::loss::LossKind;
use crate::numerics::bracketed_root_to;

/// Of log ρ: b is known to rounding of the equations, no better.
const TOLERANCE: f64 = 1e-12;

/// ρ̃: in closed form for the plain square loss, else the root of b(ρ) = 0, for errors are
/// equal exactly where the intercept vanishes.
///
/// Infeasible where no weight up to 10⁸ does it, or where weights have no effect. The
/// problem's own weight ratio is ignored.
pub fn equal_error_weight(problem: &Problem) -> EqualError {
    let plain = problem.loss().is_plain();
    if plain && problem.loss().kind() == LossKind::Square {
        return square::equal_error_weight(problem);
    }
    let two_class = problem.two_class();
    if plain && two_class.minority_prior() == 0.5 {
        return EqualError::Weight(1.0);
    }
    // The bias grows with ρ: where the solver gives no number it is unknown, not zero.
    let mut along = Along::new(problem);
    let mut bias = |log_rho: f64| {
        let found = along
            .predict(log_rho)
            .filter(|p| p.status == Status::Converged);
        found.and_then(|p| p.solution).map_or(f64::NAN, |s| s.bias)
    };
    let (mut low, mut high) = (0.0, two_class.prior_ratio().ln());
    let (least, most) = super::weights::SEARCH_RANGE;
    while bias(high) < 0.0 && high < most.ln() {
        (low, high) = (high, (high + 1.0).min(most.ln()));
    }
    // Adjusted margins may favour the minority already.
    while bias(low) > 0.0 && low > least.ln() {
        (low, high) = ((low - 1.0).max(least.ln()), low);
    }
    match bracketed_root_to(&mut bias, (low, high), TOLERANCE) {
        Ok(root) => EqualError::Weight(root.at.exp()),
        Err(_) => EqualError::Infeasible {
            limit: problem
                .with_weight_ratio(high.exp())
                .map_or_else(|_| predict(problem), |p| predict(&p)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    fn weight(loss: LossKind, delta: f64) -> Option<f64> {
        let problem = Problem::new(delta, TwoClass::new(0.2, 1.0).unwrap()).unwrap();
        equal_error_weight(&problem.with_loss(loss)).weight()
    }

    /// The balance ratio of the logistic loss, an independent public value
    /// (tests/golden/README).
    #[test]
    fn logistic_balance_ratio() {
        let rho = weight(LossKind::Logistic, 0.1).unwrap();
        assert!((rho - 7.164_78).abs() < 5e-6, "{rho}");
    }

    #[test]
    fn none_on_separable_data() {
        assert_eq!(weight(LossKind::Logistic, 0.5), None);
        assert!(weight(LossKind::Hinge, 0.05).unwrap() > 4.0);
    }
}
