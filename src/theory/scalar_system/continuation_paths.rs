//! Paths of problems that lead Newton's method where it does not find the way.

use super::effort::Effort;
use super::equations::{Equations, Unknowns};
use super::solver::{Solved, SystemRoot, start};
use crate::loss::{Adjustment, Loss};
use crate::theory::damped_newton::newton;
use crate::theory::intercept::even_pull;
use crate::theory::{Problem, separability_threshold};

/// Beyond this a path leads nowhere: the longest seen to arrive took about 2000.
const MOST_STEPS: usize = 4000;
const MOST_STEPS_AT_START: usize = 60;
/// A stride that needs more is too long: a shorter one costs less.
const MOST_STEPS_A_STRIDE: usize = 9;
/// The last resort trades speed for reach.
const MOST_STEPS_A_STRIDE_OF_LOSSES: usize = 60;
/// Where a class is nearly given up, α ~ 10⁻⁶ and a kink a millionth as strong as the
/// square loss is felt: the path of losses then begins in tiny strides.
const SHORTEST_STRIDE: f64 = 1e-9;
/// A smaller share of the square loss rarely shows in the solution; where α is large,
/// as close to the separability threshold, it may down to the second.
const LAST_BLENDS: [f64; 2] = [1e-7, 1e-14];
/// The δ path begins at this share of the separability threshold.
const EASY_SHARE: f64 = 0.3;
/// The ridge path begins at this times the weights' mean.
const EASY_RIDGE: f64 = 1.0;

