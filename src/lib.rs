//! Theory simulator for loss weighting on imbalanced data.

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)
)]

pub mod compare;
pub mod figure;
pub mod loss;
pub mod model;
pub mod numerics;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod stats;
pub mod sweep;
pub mod theory;
