//! Scenarios, read and checked against what is simulated here.

use std::path::Path;

use crate::model::{Design, GroupDesign, GroupTraining, SimulationMethod, Training};
use crate::scenario::{self, Overrides, Plan, Samplers, Scenario, ScenarioError, ScenarioErrors};
use crate::simulate::groups::group_refusal;
use crate::simulate::refusal;

/// The samplers of this crate.
struct Ours;

impl Samplers for Ours {
    fn refusal(
        &self,
        method: SimulationMethod,
        design: &Design,
        training: &Training,
    ) -> Option<String> {
        refusal(method, design, training).map(|why| why.to_string())
    }

    fn group_refusal(
        &self,
        method: SimulationMethod,
        design: &GroupDesign,
        training: &GroupTraining,
    ) -> Option<String> {
        group_refusal(method, design, training).map(|why| why.to_string())
    }
}

/// Reads and checks a scenario file; `-` stands for standard input.
///
/// # Errors
/// [`ScenarioError`] for a file that cannot be read or is not a valid scenario.
pub fn load(path: &Path, overrides: Overrides) -> Result<Plan, ScenarioError> {
    scenario::load(path, overrides, &Ours)
}

/// Checks a scenario given as text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioError`] if it is not a valid scenario.
pub fn parse(text: &str, origin: &str, overrides: Overrides) -> Result<Plan, ScenarioError> {
    scenario::parse(text, origin, overrides, &Ours)
}

/// The same, but goes on beyond the first error.
///
/// # Errors
/// [`ScenarioErrors`]; that of [`parse`] is among them.
pub fn parse_all(text: &str, origin: &str, overrides: Overrides) -> Result<Plan, ScenarioErrors> {
    scenario::parse_all(text, origin, overrides, &Ours)
}

/// Reads and checks a scenario about two classes or about groups; `-` stands for standard input.
///
/// # Errors
/// [`ScenarioError`] for a file that cannot be read or is not a valid scenario.
pub fn load_any(path: &Path, overrides: Overrides) -> Result<Scenario, ScenarioError> {
    scenario::load_any(path, overrides, &Ours)
}

/// The same; every error is named, not the first alone.
///
/// # Errors
/// [`ScenarioErrors`]
pub fn examine_any(path: &Path, overrides: Overrides) -> Result<Scenario, ScenarioErrors> {
    scenario::examine_any(path, overrides, &Ours)
}

/// The same of a text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioErrors`]; that of [`parse_any`] is among them.
pub fn examine(text: &str, origin: &str, overrides: Overrides) -> Result<Scenario, ScenarioErrors> {
    scenario::examine(text, origin, overrides, &Ours)
}

/// Checks a scenario of either kind given as text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioError`] if it is not a valid scenario.
pub fn parse_any(
    text: &str,
    origin: &str,
    overrides: Overrides,
) -> Result<Scenario, ScenarioError> {
    scenario::parse_any(text, origin, overrides, &Ours)
}
