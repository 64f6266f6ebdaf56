//! Scenarios about groups: `[[group]]`, or `[model]` with a kind, in place of two classes.
//!
//! They are read, checked and complained of as those of two classes, and share with them what
//! does not ask how many groups there are: axes as they are written, the loss, the paper, what
//! `verify` grants. What they have of their own are the weights (a rule, a list, or a number for
//! each name), a population whose description has parameters, and quantities by group.

mod curves_and_map;
mod distinguishable_curves;
mod expand;
mod map_thresholds;
mod methods;
mod plan;
mod raw;
mod read;
mod size_limits;
mod values;
mod weights;

#[cfg(test)]
mod tests;

pub(super) use curves_and_map::MOST_ALONG;
pub(super) use map_thresholds::GroupThresholdWord;
pub use plan::{
    GroupAxis, GroupCell, GroupCurve, GroupFigure, GroupMap, GroupMapValue, GroupMethod, GroupPlan,
    GroupShown,
};
pub use read::{Scenario, describes_groups, examine, examine_any, load_any, parse_any};
