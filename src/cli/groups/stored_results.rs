//! `verify` and `plot` of stored results about groups.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use serde_json::json;
use thumbscale::report::{GroupResults, altered, stamp};
use thumbscale::scenario::{Overrides, Scenario};
use thumbscale::sweep::{Run, all_replicates, load_any, predict_groups_plan, run_groups_plan};

use crate::cli::console::Console;
use crate::cli::exit::{CliError, CliResult};
use crate::cli::interrupt;
use crate::cli::plot::{
    Drawn, ReplicatesDone, another_has_begun, may_be_wrong, nothing_stored, stored, title_so_far,
};
use crate::cli::progress::Meter;
use crate::cli::status;
use crate::cli::verdict::evidence;
use crate::cli::verify::{settled, tables_changed};

/// Entries that are named where not all are asked for.
const NAMED: usize = 10;

/// Holds stored results against themselves, against theory now, and theory against simulation.
pub(in crate::cli) fn verify(folder: &Path, all: bool, console: &Console) -> CliResult {
    let (results, tables) = settled(folder, console, GroupResults::read)?;
    let meter = Meter::new(console);
    let run = Run::new(None, &meter, interrupt::flag());
    let now = predict_groups_plan(&results.plan, &run);
    meter.finish();
    let stale = results.stale(&now?);
    let off = results.disagreeing();
    let overview = results.overview();
    let named = if all { usize::MAX } else { NAMED };
    if console.json {
        let off = off.iter().map(|(what, z)| json!({ "what": what, "z": z }));
        console.print_json(&json!({
            "scenario": results.plan.name,
            "passed": overview.passed
                && tables.is_empty()
                && stale.is_empty()
                && results.incomplete().is_none(),
            "overview": overview,
            "evidence": evidence(overview.comparisons, results.plan.replicates),
            "without_weights": results.without_weights(),
            "changed_tables": tables,
            "changed_predictions": stale,
            "disagreeing": off.collect::<Vec<_>>(),
        }))?;
    } else {
        if let Some(without) = results.without_weights() {
            console.note(&format!("{}: {without}", results.plan.name));
        }
        console.print(&format!("{}: {}", results.plan.name, results.sentence()))?;
        for (what, z) in off.iter().take(named) {
            let z = z.map_or("–".to_owned(), |z| format!("{z:.1}"));
            console.print(&format!("  {what}: z = {z}"))?;
        }
    }
    let changed = tables_changed(&tables);
    let stale = stale.first().map(|first| {
        format!(
            "{} stored predictions are not this program's, the first: {first}",
            stale.len()
        )
    });
    let wrong = (!overview.passed).then(|| "simulation speaks against theory".to_owned());
    let parts = [changed, stale, results.incomplete(), wrong];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => Ok(()),
        false => Err(CliError::disagreement(anyhow!(
            "{}: {}",
            folder.display(),
            parts.join("; ")
        ))),
    }
}

/// Draws the figure again from stored tables, or what is there of a run that is not finished.
pub(in crate::cli) fn plot(
    place: &Path,
    begun: bool,
    finished: bool,
    console: &Console,
) -> CliResult {
    let changed = altered(place);
    let before = stamp(place);
    let (results, count) = match begun && !finished {
        true => unfinished(place, console)?,
        false => {
            let results = GroupResults::read(place).map_err(CliError::usage)?;
            if begun {
                console.note(&another_has_begun(place));
            }
            if let Some(changed) = tables_changed(&changed) {
                console.note(&may_be_wrong(&changed));
            }
            (results, None)
        }
    };
    let results = Arc::new(results);
    let drawn = Arc::clone(&results);
    let files = interrupt::watched_aloud(console, "the figures", move || drawn.figures())?;
    if let Some(blanks) = results.blanks() {
        console.note(&format!("warning: {blanks}"));
    }
    let drawn = Drawn {
        name: &results.plan.name,
        files: files.map_err(CliError::failed)?,
        changed,
        count,
        before,
    };
    drawn.put_into(place, console)
}

/// The results that a run would have if it ended with what it has stored.
fn unfinished(
    place: &Path,
    console: &Console,
) -> Result<(GroupResults, Option<ReplicatesDone>), CliError> {
    let scenario =
        load_any(&status::file(place)?, Overrides::default()).map_err(CliError::usage)?;
    let all = all_replicates(&scenario).unwrap_or(0);
    let known = stored(place, scenario.resolved())?;
    let Scenario::Groups(mut plan) = scenario else {
        return Err(nothing_stored(place));
    };
    let meter = Meter::new(console);
    let run = Run {
        so_far: Some(&known),
        ..Run::new(None, &meter, interrupt::flag())
    };
    let study = run_groups_plan(&plan, &run);
    meter.finish();
    let study = study?;
    if study.reused == 0 {
        return Err(nothing_stored(place));
    }
    let count = (study.reused, all);
    plan.figure_title = title_so_far(&plan.name, &plan.figure_title, count);
    Ok((GroupResults::of(*plan, &study), Some(count)))
}
