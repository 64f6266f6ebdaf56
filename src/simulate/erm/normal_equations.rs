//! Weighted least squares from per-group moments: for d ≤ n − 2, or any d with ridge.

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, Par};

use super::{Factor, Fit, SolveError, axpy, dot, length};
use crate::simulate::TrainingSet;

/// One group's share of the normal equations.
#[derive(Clone, Debug)]
pub(in crate::simulate) struct GroupMoments {
    pub(in crate::simulate) label: f64,
    pub(in crate::simulate) count: f64,
    pub(in crate::simulate) mean: Vec<f64>,
    /// Σ (x − x̄_g)(x − x̄_g)ᵀ, both triangles.
    pub(in crate::simulate) scatter: Mat<f64>,
}

/// Per-group counts, means and scatter matrices of a training set: all that
/// weighted least squares needs, for every weight and every ridge.
#[derive(Clone, Debug)]
pub struct Moments {
    groups: Vec<GroupMoments>,
    dimension: usize,
}

/// A residual above this asks for another step of refinement.
const SHARP: f64 = 1e-13;
const MOST_REFINEMENTS: usize = 3;

impl Moments {
    /// Of groups that share a dimension.
    pub(in crate::simulate) fn of_groups(groups: Vec<GroupMoments>) -> Self {
        let dimension = groups.first().map_or(0, |g| g.mean.len());
        Self { groups, dimension }
    }

    /// Reduces a training set once, in O(nd²).
    pub fn of(set: &TrainingSet) -> Self {
        let groups = set
            .groups
            .iter()
            .map(|g| {
                let count = g.features.ncols() as f64;
                let mut mean = vec![0.0; g.features.nrows()];
                for sample in g.features.col_iter() {
                    for (m, x) in mean.iter_mut().zip(sample.iter()) {
                        *m += x / count;
                    }
                }
                let centred = Mat::from_fn(g.features.nrows(), g.features.ncols(), |i, j| {
                    g.features[(i, j)] - mean[i]
                });
                GroupMoments {
                    label: g.label,
                    count,
                    mean,
                    scatter: gram(&centred),
                }
            })
            .collect();
        Self {
            groups,
            dimension: set.dimension(),
        }
    }

    /// The minimiser for weights ω_g and ridge r.
    ///
    /// With weighted means x̄ = Σω_g n_g x̄_g/Σω_g n_g and ȳ alike, θ solves
    /// (Σ_g ω_g[W_g + n_g(x̄_g−x̄)(x̄_g−x̄)ᵀ] + n r I) θ = Σ_g ω_g n_g(y_g−ȳ)(x̄_g−x̄), and
    /// b = ȳ − θᵀx̄: the intercept is eliminated exactly and never penalised.
    ///
    /// # Errors
    /// [`SolveError::Singular`] when the matrix is not positive definite, as for
    /// r = 0 and d > n − 1.
    pub fn solve(&self, weights: &[f64], ridge: f64) -> Result<Fit, SolveError> {
        let samples: f64 = self.groups.iter().map(|g| g.count).sum();
        let total: f64 = self.weighted(weights).map(|(g, w)| w * g.count).sum();
        let mut centre = vec![0.0; self.dimension];
        let mut target = 0.0;
        for (g, w) in self.weighted(weights) {
            axpy(w * g.count / total, &g.mean, &mut centre);
            target += w * g.count / total * g.label;
        }
        let offsets: Vec<Vec<f64>> = self
            .groups
            .iter()
            .map(|g| g.mean.iter().zip(&centre).map(|(m, c)| m - c).collect())
            .collect();
        let mut right = vec![0.0; self.dimension];
        for ((g, w), offset) in self.weighted(weights).zip(&offsets) {
            axpy(w * g.count * (g.label - target), offset, &mut right);
        }

        let shift = samples * ridge;
        let singular = || SolveError::Singular {
            samples: samples as usize,
            dimension: self.dimension,
        };
        // Rounding may let a factor exist where there are fewer equations than unknowns.
        if ridge == 0.0 && self.dimension as f64 + 1.0 > samples {
            return Err(singular());
        }
        let matrix = self.lower_matrix(weights, &offsets, shift);
        let factor = Factor::of(matrix).ok_or_else(singular)?;
        let mut theta = vec![0.0; self.dimension];
        let mut left = right.clone();
        let mut residual = f64::INFINITY;
        for _ in 0..=MOST_REFINEMENTS {
            let mut better = theta.clone();
            factor.solve(&mut left);
            axpy(1.0, &left, &mut better);
            let (rest, share) = self.left(weights, &offsets, target, shift, &better);
            // Not so when it is not a number.
            let improves = share < residual;
            if !improves {
                break;
            }
            (theta, left, residual) = (better, rest, share);
            if residual <= SHARP {
                break;
            }
        }
        if residual.is_infinite() {
            return Err(singular());
        }
        Ok(Fit {
            bias: target - dot(&theta, &centre),
            theta,
            iterations: 1,
            residual,
        })
    }

