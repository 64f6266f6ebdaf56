//! Square loss: closed form for every weight, every δ and every ridge (docs/theory.md, section 3).

mod equal_error;
mod infinite_weight;
mod inverse_scatter;
mod leverage;
mod optimality;
mod two_class;

pub use equal_error::{EqualError, Jump, equal_error_weight};
pub use infinite_weight::infinite_weight;
pub(in crate::theory) use inverse_scatter::InverseMoments;
pub use inverse_scatter::Samples;
pub use leverage::Leverages;
pub use optimality::equal_error_signal_limit;
pub(in crate::theory) use optimality::min_worst_class_weight;
pub use two_class::predict;
pub(in crate::theory) use two_class::{order, plain};
