//! The training set with its labels multiplied in: what every iterative solver works on.

use std::ops::Range;
use std::sync::OnceLock;

use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, ColMut, ColRef, Mat, Par};

use super::passes::{add_combination, for_each_block, margins_of};
use super::single::Single;
use super::{axpy, norm_squared};
use crate::simulate::TrainingSet;

/// Samples scaled at a time: their copy stays in cache, and no second matrix is needed.
const BLOCK: usize = 256;

/// Rows a_i = y_i(x_i, 1), so that the margins of (θ, b) are z = A[θ; b].
#[derive(Clone, Debug)]
pub(super) struct Signed {
    /// Aᵀ: one column a sample, (d+1) × n.
    columns: Mat<f64>,
    /// g_i, the group of each sample.
    groups: Vec<usize>,
    /// y_i.
    labels: Vec<f64>,
    single: OnceLock<Option<Single>>,
}

impl Signed {
    pub(super) fn of(set: &TrainingSet) -> Self {
        let d = set.dimension();
        let mut columns = Mat::zeros(d + 1, set.samples());
        let mut groups = Vec::with_capacity(set.samples());
        let mut labels = Vec::with_capacity(set.samples());
        for (g, group) in set.groups.iter().enumerate() {
            for sample in group.features.col_iter() {
                let from = sample.try_as_col_major();
                let to = columns.col_mut(groups.len()).try_as_col_major_mut();
                let (from, to) = from.zip(to).expect("columns are contiguous");
                let to = to.as_slice_mut();
                for (to, x) in to.iter_mut().zip(from.as_slice()) {
                    *to = group.label * x;
                }
                to[d] = group.label;
                groups.push(g);
                labels.push(group.label);
            }
        }
        Self {
            columns,
            groups,
            labels,
            single: OnceLock::new(),
        }
    }

    /// The same samples in other coordinates.
    pub(super) fn with_columns(&self, columns: Mat<f64>) -> Self {
        Self {
            columns,
            groups: self.groups.clone(),
            labels: self.labels.clone(),
            single: OnceLock::new(),
        }
    }

    /// Aᵀ.
    pub(super) fn columns(&self) -> &Mat<f64> {
        &self.columns
    }

    /// n.
    pub(super) fn samples(&self) -> usize {
        self.groups.len()
    }

    /// d + 1, the number of unknowns.
    pub(super) fn unknowns(&self) -> usize {
        self.columns.nrows()
    }

    /// What to add to the intercept so that every margin becomes positive, if anything does:
    /// losses may aim at margins of which one is negative, and reach them without that.
    pub(super) fn separating_shift(&self, margins: &[f64]) -> Option<f64> {
        let mut least = [f64::INFINITY; 2];
        for (label, z) in self.labels.iter().zip(margins) {
            let side = &mut least[usize::from(*label < 0.0)];
            *side = side.min(*z);
        }
        let [plus, minus] = least;
        let both = plus.is_finite() && minus.is_finite();
        (both && plus + minus > 0.0).then_some(0.5 * (minus - plus))
    }

    /// Runs of samples of one group: where each begins and ends, and the group.
    pub(super) fn runs(&self) -> Vec<(Range<usize>, usize)> {
        let mut from = 0;
        let runs = self.groups.chunk_by(|a, b| a == b);
        runs.map(|run| {
            let rows = from..from + run.len();
            from = rows.end;
            (rows, run[0])
        })
        .collect()
    }

    /// One value a sample from one value a group.
    pub(super) fn spread<T: Copy>(&self, by_group: &[T]) -> Vec<T> {
        self.groups.iter().map(|&g| by_group[g]).collect()
    }

    /// z = A·at.
    pub(super) fn margins(&self, at: &[f64]) -> Vec<f64> {
        let mut z = vec![0.0; self.samples()];
        matmul(
            ColMut::from_slice_mut(&mut z).as_mat_mut(),
            Accum::Replace,
            self.columns.transpose(),
            ColRef::from_slice(at).as_mat(),
            1.0,
            Par::Seq,
        );
        z
    }

