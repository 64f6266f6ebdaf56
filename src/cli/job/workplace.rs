//! The folder of a run, locked, with what it keeps: the same for every kind of scenario.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::anyhow;
use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::journal::Lock;
use thumbscale::report::{
    Earlier, FigureError, Folder, Results, SCENARIO, UNFINISHED, can_be_looked_into, scenario_hash,
};
use thumbscale::scenario::Scenario;
use thumbscale::sweep::{LOCK, Session, Store, all_replicates};

use super::notes::{after, remarks, replaced, unlocked};
use crate::cli::console::Console;
use crate::cli::exit::{CliError, CliResult};
use crate::cli::interrupt;

/// A folder that is ours until it is dropped.
pub(in crate::cli) struct Workplace {
    pub(in crate::cli) folder: Folder,
    /// Where outcomes are kept; theory alone has none.
    pub(in crate::cli) store: Option<Store>,
    /// Keeps other runs out; the store has its own.
    lock: Option<Lock>,
    /// Whether what was kept before is thrown away.
    fresh: bool,
    /// The scenario's name.
    name: String,
    /// The scenario with every default filled in.
    resolved: String,
}

impl Workplace {
    /// Takes the folder: no other run can have it meanwhile.
    pub(in crate::cli) fn take(
        place: &Path,
        scenario: &Scenario,
        fresh: bool,
    ) -> Result<Self, CliError> {
        let (name, resolved) = (scenario.name(), scenario.resolved());
        can_be_looked_into(place).map_err(CliError::usage)?;
        let folder = Folder::prepare(place, name).map_err(CliError::usage)?;
        let (store, lock) = match all_replicates(scenario) {
            Some(all) => (Some(open(place, resolved, all, fresh)?), None),
            None => {
                let lock = Lock::acquire(&place.join(LOCK)).map_err(CliError::failed)?;
                (None, Some(lock))
            }
        };
        Ok(Self {
            folder,
            store,
            lock,
            fresh,
            name: name.to_owned(),
            resolved: resolved.to_owned(),
        })
    }

    /// Whether earlier runs left nothing to go on with.
    pub(in crate::cli) fn keeps_nothing(&self) -> bool {
        let store = self.store.as_ref();
        store.is_none_or(|store| store.known().is_empty())
    }

    /// Says in the folder that it has begun, when all that can be refused was not.
    pub(in crate::cli) fn begin(&self) -> CliResult {
        match &self.store {
            Some(store) => unfinished(store.folder(), &self.resolved, self.fresh),
            None => Ok(()),
        }
    }

    /// What is worth knowing of it before it is used.
    pub(in crate::cli) fn remark(&self, console: &Console) {
        match (&self.store, &self.lock) {
            (Some(store), _) => remarks(store, console),
            (None, Some(lock)) => unlocked(lock.is_firm(), console),
            (None, None) => {}
        }
    }

    /// What is left of a run that did not end well.
    pub(in crate::cli) fn left(&self, failure: CliError) -> CliError {
        self.undo();
        after(failure, &self.folder, self.store.as_ref(), self.fresh)
    }

    /// Nothing was simulated afresh: the finished run of the same that the folder holds, if it
    /// does, is as it was.
    fn undo(&self) {
        let place = self.folder.path();
        let untouched = self.store.as_ref().is_some_and(|store| !store.has_begun());
        if untouched && holds(place, &self.resolved) {
            // If it stays, the same command without --force ends with the same tables.
            let _ = std::fs::remove_file(place.join(UNFINISHED));
        }
    }

    /// Everybody who wrote outcomes, this run included.
    pub(in crate::cli) fn sessions(&self) -> Vec<Session> {
        let known = self
            .store
            .as_ref()
            .map_or(&[][..], |s| s.known().sessions());
        let current = Session::current();
        let others = known.iter().filter(|s| **s != current).cloned();
        others.chain([current.clone()]).collect()
    }

