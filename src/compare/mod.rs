//! Prediction beside estimate: z-scores, verdicts and what they amount to.
//!
//! Nothing is recomputed here: predictions and estimates come in as they are.

mod compared_quantity;
mod comparison;
mod designs;
mod detection_power;
mod overview;
mod quantity_scale;
mod trend;

pub use compared_quantity::Measured;
pub use comparison::{Comparison, Predicted, Verdict, chance_beyond, compare, scale};
pub use designs::{DESIGN_LEVEL, Designs};
pub use detection_power::{Sight, StudyVerdict, TOLD};
pub use overview::{Compared, Overview, QuantityShift};
pub use quantity_scale::{evaluations_for_scale, scale_of};
pub use trend::{Followed, TREND_LEVEL, TrendOverview, TrendVerdict};
