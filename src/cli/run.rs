//! `thumbscale run`

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::compare::TrendOverview;
use thumbscale::report::{Circumstances, Folder, Manifest, Results};
use thumbscale::scenario::{Overrides, Plan, load};
use thumbscale::sweep::run_study;

use super::console::Console;
use super::exit::{Failure, Outcome};
use super::interrupt;
use super::maps;
use super::progress::Meter;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale run scenarios/quickstart.toml
  thumbscale run scenarios/fig*.toml --gallery output/gallery
  thumbscale run my.toml --out /scratch/my --threads 8 --json

Results of the same scenario are replaced; a folder with other files is left alone.")]
pub(super) struct Args {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Folder for the results [default: output/<name of the scenario>]; with several
    /// scenarios each gets a folder in it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Worker threads; results do not depend on it [default: one a core]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// A trial: at most 10 replicates of 400 samples, maps of at most 32 × 32 cells
    #[arg(long)]
    quick: bool,
    /// Replaces the scenario's seed
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Replaces the scenario's number of replicates
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u64).range(2..))]
    replicates: Option<u64>,
    /// Also put each figure here, as <name>.svg
    #[arg(long, value_name = "DIR")]
    gallery: Option<PathBuf>,
}

pub(super) fn run(args: &Args, console: &Console) -> Outcome {
    let overrides = Overrides {
        quick: args.quick,
        seed: args.seed,
        replicates: args.replicates,
    };
    // Every file is checked and every folder tried before the first replicate runs.
    let mut jobs: Vec<(Plan, Folder)> = Vec::new();
    for path in &args.scenarios {
        let plan = load(path, overrides).map_err(Failure::usage)?;
        if jobs.iter().any(|(other, _)| other.name == plan.name) {
            return Err(Failure::usage(anyhow!(
                "{}: another scenario of this run is named `{}` too: their results would \
                 overwrite each other",
                path.display(),
                plan.name
            )));
        }
        let place = folder_for(args, &plan.name);
        let folder = Folder::prepare(&place, &plan.name).map_err(Failure::usage)?;
        jobs.push((plan, folder));
    }
    if let Some(gallery) = &args.gallery {
        std::fs::create_dir_all(gallery)
            .map_err(|e| Failure::usage(anyhow!("--gallery {}: {e}", gallery.display())))?;
        Folder::try_out(gallery).map_err(Failure::usage)?;
    }
    // A scenario that failed keeps no other from running.
    let mut failed = Vec::new();
    for (plan, mut folder) in jobs {
        match one(args, plan, &mut folder, console) {
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

/// How often cells are simulated.
pub(super) fn replicates(plan: &Plan) -> String {
    match &plan.finite_size {
        Some(_) => format!("{} replicates at the largest n", plan.replicates),
        None => format!("{} replicates each", plan.replicates),
    }
}

fn folder_for(args: &Args, name: &str) -> PathBuf {
    match &args.out {
        Some(out) if args.scenarios.len() == 1 => out.clone(),
        Some(out) => out.join(name),
        None => Path::new("output").join(name),
    }
}

fn one(args: &Args, plan: Plan, folder: &mut Folder, console: &Console) -> Outcome {
    let (begun, clock) = (SystemTime::now(), Instant::now());
    console.note(&format!("{}: {}", plan.name, maps::size(&plan)));
    for note in &plan.notes {
        console.detail(note);
    }
    let threads = args.threads.map(|t| t as usize);
    let meter = Meter::new(console);
    let study = run_study(&plan, threads, &meter, interrupt::flag());
    meter.finish();
    let results = Results::of(plan, &study?);
    let manifest = Manifest::of(
        &results,
        &Circumstances {
            begun,
            took: clock.elapsed(),
            threads: threads.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
            }),
        },
    );
    let files = results.files(&manifest).map_err(Failure::failed)?;
    folder
        .replace(&files, &Results::FILES)
        .map_err(Failure::failed)?;
    if let Some(gallery) = &args.gallery {
        let name = format!("{}.svg", results.plan.name);
        let figure = files.iter().find(|(file, _)| *file == "figure.svg");
        if let Some((_, bytes)) = figure {
            Folder::place(gallery, &name, bytes).map_err(Failure::failed)?;
        }
    }
    tell(&results, &manifest, folder.path(), console)?;
    maps::failed(&results, folder.path())?;
    let summary = folder.path().join("summary.md");
    match incomplete(&results) {
        Some(what) => Err(Failure::failed(anyhow!(
            "{}: {what}; {} names them",
            results.plan.name,
            summary.display()
        ))),
        None => Ok(()),
    }
}

/// Which cells are without a result: every other cell has one all the same.
pub(super) fn incomplete(results: &Results) -> Option<String> {
    let all = results.plan.cells.len();
    let mut parts = Vec::new();
    match results.lost() {
        0 => {}
        lost => parts.push(format!(
            "{lost} of {all} cells have no result because their replicates failed"
        )),
    }
    let unsolved = results.unsolved();
    if let Some(first) = unsolved.first() {
        parts.push(format!(
            "theory did not converge in {} of {all} cells, the first `{first}`",
            unsolved.len()
        ));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn tell(
    results: &Results,
    manifest: &Manifest,
    folder: &Path,
    console: &Console,
) -> std::io::Result<()> {
    if results.failures() > 0 {
        console.note(&format!(
            "{} replicates failed and are left out",
            results.failures()
        ));
    }
    if console.json {
        let mut object = json!({
            "scenario": results.plan.name,
            "folder": folder.display().to_string(),
            "cells": results.plan.cells.len(),
            "replicates": results.plan.replicates,
            "seed": results.plan.seed,
            "seconds": manifest.value()["seconds"],
        });
        extend(&mut object, verdict(results));
        extend(&mut object, maps::facts(results));
        return console.print_json(&object);
    }
    if let Some(cells) = maps::sentence(results) {
        console.print(&format!("{}: {cells}", results.plan.name))?;
    }
    if results.map.is_none() || !results.cells.is_empty() {
        console.print(&format!("{}: {}", results.plan.name, sentence(results)))?;
    }
    for (class, count) in ["minority", "majority"].iter().zip(results.given_up()) {
        if count > 0 {
            console.print(&format!(
                "  theory gives the {class} up (θ = 0) in {count} of {} cells",
                results.plan.cells.len()
            ))?;
        }
    }
    if results.map.is_some() {
        let files = "summary.md, map.csv, boundaries.csv, figure.svg";
        return console.print(&format!("  {}: {files}", folder.display()));
    }
    let trend = results
        .plan
        .finite_size
        .as_ref()
        .map_or("", |_| ", trend.csv");
    let figure = results.plan.figure.as_ref().map_or("", |_| ", figure.svg");
    console.print(&format!(
        "  {}: summary.md, cells.csv{trend}{figure}",
        folder.display()
    ))
}

/// How theory and simulation agree, for machines.
pub(super) fn verdict(results: &Results) -> Value {
    let overview = results.overview();
    let mut object = json!({
        "passed": results.passed() && incomplete(results).is_none(),
        "failures": results.failures(),
        "lost_cells": results.lost(),
        "unsolved_cells": results.unsolved(),
        "comparisons": overview.comparisons,
        "agree": overview.agree,
        "tolerated": overview.tolerated,
        "disagree": overview.disagree,
        "share_within_2": overview.share_within_2,
        "chance_share_within_2": overview.chance_share_within_2,
        "largest_z": overview.largest_z,
    });
    if let Some((trends, _)) = results.trends() {
        extend(&mut object, json!({ "trends": trends }));
    }
    object
}

/// Adds the entries of one object to another.
pub(super) fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

/// How theory and simulation agree, in one sentence.
pub(super) fn sentence(results: &Results) -> String {
    if let Some((trends, _)) = results.trends() {
        return limits(&trends);
    }
    let overview = results.overview();
    let percent = |share: Option<f64>| 100.0 * share.unwrap_or(f64::NAN);
    if overview.comparisons == 0 {
        return "nothing to compare: no cell has both theory and simulation".to_owned();
    }
    format!(
        "theory and simulation {} ({} comparisons, {:.1} % with |z| ≤ 2 where chance gives {:.1} %, \
         {} beyond tolerance)",
        if results.passed() {
            "agree"
        } else {
            "DISAGREE"
        },
        overview.comparisons,
        percent(overview.share_within_2),
        percent(overview.chance_share_within_2),
        overview.disagree
    )
}

/// The same of a finite-size study.
fn limits(trends: &TrendOverview) -> String {
    if trends.tested == 0 {
        return "nothing to compare: no trend has both theory and simulation".to_owned();
    }
    format!(
        "theory and the limits of simulation {} ({} trends tested together at level {}: {} agree, {} \
         disagree, {} do not follow c/n)",
        if trends.passed { "agree" } else { "DISAGREE" },
        trends.tested,
        trends.level,
        trends.agree,
        trends.disagree,
        trends.not_linear
    )
}
