//! Four columns at a time, with the vector instructions of the machine.
//!
//! A product with a large matrix waits for memory: so each column is read once, and what
//! it is multiplied with stays in the nearest cache. Sums run in an order that the size alone
//! decides; it differs between processors with vectors of different width, and so may the
//! last bits.

use pulp::{Arch, Simd, WithSimd};

/// Numbers of one precision, four columns of them at a time.
pub(super) trait Number: Copy + Default {
    /// y ← y + Σ_k a_k c_k.
    fn add<S: Simd>(simd: S, a: [Self; 4], c: [&[Self]; 4], y: &mut [Self]);

    /// c_kᵀx.
    fn dots<S: Simd>(simd: S, c: [&[Self]; 4], x: &[Self]) -> [Self; 4];
}

macro_rules! number {
    ($number:ty, $as:ident, $as_mut:ident,
     $splat:ident, $fused:ident, $sum:ident) => {
        impl Number for $number {
            #[inline(always)]
            fn add<S: Simd>(simd: S, a: [$number; 4], c: [&[$number]; 4], y: &mut [$number]) {
                let wide = a.map(
                    #[inline(always)]
                    |x| simd.$splat(x),
                );
                let [(c0, t0), (c1, t1), (c2, t2), (c3, t3)] =
                    [S::$as(c[0]), S::$as(c[1]), S::$as(c[2]), S::$as(c[3])];
                let tails = [t0, t1, t2, t3];
                let (head, tail) = S::$as_mut(y);
                let [c0, c1, c2, c3] = cut([c0, c1, c2, c3], head.len());
                for (i, y) in head.iter_mut().enumerate() {
                    let first = simd.$fused(wide[0], c0[i], *y);
                    let second = simd.$fused(wide[1], c1[i], first);
                    let third = simd.$fused(wide[2], c2[i], second);
                    *y = simd.$fused(wide[3], c3[i], third);
                }
                for (i, y) in tail.iter_mut().enumerate() {
                    for k in 0..4 {
                        *y += a[k] * tails[k][i];
                    }
                }
            }

            #[inline(always)]
            fn dots<S: Simd>(simd: S, c: [&[$number]; 4], x: &[$number]) -> [$number; 4] {
                let [(c0, t0), (c1, t1), (c2, t2), (c3, t3)] =
                    [S::$as(c[0]), S::$as(c[1]), S::$as(c[2]), S::$as(c[3])];
                let tails = [t0, t1, t2, t3];
                let (head, tail) = S::$as(x);
                let [c0, c1, c2, c3] = cut([c0, c1, c2, c3], head.len());
                let zero = simd.$splat(0.0);
                let [mut s0, mut s1, mut s2, mut s3] = [zero; 4];
                for (i, &x) in head.iter().enumerate() {
                    s0 = simd.$fused(c0[i], x, s0);
                    s1 = simd.$fused(c1[i], x, s1);
                    s2 = simd.$fused(c2[i], x, s2);
                    s3 = simd.$fused(c3[i], x, s3);
                }
                let mut sums = [simd.$sum(s0), simd.$sum(s1), simd.$sum(s2), simd.$sum(s3)];
                for (sum, c) in sums.iter_mut().zip(tails) {
                    for (c, x) in c.iter().zip(tail) {
                        *sum += c * x;
                    }
                }
                sums
            }
        }
    };
}

number!(
    f64,
    as_simd_f64s,
    as_mut_simd_f64s,
    splat_f64s,
    mul_add_e_f64s,
    reduce_sum_f64s
);
number!(
    f32,
    as_simd_f32s,
    as_mut_simd_f32s,
    splat_f32s,
    mul_add_e_f32s,
    reduce_sum_f32s
);

/// y ← y + Σ_k a_k c_k.
#[inline(always)]
pub(super) fn add<S: Simd>(simd: S, a: [f64; 4], c: [&[f64]; 4], y: &mut [f64]) {
    Number::add(simd, a, c, y);
}

/// c_kᵀx, four at a time.
#[inline(always)]
pub(super) fn dots<S: Simd>(simd: S, c: [&[f64]; 4], x: &[f64]) -> [f64; 4] {
    Number::dots(simd, c, x)
}

