//! What is said of a journal, and of results that were there before.

use std::path::Path;

use thumbscale::printable::one_line;
use thumbscale::report::{Earlier, Folder};
use thumbscale::sweep::{METHOD_VERSION, Session, Store};

use crate::cli::console::Console;
use crate::cli::exit::CliError;

/// What is worth knowing of a journal before it is used.
pub(in crate::cli) fn remarks(store: &Store, console: &Console) {
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
                one_line(&session.version),
                session.method,
                store.folder().display()
            ));
        } else if session.cpu != current.cpu {
            console.note(&format!(
                "warning: outcomes in {} were simulated on `{}`, this is `{}`: the last bits of \
                 some may differ from those of a run on one kind of machine",
                store.folder().display(),
                one_line(&session.cpu),
                current.cpu
            ));
        }
    }
}

/// Says whether a lock keeps others out.
pub(super) fn unlocked(is_firm: bool, console: &Console) {
    if !is_firm {
        console.note(
            "warning: this file system keeps no locks: see that no second run uses the folder",
        );
    }
}

/// What is kept of a run that was interrupted, and how it goes on.
pub(in crate::cli) fn after(
    failure: CliError,
    folder: &Folder,
    store: Option<&Store>,
    fresh: bool,
) -> CliError {
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
        // A map's cells are not stored: only what was simulated is.
        Some(store) if !store.has_begun() || store.is_bare() => {
            "nothing was simulated yet, and theory is not kept: the same command begins anew"
                .to_owned()
        }
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
pub(super) fn replaced(earlier: &Earlier, folder: &Path) -> String {
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

/// What of the outcomes was there before: replicates reused and simulated, outcomes of weights that
/// are near and outcomes in conflict.
pub(in crate::cli) fn reuse(
    (reused, simulated): (usize, usize),
    (near, conflicts): (usize, usize),
    console: &Console,
) {
    if reused > 0 {
        console.note(&format!(
            "{reused} of {} replicates were there already and were reused",
            reused + simulated
        ));
    }
    if near > 0 {
        console.note(&format!(
            "{near} of their outcomes are of weights that a rule chose on another machine or by another \
             version, and differ from those here in the last digits"
        ));
    }
    if conflicts > 0 {
        console.note(&format!(
            "warning: {conflicts} outcomes are stored twice with different bits; the first of each is \
             used. Machines of different kinds do that"
        ));
    }
}
