//! `thumbscale replay`

mod two_classes;

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};
use thumbscale::report::Shards;
use thumbscale::scenario::{Overrides, Scenario};
use thumbscale::sweep::{
    Known, Outcome as Replicate, Replayed, Replicated, SimulatedPlan, Store, load_any, replay,
};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::groups;
use super::status;
use super::typed_number::whole_number;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale replay output/quickstart --cell n1000-d200-m200-s2-w1-r0-weighted --replicate 3

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
    #[arg(long, value_name = "K", value_parser = whole_number::<usize>(0..=u64::MAX))]
    replicate: usize,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let scenario =
        load_any(&status::file(&args.folder)?, Overrides::default()).map_err(CliError::usage)?;
    let shards = Shards::find(&args.folder, scenario.resolved()).map_err(CliError::usage)?;
    let known = kept(&args.folder, shards.as_ref(), console)?;
    let replay = Replay {
        args,
        known,
        console,
    };
    match &scenario {
        Scenario::TwoClasses(plan) => replay.of(&**plan, two_classes::told),
        Scenario::Groups(plan) => replay.of(&**plan, groups::told),
    }
}

/// What is said of a replicate of either kind.
pub(super) struct Told {
    /// Data and training, for machines.
    pub(super) facts: Map<String, Value>,
    /// The same on a line, for people.
    pub(super) sentence: String,
    /// How the data are drawn and trained on, as captions say it.
    pub(super) drawn: &'static str,
    /// Every quantity by its name, for machines.
    pub(super) quantities: Value,
    /// Its label, this replicate's value and theory's.
    pub(super) rows: Vec<(String, f64, Option<f64>)>,
    /// Of the solver: iterations, residual, and whether the data were separable.
    pub(super) solved: Option<(usize, f64, bool)>,
}

struct Replay<'a> {
    args: &'a Args,
    known: Known,
    console: &'a Console,
}

impl Replay<'_> {
    fn of<P: SimulatedPlan>(
        &self,
        plan: &P,
        told: fn(&Replayed<P::Of, P::Theory>) -> Told,
    ) -> CliResult {
        let Args {
            folder: _,
            cell,
            replicate,
        } = self.args;
        let replayed = replay(plan, cell, *replicate, &self.known).map_err(CliError::usage)?;
        let told = told(&replayed);
        if self.console.json {
            let object = as_json(self.args, plan.seed(), &replayed, told);
            self.console.print_json(&object)?;
        } else {
            let text = as_text(self.args, plan.seed(), &replayed, &told);
            self.console.print(&text)?;
        }
        match &replayed.outcome {
            Ok(_) => Ok(()),
            Err(reason) => Err(CliError::failed(anyhow::anyhow!(
                "replicate {replicate} of cell `{cell}` fails: {reason}"
            ))),
        }
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

/// How an outcome compares with the stored one.
#[derive(Clone, Copy, Debug)]
enum AgainstStored {
    NotStored,
    Identical,
    Different,
}

impl AgainstStored {
    fn of<R: Replicated, T>(replayed: &Replayed<R, T>) -> Self {
        match &replayed.stored {
            None => Self::NotStored,
            Some(stored) if *stored == replayed.outcome => Self::Identical,
            Some(_) => Self::Different,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::NotStored => "not_stored",
            Self::Identical => "identical",
            Self::Different => "different",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::NotStored => "No outcome of it is stored.",
            Self::Identical => "The stored outcome is the same to the last bit.",
            Self::Different => {
                "The stored outcome is DIFFERENT: it came from another kind of machine or a \
                 changed program."
            }
        }
    }
}

fn key<R: Replicated, T>(replayed: &Replayed<R, T>) -> String {
    replayed
        .key
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn as_json<R: Replicated, T>(
    args: &Args,
    seed: u64,
    replayed: &Replayed<R, T>,
    told: Told,
) -> Value {
    let mut object = Map::new();
    object.insert("cell".into(), json!(args.cell));
    object.insert("replicate".into(), json!(args.replicate));
    object.insert("seed".into(), json!(seed));
    object.insert("key".into(), json!(key(replayed)));
    object.extend(told.facts);
    let measured = told.solved;
    for (name, value) in [
        ("simulation_method", json!(replayed.method.name())),
        ("failure", json!(failure(&replayed.outcome))),
        ("stored", json!(AgainstStored::of(replayed).name())),
        ("iterations", json!(measured.map(|m| m.0))),
        ("residual", json!(measured.map(|m| m.1))),
        ("separable", json!(measured.map(|m| m.2))),
    ] {
        object.insert(name.into(), value);
    }
    if let Value::Object(quantities) = told.quantities {
        object.extend(quantities);
    }
    object.into()
}

fn failure<M>(outcome: &Replicate<M>) -> Option<&str> {
    outcome.as_ref().err().map(|reason| reason.words())
}

fn as_text<R: Replicated, T>(
    args: &Args,
    seed: u64,
    replayed: &Replayed<R, T>,
    told: &Told,
) -> String {
    let mut text = format!(
        "{} replicate {}: seed {seed}, key {}…\n{}; {}\n",
        args.cell,
        args.replicate,
        &key(replayed)[..16],
        told.sentence,
        told.drawn,
    );
    match (&replayed.outcome, told.solved) {
        (Ok(_), Some((iterations, residual, separable))) => {
            let heading = ["quantity", "this replicate", "theory"].map(str::to_owned);
            let row = |(label, value, theory): &(String, f64, Option<f64>)| {
                vec![label.clone(), number(Some(*value)), number(*theory)]
            };
            let rows: Vec<Vec<String>> = [heading.to_vec()]
                .into_iter()
                .chain(told.rows.iter().map(row))
                .collect();
            text += &format!("\n{}\n\n", table(&rows));
            let direction = match separable {
                true => "; separable: the maximum-margin direction, scaled to α = 1",
                false => "",
            };
            text +=
                &format!("{iterations} iterations, relative residual {residual:.1e}{direction}");
        }
        (Ok(_), None) => {}
        (Err(reason), _) => text += &format!("failed: {reason}"),
    }
    format!("{text}\n{}", AgainstStored::of(replayed).sentence())
}
