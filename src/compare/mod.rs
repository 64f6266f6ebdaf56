//! Prediction beside estimate: z-scores, verdicts and what they amount to.
//!
//! Nothing is recomputed here: predictions and estimates come in as they are.

mod comparison;
mod overview;
mod trend;

pub use comparison::{Comparison, Tolerance, Verdict, compare};
pub use overview::{Overview, QuantityShift};
pub use trend::{TREND_LEVEL, TrendOverview, TrendVerdict};
