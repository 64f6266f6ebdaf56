//! Inner products and combinations of long columns.
//!
//! Four columns at a time: more arithmetic for each number that is loaded. Sums are kept in
//! lanes, in a fixed order, so that the compiler may use vector registers of any width and
//! results are the same with all.

/// Partial sums of an inner product.
const LANES: usize = 4;

fn lanes(v: &[f64]) -> (&[[f64; LANES]], &[f64]) {
    v.as_chunks()
}

fn total(sum: [f64; LANES]) -> f64 {
    (sum[0] + sum[1]) + (sum[2] + sum[3])
}

/// Inner products of C columns with M vectors, all of one length.
#[inline(always)]
pub(super) fn dots<const C: usize, const M: usize>(
    columns: [&[f64]; C],
    vectors: [&[f64]; M],
) -> [[f64; M]; C] {
    let length = vectors[0].len();
    let split = columns.map(|a| lanes(&a[..length]));
    let others = vectors.map(|x| lanes(&x[..length]));
    let mut sums = [[[0.0; LANES]; M]; C];
    for i in 0..length / LANES {
        let values = others.map(|(x, _)| x[i]);
        for (sums, (a, _)) in sums.iter_mut().zip(&split) {
            let a = a[i];
            for (sum, x) in sums.iter_mut().zip(&values) {
                for l in 0..LANES {
                    sum[l] += a[l] * x[l];
                }
            }
        }
    }
    let tail = |(_, a): (&[[f64; LANES]], &[f64]), (_, x): (&[[f64; LANES]], &[f64])| -> f64 {
        a.iter().zip(x).map(|(a, x)| a * x).sum()
    };
    std::array::from_fn(|j| std::array::from_fn(|m| total(sums[j][m]) + tail(split[j], others[m])))
}

/// xᵀy.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    dots([x], [y])[0][0]
}

/// y_m ← y_m + Σ_j c_{jm} a_j for four columns.
#[inline(always)]
pub(super) fn combine<const M: usize>(
    columns: [&[f64]; 4],
    coefficients: [[f64; M]; 4],
    out: &mut [&mut [f64]; M],
) {
    for (m, y) in out.iter_mut().enumerate() {
        let length = y.len();
        let [a, b, c, d] = columns.map(|v| &v[..length]);
        let [ca, cb, cc, cd] = coefficients.map(|row| row[m]);
        for i in 0..length {
            y[i] += (ca * a[i] + cb * b[i]) + (cc * c[i] + cd * d[i]);
        }
    }
}

/// y ← y + c x.
pub(super) fn axpy(c: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += c * x;
    }
}

/// ‖x‖.
pub(super) fn norm(x: &[f64]) -> f64 {
    dot(x, x).sqrt()
}
