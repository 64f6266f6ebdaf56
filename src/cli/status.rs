//! `thumbscale status`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::report::{SCENARIO, Shards, UNFINISHED};
use thumbscale::scenario::{Overrides, Plan, load};
use thumbscale::sweep::{Census, Known, Store, census, groups};

use super::console::Console;
use super::exit::{Failure, Outcome};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale status OUT --json

Counts the replicates that the folder, or the folders of its shards, keep. After a change of
weights the count includes replicates of the old weights; `run` and `merge` look closer.")]
pub(super) struct Args {
    /// Folder of a run, finished or not
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, console: &Console) -> Outcome {
    let folder = &args.folder;
    let plan = scenario(folder)?;
    let shards = Shards::find(folder, &plan.resolved).map_err(Failure::usage)?;
    let (known, damaged) = kept(folder, shards.as_ref(), console)?;
    let count = census(plan.seed, &groups(&plan), &known);
    let complete = is_complete(folder);
    if console.json {
        return Ok(console.print_json(&json!({
            "scenario": plan.name,
            "folder": folder.display().to_string(),
            "complete": complete,
            "cells": plan.cells.len(),
            "replicates": count.replicates,
            "replicates_done": count.done,
            "failures": count.failures,
            "damaged_journals": damaged,
            "shards": shards.as_ref().map(|s| s.count),
            "missing_shards": shards.as_ref().map_or_else(Vec::new, Shards::missing),
            "other_shards": shards.as_ref().map_or_else(Vec::new, |s| s.foreign.clone()),
        }))?);
    }
    console.print(&format!(
        "{}: {}",
        plan.name,
        sentence(&plan, &count, complete)
    ))?;
    if let Some(shards) = &shards {
        console.print(&format!("  {}", of_shards(shards)))?;
    }
    if !complete {
        console.print(&format!("  {}", next(folder, shards.as_ref())))?;
    }
    Ok(())
}

/// What the folder is a run of: one that has begun comes before one that has ended.
pub(super) fn scenario(folder: &Path) -> Result<Plan, Failure> {
    let files = [UNFINISHED, SCENARIO].map(|name| folder.join(name));
    let Some(file) = files.iter().find(|path| path.is_file()) else {
        return Err(Failure::usage(anyhow!(
            "{} is not a folder of a run: it has neither {UNFINISHED} nor {SCENARIO}; `thumbscale \
             run` makes one",
            folder.display()
        )));
    };
    load(file, Overrides::default()).map_err(Failure::usage)
}

/// Everything that the folder and its shards keep, and how many journals are damaged.
pub(super) fn kept(
    folder: &Path,
    shards: Option<&Shards>,
    console: &Console,
) -> Result<(Known, usize), Failure> {
    let parts = shards
        .iter()
        .flat_map(|s| s.begun.iter().map(|(_, f)| f.as_path()));
    let (mut known, mut damaged) = (Known::default(), 0);
    for folder in [folder].into_iter().chain(parts) {
        let (found, damage) = Store::read(folder).map_err(Failure::failed)?;
        if !damage.is_none() {
            damaged += 1;
            console.note(&format!("warning: {}: {damage}", folder.display()));
        }
        known.absorb(found);
    }
    Ok((known, damaged))
}

/// Whether the tables are those of the last run that began.
fn is_complete(folder: &Path) -> bool {
    folder.join("manifest.json").is_file() && !folder.join(UNFINISHED).exists()
}

fn sentence(plan: &Plan, count: &Census, complete: bool) -> String {
    let state = match (complete, count.done == count.replicates) {
        (true, _) => "finished",
        (false, true) => "all replicates are there, the tables are not",
        (false, false) => "not finished",
    };
    let failures = match count.failures {
        0 => String::new(),
        n => format!(", {n} failed outcomes"),
    };
    let share = 100.0 * count.done as f64 / count.replicates.max(1) as f64;
    format!(
        "{state}; {} of {} replicates ({share:.1} %) for {} cells{failures}",
        count.done,
        count.replicates,
        plan.cells.len()
    )
}

fn of_shards(shards: &Shards) -> String {
    let list = |shards: &[usize]| {
        let names: Vec<String> = shards.iter().map(usize::to_string).collect();
        names.join(" ")
    };
    let missing = shards.missing();
    let mut text = format!(
        "{} of {} shards are finished",
        shards.finished.len(),
        shards.count
    );
    if !missing.is_empty() {
        text += &format!(", missing: {}", list(&missing));
    }
    if !shards.foreign.is_empty() {
        text += &format!(
            "; of another scenario or version: {}",
            list(&shards.foreign)
        );
    }
    text
}

fn next(folder: &Path, shards: Option<&Shards>) -> String {
    let out = folder.display();
    match shards {
        Some(shards) if shards.missing().is_empty() => {
            format!("thumbscale merge {out} --out {out} makes the tables")
        }
        Some(_) => format!("thumbscale run SCENARIO --out {out} --shard i/N goes on with a shard"),
        None => format!("thumbscale run SCENARIO --out {out} goes on"),
    }
}
