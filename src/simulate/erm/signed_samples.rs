//! The training set with its labels multiplied in: what every iterative solver works on.

use std::ops::Range;
use std::sync::OnceLock;

use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, ColMut, ColRef, Mat, Par};

use super::sample_passes::{add_combination, for_each_block, margins_of};
use super::single_precision::SinglePrecision;
use super::{axpy, norm_squared};
use crate::simulate::TrainingSet;

/// Samples scaled at a time: their copy stays in cache, and no second matrix is needed.
const BLOCK: usize = 256;

/// Rows a_i = y_i(x_i, 1), so that the margins of (θ, b) are z = A[θ; b].
///
/// Passes read the training set itself; the matrix A is a copy, made for solvers that need it.
#[derive(Clone, Debug)]
pub(super) struct SignedSamples<'a> {
    /// What passes read, if it is not the matrix.
    set: Option<&'a TrainingSet>,
    unknowns: usize,
    /// g_i, the group of each sample.
    groups: Vec<usize>,
    /// y_i.
    labels: Vec<f64>,
    columns: OnceLock<Mat<f64>>,
    single: OnceLock<Option<SinglePrecision>>,
}

impl<'a> SignedSamples<'a> {
    pub(super) fn of(set: &'a TrainingSet) -> Self {
        let mut groups = Vec::with_capacity(set.samples());
        let mut labels = Vec::with_capacity(set.samples());
        for (g, group) in set.groups.iter().enumerate() {
            let end = groups.len() + group.features.ncols();
            groups.resize(end, g);
            labels.resize(end, group.label);
        }
        Self {
            set: Some(set),
            unknowns: set.dimension() + 1,
            groups,
            labels,
            columns: OnceLock::new(),
            single: OnceLock::new(),
        }
    }

    /// The same samples in other coordinates.
    pub(super) fn with_columns(&self, columns: Mat<f64>) -> Self {
        Self {
            set: None,
            unknowns: columns.nrows(),
            groups: self.groups.clone(),
            labels: self.labels.clone(),
            columns: columns.into(),
            single: OnceLock::new(),
        }
    }

    /// Aᵀ: one column a sample, (d+1) × n.
    pub(super) fn columns(&self) -> &Mat<f64> {
        self.columns.get_or_init(|| {
            let mut columns = Mat::zeros(self.unknowns, self.samples());
            if let Some(set) = self.set {
                for (to, (x, label)) in columns.col_iter_mut().zip(samples_of(set)) {
                    let to = to.try_as_col_major_mut().expect("columns are contiguous");
                    let (last, to) = to.as_slice_mut().split_last_mut().expect("an intercept");
                    for (to, x) in to.iter_mut().zip(x) {
                        *to = label * x;
                    }
                    *last = label;
                }
            }
            columns
        })
    }

    /// n.
    pub(super) fn samples(&self) -> usize {
        self.groups.len()
    }

    /// d + 1, the number of unknowns.
    pub(super) fn unknowns(&self) -> usize {
        self.unknowns
    }

    /// What to add to the intercept so that every margin becomes positive, if anything does:
    /// losses may aim at margins of which one is negative, and reach them without that.
    pub(super) fn separating_shift(&self, margins: &[f64]) -> Option<f64> {
        let [mut plus, mut minus] = [f64::INFINITY; 2];
        for (label, z) in self.labels.iter().zip(margins) {
            let side = if *label < 0.0 { &mut minus } else { &mut plus };
            *side = side.min(*z);
            // As a rule there is none, and few of the second class show it.
            if plus + minus <= 0.0 {
                return None;
            }
        }
        let both = plus.is_finite() && minus.is_finite();
        both.then_some(0.5 * (minus - plus))
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
            self.columns().transpose(),
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
            self.columns().as_ref(),
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
        let mut sum = vec![0.0; self.unknowns];
        let Some(set) = self.set else {
            let columns = self.columns();
            for_each_block::<f64>(self.samples(), self.unknowns, |rows, u| {
                let margins = &mut z[rows.clone()];
                margins_of(columns, rows.clone(), at, margins);
                pulls(rows.start, margins, u);
                add_combination(columns, rows, u, &mut sum);
            });
            return (z, sum);
        };
        let (bias, theta) = at.split_last().expect("an intercept");
        let (bias_sum, theta_sum) = sum.split_last_mut().expect("an intercept");
        let mut first = 0;
        for group in &set.groups {
            let (label, features) = (group.label, &group.features);
            for_each_block::<f64>(features.ncols(), self.unknowns, |rows, u| {
                let from = first + rows.start;
                let margins = &mut z[from..first + rows.end];
                margins_of(features, rows.clone(), theta, margins);
                margins.iter_mut().for_each(|z| *z = label * (*z + bias));
                pulls(from, margins, u);
                u.iter_mut().for_each(|u| *u *= label);
                add_combination(features, rows, u, theta_sum);
                *bias_sum += u.iter().sum::<f64>();
            });
            first += features.ncols();
        }
        (z, sum)
    }

    /// The same samples in single precision, made when first asked for; `None` if they are
    /// out of its range.
    pub(super) fn single(&self) -> Option<&SinglePrecision> {
        let made = self.single.get_or_init(|| {
            let runs = self.runs().into_iter().map(|(run, _)| run).collect();
            match self.set {
                Some(set) => SinglePrecision::of(self.unknowns, runs, samples_of(set)),
                None => {
                    let columns = self.columns().col_iter().map(|column| {
                        let column = column.try_as_col_major();
                        (column.expect("columns are contiguous").as_slice(), 1.0)
                    });
                    SinglePrecision::of(self.unknowns, runs, columns)
                }
            }
        });
        made.as_ref()
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
                for (to, from) in scaled
                    .col_mut(k)
                    .iter_mut()
                    .zip(self.columns().col(i).iter())
                {
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
        for (column, factor) in self.columns().col_iter().zip(factors) {
            for (s, a) in sum.iter_mut().zip(column.iter()) {
                *s += factor * a * a;
            }
        }
        sum
    }

    /// Mean of ‖a_i‖² over a few samples.
    pub(super) fn rough_mean_square(&self) -> f64 {
        let stride = self.samples().div_ceil(64).max(1);
        let sizes: Vec<f64> = match self.set {
            Some(set) => samples_of(set)
                .step_by(stride)
                .map(|(x, _)| norm_squared(x) + 1.0)
                .collect(),
            None => (self.columns().col_iter().step_by(stride))
                .map(|column| column.squared_norm_l2())
                .collect(),
        };
        sizes.iter().sum::<f64>() / sizes.len().max(1) as f64
    }

    /// Mean of ‖a_i‖².
    pub(super) fn mean_square(&self) -> f64 {
        let ones = vec![1.0; self.samples()];
        self.gram_diagonal(&ones).iter().sum::<f64>() / self.samples() as f64
    }
}

/// (x_i, y_i), group by group.
fn samples_of(set: &TrainingSet) -> impl Iterator<Item = (&[f64], f64)> {
    set.groups.iter().flat_map(|group| {
        group.features.col_iter().map(|x| {
            let x = x.try_as_col_major().expect("columns are contiguous");
            (x.as_slice(), group.label)
        })
    })
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
