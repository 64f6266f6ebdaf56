//! Which weight for the rare class? Theory beside simulation.
//!
//! Data are two Gaussian classes in d dimensions, x = yμ + z with z ~ N(0, I),
//! ‖μ‖ = s and P(y = +1) = π₊ ≤ ½. A linear classifier sign(θᵀx + b) minimises
//!
//! ```text
//! (1/n) Σᵢ ω_{yᵢ} ℓ(yᵢ(θᵀxᵢ + b)) + (r/2)‖θ‖²,     ω₊ = ρ, ω₋ = 1
//! ```
//!
//! over n samples. Its class errors depend on three numbers only, α = ‖θ‖,
//! γ = μᵀθ/s and b:
//!
//! ```text
//! R₊ = Q((sγ + b)/α),     R₋ = Q((sγ − b)/α),     Q(t) = P(N(0, 1) > t)
//! ```
//!
//! As n, d → ∞ with d/n → δ those numbers converge to the solution of a few scalar
//! equations (by the convex Gaussian min–max theorem): in closed form for square loss,
//! by [`theory::scalar_system`] for the others. The errors are equal at
//!
//! ```text
//! ρ̃ = (2π₋ − δ)/(2π₊ − δ)     for δ < 2π₊, square loss, r = 0
//! ```
//!
//! which is the ratio of priors only as δ → 0 (arXiv:2506.20025).
//!
//! # The way data takes
//!
//! ```text
//! scenario ──▶ Plan ──▶ theory ───▶ Prediction ┐
//!               │                              ├─▶ compare ──▶ report, figure
//!               └─────▶ simulate ──▶ Estimate  ┘
//! ```
//!
//! [`theory`] and [`simulate`] never import each other: their agreement is evidence.
//! They share [`model`], the vocabulary, and [`loss`]. [`sweep`] runs a
//! [`scenario`] in parallel, the same bytes for any number of threads; [`compare`]
//! turns pairs into z-scores and verdicts; [`report`] and [`figure`] write them down. [`launch`] writes the scripts that
//! take a run to a cluster.
//!
//! Cargo features: without any the core, [`numerics`], [`loss`], [`model`], [`stats`], [`theory`]
//! and [`compare`], without files or threads, also for `wasm32-unknown-unknown`; `simulate` adds
//! [`simulate`], `scenario` scenario files, `run` all that runs, stores and draws them, `cli` the
//! command; `pdf` and `parquet` add formats.
//!
//! ```
//! use thumbscale::{Problem, Quantity, TwoClass, WeightRule, predict, weights};
//!
//! let problem = Problem::new(0.2, TwoClass::new(0.2, 2.0)?)?;
//! let rho = weights::weight_for(WeightRule::EqualError, &problem).unwrap();
//! let errors = predict(&problem.with_weight_ratio(rho)?);
//! assert!((rho - 7.0).abs() < 1e-12);
//! assert!((errors.value(Quantity::WorstClassError, problem.two_class()).unwrap() - 0.055122).abs() < 1e-6);
//! # Ok::<(), thumbscale::model::ModelError>(())
//! ```

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)
)]

#[macro_use]
mod named;

#[cfg(feature = "scenario")]
pub mod bounded;
pub mod compare;
#[cfg(feature = "scenario")]
pub mod disk;
#[cfg(feature = "run")]
pub mod figure;
#[cfg(test)]
mod fixed_seed;
#[cfg(feature = "run")]
pub mod journal;
#[cfg(feature = "run")]
pub mod launch;
pub mod loss;
pub mod model;
pub mod numerics;
#[cfg(feature = "scenario")]
pub mod paper;
#[cfg(feature = "scenario")]
pub mod printable;
#[cfg(feature = "run")]
pub mod report;
#[cfg(feature = "scenario")]
pub mod scenario;
#[cfg(feature = "simulate")]
pub mod simulate;
pub mod stats;
#[cfg(feature = "scenario")]
pub mod suggestion;
#[cfg(feature = "run")]
pub mod sweep;
pub mod theory;
pub mod written;

pub use loss::{LossKind, MarginLoss};
pub use model::{Design, Quantity, TwoClass, WeightRule};
#[cfg(feature = "scenario")]
pub use scenario::Plan;
pub use stats::Estimate;
#[cfg(feature = "run")]
pub use sweep::{Study, run_study};
pub use theory::{Prediction, Problem, Status, predict, weights};

/// The README's lines in Rust run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
