//! Paths of problems that lead Newton's method where it does not find the way.

use super::equations::{GroupEquations, GroupUnknowns};
use super::newton::GroupRoot;
use crate::loss::Loss;
use crate::theory::damped_newton::newton;
use crate::theory::groups::problem::FramedProblem;
use crate::theory::groups::square::start;
use crate::theory::scalar_system::Effort;

/// Beyond this a path leads nowhere.
const MOST_STEPS: usize = 4000;
const MOST_STEPS_AT_START: usize = 60;
/// A stride that needs more is too long: a shorter one costs less.
const MOST_STEPS_A_STRIDE: usize = 9;
/// The last resort trades speed for reach.
const MOST_STEPS_A_STRIDE_OF_LOSSES: usize = 60;
const SHORTEST_STRIDE: f64 = 1e-9;
/// A smaller share of the square loss rarely shows in the solution.
const LAST_BLENDS: [f64; 2] = [1e-7, 1e-14];
/// The δ path begins at this share of the separability threshold.
const EASY_SHARE: f64 = 0.3;

/// A problem, and the share of the square loss in its loss.
type Stage = (FramedProblem, f64);

/// Leads a solution that is easy to find to the problem's own, along the first path of these that
/// arrives, as for two classes:
///
/// * **weights**, from those with which all groups of a label and both labels pull alike;
/// * **δ → δ\***, without ridge, for losses that separable data leave without a minimiser;
/// * **ridge**, from a large one down;
/// * **losses** between the square loss and this one.
pub(super) fn follow(
    problem: &FramedProblem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    along_weights(problem, loss, effort)
        .or_else(|| by_parameter(problem, loss, effort))
        .or_else(|| along_losses(problem, loss, effort))
}

fn by_parameter(
    problem: &FramedProblem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    if problem.ridge > 0.0 {
        along_ridge(problem, loss, effort)
    } else {
        along_delta(problem, loss, effort)
    }
}

/// Σ π_gω_g.
fn mean_weight(problem: &FramedProblem) -> f64 {
    problem.members.iter().map(|g| g.prior * g.weight).sum()
}

/// Weights of the same mean with which all groups of a label pull alike, and both labels.
fn balanced(problem: &FramedProblem) -> FramedProblem {
    let scale = problem.loss.adjustment().scale();
    let mut groups = [0.0; 2];
    for g in &problem.members {
        groups[g.class()] += 1.0;
    }
    let members = problem.members.iter();
    let weights = members.map(|g| 1.0 / (g.prior * groups[g.class()] * scale[g.class()]));
    let even = problem.with_weights(weights);
    let factor = mean_weight(problem) / mean_weight(&even);
    even.with_weights(even.members.iter().map(|g| factor * g.weight))
}

fn along_weights(
    problem: &FramedProblem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    let first = balanced(problem);
    let logs =
        |p: &FramedProblem| -> Vec<f64> { p.members.iter().map(|g| g.weight.ln()).collect() };
    let (from, to) = (logs(&first), logs(problem));
    let changes = from.iter().zip(&to).map(|(a, b)| (b - a).abs());
    let length = changes.fold(0.0, f64::max);
    if !length.is_finite() {
        return None;
    }
    let at = |t: f64| {
        if t == length {
            return Some((problem.clone(), 0.0));
        }
        let between = from
            .iter()
            .zip(&to)
            .map(|(a, b)| (a + t / length * (b - a)).exp());
        Some((problem.with_weights(between), 0.0))
    };
    let begin = newton_at(
        &(first.clone(), 0.0),
        loss,
        &start(&first)?,
        MOST_STEPS_AT_START,
        effort,
    )
    .or_else(|| by_parameter(&first, loss, effort))
    .or_else(|| along_losses(&first, loss, effort))?;
    trace(at, loss, begin, (0.0, length), MOST_STEPS_A_STRIDE, effort)
}

fn along_delta(problem: &FramedProblem, loss: &dyn Loss, effort: &mut Effort) -> Option<GroupRoot> {
    let threshold = problem.threshold?;
    let depth = |delta: f64| -((threshold - delta) / threshold).ln();
    let (from, to) = (depth(EASY_SHARE * threshold), depth(problem.delta));
    if !(from < to && to.is_finite()) {
        return None;
    }
    let at = |t: f64| {
        let delta = if t == to {
            problem.delta
        } else {
            threshold * -f64::exp_m1(-t)
        };
        let there = FramedProblem {
            delta,
            ..problem.clone()
        };
        Some((there, 0.0))
    };
    let begin = easy(&at(from)?.0, loss, effort)?;
    trace(at, loss, begin, (from, to), MOST_STEPS_A_STRIDE, effort)
}

