//! Means with honest error bars.

mod estimate;
mod maximum;

pub use estimate::{Estimate, standard_deviation, student_share_within};
pub use maximum::maximum_shift;
