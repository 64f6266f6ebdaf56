//! The executor: every (design, replicate) once, in parallel, to the same bytes.

mod aggregate;
mod available_memory;
mod data_layout;
mod executor;
mod figure_memory;
mod forecast;
mod guarded_replicate;
mod key;
mod map;
mod memory;
mod method_choice;
mod outcome;
mod paired_cells;
mod parts;
mod pilots;
mod population;
mod predictions;
mod progress;
mod queue;
mod replay;
mod replicated;
mod resolve;
mod results_memory;
mod run;
mod scenario_reading;
mod separability_onset;
mod simulated_classes;
mod simulated_plan;
mod spread;
mod stopping_decision;
mod store;
mod study;
mod theory_forecast;
mod theory_standing;
mod threads;
mod two_classes;
mod unit;
mod unit_outcomes;
mod workers;

pub use aggregate::{Aggregate, FailedReplicate, UndefinedIn, aggregate, aggregate_telling};
pub use data_layout::{DesignGroup, Shard, ShardError, groups};
pub use executor::{execute, sweep};
pub use forecast::{Forecast, forecast};
pub use guarded_replicate::is_refused_memory;
pub use key::{DataKey, METHOD_VERSION, TrainingKey, data_key, draw_key, training_key};
pub(crate) use map::most_line_points;
pub use map::{BoundaryLine, LineKind, MapCell, MapForecast, MapStudy, evaluate_map, forecast_map};
pub use memory::Shortage;
pub use method_choice::fastest;
pub use outcome::{Outcome, Reason, UnitOutcome};
pub use paired_cells::Pair;
pub use parts::{PartDone, all_replicates, divisible_units, replicates_of_part, run_part};
pub use pilots::Pilot;
pub use population::{
    GroupCellResult, GroupMapCell, GroupMark, GroupPredictions, GroupReplicate, GroupResolved,
    GroupStudy, GroupSummary, GroupThresholds, Groups, WithoutWeights, far_out, fastest_for_groups,
    group_draw_key, group_onset, groups_lazily_separable, predict_groups_plan, run_groups_plan,
    summarise_groups, summarise_groups_at,
};
pub use predictions::{MarkResult, Predictions, predict_plan};
#[cfg(test)]
pub(crate) use progress::Heard;
pub use progress::{Progress, Silent};
pub use replay::{ReplayError, Replayed, replay};
pub use replicated::Replicated;
pub use resolve::Resolved;
pub use results_memory::{ResultBytes, results_short_of_memory};
pub use run::{Run, Settings, SweepError, Swept};
pub use scenario_reading::{examine, examine_any, load, load_any, parse, parse_all, parse_any};
pub use separability_onset::{Onset, Separable, lazily_separable, onset};
pub use simulated_plan::{SimulatedPlan, UnitWithPlaces};
pub use store::{JOURNAL, Known, LOCK, Session, Store, StoreError, Tally, cpu_features};
pub use study::{CellResult, Finished, Study, StudyError, finish_study, run_study};
pub use theory_forecast::{TheoryForecast, forecast_theory};
pub use theory_standing::Standing;
pub use unit::Unit;
pub use workers::Workers;

/// Up to which weights rules are advised and drawn.
pub use crate::theory::weights::within_cap;
