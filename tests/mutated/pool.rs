//! Files that mutations begin with.

use std::path::{Path, PathBuf};

/// The files of a folder of the repository, in the order of their names. A package has no
/// fuzzing corpus: a folder that is not there has none.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(place).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}
