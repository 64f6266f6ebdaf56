//! `thumbscale status`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::report::{SCENARIO, Shards, UNFINISHED, scenario_hash, shard_folder, shard_of};
use thumbscale::scenario::{Overrides, Plan};
use thumbscale::sweep::{Shard, Store, Tally, all_replicates, load, load_any, replicates_of_part};

use super::console::Console;
use super::exit::{CliError, CliResult};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale status OUT --json

Reads what the run, or its shards, last wrote of themselves: at most a second old in a run that
goes on, or was ended.")]
pub(super) struct Args {
    /// Folder of a run, finished or not
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// What a folder says of its run.
struct Status {
    complete: bool,
    /// Replicates of the scenario, if a run has written so far.
    replicates: Option<usize>,
    done: usize,
    failures: usize,
    shards: Option<Shards>,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let folder = &args.folder;
    let text = text(folder)?;
    let part = shard_of(folder);
    let status = match &part {
        Some((shard, run)) => Status::of_shard(folder, *shard, run, &text)?,
        None => Status::of(folder, &text)?,
    };
    if console.json {
        let shards = status.shards.as_ref();
        return Ok(console.print_json(&json!({
            "folder": folder.display().to_string(),
            "shard": part.as_ref().map(|(shard, _)| shard.to_string()),
            "complete": status.complete,
            "replicates": status.replicates,
            "replicates_done": status.done,
            "failures": status.failures,
            "shards": shards.map(|s| s.count),
            "missing_shards": shards.map_or_else(Vec::new, Shards::missing),
            "other_shards": shards.map_or_else(Vec::new, |s| s.foreign.clone()),
        }))?);
    }
    console.print(&format!("{}: {}", folder.display(), status.sentence()))?;
    if let Some(shards) = &status.shards {
        console.print(&format!("  {}", of_shards(shards)))?;
    }
    if let Some((shard, run)) = &part {
        let run = run.display();
        console.print(&format!(
            "  shard {shard} of the run in {run}: thumbscale status {run} says how far it all is"
        ))?;
    } else if !status.complete {
        let short = status.shards.as_ref().map(|s| short(folder, s));
        let short = short.transpose()?.unwrap_or_default();
        match short.is_empty() {
            true => console.print(&format!("  {}", next(folder, status.shards.as_ref())))?,
            false => {
                for damaged in &short {
                    console.print(&format!("  {}", damaged.said(folder)))?;
                }
            }
        }
    }
    Ok(())
}

impl Status {
    fn of(folder: &Path, text: &str) -> Result<Self, CliError> {
        let hash = scenario_hash(text);
        let tally = |folder: &Path| -> Result<Option<Tally>, CliError> {
            let tally = Store::tally(folder).map_err(CliError::failed)?;
            Ok(tally.filter(|t| t.scenario_sha256 == hash))
        };
        let shards = Shards::find(folder, text).map_err(CliError::usage)?;
        let complete = is_complete(folder);
        let mut tallies = Vec::new();
        match &shards {
            Some(shards) if !complete => {
                for (_, folder) in &shards.begun {
                    tallies.extend(tally(folder)?);
                }
            }
            _ => tallies.extend(tally(folder)?),
        }
        // A run that has only begun, and is at its theory, has written nothing of itself yet.
        let planned = || {
            let scenario = load_any(&file(folder).ok()?, Overrides::default()).ok()?;
            all_replicates(&scenario)
        };
        Ok(Self {
            complete,
            replicates: tallies.first().map(|t| t.all).or_else(planned),
            done: tallies.iter().map(|t| t.done).sum(),
            failures: tallies.iter().map(|t| t.failures).sum(),
            shards,
        })
    }

    /// Of one shard by itself: its own replicates, and finished when its mark is there.
    fn of_shard(folder: &Path, shard: Shard, run: &Path, text: &str) -> Result<Self, CliError> {
        let scenario = load_any(&file(folder)?, Overrides::default()).map_err(CliError::usage)?;
        let shards = Shards::find(run, text).map_err(CliError::usage)?;
        Ok(Self {
            complete: shards.is_some_and(|s| s.finished.contains(&shard.index())),
            replicates: Some(replicates_of_part(&scenario, shard)),
            shards: None,
            ..Self::of(folder, text)?
        })
    }

