//! Newton's method for losses with a continuous derivative.

use faer::ColMut;

use super::cholesky::solve_positive_definite;
use super::conjugate_gradient::conjugate_gradient;
use super::line_search::wolfe;
use super::piecewise_linear::by_program;
use super::quasi_newton::{SOUGHT, quasi_newton};
use super::reduced_coordinates::Reduced;
use super::risk::{Risk, turning_point};
use super::{ACCEPTED_RESIDUAL, Fit, Kernel, SolveError, axpy, dot, length};
use crate::loss::Loss;
use crate::simulate::{TrainingSet, is_given_up};

/// Converged once the Newton decrement says that the objective is this close, relative
/// to its value, to its minimum.
const TOLERANCE: f64 = 1e-24;
/// Where rounding ends the descent first, it is done as close as this.
const CLOSE: f64 = 1e-18;
/// A gradient that is a greater share of what balances in it asks for another method.
const BALANCED: f64 = 1e-9;
const MOST_STEPS: usize = 200;
/// Unknowns from which conjugate gradients may be cheaper than forming the Hessian.
const MANY_UNKNOWNS: usize = 1500;

/// Unknowns from which passes are cheaper than Newton's Hessians.
const SEVERAL_UNKNOWNS: usize = 32;

/// No gradient larger than this against that at θ = 0 counts as small.
const LOOSEST: f64 = 0.01;

/// How Newton's linear system is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linear {
    /// The Hessian, factored.
    Cholesky,
    /// Products with the Hessian alone, at most so many a step: when they do not do, the
    /// Hessian is too ill-conditioned for them and is factored from there on.
    Products(usize),
}

impl Linear {
    /// A factored Hessian costs about as much as one product for every sixteen unknowns,
    /// since products are limited by memory.
    fn for_unknowns(unknowns: usize) -> Self {
        if unknowns > MANY_UNKNOWNS {
            Linear::Products(unknowns / 16)
        } else {
            Linear::Cholesky
        }
    }
}

/// Minimises (1/n) Σ ω_{g_i} ℓ_{g_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖² from θ = 0, for losses with a
/// continuous derivative; `losses` has one entry a group.
///
/// From 32 unknowns on by limited-memory BFGS with a Hessian in single precision, to a
/// relative gradient of 1e-12; where that does not get there, and for fewer unknowns, by
/// Newton's method to rounding. With d > n the unknowns are coordinates of the samples' span,
/// and with more than 1,500 of them Newton's Hessian is only multiplied by (Newton–CG), as
/// long as that is quick. A ridge or weight so small that rounding of the margins is as large
/// as what it does leaves Newton's method without an answer; losses whose slope is a clamped
/// line (squared hinge, Huber) are then minimised by interior points, in which the slopes are
/// unknowns of their own. Without ridge and with
/// d + 1 ≥ n, losses that turn up again (Huber) are all minimised at once, sample by
/// sample, by the interpolator of least ‖θ‖, which is returned.
///
/// # Errors
/// [`SolveError::Separable`] when r = 0 and the current direction separates the data
/// with every margin positive, for losses that vanish at infinity;
/// [`SolveError::Singular`] and [`SolveError::MaxIterations`] otherwise.
pub fn newton(
    set: &TrainingSet,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    newton_to(set, losses, group_weights, ridge, SOUGHT)
}

/// [`newton`] to a given gradient, relative to that at θ = 0 and at most .01, rather than to
/// 1e-12: from 32 unknowns on, where Newton's method itself does not have to help.
///
/// # Errors
/// As for [`newton`].
pub fn newton_to(
    set: &TrainingSet,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
    relative_gradient: f64,
) -> Result<Fit, SolveError> {
    if let Some(margins) = interpolating_margins(set, losses, ridge) {
        return Kernel::of(set).interpolate(&margins);
    }
    let sought = relative_gradient.clamp(SOUGHT, LOOSEST);
    reduced_to(&Reduced::of(set), losses, group_weights, (ridge, sought))
}

/// [`newton`] on data reduced before, where interpolation is not the answer.
pub(super) fn newton_reduced(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    reduced_to(reduced, losses, group_weights, (ridge, SOUGHT))
}

