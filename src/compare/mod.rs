//! Prediction beside estimate: z-scores, verdicts and what they amount to.
//!
//! Nothing is recomputed here: predictions and estimates come in as they are.

mod comparison;
mod designs;
mod measured;
mod overview;
mod sight;
mod trend;

pub use comparison::{Comparison, Predicted, Verdict, chance_beyond, compare, scale};
pub use designs::{DESIGN_LEVEL, Designs};
pub use measured::Measured;
pub use overview::{Compared, Overview, QuantityShift};
pub use sight::{Sight, StudyVerdict, TOLD};
pub use trend::{Followed, TREND_LEVEL, TrendOverview, TrendVerdict};
