//! A scenario about groups from its first replicate to its files.

use std::path::Path;
use std::time::{Instant, SystemTime};

use anyhow::anyhow;
use serde_json::json;
use thumbscale::report::{Circumstances, Earlier, GroupResults, Manifest};
use thumbscale::scenario::GroupPlan;
use thumbscale::sweep::{Run, run_groups_plan};

use super::size;
use crate::cli::console::Console;
use crate::cli::exit::{CliError, CliResult};
use crate::cli::interrupt;
use crate::cli::job::{How, Leaves, Workplace, reuse};
use crate::cli::precision_reached;
use crate::cli::progress::Meter;
use crate::cli::verdict::{evidence, extend};

/// A checked scenario with a folder that is ours.
pub(in crate::cli) struct GroupJob {
    pub(in crate::cli) plan: GroupPlan,
    pub(in crate::cli) workplace: Workplace,
}

impl GroupJob {
    /// Runs it, writes its files and says how it went.
    pub(in crate::cli) fn run(self, how: How<'_>, console: &Console) -> CliResult {
        let (begun, clock) = (SystemTime::now(), Instant::now());
        let Self {
            plan,
            mut workplace,
        } = self;
        workplace.begin()?;
        console.note(&format!("{}: {}", plan.name, size(&plan)));
        workplace.remark(console);
        let meter = Meter::new(console);
        let run = Run {
            store: workplace.store.as_ref(),
            collect_only: how.collect_only,
            ..Run::new(how.threads, &meter, interrupt::flag())
        };
        let study = run_groups_plan(&plan, &run);
        meter.finish();
        let study = study.map_err(|error| workplace.left(error.into()))?;
        let counts = (study.reused, study.simulated);
        reuse(counts, (0, study.conflicts), console);
        let circumstances = Circumstances {
            begun,
            took: clock.elapsed(),
            threads: study.threads,
            reused: study.reused,
            sessions: workplace.sessions(),
        };
        let make = move || {
            let results = GroupResults::of(plan, &study);
            let manifest = Manifest::of_groups(&results, &circumstances);
            (results, manifest)
        };
        let leaves = Leaves {
            tables: GroupResults::tables,
            blanks: GroupResults::blanks,
            figures: GroupResults::figures,
        };
        let (results, manifest, earlier) = workplace.publish(make, leaves, how, console)?;
        let folder = workplace.folder.path();
        tell(&results, &manifest, counts, earlier, folder, console)?;
        conclude(&results)
    }
}

fn tell(
    results: &GroupResults,
    manifest: &Manifest,
    (reused, simulated): (usize, usize),
    earlier: Option<Earlier>,
    folder: &Path,
    console: &Console,
) -> std::io::Result<()> {
    let plan = &results.plan;
    if console.json {
        let overview = results.overview();
        let mut object = json!({
            "scenario": plan.name,
            "folder": folder.display().to_string(),
            "cells": plan.cells.len(),
            "map_cells": plan.map.as_ref().map(|map| map.cells()),
            "replicates": plan.replicates,
            "seed": plan.seed,
            "reused_replicates": reused,
            "simulated_replicates": simulated,
            "changed": earlier.map(|earlier| earlier.changes),
            "failures": results.failed.len(),
            "overview": overview,
            "evidence": evidence(overview.comparisons, plan.replicates),
            "without_weights": results.without_weights(),
            "passed": overview.passed && results.incomplete().is_none(),
            "seconds": manifest.value()["seconds"],
        });
        extend(
            &mut object,
            precision_reached::as_json(results.short_of_precision()),
        );
        return console.print_json(&object);
    }
    if let Some(without) = results.without_weights() {
        console.note(&format!("{}: {without}", plan.name));
    }
    console.print(&format!("{}: {}", plan.name, results.sentence()))?;
    let short = results.short_of_precision();
    if let Some(short) = precision_reached::sentence(short, plan.cells.len()) {
        console.print(&short)?;
    }
    let table = if plan.map.is_some() {
        "map.csv"
    } else {
        "cells.csv"
    };
    let drawn = plan.map.is_some() || plan.figure.is_some();
    let figure = if drawn { ", figure.svg" } else { "" };
    console.print(&format!(
        "  {}: summary.md, {table}{figure}",
        folder.display()
    ))
}

/// A run with failures does not end well, though all its files are there.
fn conclude(results: &GroupResults) -> CliResult {
    let name = &results.plan.name;
    if let Some(what) = results.incomplete() {
        return Err(CliError::failed(anyhow!("{name}: {what}")));
    }
    match results.failed.first() {
        None => Ok(()),
        Some(first) => Err(CliError::failed(anyhow!(
            "{name}: {} replicates failed and are left out of the means; failures.csv lists them, \
             the first: {} replicate {}: {}",
            results.failed.len(),
            first.cell,
            first.replicate,
            first.reason
        ))),
    }
}
