//! The weight with the smallest error.

use super::{SEARCH_RANGE, equal_error_near};
use crate::loss::LossKind;
use crate::model::Quantity;
use crate::numerics::{Minimum, grid_then_brent, upper_tail};
use crate::theory::{Problem, Solution, equal_error_weight, predict_near, square};

/// First part of the range that is searched: this far on both sides of the ratio of priors.
const NEAR: f64 = 100.0;
/// Grid points a decade: several valleys occur at large signal, none narrower than the
/// tenth of a decade that these leave.
const POINTS_A_DECADE: f64 = 10.0;

/// argmin over ρ of an error, and a measure of that error that grows with it; `None`
/// where there is no prediction.
///
/// A grid in log ρ finds the valleys and Brent's method their floors; beyond a factor of
/// a hundred from the ratio of priors only if the smallest value lies at that end. The
/// kink of the worst-class error at ρ̃ is tried exactly.
pub(super) fn minimising(problem: &Problem, error: Quantity) -> Option<(f64, f64)> {
    let mut along = Along::new(problem, error);
    let found = over_range(&mut |u| along.badness(u), problem.two_class().prior_ratio())?;
    let mut best = (found.at.exp(), found.value);
    if error == Quantity::WorstClassError {
        let kink = if problem.loss().kind() == LossKind::Square && problem.loss().is_plain() {
            equal_error_weight(problem).weight()
        } else {
            equal_error_near(problem, best.0)
        };
        if let Some(rho) = kink {
            let value = along.badness(rho.ln());
            if value <= best.1 {
                best = (rho, value);
            }
        }
    }
    best.1.is_finite().then_some(best)
}

fn over_range(f: &mut dyn FnMut(f64) -> f64, centre: f64) -> Option<Minimum> {
    let (least, most) = (SEARCH_RANGE.0.ln(), SEARCH_RANGE.1.ln());
    let mut segment = (
        (centre / NEAR).ln().clamp(least, most),
        (centre * NEAR).ln().clamp(least, most),
    );
    let mut best = search(f, segment)?;
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
        match search(f, segment) {
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

fn search(f: &mut dyn FnMut(f64) -> f64, (low, high): (f64, f64)) -> Option<Minimum> {
    let decades = (high - low) / std::f64::consts::LN_10;
    let points = (decades * POINTS_A_DECADE).ceil() as usize + 1;
    // From the largest weight down: a small one can give the minority up, and close to
    // that only a solution nearby leads to the next quickly.
    let found = grid_then_brent(|v| f(-v), -high, -low, points)?;
    Some(Minimum {
        at: -found.at,
        ..found
    })
}

/// A problem's error as a function of ρ; each solution is where the next begins.
pub(super) struct Along<'a> {
    problem: &'a Problem,
    error: Quantity,
    last: Option<Solution>,
}

impl<'a> Along<'a> {
    pub(super) fn new(problem: &'a Problem, error: Quantity) -> Self {
        Self {
            problem,
            error,
            last: None,
        }
    }

    /// (α, γ, b) at log ρ.
    pub(super) fn order(&mut self, log_rho: f64) -> Option<[f64; 3]> {
        let problem = self.problem.with_weight_ratio(log_rho.exp()).ok()?;
        if problem.loss().kind() == LossKind::Square {
            return square::order(&problem);
        }
        let solution = predict_near(&problem, self.last.as_ref()).solution?;
        if solution.kappa.is_some_and(|k| k > 0.0) {
            self.last = Some(solution);
        }
        Some([solution.alpha, solution.gamma, solution.bias])
    }

    fn badness(&mut self, log_rho: f64) -> f64 {
        let two = self.problem.two_class();
        match self.order(log_rho) {
            Some(order) => badness(
                self.error,
                two.minority_prior(),
                two.signal_strength(),
                order,
            ),
            None => f64::INFINITY,
        }
    }
}

/// A number that grows with the error: −min(t₊, t₋) for the worst class with
/// t± = (sγ ± b)/α and R± = Q(t±), which keeps its digits where errors are tiny.
pub(super) fn badness(error: Quantity, prior: f64, s: f64, [alpha, gamma, bias]: [f64; 3]) -> f64 {
    // θ = 0 gives one class up: t = ±∞, or 0 for b = 0.
    let t = |margin: f64| {
        if alpha > 0.0 {
            margin / alpha
        } else if margin == 0.0 {
            0.0
        } else {
            f64::INFINITY.copysign(margin)
        }
    };
    let (plus, minus) = (t(s * gamma + bias), t(s * gamma - bias));
    match error {
        Quantity::BalancedError => upper_tail(plus) + upper_tail(minus),
        Quantity::AverageError => prior * upper_tail(plus) + (1.0 - prior) * upper_tail(minus),
        _ => -plus.min(minus),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
                let mut along = Along::new(&problem, error);
                for k in 0..=1000 {
                    let u = 1e-4f64.ln() + 1e12f64.ln() * f64::from(k) / 1000.0;
                    let there = along.badness(u);
                    let slack = 1e-9 * value.abs() + 1e-300;
                    assert!(
                        value <= there + slack,
                        "{problem:?} {error:?} {rho}: {value} > {there} at {u}"
                    );
                }
            }
        }
    }
}
