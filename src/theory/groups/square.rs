//! Square loss for any groups: a closed form but for κ (docs/theory.md, section 8).
//!
//! Group g's loss is ω_gΔ_y²(z − t_y)²/2. With c_g = κω_gΔ_y²σ_g²/(1 + κω_gΔ_y²σ_g²) and v_g = (y_gμ_g, y_g)/σ_g:
//!
//! - κ solves rκ + Σ_g π_g c_g = δ;
//! - p = (m, b) solves δ(m, 0) + Σ_g π_g c_g v_g e_g = 0, e_g = v_g·p − t_y/σ_g;
//! - η² = α² − ‖m‖² = Σ_g π_g c_g²(‖m‖² + e_g²)/(δ − Σ_g π_g c_g²).
//!
//! Without ridge and for δ > 1 all c_g are 1: the samples are met exactly, whatever the weights.

use nalgebra::{DMatrix, DVector};

use super::prediction::{Answer, Found};
use super::problem::FramedProblem;
use super::system::GroupUnknowns;
use crate::numerics::bracketed_root;
use crate::theory::Status;

/// A classifier with what it leaves of every equation.
struct Closed {
    kappa: Option<f64>,
    /// c_g.
    leverage: Vec<f64>,
    eta: f64,
    /// (m, b).
    position: DVector<f64>,
}

/// An interpolating classifier leaves no more than this in any equation.
const ACCEPTED: f64 = 1e-10;

/// The minimum-norm limit of δ > 1 without ridge: of the loss only the margins t_y matter.
pub(super) fn interpolated(problem: &FramedProblem) -> Answer {
    let leverage = vec![1.0; problem.members.len()];
    let Some(closed) = Closed::with(problem, leverage, None) else {
        return Answer::none(Status::NotConverged);
    };
    let residual = closed.residual(problem);
    if !residual.le(&ACCEPTED) {
        return Answer::none(Status::NotConverged);
    }
    Answer {
        status: Status::Converged,
        residual: Some(residual),
        iterations: 0,
        found: Some(Found {
            alpha: closed.eta.hypot(along(&closed.position)),
            position: closed.position,
            kappa: None,
        }),
    }
}

/// The square loss's solution of the same problem, as a point of the system.
pub(super) fn start(problem: &FramedProblem) -> Option<GroupUnknowns> {
    let kappa = effective_step(problem)?;
    let leverage = stiffnesses(problem).map(|w| kappa * w / (1.0 + kappa * w));
    let closed = Closed::with(problem, leverage.collect(), Some(kappa))?;
    let mut point = closed.position.insert_row(0, closed.eta.max(1e-150).ln());
    point = point.push(closed.kappa?.ln());
    point.iter().all(|v| v.is_finite()).then_some(point)
}

/// ω_gΔ_y²σ_g².
fn stiffnesses(problem: &FramedProblem) -> impl Iterator<Item = f64> {
    let scale = problem.loss.adjustment().scale();
    let of = move |class: usize, noise: f64| (scale[class] * noise).powi(2);
    let members = problem.members.iter();
    members.map(move |g| g.weight * of(g.class(), g.noise))
}

/// The root of rκ + Σ_g π_g κw_g/(1 + κw_g) = δ, which increases in κ; sought in log κ.
fn effective_step(problem: &FramedProblem) -> Option<f64> {
    let (delta, ridge) = (problem.delta, problem.ridge);
    let priors = problem.members.iter().map(|g| g.prior);
    let terms: Vec<(f64, f64)> = priors.zip(stiffnesses(problem)).collect();
    let excess = |log_kappa: f64| {
        let k = log_kappa.exp();
        let used: f64 = terms.iter().map(|(p, w)| p * (k * w) / (1.0 + k * w)).sum();
        (ridge * k + used) / delta - 1.0
    };
    let slope: f64 = ridge + terms.iter().map(|(p, w)| p * w).sum::<f64>();
    let low = (delta / slope).ln() - 1e-9;
    let smallest = terms.iter().map(|t| t.1).fold(f64::INFINITY, f64::min);
    let high = if ridge > 0.0 {
        (delta / ridge).ln()
    } else {
        // All c_g ≥ c of the smallest weight, so that Σ π c ≥ δ once that one is.
        (delta / ((1.0 - delta) * smallest)).ln()
    };
    let root = bracketed_root(excess, low, high.max(low) + 1e-9).ok()?;
    Some(root.at.exp())
}

/// ‖m‖ of (m, b).
fn along(position: &DVector<f64>) -> f64 {
    position.rows(0, position.len() - 1).norm()
}

/// t_y/σ_g for every group.
fn targets(problem: &FramedProblem) -> impl Iterator<Item = f64> {
    let targets = problem.loss.targets().unwrap_or([1.0; 2]);
    let members = problem.members.iter();
    members.map(move |g| targets[g.class()] / g.noise)
}

impl Closed {
    fn with(problem: &FramedProblem, leverage: Vec<f64>, kappa: Option<f64>) -> Option<Self> {
        let position = position(problem, &leverage)?;
        let m = along(&position);
        let mut noise = 0.0;
        let mut freedom = kappa.map_or(problem.delta - 1.0, |k| problem.ridge * k);
        for ((g, c), t) in problem.members.iter().zip(&leverage).zip(targets(problem)) {
            let e = g.direction.dot(&position) - t;
            noise += g.prior * c * c * (m * m + e * e);
            freedom += g.prior * c * (1.0 - c);
        }
        let eta = (noise / freedom).sqrt();
        let closed = Self {
            kappa,
            leverage,
            eta,
            position,
        };
        (eta.is_finite() && closed.position.iter().all(|v| v.is_finite())).then_some(closed)
    }

    /// The largest of what the equations of (η, m, b) leave, each relative to its terms.
    fn residual(&self, problem: &FramedProblem) -> f64 {
        let (delta, size) = (problem.delta, self.position.len());
        let mut pulls = delta * &self.position;
        pulls[size - 1] = 0.0;
        let mut sizes = pulls.abs();
        let mut fitted = 0.0;
        let alpha = self.eta.hypot(along(&self.position));
        for ((g, c), t) in problem
            .members
            .iter()
            .zip(&self.leverage)
            .zip(targets(problem))
        {
            let e = g.direction.dot(&self.position) - t;
            pulls += g.prior * c * e * &g.direction;
            sizes += g.prior * c * (e.abs() + t.abs()) * g.direction.abs();
            fitted += g.prior * c * c * (alpha * alpha + e * e);
        }
        let rows = pulls.iter().zip(&sizes);
        let linear = rows.map(|(f, size)| f.abs() / size.max(f64::MIN_POSITIVE));
        let spread = delta * self.eta * self.eta;
        linear.fold((spread - fitted).abs() / spread.max(fitted), f64::max)
    }
}

/// (m, b) from its linear system.
fn position(problem: &FramedProblem, leverage: &[f64]) -> Option<DVector<f64>> {
    let size = problem.dimension() + 1;
    let mut matrix = DMatrix::identity(size, size) * problem.delta;
    matrix[(size - 1, size - 1)] = 0.0;
    let mut right = DVector::zeros(size);
    for ((g, c), t) in problem.members.iter().zip(leverage).zip(targets(problem)) {
        let v = &g.direction;
        matrix += g.prior * c * v * v.transpose();
        right += g.prior * c * t * v;
    }
    let lu = matrix.clone().lu();
    let solved = lu.solve(&right)?;
    // Once more, on what rounding left.
    Some(&solved + lu.solve(&(&right - &matrix * &solved))?)
}
