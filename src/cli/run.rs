//! `thumbscale run`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use thumbscale::report::{Folder, left_out};
use thumbscale::scenario::{Overrides, Plan, Scenario, origin};
use thumbscale::sweep::Shard;

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::groups::GroupJob;
use super::job::{How, Job, Workplace};
use super::method_feasibility;
use super::shard;
use super::typed_number::{parse_replicates, whole_number};

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
    #[arg(long, value_name = "T", value_parser = whole_number::<u32>(1..=1024))]
    pub(super) threads: Option<u32>,
    /// A trial: at most 10 replicates of 400 samples, or of the three smallest sizes of
    /// [finite_size], maps of at most 20 × 20 cells
    #[arg(long)]
    quick: bool,
    /// Replaces the scenario's seed
    #[arg(long, value_name = "SEED", value_parser = whole_number::<u64>(0..=u64::MAX))]
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

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let overrides = Overrides {
        quick: args.quick,
        seed: args.seed,
        replicates: args.replicates.map(u64::from),
    };
    let scenarios = scenarios(args, overrides)?;
    if let Some(part) = args.shard {
        return shard::run(args, &scenarios, part, console);
    }
    if let Some(files) = left_out(&scenarios) {
        console.note(&files);
    }
    // Every folder is taken before the first replicate runs.
    let mut jobs = Vec::new();
    for scenario in scenarios {
        jobs.push(Prepared::of(args, scenario, console)?);
    }
    if let Some(gallery) = &args.gallery {
        Folder::can_be(gallery).map_err(CliError::usage)?;
        std::fs::create_dir_all(gallery)
            .map_err(|e| CliError::usage(anyhow!("--gallery {}: {e}", gallery.display())))?;
        Folder::try_out(gallery).map_err(CliError::usage)?;
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

/// A scenario with its folder.
pub(super) enum Prepared {
    TwoClasses(Box<Job>),
    Groups(Box<GroupJob>),
}

impl Prepared {
    fn of(args: &Args, scenario: Scenario, console: &Console) -> Result<Self, CliError> {
        let place = folder_for(args, scenario.name());
        let name = scenario.name().to_owned();
        let mut job = Self::take(scenario, &place, args.force)?;
        if args.resume && job.workplace().keeps_nothing() {
            console.note(&format!(
                "{name}: nothing to resume in {}: starting at the beginning",
                place.display()
            ));
        }
        Ok(job)
    }

    /// Takes the folder: no other run can have it meanwhile.
    pub(super) fn take(scenario: Scenario, place: &Path, fresh: bool) -> Result<Self, CliError> {
        let workplace = Workplace::take(place, &scenario, fresh)?;
        Ok(match scenario {
            Scenario::TwoClasses(plan) => Self::TwoClasses(Box::new(Job {
                plan: *plan,
                workplace,
            })),
            Scenario::Groups(plan) => Self::Groups(Box::new(GroupJob {
                plan: *plan,
                workplace,
            })),
        })
    }

    pub(super) fn workplace(&mut self) -> &mut Workplace {
        match self {
            Self::TwoClasses(job) => &mut job.workplace,
            Self::Groups(job) => &mut job.workplace,
        }
    }

    pub(super) fn run(self, how: How<'_>, console: &Console) -> CliResult {
        match self {
            Self::TwoClasses(job) => job.run(how, console),
            Self::Groups(job) => job.run(how, console),
        }
    }
}

/// Every file is checked before anything is touched.
fn scenarios(args: &Args, overrides: Overrides) -> Result<Vec<Scenario>, CliError> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for path in &args.scenarios {
        let scenario = method_feasibility::feasible_scenario(path, overrides)?;
        if scenarios
            .iter()
            .any(|other| other.name() == scenario.name())
        {
            return Err(CliError::usage(anyhow!(
                "{}: another scenario of this run is named `{}` too: their results would \
                 overwrite each other",
                origin(path),
                scenario.name()
            )));
        }
        scenarios.push(scenario);
    }
    Ok(scenarios)
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