/// Leads a solution that is easy to find to the problem's own, along the first path of
/// these that arrives:
///
/// * **δ → δ\***, without ridge, for losses that separable data leave without a minimiser:
///   α diverges at δ* as a power of 1 − δ/δ*, so that log α is nearly linear in its
///   logarithm, and (γ, b)/α tends to the separating direction;
/// * **ridge**, from a large one down: all is slow in log r;
/// * **losses** between the square loss, whose solution is known, and this one: strongly
///   convex, so that the solution is unique and moves smoothly;
/// * **adjustments** of the margins, from none.
///
/// Before all these from the **weight** that balances the classes, itself reached by ridge or
/// δ where Newton's method does not find it: nearly all that is hard is an extreme weight.
pub(super) fn follow(
    problem: &Problem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<SystemRoot> {
    along_weights(problem, loss, effort)
        .or_else(|| by_parameter(problem, loss, effort))
        .or_else(|| along_losses(problem, loss, effort))
        .or_else(|| along_adjustments(problem, loss, effort))
}

/// From another problem of the same loss and signal, whose solution is known, evenly in
/// log π₊, log ρ, log r and the depth −log(1 − δ/δ\*), or log δ where no δ\* matters. Losses
/// with kinks may give a class up on the way, but not between two weights for which they give
/// up none.
pub(super) fn from_another(
    (known, solution): Solved,
    problem: &Problem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<SystemRoot> {
    let signal = |p: &Problem| p.two_class().signal_strength();
    if known.loss() != problem.loss()
        || signal(&known) != signal(problem)
        || loss.pieces().is_some() && !differ_in_weight(&known, problem)
    {
        return None;
    }
    if (known.ridge() == 0.0) != (problem.ridge() == 0.0) {
        return None;
    }
    let (from, to) = (place(&known)?, place(problem)?);
    let changes = from.iter().zip(to).map(|(a, b)| (b - a).abs());
    let length = changes.fold(0.0, f64::max);
    if !(length > 0.0 && length.is_finite()) {
        return None;
    }
    let at = |t: f64| {
        let share = t / length;
        let between: [f64; 4] = std::array::from_fn(|i| from[i] + share * (to[i] - from[i]));
        let there = match t {
            t if t == length => *problem,
            _ => placed(problem, between)?,
        };
        Some((there, 0.0))
    };
    let first = (known, 0.0);
    let begin = newton_at(&first, loss, solution, MOST_STEPS_A_STRIDE, effort)?;
    trace(at, loss, begin, (0.0, length), MOST_STEPS_A_STRIDE, effort)
}

/// Whether at most the weights differ.
fn differ_in_weight(a: &Problem, b: &Problem) -> bool {
    a.delta() == b.delta() && a.two_class() == b.two_class() && a.ridge() == b.ridge()
}

/// Whether the data become separable at some δ.
fn has_threshold(problem: &Problem) -> bool {
    problem.ridge() == 0.0 && problem.loss().kind().is_decreasing()
}

/// The coordinates of a problem on a path to another. Without ridge log r is left at 0.
fn place(problem: &Problem) -> Option<[f64; 4]> {
    let two = problem.two_class();
    let delta = match has_threshold(problem) {
        true => -(-problem.delta() / separability_threshold(two)?).ln_1p(),
        false => problem.delta().ln(),
    };
    let ridge = if problem.ridge() == 0.0 {
        0.0
    } else {
        problem.ridge().ln()
    };
    let prior = two.minority_prior().ln();
    Some([delta, prior, problem.weight_ratio().ln(), ridge])
}

/// A problem like one at other coordinates.
fn placed(like: &Problem, [delta, prior, weight, ridge]: [f64; 4]) -> Option<Problem> {
    let two = like.two_class().with_minority_prior(prior.exp().min(0.5));
    let two = two.ok()?;
    let (delta, ridge) = match has_threshold(like) {
        true => (separability_threshold(two)? * -f64::exp_m1(-delta), 0.0),
        false if like.ridge() == 0.0 => (delta.exp(), 0.0),
        false => (delta.exp(), ridge.exp()),
    };
    let there = like.with_two_class(two).with_delta(delta).ok()?;
    there
        .with_ridge(ridge)
        .and_then(|p| p.with_weight_ratio(weight.exp()))
        .ok()
}

fn by_parameter(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    if problem.ridge() > 0.0 {
        along_ridge(problem, loss, effort)
    } else {
        along_delta(problem, loss, effort)
    }
}

fn along_weights(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    let (from, to) = (even_pull(problem).ln(), problem.weight_ratio().ln());
    let sign = if from < to { 1.0 } else { -1.0 };
    let at = |t: f64| {
        let rho = if t == sign * to {
            problem.weight_ratio()
        } else {
            (sign * t).exp()
        };
        problem.with_weight_ratio(rho).map(|p| (p, 0.0)).ok()
    };
    let first = at(sign * from)?;
    let begin = newton_at(&first, loss, start(&first.0)?, MOST_STEPS_AT_START, effort)
        .or_else(|| by_parameter(&first.0, loss, effort))?;
    trace(
        at,
        loss,
        begin,
        (sign * from, sign * to),
        MOST_STEPS_A_STRIDE,
        effort,
    )
}

fn along_delta(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    if !problem.loss().kind().is_decreasing() {
        return None;
    }
    let threshold = separability_threshold(problem.two_class())?;
    let depth = |delta: f64| -((threshold - delta) / threshold).ln();
    let (from, to) = (depth(EASY_SHARE * threshold), depth(problem.delta()));
    if !(from < to && to.is_finite()) {
        return None;
    }
    let at = |t: f64| {
        let delta = threshold * -f64::exp_m1(-t);
        problem
            .with_delta(if t == to { problem.delta() } else { delta })
            .map(|p| (p, 0.0))
            .ok()
    };
    let begin = easy(&at(from)?.0, loss, effort)?;
    trace(at, loss, begin, (from, to), MOST_STEPS_A_STRIDE, effort)
}

fn along_ridge(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    let prior = problem.two_class().minority_prior();
    let large = EASY_RIDGE * (prior * problem.weight_ratio() + 1.0 - prior);
    let (from, to) = (-large.ln(), -problem.ridge().ln());
    if from >= to {
        return None;
    }
    let at = |t: f64| {
        let ridge = if t == to { problem.ridge() } else { (-t).exp() };
        problem.with_ridge(ridge).map(|p| (p, 0.0)).ok()
    };
    let begin = easy(&at(from)?.0, loss, effort)?;
    trace(at, loss, begin, (from, to), MOST_STEPS_A_STRIDE, effort)
}

fn along_losses(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    LAST_BLENDS.into_iter().find_map(|last| {
        let to = -last.ln();
        let at = |t: f64| Some((*problem, if t == to { 0.0 } else { (-t).exp() }));
        let most = MOST_STEPS_A_STRIDE_OF_LOSSES;
        let begin = newton_at(&at(0.0)?, loss, start(problem)?, most, effort)?;
        trace(at, loss, begin, (0.0, to), most, effort)
    })
}

/// From the plain loss: scales grow as powers, shifts evenly.
fn along_adjustments(
    problem: &Problem,
    loss: &dyn Loss,
    effort: &mut Effort,
) -> Option<SystemRoot> {
    let adjustment = problem.loss().adjustment();
    let (scale, shift) = (adjustment.scale(), adjustment.shift());
    let sizes = scale.map(f64::ln).into_iter().chain(shift);
    let to = sizes.fold(0.0, |most: f64, size| most.max(size.abs()));
    let at = |t: f64| {
        let share = t / to;
        let part = Adjustment::new(scale.map(|d| d.powf(share)), shift.map(|i| share * i)).ok()?;
        let part = if t == to { adjustment } else { part };
        let loss = problem.loss().with_adjustment(part).ok()?;
        Some((problem.with_loss(loss), 0.0))
    };
    if to == 0.0 {
        return None;
    }
    let plain = at(0.0)?;
    let begin = newton_at(&plain, loss, start(&plain.0)?, MOST_STEPS_AT_START, effort)
        .or_else(|| along_weights(&plain.0, loss, effort))?;
    trace(at, loss, begin, (0.0, to), MOST_STEPS_A_STRIDE, effort)
}

/// The solution where a path begins: easy for Newton, mostly.
fn easy(problem: &Problem, loss: &dyn Loss, effort: &mut Effort) -> Option<SystemRoot> {
    newton_at(
        &(*problem, 0.0),
        loss,
        start(problem)?,
        MOST_STEPS_AT_START,
        effort,
    )
    .or_else(|| along_losses(problem, loss, effort))
}

fn newton_at(
    (problem, square): &(Problem, f64),
    loss: &dyn Loss,
    guess: Unknowns,
    most: usize,
    effort: &mut Effort,
) -> Option<SystemRoot> {
    newton(
        &Equations::new(problem, loss, *square),
        &guess,
        most,
        effort,
    )
}

/// Follows the solutions of `at(t)` = (problem, share of the square loss) from one end of
/// t to the other, each start extrapolated from the last two solutions, in strides that
/// grow while Newton follows and shrink where it does not.
fn trace(
    at: impl Fn(f64) -> Option<(Problem, f64)>,
    loss: &dyn Loss,
    begin: SystemRoot,
    (from, to): (f64, f64),
    most: usize,
    effort: &mut Effort,
) -> Option<SystemRoot> {
    let budget = effort.steps + MOST_STEPS;
    let solve = |t: f64, guess: Unknowns, effort: &mut Effort| {
        newton_at(&at(t)?, loss, guess, most, effort)
    };
    let (mut t, mut here) = (from, begin);
    let mut before: Option<(f64, Unknowns)> = None;
    let mut stride = 0.3f64;
    while t < to {
        if effort.steps > budget || effort.is_enough() || stride < SHORTEST_STRIDE {
            return None;
        }
        let next = if t + 1.2 * stride >= to {
            to
        } else {
            t + stride
        };
        // Which of the two is straighter depends on the regime: (γ, b) diverge with η at
        // the threshold, and b tends to a constant where a class is about to be given up.
        let guesses = before.map_or([here.at; 3], |(old, point)| {
            let share = (next - t) / (t - old);
            [
                extrapolate(&point, &here.at, share, true),
                extrapolate(&point, &here.at, share, false),
                here.at,
            ]
        });
        let found = guesses
            .into_iter()
            .find_map(|guess| solve(next, guess, effort));
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

/// Continues a line through two points, of (γ, b)/η or of (γ, b) themselves.
fn extrapolate(before: &Unknowns, here: &Unknowns, share: f64, scaled: bool) -> Unknowns {
    let line = |a: f64, b: f64| b + share * (b - a);
    let log_eta = line(before[0], here[0]);
    let [gamma, bias] = [1, 2].map(|i| {
        if scaled {
            line(before[i] * (-before[0]).exp(), here[i] * (-here[0]).exp()) * log_eta.exp()
        } else {
            line(before[i], here[i])
        }
    });
    Unknowns::new(log_eta, gamma, bias, line(before[3], here[3]))
}
