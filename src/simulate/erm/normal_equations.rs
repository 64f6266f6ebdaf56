//! Weighted least squares from per-group moments: for d ≤ n − 2, or any d with ridge.

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, ColMut, Mat, Par};

use super::cholesky::solve_positive_definite;
use super::{Fit, SolveError, axpy, dot, norm_squared};
use crate::simulate::TrainingSet;

/// One group's share of the normal equations.
#[derive(Clone, Debug)]
struct GroupMoments {
    label: f64,
    count: f64,
    mean: Vec<f64>,
    /// Σ (x − x̄_g)(x − x̄_g)ᵀ, both triangles.
    scatter: Mat<f64>,
}

/// Per-group counts, means and scatter matrices of a training set: all that
/// weighted least squares needs, for every weight and every ridge.
#[derive(Clone, Debug)]
pub struct Moments {
    groups: Vec<GroupMoments>,
    dimension: usize,
}

impl Moments {
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

        let mut matrix = self.lower_matrix(weights, &offsets, samples * ridge);
        let mut theta = right.clone();
        let column = ColMut::from_slice_mut(&mut theta).as_mat_mut();
        if !solve_positive_definite(&mut matrix, column) || !norm_squared(&theta).is_finite() {
            return Err(SolveError::Singular {
                samples: samples as usize,
                dimension: self.dimension,
            });
        }

        let mut gradient = right.clone();
        axpy(-samples * ridge, &theta, &mut gradient);
        for ((g, w), offset) in self.weighted(weights).zip(&offsets) {
            for (j, &t) in theta.iter().enumerate() {
                let column = g.scatter.col(j).try_as_col_major().expect("contiguous");
                axpy(-w * t, column.as_slice(), &mut gradient);
            }
            axpy(-w * g.count * dot(offset, &theta), offset, &mut gradient);
        }
        let scale = norm_squared(&right);
        Ok(Fit {
            bias: target - dot(&theta, &centre),
            theta,
            iterations: 1,
            residual: if scale > 0.0 {
                (norm_squared(&gradient) / scale).sqrt()
            } else {
                0.0
            },
        })
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
