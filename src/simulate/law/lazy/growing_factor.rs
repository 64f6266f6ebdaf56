//! A Cholesky factor that grows by a row at a time.

use crate::simulate::kernels::{axpy, dot};
use faer::Mat;

/// A pivot this small against its diagonal entry is rounding.
const ROUNDING: f64 = 1e-13;

/// The rows of L, A = LLᵀ, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct GrowingFactor {
    rows: Vec<Vec<f64>>,
}

impl GrowingFactor {
    /// Of the lower triangle of A + `diagonal`(j) on the diagonal; `None` unless that is
    /// positive definite to working accuracy.
    pub(super) fn of(matrix: &Mat<f64>, diagonal: impl Fn(usize) -> f64) -> Option<Self> {
        let mut factor = Self::default();
        for i in 0..matrix.nrows() {
            let mut row: Vec<f64> = (0..=i).map(|j| matrix[(i, j)]).collect();
            row[i] += diagonal(i);
            if !factor.push(row) {
                return None;
            }
        }
        Some(factor)
    }

    /// Adds a row of A, up to its diagonal; `false`, adding none, if A is not positive
    /// definite then.
    pub(super) fn push(&mut self, mut row: Vec<f64>) -> bool {
        let size = self.rows.len();
        for (j, other) in self.rows.iter().enumerate() {
            row[j] = (row[j] - dot(&other[..j], &row[..j])) / other[j];
        }
        let entry = row[size];
        let pivot = entry - dot(&row[..size], &row[..size]);
        // Written so that what is not a number fails.
        let definite = pivot > ROUNDING * entry && pivot.is_finite();
        if definite {
            row[size] = pivot.sqrt();
            self.rows.push(row);
        }
        definite
    }

    /// Replaces the row added last; `false`, leaving none in its place, as for `push`.
    pub(super) fn replace_last(&mut self, row: Vec<f64>) -> bool {
        self.rows.pop();
        self.push(row)
    }

    /// Overwrites `right` with A⁻¹ `right`.
    pub(super) fn solve(&self, right: &mut [f64]) {
        for (i, row) in self.rows.iter().enumerate() {
            right[i] = (right[i] - dot(&row[..i], &right[..i])) / row[i];
        }
        for (i, row) in self.rows.iter().enumerate().rev() {
            right[i] /= row[i];
            let solved = right[i];
            axpy(-solved, &row[..i], &mut right[..i]);
        }
    }
}
