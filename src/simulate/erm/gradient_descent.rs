//! Full-batch gradient descent, to watch where it drifts.

use super::line_search::wolfe;
use super::risk::Risk;
use super::signed_samples::{SignedSamples, slope_square};
use super::{Fit, Hyperplane, SolveError, axpy, dot, norm_squared};
use crate::loss::Loss;
use crate::simulate::{TrainingSet, is_given_up};

/// How long a step is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepSize {
    /// η, the same for every step.
    Fixed(f64),
    /// Twice the last one, halved until the objective falls by ηg²/2: it grows as the loss
    /// vanishes, which makes the drift quick (Nacson et al. 2019).
    Backtracked,
}

/// What descent does with the intercept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intercept {
    /// b minimises the objective at every θ, on which alone descent acts. Then
    /// Σ ω_i y_i ℓ'(z_i) = 0 throughout, and the limit is the maximum margin with free b.
    Minimised,
    /// b descends like a coordinate of θ. The limit is then the maximum margin that
    /// counts b in the norm, min ‖θ‖² + b²: not the same classifier when b ≠ 0.
    Descends,
}

/// How gradient descent runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DescentSettings {
    /// Default backtracked.
    pub step: StepSize,
    /// Default minimised.
    pub intercept: Intercept,
    /// Steps. Default 10,000.
    pub iterations: usize,
    /// Checkpoints in every tenfold of the iteration. Default 4.
    pub checkpoints_per_decade: usize,
    /// Stops once ‖gradient‖ ≤ this times its norm at θ = 0. Default 0.
    pub tolerance: f64,
}

impl Default for DescentSettings {
    fn default() -> Self {
        Self {
            step: StepSize::Backtracked,
            intercept: Intercept::Minimised,
            iterations: 10_000,
            checkpoints_per_decade: 4,
            tolerance: 0.0,
        }
    }
}

/// Descent after some number of steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checkpoint {
    /// Steps made.
    pub iteration: usize,
    /// The objective.
    pub objective: f64,
    /// ‖θ‖.
    pub norm: f64,
    /// Angle between θ and the reference direction, in radians; `None` without one.
    pub angle: Option<f64>,
    /// min_i y_i(θᵀx_i + b)/‖θ‖, the smallest training margin of the direction.
    pub margin: f64,
}

/// The way gradient descent took.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// At the first step, at logarithmically spaced ones, and at the last.
    pub checkpoints: Vec<Checkpoint>,
    /// Where it ended.
    pub fit: Fit,
}

/// Gradient descent from θ = 0, b = 0 on (1/n) Σ ω_{g_i} ℓ_{g_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖²,
/// for losses with a derivative.
///
/// On separable data without ridge it does not converge: for losses with an exponential
/// tail ‖θ‖ grows for ever while the direction tends to that of the
/// [`hard_margin`](super::hard_margin()), whatever the weights (Soudry et al. 2018).
/// `reference` is a direction to measure that against.
///
/// # Errors
/// [`SolveError::MaxIterations`] when a fixed step is too long and the iteration
/// diverges. Running out of `iterations` is not an error.
pub fn gradient_descent(
    set: &TrainingSet,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
    settings: DescentSettings,
    reference: Option<&Hyperplane>,
) -> Result<Trajectory, SolveError> {
    let data = SignedSamples::of(set);
    let risk = Risk::new(&data, losses, group_weights, ridge);
    let mut state = State::at(&risk, settings.intercept, vec![0.0; data.unknowns()]);
    let first = norm_squared(&state.gradient).sqrt();
    let spacing = 10f64.powf(1.0 / settings.checkpoints_per_decade.max(1) as f64);
    let mut next = 1;
    let mut checkpoints: Vec<Checkpoint> = Vec::new();
    let mut length = match settings.step {
        StepSize::Fixed(step) => step,
        StepSize::Backtracked => 1.0,
    };
    let mut done = 0;
    while done < settings.iterations
        && !is_given_up()
        && norm_squared(&state.gradient).sqrt() > settings.tolerance * first
    {
        let Some(moved) = state.step(&risk, settings, &mut length) else {
            break;
        };
        state = moved;
        done += 1;
        if !state.value.is_finite() {
            return Err(SolveError::MaxIterations {
                iterations: done,
                residual: f64::INFINITY,
            });
        }
        if done == next {
            checkpoints.push(state.checkpoint(done, reference));
            next = (next + 1).max((next as f64 * spacing).round() as usize);
        }
    }
    if checkpoints.last().is_none_or(|c| c.iteration < done) {
        checkpoints.push(state.checkpoint(done, reference));
    }
    let residual = norm_squared(&state.gradient).sqrt() / first.max(f64::MIN_POSITIVE);
    let bias = state.at.pop().unwrap_or(0.0);
    Ok(Trajectory {
        checkpoints,
        fit: Fit {
            theta: state.at,
            bias,
            iterations: done,
            residual,
        },
    })
}

