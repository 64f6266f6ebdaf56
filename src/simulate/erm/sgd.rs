//! Stochastic gradient descent that reaches the minimiser.

use rand::RngExt;

use super::{Fit, SolveError, axpy, dot, norm_squared};
use crate::simulate::{TrainingSet, is_given_up};

/// When stochastic gradient descent stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SgdSettings {
    /// Converged once ‖gradient‖ ≤ this times its norm at θ = 0. Default 1e-8.
    pub tolerance: f64,
    /// Gives up after this many passes over the data. Default 20,000.
    pub max_passes: usize,
}

impl Default for SgdSettings {
    fn default() -> Self {
        Self {
            tolerance: 1e-8,
            max_passes: 20_000,
        }
    }
}

/// A training set with the intercept eliminated: features and labels minus their
/// weighted means, sample by sample.
struct Centred {
    dimension: usize,
    /// One sample after the other.
    features: Vec<f64>,
    labels: Vec<f64>,
    weights: Vec<f64>,
    centre: Vec<f64>,
    target: f64,
}

/// Minimises the weighted square loss by variance-reduced stochastic gradients
/// (SAGA: Defazio, Bach and Lacoste-Julien 2014), from θ = 0.
///
/// One step visits one random sample. Plain SGD with a constant step hovers at a
/// distance from the minimiser that its gradient noise sets, and would bias the
/// simulated errors; remembering the last gradient of each sample removes that noise,
/// and the iteration converges linearly. Steps stay in the span of the samples,
/// so that for d ≥ n and r = 0 the limit is the interpolator of least norm.
///
/// # Errors
/// [`SolveError::MaxIterations`] with the gradient reached.
pub fn sgd(
    set: &TrainingSet,
    group_weights: &[f64],
    ridge: f64,
    settings: SgdSettings,
    rng: &mut impl rand::Rng,
) -> Result<Fit, SolveError> {
    let data = Centred::of(set, group_weights);
    let (n, d) = (data.labels.len(), data.dimension);
    let smoothness = (0..n)
        .map(|i| data.weights[i] * norm_squared(data.sample(i)))
        .fold(0.0, f64::max)
        + ridge;
    let step = 1.0 / (3.0 * smoothness);
    let mut theta = vec![0.0; d];
    // ω_i(θᵀx_i − y_i) as of the last visit; the gradient of sample i is this times x_i.
    let mut memory: Vec<f64> = (0..n).map(|i| -data.weights[i] * data.labels[i]).collect();
    let mut average = data.combination(&memory);
    let start = norm_squared(&average).sqrt();
    let mut residual = 1.0;
    for pass in 1..=settings.max_passes {
        for _ in 0..n {
            let i = rng.random_range(0..n);
            let x = data.sample(i);
            let fresh = data.weights[i] * (dot(x, &theta) - data.labels[i]);
            let change = fresh - memory[i];
            memory[i] = fresh;
            let share = change / n as f64;
            for ((t, g), x) in theta.iter_mut().zip(&mut average).zip(x) {
                *t -= step * (change * x + *g + ridge * *t);
                *g += share * x;
            }
        }
        let gradient = data.gradient(&theta, ridge);
        residual = if start > 0.0 {
            norm_squared(&gradient).sqrt() / start
        } else {
            0.0
        };
        if residual <= settings.tolerance {
            return Ok(Fit {
                bias: data.target - dot(&theta, &data.centre),
                theta,
                iterations: pass,
                residual,
            });
        }
        if !residual.is_finite() || is_given_up() {
            break;
        }
    }
    Err(SolveError::MaxIterations {
        iterations: settings.max_passes,
        residual,
    })
}

impl Centred {
    fn of(set: &TrainingSet, group_weights: &[f64]) -> Self {
        let d = set.dimension();
        let total: f64 = set
            .groups
            .iter()
            .zip(group_weights)
            .map(|(g, w)| w * g.features.ncols() as f64)
            .sum();
        let mut centred = Self {
            dimension: d,
            features: Vec::with_capacity(d * set.samples()),
            labels: Vec::with_capacity(set.samples()),
            weights: Vec::with_capacity(set.samples()),
            centre: vec![0.0; d],
            target: 0.0,
        };
        for (g, &w) in set.groups.iter().zip(group_weights) {
            for sample in g.features.col_iter() {
                let sample = sample.try_as_col_major().expect("columns are contiguous");
                axpy(w / total, sample.as_slice(), &mut centred.centre);
                centred.features.extend_from_slice(sample.as_slice());
                centred.labels.push(g.label);
                centred.weights.push(w);
            }
            centred.target += w * g.features.ncols() as f64 / total * g.label;
        }
        for sample in centred.features.chunks_exact_mut(d) {
            axpy(-1.0, &centred.centre, sample);
        }
        for label in &mut centred.labels {
            *label -= centred.target;
        }
        centred
    }

    fn sample(&self, i: usize) -> &[f64] {
        &self.features[i * self.dimension..(i + 1) * self.dimension]
    }

    /// (1/n) Σ_i a_i x_i.
    fn combination(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; self.dimension];
        let n = coefficients.len() as f64;
        for (i, a) in coefficients.iter().enumerate() {
            axpy(a / n, self.sample(i), &mut sum);
        }
        sum
    }

    /// (1/n) Σ_i ω_i(θᵀx_i − y_i)x_i + rθ.
    fn gradient(&self, theta: &[f64], ridge: f64) -> Vec<f64> {
        let pulls: Vec<f64> = (0..self.labels.len())
            .map(|i| self.weights[i] * (dot(self.sample(i), theta) - self.labels[i]))
            .collect();
        let mut gradient = self.combination(&pulls);
        axpy(ridge, theta, &mut gradient);
        gradient
    }
}
