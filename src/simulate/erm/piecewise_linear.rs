//! Hinge, absolute and every other loss with two linear pieces.

use super::interior_point::{Steps, interior_point};
use super::newton::{interpolating_margins, newton_reduced};
use super::polish::polish;
use super::program::Program;
use super::reduced::Reduced;
use super::risk::vanishes;
use super::signed::Signed;
use super::{Fit, Kernel, SolveError};
use crate::loss::Loss;
use crate::simulate::TrainingSet;

/// A relative duality gap that counts as solved.
pub(super) const ACCEPTED_GAP: f64 = 1e-8;

/// Slopes to the left and right of the kink of a loss with two linear pieces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kinked {
    kink: f64,
    slopes: (f64, f64),
}

impl Kinked {
    /// `None` for losses of any other shape.
    pub(super) fn of(loss: &dyn Loss) -> Option<Self> {
        match loss.pieces()?.as_slice() {
            [left, right]
                if left.curvature == 0.0 && right.curvature == 0.0 && left.slope < right.slope =>
            {
                Some(Self {
                    kink: right.from,
                    slopes: (left.slope, right.slope),
                })
            }
            _ => None,
        }
    }
}

/// Whether [`piecewise_linear`] trains with this loss, rather than [`newton`](super::newton).
pub fn is_piecewise_linear(loss: &dyn Loss) -> bool {
    Kinked::of(loss).is_some()
}

/// Minimises (1/n) Σ ω_{g_i} ℓ_{g_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖² for losses with two
/// linear pieces (hinge, absolute), one a group, by an interior-point method; its answer
/// is then replaced by the exact solution for the samples at their kinks.
///
/// The residual is the relative duality gap, a bound on how far the objective is above
/// its minimum. Where the minimiser is not unique (the intercept, when every sample of
/// both classes lies on one side of its kink) some minimiser is returned. Without ridge
/// and with d + 1 ≥ n, losses that turn up again (absolute) are interpolated.
///
/// # Errors
/// [`SolveError::Separable`] when r = 0, the losses vanish at infinity and a direction
/// with positive margins turns up; [`SolveError::MaxIterations`] when the gap stays
/// open, and [`SolveError::Shape`] for other losses.
pub fn piecewise_linear(
    set: &TrainingSet,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    if let Some(margins) = interpolating_margins(set, losses, ridge) {
        return Kernel::of(set).interpolate(&margins);
    }
    piecewise_linear_reduced(&Reduced::of(set), losses, group_weights, ridge)
}

/// [`piecewise_linear`] on data reduced before, where interpolation is not the answer.
fn piecewise_linear_reduced(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    let kinked: Option<Vec<Kinked>> = losses.iter().map(|l| Kinked::of(*l)).collect();
    let kinked = kinked.ok_or(SolveError::Shape)?;
    let program = program(&reduced.data, &kinked, group_weights, ridge);
    let escapes = ridge == 0.0 && losses.iter().all(|loss| vanishes(*loss));
    let shift = |margins: &[f64]| {
        let shift = reduced.data.separating_shift(margins);
        shift.filter(|_| escapes)
    };
    let solution = solve(&program, |margins| shift(margins).is_some());
    if let Some(shift) = shift(&reduced.data.margins(&solution.at)) {
        let (theta, bias) = reduced.restore(&solution.at);
        return Err(SolveError::separated_by((theta, bias + shift)));
    }
    accept(reduced, &solution)
}

/// What a [`Program`]'s solver returns.
pub(super) struct Solution {
    pub(super) at: Vec<f64>,
    iterations: usize,
    /// The relative gap; of no meaning where `enough` accepted the margins.
    gap: f64,
    /// Whether `enough` accepted the margins or the gap is closed.
    done: bool,
}

/// By interior points, then exactly on the samples at their kinks; where that leaves a
/// gap, once more with centred steps. Ends early once `enough` accepts the margins.
pub(super) fn solve(program: &Program<'_>, enough: impl Fn(&[f64]) -> bool) -> Solution {
    let first = attempt(program, Steps::Corrected, &enough);
    if first.done {
        return first;
    }
    let second = attempt(program, Steps::Centred, &enough);
    if second.done || second.gap < first.gap || first.gap.is_nan() {
        second
    } else {
        first
    }
}

fn attempt(program: &Program<'_>, steps: Steps, enough: impl Fn(&[f64]) -> bool) -> Solution {
    let interior = interior_point(program, steps, &enough);
    let early = enough(&program.data.margins(&interior.pair.at));
    let iterations = interior.iterations;
    let (pair, gap) = if early {
        (interior.pair, interior.gap)
    } else {
        polish(program, &interior)
    };
    Solution {
        at: pair.at,
        iterations,
        gap,
        done: early || gap <= ACCEPTED_GAP,
    }
}

/// By whichever solver fits the losses, on data reduced before, where interpolation is
/// not the answer.
pub(crate) fn fit_reduced(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    if losses.iter().all(|loss| is_piecewise_linear(*loss)) {
        piecewise_linear_reduced(reduced, losses, group_weights, ridge)
    } else {
        newton_reduced(reduced, losses, group_weights, ridge)
    }
}

/// The fit, if its gap is closed.
pub(super) fn accept(reduced: &Reduced, solution: &Solution) -> Result<Fit, SolveError> {
    let (iterations, residual) = (solution.iterations, solution.gap);
    if residual.is_nan() || residual > ACCEPTED_GAP {
        return Err(SolveError::MaxIterations {
            iterations,
            residual,
        });
    }
    let (theta, bias) = reduced.restore(&solution.at);
    Ok(Fit {
        theta,
        bias,
        iterations,
        residual,
    })
}

/// n times the objective, so that slopes are of the size of the weights.
pub(super) fn program<'a>(
    data: &'a Signed<'a>,
    kinked: &[Kinked],
    group_weights: &[f64],
    ridge: f64,
) -> Program<'a> {
    let weights = data.spread(group_weights);
    let kinked = data.spread(kinked);
    let slope = |pick: fn(&Kinked) -> f64| -> Vec<f64> {
        let pairs = kinked.iter().zip(&weights);
        pairs.map(|(k, w)| w * pick(k)).collect()
    };
    Program {
        low: slope(|k| k.slopes.0),
        high: slope(|k| k.slopes.1),
        kinks: kinked.iter().map(|k| k.kink).collect(),
        ridge: ridge * data.samples() as f64,
        penalised: data.unknowns() - 1,
        data,
    }
}