/// A point with all that the next step needs.
struct State {
    at: Vec<f64>,
    margins: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl State {
    fn at(risk: &Risk<'_>, intercept: Intercept, mut at: Vec<f64>) -> Self {
        let mut margins = risk.data.margins(&at);
        if intercept == Intercept::Minimised {
            minimise_intercept(risk, &mut at, &mut margins);
        }
        let mut gradient = risk.gradient(&margins, &at);
        if intercept == Intercept::Minimised {
            // Zero but for rounding, and not descent's to move.
            *gradient.last_mut().expect("the intercept is there") = 0.0;
        }
        Self {
            value: risk.value(&margins, &at),
            gradient,
            margins,
            at,
        }
    }

    /// One step, `length` being adapted; `None` where no step lowers the objective.
    fn step(&self, risk: &Risk<'_>, settings: DescentSettings, length: &mut f64) -> Option<Self> {
        let go = |length: f64| {
            let mut at = self.at.clone();
            axpy(-length, &self.gradient, &mut at);
            Self::at(risk, settings.intercept, at)
        };
        if let StepSize::Fixed(step) = settings.step {
            return Some(go(step));
        }
        let square = norm_squared(&self.gradient);
        *length *= 2.0;
        for _ in 0..200 {
            let moved = go(*length);
            if moved.value <= self.value - 0.5 * *length * square && moved.value < self.value {
                return Some(moved);
            }
            *length *= 0.5;
        }
        None
    }

    fn checkpoint(&self, iteration: usize, reference: Option<&Hyperplane>) -> Checkpoint {
        let theta = &self.at[..self.at.len() - 1];
        let norm = slope_square(&self.at).sqrt();
        let least = self.margins.iter().copied().fold(f64::INFINITY, f64::min);
        Checkpoint {
            iteration,
            objective: self.value,
            norm,
            angle: reference.map(|r| angle(theta, &r.theta)),
            margin: least / norm,
        }
    }
}

/// The angle between two vectors, also accurate when it is small.
fn angle(a: &[f64], b: &[f64]) -> f64 {
    let (na, nb) = (norm_squared(a).sqrt(), norm_squared(b).sqrt());
    let unit = || a.iter().zip(b).map(|(x, y)| (x / na, y / nb));
    let apart = unit().map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
    let together = unit().map(|(x, y)| (x + y).powi(2)).sum::<f64>().sqrt();
    2.0 * apart.atan2(together)
}

/// Newton's method in b alone.
fn minimise_intercept(risk: &Risk<'_>, at: &mut [f64], margins: &mut [f64]) {
    let last = at.len() - 1;
    let labels: Vec<f64> = risk.data.columns().row(last).iter().copied().collect();
    for _ in 0..100 {
        let pulls = risk.pulls(margins);
        let slope = dot(&pulls, &labels);
        let size: f64 = pulls.iter().map(|p| p.abs()).sum();
        let bend: f64 = risk.bends(margins).iter().sum();
        // Margins of some hundreds carry rounding of this size into their exponentials.
        if slope.abs() <= 1e-12 * size || bend <= 0.0 {
            return;
        }
        let step = -slope / bend;
        let line = |t: f64| {
            let moved: Vec<f64> = (margins.iter().zip(&labels))
                .map(|(z, y)| z + t * step * y)
                .collect();
            let incline = step * dot(&risk.pulls(&moved), &labels);
            (risk.value(&moved, at), incline)
        };
        let Some(t) = wolfe(line, risk.value(margins, at), slope * step) else {
            return;
        };
        at[last] += t * step;
        axpy(t * step, &labels, margins);
    }
}
