//! Interpolation without squaring the condition number.

use faer::Mat;

use super::householder::Rotation;
use super::{Fit, SolveError, dot, norm_squared};
use crate::simulate::TrainingSet;

/// The (θ, b) of least ‖θ‖ with θᵀx_i + b = t_i, t_i = y_i m_{g_i}, for every sample; for
/// d ≥ n − 1.
///
/// A reflection H of the samples with H1 = −√n e₁ leaves b in the first equation alone. The
/// others, X̃θ = t̃ with X̃ᵀ = QR (Householder), have the shortest solution θ = QR⁻ᵀt̃, and
/// then b is the mean of t − Xθ. This costs twice the kernel's time but its error is cond(X)
/// times rounding, not cond(X)².
///
/// # Errors
/// [`SolveError::Singular`] when [X, 1] has not full row rank to working accuracy.
pub(super) fn least_norm(set: &TrainingSet, margins: &[f64]) -> Result<Fit, SolveError> {
    let (n, d) = (set.samples(), set.dimension());
    let singular = || SolveError::Singular {
        samples: n,
        dimension: d,
    };
    if d + 1 < n {
        return Err(singular());
    }
    let (samples, targets) = (columns(set), targets(set, margins));
    let (reflected, mut right) = without_intercept(&samples, &targets);
    let rotation = Rotation::of(reflected);
    if !solve_transposed(rotation.upper(), &mut right) {
        return Err(singular());
    }
    let theta = rotation.rotate(&right);
    let mut left: Vec<f64> = (0..n)
        .map(|i| targets[i] - dot(column(&samples, i), &theta))
        .collect();
    let bias = left.iter().sum::<f64>() / n as f64;
    left.iter_mut().for_each(|l| *l -= bias);
    Ok(Fit {
        theta,
        bias,
        iterations: 1,
        residual: (norm_squared(&left) / norm_squared(&targets).max(f64::MIN_POSITIVE)).sqrt(),
    })
}

/// Xᵀ: one column a sample.
fn columns(set: &TrainingSet) -> Mat<f64> {
    let mut samples = Mat::zeros(set.dimension(), set.samples());
    let features = set.groups.iter().flat_map(|g| g.features.col_iter());
    for (i, x) in features.enumerate() {
        samples.col_mut(i).copy_from(x);
    }
    samples
}

fn targets(set: &TrainingSet, margins: &[f64]) -> Vec<f64> {
    let groups = set.groups.iter().zip(margins);
    groups
        .flat_map(|(g, m)| std::iter::repeat_n(g.label * m, g.features.ncols()))
        .collect()
}

fn column(matrix: &Mat<f64>, j: usize) -> &[f64] {
    let column = matrix.col(j).try_as_col_major();
    column.expect("columns are contiguous").as_slice()
}

/// X̃ᵀ and t̃: all but the first column of XᵀH, and of tᵀH.
fn without_intercept(samples: &Mat<f64>, targets: &[f64]) -> (Mat<f64>, Vec<f64>) {
    let (d, n) = samples.shape();
    let root = (n as f64).sqrt();
    // H = I − vvᵀ/(n + √n) with v = 1 + √n e₁; past the first entry v is 1.
    let share = 1.0 / (n as f64 + root);
    let along: Vec<f64> = (0..d)
        .map(|j| {
            let row = samples.row(j);
            share * (row.iter().sum::<f64>() + root * row[0])
        })
        .collect();
    let offset = share * (targets.iter().sum::<f64>() + root * targets[0]);
    let reflected = Mat::from_fn(d, n - 1, |j, i| samples[(j, i + 1)] - along[j]);
    (reflected, targets[1..].iter().map(|t| t - offset).collect())
}

/// Overwrites `rhs` with R⁻ᵀ rhs; `false` where R is singular to working accuracy.
fn solve_transposed(upper: &Mat<f64>, rhs: &mut [f64]) -> bool {
    let largest = (0..rhs.len()).fold(0.0f64, |m, j| m.max(upper[(j, j)].abs()));
    for j in 0..rhs.len() {
        let (done, rest) = rhs.split_at_mut(j);
        let pivot = upper[(j, j)];
        if pivot.abs() <= f64::EPSILON * largest {
            return false;
        }
        rest[0] = (rest[0] - dot(&column(upper, j)[..j], done)) / pivot;
    }
    true
}
