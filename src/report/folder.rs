//! A folder that is written whole or not at all.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder_owner::{holds_results, is_company, is_damaged_run};
use super::results::{SCENARIO, UNFINISHED};
use crate::disk::{Beside, Staged, open_file, sync_folder, system_code};
use crate::journal::advice;

/// A folder that cannot take results.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system says no.
    #[error("cannot write {}: {}; {}", path.display(), said(reason), advice(reason))]
    Write {
        /// File or folder.
        path: PathBuf,
        /// The system's reason.
        reason: io::Error,
    },
    /// There is something else of that name.
    #[error("{} is {what}: nothing was written; name a new or an empty folder", path.display())]
    NoFolder {
        /// What was to be a folder.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// Something else lives there.
    #[error(
        "{} holds other files and no earlier results of scenario `{scenario}`: nothing was \
         written; choose an empty or new folder with --out",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The scenario that was to be written.
        scenario: String,
    },
}

/// The system's reason, without the random name of the file that was tried.
fn said(reason: &io::Error) -> String {
    match system_code(reason) {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => reason.kind().to_string(),
    }
}

/// Whether the system itself could not, whatever is there.
fn is_of_the_system(reason: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    let of_file = [
        Kind::NotFound,
        Kind::IsADirectory,
        Kind::InvalidInput,
        Kind::NotADirectory,
    ];
    !of_file.contains(&reason.kind())
}

/// The file by which a folder of results is known.
pub(super) const MANIFEST: &str = "manifest.json";

/// A folder for the results of one run.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Folders made for it, innermost first: taken away again if nothing is written.
    made: Vec<PathBuf>,
    written: bool,
}

impl Folder {
    /// Makes sure, before any work is done, that results can be written here.
    ///
    /// # Errors
    /// [`FolderError`] if the folder cannot be made or written to, or holds files
    /// that are not results.
    pub fn prepare(path: &Path, scenario: &str) -> Result<Self, FolderError> {
        let failed = |reason| FolderError::Write {
            path: path.to_owned(),
            reason,
        };
        Self::can_be(path)?;
        let missing = |p: &&Path| !p.as_os_str().is_empty() && !p.exists();
        let made = path
            .ancestors()
            .take_while(missing)
            .map(PathBuf::from)
            .collect();
        let mut folder = Self {
            path: path.to_owned(),
            made,
            written: false,
        };
        std::fs::create_dir_all(path).map_err(failed)?;
        let mut entries = std::fs::read_dir(path).map_err(failed)?;
        let foreign = |e: io::Result<std::fs::DirEntry>| e.is_ok_and(|e| !is_company(&e));
        let ours = || holds_results(path, scenario) || is_damaged_run(path);
        if entries.any(foreign) && !ours() {
            folder.made.clear();
            // Of what cannot be read nothing is known, least of all that it is somebody else's.
            for name in [MANIFEST, SCENARIO, UNFINISHED] {
                match open_file(&path.join(name)) {
                    Err(e) if is_of_the_system(&e) => return Err(failed(e)),
                    Ok(_) | Err(_) => {}
                }
            }
            return Err(FolderError::Foreign {
                path: path.to_owned(),
                scenario: scenario.to_owned(),
            });
        }
        clear_remnants(path);
        // Permission is best asked by doing.
        stage(path, "", b"").map(|_| folder)
    }

    /// Refuses a folder within that of a run that is a link: a folder that was copied from
    /// elsewhere can carry one, and what it leads to is not of the run.
    ///
    /// # Errors
    /// [`FolderError::NoFolder`]
    pub fn within_run(path: &Path) -> Result<(), FolderError> {
        match std::fs::read_link(path) {
            Ok(target) => Err(FolderError::NoFolder {
                path: path.to_owned(),
                what: format!("a symbolic link to {}", target.display()),
            }),
            Err(_) => Ok(()),
        }
    }