/// From a ridge as large as the mean weight.
fn along_ridge(problem: &FramedProblem, loss: &dyn Loss, effort: &mut Effort) -> Option<GroupRoot> {
    let (from, to) = (-mean_weight(problem).ln(), -problem.ridge.ln());
    if !(from < to && to.is_finite()) {
        return None;
    }
    let at = |t: f64| {
        let ridge = if t == to { problem.ridge } else { (-t).exp() };
        let there = FramedProblem {
            ridge,
            ..problem.clone()
        };
        Some((there, 0.0))
    };
    let begin = easy(&at(from)?.0, loss, effort)?;
    trace(at, loss, begin, (from, to), MOST_STEPS_A_STRIDE, effort)
}

fn along_losses(
    problem: &FramedProblem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    LAST_BLENDS.into_iter().find_map(|last| {
        let to = -last.ln();
        let at = |t: f64| Some((problem.clone(), if t == to { 0.0 } else { (-t).exp() }));
        let most = MOST_STEPS_A_STRIDE_OF_LOSSES;
        let begin = newton_at(&at(0.0)?, loss, &start(problem)?, most, effort)?;
        trace(at, loss, begin, (0.0, to), most, effort)
    })
}

/// The solution where a path begins: easy for Newton, mostly.
fn easy(problem: &FramedProblem, loss: &dyn Loss, effort: &mut Effort) -> Option<GroupRoot> {
    let stage = (problem.clone(), 0.0);
    newton_at(&stage, loss, &start(problem)?, MOST_STEPS_AT_START, effort)
        .or_else(|| along_losses(problem, loss, effort))
}

fn newton_at(
    (problem, square): &Stage,
    loss: &dyn Loss,
    guess: &GroupUnknowns,
    most: usize,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    newton(
        &GroupEquations::new(problem, loss, *square),
        guess,
        most,
        effort,
    )
}

/// Follows the solutions of `at(t)` from one end of t to the other, each start extrapolated from the
/// last two solutions, in strides that grow while Newton follows and shrink where it does not.
fn trace(
    at: impl Fn(f64) -> Option<Stage>,
    loss: &dyn Loss,
    begin: GroupRoot,
    (from, to): (f64, f64),
    most: usize,
    effort: &mut Effort,
) -> Option<GroupRoot> {
    let budget = effort.steps + MOST_STEPS;
    let (mut t, mut here) = (from, begin);
    let mut before: Option<(f64, GroupUnknowns)> = None;
    let mut stride = 0.3f64;
    while t < to {
        if effort.steps > budget || effort.is_enough() || stride < SHORTEST_STRIDE {
            return None;
        }
        let near = t + 1.2 * stride >= to;
        let next = if near { to } else { t + stride };
        let stage = at(next)?;
        let guesses = match &before {
            // Which of the two is straighter depends on the regime: (m, b) diverge with η at
            // the threshold, and b tends to a constant where a label is about to be given up.
            Some((old, point)) => {
                let share = (next - t) / (t - old);
                let scaled = extrapolate(point, &here.at, share, true);
                vec![
                    scaled,
                    extrapolate(point, &here.at, share, false),
                    here.at.clone(),
                ]
            }
            None => vec![here.at.clone()],
        };
        let found = guesses
            .iter()
            .find_map(|guess| newton_at(&stage, loss, guess, most, effort));
        match found {
            Some(found) => {
                before = Some((t, here.at));
                (t, here) = (next, found);
                stride = (1.6 * stride).min(3.0);
            }
            None => stride *= 0.35,
        }
    }
    Some(here)
}

/// Continues a line through two points, of (m, b)/η or of (m, b) themselves.
fn extrapolate(
    before: &GroupUnknowns,
    here: &GroupUnknowns,
    share: f64,
    scaled: bool,
) -> GroupUnknowns {
    let mut to = here + share * (here - before);
    if scaled {
        for i in 1..to.len() - 1 {
            let (a, b) = (before[i] * (-before[0]).exp(), here[i] * (-here[0]).exp());
            to[i] = (b + share * (b - a)) * to[0].exp();
        }
    }
    to
}
