//! One scenario from its first replicate to its files.

mod ending;
mod notes;

use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::journal::Lock;
use thumbscale::report::{
    Circumstances, Earlier, Folder, Manifest, Results, SCENARIO, UNFINISHED, scenario_hash,
};
use thumbscale::scenario::Plan;
use thumbscale::sweep::{LOCK, Run, Session, Store, finish_study, groups};

use super::console::Console;
use super::exit::{Failure, Outcome};
use super::interrupt;
use super::maps;
use super::progress::Meter;
use ending::{conclude, tell};
pub(super) use notes::{after, remarks};
use notes::{replaced, reuse, unlocked};

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
            threads: finished.threads,
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
    read_text(&place.join(SCENARIO), MOST_SCENARIO).is_ok_and(|text| text == resolved)
        && place.join("manifest.json").is_file()
}

/// The folder's journal, for this scenario's outcomes.
pub(super) fn open(place: &Path, plan: &Plan, fresh: bool) -> Result<Store, Failure> {
    let store = Store::open(place, fresh).map_err(Failure::failed)?;
    let all = groups(plan).iter().map(|group| group.replicates).sum();
    Ok(store.about(scenario_hash(&plan.resolved), all))
}

/// Everybody who wrote outcomes, this run included.
fn sessions(store: Option<&Store>) -> Vec<Session> {
    let known = store.map_or(&[][..], |s| s.known().sessions());
    let current = Session::current();
    let others = known.iter().filter(|s| **s != current).cloned();
    others.chain([current.clone()]).collect()
}
