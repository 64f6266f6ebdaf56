//! Hinge, absolute and every other loss with two linear pieces; and those whose slope is a
//! clamped line, where Newton's method does not do.

use super::clamped_program::Program;
use super::interior_point::{Steps, interior_point};
use super::newton::{interpolating_margins, newton_reduced};
use super::polish::polish;
use super::reduced_coordinates::Reduced;
use super::risk::vanishes;
use super::signed_samples::SignedSamples;
use super::{Fit, Kernel, SolveError};
use crate::loss::{Loss, Piece};
use crate::simulate::TrainingSet;

/// A residual of a program that counts as solved.
pub(super) const ACCEPTED_GAP: f64 = 1e-8;

/// A loss whose slope is a clamped line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clamped {
    /// Where the line is zero, or the slope jumps.
    kink: f64,
    /// The slope's bounds, of which either may be infinite.
    slopes: (f64, f64),
    /// One over the line's steepness; 0 for a jump.
    compliance: f64,
}

impl Clamped {
    /// `None` for losses of any other shape.
    pub(super) fn of(loss: &dyn Loss) -> Option<Self> {
        let pieces = loss.pieces()?;
        let bent = pieces.iter().position(|piece| piece.curvature > 0.0);
        let flat = |piece: Option<&Piece>, otherwise: f64| match piece {
            None => Some(otherwise),
            Some(piece) => (piece.curvature == 0.0).then_some(piece.slope),
        };
        match (bent, pieces.as_slice()) {
            (None, [left, right]) if left.slope < right.slope => Some(Self {
                kink: right.from,
                slopes: (left.slope, right.slope),
                compliance: 0.0,
            }),
            (None, _) => None,
            (Some(k), pieces) => {
                let line = pieces[k];
                let before = k.checked_sub(1).map(|k| &pieces[k]);
                if k > 1 || pieces.len() > k + 2 {
                    return None;
                }
                Some(Self {
                    kink: -line.slope / line.curvature,
                    slopes: (
                        flat(before, f64::NEG_INFINITY)?,
                        flat(pieces.get(k + 1), f64::INFINITY)?,
                    ),
                    compliance: 1.0 / line.curvature,
                })
            }
        }
    }

    fn jumps(&self) -> bool {
        self.compliance == 0.0
    }
}

/// Whether [`piecewise_linear`] trains with this loss, rather than [`newton`](super::newton).
pub fn is_piecewise_linear(loss: &dyn Loss) -> bool {
    Clamped::of(loss).is_some_and(|clamped| clamped.jumps())
}

/// Minimises (1/n) Σ ω_{g_i} ℓ_{g_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖² for losses with two
/// linear pieces (hinge, absolute), one a group, by an interior-point method; its answer
/// is then replaced by the exact solution for the samples at their kinks.
///
/// The residual is the relative duality gap, a bound on how far the objective is above
/// its minimum as a share of that, or the largest violation of a condition of optimality,
/// each against its own scale, if that is less. Where the minimiser is not unique (the intercept, when every sample of
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
    if !losses.iter().all(|loss| is_piecewise_linear(*loss)) {
        return Err(SolveError::Shape);
    }
    by_program(reduced, losses, group_weights, ridge)
}

/// By an interior-point method, for all losses whose slope is a clamped line.
pub(super) fn by_program(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    let clamped: Option<Vec<Clamped>> = losses.iter().map(|l| Clamped::of(*l)).collect();
    let clamped = clamped.ok_or(SolveError::Shape)?;
    let program = program(&reduced.data, &clamped, group_weights, ridge);
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
pub(super) struct ProgramSolution {
    pub(super) at: Vec<f64>,
    iterations: usize,
    /// The relative gap; of no meaning where `enough` accepted the margins.
    gap: f64,
    /// Whether `enough` accepted the margins or the gap is closed.
    done: bool,
}

/// By interior points, then exactly on the samples at their kinks; where that leaves a
/// gap, once more with centred steps. Ends early once `enough` accepts the margins.
pub(super) fn solve(program: &Program<'_>, enough: impl Fn(&[f64]) -> bool) -> ProgramSolution {
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

fn attempt(
    program: &Program<'_>,
    steps: Steps,
    enough: impl Fn(&[f64]) -> bool,
) -> ProgramSolution {
    let interior = interior_point(program, steps, &enough);
    let early = enough(&program.data.margins(&interior.pair.at));
    let iterations = interior.iterations;
    let (pair, gap) = if early {
        (interior.pair, interior.gap)
    } else {
        polish(program, &interior)
    };
    ProgramSolution {
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
pub(super) fn accept(reduced: &Reduced, solution: &ProgramSolution) -> Result<Fit, SolveError> {
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
    data: &'a SignedSamples<'a>,
    clamped: &[Clamped],
    group_weights: &[f64],
    ridge: f64,
) -> Program<'a> {
    let each: Vec<Clamped> = (clamped.iter().zip(group_weights))
        .map(|(loss, weight)| Clamped {
            kink: loss.kink,
            slopes: (weight * loss.slopes.0, weight * loss.slopes.1),
            compliance: loss.compliance / weight,
        })
        .collect();
    let each = data.spread(&each);
    Program {
        low: each.iter().map(|loss| loss.slopes.0).collect(),
        high: each.iter().map(|loss| loss.slopes.1).collect(),
        kinks: each.iter().map(|loss| loss.kink).collect(),
        compliance: each.iter().map(|loss| loss.compliance).collect(),
        ridge: ridge * data.samples() as f64,
        penalised: data.unknowns() - 1,
        length: data.mean_square().sqrt(),
        data,
    }
}
