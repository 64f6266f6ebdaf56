//! One scenario from its first replicate to its files.

use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use anyhow::anyhow;
use serde_json::json;
use thumbscale::journal::Lock;
use thumbscale::report::{
    Circumstances, Earlier, FailureRow, Folder, Manifest, Results, SCENARIO, UNFINISHED,
    scenario_hash,
};
use thumbscale::scenario::Plan;
use thumbscale::sweep::{
    Finished, LOCK, METHOD_VERSION, Run, Session, Store, finish_study, groups,
};

use super::console::Console;
use super::exit::{Failure, Outcome};
use super::interrupt;
use super::maps;
use super::progress::Meter;
use super::verdict::{extend, incomplete, sentence, verdict};

/// A checked scenario with a folder that is ours.
pub(super) struct Job {
    pub(super) plan: Plan,
    pub(super) folder: Folder,
    /// Where outcomes are kept; theory alone has none.
    pub(super) store: Option<Store>,
    /// Keeps other runs out; the store has its own.
    lock: Option<Lock>,
    /// Whether what was kept before is thrown away.
    fresh: bool,
}

/// What the command line says of running.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) threads: Option<usize>,
    pub(super) gallery: Option<&'a Path>,
    /// Whether nothing may be simulated.
    pub(super) collect_only: bool,
}

/// Failed replicates that are named on the console.
const NAMED: usize = 5;

impl Job {
    /// Takes the folder: no other run can have it meanwhile.
    pub(super) fn prepare(plan: Plan, place: &Path, fresh: bool) -> Result<Self, Failure> {
        let folder = Folder::prepare(place, &plan.name).map_err(Failure::usage)?;
        let (store, lock) = match plan.cells.iter().any(|cell| cell.design.is_some()) {
            true => (Some(open(place, &plan, fresh)?), None),
            false => {
                let lock = Lock::acquire(&place.join(LOCK)).map_err(Failure::failed)?;
                (None, Some(lock))
            }
        };
        Ok(Self {
            plan,
            folder,
            store,
            lock,
            fresh,
        })
    }

    /// Says in the folder that it has begun, when all that can be refused was not.
    pub(super) fn begin(&self) -> Outcome {
        match &self.store {
            Some(store) => unfinished(store.folder(), &self.plan, self.fresh),
            None => Ok(()),
        }
    }

    /// Runs it, writes its files and says how it went.
    pub(super) fn run(self, how: How<'_>, console: &Console) -> Outcome {
        let (begun, clock) = (SystemTime::now(), Instant::now());
        self.begin()?;
        let Self {
            plan,
            mut folder,
            store,
            lock,
            fresh,
        } = self;
        console.note(&format!("{}: {}", plan.name, maps::size(&plan)));
        for note in &plan.notes {
            console.detail(note);
        }
        match (&store, &lock) {
            (Some(store), _) => remarks(store, console),
            (None, Some(lock)) => unlocked(lock.is_firm(), console),
            (None, None) => {}
        }
        let meter = Meter::new(console);
        let run = Run {
            store: store.as_ref(),
            collect_only: how.collect_only,
            ..Run::new(how.threads, &meter, interrupt::flag())
        };
        let plan_text = plan.resolved.clone();
        let finished = finish_study(&plan, &run);
        meter.finish();
        let ended = |failure| {
            undo(&folder, &plan_text, store.as_ref());
            after(failure, &folder, store.as_ref(), fresh)
        };
        let finished = finished.map_err(|error| ended(error.into()))?;
        reuse(&finished, console);
        let counts = (finished.reused, finished.simulated);
        let circumstances = Circumstances {
            begun,
            took: clock.elapsed(),
            threads: how.threads.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
            }),
            reused: finished.reused,
            sessions: sessions(store.as_ref()),
        };
        let (results, manifest, tables) = interrupt::watched("the tables", move || {
            let results = Results::of(plan, &finished.study);
            let manifest = Manifest::of(&results, &circumstances);
            let tables = results.tables(&manifest);
            (Arc::new(results), manifest, tables)
        })
        .map_err(ended)?;
        let earlier = Earlier::of(folder.path(), &results.plan.resolved);
        folder.replace(&tables, &Results::FILES).map_err(|error| {
            match results.plan.replicates {
                0 => Failure::failed(error),
                _ => Failure::failed(error).context(
                    "the replicates are kept in this folder: the same command then only writes \
                     the tables",
                ),
            }
        })?;
        if let Some(earlier) = &earlier {
            console.note(&replaced(earlier, folder.path()));
        }
        if let Some(blanks) = results.blanks() {
            console.note(&format!("warning: {blanks}"));
        }
        draw(&results, &mut folder, how.gallery).map_err(|error| {
            error.context("the tables are written; `thumbscale plot` draws the figure from them")
        })?;
        tell(&results, &manifest, counts, earlier, folder.path(), console)?;
        maps::failed(&results, folder.path())?;
        conclude(&results, folder.path())
    }
}

