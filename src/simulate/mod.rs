//! Direct simulation of the finite training problem.
//!
//! One replicate draws a training set, trains every requested classifier on it
//! and reads off the order parameters, from which each class's error is known
//! exactly. It is a pure function of its arguments and its random streams. This
//! room and `theory` never import each other.

mod cancellation;
pub mod erm;
pub mod groups;
mod kernels;
pub mod law;
mod memory;
mod method;
mod pencil;
mod prepared_set;
mod replicate;
mod scatter;
mod score_tally;
mod square;
mod streams;
mod training_set;
mod unscored;

pub(in crate::simulate) use cancellation::is_given_up;
pub use cancellation::unless_given_up;
pub use method::{
    GroupRefusal, Refusal, Sampler, Simulated, Unknowable, refusal, sampler, simulate,
    working_memory,
};
pub use replicate::{Failure, Measurement, run_replicate};
pub use streams::{Purpose, Streams};
pub use training_set::{GroupSample, TrainingSet};
pub use unscored::Unscored;
