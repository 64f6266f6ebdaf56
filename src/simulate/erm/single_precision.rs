//! The samples in single precision: half the memory to read.

use std::cell::Cell;
use std::mem::replace;
use std::ops::Range;

use faer::linalg::matmul::matmul;
use faer::{Accum, ColMut, Mat, MatRef, Par};

use super::axpy;
use super::sample_passes::{MOST_TOGETHER, add_combination, for_each_block, margins_of};
use crate::numerics::with_vectors;

/// Numbers of this size and their products are well within the range of the precision.
const LARGEST: f64 = 1e12;
/// Samples scaled at a time for a Gram matrix.
const BLOCK: usize = 512;
/// Columns of a panel of the Gram matrix: few, because what a panel has above the diagonal is
/// computed in vain.
const PANEL: usize = 48;
/// Numbers of the widest vectors: columns are filled up with zeros to a multiple of that.
const LANES: usize = 16;
/// Numbers of a matrix that is kept for the next one: 32 MB.
const MOST_SPARE: usize = 1 << 23;

thread_local! {
    /// The last matrix on this thread. The next is as large as a rule, and new memory costs
    /// more than the rounding of what is put there.
    static SPARE: Cell<Option<Mat<f32>>> = const { Cell::new(None) };
}

/// Aᵀ in single precision.
#[derive(Clone, Debug)]
pub(super) struct SinglePrecision {
    unknowns: usize,
    /// (d + 1, filled up to a multiple of 16) × n; what fills up is zero.
    columns: Mat<f32>,
    /// Runs of samples of one group, with the sum of their a_i in double precision.
    sums: Vec<(Range<usize>, Vec<f64>)>,
}

impl Drop for SinglePrecision {
    fn drop(&mut self) {
        let columns = replace(&mut self.columns, Mat::new());
        if columns.nrows() * columns.ncols() <= MOST_SPARE {
            // Fails only while the thread itself is ending.
            let _ = SPARE.try_with(|spare| spare.set(Some(columns)));
        }
    }
}

impl SinglePrecision {
    /// From a vector and a factor for each sample of the runs: a_i is their product, and a
    /// vector one entry short gets the factor itself as its last, the intercept's. `None` if an
    /// entry is out of range.
    pub(super) fn of<'a>(
        unknowns: usize,
        runs: Vec<Range<usize>>,
        mut samples: impl Iterator<Item = (&'a [f64], f64)>,
    ) -> Option<Self> {
        let count = runs.last().map_or(0, |run| run.end);
        let rows = unknowns.next_multiple_of(LANES);
        let fits = |spare: &Mat<f32>| spare.shape() == (rows, count);
        let spare = SPARE.take().filter(fits);
        let mut single = Self {
            unknowns,
            columns: spare.unwrap_or_else(|| Mat::zeros(rows, count)),
            sums: Vec::with_capacity(runs.len()),
        };
        let mut within = true;
        for run in runs {
            let mut sum = vec![0.0; unknowns];
            let columns = single.columns.as_mut().subcols_mut(run.start, run.len());
            for to in columns.col_iter_mut() {
                let (from, factor) = samples.next().expect("a vector for each sample");
                let (to, rest) = slice(to).split_at_mut(from.len());
                let (sum, last) = sum.split_at_mut(from.len());
                within &= narrow(factor, from, to, sum);
                rest.fill(0.0);
                if let Some((last, to)) = last.first_mut().zip(rest.first_mut()) {
                    *last += factor;
                    *to = factor as f32;
                }
            }
            single.sums.push((run, sum));
        }
        within.then_some(single)
    }

