//! `thumbscale run --shard` and `thumbscale merge`.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::journal::Lock;
use thumbscale::report::{
    Folder, FolderError, SCENARIO, SHARD_MARK, SHARDS, ShardMark, Shards, can_be_looked_into,
    left_out, scenario_hash, shard_folder, shard_of,
};
use thumbscale::scenario::{Overrides, Scenario};
use thumbscale::sweep::{
    Known, LOCK, PartDone, Run, Shard, Store, all_replicates, load_any, run_part,
};

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::interrupt;
use super::job::{How, after, open, remarks, unfinished};
use super::progress::Meter;
use super::run::{Args, Prepared, folder_for};
use super::status::{self, ranges};
use super::typed_number::whole_number;
use super::typed_path::typed_path;

/// Simulates one part of each scenario.
pub(super) fn run(
    args: &Args,
    scenarios: &[Scenario],
    shard: Shard,
    console: &Console,
) -> CliResult {
    for scenario in scenarios {
        if all_replicates(scenario).is_none() {
            return Err(CliError::usage(anyhow!(
                "--shard {shard}: {} simulates nothing, so that it has no parts; run it whole",
                scenario.name()
            )));
        }
    }
    let mut failed = None;
    for scenario in scenarios {
        match one(args, scenario, shard, console) {
            Err(failure) if failure.is_of_one_run() => {
                if let Some(earlier) = failed.replace(failure) {
                    console.error(&earlier.to_string());
                }
            }
            outcome => outcome?,
        }
    }
    failed.map_or(Ok(()), Err)
}

fn one(args: &Args, scenario: &Scenario, shard: Shard, console: &Console) -> CliResult {
    let (name, resolved) = (scenario.name(), scenario.resolved());
    let out = folder_for(args, name);
    let place = shard_folder(&out, shard);
    for folder in [&out, &place] {
        can_be_looked_into(folder).map_err(CliError::usage)?;
    }
    // Shards begin at the same time: each makes the folder ours, in the same words.
    let _ours = Folder::prepare(&out, name).map_err(CliError::usage)?;
    company(&out, resolved, shard, console)?;
    unfinished(&out, resolved, false)?;
    for part in [&out.join(SHARDS), &place] {
        Folder::within_run(part).map_err(CliError::usage)?;
    }
    let folder = Folder::prepare(&place, name).map_err(|why| match why {
        FolderError::Foreign { .. } => CliError::usage(anyhow!(
            "{} is of another scenario than `{name}`, or of something else: remove that folder, or \
             choose another with --out",
            place.display()
        )),
        FolderError::Write { .. } | FolderError::NoFolder { .. } => CliError::usage(why),
    })?;
    let all = all_replicates(scenario).unwrap_or(0);
    let store = open(&place, resolved, all, args.force)?;
    begin(&place, resolved)?;
    console.note(&format!("{name}: shard {shard}"));
    remarks(&store, console);
    let meter = Meter::new(console);
    let run = Run {
        store: Some(&store),
        ..Run::new(args.threads.map(|t| t as usize), &meter, interrupt::flag())
    };
    let done = run_part(scenario, shard, &run);
    meter.finish();
    let done = done.map_err(|e| after(e.into(), &folder, Some(&store), args.force))?;
    let failures = done.failures;
    let mark = ShardMark::of(scenario, shard, done.reused + done.simulated, failures);
    Folder::place(&place, SHARD_MARK, mark.to_json().as_bytes()).map_err(CliError::failed)?;
    tell(name, shard, done, &place, console)?;
    // The shard is whole all the same: it is the merge that ends with a list.
    if failures > 0 {
        console.note(&format!(
            "{name}: {failures} outcomes of shard {shard} are failures: `merge` lists them and ends \
             with exit code 1"
        ));
    }
    Ok(())
}

/// The other shards in the folder must be of the same division.
fn company(out: &Path, resolved: &str, shard: Shard, console: &Console) -> CliResult {
    let Some(shards) = Shards::find(out, resolved).map_err(CliError::usage)? else {
        return Ok(());
    };
    if shards.count != shard.count() {
        return Err(CliError::usage(anyhow!(
            "--shard {shard}: {} holds shards of a run divided into {}: use i/{}, or choose another \
             folder with --out",
            out.display(),
            shards.count,
            shards.count
        )));
    }
    if !shards.foreign.is_empty() {
        console.note(&format!(
            "warning: shards {} in {} are of another scenario or version: they have to be run again \
             with this one before all can be merged",
            ranges(&shards.foreign),
            out.display()
        ));
    }
    Ok(())
}

/// The folder is that of this scenario, and not finished.
fn begin(place: &Path, resolved: &str) -> CliResult {
    unmark(place)?;
    Folder::place(place, SCENARIO, resolved.as_bytes()).map_err(CliError::failed)
}

