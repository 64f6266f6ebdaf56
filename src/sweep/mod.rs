//! The executor: every (design, replicate) once, in parallel, to the same bytes.

mod aggregate;
mod executor;
mod key;
mod study;

pub use aggregate::{Aggregate, FailedReplicate, aggregate};
pub use executor::{Progress, Settings, Silent, SweepError, Unit, UnitOutcome, execute};
pub use key::data_key;
pub use study::{CellResult, MarkResult, Resolved, Study, StudyError, run_study};
