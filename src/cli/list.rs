//! `thumbscale list`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::paper::Sheet;
use thumbscale::scenario::{Overrides, Plan, Scenario, origin};
use thumbscale::sweep::load_any;

use super::console::{Console, table};
use super::exit::{CliError, CliResult};
use super::groups;
use super::maps;

/// What is in a scenario.
pub(super) fn facts(path: &Path, plan: &Plan) -> serde_json::Value {
    let map = plan.map().map(|map| {
        json!({
            "cells": map.cells(),
            "x": map.x.parameter.name(),
            "y": map.y.parameter.name(),
            "value": map.value.label(),
        })
    });
    json!({
        "file": origin(path),
        "name": plan.name,
        "title": plan.title,
        "seed": plan.seed,
        "replicates": plan.replicates,
        "cells": plan.cells.len(),
        "varies": plan.axes.iter().map(|a| a.parameter.name()).collect::<Vec<_>>(),
        "methods": plan.methods.iter().map(|m| m.name.clone()).collect::<Vec<_>>(),
        "map": map,
        "figure_title": is_drawn(plan).then_some(&plan.figure_title),
        "sheet": is_drawn(plan).then(|| sheet(&plan.sheet)),
        "notes": plan.notes,
    })
}

/// Whether there is something that a title and a sheet of paper belong to.
fn is_drawn(plan: &Plan) -> bool {
    plan.figure.is_some() || plan.map().is_some()
}

/// The figure's paper: width in mm, letters in points.
fn sheet(sheet: &Sheet) -> serde_json::Value {
    json!({
        "width": sheet.width,
        "font_size": sheet.font_size,
        "svg_text": sheet.svg_text.name(),
    })
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale list scenarios")]
pub(super) struct ListArgs {
    /// Folder with scenario files, in itself or in folders in it
    #[arg(value_name = "DIR", default_value = "scenarios")]
    folder: PathBuf,
}

/// Scenario files of a folder, and the folders in it in order.
fn within(folder: &Path) -> std::io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    folders.sort();
    Ok((files, folders))
}

pub(super) fn list(args: &ListArgs, console: &Console) -> CliResult {
    let unreadable = |e: std::io::Error| {
        CliError::usage(anyhow!(
            "{}: {e}; name a folder with scenario files",
            args.folder.display()
        ))
    };
    let (mut paths, folders) = within(&args.folder).map_err(unreadable)?;
    paths.sort();
    for folder in folders {
        // Folders in it that cannot be read hold nothing to list.
        let (mut inner, _) = within(&folder).unwrap_or_default();
        inner.sort();
        paths.extend(inner);
    }
    let mut rows = vec![
        ["file", "cells", "replicates", "title"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for path in &paths {
        // One bad file does not hide the others.
        let (facts, cells, replicates, title) = match load_any(path, Overrides::default()) {
            Ok(Scenario::TwoClasses(plan)) => (
                facts(path, &plan),
                maps::cells(&plan),
                plan.replicates,
                plan.title,
            ),
            Ok(Scenario::Groups(plan)) => (
                groups::facts(&origin(path), &plan),
                groups::cells(&plan),
                plan.replicates,
                plan.title,
            ),
            Err(error) => {
                console.error(&error.to_string());
                continue;
            }
        };
        match console.json {
            true => console.print_json(&facts)?,
            false => rows.push(vec![
                path.display().to_string(),
                cells.to_string(),
                replicates.to_string(),
                title,
            ]),
        }
    }
    if !console.json {
        console.print(&table(&rows))?;
    }
    Ok(())
}