fn reduced_to(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    (ridge, sought): (f64, f64),
) -> Result<Fit, SolveError> {
    let unknowns = reduced.data.unknowns();
    let linear = Linear::for_unknowns(unknowns);
    let mut start = vec![0.0; unknowns];
    if unknowns >= SEVERAL_UNKNOWNS {
        let risk = Risk::new(&reduced.data, losses, group_weights, ridge);
        let reached = quasi_newton(&risk, sought);
        if reached.minimal {
            let (theta, bias) = reduced.restore(&reached.at);
            return Ok(Fit {
                theta,
                bias,
                iterations: reached.passes,
                residual: reached.residual,
            });
        }
        start = reached.at;
    }
    let fit = newton_from(reduced, losses, group_weights, ridge, linear, start);
    sharpened(fit, reduced, losses, group_weights, ridge)
}

/// The fit, or that of interior points where Newton's method has left too much.
fn sharpened(
    fit: Result<Fit, SolveError>,
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    let unsolved = match &fit {
        Ok(fit) => fit.residual > BALANCED,
        Err(SolveError::MaxIterations { .. } | SolveError::Singular { .. }) => true,
        Err(_) => false,
    };
    match unsolved && ridge > 0.0 {
        true => by_program(reduced, losses, group_weights, ridge).or(fit),
        false => fit,
    }
}

/// The margins m_g of the interpolator of least ‖θ‖, where it is the answer whatever the
/// weights: without ridge, with d + 1 ≥ n, for losses that turn up again.
pub(crate) fn interpolating_margins(
    set: &TrainingSet,
    losses: &[&dyn Loss],
    ridge: f64,
) -> Option<Vec<f64>> {
    if ridge > 0.0 || set.dimension() + 1 < set.samples() {
        return None;
    }
    losses.iter().map(|loss| turning_point(*loss)).collect()
}

/// Newton's method with everything chosen.
pub(super) fn newton_from(
    reduced: &Reduced,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
    linear: Linear,
    start: Vec<f64>,
) -> Result<Fit, SolveError> {
    let risk = Risk::new(&reduced.data, losses, group_weights, ridge);
    let mut descent = Descent::new(&risk, linear, start);
    let outcome = descent.run().map(|(iterations, residual)| {
        let (theta, bias) = reduced.restore(&descent.at);
        Fit {
            theta,
            bias,
            iterations,
            residual,
        }
    });
    outcome.map_err(|error| {
        if !matches!(error, SolveError::Separable(_)) {
            return error;
        }
        let (theta, bias) = reduced.restore(&descent.at);
        let shift = reduced.data.separating_shift(&descent.margins);
        SolveError::separated_by((theta, bias + shift.unwrap_or(0.0)))
    })
}

struct Descent<'a> {
    risk: &'a Risk<'a>,
    linear: Linear,
    at: Vec<f64>,
    margins: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    /// Norm of the gradient and sum of the pulls at θ = 0.
    first: (f64, f64),
}

impl<'a> Descent<'a> {
    fn new(risk: &'a Risk<'a>, linear: Linear, at: Vec<f64>) -> Self {
        let zero = vec![0.0; at.len()];
        let none = vec![0.0; risk.data.samples()];
        let gradient = length(&risk.gradient(&none, &zero));
        let pulls = total(&risk.pulls(&none));
        let margins = risk.data.margins(&at);
        Self {
            value: risk.value(&margins, &at),
            gradient: risk.gradient(&margins, &at),
            risk,
            linear,
            at,
            margins,
            first: (
                gradient.max(f64::MIN_POSITIVE),
                pulls.max(f64::MIN_POSITIVE),
            ),
        }
    }

    /// Norm of the gradient, relative to that at θ = 0.
    fn length(&self) -> f64 {
        length(&self.gradient) / self.first.0
    }

    /// The same against what balances in it here: with weights of 10¹², or a ridge that is
    /// all that keeps separable data's θ finite, the pulls are many orders smaller at the
    /// minimum than at zero.
    fn residual(&self) -> f64 {
        let share = total(&self.risk.pulls(&self.margins)) / self.first.1;
        self.length() / share.clamp(f64::MIN_POSITIVE, 1.0)
    }

