//! V(ρ) = (ρW₊ + W₋ + shift·I)⁻¹Δ for many weights ρ from one factorisation.
//!
//! With T = σW₊ + W₋ + shift·I = LLᵀ for one σ, the centre, and B = σL⁻¹W₊L⁻ᵀ, which lies
//! between 0 and I,
//!
//! ```text
//! V(ρ) = L⁻ᵀ(I + (ρ/σ−1)B)⁻¹L⁻¹Δ
//! ```
//!
//! B is needed only through its Lanczos matrix started at L⁻¹Δ, to as many rows as conjugate
//! gradients would take; the condition is at most κ = max(ρ/σ, σ/ρ), so a centre amid the
//! usual weights, σ = n₋/n₊, keeps them few. The rows are found as they are asked for and do
//! not depend on who asks: a weight's numbers are the same bit for bit in whatever company.
//! For the same reason a weight that needs many rows factors its own matrix, and which do is
//! decided by the weight, the centre and the size alone.
//!
//! Every solution comes with its true residual: the steps multiply with W₊ and W₋ themselves,
//! and what is left of Δ is put together from those products.

mod elimination;
mod krylov;
mod products;

use faer::Mat;

use self::elimination::{Elimination, most_steps};
use self::krylov::{Factored, Krylov};
use self::products::{column, combine, norm, solve_lower, solve_upper};
use super::erm::factor_in_place;

pub(in crate::simulate) use elimination::steps_for;
pub(in crate::simulate) use products::symmetric;

/// Weights that may need more steps factor their own matrix: a step reads four triangles
/// from memory, and so many take as long as a few factorisations.
const MOST_STEPS: usize = 96;

/// In so few dimensions a factorisation is always faster.
const FEW_DIMENSIONS: usize = 24;

/// A larger residual of the shared factorisation is not accepted: such a weight factors its
/// own matrix.
const ACCEPTED: f64 = 1e-9;

/// Scatters within the classes, of which only the lower triangles are read, and Δ.
#[derive(Clone, Copy)]
pub(in crate::simulate) struct Pencil<'a> {
    /// W₊ and W₋.
    pub(in crate::simulate) scatters: &'a [Mat<f64>; 2],
    /// Δ.
    pub(in crate::simulate) gap: &'a [f64],
    /// n r.
    pub(in crate::simulate) shift: f64,
    /// σ.
    pub(in crate::simulate) centre: f64,
}

/// V(ρ), and ‖Δ − (ρW₊ + W₋ + shift·I)V‖/‖Δ‖.
pub(in crate::simulate) struct PencilSolution {
    pub(in crate::simulate) v: Vec<f64>,
    pub(in crate::simulate) residual: f64,
}

/// How many steps this weight may take in common with others, if it may.
pub(in crate::simulate) fn shared_steps(size: usize, relative: f64) -> Option<usize> {
    let steps = most_steps(relative);
    (size >= FEW_DIMENSIONS && steps <= MOST_STEPS).then_some(steps.min(size))
}

/// Vectors that the steps for a weight keep.
pub(in crate::simulate) fn vectors(steps: usize) -> usize {
    4 * steps + 1
}

/// Vectors that are kept whatever the weights.
pub(in crate::simulate) fn most_vectors(size: usize) -> usize {
    vectors(MOST_STEPS.min(size))
}

impl Pencil<'_> {
    /// Solves for every weight and keeps what `summary` makes of it; `None` where the matrix
    /// is not positive definite.
    ///
    /// Needs one more matrix than the scatters, and four vectors a step.
    pub(in crate::simulate) fn solve<T>(
        &self,
        ratios: &[f64],
        summary: impl Fn(f64, &PencilSolution) -> T,
    ) -> Vec<Option<T>> {
        let size = self.gap.len();
        let shared = |&ratio: &f64| shared_steps(size, ratio / self.centre).is_some();
        let mut matrix = Mat::zeros(size, size);
        let mut found: Vec<Option<T>> = ratios.iter().map(|_| None).collect();
        if ratios.iter().any(shared) && self.factor(self.centre, &mut matrix) {
            let factored = Factored {
                scatters: self.scatters,
                shift: self.shift,
                centre: self.centre,
                lower: &matrix,
            };
            let mut krylov = Krylov::start(&factored, self.gap);
            for (&ratio, found) in ratios.iter().zip(&mut found).filter(|(r, _)| shared(r)) {
                let solution = self.in_common(ratio, &factored, &mut krylov);
                // Not so when it is not a number.
                if solution.residual <= ACCEPTED {
                    *found = Some(summary(ratio, &solution));
                }
            }
        }
        for (&ratio, found) in ratios.iter().zip(&mut found).filter(|(_, f)| f.is_none()) {
            *found = (self.alone(ratio, &mut matrix)).map(|solution| summary(ratio, &solution));
        }
        found
    }

    /// Through T, with as many Lanczos steps as this weight needs.
    fn in_common(
        &self,
        ratio: f64,
        factored: &Factored<'_>,
        krylov: &mut Krylov,
    ) -> PencilSolution {
        let mut elimination = Elimination::new(ratio / self.centre);
        let mut steps = 0;
        while !elimination.done() {
            if steps == krylov.rows.len() {
                krylov.extend(factored);
            }
            let [diagonal, below] = krylov.rows[steps];
            elimination.advance(diagonal, below);
            steps += 1;
        }
        let mut y = elimination.solution();
        y.iter_mut().for_each(|y| *y *= krylov.length);
        let mut v = vec![0.0; self.gap.len()];
        combine(&krylov.spread, &y, &mut v);
        let mut left = self.gap.to_vec();
        y.iter_mut().for_each(|y| *y = -*y);
        combine(&krylov.images[1], &y, &mut left);
        y.iter_mut().for_each(|y| *y *= ratio);
        combine(&krylov.images[0], &y, &mut left);
        self.solution(v, &left)
    }

    /// Through this weight's own matrix, which overwrites `matrix`.
    fn alone(&self, ratio: f64, matrix: &mut Mat<f64>) -> Option<PencilSolution> {
        if !self.factor(ratio, matrix) {
            return None;
        }
        let mut v = self.gap.to_vec();
        solve_lower(matrix, &mut v);
        solve_upper(matrix, &mut v);
        let mut left = self.gap.to_vec();
        combine(&v, &[-self.shift], &mut left);
        let mut image = vec![0.0; v.len()];
        for (scatter, weight) in self.scatters.iter().zip([ratio, 1.0]) {
            symmetric(scatter, &v, &mut image);
            combine(&image, &[-weight], &mut left);
        }
        let solution = self.solution(v, &left);
        solution.residual.is_finite().then_some(solution)
    }

    fn solution(&self, v: Vec<f64>, left: &[f64]) -> PencilSolution {
        PencilSolution {
            v,
            residual: norm(left) / norm(self.gap),
        }
    }

    /// L of ρW₊ + W₋ + shift·I.
    fn factor(&self, ratio: f64, matrix: &mut Mat<f64>) -> bool {
        let [plus, minus] = self.scatters;
        for j in 0..self.gap.len() {
            let target = matrix.col_mut(j).try_as_col_major_mut();
            let target = &mut target.expect("columns are contiguous").as_slice_mut()[j..];
            let entries = column(plus, j, j).iter().zip(column(minus, j, j));
            for (target, (plus, minus)) in target.iter_mut().zip(entries) {
                *target = ratio * plus + minus;
            }
            target[0] += self.shift;
        }
        factor_in_place(matrix)
    }
}

#[cfg(test)]
mod tests;
