//! Gaussian features, revealed along the directions that training asks for.

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

/// What is known of X = yμᵀ + Z.
///
/// Right directions p₁ = μ/‖μ‖, p₂, … and left directions q₁, q₂, … are orthonormal, and
/// Zᵀq_j lies in the span of p₁, …, p_{j+1}. Given all that, Z is standard normal on what
/// is orthogonal to both: so the part of Zᵀq that is new has a χ norm and a direction of
/// which nothing else is known, and of Zp along a new p the same is true.
#[derive(Clone, Debug)]
pub(super) struct Span {
    dimension: usize,
    /// An intercept's ones, then Xp_k.
    pub(super) right: Columns,
    left: Columns,
    /// A vector in the span of the left directions, near those to come.
    last: Vec<f64>,
    part: Vec<f64>,
    noise: Vec<f64>,
}

impl Span {
    /// n-vectors besides the columns.
    pub(super) const VECTORS: usize = 3;

    /// Along the means, and an intercept.
    pub(super) fn new(
        counts: [usize; 2],
        dimension: usize,
        signal: f64,
        rng: &mut impl Rng,
    ) -> Self {
        let n = counts[0] + counts[1];
        // The intercept, and no more directions than there are dimensions or samples.
        let most = dimension.min(n) + 2;
        let mut right = Columns::new(n, most);
        let mut column = vec![1.0; n];
        right.push(&column);
        let (plus, minus) = column.split_at_mut(counts[0]);
        plus.fill_with(|| normal(rng) + signal);
        minus.fill_with(|| normal(rng) - signal);
        right.push(&column);
        Self {
            dimension,
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
        self.right.push(&self.noise);
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