    /// Refuses a name that something else than a folder has: the system's own words for it
    /// do not say what.
    ///
    /// # Errors
    /// [`FolderError::NoFolder`]
    pub fn can_be(path: &Path) -> Result<(), FolderError> {
        let refused = |what: String| {
            let path = path.to_owned();
            Err(FolderError::NoFolder { path, what })
        };
        match std::fs::read_link(path) {
            Ok(target) if !path.exists() => refused(format!(
                "a symbolic link to {}, which does not exist",
                target.display()
            )),
            _ if path.is_file() => refused("a file, not a folder".to_owned()),
            _ if path.exists() && !path.is_dir() => refused("no folder".to_owned()),
            _ => Ok(()),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the results: every file is written and synced beside its place
    /// before the first is renamed into it, so that a full disk changes nothing.
    /// Files of `all` that are not among `files` are remnants of an earlier run and
    /// are removed.
    ///
    /// # Errors
    /// [`FolderError::Write`]
    pub fn replace(&mut self, files: &[(&str, Vec<u8>)], all: &[&str]) -> Result<(), FolderError> {
        let staged = files
            .iter()
            .map(|(name, bytes)| stage(&self.path, name, bytes))
            .collect::<Result<Vec<_>, FolderError>>()?;
        // The manifest, last of the files, says that results are complete: while they
        // are mixed there is none.
        if files.iter().any(|(name, _)| *name == MANIFEST) {
            let _ = std::fs::remove_file(self.path.join(MANIFEST));
        }
        for file in staged {
            put(file)?;
            self.written = true;
        }
        for remnant in all
            .iter()
            .filter(|r| files.iter().all(|(name, _)| name != *r))
        {
            let _ = std::fs::remove_file(self.path.join(remnant));
        }
        synced(&self.path)
    }

    /// Makes sure that a file can be written into an existing folder.
    ///
    /// # Errors
    /// [`FolderError::Write`]
    pub fn try_out(folder: &Path) -> Result<(), FolderError> {
        stage(folder, "", b"").map(drop)
    }

    /// Writes one file into any existing folder, whole or not at all.
    ///
    /// # Errors
    /// [`FolderError::Write`]
    pub fn place(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        put(stage(folder, name, bytes)?)?;
        synced(folder)
    }
}

/// Beginning of the names of files that are about to be renamed: one that nobody gives to a file of
/// their own.
pub(super) const STAGED: &str = ".thumbscale-unfinished-";

/// Nobody takes longer than this to write one file.
const REMNANT: Duration = Duration::from_secs(600);

/// Removes what a run that was killed had half written.
fn clear_remnants(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let staged = entry.file_name().to_string_lossy().starts_with(STAGED);
        let own = || entry.metadata().ok().filter(std::fs::Metadata::is_file);
        let age = || own()?.modified().ok()?.elapsed().ok();
        if staged && age().is_some_and(|age| age > REMNANT) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Writes a file under another name beside its place.
fn stage(folder: &Path, name: &str, bytes: &[u8]) -> Result<Staged, FolderError> {
    let path = folder.join(name);
    // Permission is asked for without a name: any will do.
    let place = match name {
        "" => folder.join(STAGED),
        _ => path.clone(),
    };
    Staged::write(&place, &Beside::Random(STAGED), None, bytes)
        .map_err(|reason| FolderError::Write { path, reason })
}

fn synced(folder: &Path) -> Result<(), FolderError> {
    sync_folder(folder).map_err(|reason| FolderError::Write {
        path: folder.to_owned(),
        reason,
    })
}

fn put(staged: Staged) -> Result<(), FolderError> {
    let path = staged.place().to_owned();
    let put = staged.put();
    put.map(drop)
        .map_err(|reason| FolderError::Write { path, reason })
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.written {
            for folder in &self.made {
                // Fails, rightly, if someone put something there.
                let _ = std::fs::remove_dir(folder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(path)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    const OURS: &str = r#"{"scenario": "mine", "thumbscale": {}}"#;

    #[test]
    fn results_are_replaced_and_remnants_removed() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("a/b");
        let file = |name, text: &str| (name, text.as_bytes().to_vec());
        let all = ["manifest.json", "old.csv", "new.csv"];
        let mut folder = Folder::prepare(&path, "mine").unwrap();
        assert_eq!(names(&path), [""; 0], "the probe leaves nothing");
        folder
            .replace(&[file("manifest.json", OURS), file("old.csv", "1")], &all)
            .unwrap();
        let mut folder = Folder::prepare(&path, "mine").unwrap();
        folder
            .replace(&[file("manifest.json", OURS), file("new.csv", "2")], &all)
            .unwrap();
        assert_eq!(names(&path), ["manifest.json", "new.csv"]);
        let other = Folder::prepare(&path, "other");
        assert!(matches!(other, Err(FolderError::Foreign { .. })));
    }

    #[test]
    fn shards_and_job_scripts_may_be_there_first() {
        let base = tempfile::tempdir().unwrap();
        for name in ["shards", "slurm"] {
            std::fs::create_dir(base.path().join(name)).unwrap();
        }
        assert!(Folder::prepare(base.path(), "mine").is_ok());
        std::fs::write(base.path().join("thesis.tex"), "x").unwrap();
        assert!(Folder::prepare(base.path(), "mine").is_err());
    }

    #[test]
    fn an_unused_folder_disappears_and_a_foreign_one_is_left_alone() {
        let base = tempfile::tempdir().unwrap();
        drop(Folder::prepare(&base.path().join("a/b"), "mine").unwrap());
        assert_eq!(names(base.path()), [""; 0]);
        std::fs::write(base.path().join("thesis.tex"), "x").unwrap();
        assert!(matches!(
            Folder::prepare(base.path(), "mine"),
            Err(FolderError::Foreign { .. })
        ));
        let under_a_file = base.path().join("thesis.tex/results");
        assert!(matches!(
            Folder::prepare(&under_a_file, "mine"),
            Err(FolderError::Write { .. })
        ));
        assert_eq!(names(base.path()), ["thesis.tex"]);
    }

    #[test]
    fn what_is_no_folder_is_named() {
        let base = tempfile::tempdir().unwrap();
        let said = |name: &str| {
            let refused = Folder::prepare(&base.path().join(name), "mine");
            refused.unwrap_err().to_string()
        };
        std::fs::write(base.path().join("thesis.tex"), "x").unwrap();
        assert!(said("thesis.tex").contains("thesis.tex is a file, not a folder"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("gone/away", base.path().join("link")).unwrap();
            assert!(said("link").contains("link is a symbolic link to gone/away, which does not"));
        }
    }

    #[test]
    fn a_damaged_scenario_beside_a_journal_is_replaced_and_a_draft_is_not() {
        let base = tempfile::tempdir().unwrap();
        let path = |name: &str| base.path().join(name);
        std::fs::write(path("scenario.toml"), "name = ").unwrap();
        assert!(Folder::prepare(base.path(), "mine").is_err(), "a draft");
        std::fs::write(path("replicates.journal"), "").unwrap();
        std::fs::write(path("shard.json"), "").unwrap();
        Folder::prepare(base.path(), "mine").unwrap();
        std::fs::write(path("thesis.tex"), "").unwrap();
        assert!(Folder::prepare(base.path(), "mine").is_err());
        std::fs::remove_file(path("thesis.tex")).unwrap();
        std::fs::write(path("scenario.toml"), "name = \"other\"").unwrap();
        assert!(Folder::prepare(base.path(), "mine").is_err());
    }

    /// A run that was cut off before it said what it is of, or starts at this moment.
    #[test]
    fn a_folder_with_only_a_lock_and_a_journal_is_nobody_s() {
        let base = tempfile::tempdir().unwrap();
        for name in ["run.lock", "replicates.journal", ".replicates.journal.new"] {
            std::fs::write(base.path().join(name), "").unwrap();
        }
        Folder::prepare(base.path(), "mine").unwrap();
        std::fs::write(base.path().join("unfinished.toml"), "name = \"mine\"").unwrap();
        Folder::prepare(base.path(), "mine").unwrap();
        let other = "name = \"other\"\n[[method]]\nname = \"mine\"";
        std::fs::write(base.path().join("unfinished.toml"), other).unwrap();
        assert!(Folder::prepare(base.path(), "mine").is_err());
    }
}
