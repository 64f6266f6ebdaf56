//! The weight at which theory predicts equal class errors.

use crate::theory::{Prediction, Problem};

use super::infinite_weight::infinite_weight;

/// Whether some weight makes R₊ = R₋.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EqualError {
    /// ρ̃.
    Weight(f64),
    /// No finite weight does: proved by a closed form.
    Infeasible {
        /// What ρ → ∞ tends to.
        limit: Prediction,
    },
    /// None was found among the weights that were searched; whether a larger (or, with
    /// adjusted margins, smaller) one exists is not known.
    NotFound {
        /// The weight at which the search ended.
        up_to: f64,
        /// The weight from which on, up to there, a larger one changed nothing.
        settled_from: Option<f64>,
        /// What that weight reaches.
        there: Prediction,
    },
    /// The errors cross, but no floating-point number makes them equal.
    Jump(Jump),
}

/// Errors that cross by a jump: hinge and absolute loss under a strong ridge.
///
/// θ is short there and all samples lie on the slope of their loss, but for a share of the
/// order exp(−1/2α²). The loss then changes by (π₋Δ₋ − ρπ₊Δ₊) per unit of b, whatever b
/// between the two targets is, and b passes from one target to the other where that vanishes.
/// In the limit n, d → ∞ its minimiser is one and moves continuously, so that some ρ within
/// rounding of the jump does equalise the errors. A training set can have all its samples on
/// the slope at ρ = n₋Δ₋/(n₊Δ₊) only, and if it has, every b of an interval is a minimiser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// ρ.
    pub at: f64,
    /// How far from it the two sides are told, as a share of it.
    pub within: f64,
    /// What ρ(1 − within) reaches: R₊ > R₋.
    pub below: Prediction,
    /// What ρ(1 + within) reaches: R₊ < R₋.
    pub above: Prediction,
    /// Whether the classes pull the intercept alike there, so that nothing decides on it.
    pub even_pull: bool,
}

impl Jump {
    /// The side with the smaller worst-class error.
    pub fn better(&self) -> Prediction {
        let worst = |p: &Prediction| p.solution.map_or(f64::INFINITY, |s| s.errors.worst());
        match worst(&self.below) <= worst(&self.above) {
            true => self.below,
            false => self.above,
        }
    }
}

impl EqualError {
    /// ρ̃ if it exists.
    pub fn weight(self) -> Option<f64> {
        match self {
            EqualError::Weight(rho) => Some(rho),
            EqualError::Infeasible { .. } | EqualError::NotFound { .. } | EqualError::Jump(_) => {
                None
            }
        }
    }
}

/// ρ̃ for the square loss, whatever the signal (paper, Theorem 2; docs/theory.md, section 4).
///
/// Errors are equal iff b = 0 iff both classes have the same total leverage
/// T/2. Without ridge T = δ and ρ̃ = (2π₋−δ)/(2π₊−δ), which needs δ < 2π₊. With
/// ridge, κ = c₋/(1−c₋) and rκ = δ − T make T the smaller root of
/// T² − (2π₋+r+δ)T + 2π₋δ = 0, and ρ̃ = (2π₋−T)/(2π₊−T), which needs T < 2π₊: more
/// ridge makes more problems feasible.
///
/// Balanced classes have equal errors at ρ = 1 for every δ.
pub fn equal_error_weight(problem: &Problem) -> EqualError {
    let two_class = problem.two_class();
    let (p, q) = (two_class.minority_prior(), two_class.majority_prior());
    if p == q {
        return EqualError::Weight(1.0);
    }
    let total = total_leverage(problem.delta(), q, problem.ridge());
    let room = 2.0 * p - total;
    let weight = (2.0 * q - total) / room;
    if room > 0.0 && weight.is_finite() {
        EqualError::Weight(weight)
    } else {
        EqualError::Infeasible {
            limit: infinite_weight(problem),
        }
    }
}

/// The smaller root of T² − (2π₋+r+δ)T + 2π₋δ = 0, free of cancellation.
fn total_leverage(delta: f64, majority_prior: f64, ridge: f64) -> f64 {
    let q2 = 2.0 * majority_prior;
    if ridge == 0.0 {
        return delta.min(q2);
    }
    let sum = q2 + ridge + delta;
    let discriminant = (q2 - delta).powi(2) + ridge * (ridge + 2.0 * (q2 + delta));
    2.0 * q2 * delta / (sum + discriminant.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;
    use crate::theory::square;
    use approx::assert_relative_eq;

    fn problem(delta: f64, prior: f64, ridge: f64) -> Problem {
        Problem::new(delta, TwoClass::new(prior, 1.3).unwrap())
            .unwrap()
            .with_ridge(ridge)
            .unwrap()
    }

    /// docs/theory.md, section 5's table and section 4's second form.
    #[test]
    fn known_weights() {
        for (delta, prior, rho) in [(0.2, 0.2, 7.0), (0.15, 0.1, 33.0), (0.35, 0.2, 25.0)] {
            let found = equal_error_weight(&problem(delta, prior, 0.0))
                .weight()
                .unwrap();
            assert_relative_eq!(found, rho, max_relative = 1e-13);
            let q = 1.0 - prior;
            let other = q / prior + delta * (q - prior) / (prior * (2.0 * prior - delta));
            assert_relative_eq!(found, other, max_relative = 1e-13);
        }
    }

    #[test]
    fn the_errors_really_are_equal_with_and_without_ridge() {
        for (delta, prior, ridge) in [
            (0.2, 0.2, 0.0),
            (0.35, 0.2, 1e-3),
            (0.5, 0.2, 0.5),
            (3.0, 0.3, 10.0),
            (0.7, 0.5, 0.0),
            (2.0, 0.5, 0.0),
        ] {
            let p = problem(delta, prior, ridge);
            let rho = equal_error_weight(&p).weight().unwrap();
            let errors = square::predict(&p.with_weight_ratio(rho).unwrap())
                .solution
                .unwrap()
                .errors;
            assert_relative_eq!(errors.minority, errors.majority, max_relative = 1e-12);
        }
    }

    #[test]
    fn infeasible_exactly_from_twice_the_prior_on_and_the_minority_stays_worse() {
        assert!(
            equal_error_weight(&problem(0.399_999, 0.2, 0.0))
                .weight()
                .is_some()
        );
        for (delta, ridge) in [(0.4, 0.0), (0.41, 0.0), (1.0, 0.0), (1.5, 0.0), (8.0, 0.01)] {
            let p = problem(delta, 0.2, ridge);
            assert_eq!(equal_error_weight(&p).weight(), None, "{delta}");
            for rho in [1.0, 1e3, 1e9] {
                if let Some(s) = square::predict(&p.with_weight_ratio(rho).unwrap()).solution {
                    // At δ = 2π₊ the errors meet in the limit only.
                    assert!(s.errors.minority > s.errors.majority || delta == 0.4);
                }
            }
        }
    }
}
