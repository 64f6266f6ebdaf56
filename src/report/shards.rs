//! Shards of a run: one folder each, under the run's own.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::fingerprints::sha256;
use super::results::SCENARIO;
use crate::bounded::{MOST_RECORD, MOST_SCENARIO, read_text};
use crate::journal::advice;
use crate::scenario::Scenario;
use crate::sweep::{METHOD_VERSION, Shard};

/// The folder of a run's shards.
pub const SHARDS: &str = "shards";
/// The file that says that a shard is finished.
pub const SHARD_MARK: &str = "shard.json";

/// What a finished shard says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardMark {
    /// Name of the scenario.
    pub scenario: String,
    /// Of the scenario with every default filled in.
    pub scenario_sha256: String,
    /// i.
    pub shard: usize,
    /// N.
    pub shards: usize,
    /// Version of the simulation.
    #[serde(rename = "method_version", alias = "method")]
    pub method: u32,
    /// Replicates that it holds.
    pub replicates: usize,
    /// Outcomes among them that are failures.
    pub failures: usize,
}

impl ShardMark {
    /// Of a shard that was run to its end.
    pub fn of(scenario: &Scenario, shard: Shard, replicates: usize, failures: usize) -> Self {
        Self {
            scenario: scenario.name().to_owned(),
            scenario_sha256: scenario_hash(scenario.resolved()),
            shard: shard.index(),
            shards: shard.count(),
            method: METHOD_VERSION,
            replicates,
            failures,
        }
    }

    /// As indented JSON.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        // Plain fields always serialise.
        text.map_or_else(|_| String::new(), |text| text + "\n")
    }
}

/// SHA-256 of a scenario with every default filled in, in hexadecimal.
pub fn scenario_hash(resolved: &str) -> String {
    sha256(resolved.as_bytes())
}

/// Where a shard of the run in `out` keeps its outcomes: `out/shards/3-of-8`.
pub fn shard_folder(out: &Path, shard: Shard) -> PathBuf {
    let name = format!("{}-of-{}", shard.index(), shard.count());
    out.join(SHARDS).join(name)
}

/// The shard that a folder is of, and the run's folder: [`shard_folder`] backwards.
pub fn shard_of(folder: &Path) -> Option<(Shard, PathBuf)> {
    let place = folder.canonicalize().ok()?;
    let (index, count) = place.file_name()?.to_str()?.split_once("-of-")?;
    let shard = Shard::new(index.parse().ok()?, count.parse().ok()?)?;
    let shards = place.parent()?;
    let run = shards.parent().filter(|_| shards.ends_with(SHARDS))?;
    Some((shard, run.to_path_buf()))
}

/// The shards of a run that have begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shards {
    /// N.
    pub count: usize,
    /// (i, folder), by i.
    pub begun: Vec<(usize, PathBuf)>,
    /// Replicates that the marks name, of [`Shards::finished`].
    marks: Vec<usize>,
    /// Those whose mark is of the given scenario and of this version, by i.
    pub finished: Vec<usize>,
    /// Those that are of another scenario or version.
    pub foreign: Vec<usize>,
}

/// Shards that do not belong together.
#[derive(Debug, thiserror::Error)]
pub enum ShardsError {
    /// Folders of different N.
    #[error(
        "{} holds shards of {first} and of {second}: remove those that are out of date, or \
         choose another folder",
        path.display()
    )]
    Mixed {
        /// The folder of the run.
        path: PathBuf,
        /// One N.
        first: usize,
        /// Another.
        second: usize,
    },
    /// The folder cannot be listed.
    #[error("cannot list {}: {reason}; {}", path.display(), advice(reason))]
    Io {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
}

