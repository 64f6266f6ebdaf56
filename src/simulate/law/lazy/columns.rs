//! n-vectors side by side, added one at a time.

use std::ops::Range;

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};

use crate::numerics::with_vectors;
use crate::simulate::kernels::{add, dots, dots_with_two};

/// Samples worked on together: so many of forty columns fit a core's second cache.
pub(super) const BLOCK: usize = 512;
/// Columns that space is made for at a time: more than most problems take, since moving
/// columns costs more than space that is never touched.
const SPACE: usize = 96;
/// Unless that would be more numbers than this; then so many columns.
const MUCH_SPACE: usize = 1 << 27;
const LESS_SPACE: usize = 16;

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
    /// How many there will be at most.
    most: usize,
    data: Vec<f64>,
}

impl Columns {
    pub(super) fn new(rows: usize, most: usize) -> Self {
        Self {
            rows,
            most,
            stride: Self::stride(rows),
            count: 0,
            data: Vec::new(),
        }
    }

    fn stride(rows: usize) -> usize {
        8 * (rows.div_ceil(8) | 1)
    }

    /// Bytes of so many columns, as far as they are touched.
    pub(super) fn memory(rows: usize, count: usize) -> usize {
        Self::stride(rows).saturating_mul(8).saturating_mul(count)
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn push(&mut self, column: &[f64]) {
        if self.data.capacity() < (self.count + 1) * self.stride {
            let space = match SPACE * self.stride > MUCH_SPACE {
                true => LESS_SPACE,
                false => SPACE,
            };
            let left = self.most.saturating_sub(self.count).max(1);
            self.data.reserve_exact(space.min(left) * self.stride);
        }
        self.data.extend_from_slice(column);
        self.count += 1;
        self.data.resize(self.count * self.stride, 0.0);
    }

    /// Column j.
    pub(super) fn column(&self, j: usize) -> &[f64] {
        self.part(j, &(0..self.rows))
    }

    #[inline(always)]
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

    /// Adds the inner products of all columns with one or two x, in the given rows; the x are
    /// those rows alone.
    pub(super) fn add_dots<const M: usize>(
        &self,
        rows: &Range<usize>,
        x: [&[f64]; M],
        sums: &mut [[f64; M]],
    ) {
        Arch::new().dispatch(AddDots {
            columns: self,
            rows,
            x,
            sums,
        });
    }

    /// y_m ← y_m + Σ_j c_{jm} a_j in the given rows.
    pub(super) fn add_combination<const M: usize>(
        &self,
        rows: &Range<usize>,
        coefficients: &[[f64; M]],
        out: &mut [&mut [f64]; M],
    ) {
        Arch::new().dispatch(AddCombination {
            columns: self,
            rows,
            coefficients,
            out,
        });
    }

    /// Four columns' parts from column j on; those beyond the last repeat it.
    #[inline(always)]
    fn four(&self, j: usize, rows: &Range<usize>) -> [&[f64]; 4] {
        let part = |i: usize| self.part((j + i).min(self.count - 1), rows);
        [part(0), part(1), part(2), part(3)]
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
                multiply(
                    column,
                    weights,
                    &mut scaled.col_as_slice_mut(j)[..rows.len()],
                );
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

struct AddDots<'a, const M: usize> {
    columns: &'a Columns,
    rows: &'a Range<usize>,
    x: [&'a [f64]; M],
    sums: &'a mut [[f64; M]],
}

impl<const M: usize> WithSimd for AddDots<'_, M> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (group, sums) in self.sums.chunks_mut(4).enumerate() {
            let four = self.columns.four(4 * group, self.rows);
            let mut products = [[0.0; 4]; M];
            match (&self.x[..], &mut products[..]) {
                ([x, z], [first, second]) => {
                    [*first, *second] = dots_with_two(simd, four, [x, z]);
                }
                (x, products) => {
                    for (x, products) in x.iter().zip(products) {
                        *products = dots(simd, four, x);
                    }
                }
            }
            for (k, sums) in sums.iter_mut().enumerate() {
                for (sum, products) in sums.iter_mut().zip(&products) {
                    *sum += products[k];
                }
            }
        }
    }
}

struct AddCombination<'a, 'b, const M: usize> {
    columns: &'a Columns,
    rows: &'a Range<usize>,
    coefficients: &'a [[f64; M]],
    out: &'a mut [&'b mut [f64]; M],
}

impl<const M: usize> WithSimd for AddCombination<'_, '_, M> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (group, rows) in self.coefficients.chunks(4).enumerate() {
            let four = self.columns.four(4 * group, self.rows);
            for (m, y) in self.out.iter_mut().enumerate() {
                // What is missing in the last group counts as zero times the last column.
                let entry = |k: usize| rows.get(k).map_or(0.0, |row| row[m]);
                add(simd, [entry(0), entry(1), entry(2), entry(3)], four, y);
            }
        }
    }
}

/// a_i·w_i.
fn multiply(a: &[f64], w: &[f64], out: &mut [f64]) {
    with_vectors(
        #[inline(always)]
        || {
            for ((out, a), w) in out.iter_mut().zip(a).zip(w) {
                *out = a * w;
            }
        },
    );
}