    /// Aᵀu for u that is the same for all samples of a group, up to a rounding.
    pub(super) fn combine_groups(&self, u: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.unknowns];
        for (run, sum) in &self.sums {
            let first = u[run.start];
            let same = |u: &f64| (u - first).abs() <= 1e-14 * first.abs();
            debug_assert!(u[run.clone()].iter().all(same));
            axpy(first, sum, &mut all);
        }
        all
    }

    /// z + A·step and Aᵀu in one pass over the data: `pulls` gives u for a run of samples, from
    /// the first one's number and their margins.
    pub(super) fn pass(
        &self,
        margins: &[f64],
        step: &[f32],
        mut pulls: impl FnMut(usize, &[f64], &mut [f64]),
    ) -> (Vec<f64>, Vec<f64>) {
        let (rows, samples) = (self.columns.nrows(), self.columns.ncols());
        let mut padded = vec![0.0f32; rows];
        padded[..step.len()].copy_from_slice(step);
        let mut z = margins.to_vec();
        let mut sum = vec![0.0; rows];
        // Short sums in single precision, so that rounding does not add up.
        let mut part = vec![0.0f32; rows];
        let mut room = [0.0f32; MOST_TOGETHER];
        for_each_block::<f32>(samples, rows, |rows, u| {
            let z = &mut z[rows.clone()];
            let room = &mut room[..rows.len()];
            margins_of(&self.columns, rows.clone(), &padded, room);
            for (z, more) in z.iter_mut().zip(&*room) {
                *z += f64::from(*more);
            }
            pulls(rows.start, z, u);
            for (to, u) in room.iter_mut().zip(&*u) {
                *to = *u as f32;
            }
            add_combination(&self.columns, rows, room, &mut part);
            add_and_clear(&mut sum, &mut part);
        });
        sum.truncate(self.unknowns);
        (z, sum)
    }

    /// The lower triangle of AᵀDA, from the samples with positive factors of at least `least`.
    pub(super) fn gram(&self, factors: &[f64], least: f64) -> Mat<f32> {
        let size = self.unknowns;
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

/// Adds the parts, which begin at zero again.
fn add_and_clear(sum: &mut [f64], part: &mut [f32]) {
    with_vectors(
        #[inline(always)]
        || {
            for (sum, part) in sum.iter_mut().zip(part) {
                *sum += f64::from(*part);
                *part = 0.0;
            }
        },
    );
}

/// Rounds factor·x and adds it, unrounded, to a sum; whether all are within range.
fn narrow(factor: f64, x: &[f64], to: &mut [f32], sum: &mut [f64]) -> bool {
    with_vectors(
        #[inline(always)]
        || {
            let mut outside = 0u64;
            for ((to, sum), x) in to.iter_mut().zip(sum).zip(x) {
                *to = (factor * x) as f32;
                *sum += factor * x;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(unknowns: usize, size: f64) -> Option<SinglePrecision> {
        let vectors: Vec<Vec<f64>> = (0..30)
            .map(|i| {
                (1..unknowns)
                    .map(|j| size * ((i * j) as f64).sin())
                    .collect()
            })
            .collect();
        let labels = (0..30).map(|i| if i < 10 { 1.0 } else { -1.0 });
        let samples = vectors.iter().map(Vec::as_slice).zip(labels);
        SinglePrecision::of(unknowns, vec![0..10, 10..30], samples)
    }

    fn found(single: &SinglePrecision, unknowns: usize) -> (Vec<f64>, Vec<f64>) {
        let step: Vec<f32> = (0..unknowns).map(|j| (j as f32).cos()).collect();
        single.pass(&[0.5; 30], &step, |_, z, u| u.copy_from_slice(z))
    }

    #[test]
    fn nothing_is_left_of_the_matrix_before() {
        let fresh = std::thread::spawn(|| found(&filled(33, 1.0).unwrap(), 33));
        // As many rows when filled up; then what is out of range.
        drop(filled(48, 1e9));
        assert!(filled(40, 1e300).is_none());
        let kept = SPARE.take().map(|spare| spare.shape());
        assert_eq!(kept, Some((48, 30)));
        drop(filled(48, 1e9));
        assert_eq!(found(&filled(33, 1.0).unwrap(), 33), fresh.join().unwrap());
    }
}