/// Draws the figure beside the tables, and into the gallery if there is one.
fn draw(results: &Arc<Results>, folder: &mut Folder, gallery: Option<&Path>) -> Outcome {
    let drawn = Arc::clone(results);
    let figures = interrupt::watched("the figures", move || drawn.figures())?;
    let figures = figures.map_err(Failure::failed)?;
    folder.replace(&figures, &[]).map_err(Failure::failed)?;
    let picture = figures.iter().find(|(file, _)| *file == "figure.svg");
    if let Some((gallery, (_, bytes))) = gallery.zip(picture) {
        let name = format!("{}.svg", results.plan.name);
        Folder::place(gallery, &name, bytes).map_err(Failure::failed)?;
    }
    Ok(())
}

/// Says in a folder what is run there. A finished run of the same stays finished, unless its
/// replicates are thrown away: whatever happens, its tables are right.
pub(super) fn unfinished(place: &Path, plan: &Plan, fresh: bool) -> Outcome {
    if !fresh && holds(place, &plan.resolved) {
        return Ok(());
    }
    Folder::place(place, UNFINISHED, plan.resolved.as_bytes()).map_err(Failure::failed)
}

/// Nothing was simulated afresh: the finished run of the same that the folder holds, if it
/// does, is as it was.
fn undo(folder: &Folder, resolved: &str, store: Option<&Store>) {
    let place = folder.path();
    if store.is_some_and(|store| !store.has_begun()) && holds(place, resolved) {
        // If it stays, the same command without --force ends with the same tables.
        let _ = std::fs::remove_file(place.join(UNFINISHED));
    }
}

/// Whether a folder holds the finished run of a scenario.
fn holds(place: &Path, resolved: &str) -> bool {
    std::fs::read_to_string(place.join(SCENARIO)).is_ok_and(|text| text == resolved)
        && place.join("manifest.json").is_file()
}

/// The folder's journal, for this scenario's outcomes.
pub(super) fn open(place: &Path, plan: &Plan, fresh: bool) -> Result<Store, Failure> {
    let store = Store::open(place, fresh).map_err(Failure::failed)?;
    let all = groups(plan).iter().map(|group| group.replicates).sum();
    Ok(store.about(scenario_hash(&plan.resolved), all))
}

/// What is worth knowing of a journal before it is used.
pub(super) fn remarks(store: &Store, console: &Console) {
    unlocked(store.is_firm(), console);
    if !store.damage().is_none() {
        console.note(&format!("warning: {}", store.damage()));
    }
    let known = store.known();
    if known.unreadable() > 0 {
        console.note(&format!(
            "warning: {} records of {} are of another version of thumbscale and are not used",
            known.unreadable(),
            store.folder().display()
        ));
    }
    let current = Session::current();
    for session in known.sessions() {
        if session.method != METHOD_VERSION {
            console.note(&format!(
                "outcomes of thumbscale {} (method version {}) in {} are not used: this is method version \
                 {METHOD_VERSION}",
                session.version,
                session.method,
                store.folder().display()
            ));
        } else if session.cpu != current.cpu {
            console.note(&format!(
                "warning: outcomes in {} were simulated on `{}`, this is `{}`: the last bits of \
                 some may differ from those of a run on one kind of machine",
                store.folder().display(),
                session.cpu,
                current.cpu
            ));
        }
    }
}

fn unlocked(is_firm: bool, console: &Console) {
    if !is_firm {
        console.note(
            "warning: this file system keeps no locks: see that no second run uses the folder",
        );
    }
}

/// Everybody who wrote outcomes, this run included.
fn sessions(store: Option<&Store>) -> Vec<Session> {
    let known = store.map_or(&[][..], |s| s.known().sessions());
    let current = Session::current();
    let others = known.iter().filter(|s| **s != current).cloned();
    others.chain([current.clone()]).collect()
}

/// What is kept of a run that was interrupted, and how it goes on.
pub(super) fn after(
    failure: Failure,
    folder: &Folder,
    store: Option<&Store>,
    fresh: bool,
) -> Failure {
    if !failure.is_interruption() {
        return failure;
    }
    let place = folder.path().display();
    let kept = match store {
        Some(store) if fresh && !store.has_begun() => format!(
            "nothing was simulated yet, and what earlier runs left in {place} is still there: \
             without --force the same command goes on from that"
        ),
        Some(_) if fresh => format!(
            "kept in {place}, where it took the place of what earlier runs had left: the same \
             command without --force goes on from there, with --force it begins anew"
        ),
        Some(_) => format!("kept in {place}: the same command goes on from there"),
        None => "theory is not kept: the same command begins anew".to_owned(),
    };
    let tables = match folder.path().join("manifest.json").is_file() {
        true => "; the tables there are those of the run before",
        false => "",
    };
    failure.context(&format!("{kept}{tables}"))
}

/// Keys that are named where results were replaced.
const CHANGES: usize = 8;

