//! Means with honest error bars, and their trend as n grows.

mod estimate;
mod maximum;
mod trend;

pub use estimate::{Estimate, standard_deviation, student_share_within};
pub use maximum::maximum_shift;
pub use trend::{Coefficient, Trend, TrendPoint, fit_trend};
