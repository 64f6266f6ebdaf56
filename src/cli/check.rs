//! `thumbscale check`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::scenario::{Overrides, Scenario, ScenarioError, origin};
use thumbscale::sweep::examine_any;

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::groups;
use super::list::facts;
use super::maps::{self, many};
use super::method_feasibility::why_unable;
use super::verdict::extend;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale check scenarios/*.toml
  thumbscale check my.toml --json

Names every error of every file, not the first alone: one a statement, in the order of lines. Of a
file with more than 20 the first 20 are named and the rest is counted. With --json each file is one
object {file, ok, errors: [{line, column, key, value, message, allowed, help}], more_errors, all_found,
…} on a line; all_found is false where the rest of the file was not looked through. Exit code 2 if any file has an error.")]
pub(super) struct Args {
    /// Scenario files (TOML); - reads standard input
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let mut refused = Vec::new();
    for path in &args.scenarios {
        let wrong = one(path, console)?;
        if !wrong.said.is_empty() {
            refused.push((origin(path), wrong));
        }
    }
    let named: usize = refused.iter().map(|(_, wrong)| wrong.said.len()).sum();
    let more: usize = refused.iter().map(|(_, wrong)| wrong.more).sum();
    let files: Vec<&str> = refused.iter().map(|(file, _)| file.as_str()).collect();
    if console.json && !refused.is_empty() {
        let all = refused.iter().all(|(_, wrong)| wrong.all);
        let beyond = if all { "" } else { " or more" };
        return Err(CliError::usage(anyhow!(
            "{}{beyond} in {}",
            many(named + more, "error"),
            files.join(", ")
        )));
    }
    let mut errors: Vec<String> = Vec::new();
    for (file, wrong) in &refused {
        errors.extend(wrong.said.iter().cloned());
        match (wrong.more, wrong.rest(file)) {
            // It names no error.
            (0, Some(rest)) => console.note(&rest),
            (_, rest) => errors.extend(rest),
        }
    }
    let Some(last) = errors.pop() else {
        return Ok(());
    };
    for error in errors {
        console.error(&error);
    }
    Err(CliError::usage(anyhow!("{last}")))
}

/// What is wrong with one file.
struct Wrong {
    said: Vec<String>,
    more: usize,
    all: bool,
}

impl Wrong {
    /// What is not named.
    fn rest(&self, file: &str) -> Option<String> {
        let errors = many(self.more, "more error");
        let count = match (self.more, self.all) {
            (0, true) => return None,
            (0, false) => "there may be more errors, which were not looked for".to_owned(),
            (_, true) => format!("{errors}, not named here"),
            (_, false) => format!("at least {errors}, not named here"),
        };
        Some(format!("{file}: {count}: mend these and check again"))
    }
}

/// What is in a scenario without errors, for machines; people are told at once.
fn fine(path: &Path, scenario: &Scenario, console: &Console) -> std::io::Result<Value> {
    let (facts, size, notes) = match scenario {
        Scenario::TwoClasses(plan) => (facts(path, plan), maps::size(plan), plan.notes.clone()),
        Scenario::Groups(plan) => (
            groups::facts(&origin(path), plan),
            groups::size(plan),
            Vec::from_iter(groups::without_weights(plan)),
        ),
    };
    if console.json {
        return Ok(facts);
    }
    console.print(&format!("{}: ok, {size}", origin(path)))?;
    for note in notes {
        console.note(&format!("  {note}"));
    }
    Ok(json!({}))
}

/// Says what is in a scenario, or gives what is wrong with it.
fn one(path: &Path, console: &Console) -> std::io::Result<Wrong> {
    let (mut more, mut all) = (0, true);
    let (facts, errors) = match examine_any(path, Overrides::default()) {
        Ok(scenario) => match why_unable(path, &scenario) {
            Some(why) => (
                json!({}),
                vec![(json!({ "file": origin(path), "message": why }), why)],
            ),
            None => (fine(path, &scenario, console)?, Vec::new()),
        },
        Err(errors) => {
            (more, all) = (errors.more, errors.all);
            let both = |error: &ScenarioError| (as_json(error), error.to_string());
            (json!({}), errors.named.iter().map(both).collect())
        }
    };
    let (objects, said): (Vec<Value>, Vec<String>) = errors.into_iter().unzip();
    if console.json {
        let mut object = json!({
            "file": origin(path),
            "ok": said.is_empty(),
            "errors": objects,
            "more_errors": more,
            "all_found": all,
        });
        extend(&mut object, facts);
        console.print_json(&object)?;
    }
    Ok(Wrong { said, more, all })
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
