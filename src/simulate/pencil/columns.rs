//! Four columns at a time, with the vector instructions of the machine.
//!
//! A product with a large matrix waits for memory: so each column is read once, and what
//! it is multiplied with stays in the nearest cache.

use pulp::Simd;

/// y ← y + Σ_k a_k c_k.
#[inline(always)]
pub(super) fn add<S: Simd>(simd: S, a: [f64; 4], c: [&[f64]; 4], y: &mut [f64]) {
    let wide = splat(simd, a);
    let (heads, tails) = split::<S>(c);
    let (head, tail) = S::as_mut_simd_f64s(y);
    let [c0, c1, c2, c3] = cut(heads, head.len());
    for (i, y) in head.iter_mut().enumerate() {
        let first = simd.mul_add_e_f64s(wide[0], c0[i], *y);
        let second = simd.mul_add_e_f64s(wide[1], c1[i], first);
        let third = simd.mul_add_e_f64s(wide[2], c2[i], second);
        *y = simd.mul_add_e_f64s(wide[3], c3[i], third);
    }
    for (i, y) in tail.iter_mut().enumerate() {
        for k in 0..4 {
            *y += a[k] * tails[k][i];
        }
    }
}

/// c_kᵀx, four at a time.
#[inline(always)]
pub(super) fn dots<S: Simd>(simd: S, c: [&[f64]; 4], x: &[f64]) -> [f64; 4] {
    let (heads, tails) = split::<S>(c);
    let (head, tail) = S::as_simd_f64s(x);
    let [c0, c1, c2, c3] = cut(heads, head.len());
    let zero = simd.splat_f64s(0.0);
    let [mut s0, mut s1, mut s2, mut s3] = [zero; 4];
    for (i, &x) in head.iter().enumerate() {
        s0 = simd.mul_add_e_f64s(c0[i], x, s0);
        s1 = simd.mul_add_e_f64s(c1[i], x, s1);
        s2 = simd.mul_add_e_f64s(c2[i], x, s2);
        s3 = simd.mul_add_e_f64s(c3[i], x, s3);
    }
    let mut sums = reduce(simd, [s0, s1, s2, s3]);
    for (k, sum) in sums.iter_mut().enumerate() {
        *sum += inner(&tails[k][..tail.len()], tail);
    }
    sums
}

/// Both in one pass: y ← y + Σ_k a_k c_k, and c_kᵀx.
#[inline(always)]
pub(super) fn add_and_dots<S: Simd>(
    simd: S,
    a: [f64; 4],
    c: [&[f64]; 4],
    x: &[f64],
    y: &mut [f64],
) -> [f64; 4] {
    let wide = splat(simd, a);
    let (heads, tails) = split::<S>(c);
    let (xs, x_tail) = S::as_simd_f64s(x);
    let (ys, y_tail) = S::as_mut_simd_f64s(y);
    let [c0, c1, c2, c3] = cut(heads, ys.len());
    let xs = &xs[..ys.len()];
    let zero = simd.splat_f64s(0.0);
    let [mut s0, mut s1, mut s2, mut s3] = [zero; 4];
    for (i, y) in ys.iter_mut().enumerate() {
        let [a0, a1, a2, a3] = [c0[i], c1[i], c2[i], c3[i]];
        s0 = simd.mul_add_e_f64s(a0, xs[i], s0);
        s1 = simd.mul_add_e_f64s(a1, xs[i], s1);
        s2 = simd.mul_add_e_f64s(a2, xs[i], s2);
        s3 = simd.mul_add_e_f64s(a3, xs[i], s3);
        let first = simd.mul_add_e_f64s(wide[0], a0, *y);
        let second = simd.mul_add_e_f64s(wide[1], a1, first);
        let third = simd.mul_add_e_f64s(wide[2], a2, second);
        *y = simd.mul_add_e_f64s(wide[3], a3, third);
    }
    let mut sums = reduce(simd, [s0, s1, s2, s3]);
    for (k, sum) in sums.iter_mut().enumerate() {
        *sum += inner(&tails[k][..x_tail.len()], x_tail);
        for (y, c) in y_tail.iter_mut().zip(tails[k]) {
            *y += a[k] * c;
        }
    }
    sums
}

#[inline(always)]
pub(super) fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

// Spelt out, because what is not inlined here does without the vector instructions.

#[inline(always)]
fn splat<S: Simd>(simd: S, [a, b, c, d]: [f64; 4]) -> [S::f64s; 4] {
    let wide = |x| simd.splat_f64s(x);
    [wide(a), wide(b), wide(c), wide(d)]
}

#[inline(always)]
fn reduce<S: Simd>(simd: S, [a, b, c, d]: [S::f64s; 4]) -> [f64; 4] {
    let sum = |x| simd.reduce_sum_f64s(x);
    [sum(a), sum(b), sum(c), sum(d)]
}

#[inline(always)]
fn cut<T>([a, b, c, d]: [&[T]; 4], size: usize) -> [&[T]; 4] {
    [&a[..size], &b[..size], &c[..size], &d[..size]]
}

#[inline(always)]
fn split<S: Simd>([a, b, c, d]: [&[f64]; 4]) -> ([&[S::f64s]; 4], [&[f64]; 4]) {
    let [a, b, c, d] = [
        S::as_simd_f64s(a),
        S::as_simd_f64s(b),
        S::as_simd_f64s(c),
        S::as_simd_f64s(d),
    ];
    ([a.0, b.0, c.0, d.0], [a.1, b.1, c.1, d.1])
}
