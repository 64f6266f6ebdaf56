//! Whose files a folder holds: those of a run of ours, of which scenario, or of somebody else.

use std::io;
use std::path::Path;

use super::folder::{MANIFEST, STAGED};
use super::results::{Results, SCENARIO, UNFINISHED};
use super::shards::SHARD_MARK;
use crate::bounded::{MOST_RECORD, MOST_SCENARIO, read_text};
use crate::scenario::{has_name, table_of};
use crate::sweep::{JOURNAL, LOCK};

/// Whether it is a part of a run that was divided or submitted or cut off at its very
/// beginning, which what made it looks after, or a file that another run is writing at this
/// moment. Results are put beside them.
pub(super) fn is_company(entry: &std::fs::DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    let parts = ["shards", "slurm", JOURNAL, LOCK];
    parts.contains(&&*name) || name.starts_with(STAGED) || name.ends_with(".journal.new")
}

fn manifest(folder: &Path) -> Option<serde_json::Value> {
    let text = read_text(&folder.join(MANIFEST), MOST_RECORD).ok()?;
    serde_json::from_str(&text).ok()
}

/// Whether the folder's manifest is ours and of this scenario, or a run that was cut
/// off while it replaced its files.
pub(super) fn holds_results(path: &Path, scenario: &str) -> bool {
    let read = |name: &str| read_text(&path.join(name), MOST_SCENARIO).ok();
    match manifest(path) {
        Some(manifest) => manifest["scenario"] == scenario && manifest["thumbscale"].is_object(),
        // A run that was cut off has no manifest yet.
        None => [SCENARIO, UNFINISHED]
            .iter()
            .filter_map(|name| read(name))
            .filter_map(|text| table_of(&text))
            .any(|table| table.get("name").and_then(|n| n.as_str()) == Some(scenario)),
    }
}

/// Whether everything in a folder has the name of a file of ours, a journal among them, but
/// what says of which scenario they are is damaged, empty or gone: the journal's outcomes are known by their
/// values, so that nothing of another scenario is mixed in.
pub(super) fn is_damaged_run(path: &Path) -> bool {
    let tells = |name: &&str| match read_text(&path.join(name), MOST_SCENARIO) {
        Ok(text) => has_name(&text),
        Err(reason) => {
            use io::ErrorKind as Kind;
            ![Kind::NotFound, Kind::InvalidData, Kind::FileTooLarge].contains(&reason.kind())
        }
    };
    let is_told = [SCENARIO, UNFINISHED].iter().any(tells) || manifest(path).is_some();
    if !path.join(JOURNAL).is_file() || is_told {
        return false;
    }
    let known = |entry: io::Result<std::fs::DirEntry>| {
        entry.is_ok_and(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            is_company(&entry) || name == SHARD_MARK || Results::FILES.contains(&&*name)
        })
    };
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.all(known))
}
