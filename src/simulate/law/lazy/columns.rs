//! n-vectors side by side, added one at a time.

use std::ops::Range;

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, MatRef, Par};

use super::kernels::{axpy, combine, dots};

/// Samples worked on together: so many of forty columns fit a core's second cache.
pub(super) const BLOCK: usize = 512;
/// Columns that space is made for at a time.
const SPACE: usize = 16;

/// The blocks of so many rows, from the first to the last.
pub(super) fn blocks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(BLOCK)
        .map(move |from| from..end.min(from + BLOCK))
}

/// A matrix that grows to the right. A pass over it goes block of rows by block of rows,
/// so that everything done in a pass reads the memory once.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    rows: usize,
    /// From one column to the next: an odd number of cache lines, since columns a power
    /// of two apart would share a few places of the cache.
    stride: usize,
    count: usize,
    data: Vec<f64>,
}

impl Columns {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            rows,
            stride: Self::stride(rows),
            count: 0,
            data: Vec::new(),
        }
    }

    fn stride(rows: usize) -> usize {
        8 * (rows.div_ceil(8) | 1)
    }

    /// Bytes of so many columns.
    pub(super) fn memory(rows: usize, count: usize) -> usize {
        8 * Self::stride(rows) * count.next_multiple_of(SPACE)
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn push(&mut self, column: &[f64]) {
        if self.count.is_multiple_of(SPACE) {
            self.data.reserve_exact(SPACE * self.stride);
        }
        self.data.extend_from_slice(column);
        self.count += 1;
        self.data.resize(self.count * self.stride, 0.0);
    }

    /// Column j.
    pub(super) fn column(&self, j: usize) -> &[f64] {
        self.part(j, &(0..self.rows))
    }

    fn part(&self, j: usize, rows: &Range<usize>) -> &[f64] {
        let from = j * self.stride;
        &self.data[from + rows.start..from + rows.end]
    }

    fn matrix(&self, rows: &Range<usize>) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice_with_stride(
            &self.data,
            self.stride,
            self.count,
            self.stride,
        )
        .subrows(rows.start, rows.len())
    }

    /// Four columns' parts from column j on.
    fn four(&self, j: usize, rows: &Range<usize>) -> [&[f64]; 4] {
        [0, 1, 2, 3].map(|i| self.part(j + i, rows))
    }

    /// Adds the inner products of all columns with a few x, in the given rows; the x are
    /// those rows alone.
    pub(super) fn add_dots<const M: usize>(
        &self,
        rows: &Range<usize>,
        x: [&[f64]; M],
        sums: &mut [[f64; M]],
    ) {
        let mut add = |j: usize, products: &[[f64; M]]| {
            for (sums, products) in sums[j..].iter_mut().zip(products) {
                for (sum, product) in sums.iter_mut().zip(products) {
                    *sum += product;
                }
            }
        };
        let rest = self.count - self.count % 4;
        for j in (0..rest).step_by(4) {
            add(j, &dots(self.four(j, rows), x));
        }
        for j in rest..self.count {
            add(j, &dots([self.part(j, rows)], x));
        }
    }

    /// y_m ← y_m + Σ_j c_{jm} a_j in the given rows.
    pub(super) fn add_combination<const M: usize>(
        &self,
        rows: &Range<usize>,
        coefficients: &[[f64; M]],
        out: &mut [&mut [f64]; M],
    ) {
        let (fours, rest) = coefficients.as_chunks::<4>();
        for (group, four) in fours.iter().enumerate() {
            combine(self.four(4 * group, rows), *four, out);
        }
        for (i, row) in rest.iter().enumerate() {
            let column = self.part(4 * fours.len() + i, rows);
            for (c, y) in row.iter().zip(out.iter_mut()) {
                axpy(*c, column, y);
            }
        }
    }

    /// The lower triangle of AᵀDA.
    pub(super) fn gram(&self, bends: &[f64]) -> Mat<f64> {
        let count = self.count;
        let mut gram = Mat::zeros(count, count);
        let mut scaled = Mat::zeros(BLOCK.min(self.rows), count);
        for rows in blocks(0..self.rows) {
            let weights = &bends[rows.clone()];
            for j in 0..count {
                let column = self.part(j, &rows);
                let target = scaled.col_as_slice_mut(j);
                for ((s, a), w) in target.iter_mut().zip(column).zip(weights) {
                    *s = a * w;
                }
            }
            triangular::matmul(
                gram.as_mut(),
                BlockStructure::TriangularLower,
                Accum::Add,
                self.matrix(&rows).transpose(),
                BlockStructure::Rectangular,
                scaled.as_ref().subrows(0, rows.len()),
                BlockStructure::Rectangular,
                1.0,
                Par::Seq,
            );
        }
        gram
    }
}
