//! What a method that was asked for cannot do, which only theory knows beforehand.

use std::path::Path;

use anyhow::anyhow;
use thumbscale::model::SimulationMethod;
use thumbscale::scenario::{Overrides, Scenario, origin};
use thumbscale::sweep::{Onset, Separable, groups_lazily_separable, lazily_separable, load_any};

use super::console::Console;
use super::exit::{CliError, CliResult};

/// From here on some training sets separate at moderate n.
const NEAR: f64 = 0.9;

/// A scenario of either kind that can be run.
pub(super) fn feasible_scenario(path: &Path, overrides: Overrides) -> Result<Scenario, CliError> {
    let scenario = load_any(path, overrides).map_err(CliError::usage)?;
    match why_unable(path, &scenario) {
        None => Ok(scenario),
        Some(why) => Err(CliError::usage(anyhow!(why))),
    }
}

/// Why a scenario without errors cannot be run.
pub(super) fn why_unable(path: &Path, scenario: &Scenario) -> Option<String> {
    let (found, cells) = match scenario {
        Scenario::TwoClasses(plan) => (lazily_separable(plan)?, plan.cells.len()),
        Scenario::Groups(plan) => (groups_lazily_separable(plan)?, plan.cells.len()),
    };
    Some(unable(path, &found, cells))
}

fn unable(path: &Path, found: &Separable, cells: usize) -> String {
    let (cell, at) = &found.first;
    format!(
        "{}: [simulation] method = \"lazy\" would fail in {} of {cells} cells, the first `{cell}`: {}; \
         take method = \"dense\", which finds their maximum margin, a ridge above 0, or delta \
         below {:.4}",
        origin(path),
        found.cells,
        why(*at),
        at.threshold
    )
}

/// Refuses to look for minimisers where there are none, and warns where they become rare.
pub(super) fn refuse_separable(at: Option<Onset>, console: &Console) -> CliResult {
    let name = SimulationMethod::Lazy.name();
    match at {
        Some(at) if at.is_past() => Err(CliError::usage(anyhow!(
            "--method {name} would fail in most replicates: {}; take --method dense, which finds \
             their maximum margin, --ridge above 0, or --delta below {:.4}",
            why(at),
            at.threshold
        ))),
        Some(at) if at.share() > NEAR => {
            console.note(&format!(
                "warning: delta = {} is near the separability threshold {:.4}: at finite n some \
                 replicates may separate, and --method {name} fails there; --method dense does not",
                at.delta, at.threshold
            ));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn why(at: Onset) -> String {
    format!(
        "delta = {} is above the separability threshold {:.4}, where training sets separate and the \
         loss has no minimiser without ridge",
        at.delta, at.threshold
    )
}
