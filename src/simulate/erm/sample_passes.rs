//! Products with a run of samples, one column each.

use std::ops::Range;

use faer::Mat;
use pulp::{Arch, Simd, WithSimd};

use crate::simulate::kernels::Number;

/// Bytes of a block that stay in the nearest cache between two uses; as few as eight samples
/// may have more, and then stay in the next.
const RESIDENT: usize = 32_768;
pub(super) const MOST_TOGETHER: usize = 256;

/// Calls `work` for runs of samples, `unknowns` numbers `T` each, that stay in cache, with room
/// for a number a sample.
pub(super) fn for_each_block<T>(
    samples: usize,
    unknowns: usize,
    mut work: impl FnMut(Range<usize>, &mut [f64]),
) {
    let block = (RESIDENT / (unknowns * size_of::<T>()))
        .clamp(8, MOST_TOGETHER)
        .next_multiple_of(4);
    let mut room = [0.0; MOST_TOGETHER];
    for from in (0..samples).step_by(block) {
        let rows = from..samples.min(from + block);
        let room = &mut room[..rows.len()];
        work(rows, room);
    }
}

/// z_i = a_iᵀ·at for some samples.
pub(super) fn margins_of<T: Number>(columns: &Mat<T>, rows: Range<usize>, at: &[T], z: &mut [T]) {
    Arch::new().dispatch(Margins {
        columns,
        rows,
        at,
        z,
    });
}

/// y ← y + Σ u_i a_i over some samples.
pub(super) fn add_combination<T: Number>(
    columns: &Mat<T>,
    rows: Range<usize>,
    u: &[T],
    y: &mut [T],
) {
    Arch::new().dispatch(AddCombination {
        columns,
        rows,
        u,
        y,
    });
}

/// Columns j to j + 3 as slices; those from `end` on repeat the one before.
#[inline(always)]
fn four<T>(columns: &Mat<T>, j: usize, end: usize) -> [&[T]; 4] {
    let column = |k: usize| {
        let column = columns.col((j + k).min(end - 1)).try_as_col_major();
        column.expect("columns are contiguous").as_slice()
    };
    [column(0), column(1), column(2), column(3)]
}

struct Margins<'a, T> {
    columns: &'a Mat<T>,
    rows: Range<usize>,
    at: &'a [T],
    z: &'a mut [T],
}

impl<T: Number> WithSimd for Margins<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Range { start, end } = self.rows;
        for (k, z) in self.z.chunks_mut(4).enumerate() {
            let found = T::dots(simd, four(self.columns, start + 4 * k, end), self.at);
            z.copy_from_slice(&found[..z.len()]);
        }
    }
}

struct AddCombination<'a, T> {
    columns: &'a Mat<T>,
    rows: Range<usize>,
    u: &'a [T],
    y: &'a mut [T],
}

impl<T: Number> WithSimd for AddCombination<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Range { start, end } = self.rows;
        for (k, u) in self.u.chunks(4).enumerate() {
            // What is missing in the last four counts as zero times the last column.
            let mut by_column = [T::default(); 4];
            by_column[..u.len()].copy_from_slice(u);
            let columns = four(self.columns, start + 4 * k, end);
            T::add(simd, by_column, columns, self.y);
        }
    }
}
