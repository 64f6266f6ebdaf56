//! For the exponential loss a weight is a shift of the intercept.

use super::equations::Unknowns;
use crate::loss::{Adjustment, LossKind};
use crate::theory::Problem;

/// The same problem with weights that balance the classes, and the way back.
///
/// With b = c + b' class y's loss ω_y exp(−Δ_y z − ι_y) becomes
/// ω_y exp(−ι_y − yΔ_y c)·exp(−Δ_y z'): the c that makes the ratio of these factors π₋/π₊
/// replaces any weights and shifts. What is left of them is a common factor f, which
/// divides the ridge: r' = r/f, κ' = fκ. So weights as far apart as numbers go are as easy
/// as the ratio of priors, and without ridge all weights share one direction.
pub(super) struct Recentred {
    pub(super) problem: Problem,
    /// c.
    bias: f64,
    /// log f.
    log_factor: f64,
}

impl Recentred {
    /// `None` for other losses, and where r/f is no number that a double can hold.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        if problem.loss().kind() != LossKind::Exponential {
            return None;
        }
        let adjustment = problem.loss().adjustment();
        let ([plus, minus], [shift_plus, shift_minus]) = (adjustment.scale(), adjustment.shift());
        let balanced = problem.two_class().prior_ratio();
        let apart = problem.weight_ratio().ln() - shift_plus + shift_minus - balanced.ln();
        let bias = apart / (plus + minus);
        let log_factor = minus * bias - shift_minus;
        let ridge = problem.ridge() * (-log_factor).exp();
        let held = problem.ridge() == 0.0 || ridge >= f64::MIN_POSITIVE;
        if !(held && log_factor.is_finite()) {
            return None;
        }
        let centred = Adjustment::new([plus, minus], [0.0; 2]).ok()?;
        let loss = problem.loss().with_adjustment(centred).ok()?;
        Some(Self {
            problem: problem
                .with_loss(loss)
                .with_weight_ratio(balanced)
                .and_then(|p| p.with_ridge(ridge))
                .ok()?,
            bias,
            log_factor,
        })
    }

    /// A point of the problem as one of the recentred one.
    pub(super) fn there(&self, at: &Unknowns) -> Unknowns {
        at + self.way()
    }

    /// And back.
    pub(super) fn back(&self, at: &Unknowns) -> Unknowns {
        at - self.way()
    }

    fn way(&self) -> Unknowns {
        Unknowns::new(0.0, 0.0, -self.bias, self.log_factor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::effort::MOST_ALONE;
    use super::super::equations::Equations;
    use super::super::quadrature::Rule;
    use super::super::solver::{Fallback, solve_from};
    use super::*;
    use crate::loss::MarginLoss;
    use crate::model::TwoClass;
    use crate::theory::Status;

    /// The point that leads back solves the problem's own equations.
    #[test]
    fn it_solves_the_problem_itself() {
        for (rho, ridge, scale, shift) in [
            (1.0, 0.0, [1.0, 1.0], [0.0, 0.0]),
            (300.0, 0.02, [1.0, 1.0], [0.4, -0.7]),
            (0.01, 0.3, [0.5, 1.7], [0.0, 1.0]),
        ] {
            let loss = MarginLoss::from(LossKind::Exponential)
                .with_given(Some(scale), Some(shift), None)
                .unwrap();
            let problem = Problem::new(0.04, TwoClass::new(0.2, 1.0).unwrap())
                .and_then(|p| p.with_loss(loss).with_ridge(ridge)?.with_weight_ratio(rho))
                .unwrap();
            let root = solve_from(&problem, &[], Fallback::Anew, MOST_ALONE).root;
            let base = loss.base();
            let own = Equations::new(&problem, base.as_ref(), 0.0);
            let residual = own.residual_at(Rule::Full, &root.unwrap().at);
            assert!(residual < 1e-12, "{problem:?}: {residual:e}");
        }
    }

    /// A weight of 10²⁰⁰ with its ridge: r' = 10⁻¹⁰⁰ of it.
    #[test]
    fn weights_as_far_apart_as_numbers_go() {
        for rho in [1e-200, 1e-8, 1e8, 1e200] {
            let problem = Problem::new(0.1, TwoClass::new(0.2, 1.0).unwrap()).unwrap();
            let problem = problem.with_loss(LossKind::Exponential).with_ridge(0.1);
            let problem = problem.and_then(|p| p.with_weight_ratio(rho)).unwrap();
            assert_eq!(
                solve_from(&problem, &[], Fallback::Anew, MOST_ALONE)
                    .prediction
                    .status,
                Status::Converged,
                "{rho}"
            );
        }
    }
}
