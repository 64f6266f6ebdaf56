//! Damped Newton steps from the square loss's solution.

use nalgebra::Vector4;

use super::collapse::collapse;
use super::continuation_paths;
use super::effort::{Effort, MOST_ALONE};
use super::equations::{Equations, Evaluation, Unknowns};
use super::quadrature::Rule;
use super::recentred::Recentred;
use crate::model::ClassErrors;
use crate::theory::damped_newton::{LimitEquations, Root, Step, newton};
use crate::theory::{Prediction, Problem, Solution, Status, square};

/// From a problem nearby the way is short, or leads elsewhere.
const MOST_STEPS_NEARBY: usize = 12;
/// Without a good start Newton may need this many steps.
const MOST_STEPS: usize = 60;

/// Predicts the limit of training, whatever the loss.
///
/// The status is [`Status::NotConverged`], and nothing is returned, unless every
/// equation holds to 1e-10 of the size of its terms.
pub fn solve(problem: &Problem) -> Prediction {
    solve_from(problem, &[], Fallback::Anew, MOST_ALONE).prediction
}

/// The same, tried first from the solution of a problem nearby.
pub(in crate::theory) fn solve_near(problem: &Problem, near: Option<&Solution>) -> Prediction {
    let guess: Vec<Unknowns> = near.and_then(point).into_iter().collect();
    solve_from(problem, &guess, Fallback::Anew, MOST_ALONE).prediction
}

/// A problem and the solution of its equations.
pub(super) type Solved = (Problem, Unknowns);

/// What is tried where Newton's method does not arrive from the guesses.
#[derive(Clone, Copy)]
pub(super) enum Fallback {
    /// Along a path from a problem that is solved, or as if nothing were known.
    From(Solved),
    /// From the square loss's solution, and along all paths.
    Anew,
    /// From the square loss's solution, and along no path: these have cost enough.
    Short,
}

/// What came of a problem.
pub(super) struct Attempt {
    pub(super) prediction: Prediction,
    /// The root of the equations, if there is one.
    pub(super) root: Option<SystemRoot>,
    pub(super) effort: Effort,
}

/// The same, tried first from the guesses.
pub(super) fn solve_from(
    problem: &Problem,
    guesses: &[Unknowns],
    way: Fallback,
    most: u64,
) -> Attempt {
    let Some(centred) = Recentred::of(problem) else {
        return solve_itself(problem, guesses, way, most);
    };
    let there: Vec<Unknowns> = guesses.iter().map(|at| centred.there(at)).collect();
    let way = match way {
        Fallback::From((other, at)) => Recentred::of(&other).map_or(Fallback::Anew, |centred| {
            Fallback::From((centred.problem, centred.there(&at)))
        }),
        Fallback::Anew | Fallback::Short => way,
    };
    let attempt = solve_itself(&centred.problem, &there, way, most);
    let root = attempt.root.map(|root| SystemRoot {
        at: centred.back(&root.at),
        ..root
    });
    Attempt {
        prediction: Prediction {
            solution: root.as_ref().map(|root| solution(problem, &root.at)),
            ..attempt.prediction
        },
        root,
        ..attempt
    }
}

fn solve_itself(problem: &Problem, guesses: &[Unknowns], way: Fallback, most: u64) -> Attempt {
    let loss = problem.loss().base();
    let equations = Equations::new(problem, loss.as_ref(), 0.0);
    let mut effort = Effort::up_to(most);
    let nearby = guesses
        .iter()
        .find_map(|from| newton(&equations, from, MOST_STEPS_NEARBY, &mut effort));
    // The problem is convex: a solution with θ ≠ 0 settles that θ = 0 is none.
    if nearby.is_none()
        && let Some(given_up) = collapse(problem, loss.as_ref())
    {
        return Attempt {
            prediction: given_up,
            root: None,
            effort,
        };
    }
    let root = nearby
        .or_else(|| match way {
            Fallback::From(known) => {
                continuation_paths::from_another(known, problem, loss.as_ref(), &mut effort)
            }
            Fallback::Anew | Fallback::Short => None,
        })
        .or_else(|| newton(&equations, &start(problem)?, MOST_STEPS, &mut effort))
        .or_else(|| match way {
            Fallback::From(_) | Fallback::Anew => {
                continuation_paths::follow(problem, loss.as_ref(), &mut effort)
            }
            Fallback::Short => None,
        });
    let prediction = match &root {
        Some(root) => Prediction {
            status: Status::Converged,
            solution: Some(solution(problem, &root.at)),
            iterations: effort.steps,
            residual: Some(root.residual),
        },
        None => Prediction {
            iterations: effort.steps,
            ..Prediction::none(Status::NotConverged)
        },
    };
    Attempt {
        prediction,
        root,
        effort,
    }
}

fn solution(problem: &Problem, at: &Unknowns) -> Solution {
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
pub(super) fn start(problem: &Problem) -> Option<Unknowns> {
    let aims = problem.loss().targets().is_some();
    let square = if aims { square::predict } else { square::plain };
    point(&square(problem).solution?)
}

fn point(s: &Solution) -> Option<Unknowns> {
    let eta = ((s.alpha - s.gamma) * (s.alpha + s.gamma))
        .max(1e-300)
        .sqrt();
    let point = Unknowns::new(eta.ln(), s.gamma, s.bias, s.kappa?.ln());
    point.iter().all(|v| v.is_finite()).then_some(point)
}

/// A root of the equations, and their derivatives there.
pub(super) type SystemRoot = Root<Unknowns, Evaluation>;

impl SystemRoot {
    /// d(at)/d log ρ.
    pub(super) fn tangent(&self) -> Option<Unknowns> {
        let tangent = -self.last.jacobian.lu().solve(&self.last.by_weight)?;
        tangent.iter().all(|v| v.is_finite()).then_some(tangent)
    }
}

impl LimitEquations for Equations<'_> {
    type Point = Unknowns;
    type Evaluation = Evaluation;

    fn by_quadrature(&self) -> bool {
        self.by_quadrature()
    }

    fn anchored(&self, at: &Unknowns) -> Unknowns {
        self.anchored(at)
    }

    fn released(&self, at: &Unknowns) -> Unknowns {
        self.released(at)
    }

    fn evaluate(&self, rule: Rule, at: &Unknowns) -> Evaluation {
        self.evaluate(rule, at)
    }

    fn nodes(there: &Evaluation) -> u64 {
        there.nodes
    }

    fn norm(there: &Evaluation) -> f64 {
        there.residual.norm()
    }

    fn largest(there: &Evaluation) -> f64 {
        there.residual.amax()
    }

    fn step(at: &Unknowns, here: &Evaluation) -> Option<Step<Unknowns>> {
        let whole = here.jacobian.lu().solve(&-here.residual)?;
        let share = limit(at, &whole);
        Some(Step { whole, share })
    }

    fn moved(at: &Unknowns, step: &Unknowns, share: f64) -> Unknowns {
        at + step * share
    }
}

/// The share of a step that changes no scale by more than a factor of e.
fn limit(at: &Unknowns, step: &Vector4<f64>) -> f64 {
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
