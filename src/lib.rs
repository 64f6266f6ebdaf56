//! Theory simulator for loss weighting on imbalanced data.

pub mod loss;
pub mod model;
pub mod numerics;
