//! One problem predicted at one weight ratio after another.

pub(super) use super::scalar_system::Trail;
use super::{Prediction, Problem, Solution, iterates, predict, square};
use crate::loss::LossKind;

/// Of log ρ, which a grid meets to a few rounding errors.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// The prediction of a problem at its own weight ratio, begun at what is known of it or of one
/// like it. The result is that of [`predict`] to the accuracy that its residual tells.
pub(super) fn predict_on(problem: &Problem, trail: &mut Trail) -> Prediction {
    match iterates(problem) {
        true => trail.solve(problem),
        false => predict(problem),
    }
}

/// The prediction of a problem at its own weight ratio, begun as [`predict`] begins it: the same
/// to the last digit, unless the problems of the trail have cost enough.
pub(super) fn predict_anew(problem: &Problem, trail: &mut Trail) -> Prediction {
    match iterates(problem) {
        true => trail.solve_anew(problem),
        false => predict(problem),
    }
}

/// Predictions of one problem for many ρ, each begun at the nearest known where the scalar
/// system has to be solved. The results are those of [`predict`] to the accuracy that their
/// residuals tell. The problem's own weight ratio is ignored.
pub(super) struct WeightPath<'a> {
    problem: &'a Problem,
    iterates: bool,
    trail: &'a mut Trail,
}

impl<'a> WeightPath<'a> {
    pub(super) fn new(problem: &'a Problem, trail: &'a mut Trail) -> Self {
        Self {
            problem,
            iterates: iterates(problem),
            trail,
        }
    }

    pub(super) fn problem(&self) -> &Problem {
        self.problem
    }

    /// Whether [`WeightPath::slopes`] can be had.
    pub(super) fn has_slopes(&self) -> bool {
        self.iterates
    }

    /// The problem at log ρ, at the ratio of priors to the last digit: for losses with kinks
    /// the digit before leads to another classifier. `None` where ρ is no weight.
    fn at(&self, log_rho: f64) -> Option<Problem> {
        let ratio = self.problem.two_class().prior_ratio();
        let at = ratio.ln();
        let exact = (log_rho - at).abs() <= ROUNDING * at.max(1.0);
        let rho = if exact { ratio } else { log_rho.exp() };
        self.problem.with_weight_ratio(rho).ok()
    }

    /// The prediction at log ρ; `None` where ρ is no weight.
    pub(super) fn predict(&mut self, log_rho: f64) -> Option<Prediction> {
        let problem = self.at(log_rho)?;
        Some(match self.iterates {
            true => self.trail.solve(&problem),
            false => predict(&problem),
        })
    }

    /// (α, γ, b) at log ρ.
    pub(super) fn order(&mut self, log_rho: f64) -> Option<[f64; 3]> {
        if self.problem.loss().kind() == LossKind::Square {
            return square::order(&self.at(log_rho)?);
        }
        let Solution {
            alpha, gamma, bias, ..
        } = self.predict(log_rho)?.solution?;
        Some([alpha, gamma, bias])
    }

    /// The derivatives of (α, γ, b) along log ρ where the last prediction was made; `None`
    /// where θ = 0 and where no equations were solved.
    pub(super) fn slopes(&self) -> Option<[f64; 3]> {
        self.trail.slopes().filter(|_| self.iterates)
    }
}
