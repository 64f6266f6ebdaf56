//! The scalar system of any convex margin loss (docs/theory.md, section 2).
//!
//! With x_y = αG + sγ + yb, λ_y = κω_y, p_y = prox_{λ_yℓ}(x_y) and η² = α² − γ²:
//!
//! ```text
//! (a)  δη² = Σ π_y E(x_y − p_y)²          (b)  δ = rκ + Σ π_y E(1 − p_y')
//! (c)  0 = δγ + s Σ π_y E(x_y − p_y)      (d)  0 = Σ y π_y E(x_y − p_y)
//! ```
//!
//! Solved for (log η, γ, b, log κ) by damped Newton steps with the exact Jacobian:
//! every derivative of these expectations is another one (`moments`). The square
//! loss's closed form gives the start; where Newton does not reach the solution from
//! there, it is led to it along a path of problems (`paths`). Where a loss with a kink
//! gives a class up altogether (θ = 0) the system has no solution; one criterion decides
//! that beforehand (`collapse`). Extreme weights of the exponential loss are a shift of b
//! (`recentred`), those of losses with kinks ask for b to be measured from one (`anchor`).

mod anchor;
mod blended_loss;
mod clipped_line;
mod collapse;
mod continuation_paths;
mod effort;
mod equations;
mod moments;
mod quadrature;
mod recentred;
mod solution_trail;
mod solver;
mod substitution;
mod trained_margins;

pub(super) use anchor::Anchor;
pub(super) use blended_loss::Blend;
pub(super) use clipped_line::Clip;
pub(super) use collapse::kink;
pub(super) use effort::{Effort, MOST_ALONE};
pub(super) use moments::ProxMoments;
pub(super) use quadrature::Rule;
pub(super) use solution_trail::Trail;
pub use solver::solve;
pub(super) use solver::solve_near;
pub(super) use trained_margins::TrainedMargins;
