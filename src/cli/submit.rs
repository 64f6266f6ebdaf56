//! `thumbscale submit`: scripts that run a scenario's shards on a cluster.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::anyhow;
use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Value, json};
use thumbscale::bounded::{MOST_SCENARIO, read_text};
use thumbscale::launch::slurm::{self, Resources, Submission};
use thumbscale::launch::{Engine, quote};
use thumbscale::report::{Folder, Shards};
use thumbscale::scenario::{Overrides, Scenario, has_name};
use thumbscale::sweep::{Shard, divisible_units};

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::method_feasibility;
use super::typed_number::whole_number;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale submit my.toml --engine slurm --shards 64 --time 2:00:00 --cpus 8
  thumbscale submit my.toml --engine slurm --shards 64 --time 2:00:00 --cpus 8 --go
  thumbscale submit my.toml --engine slurm --shards 8 --go --sbatch-option=--constraint=avx2

Scripts are written to DIR/slurm, logs too; --go submits them. After a failure submit again:
only the shards that are missing run, and each goes on where it stopped.")]
pub(super) struct Args {
    /// Scenario file (TOML)
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// What starts the jobs
    #[arg(long, value_enum)]
    engine: EngineName,
    /// Number of parts to divide the replicates into; results do not depend on it
    #[arg(long, value_name = "N", value_parser = whole_number::<u64>(1..=u64::MAX))]
    shards: u64,
    /// Folder for the results, seen by every node [default: output/<name of the scenario>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The program as the nodes find it [default: the one that is running]
    #[arg(long, value_name = "FILE")]
    executable: Option<PathBuf>,
    /// Submit the jobs; without it the scripts are only written
    #[arg(long)]
    go: bool,
    /// Partition (queue) [default: the cluster's, as for the next three]
    #[arg(long, value_name = "P")]
    partition: Option<String>,
    /// Time limit of one shard, in Slurm's notation: minutes, h:mm:ss, days-hours
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Memory of one shard, as in 4G
    #[arg(long, value_name = "M")]
    mem: Option<String>,
    /// Account to charge
    #[arg(long, value_name = "A")]
    account: Option<String>,
    /// Processors, and so threads, of one shard
    #[arg(long, value_name = "C", default_value_t = 1, value_parser = whole_number::<u32>(1..=1024))]
    cpus: u32,
    /// Any other option of sbatch, as in --sbatch-option=--constraint=avx2; can be repeated
    #[arg(long, value_name = "OPT", allow_hyphen_values = true)]
    sbatch_option: Vec<String>,
    /// Most shards to run at a time
    #[arg(long, value_name = "K", value_parser = whole_number::<u32>(1..=u64::from(u32::MAX)))]
    max_parallel: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EngineName {
    Slurm,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Slurm => Engine::Slurm,
        }
    }
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let scenario = method_feasibility::feasible_scenario(&args.scenario, Overrides::default())?;
    let (name, resolved) = (scenario.name(), scenario.resolved());
    let shards = shards(args, &scenario)?;
    let out = args.out.clone();
    let out = out.unwrap_or_else(|| Path::new("output").join(name));
    let out = std::path::absolute(&out)
        .map_err(|e| CliError::usage(anyhow!("--out {}: {e}", out.display())))?;
    let executable = executable(args)?;
    let folder = out.join(Engine::from(args.engine).name());
    let missing = missing(&out, shards, resolved)?;
    let resources = resources(args);
    let submission = Submission {
        name,
        executable: &executable,
        out: &out,
        folder: &folder,
        shards,
        missing: &missing,
        resources: &resources,
    };
    let scripts = submission.scripts().map_err(CliError::usage)?;
    // Kept until the scripts are there: it takes a folder that stayed empty away again.
    let _prepared = Folder::prepare(&out, name).map_err(CliError::usage)?;
    same_scenario(&folder, &out, resolved)?;
    write(&folder, resolved, &scripts)?;
    let command = format!(
        "bash {}",
        quote(&folder.join(slurm::SUBMIT).to_string_lossy())
    );
    let written = json!({
        "scenario": name,
        "folder": out.display().to_string(),
        "engine": Engine::from(args.engine).name(),
        "shards": shards,
        "missing_shards": missing,
        "scripts": folder.display().to_string(),
        "command": command,
        "submitted": args.go,
    });
    if !console.json {
        let names: Vec<&str> = scripts.iter().map(|s| s.0).collect();
        console.print(&format!("{name}: {}", sentence(shards, missing.len())))?;
        console.print(&format!("  {}: {}", folder.display(), names.join(", ")))?;
    }
    let jobs = match args.go {
        true => submit(&folder)?,
        false => json!({}),
    };
    tell(written, &jobs, console)
}

fn executable(args: &Args) -> Result<PathBuf, CliError> {
    match &args.executable {
        // Not asked whether it is there: it may be on the nodes only.
        Some(file) => std::path::absolute(file)
            .map_err(|e| CliError::usage(anyhow!("--executable {}: {e}", file.display()))),
        None => std::env::current_exe()
            .map_err(|e| CliError::failed(anyhow!("cannot find the program's own file: {e}"))),
    }
}

