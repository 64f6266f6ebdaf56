//! `verify` and `plot` of stored results about groups.

use std::path::Path;

use anyhow::anyhow;
use serde_json::json;
use thumbscale::report::{Folder, GroupResults, Results, altered};
use thumbscale::scenario::{Overrides, Scenario};
use thumbscale::sweep::{Run, all_replicates, load_any, predict_groups_plan, run_groups_plan};

use crate::cli::console::Console;
use crate::cli::exit::{CliError, CliResult};
use crate::cli::interrupt;
use crate::cli::plot::{
    ReplicatesDone, another_has_begun, nothing_stored, so_far, stored, title_so_far,
};
use crate::cli::progress::Meter;
use crate::cli::status;
use crate::cli::verify::tables_changed;

/// Entries that are named where not all are asked for.
const NAMED: usize = 10;

/// Holds stored results against themselves, against theory now, and theory against simulation.
pub(in crate::cli) fn verify(folder: &Path, all: bool, console: &Console) -> CliResult {
    let results = GroupResults::read(folder).map_err(CliError::usage)?;
    let tables = altered(folder);
    let meter = Meter::new(console);
    let run = Run::new(None, &meter, interrupt::flag());
    let now = predict_groups_plan(&results.plan, &run);
    meter.finish();
    let stale = results.stale(&now?);
    let off = results.disagreeing();
    let overview = results.overview();
    let named = if all || console.json {
        usize::MAX
    } else {
        NAMED
    };
    if console.json {
        let off = off.iter().map(|(what, z)| json!({ "what": what, "z": z }));
        console.print_json(&json!({
            "scenario": results.plan.name,
            "passed": overview.passed && tables.is_empty() && stale.is_empty(),
            "overview": overview,
            "changed_tables": tables,
            "changed_predictions": stale,
            "disagreeing": off.collect::<Vec<_>>(),
        }))?;
    } else {
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
    let (results, count) = match begun && !finished {
        true => unfinished(place, console)?,
        false => (GroupResults::read(place).map_err(CliError::usage)?, None),
    };
    if begun && finished {
        console.note(&another_has_begun(place));
    }
    if let Some(changed) = tables_changed(&changed).filter(|_| count.is_none()) {
        console.note(&format!(
            "warning: {changed}: what is drawn is not what was run"
        ));
    }
    let files = results.figures().map_err(CliError::failed)?;
    if files.is_empty() {
        return Err(CliError::usage(anyhow!(
            "{}: the scenario has no [figure] or [map]",
            place.display()
        )));
    }
    let mut folder = Folder::prepare(place, &results.plan.name).map_err(CliError::usage)?;
    folder
        .replace(&files, &Results::FIGURES)
        .map_err(CliError::failed)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    if console.json {
        console.print_json(&json!({
            "scenario": results.plan.name,
            "folder": place.display().to_string(),
            "files": names,
            "changed_tables": changed,
            "unfinished": count.is_some(),
            "replicates_done": count.map(|(done, _)| done),
            "replicates": count.map(|(_, all)| all),
        }))?;
        return Ok(());
    }
    let how_far = count.map_or(String::new(), |count| format!(" ({})", so_far(count)));
    console.print(&format!(
        "{}: {}{how_far}",
        place.display(),
        names.join(", ")
    ))?;
    Ok(())
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
