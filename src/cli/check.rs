//! `thumbscale check`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::scenario::{Overrides, ScenarioError, examine, origin};

use super::able;
use super::console::Console;
use super::exit::{Failure, Outcome};
use super::maps::{self, many};
use super::scenarios::facts;
use super::verdict::extend;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale check scenarios/*.toml
  thumbscale check my.toml --json

Names every error of every file, not the first alone: one a statement, at most 20 a file. With
--json each file is one object {file, ok, errors: [{line, column, key, value, message, allowed,
help}], …} on a line. Exit code 2 if any file has an error.")]
pub(super) struct Args {
    /// Scenario files (TOML); - reads standard input
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, console: &Console) -> Outcome {
    let mut refused = Vec::new();
    for path in &args.scenarios {
        let errors = one(path, console)?;
        if !errors.is_empty() {
            refused.push((origin(path), errors));
        }
    }
    let count = refused.iter().map(|(_, errors)| errors.len()).sum();
    let files: Vec<&str> = refused.iter().map(|(file, _)| file.as_str()).collect();
    let mut errors: Vec<&String> = refused.iter().flat_map(|(_, errors)| errors).collect();
    let Some(last) = errors.pop() else {
        return Ok(());
    };
    if console.json {
        let files = files.join(", ");
        return Err(Failure::usage(anyhow!(
            "{} in {files}",
            many(count, "error")
        )));
    }
    for error in errors {
        console.error(error);
    }
    Err(Failure::usage(anyhow!("{last}")))
}

/// Says what is in a scenario, or gives what is wrong with it.
fn one(path: &Path, console: &Console) -> std::io::Result<Vec<String>> {
    let (facts, errors) = match examine(path, Overrides::default()) {
        Ok(plan) => match able::unable(path, &plan) {
            Some(why) => (
                json!({}),
                vec![(json!({ "file": origin(path), "message": why }), why)],
            ),
            None if console.json => (facts(path, &plan), Vec::new()),
            None => {
                console.print(&format!("{}: ok, {}", origin(path), maps::size(&plan)))?;
                for note in &plan.notes {
                    console.note(&format!("  {note}"));
                }
                return Ok(Vec::new());
            }
        },
        Err(errors) => {
            let both = |error: &ScenarioError| (as_json(error), error.to_string());
            (json!({}), errors.iter().map(both).collect())
        }
    };
    let (objects, texts): (Vec<Value>, Vec<String>) = errors.into_iter().unzip();
    if console.json {
        let mut object = json!({ "file": origin(path), "ok": texts.is_empty(), "errors": objects });
        extend(&mut object, facts);
        console.print_json(&object)?;
    }
    Ok(texts)
}

fn as_json(error: &ScenarioError) -> Value {
    let known = |number: usize| (number > 0).then_some(number);
    json!({
        "file": error.origin,
        "line": known(error.line),
        "column": known(error.column),
        "key": Some(&error.key).filter(|key| !key.is_empty()),
        "value": error.value,
        "message": error.message,
        "allowed": error.allowed,
        "help": error.help,
    })
}
