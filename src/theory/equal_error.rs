//! The weight that equalises the class errors, for any loss.

use super::along::Along;
use super::square::{self, EqualError};
use super::{Problem, Status, predict};
use crate::loss::LossKind;
use crate::numerics::bracketed_root_to;

/// Of log ρ: b is known to rounding of the equations, no better.
const TOLERANCE: f64 = 1e-12;

/// Without ridge the errors tend to limits as ρ → ∞ and are sought up to here.
const MOST_WITHOUT_RIDGE: f64 = 1e8;
/// With ridge b grows like log ρ: what exists is found, up to here.
const MOST_WITH_RIDGE: f64 = 1e200;
/// Adjusted margins may ask for a small weight.
const LEAST: f64 = 1e-8;
/// Of log ρ: steps while weights are such as are used, and farther out.
const STEPS: (f64, f64) = (1.0, 3.0);
/// Where steps become wide.
const FAR: f64 = 1e8;

/// ρ̃: in closed form for the plain square loss, else the root of b(ρ) = 0, for errors are
/// equal exactly where the intercept vanishes.
///
/// With ridge the search goes to 10²⁰⁰, without to 10⁸; where it finds none, the answer says
/// how far it went ([`EqualError::NotFound`]) and claims no more, but for data on which
/// weights have no effect: there none exists ([`EqualError::Infeasible`]). The problem's own
/// weight ratio is ignored.
pub fn equal_error_weight(problem: &Problem) -> EqualError {
    let plain = problem.loss().is_plain();
    if plain && problem.loss().kind() == LossKind::Square {
        return square::equal_error_weight(problem);
    }
    let two_class = problem.two_class();
    if plain && two_class.minority_prior() == 0.5 {
        return EqualError::Weight(1.0);
    }
    if super::weights::without_effect(problem) {
        return EqualError::Infeasible {
            limit: predict(problem),
        };
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
    let most = match problem.ridge() > 0.0 {
        true => MOST_WITH_RIDGE.ln(),
        false => MOST_WITHOUT_RIDGE.ln(),
    };
    let mut reached = high;
    while bias(high) < 0.0 && high < most {
        reached = high;
        let step = if high < FAR.ln() { STEPS.0 } else { STEPS.1 };
        (low, high) = (high, (high + step).min(most));
    }
    // Adjusted margins may favour the minority already.
    while bias(low) > 0.0 && low > LEAST.ln() {
        (low, high) = ((low - STEPS.0).max(LEAST.ln()), low);
        reached = low;
    }
    match bracketed_root_to(&mut bias, (low, high), TOLERANCE) {
        Ok(root) => EqualError::Weight(root.at.exp()),
        Err(_) => {
            let end = if bias(high).is_finite() {
                high
            } else {
                reached
            };
            EqualError::NotFound {
                up_to: end.exp(),
                there: problem
                    .with_weight_ratio(end.exp())
                    .map_or_else(|_| predict(problem), |p| predict(&p)),
            }
        }
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

    /// With ridge a weight can be enormous and exist all the same: b vanishes at
    /// ρ = 10^12.94, where no search to a fixed limit of 10⁸ can see it.
    #[test]
    fn an_enormous_weight_exists() {
        let problem = Problem::new(1.0, TwoClass::new(0.05, 1.5).unwrap()).unwrap();
        let problem = problem.with_loss(LossKind::Logistic).with_ridge(0.05);
        let found = equal_error_weight(&problem.unwrap()).weight();
        let rho = found.unwrap();
        assert!((rho.log10() - 12.94).abs() < 0.01, "{rho}");
    }

    #[test]
    fn none_on_separable_data() {
        assert_eq!(weight(LossKind::Logistic, 0.5), None);
        assert!(weight(LossKind::Hinge, 0.05).unwrap() > 4.0);
    }
}