impl Shards {
    /// Of the run in `out`, for the scenario with the given text; `None` if it has none.
    ///
    /// # Errors
    /// [`ShardsError`] if they are of different N, or cannot be listed.
    pub fn find(out: &Path, resolved: &str) -> Result<Option<Self>, ShardsError> {
        let mut begun = Vec::new();
        for (shard, folder) in folders(out)? {
            if let Some(&(first, _)) = begun.first() {
                let first: Shard = first;
                if first.count() != shard.count() {
                    return Err(ShardsError::Mixed {
                        path: out.to_owned(),
                        first: first.count(),
                        second: shard.count(),
                    });
                }
            }
            begun.push((shard, folder));
        }
        let Some(count) = begun.first().map(|(shard, _)| shard.count()) else {
            return Ok(None);
        };
        begun.sort_by_key(|(shard, _)| shard.index());
        let hash = scenario_hash(resolved);
        let (mut finished, mut marks, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
        for (shard, folder) in &begun {
            let Some(m) = mark(folder) else { continue };
            let is_ours = m.scenario_sha256 == hash
                && m.method == METHOD_VERSION
                && (m.shard, m.shards) == (shard.index(), shard.count());
            if !is_ours {
                foreign.push(shard.index());
            } else if has_scenario(folder, &hash) {
                finished.push(shard.index());
                marks.push(m.replicates);
            }
            // Of one whose scenario is lost or was changed nobody can make use.
        }
        let begun = begun.into_iter().map(|(s, folder)| (s.index(), folder));
        Ok(Some(Self {
            count,
            begun: begun.collect(),
            marks,
            finished,
            foreign,
        }))
    }

    /// Replicates that a finished shard says it has; 0 for one that is not finished.
    pub fn marked(&self, index: usize) -> usize {
        let place = self.finished.binary_search(&index);
        place.map_or(0, |place| self.marks[place])
    }

    /// Those that are not finished, begun or not.
    pub fn missing(&self) -> Vec<usize> {
        let finished = |i: &usize| self.finished.binary_search(i).is_err();
        (1..=self.count).filter(finished).collect()
    }
}

/// Every `i-of-N` under `out/shards`.
fn folders(out: &Path) -> Result<Vec<(Shard, PathBuf)>, ShardsError> {
    let path = out.join(SHARDS);
    let failed = |reason| ShardsError::Io {
        path: path.clone(),
        reason,
    };
    let entries = match std::fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let shard = name.to_str().and_then(|name| {
            let (index, count) = name.split_once("-of-")?;
            Shard::new(index.parse().ok()?, count.parse().ok()?)
        });
        found.extend(shard.map(|shard| (shard, entry.path())));
    }
    Ok(found)
}

/// Whether the scenario with this hash stands in a shard's folder.
fn has_scenario(folder: &Path, hash: &str) -> bool {
    let text = read_text(&folder.join(SCENARIO), MOST_SCENARIO);
    text.is_ok_and(|text| scenario_hash(&text) == hash)
}

fn mark(folder: &Path) -> Option<ShardMark> {
    let text = read_text(&folder.join(SHARD_MARK), MOST_RECORD).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(out: &Path, index: usize, count: usize, resolved: Option<&str>) {
        let folder = shard_folder(out, Shard::new(index, count).unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        if let Some(resolved) = resolved {
            let mark = ShardMark {
                scenario: "t".into(),
                scenario_sha256: scenario_hash(resolved),
                shard: index,
                shards: count,
                method: METHOD_VERSION,
                replicates: 1,
                failures: 0,
            };
            std::fs::write(folder.join(SHARD_MARK), mark.to_json()).unwrap();
            std::fs::write(folder.join(SCENARIO), resolved).unwrap();
        }
    }

    #[test]
    fn finished_begun_foreign_and_absent_shards_are_told_apart() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(Shards::find(out.path(), "a").unwrap(), None);
        put(out.path(), 4, 11, Some("a"));
        put(out.path(), 10, 11, Some("a"));
        put(out.path(), 2, 11, None);
        put(out.path(), 3, 11, Some("b"));
        // Its scenario was lost since.
        put(out.path(), 7, 11, Some("a"));
        std::fs::remove_file(out.path().join("shards/7-of-11").join(SCENARIO)).unwrap();
        std::fs::create_dir(out.path().join("shards/notes")).unwrap();
        let shards = Shards::find(out.path(), "a").unwrap().unwrap();
        let begun: Vec<usize> = shards.begun.iter().map(|(i, _)| *i).collect();
        assert_eq!((shards.count, begun), (11, vec![2, 3, 4, 7, 10]));
        assert_eq!(shards.finished, [4, 10]);
        assert_eq!(shards.foreign, [3]);
        assert_eq!(shards.missing(), [1, 2, 3, 5, 6, 7, 8, 9, 11]);
        put(out.path(), 1, 8, None);
        let mixed = Shards::find(out.path(), "a");
        assert!(matches!(mixed, Err(ShardsError::Mixed { .. })));
    }

    /// Of the empty text, from FIPS 180-4's examples.
    #[test]
    fn hashes_are_hexadecimal() {
        assert!(scenario_hash("").starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
    }
}
