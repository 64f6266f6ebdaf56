//! The executor: every (design, replicate) once, in parallel, to the same bytes.

mod aggregate;
mod available;
mod choice;
mod enough;
mod executor;
mod forecast;
mod key;
mod layout;
mod map;
mod memory;
mod onset;
mod outcome;
mod pairs;
mod parts;
mod population;
mod predictions;
mod progress;
mod queue;
mod reading;
mod replay;
mod replicated;
mod resolve;
mod results_memory;
mod run;
mod slots;
mod standing;
mod store;
mod study;
mod theory_forecast;
mod threads;
mod two_classes;
mod unit;

pub use aggregate::{Aggregate, FailedReplicate, aggregate};
pub use choice::fastest;
pub use enough::is_enough;
pub use executor::{execute, sweep};
pub use forecast::{Forecast, Pilot, forecast};
pub use key::{DataKey, METHOD_VERSION, TrainingKey, data_key, draw_key, training_key};
pub use layout::{Group, Shard, ShardError, groups};
pub use map::{BoundaryLine, LineKind, MapCell, MapForecast, MapStudy, evaluate_map, forecast_map};
pub use memory::Shortage;
pub use onset::{Onset, Separable, lazily_separable, onset};
pub use outcome::{Outcome, Reason, UnitOutcome};
pub use pairs::Pair;
pub use parts::{PartDone, all_replicates, divisible_units, replicates_of_part, run_part};
pub use population::{
    GroupCellResult, GroupMapCell, GroupMark, GroupPredictions, GroupReplicate, GroupResolved,
    GroupStudy, GroupSummary, Groups, fastest_for_groups, group_draw_key, predict_groups_plan,
    run_groups_plan, summarise_groups,
};
pub use predictions::{MarkResult, Predictions, predict_plan};
pub use progress::{Progress, Silent};
pub use reading::{examine, examine_any, load, load_any, parse, parse_all, parse_any};
pub use replay::{ReplayError, Replayed, replay};
pub use resolve::Resolved;
pub use run::{Run, Settings, SweepError, Swept};
pub use standing::Standing;
pub use store::{JOURNAL, Known, LOCK, Session, Store, StoreError, Tally, cpu_features};
pub use study::{CellResult, Finished, Study, StudyError, finish_study, run_study};
pub use theory_forecast::{TheoryForecast, forecast_theory};
pub use unit::Unit;

/// Up to which weights rules are advised and drawn.
pub use crate::theory::weights::within_cap;
