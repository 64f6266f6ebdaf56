//! Gaussian features, revealed along the directions that training asks for.

use std::ops::Range;

use rand::Rng;

use super::columns::{Columns, blocks};
use crate::simulate::kernels::{axpy, dot, norm};
use crate::simulate::law::draws::{chi, normal};

/// What directions lack in orthogonality grows, from each to the next, by the ratio of what
/// a projection removes to what it leaves. When less than this share is left, and the ratio
/// above one, it is done again.
const SHARE: f64 = 0.7;
/// Less than this share of a vector is its rounding.
const ROUNDING: f64 = 1e-15;

/// Samples of one group: how many, around which mean in its k coordinates, with noise of which
/// scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cloud<'a> {
    pub(super) count: usize,
    pub(super) mean: &'a [f64],
    pub(super) noise: f64,
}

/// What is known of X = M + SZ, M the means of the samples and S = diag(σ_i) their scales.
///
/// Right directions p₁, p₂, …, of which the first k span the means, and left directions q₁, q₂, …
/// are orthonormal, and Zᵀq_j lies in the span of p₁, …, p_{j+k}. Given all that, Z is standard
/// normal on what is orthogonal to both: so the part of Zᵀq that is new has a χ norm and a
/// direction of which nothing else is known, and of Zp along a new p the same is true. Training
/// asks for Xᵀu, whose new part is that of Zᵀ(Su), and for Xp = SZp beyond the means.
#[derive(Clone, Debug)]
pub(super) struct RevealedFeatures {
    dimension: usize,
    /// Rows whose scale is not 1, and their scale.
    scales: Vec<(Range<usize>, f64)>,
    /// An intercept's ones, then Xp_k.
    pub(super) right: Columns,
    left: Columns,
    /// A vector in the span of the left directions, near those to come.
    last: Vec<f64>,
    part: Vec<f64>,
    noise: Vec<f64>,
}

impl RevealedFeatures {
    /// n-vectors besides the columns.
    pub(super) const VECTORS: usize = 3;

    /// Along the coordinates of the means, and an intercept.
    pub(super) fn new(clouds: &[Cloud<'_>], dimension: usize, rng: &mut impl Rng) -> Self {
        let n = clouds.iter().map(|cloud| cloud.count).sum();
        let coordinates = clouds.first().map_or(0, |cloud| cloud.mean.len());
        // The intercept, and no more directions than there are dimensions, or samples beside the
        // means.
        let most = dimension.min(n + coordinates - 1) + 2;
        let mut right = Columns::new(n, most);
        let mut column = vec![1.0; n];
        right.push(&column);
        for j in 0..coordinates {
            let mut rest = column.as_mut_slice();
            for cloud in clouds {
                let (own, others) = rest.split_at_mut(cloud.count);
                own.fill_with(|| cloud.noise * normal(rng) + cloud.mean[j]);
                rest = others;
            }
            right.push(&column);
        }
        Self {
            dimension,
            scales: scales(clouds),
            right,
            left: Columns::new(n, most),
            last: vec![0.0; n],
            part: vec![0.0; n],
            noise: column,
        }
    }

    /// Whether any direction is left to be revealed.
    pub(super) fn is_open(&self) -> bool {
        self.right.count() <= self.dimension && self.left.count() < self.last.len()
    }

    /// Reveals Xᵀu as far as it is new: its length, and if that is not zero to working
    /// accuracy a new column, in whose direction it is.
    pub(super) fn reveal(&mut self, u: &[f64], rng: &mut impl Rng) -> f64 {
        if self.scales.is_empty() {
            return self.reveal_along(u, rng);
        }
        let mut scaled = u.to_vec();
        self.scale(&mut scaled);
        self.reveal_along(&scaled, rng)
    }

    /// v ← Sv.
    fn scale(&self, v: &mut [f64]) {
        for (rows, scale) in &self.scales {
            v[rows.clone()].iter_mut().for_each(|x| *x *= scale);
        }
    }

    /// The same for Su.
    fn reveal_along(&mut self, u: &[f64], rng: &mut impl Rng) -> f64 {
        // What is new since the last time, of which less is to be removed.
        for ((part, u), last) in self.part.iter_mut().zip(u).zip(&self.last) {
            *part = u - last;
        }
        self.noise.fill_with(|| normal(rng));
        let free = (self.dimension + 1 - self.right.count()) as f64;
        let along = chi(free, rng);
        let length = self.remove_known();
        if length <= ROUNDING * norm(u) {
            return 0.0;
        }
        for q in &mut self.part {
            *q /= length;
        }
        self.left.push(&self.part);
        let overlap = dot(&self.part, &self.noise);
        axpy(along - overlap, &self.part, &mut self.noise);
        let mut column = std::mem::take(&mut self.noise);
        self.scale(&mut column);
        self.right.push(&column);
        self.noise = column;
        self.last.copy_from_slice(u);
        length * along
    }

    /// Makes `part` and `noise` orthogonal to the left directions; the length of the
    /// former.
    fn remove_known(&mut self) -> f64 {
        let mut before = norm(&self.part);
        project(&self.left, [&mut self.part, &mut self.noise]);
        let mut length = norm(&self.part);
        for _ in 0..2 {
            if length >= SHARE * before {
                return length;
            }
            project(&self.left, [&mut self.part]);
            (before, length) = (length, norm(&self.part));
        }
        if length >= SHARE * before {
            length
        } else {
            0.0
        }
    }
}

/// Rows whose scale is not 1.
fn scales(clouds: &[Cloud<'_>]) -> Vec<(Range<usize>, f64)> {
    let mut end = 0;
    let rows = clouds.iter().map(|cloud| {
        end += cloud.count;
        (end - cloud.count..end, cloud.noise)
    });
    rows.filter(|(_, scale)| *scale != 1.0).collect()
}

/// v ← (I − QQᵀ)v.
fn project<const M: usize>(directions: &Columns, vectors: [&mut [f64]; M]) {
    let mut vectors = vectors;
    let n = vectors[0].len();
    let mut shares = vec![[0.0; M]; directions.count()];
    for rows in blocks(0..n) {
        let parts = vectors.each_ref().map(|v| &v[rows.clone()]);
        directions.add_dots(&rows, parts, &mut shares);
    }
    for share in shares.iter_mut().flatten() {
        *share = -*share;
    }
    for rows in blocks(0..n) {
        let mut parts = vectors.each_mut().map(|v| &mut v[rows.clone()]);
        directions.add_combination(&rows, &shares, &mut parts);
    }
}
