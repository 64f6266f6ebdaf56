//! `thumbscale plot`: from stored results, without simulating.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::report::{
    Altered, Folder, ReadError, Results, SCENARIO, Shards, UNFINISHED, altered, holds_groups,
    left_out_of_figure, stamp,
};
use thumbscale::scenario::{has_name, is_drawn};
use thumbscale::sweep::{Known, Run, Store, Workers, finish_study, groups};

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::interrupt;
use super::progress::Meter;
use super::status;
use super::verify::tables_changed;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale plot output/quickstart

Of a run that goes on or was interrupted it draws the replicates that are stored so far, of all
its shards, and says how many they are. Theory is then computed anew.")]
pub(super) struct Args {
    /// Folder that `run` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Replicates that are there, and all that the scenario asks for.
pub(super) type ReplicatesDone = (usize, usize);

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let place = &args.folder;
    let begun = place.join(UNFINISHED).is_file();
    let finished = place.join("manifest.json").is_file();
    let of_groups = match begun && !finished {
        true => holds_groups(place, UNFINISHED),
        false => holds_groups(place, SCENARIO),
    };
    // Reading the tables takes as long as there are many.
    if finished && !begun && draws_nothing(place) {
        return Err(nothing_to_draw(place));
    }
    if of_groups {
        return super::groups::plot(place, begun, finished, console);
    }
    let changed = altered(place);
    let before = stamp(place);
    let (results, count) = match begun && !finished {
        true => unfinished(place, console)?,
        false => {
            let (place, told) = (place.clone(), *console);
            let read = interrupt::watched("the tables", move || read_with_word(&place, &told))?;
            let results = read.map_err(CliError::usage)?;
            if begun {
                console.note(&another_has_begun(&args.folder));
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
    let files = files.map_err(CliError::failed)?;
    if let Some(blanks) = results.blanks() {
        console.note(&format!("warning: {blanks}"));
    }
    let drawn = Drawn {
        name: &results.plan.name,
        files,
        changed,
        count,
        before,
    };
    drawn.put_into(place, console)
}

/// Stored results; how far their reading is, is said where it takes long.
pub(super) fn read_with_word(place: &Path, console: &Console) -> Result<Results, ReadError> {
    let meter = Meter::new(console);
    let read = Results::read_by(place, &Workers::new(None, &meter));
    meter.finish();
    read
}

/// Whether a scenario asks for no figure, as far as it can be read.
fn draws_nothing(place: &Path) -> bool {
    let text = read_text(&place.join(SCENARIO), MOST_SCENARIO);
    // Of one that is damaged nothing is known.
    text.is_ok_and(|text| has_name(&text) && is_drawn(&text) == Some(false))
}

fn nothing_to_draw(place: &Path) -> CliError {
    CliError::usage(anyhow!(
        "{}: the scenario has no [figure] or [map]",
        place.display()
    ))
}

/// Figures that were drawn, of what.
pub(super) struct Drawn<'a> {
    pub(super) name: &'a str,
    pub(super) files: Vec<(&'static str, Vec<u8>)>,
    /// Tables that are not what a run wrote.
    pub(super) changed: Vec<Altered>,
    /// Of a run that is not finished.
    pub(super) count: Option<ReplicatesDone>,
    /// The folder's stamp when its tables were read.
    pub(super) before: Option<String>,
}

impl Drawn<'_> {
    /// Puts them beside the tables, unless these are others by now, and says so.
    pub(super) fn put_into(&self, place: &Path, console: &Console) -> CliResult {
        if self.files.is_empty() {
            return Err(nothing_to_draw(place));
        }
        let mut folder = Folder::prepare(place, self.name).map_err(CliError::usage)?;
        if stamp(place) != self.before {
            return Err(CliError::failed(anyhow!(
                "{}: a run replaced the results while they were drawn, and its own figure was left; \
                 draw again",
                place.display()
            )));
        }
        if let Some(file) = left_out_of_figure() {
            console.note(&file);
        }
        // One that another build drew would stay as it was, beside the figure of today.
        folder
            .replace(&self.files, &Results::FIGURES)
            .map_err(CliError::failed)?;
        let names: Vec<&str> = self.files.iter().map(|(name, _)| *name).collect();
        if console.json {
            return Ok(console.print_json(&json!({
                "scenario": self.name,
                "folder": place.display().to_string(),
                "files": names,
                "changed_tables": self.changed,
                "unfinished": self.count.is_some(),
                "replicates_done": self.count.map(|(done, _)| done),
                "replicates": self.count.map(|(_, all)| all),
            }))?);
        }
        let how_far = self.count.map(|count| format!(" ({})", so_far(count)));
        Ok(console.print(&format!(
            "{}: {}{}",
            place.display(),
            names.join(", "),
            how_far.unwrap_or_default()
        ))?)
    }
}

/// What is said of tables that were changed.
pub(super) fn may_be_wrong(changed: &str) -> String {
    format!("warning: {changed}: what is drawn may not be what was run")
}

/// What is said of results beside which another run goes on.
pub(super) fn another_has_begun(place: &Path) -> String {
    format!(
        "drawn are the results that {} has; another run has begun there and is not finished",
        place.display()
    )
}

/// What is said where no replicate is there to draw.
pub(super) fn nothing_stored(place: &Path) -> CliError {
    CliError::usage(anyhow!(
        "{}: the run is not finished, and no replicate is stored yet: `thumbscale run` goes on",
        place.display()
    ))
}

/// The title of a picture that may be seen without what is printed beside it.
pub(super) fn title_so_far(name: &str, title: &str, count: ReplicatesDone) -> String {
    let title = if title.is_empty() { name } else { title };
    format!("{title} ({})", so_far(count))
}

fn so_far((done, all): ReplicatesDone) -> String {
    format!("unfinished: {done} of {all} replicates")
}

/// The results that a run would have if it ended with what it has stored.
fn unfinished(
    place: &Path,
    console: &Console,
) -> Result<(Results, Option<ReplicatesDone>), CliError> {
    let mut plan = status::scenario(place)?;
    let known = stored(place, &plan.resolved)?;
    let meter = Meter::new(console);
    let run = Run {
        so_far: Some(&known),
        ..Run::new(None, &meter, interrupt::flag())
    };
    let finished = finish_study(&plan, &run);
    meter.finish();
    let finished = finished?;
    let all = groups(&plan).iter().map(|group| group.replicates).sum();
    if finished.reused == 0 {
        return Err(nothing_stored(place));
    }
    let count = (finished.reused, all);
    plan.figure_title = title_so_far(&plan.name, &plan.figure_title, count);
    let meter = Meter::new(console);
    let results = Results::made_by(plan, &finished.study, &Workers::new(None, &meter));
    meter.finish();
    Ok((results, Some(count)))
}

/// What the folder's journal holds, and those of its shards.
pub(super) fn stored(place: &Path, resolved: &str) -> Result<Known, CliError> {
    let (mut known, _) = Store::read(place).map_err(CliError::failed)?;
    let shards = Shards::find(place, resolved).map_err(CliError::usage)?;
    for (_, shard) in shards.iter().flat_map(|shards| &shards.begun) {
        known.absorb(Store::read(shard).map_err(CliError::failed)?.0);
    }
    Ok(known)
}