    /// Aᵀu.
    pub(super) fn combine(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; self.unknowns()];
        matmul(
            ColMut::from_slice_mut(&mut sum).as_mat_mut(),
            Accum::Replace,
            self.columns.as_ref(),
            ColRef::from_slice(coefficients).as_mat(),
            1.0,
            Par::Seq,
        );
        sum
    }

    /// z = A·at and Aᵀu in one pass over the data: `pulls` gives u for a run of samples, from
    /// the first one's number and their margins.
    pub(super) fn pass(
        &self,
        at: &[f64],
        mut pulls: impl FnMut(usize, &[f64], &mut [f64]),
    ) -> (Vec<f64>, Vec<f64>) {
        let mut z = vec![0.0; self.samples()];
        let mut sum = vec![0.0; self.unknowns()];
        for_each_block(self.samples(), self.unknowns(), |rows, u| {
            let margins = &mut z[rows.clone()];
            margins_of(&self.columns, rows.clone(), at, margins);
            pulls(rows.start, margins, u);
            add_combination(&self.columns, rows, u, &mut sum);
        });
        (z, sum)
    }

    /// The same samples in single precision, made when first asked for; `None` if they are
    /// out of its range.
    pub(super) fn single(&self) -> Option<&Single> {
        self.single
            .get_or_init(|| Single::of(&self.columns))
            .as_ref()
    }

    /// The lower triangle of AᵀDA for factors D ≥ 0; samples with factor 0 cost nothing.
    pub(super) fn gram(&self, factors: &[f64]) -> Mat<f64> {
        let size = self.unknowns();
        let mut sum = Mat::zeros(size, size);
        let chosen: Vec<usize> = (0..factors.len()).filter(|&i| factors[i] > 0.0).collect();
        let mut scaled = Mat::zeros(size, BLOCK.min(chosen.len()));
        for block in chosen.chunks(BLOCK) {
            for (k, &i) in block.iter().enumerate() {
                let root = factors[i].sqrt();
                for (to, from) in scaled.col_mut(k).iter_mut().zip(self.columns.col(i).iter()) {
                    *to = root * from;
                }
            }
            let part = scaled.as_ref().subcols(0, block.len());
            triangular::matmul(
                sum.as_mut(),
                BlockStructure::TriangularLower,
                Accum::Add,
                part,
                BlockStructure::Rectangular,
                part.transpose(),
                BlockStructure::Rectangular,
                1.0,
                Par::Seq,
            );
        }
        sum
    }

    /// The diagonal of AᵀDA.
    pub(super) fn gram_diagonal(&self, factors: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; self.unknowns()];
        for (column, factor) in self.columns.col_iter().zip(factors) {
            for (s, a) in sum.iter_mut().zip(column.iter()) {
                *s += factor * a * a;
            }
        }
        sum
    }

    /// Mean of ‖a_i‖² over a few samples.
    pub(super) fn rough_mean_square(&self) -> f64 {
        let stride = self.samples().div_ceil(64).max(1);
        let sizes: Vec<f64> = (0..self.samples())
            .step_by(stride)
            .map(|i| self.columns.col(i).iter().map(|a| a * a).sum())
            .collect();
        sizes.iter().sum::<f64>() / sizes.len().max(1) as f64
    }

    /// Mean of ‖a_i‖².
    pub(super) fn mean_square(&self) -> f64 {
        let ones = vec![1.0; self.samples()];
        self.gram_diagonal(&ones).iter().sum::<f64>() / self.samples() as f64
    }
}

/// g + r·(θ, 0): the ridge never pulls the intercept, the last unknown.
pub(super) fn add_ridge(ridge: f64, at: &[f64], to: &mut [f64]) {
    let d = at.len() - 1;
    axpy(ridge, &at[..d], &mut to[..d]);
}

/// ‖θ‖² of (θ, b).
pub(super) fn slope_square(at: &[f64]) -> f64 {
    norm_squared(&at[..at.len() - 1])
}
