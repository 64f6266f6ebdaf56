//! Which shards of a run are finished.

use std::io;
use std::path::{Path, PathBuf};

/// Shards that cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum ShardsError {
    /// Shards of another division are there: together they would not make one run.
    #[error(
        "{} holds shards of a run divided into {found}, not {asked}: use --shards {found}, or \
         choose another folder with --out",
        path.display()
    )]
    OtherDivision {
        /// The folder.
        path: PathBuf,
        /// Number of shards there.
        found: usize,
        /// Number asked for.
        asked: usize,
    },
    /// The system says no.
    #[error("{}: {reason}; make the folder readable, or choose another with --out", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        reason: io::Error,
    },
}

/// In a shard's folder once it is finished.
const FINISHED: &str = "shard.json";

/// Which of the shards 1 to `shards` in the results folder `out` are not finished, in order.
/// A folder that is not there has none.
///
/// # Errors
/// [`ShardsError`]
pub fn missing_shards(out: &Path, shards: usize) -> Result<Vec<usize>, ShardsError> {
    let path = out.join("shards");
    let failed = |reason| ShardsError::Io {
        path: path.clone(),
        reason,
    };
    let entries = match std::fs::read_dir(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((1..=shards).collect()),
        entries => entries.map_err(failed)?,
    };
    let mut finished = vec![false; shards];
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        let Some((index, total)) = name.to_str().and_then(division) else {
            continue;
        };
        if total != shards {
            return Err(ShardsError::OtherDivision {
                path: out.to_owned(),
                found: total,
                asked: shards,
            });
        }
        finished[index - 1] = path.join(&name).join(FINISHED).is_file();
    }
    Ok((1..=shards).filter(|i| !finished[i - 1]).collect())
}

/// (i, N) of a folder named `i-of-N`.
fn division(name: &str) -> Option<(usize, usize)> {
    let (index, total) = name.split_once("-of-")?;
    let (index, total) = (index.parse().ok()?, total.parse().ok()?);
    (1..=total).contains(&index).then_some((index, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_finished_when_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        assert_eq!(missing_shards(out, 3).unwrap(), [1, 2, 3]);
        for (name, finished) in [("1-of-3", true), ("3-of-3", false), ("notes", true)] {
            let shard = out.join("shards").join(name);
            std::fs::create_dir_all(&shard).unwrap();
            if finished {
                std::fs::write(shard.join(FINISHED), "{}").unwrap();
            }
        }
        assert_eq!(missing_shards(out, 3).unwrap(), [2, 3]);
        let error = missing_shards(out, 4).unwrap_err();
        assert!(error.to_string().contains("--shards 3"), "{error}");
        std::fs::write(out.join("file"), "").unwrap();
        assert!(matches!(
            missing_shards(&out.join("file"), 3),
            Err(ShardsError::Io { .. })
        ));
    }

    #[test]
    fn only_sensible_names_are_shards() {
        assert_eq!(division("2-of-8"), Some((2, 8)));
        for name in [
            "0-of-8", "9-of-8", "1-of-0", "-1-of-8", "1-of-", "x", ".2-of-8~",
        ] {
            assert_eq!(division(name), None, "{name}");
        }
    }
}
