//! Maps on the console.

use std::path::Path;

use anyhow::anyhow;
use serde_json::{Value, json};
use thumbscale::report::Results;
use thumbscale::scenario::Plan;

use super::exit::{CliError, CliResult};
use super::run::replicates;

/// Failed cells that are named.
const NAMED: usize = 3;

/// Cells of the map, or of a study without one.
pub(super) fn cells(plan: &Plan) -> usize {
    plan.map().map_or(plan.cells.len(), |map| map.cells())
}

/// How large a study is.
pub(super) fn size(plan: &Plan) -> String {
    let Some(map) = plan.map() else {
        return cells_of(plan, "");
    };
    let panels = match &map.panels {
        Some(axis) => format!(" × {} {}", axis.values.len(), axis.parameter.name()),
        None => String::new(),
    };
    let axes = [&map.x, &map.y].map(|a| format!("{} {}", a.values.len(), a.parameter.name()));
    let map = format!(
        "a map of {} cells ({}{panels})",
        map.cells(),
        axes.join(" × ")
    );
    match plan.cells.len() {
        0 => map,
        _ => format!("{map}, {}", cells_of(plan, "simulated ")),
    }
}

/// The cells that are simulated or predicted one by one, of some kind.
fn cells_of(plan: &Plan, kind: &str) -> String {
    let axes: Vec<String> = plan
        .axes
        .iter()
        .map(|a| format!("{} × {}", a.values.len(), a.parameter.name()))
        .collect();
    let axes = match axes[..] {
        [] => String::new(),
        _ => format!(" ({})", axes.join(", ")),
    };
    let cells = many(plan.cells.len(), &format!("{kind}cell"));
    format!("{cells}{axes}, {}", replicates(plan))
}

/// `1 cell`, `2 cells`.
pub(super) fn many(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// How the map's cells came out.
pub(super) fn sentence(results: &Results) -> Option<String> {
    let tables = results.map.as_ref()?;
    let evaluated = tables.cells.iter().filter(|row| row.evaluated).count();
    Some(format!(
        "{evaluated} of {} cells evaluated, {} failed",
        tables.cells.len(),
        tables.failed().count()
    ))
}

/// The same for machines.
pub(super) fn facts(results: &Results) -> Value {
    let Some(tables) = &results.map else {
        return paired(results);
    };
    json!({
        "map_cells": tables.cells.len(),
        "evaluated_map_cells": tables.cells.iter().filter(|row| row.evaluated).count(),
        "failed_map_cells": tables.failed().count(),
        "pairs": tables.pairs.len(),
        "pairs_against_theory": results.against(),
    })
}

/// How cells compare with their references, where they have any.
fn paired(results: &Results) -> Value {
    match results.plan.paired() {
        Some(_) => json!({
            "pairs": results.differences.len(),
            "pairs_against_theory": results.against(),
        }),
        None => json!({}),
    }
}

/// A map with cells without an answer is a failure, which names the first.
pub(super) fn failed(results: &Results, folder: &Path) -> CliResult {
    let Some((map, tables)) = results.plan.map().zip(results.map.as_ref()) else {
        return Ok(());
    };
    let count = tables.failed().count();
    if count == 0 {
        return Ok(());
    }
    let named: Vec<String> = tables
        .failed()
        .take(NAMED)
        .map(|row| row.whereabouts(map))
        .collect();
    Err(CliError::failed(anyhow!(
        "{}: {} in {count} of {} cells, the first at {}; {} has their status",
        results.plan.name,
        tables.reason(),
        tables.cells.len(),
        named.join("; "),
        folder.join("map.csv").display()
    )))
}
