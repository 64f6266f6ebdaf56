//! `thumbscale run`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use thumbscale::report::{Folder, left_out};
use thumbscale::scenario::{Overrides, Plan, origin};
use thumbscale::sweep::Shard;

use super::able;
use super::console::Console;
use super::exit::{Failure, Outcome};
use super::job::{How, Job};
use super::shard;
use super::typed_number::parse_replicates;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale run scenarios/quickstart.toml
  thumbscale run scenarios/fig*.toml --gallery output/gallery
  thumbscale run my.toml --out /scratch/my --threads 8 --json
  make-scenario | thumbscale run - --out OUT    the scenario from standard input
  thumbscale run my.toml --replicates 1000      after 500: only the new 500 are simulated
  thumbscale run my.toml --out OUT --shard 3/8  one part of eight; `merge OUT --out OUT`

Every finished replicate is kept in the folder. A run that was ended, by Ctrl-C, a time limit
or a crash, goes on when the same command is given again; a changed scenario simulates what is
new in it. Tables of the same scenario are replaced; a folder with other files is left alone.")]
pub(super) struct Args {
    /// Scenario files (TOML); - reads standard input
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Folder for the results [default: output/<name of the scenario>]; with several
    /// scenarios each gets a folder in it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Worker threads; results do not depend on it [default: one a core]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(super) threads: Option<u32>,
    /// A trial: at most 10 replicates of 400 samples, or of the three smallest sizes of
    /// [finite_size], maps of at most 20 × 20 cells
    #[arg(long)]
    quick: bool,
    /// Replaces the scenario's seed
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Replaces the scenario's number of replicates
    #[arg(long, value_name = "R", value_parser = parse_replicates)]
    replicates: Option<u32>,
    /// Go on with what an earlier run left, which is what happens anyway; says so if there
    /// is nothing
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Simulate everything afresh: what the folder keeps of earlier runs is thrown away
    #[arg(long)]
    pub(super) force: bool,
    /// Simulate only part i of N, into <out>/shards/i-of-N, for `merge` to collect
    #[arg(long, value_name = "i/N", conflicts_with = "gallery")]
    shard: Option<Shard>,
    /// Also put each figure here, as <name>.svg
    #[arg(long, value_name = "DIR")]
    gallery: Option<PathBuf>,
}

pub(super) fn run(args: &Args, console: &Console) -> Outcome {
    let overrides = Overrides {
        quick: args.quick,
        seed: args.seed,
        replicates: args.replicates.map(u64::from),
    };
    let plans = plans(args, overrides)?;
    if let Some(part) = args.shard {
        return shard::run(args, &plans, part, console);
    }
    if let Some(files) = left_out(&plans) {
        console.note(&files);
    }
    // Every folder is taken before the first replicate runs.
    let mut jobs = Vec::new();
    for plan in plans {
        let place = folder_for(args, &plan.name);
        let job = Job::prepare(plan, &place, args.force)?;
        if args.resume && job.store.as_ref().is_none_or(|s| s.known().is_empty()) {
            console.note(&format!(
                "{}: nothing to resume in {}: starting at the beginning",
                job.plan.name,
                place.display()
            ));
        }
        jobs.push(job);
    }
    if let Some(gallery) = &args.gallery {
        Folder::can_be(gallery).map_err(Failure::usage)?;
        std::fs::create_dir_all(gallery)
            .map_err(|e| Failure::usage(anyhow!("--gallery {}: {e}", gallery.display())))?;
        Folder::try_out(gallery).map_err(Failure::usage)?;
    }
    let how = How {
        threads: args.threads.map(|t| t as usize),
        gallery: args.gallery.as_deref(),
        collect_only: false,
    };
    // A scenario that failed keeps no other from running.
    let mut failed = Vec::new();
    for job in jobs {
        match job.run(how, console) {
            Err(failure) if failure.is_of_one_run() => failed.push(failure),
            outcome => outcome?,
        }
    }
    let Some(last) = failed.pop() else {
        return Ok(());
    };
    for failure in failed {
        console.error(&failure.to_string());
    }
    Err(last)
}

/// Every file is checked before anything is touched.
fn plans(args: &Args, overrides: Overrides) -> Result<Vec<Plan>, Failure> {
    let mut plans: Vec<Plan> = Vec::new();
    for path in &args.scenarios {
        let plan = able::scenario(path, overrides)?;
        if plans.iter().any(|other| other.name == plan.name) {
            return Err(Failure::usage(anyhow!(
                "{}: another scenario of this run is named `{}` too: their results would \
                 overwrite each other",
                origin(path),
                plan.name
            )));
        }
        plans.push(plan);
    }
    Ok(plans)
}

/// How often cells are simulated.
pub(super) fn replicates(plan: &Plan) -> String {
    match plan.finite_size() {
        Some(_) => format!("{} replicates at the largest n", plan.replicates),
        None => format!("{} replicates each", plan.replicates),
    }
}

pub(super) fn folder_for(args: &Args, name: &str) -> PathBuf {
    match &args.out {
        Some(out) if args.scenarios.len() == 1 => out.clone(),
        Some(out) => out.join(name),
        None => Path::new("output").join(name),
    }
}
