//! `thumbscale status`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::report::{
    Results, SCENARIO, Shards, UNFINISHED, can_be_looked_into, scenario_hash, shard_folder,
    shard_of,
};
use thumbscale::scenario::{Overrides, Plan, has_name, is_drawn, table_of};
use thumbscale::sweep::{Shard, Store, Tally, all_replicates, load, load_any, replicates_of_part};

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::typed_path::typed_path;

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
    /// Replicates of the scenario, if a run has written so far; those of designs whose cells have
    /// no weights are left out as far as that is known.
    replicates: Option<usize>,
    done: usize,
    /// Those that are left out.
    idle: usize,
    failures: usize,
    shards: Option<Shards>,
    /// Whether fewer replicates may be enough.
    has_target: bool,
    /// Whether its tables are there and its figure, which is drawn from them, is not.
    is_undrawn: bool,
    /// Whether the journal is of another scenario than the one that stands beside it.
    is_of_another: bool,
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
            "replicates_without_weights": status.idle,
            "failures": status.failures,
            "figure_missing": status.is_undrawn,
            "shards": shards.map(|s| s.count),
            "missing_shards": shards.map_or_else(Vec::new, Shards::missing),
            "other_shards": shards.map_or_else(Vec::new, |s| s.foreign.clone()),
        }))?);
    }
    console.print(&format!("{}: {}", folder.display(), status.sentence()))?;
    if status.is_undrawn {
        let folder = typed_path(folder);
        console.print(&format!(
            "  its figure is not there: `thumbscale plot {folder}` draws it"
        ))?;
    }
    if let Some(shards) = &status.shards {
        console.print(&format!("  {}", of_shards(shards)))?;
    }
    if let Some((shard, run)) = &part {
        console.print(&format!(
            "  shard {shard} of the run in {}: thumbscale status {} says how far it all is",
            run.display(),
            typed_path(run)
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
        // A run that goes on may be of a changed scenario, and has not said so yet.
        let written = Store::tally(folder).map_err(CliError::failed)?;
        let is_of_another = complete && written.is_some_and(|tally| tally.scenario_sha256 != hash);
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
        let idle: usize = tallies.iter().map(|t| t.idle).sum();
        let done: usize = tallies.iter().map(|t| t.done).sum();
        let all = tallies.first().map(|t| t.all).or_else(planned);
        let has_figure = Results::FIGURES
            .iter()
            .any(|name| folder.join(name).is_file());
        Ok(Self {
            complete,
            replicates: all.map(|all| all.saturating_sub(idle)),
            done: done.saturating_sub(idle),
            idle,
            failures: tallies.iter().map(|t| t.failures).sum(),
            shards,
            has_target: table_of(text).is_some_and(|table| table.contains_key("precision")),
            is_undrawn: complete && is_drawn(text) == Some(true) && !has_figure,
            is_of_another,
        })
    }

    /// Of one shard by itself: its own replicates, and finished when its mark is there.
    fn of_shard(folder: &Path, shard: Shard, run: &Path, text: &str) -> Result<Self, CliError> {
        let scenario = load_any(&file(folder)?, Overrides::default()).map_err(CliError::usage)?;
        let shards = Shards::find(run, text).map_err(CliError::usage)?;
        let own = Self::of(folder, text)?;
        let all = replicates_of_part(&scenario, shard);
        Ok(Self {
            complete: shards.is_some_and(|s| s.finished.contains(&shard.index())),
            replicates: Some(all.saturating_sub(own.idle)),
            shards: None,
            ..own
        })
    }

    fn sentence(&self) -> String {
        // Of shards that end by a target nothing is lacking, however many fewer they took.
        let reached = self.has_target && self.shards_are_finished();
        let all_there = reached || self.replicates == Some(self.done);
        let state = match (self.complete, all_there) {
            (true, _) => "finished",
            (false, true) if self.lacks_marks() => {
                "all replicates are there, not every shard says that it is finished"
            }
            (false, true) => "all replicates are there, the tables are not",
            (false, false) => "not finished",
        };
        let failures = match self.failures {
            0 => String::new(),
            n => format!(", {n} failed outcomes"),
        };
        let idle = match self.idle {
            0 => String::new(),
            n => {
                format!("; {n} more are of designs whose cells have no weights, and not simulated")
            }
        };
        if self.is_of_another {
            return format!(
                "{state}; {SCENARIO} is not the scenario that its replicates are of: `thumbscale verify` \
                 says what else was changed"
            );
        }
        let Some(replicates) = self.replicates else {
            return format!("{state}; theory alone, no replicate is wanted");
        };
        if replicates == 0 && self.idle > 0 {
            return format!("{state}; no cell has weights: nothing is simulated");
        }
        if (self.complete && self.has_target || reached) && replicates > self.done {
            return format!(
                "{state}; {} replicates were enough{failures}{idle}",
                self.done
            );
        }
        let share = 100.0 * self.done as f64 / replicates.max(1) as f64;
        format!(
            "{state}; {} of {replicates} replicates ({share:.1} %){failures}{idle}",
            self.done
        )
    }

    /// Whether there are shards, and not all have their mark: `run` of such a shard has nothing left
    /// to simulate, and marks it.
    fn lacks_marks(&self) -> bool {
        self.shards.is_some() && !self.shards_are_finished()
    }

    fn shards_are_finished(&self) -> bool {
        (self.shards.as_ref()).is_some_and(|shards| shards.missing().is_empty())
    }
}

/// What the folder is a run of: one that has begun comes before one that has ended.
pub(super) fn file(folder: &Path) -> Result<PathBuf, CliError> {
    can_be_looked_into(folder).map_err(CliError::usage)?;
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
    let read = read_text(&file, MOST_SCENARIO);
    let read = read.or_else(|e| match e.kind() == std::io::ErrorKind::InvalidData {
        true => Ok(String::new()),
        false => Err(e),
    });
    let text = read.map_err(|e| CliError::usage(anyhow!("cannot read {}: {e}", file.display())))?;
    match has_name(&text) {
        true => Ok(text),
        false => Err(CliError::usage(anyhow!(
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
            typed_path(run)
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
    let out = typed_path(folder);
    match shards {
        Some(shards) if shards.missing().is_empty() => {
            format!("thumbscale merge {out} --out {out} makes the tables")
        }
        Some(_) => format!("thumbscale run SCENARIO --out {out} --shard i/N goes on with a shard"),
        None => format!("thumbscale run SCENARIO --out {out} goes on"),
    }
}
