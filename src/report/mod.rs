//! Results as files: tables, a manifest, a summary and the figure.
//!
//! Tables are the truth: figures and verdicts are made from stored rows only, so
//! that redrawing and verifying need no simulation.

mod bounded_records;
mod cell_row;
mod changes;
mod chart;
#[cfg(test)]
mod chart_tests;
mod columns;
mod differences;
mod distance_chart;
mod drawing;
mod failures;
mod fingerprints;
mod fixed_values;
mod folder;
mod folder_owner;
mod formats;
mod groups;
mod limiting_cases;
mod line_looks;
mod manifest;
mod map;
mod map_line_names;
mod marks;
mod most_rows;
#[cfg(feature = "parquet")]
mod parquet;
mod precision;
mod read_error;
mod results;
mod rows;
mod rule_look;
mod scenario_kinds;
#[cfg(feature = "parquet")]
mod schema;
mod shards;
mod simulation_caption;
mod spreadsheet;
mod stale;
mod summary;
mod symbols;
mod tables;
mod trend;
mod trend_chart;
mod trend_summary;
mod undefined;
mod undisturbed_reading;

pub use crate::model::RuleName;
pub use cell_row::CellRow;
pub use changes::{Change, Earlier, changes};
pub use chart::chart;
pub use failures::FailureRow;
pub use fingerprints::{Altered, altered};
pub use folder::{Folder, FolderError};
// What drawing can refuse.
pub use crate::figure::FigureError;
pub use formats::{left_out, left_out_of_figure};
pub use groups::{
    GroupCellRow, GroupCurveRow, GroupMapRow, GroupMarkRow, GroupOverview, GroupResults,
    holds_groups,
};
pub use manifest::{Circumstances, Manifest};
pub use map::{LineRow, MapRow, MapTables, PairRow};
pub use read_error::{ReadError, can_be_looked_into};
pub use results::{Results, SCENARIO, UNFINISHED};
pub use rows::{CurveRow, MarkRow};
pub use shards::{
    SHARD_MARK, SHARDS, ShardMark, Shards, ShardsError, scenario_hash, shard_folder, shard_of,
};
pub use stale::{Stale, StoredEntry};
pub use trend::TrendRow;
pub use undefined::{UndefinedRow, UndefinedSide};
pub use undisturbed_reading::{stamp, undisturbed};