/// What results differ in from those that they took the place of.
fn replaced(earlier: &Earlier, folder: &Path) -> String {
    let mut parts = Vec::new();
    if let Some(program) = &earlier.made_by {
        parts.push(format!("made by {program}"));
    }
    let changes = &earlier.changes;
    let named = changes.iter().take(CHANGES).map(ToString::to_string);
    parts.extend(named);
    if let Some(more) = changes.len().checked_sub(CHANGES).filter(|more| *more > 0) {
        parts.push(format!("and {more} more keys"));
    }
    let place = folder.display();
    match (changes.is_empty(), parts.is_empty()) {
        (true, true) => format!("replaced the tables in {place}, of the same scenario and seed"),
        (true, false) => format!(
            "replaced the tables in {place}, of the same scenario and seed, {}",
            parts.join("; ")
        ),
        _ => format!(
            "replaced the tables in {place}; what has changed since: {}",
            parts.join("; ")
        ),
    }
}

fn reuse(finished: &Finished, console: &Console) {
    if finished.reused > 0 {
        console.note(&format!(
            "{} of {} replicates were there already and were reused",
            finished.reused,
            finished.reused + finished.simulated
        ));
    }
    if finished.near > 0 {
        console.note(&format!(
            "{} of their outcomes are of weights that a rule chose on another machine or by another \
             version, and differ from those here in the last digits",
            finished.near
        ));
    }
    if finished.conflicts > 0 {
        console.note(&format!(
            "warning: {} outcomes are stored twice with different bits; the first of each is \
             used. Machines of different kinds do that",
            finished.conflicts
        ));
    }
}

/// A run with failures does not end well, though all its files are there.
pub(super) fn conclude(results: &Results, folder: &Path) -> Outcome {
    if let Some(what) = incomplete(results) {
        return Err(Failure::failed(anyhow!(
            "{}: {what}; {} names them",
            results.plan.name,
            folder.join("summary.md").display()
        )));
    }
    if results.failed.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = results.failed.iter().take(NAMED).map(line).collect();
    let more = match results.failed.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    Err(Failure::failed(anyhow!(
        "{}: {} replicates failed and are left out of the means; {} lists them, `thumbscale replay \
         {} --cell ID --replicate K` runs one again\n{}{more}",
        results.plan.name,
        results.failed.len(),
        folder.join("failures.csv").display(),
        folder.display(),
        named.join("\n"),
    )))
}

/// Whether the precision that was asked for is there, for machines.
fn precision(results: &Results) -> serde_json::Value {
    match results.short_of_precision() {
        Some(short) => {
            json!({ "precision_reached": short == 0, "cells_short_of_precision": short })
        }
        None => json!({}),
    }
}

fn line(row: &FailureRow) -> String {
    format!(
        "  {} replicate {} (seed {}): {}",
        row.cell, row.replicate, row.seed, row.reason
    )
}

fn tell(
    results: &Results,
    manifest: &Manifest,
    (reused, simulated): (usize, usize),
    earlier: Option<Earlier>,
    folder: &Path,
    console: &Console,
) -> std::io::Result<()> {
    if console.json {
        let mut object = json!({
            "scenario": results.plan.name,
            "folder": folder.display().to_string(),
            "cells": results.plan.cells.len(),
            "replicates": results.plan.replicates,
            "seed": results.plan.seed,
            "reused_replicates": reused,
            "simulated_replicates": simulated,
            "changed": earlier.map(|earlier| earlier.changes),
            "seconds": manifest.value()["seconds"],
        });
        extend(&mut object, verdict(results));
        extend(&mut object, maps::facts(results));
        extend(&mut object, precision(results));
        return console.print_json(&object);
    }
    if let Some(cells) = maps::sentence(results) {
        console.print(&format!("{}: {cells}", results.plan.name))?;
    }
    if results.map.is_none() || !results.cells.is_empty() {
        console.print(&format!("{}: {}", results.plan.name, sentence(results)))?;
    }
    if let Some(short) = results.short_of_precision().filter(|short| *short > 0) {
        console.print(&format!(
            "  [precision] is not reached in {short} of {} cells: raise [simulation] replicates",
            results.plan.cells.len()
        ))?;
    }
    for (class, count) in ["minority", "majority"].iter().zip(results.given_up()) {
        if count > 0 {
            console.print(&format!(
                "  theory gives the {class} up (θ = 0) in {count} of {} cells",
                results.plan.cells.len()
            ))?;
        }
    }
    if results.map.is_some() {
        let files = "summary.md, map.csv, boundaries.csv, figure.svg";
        return console.print(&format!("  {}: {files}", folder.display()));
    }
    let trend = results
        .plan
        .finite_size
        .as_ref()
        .map_or("", |_| ", trend.csv");
    let figure = results.plan.figure.as_ref().map_or("", |_| ", figure.svg");
    console.print(&format!(
        "  {}: summary.md, cells.csv{trend}{figure}",
        folder.display()
    ))
}
