//! Simulation in law: (α, γ, b) drawn from their exact distribution, without the n × d
//! matrix of features; for the square loss jointly over all weights.
//!
//! The square loss sees the data through the class means x̄_y ~ N(yμ, I/n_y) and the
//! scatters within the classes W_y ~ Wishart_d(I, n_y − 1), all independent. With
//! Δ = x̄₊ − x̄₋, c = ρn₊n₋/(ρn₊ + n₋) and V = (ρW₊ + W₋ + n r I)⁻¹Δ,
//!
//! ```text
//! θ = 2c/(1 + cΔᵀV)·V,     b = [ρn₊ − n₋ − θᵀ(ρn₊x̄₊ + n₋x̄₋)]/(ρn₊ + n₋)
//! ```
//!
//! | sampler | for | time | memory |
//! |---|---|---|---|
//! | [`sufficient()`] | every ρ, r, n and d | O(D³) a ridge, D = min(d, n + 1) | O(D²) |
//! | [`jacobi()`] | r = 0, every n and d | O(m²) a weight, m at most 80 for ρ ≤ 20 | O(m²) |
//! | [`lazy()`] | every loss with a continuous derivative, ρ, r, n and d, one training at a time | O(nT²), T steps, usually 20 to 60 | O(nT) |
//!
//! All are exact in law but for rounding, in [`jacobi()`] a geometric series that is cut off
//! at a relative 1e-14 and in [`lazy()`] the 1e-9 of the gradient at which it ends. All are
//! pure functions of their arguments and the generator's state. The numbers that the first
//! two give for a training do not depend, not in a bit, on which others are asked for with
//! it. The samplers agree in law, not number by number.

mod class_means;
mod draws;
mod error;
mod interpolation;
mod jacobi;
mod jacobi_workspace;
mod lanczos_process;
mod lazy;
mod random_source;
mod scatter;
mod sufficient;
mod weight_block;

pub(super) use draws::counts as draw_counts;
pub(super) use draws::group_counts;
pub use error::LawError;
pub use jacobi::{jacobi, jacobi_covers, jacobi_memory, jacobi_mirrored, jacobi_widest};
pub use lazy::{
    GroupLazyFit, LazyFit, LazyMemory, lazy, lazy_covers, lazy_groups, lazy_groups_covers,
    lazy_groups_memory, lazy_memory,
};
pub(super) use scatter::bartlett;
pub use sufficient::{sufficient, sufficient_memory};

use super::Measurement;

/// One classifier's order parameters, and how exact they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LawFit {
    /// α = ‖θ‖, γ = μᵀθ/‖μ‖ and b.
    pub order: [f64; 3],
    /// Mean scores of the training samples of the minority and the majority.
    pub mean_scores: [f64; 2],
    /// Of [`sufficient()`], the norm of the gradient against the pulls that balance in it (from
    /// d = n − 1 on with little ridge, that of the training residuals relative to the targets); of
    /// [`jacobi()`], a bound on the relative error by truncation. Rounding is not in the latter.
    pub residual: f64,
}

impl LawFit {
    /// As of a training set that was drawn.
    pub fn measure(&self) -> Measurement {
        Measurement::new(self.order, (1, self.residual), false)
    }
}

#[cfg(test)]
mod tests;
