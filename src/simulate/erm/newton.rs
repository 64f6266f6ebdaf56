//! Newton's method for losses with a continuous derivative.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};

use super::cholesky::solve_positive_definite;
use super::{Fit, SolveError};
use crate::loss::Loss;
use crate::simulate::TrainingSet;

/// Converged once the Newton decrement says that the objective is this close, relative
/// to its value at θ = 0, to its minimum.
const TOLERANCE: f64 = 1e-24;
const MOST_STEPS: usize = 100;

/// Minimises (1/n) Σ ω_{g_i} ℓ(y_i(θᵀx_i + b)) + (r/2)‖θ‖² by Newton steps that are
/// halved until the objective falls.
///
/// The features are stored with signs and a constant: z = A[θ; b] with rows
/// y_i(x_iᵀ, 1), so that the Hessian is AᵀDA/n with D = diag(ω_iℓ''(z_i)).
///
/// # Errors
/// [`SolveError::Separable`] when r = 0 and the current direction separates the data
/// with every margin positive, for losses that vanish at infinity;
/// [`SolveError::Singular`] and [`SolveError::MaxIterations`] otherwise.
pub fn newton(
    set: &TrainingSet,
    loss: &dyn Loss,
    group_weights: &[f64],
    ridge: f64,
) -> Result<Fit, SolveError> {
    let data = Signed::of(set, group_weights);
    let (n, size) = (data.rows.ncols(), data.rows.nrows());
    let mut at = vec![0.0; size];
    let mut margins = vec![0.0; n];
    let mut value = data.objective(loss, &margins, &at, ridge);
    let start = value;
    let first = norm(&data.gradient(loss, &margins, &at, ridge));
    let mut residual = 1.0;
    for iterations in 1..=MOST_STEPS {
        let gradient = data.gradient(loss, &margins, &at, ridge);
        residual = norm(&gradient) / first;
        let separated = ridge == 0.0 && margins.iter().all(|z| *z > 0.0);
        if separated {
            return Err(SolveError::Separable);
        }
        let mut step = Mat::from_fn(size, 1, |i, _| -gradient[i]);
        let mut hessian = data.hessian(loss, &margins, ridge);
        if !solve_positive_definite(&mut hessian, step.as_mut()) {
            // With fewer samples than dimensions the Hessian is singular: a little of
            // the identity leaves a descent direction, which soon separates the data.
            let mut shifted = data.hessian(loss, &margins, ridge);
            let shift = 1e-6 * (0..size).map(|j| shifted[(j, j)]).sum::<f64>() / size as f64;
            (0..size).for_each(|j| shifted[(j, j)] += shift);
            if !solve_positive_definite(&mut shifted, step.as_mut()) {
                return Err(SolveError::Singular {
                    samples: n,
                    dimension: size - 1,
                });
            }
        }
        let step: Vec<f64> = step.col(0).iter().copied().collect();
        let slope: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        let along = data.margins(&step);
        let moved = |share: f64| {
            let there: Vec<f64> = at.iter().zip(&step).map(|(t, s)| t + share * s).collect();
            let z: Vec<f64> = margins
                .iter()
                .zip(&along)
                .map(|(m, a)| m + share * a)
                .collect();
            let reached = data.objective(loss, &z, &there, ridge);
            (there, z, reached)
        };
        // At the end rounding hides the descent: the last full step is taken on trust.
        let last = -slope <= TOLERANCE.sqrt() * start;
        let better = (0..60)
            .map(|halving| (halving, moved(0.5f64.powi(halving))))
            .find(|(halving, (_, _, reached))| {
                last || *reached <= value + 1e-4 * 0.5f64.powi(*halving) * slope
            });
        let Some((_, (there, z, reached))) = better else {
            break;
        };
        (at, margins, value) = (there, z, reached);
        if -slope <= TOLERANCE * start {
            residual = norm(&data.gradient(loss, &margins, &at, ridge)) / first;
            return Ok(data.fit(at, iterations, residual));
        }
    }
    Err(SolveError::MaxIterations {
        iterations: MOST_STEPS,
        residual,
    })
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The training set with its labels multiplied in: one column a sample.
struct Signed {
    rows: Mat<f64>,
    weights: Vec<f64>,
}

impl Signed {
    fn of(set: &TrainingSet, group_weights: &[f64]) -> Self {
        let (n, d) = (set.samples(), set.dimension());
        let mut rows = Mat::zeros(d + 1, n);
        let mut weights = Vec::with_capacity(n);
        for (group, weight) in set.groups.iter().zip(group_weights) {
            for sample in group.features.col_iter() {
                let column = weights.len();
                for (j, x) in sample.iter().enumerate() {
                    rows[(j, column)] = group.label * x;
                }
                rows[(d, column)] = group.label;
                weights.push(*weight);
            }
        }
        Self { rows, weights }
    }

    fn margins(&self, at: &[f64]) -> Vec<f64> {
        let point = Mat::from_fn(at.len(), 1, |i, _| at[i]);
        let mut z = Mat::zeros(self.rows.ncols(), 1);
        let rows = self.rows.transpose();
        matmul(
            z.as_mut(),
            Accum::Replace,
            rows,
            point.as_ref(),
            1.0,
            Par::Seq,
        );
        z.col(0).iter().copied().collect()
    }

    fn objective(&self, loss: &dyn Loss, margins: &[f64], at: &[f64], ridge: f64) -> f64 {
        let d = at.len() - 1;
        let sum: f64 = margins
            .iter()
            .zip(&self.weights)
            .map(|(z, w)| w * loss.value(*z))
            .sum();
        let penalty: f64 = at[..d].iter().map(|t| t * t).sum();
        sum / margins.len() as f64 + 0.5 * ridge * penalty
    }

    fn gradient(&self, loss: &dyn Loss, margins: &[f64], at: &[f64], ridge: f64) -> Vec<f64> {
        let n = margins.len() as f64;
        let pull = Mat::from_fn(margins.len(), 1, |i, _| {
            self.weights[i] * loss.derivative(margins[i]) / n
        });
        let mut sum = Mat::zeros(at.len(), 1);
        matmul(
            sum.as_mut(),
            Accum::Replace,
            self.rows.as_ref(),
            pull.as_ref(),
            1.0,
            Par::Seq,
        );
        let d = at.len() - 1;
        (0..=d)
            .map(|j| sum[(j, 0)] + if j < d { ridge * at[j] } else { 0.0 })
            .collect()
    }

    /// AᵀDA/n + r·diag(1, …, 1, 0).
    fn hessian(&self, loss: &dyn Loss, margins: &[f64], ridge: f64) -> Mat<f64> {
        let n = margins.len() as f64;
        let (size, count) = (self.rows.nrows(), self.rows.ncols());
        let mut scaled = self.rows.clone();
        for i in 0..count {
            let bend = loss.second_derivative(margins[i]).unwrap_or(0.0);
            let factor = self.weights[i] * bend / n;
            for j in 0..size {
                scaled[(j, i)] *= factor;
            }
        }
        let mut hessian = Mat::zeros(size, size);
        let rows = self.rows.transpose();
        matmul(
            hessian.as_mut(),
            Accum::Replace,
            scaled.as_ref(),
            rows,
            1.0,
            Par::Seq,
        );
        for j in 0..size - 1 {
            hessian[(j, j)] += ridge;
        }
        hessian
    }

    fn fit(&self, mut at: Vec<f64>, iterations: usize, residual: f64) -> Fit {
        let bias = at.pop().unwrap_or(0.0);
        Fit {
            theta: at,
            bias,
            iterations,
            residual,
        }
    }
}
