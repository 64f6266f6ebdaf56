//! Problems of groups: replicates by which method, from which streams, on all cores, and what they
//! say together; whole scenarios of them.

mod choice;
mod excess;
mod group_layout;
mod key;
mod marks;
mod replicated_groups;
mod resolve;
mod simulated_groups;
mod study;
mod summary;
mod without_weights;

#[cfg(test)]
mod tests;

pub use choice::{fastest_for_groups, group_onset, groups_lazily_separable};
pub(super) use group_layout::{group_designs, group_shard, group_shares};
pub use key::group_draw_key;
pub use marks::GroupMark;
pub use replicated_groups::{GroupReplicate, Groups};
pub use resolve::{GroupResolved, far_out};
pub use study::{
    GroupCellResult, GroupMapCell, GroupPredictions, GroupStudy, predict_groups_plan,
    run_groups_plan,
};
pub use summary::{GroupSummary, GroupThresholds, summarise_groups, summarise_groups_at};
pub use without_weights::WithoutWeights;
