//! Scenarios about groups on the console: what `run`, `check`, `list`, `plan`, `replay`, `plot` and
//! `verify` do for them.

mod replayed;
mod run;
mod stored_results;

use serde_json::{Value, json};
use thumbscale::scenario::GroupPlan;
use thumbscale::sweep::WithoutWeights;

pub(super) use replayed::told;
pub(super) use run::GroupJob;
pub(super) use stored_results::{plot, verify};

/// How large a study is.
pub(super) fn size(plan: &GroupPlan) -> String {
    let groups = plan.group_names().len();
    match (&plan.map, plan.replicates) {
        (Some(map), _) => format!("{groups} groups, a map of {} cells", map.cells()),
        (None, 0) => format!("{groups} groups, {} cells, theory alone", plan.cells.len()),
        (None, replicates) => {
            let most = plan.precision.as_ref().map_or("", |_| "at most ");
            format!(
                "{groups} groups, {} cells, {most}{replicates} replicates each",
                plan.cells.len()
            )
        }
    }
}

/// What is said of cells without weights, as far as it is known before a run.
pub(super) fn without_weights(plan: &GroupPlan) -> Option<String> {
    WithoutWeights::told(&WithoutWeights::foreseen(plan))
}

/// Cells of the map, or of a study without one.
pub(super) fn cells(plan: &GroupPlan) -> usize {
    let map = plan.map.as_ref().map(|map| map.cells());
    map.unwrap_or(plan.cells.len())
}

/// What is in a scenario about groups.
pub(super) fn facts(file: &str, plan: &GroupPlan) -> Value {
    let map = plan.map.as_ref().map(|map| {
        json!({
            "cells": map.cells(),
            "x": map.x.parameter.name(),
            "y": map.y.parameter.name(),
        })
    });
    json!({
        "file": file,
        "name": plan.name,
        "title": plan.title,
        "groups": plan.group_names(),
        "seed": plan.seed,
        "replicates": plan.replicates,
        "cells": plan.cells.len(),
        "varies": plan.axes.iter().map(|a| a.parameter.name()).collect::<Vec<_>>(),
        "methods": plan.method_names(),
        "map": map,
        "without_weights": without_weights(plan),
    })
}
