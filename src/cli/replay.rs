//! `thumbscale replay`

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};
use thumbscale::model::Quantity;
use thumbscale::report::Shards;
use thumbscale::sweep::{Known, Outcome as Replicate, Replayed, Store, replay};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::loss_flags::loss_entries;
use super::status;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale replay output/quickstart --cell n1000-d200-m200-s2-w7-r0-weighted --replicate 3

Draws the same data again from the cell's values, the seed and the replicate's number, trains on
them, and holds the outcome against the stored one. Exit code 1 if the replicate fails.")]
pub(super) struct Args {
    /// Folder that `run` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The cell, as cells.csv and failures.csv name it
    #[arg(long, value_name = "ID")]
    cell: String,
    /// Number of the replicate, from 0
    #[arg(long, value_name = "K")]
    replicate: usize,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let plan = status::scenario(&args.folder)?;
    let shards = Shards::find(&args.folder, &plan.resolved).map_err(CliError::usage)?;
    let known = kept(&args.folder, shards.as_ref(), console)?;
    let replayed = replay(&plan, &args.cell, args.replicate, &known).map_err(CliError::usage)?;
    if console.json {
        console.print_json(&as_json(args, plan.seed, &replayed))?;
    } else {
        console.print(&as_text(args, plan.seed, &replayed))?;
    }
    match &replayed.outcome {
        Ok(_) => Ok(()),
        Err(reason) => Err(CliError::failed(anyhow::anyhow!(
            "replicate {} of cell `{}` fails: {reason}",
            args.replicate,
            args.cell
        ))),
    }
}

/// Everything that the folder and its shards keep.
fn kept(folder: &Path, shards: Option<&Shards>, console: &Console) -> Result<Known, CliError> {
    let parts = shards
        .iter()
        .flat_map(|s| s.begun.iter().map(|(_, f)| f.as_path()));
    let mut known = Known::default();
    for folder in [folder].into_iter().chain(parts) {
        let (found, damage) = Store::read(folder).map_err(CliError::failed)?;
        if !damage.is_none() {
            console.note(&format!("warning: {}: {damage}", folder.display()));
        }
        known.absorb(found);
    }
    Ok(known)
}

/// How the outcome compares with the stored one.
fn against_stored(replayed: &Replayed) -> &'static str {
    match &replayed.stored {
        None => "not_stored",
        Some(stored) if *stored == replayed.outcome => "identical",
        Some(_) => "different",
    }
}

fn key(replayed: &Replayed) -> String {
    replayed
        .key
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn as_json(args: &Args, seed: u64, replayed: &Replayed) -> Value {
    let (design, training) = (&replayed.design, &replayed.training);
    let mut object = Map::new();
    object.insert("cell".into(), json!(args.cell));
    object.insert("replicate".into(), json!(args.replicate));
    object.extend(loss_entries(training.loss));
    let prior = replayed.theory.minority_prior;
    let theory = |q: Quantity| replayed.theory.prediction.and_then(|p| p.value(q, prior));
    for (name, value) in [
        ("seed", json!(seed)),
        ("key", json!(key(replayed))),
        ("n", json!(design.samples())),
        ("d", json!(design.dimension())),
        ("minority_samples", json!(design.minority_samples())),
        ("labels", json!(design.labels())),
        ("signal", json!(design.two_class().signal_strength())),
        ("weight_ratio", json!(training.weights)),
        ("ridge", json!(training.ridge)),
        ("downsample", json!(training.downsample)),
        ("solver", json!(training.solver)),
        ("simulation_method", json!(replayed.method.name())),
        ("failure", json!(failure(&replayed.outcome))),
        ("stored", json!(against_stored(replayed))),
    ] {
        object.insert(name.into(), value);
    }
    let measured = replayed.outcome.as_ref().ok();
    for (index, quantity) in Quantity::ALL.into_iter().enumerate() {
        let entry = json!({
            "value": measured.map(|m| m.values[index]),
            "theory": theory(quantity),
        });
        object.insert(quantity.name().into(), entry);
    }
    object.insert("iterations".into(), json!(measured.map(|m| m.iterations)));
    object.insert("residual".into(), json!(measured.map(|m| m.residual)));
    object.insert("separable".into(), json!(measured.map(|m| m.separable)));
    object.into()
}

fn failure(outcome: &Replicate) -> Option<&str> {
    outcome.as_ref().err().map(|reason| reason.words())
}

fn as_text(args: &Args, seed: u64, replayed: &Replayed) -> String {
    let (design, training) = (&replayed.design, &replayed.training);
    let mut text = format!(
        "{} replicate {}: seed {seed}, key {}…\nn = {}, d = {}, n₊ = {}, s = {}; {} loss, ρ = {}, \
         r = {}{}; {}\n",
        args.cell,
        args.replicate,
        &key(replayed)[..16],
        design.samples(),
        design.dimension(),
        design.minority_samples(),
        design.two_class().signal_strength(),
        training.loss.name(),
        number(Some(training.weights)),
        number(Some(training.ridge)),
        if training.downsample {
            ", majority samples dropped"
        } else {
            ""
        },
        replayed.method.caption(),
    );
    match &replayed.outcome {
        Ok(measured) => {
            let prior = replayed.theory.minority_prior;
            let theory = |q| replayed.theory.prediction.and_then(|p| p.value(q, prior));
            let mut rows = vec![
                ["quantity", "this replicate", "theory"]
                    .map(str::to_owned)
                    .to_vec(),
            ];
            for (q, value) in Quantity::ALL.into_iter().zip(measured.values) {
                rows.push(vec![
                    q.label().to_owned(),
                    number(Some(value)),
                    number(theory(q)),
                ]);
            }
            text += &format!("\n{}\n\n", table(&rows));
            text += &format!(
                "{} iterations, relative residual {:.1e}{}",
                measured.iterations,
                measured.residual,
                if measured.separable {
                    "; separable: the maximum-margin direction, scaled to α = 1"
                } else {
                    ""
                }
            );
        }
        Err(reason) => text += &format!("failed: {reason}"),
    }
    text + match against_stored(replayed) {
        "identical" => "\nThe stored outcome is the same to the last bit.",
        "different" => {
            "\nThe stored outcome is DIFFERENT: it came from another kind of machine or a changed program."
        }
        _ => "\nNo outcome of it is stored.",
    }
}
