//! Triangles against a vector, and bases against coefficients, on one thread.
//!
//! Sums run in an order that the size alone decides. It differs between processors with
//! vectors of different width, and so may the last bits.

use faer::Mat;
use pulp::{Arch, Simd, WithSimd};

use crate::simulate::kernels::{add, add_and_dots, dots, inner};

/// y ← Wx; of W only the lower triangle is read.
pub(in crate::simulate) fn symmetric(w: &Mat<f64>, x: &[f64], y: &mut [f64]) {
    Arch::new().dispatch(Symmetric { w, x, y });
}

/// x ← L⁻¹x.
pub(super) fn solve_lower(l: &Mat<f64>, x: &mut [f64]) {
    Arch::new().dispatch(SolveLower { l, x });
}

/// x ← L⁻ᵀx.
pub(super) fn solve_upper(l: &Mat<f64>, x: &mut [f64]) {
    Arch::new().dispatch(SolveUpper { l, x });
}

/// y ← y + Σ_j a_j b_j, with b_j the vectors of y's length that `basis` holds.
pub(super) fn combine(basis: &[f64], a: &[f64], y: &mut [f64]) {
    Arch::new().dispatch(Combine { basis, a, y });
}

/// a_j ← b_jᵀx, one for each vector of x's length that `basis` holds.
pub(super) fn project(basis: &[f64], x: &[f64], a: &mut [f64]) {
    Arch::new().dispatch(Project { basis, x, a });
}

/// ‖x‖.
pub(super) fn norm(x: &[f64]) -> f64 {
    let mut square = [0.0];
    project(x, x, &mut square);
    square[0].sqrt()
}

/// Column j from row i on.
#[inline(always)]
pub(super) fn column(m: &Mat<f64>, j: usize, i: usize) -> &[f64] {
    let column = m.col(j).try_as_col_major().expect("columns are contiguous");
    &column.as_slice()[i..]
}

/// Four columns from row i on.
#[inline(always)]
fn four(m: &Mat<f64>, j: usize, i: usize) -> [&[f64]; 4] {
    [
        column(m, j, i),
        column(m, j + 1, i),
        column(m, j + 2, i),
        column(m, j + 3, i),
    ]
}

/// The entries that stand at 0, 4, 8 and so on, with how many rows the block there has.
fn blocks(size: usize) -> impl DoubleEndedIterator<Item = (usize, usize)> {
    (0..size.div_ceil(4)).map(move |b| (4 * b, (size - 4 * b).min(4)))
}

fn first_four(x: &[f64]) -> [f64; 4] {
    [x[0], x[1], x[2], x[3]]
}

struct Symmetric<'a> {
    w: &'a Mat<f64>,
    x: &'a [f64],
    y: &'a mut [f64],
}

impl WithSimd for Symmetric<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { w, x, y } = self;
        y.fill(0.0);
        for (j, width) in blocks(x.len()) {
            for k in j..j + width {
                let entries = column(w, k, k);
                y[k] += entries[0] * x[k];
                for i in k + 1..j + width {
                    y[i] += entries[i - k] * x[k];
                    y[k] += entries[i - k] * x[i];
                }
            }
            let below = j + width;
            if below < x.len() {
                let (above, y) = y.split_at_mut(below);
                let a = first_four(&x[j..]);
                let sums = add_and_dots(simd, a, four(w, j, below), &x[below..], y);
                for (y, sum) in above[j..].iter_mut().zip(sums) {
                    *y += sum;
                }
            }
        }
    }
}

struct SolveLower<'a> {
    l: &'a Mat<f64>,
    x: &'a mut [f64],
}

impl WithSimd for SolveLower<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { l, x } = self;
        for (j, width) in blocks(x.len()) {
            let below = j + width;
            for k in j..below {
                let entries = column(l, k, k);
                x[k] /= entries[0];
                for i in k + 1..below {
                    x[i] -= entries[i - k] * x[k];
                }
            }
            if below < x.len() {
                let (above, x) = x.split_at_mut(below);
                let [a, b, c, d] = first_four(&above[j..]);
                let a = [-a, -b, -c, -d];
                add(simd, a, four(l, j, below), x);
            }
        }
    }
}

struct SolveUpper<'a> {
    l: &'a Mat<f64>,
    x: &'a mut [f64],
}

impl WithSimd for SolveUpper<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { l, x } = self;
        for (j, width) in blocks(x.len()).rev() {
            let below = j + width;
            if below < x.len() {
                let (above, x) = x.split_at_mut(below);
                let sums = dots(simd, four(l, j, below), x);
                for (x, sum) in above[j..].iter_mut().zip(sums) {
                    *x -= sum;
                }
            }
            for k in (j..below).rev() {
                let entries = column(l, k, k);
                let known = inner(&entries[1..below - k], &x[k + 1..below]);
                x[k] = (x[k] - known) / entries[0];
            }
        }
    }
}

struct Combine<'a> {
    basis: &'a [f64],
    a: &'a [f64],
    y: &'a mut [f64],
}

impl WithSimd for Combine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { basis, a, y } = self;
        let size = y.len();
        for (j, width) in blocks(a.len()) {
            // What is missing in the last block counts as zero times the first vector.
            let entry = |k: usize| if k < width { a[j + k] } else { 0.0 };
            let a = [entry(0), entry(1), entry(2), entry(3)];
            add(simd, a, vectors(basis, size, j, width), y);
        }
    }
}

struct Project<'a> {
    basis: &'a [f64],
    x: &'a [f64],
    a: &'a mut [f64],
}

impl WithSimd for Project<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { basis, x, a } = self;
        for (j, width) in blocks(a.len()) {
            let sums = dots(simd, vectors(basis, x.len(), j, width), x);
            a[j..j + width].copy_from_slice(&sums[..width]);
        }
    }
}

/// Vectors j to j + 3 of a basis; those beyond `width` repeat the first.
#[inline(always)]
fn vectors(basis: &[f64], size: usize, j: usize, width: usize) -> [&[f64]; 4] {
    let vector = |k: usize| {
        let place = if k < width { j + k } else { j };
        &basis[place * size..(place + 1) * size]
    };
    [vector(0), vector(1), vector(2), vector(3)]
}
