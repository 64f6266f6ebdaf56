//! Scenario files: TOML in, a checked [`Plan`] out.
//!
//! The raw structs mirror the file; the plan is what may be run. Every complaint
//! names the file, line, column and key, the value found, what is allowed and
//! what to do about it.

mod allowed_values;
mod axis;
mod diagnostic;
mod distinguishable_lines;
mod expand;
mod figure;
mod figure_sheet;
mod groups;
mod identity;
mod idle_axis;
mod keys;
mod kind;
mod load;
mod losses;
mod map;
mod methods;
mod metrics;
mod misplaced_key;
mod plan;
mod population;
mod precision;
mod raw;
mod samplers;
mod section;
mod simulation;
mod sizes;
mod spelling;
mod statement;
mod table_shape;
mod text_bounds;
mod thresholds;
mod toml_errors;
mod treatment;
mod value_ranges;
mod whole_number;
mod word_values;

#[cfg(test)]
mod slip_table;
#[cfg(test)]
mod tests;

pub use allowed_values::MOST_REPLICATES;
pub use diagnostic::{Complaint, ScenarioError};
pub use groups::{
    GroupAxis, GroupCell, GroupCurve, GroupFigure, GroupMap, GroupMapValue, GroupMethod, GroupPlan,
    GroupShown, Scenario, describes_groups, examine, examine_any, load_any, parse_any,
};
pub use keys::{reference, reference_of_groups, schema};
// Every kind with what it asks for.
pub use figure_sheet::ColourName;
pub use kind::*;
pub use load::{Overrides, ScenarioErrors, load, load_population, origin, parse, parse_all};
pub use map::{
    Boundary, CategoryName, Contest, Gain, MapLook, MapPlace, MapPlan, MapValue, Recipe, Way,
};
pub use plan::{
    Axis, Cell, Curve, FigureKind, FigurePlan, Method, Parameter, Plan, Precision, Setting, ToldBy,
};
pub use samplers::Samplers;
pub use text_bounds::{has_name, is_drawn, table_of};
pub use treatment::Treatment;