    /// Steps until the decrement vanishes; the number of steps and the residual.
    fn run(&mut self) -> Result<(usize, f64), SolveError> {
        let mut last_decrement = f64::INFINITY;
        let mut best = (f64::INFINITY, self.at.clone());
        for iterations in 1..=MOST_STEPS {
            if is_given_up() {
                break;
            }
            if self.risk.escapes(&self.margins) {
                return Err(SolveError::separated_by((Vec::new(), 0.0)));
            }
            // No direction descends from an exact minimum, which small problems do reach.
            if self.gradient.iter().all(|g| *g == 0.0) {
                return Ok((iterations, 0.0));
            }
            let step = self.direction()?;
            let slope = dot(&step, &self.gradient);
            // Near the end rounding stops the decrease: then the best point is the answer.
            let stalled = -slope <= CLOSE * self.value && -slope >= 0.25 * last_decrement;
            last_decrement = -slope;
            let moved = !stalled && self.advance(&step, slope);
            let residual = self.residual();
            if residual < best.0 {
                best = (residual, self.at.clone());
            }
            if !moved || -slope <= TOLERANCE * self.value {
                let close = -slope <= CLOSE * self.value || best.0 <= BALANCED;
                let close = close && best.0 <= ACCEPTED_RESIDUAL;
                let (residual, at) = best;
                self.at = at;
                return match close {
                    true => Ok((iterations, residual)),
                    false => Err(SolveError::MaxIterations {
                        iterations,
                        residual,
                    }),
                };
            }
        }
        if best.0 <= BALANCED {
            self.at = best.1;
            return Ok((MOST_STEPS, best.0));
        }
        Err(SolveError::MaxIterations {
            iterations: MOST_STEPS,
            residual: self.residual(),
        })
    }

    /// Moves along `step`; `false`, staying, where no length of it helps.
    fn advance(&mut self, step: &[f64], slope: f64) -> bool {
        let along = self.risk.data.margins(step);
        let there = |t: f64| -> (Vec<f64>, Vec<f64>) {
            let (mut at, mut margins) = (self.at.clone(), self.margins.clone());
            axpy(t, step, &mut at);
            axpy(t, &along, &mut margins);
            (at, margins)
        };
        let d = step.len() - 1;
        let line = |t: f64| {
            let (at, margins) = there(t);
            let pull = dot(&self.risk.pulls(&margins), &along);
            let drag = self.risk.ridge * dot(&at[..d], &step[..d]);
            (self.risk.value(&margins, &at), pull + drag)
        };
        let Some(t) = wolfe(line, self.value, slope) else {
            return false;
        };
        let (at, _) = there(t);
        // Margins anew: sums of steps would carry their rounding along.
        self.margins = self.risk.data.margins(&at);
        self.value = self.risk.value(&self.margins, &at);
        self.gradient = self.risk.gradient(&self.margins, &at);
        self.at = at;
        true
    }

    /// −H⁻¹∇F.
    fn direction(&mut self) -> Result<Vec<f64>, SolveError> {
        let bends = self.risk.bends(&self.margins);
        let right: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
        if let Linear::Products(most) = self.linear {
            // Superlinear, and no more exact than the outer iteration can use.
            let tolerance = (0.1 * self.length().sqrt()).min(0.1);
            if let Some(step) = conjugate_gradient(self.risk, &bends, &right, tolerance, most) {
                return Ok(step);
            }
            self.linear = Linear::Cholesky;
        }
        self.factored(&bends, right)
    }

    /// By Cholesky, with a little of the identity added where the Hessian is singular:
    /// with fewer samples than dimensions, or when all samples but a few lie on pieces
    /// without curvature.
    fn factored(&self, bends: &[f64], right: Vec<f64>) -> Result<Vec<f64>, SolveError> {
        let typical = self.risk.typical_curvature();
        for shift in [0.0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0] {
            let mut step = right.clone();
            let mut hessian = self.risk.hessian(bends, shift * typical);
            let column = ColMut::from_slice_mut(&mut step).as_mat_mut();
            if solve_positive_definite(&mut hessian, column) && dot(&step, &right) > 0.0 {
                return Ok(step);
            }
        }
        Err(SolveError::Singular {
            samples: self.risk.data.samples(),
            dimension: right.len() - 1,
        })
    }
}

fn total(pulls: &[f64]) -> f64 {
    pulls.iter().map(|u| u.abs()).sum()
}
