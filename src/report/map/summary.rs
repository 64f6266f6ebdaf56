//! A map in words.

use std::fmt::Write;

use super::MapTables;
use super::blanks::reasons;
use super::chart::map_chart;
use super::rows::{MapRow, panel_value};
use crate::report::columns;
use crate::report::drawing::without_crumbs;
use crate::report::results::Results;
use crate::scenario::{MapPlan, MapValue};
use crate::sweep::Standing;

/// Cells named before the rest is only counted.
const LISTED: usize = 8;

/// (column, meaning) of `map.csv` after the parameters.
const COLUMNS: [(&str, &str); 5] = [
    (
        "value",
        "predicted limit n, d → ∞; where n is an axis the mean over training sets of n samples, or thresholds estimated from them; of a contest what the winner reaches",
    ),
    (
        "category",
        "kind of cell, where cells hold kinds; in a contest rule, or rule@threshold where the threshold is moved",
    ),
    (
        "status",
        "of the theory: converged, separable, interpolation_threshold, no_finite_weight, no_effect, beyond_cap, jump, not_converged; not_finite: of a value that is no finite number, such as 0/0",
    ),
    (
        "evaluated",
        "false for a cell inside a region that was given its neighbours' kind",
    ),
    (
        "reason",
        "why there is neither value nor kind, in words; empty where there is one",
    ),
];

pub(in crate::report) fn map_summary(out: &mut String, results: &Results) {
    let Some((map, tables)) = results.plan.map().zip(results.map.as_ref()) else {
        return;
    };
    let failed = tables.failed().count();
    let evaluated = tables.cells.iter().filter(|row| row.evaluated).count();
    let _ = writeln!(
        out,
        "## The map\n\n{}, {} × {} cells{}: {evaluated} evaluated, {failed} of {} failed.\n",
        map.value.label(),
        map.x.values.len(),
        map.y.values.len(),
        match map.panels() {
            1 => String::new(),
            panels => format!(" on each of {panels} panels"),
        },
        tables.cells.len(),
    );
    failures(out, map, tables);
    blanks(out, tables);
    if let Some(crumbs) = map_chart(results).as_ref().and_then(without_crumbs) {
        let _ = writeln!(out, "{crumbs}.\n");
    }
    for panel in 0..map.panels() {
        one_panel(out, map, tables, panel);
    }
    pairs(out, results, map, tables);
}

/// What the columns of `map.csv` mean.
pub(in crate::report) fn map_columns(out: &mut String) {
    out.push_str(
        "\n## Columns of map.csv\n\nThe first three are the panel, x and y. Their lines are in \
         boundaries.csv.\n\n| column | meaning |\n|---|---|\n",
    );
    columns::rows(out, &COLUMNS);
}

fn failures(out: &mut String, map: &MapPlan, tables: &MapTables) {
    let failed: Vec<&MapRow> = tables.failed().collect();
    if failed.is_empty() {
        return;
    }
    let _ = writeln!(out, "Failed cells ({}):\n", tables.reason());
    for row in failed.iter().take(LISTED) {
        let _ = writeln!(out, "- {}", row.whereabouts(map));
    }
    if failed.len() > LISTED {
        let _ = writeln!(out, "- and {} more", failed.len() - LISTED);
    }
    out.push('\n');
}

/// Why cells are blank.
fn blanks(out: &mut String, tables: &MapTables) {
    let reasons = reasons(&tables.cells);
    if reasons.is_empty() {
        return;
    }
    let total = tables.cells.len();
    out.push_str("Blank cells:\n\n");
    for (reason, count) in reasons {
        let _ = writeln!(out, "- {count} of {total}: {reason}");
    }
    out.push('\n');
}

fn one_panel(out: &mut String, map: &MapPlan, tables: &MapTables, number: usize) {
    let size = map.x.values.len() * map.y.values.len();
    let rows = &tables.cells[number * size..(number + 1) * size];
    if let Some((axis, value)) = map.panels.as_ref().zip(panel_value(map, number)) {
        let _ = writeln!(out, "### {} = {value}\n", axis.parameter.symbol());
    }
    let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / size as f64);
    out.push_str("| cells | share of the area as drawn |\n|---|---|\n");
    for (name, words) in map.value.categories() {
        let count = rows
            .iter()
            .filter(|r| r.category.as_ref() == Some(&name))
            .count();
        let _ = writeln!(out, "| {words} | {} |", share(count));
    }
    let mut statuses: Vec<Standing> = rows.iter().map(|row| row.status).collect();
    statuses.sort_unstable_by_key(|status| status.name());
    for same in statuses.chunk_by(|a, b| a == b) {
        let words = same[0].words();
        let _ = writeln!(out, "| status {words} | {} |", share(same.len()));
    }
    out.push('\n');
    extremes(out, map, rows);
}

fn extremes(out: &mut String, map: &MapPlan, rows: &[MapRow]) {
    let valued = || rows.iter().filter_map(|row| Some((row.value?, row)));
    let order = |a: &(f64, &MapRow), b: &(f64, &MapRow)| a.0.total_cmp(&b.0);
    let Some((least, most)) = valued().min_by(order).zip(valued().max_by(order)) else {
        return;
    };
    for (word, (value, row)) in [("Lowest", least), ("Highest", most)] {
        let place = row.whereabouts(map);
        let _ = writeln!(
            out,
            "- {word} ({}): {value:.6} at {place}",
            map.value.label()
        );
    }
    out.push('\n');
}

fn pairs(out: &mut String, results: &Results, map: &MapPlan, tables: &MapTables) {
    if tables.pairs.is_empty() {
        return;
    }
    let against = tables.against(map, &results.plan.tolerance);
    let what = match map.value {
        MapValue::Winner(_) => "another rule beats theory's winner",
        MapValue::Weight(_)
        | MapValue::Quantity(..)
        | MapValue::Gain(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::SeparabilityThreshold
        | MapValue::Monotonicity => "the gain is another",
    };
    let _ = writeln!(
        out,
        "Simulated on common data, {} pairs of rules: in {} of them {what} by more than the tolerance \
         (pairs.csv).\n",
        tables.pairs.len(),
        against.len()
    );
    for pair in against.iter().take(LISTED) {
        let _ = writeln!(out, "- `{}` against `{}`", pair.second, pair.first);
    }
}
