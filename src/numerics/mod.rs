//! Numerics: normal tails, integrals, bracketed roots, one-dimensional minimisation, vector loops.
//!
//! Nothing here knows of classes, losses or weights.

mod convex;
mod exponential;
mod minimize;
mod normal;
mod quadrature;
mod root;
mod vectors;

pub(crate) use exponential::exp;
pub(crate) use quadrature::legendre;
pub(crate) use vectors::with_vectors;

pub use convex::{ConvexMinimum, Local, minimize_convex};
pub use minimize::{Minimum, brent, grid_then_brent_to};
pub use normal::{density, log_upper_tail, lower_tail, upper_tail};
pub use quadrature::{integral, normal_expectation};
pub use root::{Root, RootError, bracketed_root, bracketed_root_to};
