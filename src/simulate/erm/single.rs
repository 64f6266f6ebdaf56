//! The samples in single precision: half the memory to read.

use faer::linalg::matmul::matmul;
use faer::{Accum, ColMut, Mat, MatRef, Par};

use super::passes::{MOST_TOGETHER, add_combination, for_each_block, margins_of};
use crate::numerics::with_vectors;

/// Numbers of this size and their products are well within the range of the precision.
const LARGEST: f64 = 1e12;
/// Samples scaled at a time for a Gram matrix.
const BLOCK: usize = 512;
/// Columns of a panel of the Gram matrix.
const PANEL: usize = 96;

/// Aᵀ in single precision.
#[derive(Clone, Debug)]
pub(super) struct Single {
    columns: Mat<f32>,
}

impl Single {
    /// `None` if an entry is out of range.
    pub(super) fn of(columns: &Mat<f64>) -> Option<Self> {
        let mut single = Mat::zeros(columns.nrows(), columns.ncols());
        let mut within = true;
        for (from, to) in columns.col_iter().zip(single.col_iter_mut()) {
            let from = from.try_as_col_major().expect("columns are contiguous");
            within &= narrow(1.0, from.as_slice(), slice(to));
        }
        within.then_some(Self { columns: single })
    }

    /// The same of rows y_i(x_i, 1).
    pub(super) fn of_samples<'a>(
        unknowns: usize,
        count: usize,
        samples: impl Iterator<Item = (&'a [f64], f64)>,
    ) -> Option<Self> {
        let mut columns = Mat::zeros(unknowns, count);
        let mut within = true;
        for (to, (x, label)) in columns.col_iter_mut().zip(samples) {
            let (last, to) = slice(to).split_last_mut().expect("an intercept");
            within &= narrow(label, x, to);
            *last = label as f32;
        }
        within.then_some(Self { columns })
    }

    /// z + A·step and Aᵀu in one pass over the data: `pulls` gives u for a run of samples, from
    /// the first one's number and their margins.
    pub(super) fn pass(
        &self,
        margins: &[f64],
        step: &[f32],
        mut pulls: impl FnMut(usize, &[f64], &mut [f64]),
    ) -> (Vec<f64>, Vec<f64>) {
        let (unknowns, samples) = (self.columns.nrows(), self.columns.ncols());
        let mut z = margins.to_vec();
        let mut sum = vec![0.0; unknowns];
        // Short sums in single precision, so that rounding does not add up.
        let mut part = vec![0.0f32; unknowns];
        let mut room = [0.0f32; MOST_TOGETHER];
        for_each_block(samples, unknowns, |rows, u| {
            let z = &mut z[rows.clone()];
            let room = &mut room[..rows.len()];
            margins_of(&self.columns, rows.clone(), step, room);
            for (z, more) in z.iter_mut().zip(&*room) {
                *z += f64::from(*more);
            }
            pulls(rows.start, z, u);
            for (to, u) in room.iter_mut().zip(&*u) {
                *to = *u as f32;
            }
            part.fill(0.0);
            add_combination(&self.columns, rows, room, &mut part);
            for (sum, part) in sum.iter_mut().zip(&part) {
                *sum += f64::from(*part);
            }
        });
        (z, sum)
    }

    /// The lower triangle of AᵀDA, from the samples with positive factors of at least `least`.
    pub(super) fn gram(&self, factors: &[f64], least: f64) -> Mat<f32> {
        let size = self.columns.nrows();
        let mut sum = Mat::zeros(size, size);
        let chosen: Vec<usize> = (0..factors.len())
            .filter(|&i| factors[i] > 0.0 && factors[i] >= least)
            .collect();
        let mut scaled: Mat<f32> = Mat::zeros(size, BLOCK.min(chosen.len()));
        for block in chosen.chunks(BLOCK) {
            for (k, &i) in block.iter().enumerate() {
                let root = factors[i].sqrt() as f32;
                let from = self.columns.col(i).try_as_col_major();
                let to = scaled.col_mut(k).try_as_col_major_mut();
                let (from, to) = from.zip(to).expect("columns are contiguous");
                for (to, from) in to.as_slice_mut().iter_mut().zip(from.as_slice()) {
                    *to = root * from;
                }
            }
            add_lower(scaled.as_ref().subcols(0, block.len()), &mut sum);
        }
        sum
    }
}

fn slice(column: ColMut<'_, f32>) -> &mut [f32] {
    let column = column.try_as_col_major_mut();
    column.expect("columns are contiguous").as_slice_mut()
}

/// Rounds label·x; whether all are within range.
fn narrow(label: f64, x: &[f64], to: &mut [f32]) -> bool {
    with_vectors(
        #[inline(always)]
        || {
            let mut outside = 0u64;
            for (to, x) in to.iter_mut().zip(x) {
                *to = (label * x) as f32;
                // What is not a number is outside as well.
                let within = x.abs() <= LARGEST;
                outside += u64::from(!within);
            }
            outside == 0
        },
    )
}

/// Adds the lower triangle of a·aᵀ, and something above it: whole panels, because products
/// with triangles are split into pieces too small to be fast.
fn add_lower(a: MatRef<'_, f32>, sum: &mut Mat<f32>) {
    let size = a.nrows();
    for from in (0..size).step_by(PANEL) {
        let width = PANEL.min(size - from);
        matmul(
            sum.as_mut().submatrix_mut(from, from, size - from, width),
            Accum::Add,
            a.subrows(from, size - from),
            a.subrows(from, width).transpose(),
            1.0,
            Par::Seq,
        );
    }
}