    fn sentence(&self) -> String {
        let state = match (self.complete, self.replicates == Some(self.done)) {
            (true, _) => "finished",
            (false, true) => "all replicates are there, the tables are not",
            (false, false) => "not finished",
        };
        let failures = match self.failures {
            0 => String::new(),
            n => format!(", {n} failed outcomes"),
        };
        // Fewer were enough.
        let enough = self.complete && self.replicates.is_some_and(|all| all > self.done);
        if enough {
            return format!("{state}; {} replicates were enough{failures}", self.done);
        }
        let Some(replicates) = self.replicates else {
            return format!("{state}; theory alone, no replicate is wanted");
        };
        let share = 100.0 * self.done as f64 / replicates.max(1) as f64;
        format!(
            "{state}; {} of {replicates} replicates ({share:.1} %){failures}",
            self.done
        )
    }
}

/// What the folder is a run of: one that has begun comes before one that has ended.
pub(super) fn file(folder: &Path) -> Result<PathBuf, CliError> {
    let files = [UNFINISHED, SCENARIO].map(|name| folder.join(name));
    files.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        CliError::usage(anyhow!(
            "{} is not a folder of a run: it has neither {UNFINISHED} nor {SCENARIO}; `thumbscale \
             run` makes one",
            folder.display()
        ))
    })
}

fn text(folder: &Path) -> Result<String, CliError> {
    let file = file(folder)?;
    let text = read_text(&file, MOST_SCENARIO)
        .map_err(|e| CliError::failed(anyhow!("cannot read {}: {e}", file.display())))?;
    match text.parse::<toml::Table>() {
        Ok(_) => Ok(text),
        Err(_) => Err(CliError::failed(anyhow!(
            "{} is damaged: run the scenario into the folder again, which reuses its replicates",
            file.display()
        ))),
    }
}

/// The scenario of a folder.
pub(super) fn scenario(folder: &Path) -> Result<Plan, CliError> {
    load(&file(folder)?, Overrides::default()).map_err(CliError::usage)
}

/// Whether the tables are those of the last run that began.
fn is_complete(folder: &Path) -> bool {
    folder.join("manifest.json").is_file() && !folder.join(UNFINISHED).exists()
}

/// A shard whose journal has lost what its mark says that it has.
pub(super) struct Short {
    pub(super) shard: Shard,
    wanted: usize,
    held: usize,
}

impl Short {
    /// What is wrong, and the command that mends it.
    pub(super) fn said(&self, run: &Path) -> String {
        format!(
            "shard {0} says that it has {1} replicates, but {2} are in its journal: `thumbscale run \
             SCENARIO --out {3} --shard {0}` simulates those that are missing",
            self.shard,
            self.wanted,
            self.held,
            run.display()
        )
    }
}

/// Such shards, where all are finished, so that what comes next is to merge them: before that
/// nobody asks, and a journal takes time to read.
pub(super) fn short(run: &Path, shards: &Shards) -> Result<Vec<Short>, CliError> {
    if !shards.missing().is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for index in &shards.finished {
        let Some(shard) = Shard::new(*index, shards.count) else {
            continue;
        };
        let (known, _) = Store::read(&shard_folder(run, shard)).map_err(CliError::failed)?;
        let (wanted, held) = (shards.marked(*index), known.replicates());
        if held < wanted {
            found.push(Short {
                shard,
                wanted,
                held,
            });
        }
    }
    Ok(found)
}

fn of_shards(shards: &Shards) -> String {
    let missing = shards.missing();
    let mut text = format!(
        "{} of {} shards are finished",
        shards.finished.len(),
        shards.count
    );
    if !missing.is_empty() {
        text += &format!(", missing: {}", ranges(&missing));
    }
    if !shards.foreign.is_empty() {
        text += &format!(
            "; of another scenario or version: {}",
            ranges(&shards.foreign)
        );
    }
    text
}

/// `1-3 7`: increasing numbers, those that follow each other as ranges.
pub(super) fn ranges(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let run = |run: &[usize]| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}-{last}"),
        [] => String::new(),
    };
    runs.map(run).collect::<Vec<_>>().join(" ")
}

fn next(folder: &Path, shards: Option<&Shards>) -> String {
    let out = folder.display();
    match shards {
        Some(shards) if shards.missing().is_empty() => {
            format!("thumbscale merge {out} --out {out} makes the tables")
        }
        Some(_) => format!("thumbscale run SCENARIO --out {out} --shard i/N goes on with a shard"),
        None => format!("thumbscale run SCENARIO --out {out} goes on"),
    }
}