    /// Puts tables in the place of those that were there, and tells what these were of.
    pub(in crate::cli) fn replace_tables(
        &mut self,
        tables: &[(&'static str, Vec<u8>)],
        console: &Console,
    ) -> Result<Option<Earlier>, CliError> {
        let earlier = Earlier::of(self.folder.path(), &self.resolved);
        let written = self.folder.replace(tables, &Results::FILES);
        written.map_err(|error| match &self.store {
            None => CliError::failed(error),
            Some(_) => CliError::failed(error).context(
                "the replicates are kept in this folder: the same command then only writes the \
                 tables",
            ),
        })?;
        if let Some(earlier) = &earlier {
            console.note(&replaced(earlier, self.folder.path()));
        }
        Ok(earlier)
    }
}

/// Files by their names.
pub(super) type Files = Vec<(&'static str, Vec<u8>)>;

impl Workplace {
    /// Puts figures beside the tables, and the picture into the gallery if there is one.
    pub(in crate::cli) fn draw(
        &mut self,
        gallery: Option<&Path>,
        figures: impl FnOnce() -> Result<Files, FigureError> + Send + 'static,
        console: &Console,
    ) -> CliResult {
        self.put(gallery, figures, console).map_err(|error| {
            error.context("the tables are written; `thumbscale plot` draws the figure from them")
        })
    }

    fn put(
        &mut self,
        gallery: Option<&Path>,
        figures: impl FnOnce() -> Result<Files, FigureError> + Send + 'static,
        console: &Console,
    ) -> CliResult {
        let figures = interrupt::watched_aloud(console, "the figures", figures)?;
        let figures = figures.map_err(CliError::failed)?;
        self.folder
            .replace(&figures, &[])
            .map_err(CliError::failed)?;
        let picture = figures
            .iter()
            .find(|(file, _)| *file == Results::FIGURES[0]);
        if let Some((gallery, (_, bytes))) = gallery.zip(picture) {
            let name = format!("{}.svg", self.name);
            only_a_figure(&gallery.join(&name))?;
            Folder::place(gallery, &name, bytes).map_err(CliError::failed)?;
        }
        Ok(())
    }
}

/// Refuses to replace in a gallery what is no figure of ours.
fn only_a_figure(path: &Path) -> CliResult {
    /// How every figure begins, and what its drawing is in.
    const BEGIN: &str = "<svg width=";
    const SCALED: &str = "<g transform=\"matrix(0.1 0 0 0.1 0 0)\">";
    /// No figure has as many bytes.
    const MOST: u64 = 64 << 20;
    match read_text(path, MOST) {
        Ok(text) if text.starts_with(BEGIN) && text.contains(SCALED) => Ok(()),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => Err(CliError::failed(anyhow!(
            "{} is no figure of thumbscale and was left untouched: move it away, or choose another \
             folder with --gallery",
            path.display()
        ))),
    }
}

/// Says in a folder what is run there. A finished run of the same stays finished, unless its
/// replicates are thrown away: whatever happens, its tables are right.
pub(in crate::cli) fn unfinished(place: &Path, resolved: &str, fresh: bool) -> CliResult {
    if !fresh && holds(place, resolved) {
        return Ok(());
    }
    Folder::place(place, UNFINISHED, resolved.as_bytes()).map_err(CliError::failed)
}

/// Whether a folder holds the finished run of a scenario.
fn holds(place: &Path, resolved: &str) -> bool {
    read_text(&place.join(SCENARIO), MOST_SCENARIO).is_ok_and(|text| text == resolved)
        && place.join("manifest.json").is_file()
}

/// The folder's journal, for the outcomes of a scenario with so many replicates.
pub(in crate::cli) fn open(
    place: &Path,
    resolved: &str,
    replicates: usize,
    fresh: bool,
) -> Result<Store, CliError> {
    let store = Store::open(place, fresh).map_err(CliError::failed)?;
    Ok(store.about(scenario_hash(resolved), replicates))
}
