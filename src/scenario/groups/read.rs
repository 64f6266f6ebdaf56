//! Reading scenarios of either kind.

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::expand::expand;
use super::plan::GroupPlan;
use super::raw::RawStudy;
use super::values::cells_to_read;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::load::{self, Overrides, ScenarioErrors, origin};
use crate::scenario::plan::Plan;
use crate::scenario::population::described_twice;
use crate::scenario::samplers::Samplers;
use crate::scenario::table_shape::misshapen;

/// A scenario about two classes, or about groups.
#[derive(Clone, Debug, PartialEq)]
pub enum Scenario {
    /// Two classes ±μ with noise of scale 1.
    TwoClasses(Box<Plan>),
    /// Groups.
    Groups(Box<GroupPlan>),
}

impl Scenario {
    /// The plan, of a scenario about two classes.
    pub fn two_classes(&self) -> Option<&Plan> {
        match self {
            Scenario::TwoClasses(plan) => Some(plan),
            Scenario::Groups(_) => None,
        }
    }

    /// With every default filled in.
    pub fn resolved(&self) -> &str {
        match self {
            Scenario::TwoClasses(plan) => &plan.resolved,
            Scenario::Groups(plan) => &plan.resolved,
        }
    }

    /// Whether it says when fewer replicates are enough.
    pub fn has_precision(&self) -> bool {
        match self {
            Scenario::TwoClasses(plan) => plan.precision.is_some(),
            Scenario::Groups(plan) => plan.precision.is_some(),
        }
    }

    /// Names the output folder.
    pub fn name(&self) -> &str {
        match self {
            Scenario::TwoClasses(plan) => &plan.name,
            Scenario::Groups(plan) => &plan.name,
        }
    }
}

/// Whether a text describes its population by groups.
pub fn describes_groups(text: &str) -> bool {
    let source = ScenarioText { origin: "", text };
    if source.is_excessive() {
        return false;
    }
    let (file, _) = DeTable::parse_recoverable(text);
    let file = file.get_ref();
    let model = file.get("model").and_then(|m| m.get_ref().as_table());
    file.get("group").is_some() || model.is_some_and(|m| m.get("kind").is_some())
}

/// Reads and checks a scenario file of either kind; `-` stands for standard input.
///
/// # Errors
/// [`ScenarioError`] for a file that cannot be read or is not a valid scenario.
pub fn load_any(
    path: &Path,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Scenario, ScenarioError> {
    parse_any(&load::text(path)?, &origin(path), overrides, samplers)
}

/// The same; every error is named, not the first alone.
///
/// # Errors
/// [`ScenarioErrors`]
pub fn examine_any(
    path: &Path,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Scenario, ScenarioErrors> {
    examine(&load::text(path)?, &origin(path), overrides, samplers)
}

/// The same of a text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioErrors`]; that of [`parse_any`] is among them.
pub fn examine(
    text: &str,
    origin: &str,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Scenario, ScenarioErrors> {
    if !describes_groups(text) {
        return load::parse_all(text, origin, overrides, samplers)
            .map(|plan| Scenario::TwoClasses(Box::new(plan)));
    }
    // What is left of it while it is looked through is about groups all the same.
    let parse = |text: &str| groups(&ScenarioText { origin, text }, overrides, samplers);
    load::all_errors(text, origin, load::stand_in_of_groups, parse)
        .map(|plan| Scenario::Groups(Box::new(plan)))
}

/// Checks a scenario of either kind given as text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioError`] if it is not a valid scenario.
pub fn parse_any(
    text: &str,
    origin: &str,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Scenario, ScenarioError> {
    match describes_groups(text) {
        true => groups(&ScenarioText { origin, text }, overrides, samplers)
            .map(|plan| Scenario::Groups(Box::new(plan))),
        false => load::parse(text, origin, overrides, samplers)
            .map(|plan| Scenario::TwoClasses(Box::new(plan))),
    }
}

fn groups(
    source: &ScenarioText<'_>,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<GroupPlan, ScenarioError> {
    if let Some(error) = misshapen(source).or_else(|| described_twice(source)) {
        return Err(error);
    }
    let mut raw: RawStudy = toml::from_str(source.text).map_err(|e| source.refused_by_toml(&e))?;
    apply(&mut raw, overrides);
    let mut plan = expand(samplers, source, &raw).map_err(|mut error| {
        error.mending.cells = cells_to_read(&raw);
        error
    })?;
    plan.resolved = load::written_back(source, &raw)?;
    Ok(plan)
}

/// What the command line changes.
fn apply(raw: &mut RawStudy, overrides: Overrides) {
    let unset = raw.seed.is_none().then_some(load::DEFAULT_SEED);
    if let Some(seed) = overrides.seed.or(unset) {
        raw.seed = Some(Spanned::new(0..0, seed));
    }
    if let Some(map) = raw.map.as_mut().filter(|_| overrides.quick) {
        let map = map.get_mut();
        for axis in [&mut map.x, &mut map.y] {
            let points = &mut axis.get_mut().points;
            *points = (*points).min(load::QUICK_POINTS);
        }
    }
    let Some(simulation) = &mut raw.simulation else {
        return;
    };
    if let Some(replicates) = overrides.replicates {
        simulation.replicates = Spanned::new(0..0, replicates);
    }
    if overrides.quick {
        let (n, replicates) = (simulation.n.get_mut(), simulation.replicates.get_mut());
        *n = (*n).min(load::QUICK_SAMPLES);
        *replicates = (*replicates).min(load::QUICK_REPLICATES);
    }
}
