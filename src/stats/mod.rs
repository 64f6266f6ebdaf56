//! Means with honest error bars, when they are good enough, and their trend as n grows.

mod chance;
mod estimate;
mod maximum;
mod proportion;
mod stopping;
mod trend;

pub use chance::{at_least, normal_chance, probit_scale, student_chance, student_reach};
pub use estimate::{Estimate, standard_deviation, student_share_within};
pub use maximum::maximum_shift;
pub use proportion::Proportion;
pub use stopping::{Schedule, Target};
pub use trend::{Coefficient, Trend, TrendPoint, fit_trend};