fn unmark(place: &Path) -> CliResult {
    let mark = place.join(SHARD_MARK);
    match std::fs::remove_file(&mark) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(CliError::failed(anyhow!(
            "cannot remove {}: {e}; allow it, or remove it yourself: that shard is not finished",
            mark.display()
        ))),
        _ => Ok(()),
    }
}

fn tell(
    name: &str,
    shard: Shard,
    done: PartDone,
    place: &Path,
    console: &Console,
) -> std::io::Result<()> {
    if console.json {
        return console.print_json(&json!({
            "scenario": name,
            "folder": place.display().to_string(),
            "shard": shard.index(),
            "shards": shard.count(),
            "reused_replicates": done.reused,
            "simulated_replicates": done.simulated,
            "failures": done.failures,
        }));
    }
    console.print(&format!(
        "{name}: shard {shard} is finished: {} replicates simulated, {} reused\n  {}",
        done.simulated,
        done.reused,
        place.display()
    ))
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale merge OUT --out OUT               all shards under OUT/shards
  thumbscale merge a/out b/out c/out --out d   folders that machines left

Nothing is simulated: gaps, shards of different scenarios and results of different versions are
refused, and named. The merged folder is that of a single run, to the last bit of cells.csv.")]
pub(super) struct MergeArgs {
    /// Folders with shards, or shards themselves
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Folder for the merged results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Worker threads for the theory [default: one a core]
    #[arg(long, value_name = "T", value_parser = whole_number::<u32>(1..=1024))]
    threads: Option<u32>,
}

/// A folder that holds outcomes, with its scenario.
struct OutcomeFolder {
    folder: PathBuf,
    scenario: Scenario,
}

pub(super) fn merge(args: &MergeArgs, console: &Console) -> CliResult {
    let sources = sources(&args.folders)?;
    let Some(first) = sources.first() else {
        return Err(CliError::usage(anyhow!(
            "no shards under {}: `thumbscale run SCENARIO --out DIR --shard i/N` makes them",
            args.folders[0].display()
        )));
    };
    of_one_scenario(&sources)?;
    let mut known = Known::default();
    for source in &sources {
        let (found, damage) =
            Store::read(&source.folder).map_err(|e| match e.is_of_no_journal() {
                true => CliError::failed(e).context(&again(&source.folder, " --force")),
                false => CliError::failed(e),
            })?;
        if !damage.is_none() {
            console.note(&format!("warning: {}: {damage}", source.folder.display()));
        }
        known.absorb(found);
    }
    mixed(&known, console);
    reopen(&sources, &args.folders, console)?;
    if let Some(files) = left_out([&first.scenario]) {
        console.note(&files);
    }
    let mut job = Prepared::take(first.scenario.clone(), &args.out, false)?;
    if let Some(store) = &mut job.workplace().store {
        store.absorb(known).map_err(CliError::failed)?;
    }
    let gaps = gaps(&sources, &args.folders)?;
    let how = How {
        threads: args.threads.map(|t| t as usize),
        gallery: None,
        collect_only: true,
    };
    job.run(how, console).map_err(|failure| match gaps {
        Some(gaps) if failure.is_of_one_run() => failure.context(&gaps),
        // A shard can hold as many replicates as its mark says, of another part.
        None if failure.is_of_one_run() => failure.context(&format!(
            "every shard says that it is finished: `thumbscale run SCENARIO --out {} --shard i/N` \
             simulates what shard i lacks, and nothing where it lacks nothing",
            typed_path(&args.folders[0])
        )),
        _ => failure,
    })
}

/// Refuses shards of different scenarios. The one that most are of is taken for the one that is meant.
fn of_one_scenario(sources: &[OutcomeFolder]) -> CliResult {
    let hashes: Vec<String> = sources
        .iter()
        .map(|source| scenario_hash(source.scenario.resolved()))
        .collect();
    let shared = |place: usize| hashes.iter().filter(|hash| **hash == hashes[place]).count();
    let Some(other) = (0..hashes.len()).min_by_key(|&place| shared(place)) else {
        return Ok(());
    };
    let Some(meant) = (0..hashes.len()).find(|&place| hashes[place] != hashes[other]) else {
        return Ok(());
    };
    let [other_folder, meant_folder] = [other, meant].map(|place| &sources[place].folder);
    let which = match shared(other) < shared(meant) {
        true => format!("remove the first; then {}", again(other_folder, "")),
        false => format!(
            "remove the one that is not meant; then {}, or {}",
            again(other_folder, ""),
            again(meant_folder, "")
        ),
    };
    Err(CliError::usage(anyhow!(
        "{} and {} are of different scenarios (compare their {SCENARIO}): {which}",
        other_folder.display(),
        meant_folder.display()
    )))
}

/// How a shard whose files are lost or cannot be read is made: anew with `--force`.
fn again(folder: &Path, force: &str) -> String {
    match shard_of(folder) {
        Some((shard, run)) => {
            // As it was typed, where that tells.
            let typed = folder.parent().and_then(Path::parent);
            let run = typed.filter(|p| p.is_dir()).unwrap_or(&run);
            format!(
                "`thumbscale run SCENARIO --out {} --shard {shard}{force}` makes shard {shard} \
                 again",
                typed_path(run)
            )
        }
        None => format!(
            "`thumbscale run SCENARIO --out {}{force}` makes it again",
            typed_path(folder)
        ),
    }
}

/// Takes the mark of those shards away that say that they are finished and are not: their
/// journal was lost or damaged since. They are then among the missing ones.
fn reopen(sources: &[OutcomeFolder], folders: &[PathBuf], console: &Console) -> CliResult {
    let Some(source) = sources.first() else {
        return Ok(());
    };
    for folder in folders {
        let shards = Shards::find(folder, source.scenario.resolved()).map_err(CliError::usage)?;
        let Some(shards) = shards else { continue };
        for index in &shards.finished {
            let Some(shard) = Shard::new(*index, shards.count) else {
                continue;
            };
            let place = shard_folder(folder, shard);
            let replicates = || Store::read(&place).map(|(known, _)| known.replicates());
            let wanted = shards.marked(*index);
            if replicates().map_err(CliError::failed)? >= wanted {
                continue;
            }
            // A run of the shard that has begun since will mark it itself.
            let _lock = Lock::acquire(&place.join(LOCK)).map_err(CliError::failed)?;
            let held = replicates().map_err(CliError::failed)?;
            if held < wanted {
                console.note(&format!(
                    "warning: shard {shard} says that it has {wanted} replicates, but {held} are in \
                     its journal: it counts as not finished; `thumbscale run SCENARIO --out {} --shard \
                     {shard}` simulates those that are missing",
                    typed_path(folder)
                ));
                unmark(&place)?;
            }
        }
    }
    Ok(())
}

/// Kinds of machines that wrote.
fn mixed(known: &Known, console: &Console) {
    let mut kinds: Vec<&str> = known.sessions().iter().map(|s| s.cpu.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > 1 {
        console.note(&format!(
            "warning: the shards come from machines of different kinds ({}): the last bits of \
             results may differ from those of one machine; the manifest says so too",
            kinds.join("; ")
        ));
    }
}

/// Each folder's shards, or itself.
fn sources(folders: &[PathBuf]) -> Result<Vec<OutcomeFolder>, CliError> {
    let mut sources = Vec::new();
    for folder in folders {
        if !folder.is_dir() {
            return Err(CliError::usage(anyhow!(
                "{}: no such folder",
                folder.display()
            )));
        }
        let shards = Shards::find(folder, "").map_err(CliError::usage)?;
        let found = match shards {
            Some(shards) => shards.begun.into_iter().map(|(_, folder)| folder).collect(),
            None => vec![folder.clone()],
        };
        for folder in found {
            can_be_looked_into(&folder).map_err(CliError::usage)?;
            match status::file(&folder) {
                Ok(scenario) => {
                    let scenario = load_any(&scenario, Overrides::default())
                        .map_err(|e| CliError::usage(e).context(&again(&folder, "")))?;
                    sources.push(OutcomeFolder { folder, scenario });
                }
                Err(_) if Store::tally(&folder).is_ok_and(|tally| tally.is_some()) => {
                    return Err(CliError::usage(anyhow!(
                        "{} has replicates and no {SCENARIO}: {}, and what is there is kept",
                        folder.display(),
                        again(&folder, "")
                    )));
                }
                // It was ended before it wrote anything.
                Err(_) => {}
            }
        }
    }
    Ok(sources)
}

/// Which shards are not finished.
fn gaps(sources: &[OutcomeFolder], folders: &[PathBuf]) -> Result<Option<String>, CliError> {
    let Some(source) = sources.first() else {
        return Ok(None);
    };
    let mut lines = Vec::new();
    for folder in folders {
        let shards = Shards::find(folder, source.scenario.resolved()).map_err(CliError::usage)?;
        let Some(shards) = shards else { continue };
        let missing = shards.missing();
        if !missing.is_empty() {
            lines.push(format!(
                "of the {} shards under {} these are not finished: {}",
                shards.count,
                folder.display(),
                ranges(&missing)
            ));
        }
    }
    Ok((!lines.is_empty()).then(|| lines.join("; ")))
}
