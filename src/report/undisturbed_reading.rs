//! Reading the files of a folder while a run may end there.

use std::path::Path;

use super::folder::MANIFEST;
use crate::bounded::{MOST_RECORD, read_text};

/// So often a run may come in between.
const READINGS: usize = 3;

/// What is another after a run has replaced the results: the manifest goes before the first
/// table is replaced, and a new one comes after the last.
pub fn stamp(folder: &Path) -> Option<String> {
    read_text(&folder.join(MANIFEST), MOST_RECORD).ok()
}

/// What several files of a folder give that are all of one run: read again where a run has
/// replaced them meanwhile; `None` where each of three readings was disturbed.
pub fn undisturbed<T>(folder: &Path, mut read: impl FnMut() -> T) -> Option<T> {
    (0..READINGS).find_map(|_| {
        let before = stamp(folder);
        let found = read();
        (stamp(folder) == before).then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::altered;
    use crate::report::fingerprints::of_files;

    /// A run that ends between two files leaves what is read of both runs: no table of either
    /// was changed by anybody.
    #[test]
    fn a_run_that_ends_meanwhile_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let end = |table: &str| {
            let (key, value) = of_files(&[("cells.csv", table.as_bytes().to_vec())]);
            let manifest = serde_json::json!({ key: value }).to_string();
            std::fs::remove_file(place(MANIFEST)).ok();
            std::fs::write(place("cells.csv"), table).unwrap();
            std::fs::write(place(MANIFEST), manifest).unwrap();
        };
        end("of the first");
        let mut others = ["of the second"].into_iter();
        let mut read = || {
            let table = std::fs::read_to_string(place("cells.csv")).unwrap();
            others.next().into_iter().for_each(end);
            (table, altered(folder.path()))
        };
        let found = undisturbed(folder.path(), &mut read).unwrap();
        assert_eq!(found, ("of the second".to_owned(), Vec::new()));
        // One after the other for ever.
        let mut count = 0;
        let never = undisturbed(folder.path(), || {
            count += 1;
            end(&format!("of run {count}"));
        });
        assert_eq!((never, count), (None, READINGS));
    }
}
