//! The executor: every (design, replicate) once, in parallel, to the same bytes.

mod aggregate;
mod enough;
mod executor;
mod key;
mod map;
mod pairs;
mod resolve;
mod study;

pub use aggregate::{Aggregate, FailedReplicate, aggregate};
pub use enough::is_enough;
pub use executor::{Progress, Settings, Silent, SweepError, Unit, UnitOutcome, execute};
pub use key::data_key;
pub use map::{BoundaryLine, MapCell, MapStudy, NOT_CONVERGED, evaluate_map};
pub use pairs::Pair;
pub use resolve::Resolved;
pub use study::{CellResult, MarkResult, Study, StudyError, run_study};
