//! The files of a run about groups: the tables of two classes with quantities by the groups'
//! names.

mod caption;
mod chart;
#[cfg(feature = "parquet")]
mod columns;
mod drawing;
mod manifest;
mod map_chart;
mod marked_rules;
mod methods_table;
mod population_note;
mod precision;
mod results;
mod rows;
mod stale;
mod summary;
mod verdict;

#[cfg(test)]
mod tests;

pub use results::{GroupResults, holds_groups};
pub use rows::{GroupCellRow, GroupCurveRow, GroupMapRow, GroupMarkRow};
pub use verdict::GroupOverview;