/// N, if the work can be divided so far.
fn shards(args: &Args, scenario: &Scenario) -> Result<usize, CliError> {
    let units = divisible_units(scenario);
    if units == 0 {
        return Err(CliError::usage(anyhow!(
            "{}: it simulates nothing, so there is nothing to divide; use `thumbscale run`",
            args.scenario.display()
        )));
    }
    match usize::try_from(args.shards) {
        Ok(shards) if shards <= units && Shard::new(1, shards).is_some() => Ok(shards),
        _ => Err(CliError::usage(anyhow!(
            "--shards {} is not allowed: at most {}, the number of {} in {}",
            args.shards,
            units.min(Shard::MOST),
            match scenario.has_precision() {
                true => "designs (with [precision] a design is not divided)",
                false if units > Shard::MOST => "tasks that schedulers take, whatever is",
                false => "replicates",
            },
            args.scenario.display()
        ))),
    }
}

/// The shards that are not finished; those there must be of the same division.
fn missing(out: &Path, shards: usize, resolved: &str) -> Result<Vec<usize>, CliError> {
    let found = Shards::find(out, resolved).map_err(CliError::usage)?;
    match found {
        None => Ok((1..=shards).collect()),
        Some(found) if found.count == shards => Ok(found.missing()),
        Some(found) => Err(CliError::usage(anyhow!(
            "{} holds shards of a run divided into {}, not {shards}: use --shards {}, or choose \
             another folder with --out",
            out.display(),
            found.count,
            found.count
        ))),
    }
}

fn resources(args: &Args) -> Resources {
    Resources {
        partition: args.partition.clone(),
        time: args.time.clone(),
        memory: args.mem.clone(),
        account: args.account.clone(),
        cpus: args.cpus,
        max_parallel: args.max_parallel,
        options: args.sbatch_option.clone(),
    }
}

/// Refuses to put another scenario under jobs that were submitted, or shards that ran, with
/// an earlier one.
fn same_scenario(folder: &Path, out: &Path, resolved: &str) -> CliResult {
    let begun = folder.join(slurm::JOBS).exists() || out.join("shards").exists();
    let earlier = read_text(&folder.join(slurm::SCENARIO), MOST_SCENARIO);
    match earlier {
        Ok(text) if begun && text != resolved => Err(CliError::usage(anyhow!(
            "{} was submitted with another scenario (it is kept in {}): choose another folder with \
             --out, or delete this one once its jobs have ended",
            out.display(),
            folder.join(slurm::SCENARIO).display()
        ))),
        _ => Ok(()),
    }
}

/// A folder without a scenario is of no submission, for which that is written first.
fn is_foreign(folder: &Path) -> bool {
    let has_files = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    let scenario = read_text(&folder.join(slurm::SCENARIO), MOST_SCENARIO);
    has_files && !scenario.is_ok_and(|text| has_name(&text))
}

fn write(folder: &Path, resolved: &str, scripts: &[(&str, String)]) -> CliResult {
    Folder::within_run(folder).map_err(CliError::usage)?;
    if is_foreign(folder) {
        return Err(CliError::usage(anyhow!(
            "{} holds files and no scenario of a submission: nothing was written; remove it, or \
             choose another folder with --out",
            folder.display()
        )));
    }
    std::fs::create_dir_all(folder)
        .map_err(|e| CliError::failed(anyhow!("cannot make {}: {e}", folder.display())))?;
    let scenario = std::iter::once((slurm::SCENARIO, resolved));
    for (name, text) in scenario.chain(scripts.iter().map(|(name, text)| (*name, &text[..]))) {
        Folder::place(folder, name, text.as_bytes()).map_err(CliError::failed)?;
    }
    if scripts.iter().all(|(name, _)| *name != slurm::ARRAY) {
        // Of an earlier submission: what it would run is done.
        let _ = std::fs::remove_file(folder.join(slurm::ARRAY));
    }
    Ok(())
}

/// Runs the script that submits, and reads the ids that it says.
fn submit(folder: &Path) -> Result<Value, CliError> {
    let script = folder.join(slurm::SUBMIT);
    let output = Command::new("bash").arg(&script).output();
    let output = output
        .map_err(|e| CliError::failed(anyhow!("cannot run bash {}: {e}", script.display())))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(CliError::failed(anyhow!(
            "not submitted: {}",
            said.trim().lines().collect::<Vec<_>>().join("; ")
        )));
    }
    let answer = String::from_utf8_lossy(&output.stdout);
    let id = |job: &str| {
        answer
            .lines()
            .find_map(|l| l.strip_prefix(job))
            .map(str::trim)
    };
    Ok(json!({ "array_job": id("array "), "merge_job": id("merge ") }))
}

fn tell(mut written: Value, jobs: &Value, console: &Console) -> CliResult {
    if console.json {
        super::verdict::extend(&mut written, jobs.clone());
        return Ok(console.print_json(&written)?);
    }
    let text = match (jobs["array_job"].as_str(), jobs["merge_job"].as_str()) {
        (Some(array), Some(merge)) => format!(
            "  submitted: array job {array}, then merge job {merge}; watch them with\n  squeue --jobs={array},{merge}"
        ),
        (None, Some(merge)) => format!("  submitted: merge job {merge}"),
        _ => format!(
            "  to submit: {}",
            written["command"].as_str().unwrap_or_default()
        ),
    };
    Ok(console.print(&text)?)
}

fn sentence(shards: usize, missing: usize) -> String {
    match missing {
        0 => format!("nothing is missing of {shards} shards, only the merge is left"),
        _ if missing == shards => format!("{shards} shards to run"),
        _ => format!("{missing} of {shards} shards to run, the others are finished"),
    }
}
