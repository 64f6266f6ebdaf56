//! The scalar system of any convex margin loss (THEORY section 2).
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
//! there, it is led to it along losses between the two, which are strongly convex, so
//! that the solution is unique and moves smoothly.

mod blend;
mod collapse;
mod equations;
mod moments;
mod quadrature;
mod solver;

pub use solver::solve;