/// [`dots`] with two vectors: [c_kᵀx, c_kᵀz].
#[inline(always)]
pub(super) fn dots_with_two<S: Simd>(
    simd: S,
    c: [&[f64]; 4],
    [x, z]: [&[f64]; 2],
) -> [[f64; 4]; 2] {
    let (heads, tails) = split::<S>(c);
    let (xs, x_tail) = S::as_simd_f64s(x);
    let (zs, z_tail) = S::as_simd_f64s(z);
    let [c0, c1, c2, c3] = cut(heads, xs.len());
    let zs = &zs[..xs.len()];
    let zero = simd.splat_f64s(0.0);
    let [mut s0, mut s1, mut s2, mut s3] = [zero; 4];
    let [mut t0, mut t1, mut t2, mut t3] = [zero; 4];
    for (i, &x) in xs.iter().enumerate() {
        let [a0, a1, a2, a3] = [c0[i], c1[i], c2[i], c3[i]];
        s0 = simd.mul_add_e_f64s(a0, x, s0);
        s1 = simd.mul_add_e_f64s(a1, x, s1);
        s2 = simd.mul_add_e_f64s(a2, x, s2);
        s3 = simd.mul_add_e_f64s(a3, x, s3);
        t0 = simd.mul_add_e_f64s(a0, zs[i], t0);
        t1 = simd.mul_add_e_f64s(a1, zs[i], t1);
        t2 = simd.mul_add_e_f64s(a2, zs[i], t2);
        t3 = simd.mul_add_e_f64s(a3, zs[i], t3);
    }
    let mut sums = [
        reduce(simd, [s0, s1, s2, s3]),
        reduce(simd, [t0, t1, t2, t3]),
    ];
    for k in 0..4 {
        sums[0][k] += inner(&tails[k][..x_tail.len()], x_tail);
        sums[1][k] += inner(&tails[k][..z_tail.len()], z_tail);
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

/// xᵀy.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    Arch::new().dispatch(Dot { x, y })
}

/// y ← y + a x.
pub(super) fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    Arch::new().dispatch(Axpy { a, x, y });
}

/// ‖x‖.
pub(super) fn norm(x: &[f64]) -> f64 {
    dot(x, x).sqrt()
}

struct Dot<'a> {
    x: &'a [f64],
    y: &'a [f64],
}

impl WithSimd for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let ((xs, x_tail), (ys, y_tail)) = (S::as_simd_f64s(self.x), S::as_simd_f64s(self.y));
        let (x_fours, x_rest) = xs.as_chunks::<4>();
        let (y_fours, y_rest) = ys.as_chunks::<4>();
        let zero = simd.splat_f64s(0.0);
        let [mut s0, mut s1, mut s2, mut s3] = [zero; 4];
        for (x, y) in x_fours.iter().zip(y_fours) {
            s0 = simd.mul_add_e_f64s(x[0], y[0], s0);
            s1 = simd.mul_add_e_f64s(x[1], y[1], s1);
            s2 = simd.mul_add_e_f64s(x[2], y[2], s2);
            s3 = simd.mul_add_e_f64s(x[3], y[3], s3);
        }
        for (x, y) in x_rest.iter().zip(y_rest) {
            s0 = simd.mul_add_e_f64s(*x, *y, s0);
        }
        let [a, b, c, d] = reduce(simd, [s0, s1, s2, s3]);
        (a + b) + (c + d) + inner(x_tail, y_tail)
    }
}

struct Axpy<'a> {
    a: f64,
    x: &'a [f64],
    y: &'a mut [f64],
}

impl WithSimd for Axpy<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let wide = simd.splat_f64s(self.a);
        let ((xs, x_tail), (ys, y_tail)) = (S::as_simd_f64s(self.x), S::as_mut_simd_f64s(self.y));
        for (x, y) in xs.iter().zip(ys) {
            *y = simd.mul_add_e_f64s(wide, *x, *y);
        }
        for (x, y) in x_tail.iter().zip(y_tail) {
            *y += self.a * x;
        }
    }
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
