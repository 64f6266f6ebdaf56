//! The k + 3 equations of any loss, and how their root is found.

mod collapse;
mod continuation_paths;
mod equations;
mod newton;

pub(super) use equations::GroupUnknowns;
pub(super) use newton::GroupRoot;

use super::prediction::{Answer, Found};
use super::problem::FramedProblem;
use super::recentred::Recentred;
use super::square;
use crate::theory::Status;
use crate::theory::damped_newton::newton;
use crate::theory::scalar_system::{Effort, MOST_ALONE};
use equations::GroupEquations;

/// Without a good start Newton may need this many steps.
const MOST_STEPS: usize = 60;
/// From a problem nearby the way is short, or leads elsewhere.
const MOST_STEPS_NEARBY: usize = 12;

/// What came of a problem.
pub(super) struct Attempt {
    pub(super) answer: Answer,
    /// The root of the equations, if there is one.
    pub(super) root: Option<GroupRoot>,
}

/// The limit of training where there is a minimiser.
///
/// The status is [`Status::NotConverged`], and nothing is returned, unless every equation holds to
/// 1e-10 of the size of its terms.
pub(super) fn solve(problem: &FramedProblem) -> Attempt {
    solve_from(problem, None)
}

/// The same, tried from the root of a problem nearby and then, if there is one, along no path: for
/// searches, which can do without an answer here and there.
pub(super) fn solve_briefly(problem: &FramedProblem, near: Option<&GroupUnknowns>) -> Attempt {
    solve_from(problem, near)
}

fn solve_from(problem: &FramedProblem, near: Option<&GroupUnknowns>) -> Attempt {
    let Some(centred) = Recentred::of(problem) else {
        return solve_itself(problem, near);
    };
    let there = near.map(|at| centred.there(at));
    let attempt = solve_itself(&centred.problem, there.as_ref());
    let root = attempt.root.map(|root| GroupRoot {
        at: centred.back(&root.at),
        ..root
    });
    Attempt {
        answer: Answer {
            found: root.as_ref().map(|root| found(&root.at)),
            ..attempt.answer
        },
        root,
    }
}

fn solve_itself(problem: &FramedProblem, near: Option<&GroupUnknowns>) -> Attempt {
    let loss = problem.loss.base();
    let equations = GroupEquations::new(problem, loss.as_ref(), 0.0);
    let mut effort = Effort::up_to(MOST_ALONE);
    let nearby = near.and_then(|from| newton(&equations, from, MOST_STEPS_NEARBY, &mut effort));
    // The problem is convex: a solution with θ ≠ 0 settles that θ = 0 is none.
    if nearby.is_none()
        && let Some(answer) = collapse::collapse(problem, loss.as_ref())
    {
        return Attempt { answer, root: None };
    }
    let root = nearby
        .or_else(|| {
            newton(
                &equations,
                &square::start(problem)?,
                MOST_STEPS,
                &mut effort,
            )
        })
        .or_else(|| match near {
            Some(_) => None,
            None => continuation_paths::follow(problem, loss.as_ref(), &mut effort),
        });
    let answer = Answer {
        status: match root {
            Some(_) => Status::Converged,
            None => Status::NotConverged,
        },
        found: root.as_ref().map(|root| found(&root.at)),
        iterations: effort.steps,
        residual: root.as_ref().map(|root| root.residual),
    };
    Attempt { answer, root }
}

fn found(at: &GroupUnknowns) -> Found {
    let size = at.len() - 2;
    let position = at.rows(1, size).into_owned();
    Found {
        alpha: at[0].exp().hypot(position.rows(0, size - 1).norm()),
        position,
        kappa: Some(at[size + 1].exp()),
    }
}
