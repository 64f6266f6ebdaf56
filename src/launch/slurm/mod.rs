//! Scripts for Slurm.

mod scripts;
mod slurm_quoting;

use slurm_quoting::{option, path};

/// The files that a submission may write into its folder: the array job, the job that
/// merges, what submits the two, the scenario they read.
pub const FILES: [&str; 4] = [ARRAY, MERGE, SUBMIT, SCENARIO];
/// Runs one shard in each of its tasks.
pub const ARRAY: &str = "array.sh";
/// Merges the shards.
pub const MERGE: &str = "merge.sh";
/// Submits both, and says `array ID` and `merge ID`.
pub const SUBMIT: &str = "submit.sh";
/// The scenario as it was submitted. Jobs can wait for days, and the merge comes last: were
/// they to read the user's file, editing it meanwhile would mix two scenarios.
pub const SCENARIO: &str = "scenario.toml";
/// The ids of the jobs submitted last; written by [`SUBMIT`].
pub const JOBS: &str = "jobs";

/// A submission that Slurm cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlurmError {
    /// A path that cannot be put into a script.
    #[error(
        "{path:?} cannot stand in a Slurm script: paths must be UTF-8 and have no backslash or \
         line break; choose another folder"
    )]
    Path {
        /// The path.
        path: String,
    },
    /// A value that cannot.
    #[error("--{flag} {value:?} is not allowed: one line of text, not empty")]
    Value {
        /// The flag of `submit`.
        flag: &'static str,
        /// Its value.
        value: String,
    },
    /// An extra option for `sbatch`.
    #[error("--sbatch-option {option:?} is not allowed: {allowed}")]
    Option {
        /// The option.
        option: String,
        /// What is.
        allowed: &'static str,
    },
}

/// What the jobs ask of the cluster. What is `None` is left to the cluster's defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// `--partition`.
    pub partition: Option<String>,
    /// `--time`, of one shard and of the merge.
    pub time: Option<String>,
    /// `--mem`, of a node.
    pub memory: Option<String>,
    /// `--account`.
    pub account: Option<String>,
    /// `--cpus-per-task`: threads of one shard; 0 counts as 1.
    pub cpus: u32,
    /// Tasks that may run at a time.
    pub max_parallel: Option<u32>,
    /// Further options of `sbatch`, `--name=value` each.
    pub options: Vec<String>,
}

/// One run, divided into shards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// Names the jobs and their logs.
    pub name: &'a str,
    /// The program, as the nodes find it; absolute.
    pub executable: &'a std::path::Path,
    /// Folder of the results, absolute.
    pub out: &'a std::path::Path,
    /// Folder for the scripts, absolute.
    pub folder: &'a std::path::Path,
    /// N.
    pub shards: usize,
    /// Those to run, in order; with none, only the merge is submitted.
    pub missing: &'a [usize],
    /// What each job asks for.
    pub resources: &'a Resources,
}

impl Submission<'_> {
    /// The scripts: name and content. Without missing shards there is no [`ARRAY`].
    ///
    /// # Errors
    /// [`SlurmError`] if a path or value cannot stand in a script.
    pub fn scripts(&self) -> Result<Vec<(&'static str, String)>, SlurmError> {
        let mut scripts = Vec::new();
        if !self.missing.is_empty() {
            scripts.push((ARRAY, self.array()?));
        }
        scripts.push((MERGE, self.merge()?));
        scripts.push((SUBMIT, self.submit()?));
        Ok(scripts)
    }
}

/// `1,3-5`: the tasks of an array job.
fn ranges(indices: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &index in indices {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            _ => runs.push((index, index)),
        }
    }
    let one = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    runs.iter().map(one).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests;
