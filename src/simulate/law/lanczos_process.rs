//! The random part of a draw, one Lanczos step at a time.

use super::draws::{Angle, chi, normal};
use super::random_source::RandomSource;

/// Steps to have room for from the start: enough for weights up to 20.
pub(super) const USUAL_STEPS: usize = 64;

/// What one Lanczos step reveals of B = F⁻¹W₊F⁻ᵀ.
#[derive(Clone, Copy, Debug)]
pub(super) struct LanczosStep {
    /// Diagonal entries of J and of I − J; neither is a difference.
    pub(super) diagonal: [f64; 2],
    /// The entry of J below the diagonal one; that of I − J is its negative.
    pub(super) below: f64,
    /// Rotates the new direction against those before and the rest of F's first row.
    pub(super) mixing: Angle,
    /// Rotations that split off the two directions in which the class means extend.
    pub(super) rows: [Angle; 2],
}

/// The first steps of the Lanczos process, and F where they lead.
///
/// Draws come step by step, so that a draw with more steps only continues one with fewer:
/// no weight's numbers depend on how many steps another needs.
#[derive(Clone, Debug, Default)]
pub(super) struct LanczosProcess {
    dimension: f64,
    /// Degrees of freedom of W₊, W₋ and both.
    freedom: [f64; 3],
    pub(super) steps: Vec<LanczosStep>,
    /// R, upper triangular, packed by columns.
    triangle: Vec<f64>,
    /// f₁₁, the first entry of F.
    pub(super) corner: f64,
    /// Norm of the rest of F's first row.
    pub(super) row: f64,
    /// The last entries below the diagonal of L and L̃, in J = LLᵀ and I − J = L̃L̃ᵀ, unsigned.
    carried: [f64; 2],
    /// s' of the last step.
    sine: f64,
}

impl LanczosProcess {
    /// Begins anew with the first step, for class sizes n_y.
    pub(super) fn start(&mut self, dimension: f64, counts: [f64; 2], rng: &mut impl RandomSource) {
        let [p, q] = counts.map(|n| n - 1.0);
        self.steps.clear();
        self.steps.reserve(USUAL_STEPS);
        self.triangle.clear();
        self.triangle.reserve(USUAL_STEPS * (USUAL_STEPS + 1) / 2);
        self.dimension = dimension;
        self.freedom = [p, q, p + q];
        self.corner = chi(p + q - dimension + 1.0, rng);
        self.row = chi(dimension - 1.0, rng);
        self.carried = [0.0; 2];
        self.sine = 1.0;
        self.extend(rng);
    }

    /// Draws one step more: of L in J = LLᵀ the entries c_i s'_{i−1} and −s_i c'_i with
    /// c_i² ~ Beta((p−i+1)/2, (q−i+1)/2) and c'_i² ~ Beta((d−i)/2, (N−d+1−i)/2), and of R
    /// a column with R_ii² ~ χ²_{N−d+1+i} under normals.
    ///
    /// Where both parameters of c'_i are spent the process has ended at i = d, so c'_i = 0.
    pub(super) fn extend(&mut self, rng: &mut impl RandomSource) {
        let i = self.steps.len() as f64 + 1.0;
        let (d, [p, q, n]) = (self.dimension, self.freedom);
        let outer = Angle::beta(p - i + 1.0, q - i + 1.0, rng);
        let inner = Angle::beta(d - i, n - d + 1.0 - i, rng);
        let sine = std::mem::replace(&mut self.sine, inner.sin);
        let upper = [outer.cos * sine, outer.sin * sine];
        let diagonal = std::array::from_fn(|k| upper[k].powi(2) + self.carried[k].powi(2));
        self.carried = [outer.sin * inner.cos, outer.cos * inner.cos];
        let mixing = Angle::uniform(d - 1.0 - i, rng);
        let rows = [d - 1.0 - i, d - 2.0 - i].map(|rest| Angle::uniform(rest, rng));
        self.steps.push(LanczosStep {
            diagonal,
            below: -outer.cos * sine * outer.sin * inner.cos,
            mixing,
            rows,
        });
        if i < d {
            let above = self.steps.len() - 1;
            self.triangle.extend((0..above).map(|_| normal(rng)));
            self.triangle.push(chi(n - d + 1.0 + i, rng));
        }
    }

    /// Coordinates of V orthogonal to Δ that `steps` steps reach.
    pub(super) fn reached(&self, steps: usize) -> usize {
        (steps as f64).min(self.dimension - 1.0) as usize
    }

    /// Column j of R, from the top to the diagonal.
    pub(super) fn column(&self, j: usize) -> &[f64] {
        let start = j * (j + 1) / 2;
        &self.triangle[start..=start + j]
    }
}