    /// What θ leaves of the equations, and its size against the largest pull that balances in
    /// them: that of a group, or of the ridge.
    fn left(
        &self,
        weights: &[f64],
        offsets: &[Vec<f64>],
        target: f64,
        shift: f64,
        theta: &[f64],
    ) -> (Vec<f64>, f64) {
        let mut left: Vec<f64> = theta.iter().map(|t| -shift * t).collect();
        let mut largest = length(&left);
        for ((g, w), offset) in self.weighted(weights).zip(offsets) {
            let missed = g.count * (g.label - target - dot(offset, theta));
            let mut pull: Vec<f64> = offset.iter().map(|o| missed * o).collect();
            for (j, &t) in theta.iter().enumerate() {
                let column = g.scatter.col(j).try_as_col_major().expect("contiguous");
                axpy(-t, column.as_slice(), &mut pull);
            }
            largest = largest.max(w * length(&pull));
            axpy(w, &pull, &mut left);
        }
        let size = length(&left);
        let share = if size > 0.0 { size / largest } else { size };
        (left, share)
    }

    fn weighted<'a>(
        &'a self,
        weights: &'a [f64],
    ) -> impl Iterator<Item = (&'a GroupMoments, f64)> + Clone {
        self.groups.iter().zip(weights.iter().copied())
    }

    /// The lower triangle of Σ_g ω_g[W_g + n_g o_g o_gᵀ] + shift·I.
    fn lower_matrix(&self, weights: &[f64], offsets: &[Vec<f64>], shift: f64) -> Mat<f64> {
        let d = self.dimension;
        let mut matrix = Mat::zeros(d, d);
        for j in 0..d {
            let column = matrix
                .col_mut(j)
                .try_as_col_major_mut()
                .expect("contiguous");
            let column = &mut column.as_slice_mut()[j..];
            for ((g, w), offset) in self.weighted(weights).zip(offsets) {
                let scatter = g.scatter.col(j).try_as_col_major().expect("contiguous");
                axpy(w, &scatter.as_slice()[j..], column);
                axpy(w * g.count * offset[j], &offset[j..], column);
            }
            column[0] += shift;
        }
        matrix
    }
}

/// X Xᵀ with both triangles: half is multiplied, half is copied.
pub(in crate::simulate) fn gram(x: &Mat<f64>) -> Mat<f64> {
    let d = x.nrows();
    let mut product = Mat::zeros(d, d);
    triangular::matmul(
        product.as_mut(),
        BlockStructure::TriangularLower,
        Accum::Replace,
        x.as_ref(),
        BlockStructure::Rectangular,
        x.as_ref().transpose(),
        BlockStructure::Rectangular,
        1.0,
        Par::Seq,
    );
    for j in 0..d {
        for i in 0..j {
            product[(i, j)] = product[(j, i)];
        }
    }
    product
}
