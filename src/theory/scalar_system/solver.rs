//! Damped Newton steps, and a path from the square loss where they do not suffice.

use nalgebra::Vector4;

use super::collapse::collapse;
use super::equations::{Equations, Point};
use crate::loss::Loss;
use crate::model::ClassErrors;
use crate::theory::{Prediction, Problem, Solution, Status, square};

/// A solution leaves no more than this in any equation, relative to its terms.
const ACCEPTED: f64 = 1e-10;
/// Newton goes on to here where rounding lets it.
const SOUGHT: f64 = 1e-14;
const MOST_STEPS: usize = 60;
/// Beyond this the path leads nowhere: the longest that arrived took about 500.
const MOST_STEPS_ON_PATH: usize = 1500;
/// A smaller share of the square loss no longer shows in the solution.
const LAST_BLEND: f64 = 1e-7;

/// Predicts the limit of training, whatever the loss.
///
/// The status is [`Status::NotConverged`], and nothing is returned, unless every
/// equation holds to 1e-10 of the size of its terms.
pub fn solve(problem: &Problem) -> Prediction {
    let loss = problem.loss().base();
    if let Some(given_up) = collapse(problem, loss.as_ref()) {
        return given_up;
    }
    let equations = Equations::new(problem, loss.as_ref(), 0.0);
    let mut steps = 0;
    let direct = start(problem).and_then(|from| newton(&equations, from, &mut steps));
    let found = direct.or_else(|| follow(problem, loss.as_ref(), &mut steps));
    match found {
        Some((at, residual)) => Prediction {
            status: Status::Converged,
            solution: Some(solution(problem, &at)),
            iterations: steps,
            residual: Some(residual),
        },
        None => Prediction {
            iterations: steps,
            ..Prediction::none(Status::NotConverged)
        },
    }
}

fn solution(problem: &Problem, at: &Point) -> Solution {
    let (gamma, bias) = (at[1], at[2]);
    let alpha = at[0].exp().hypot(gamma);
    let signal = problem.two_class().signal_strength();
    Solution {
        alpha,
        gamma,
        bias,
        kappa: Some(at[3].exp()),
        errors: ClassErrors::two_class(signal, alpha, gamma, bias),
    }
}

/// The square loss's solution of the same problem, as a point.
fn start(problem: &Problem) -> Option<Point> {
    let s = square::plain(problem).solution?;
    let eta = ((s.alpha - s.gamma) * (s.alpha + s.gamma))
        .max(1e-300)
        .sqrt();
    let point = Point::new(eta.ln(), s.gamma, s.bias, s.kappa?.ln());
    point.iter().all(|v| v.is_finite()).then_some(point)
}

/// Newton's method with steps that are cut until the residual falls; `None` if it
/// gets stuck.
fn newton(equations: &Equations<'_>, from: Point, steps: &mut usize) -> Option<(Point, f64)> {
    let mut at = from;
    let mut here = equations.evaluate(&at);
    let mut norm = here.residual.norm();
    for _ in 0..MOST_STEPS {
        if !norm.is_finite() {
            return None;
        }
        if norm <= SOUGHT {
            break;
        }
        *steps += 1;
        let step = here.jacobian.lu().solve(&-here.residual)?;
        let scale = limit(&at, &step);
        let better = (0..12).find_map(|halving| {
            let next = at + step * (scale * 0.5f64.powi(halving));
            let there = equations.evaluate(&next);
            let reached = there.residual.norm();
            (reached < norm * (1.0 - 1e-4 * 0.5f64.powi(halving))).then_some((next, there, reached))
        });
        match better {
            Some((next, there, reached)) => (at, here, norm) = (next, there, reached),
            None => break,
        }
    }
    let residual = here.residual.amax();
    (residual <= ACCEPTED).then_some((at, residual))
}

/// The share of a step that changes no scale by more than a factor of e.
fn limit(at: &Point, step: &Vector4<f64>) -> f64 {
    let size = 1.0 + at[0].exp().hypot(at[1]) + at[2].abs();
    let longest = [
        step[0].abs(),
        step[1].abs() / size,
        step[2].abs() / size,
        step[3].abs(),
    ]
    .into_iter()
    .fold(0.0, f64::max);
    if longest > 1.0 { 1.0 / longest } else { 1.0 }
}

/// Leads the square loss's solution to this loss's along [`Blend`]: τ falls from 1 to
/// 0 in steps as long as Newton can follow, each start predicted from the last two
/// solutions along log τ.
fn follow(problem: &Problem, loss: &dyn Loss, steps: &mut usize) -> Option<(Point, f64)> {
    let mut at = start(problem)?;
    let mut tau: f64 = 1.0;
    let mut before: Option<(f64, Point)> = None;
    let mut stride = 0.3;
    while *steps < MOST_STEPS_ON_PATH {
        let next = tau * f64::exp(-stride);
        let square = if next < LAST_BLEND { 0.0 } else { next };
        let equations = Equations::new(problem, loss, square);
        let guess = match before {
            Some((old, point)) => at + (at - point) * (stride / (old / tau).ln()),
            None => at,
        };
        let found = newton(&equations, guess, steps).or_else(|| newton(&equations, at, steps));
        match found {
            Some(found) if square == 0.0 => return Some(found),
            Some((point, _)) => {
                before = Some((tau, at));
                (tau, at) = (next, point);
                stride = (stride * 1.6f64).min(3.0);
            }
            None => {
                stride *= 0.35;
                if stride < 1e-4 {
                    return None;
                }
            }
        }
    }
    None
}
