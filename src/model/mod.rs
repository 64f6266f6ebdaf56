//! The shared vocabulary of theory and simulation, validated on construction.
//!
//! A [`Population`] says where the data come from, a [`Weighting`] how the groups
//! count in training, [`OrderParameters`] what a trained classifier looks like
//! from outside, and [`error_rates`] and [`ScoreLaw`] what that means for each group.

mod class_scores;
mod classifier;
mod costs;
mod design;
mod error;
pub mod error_rates;
mod group_objective;
mod group_parameter;
mod group_quantity;
mod group_rule;
mod group_scores;
mod group_setting;
mod group_threshold;
mod mixture;
mod objective;
mod order_parameters;
mod parameter;
mod population;
mod problem;
mod quantity;
mod ridge;
mod score_law;
mod setting;
mod simulation_method;
mod spurious_correlation;
mod test_conditions;
mod threshold;
mod threshold_rule;
mod tolerance;
mod training;
mod two_class;
mod undefined;
mod weight_rule;
mod weighting;

pub use class_scores::ClassScores;
pub use classifier::Classifier;
pub use costs::{Costs, check_test_prior};
pub use design::{Design, GroupDesign, Labels, Solver};
#[cfg(feature = "scenario")]
pub(crate) use error::TOO_MANY_DIMENSIONS;
pub use error::{ModelError, check_delta, check_ridge, check_weight_ratio};
pub use error_rates::ClassErrors;
pub use group_objective::GroupObjective;
pub use group_parameter::{GroupEntry, GroupParameter};
pub use group_quantity::GroupQuantity;
pub use group_rule::GroupRule;
pub(crate) use group_scores::GroupScore;
pub use group_scores::{BestThreshold, GroupScores, ThresholdStatus};
pub use group_setting::{GroupSetting, GroupWeights, PopulationForm, PoweredWeights};
pub use group_threshold::GroupThreshold;
pub use mixture::Mixture;
pub use objective::Objective;
pub use order_parameters::OrderParameters;
#[cfg(feature = "run")]
pub(crate) use parameter::columns_of_parameters;
pub use parameter::{Entry, Notation, Parameter, Range, Shapes};
pub use population::{Group, Label, Population};
pub use problem::Problem;
pub use quantity::{Needs, Quantity};
pub use ridge::Ridge;
pub use score_law::ScoreLaw;
pub use setting::Setting;
pub use simulation_method::SimulationMethod;
pub use spurious_correlation::SpuriousCorrelation;
pub use test_conditions::TestConditions;
pub use threshold::{Threshold, ThresholdSource};
pub use threshold_rule::ThresholdRule;
pub use tolerance::Tolerance;
pub use training::{GroupTraining, Training};
pub use two_class::TwoClass;
pub use undefined::Undefined;
pub use weight_rule::{ChosenBy, RuleName, WeightRule};
pub use weighting::Weighting;
