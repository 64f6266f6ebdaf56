//! Replicates of one problem of groups: by which method, from which streams, on all cores, and
//! what they say together.

mod choice;
mod key;
mod replicates;
mod summary;

pub use choice::fastest_for_groups;
pub use key::group_draw_key;
pub use replicates::{GroupReplicate, GroupRun, run_groups};
pub use summary::{GroupSummary, summarise_groups};
