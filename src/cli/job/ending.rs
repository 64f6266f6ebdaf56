//! How a run ended, in words and for machines.

use std::path::Path;

use anyhow::anyhow;
use serde_json::json;
use thumbscale::report::{Earlier, FailureRow, Manifest, Results};

use crate::cli::console::Console;
use crate::cli::exit::{CliError, CliResult};
use crate::cli::maps;
use crate::cli::precision_reached;
use crate::cli::typed_path::typed_path;
use crate::cli::verdict::{extend, incomplete, sentence, verdict};

/// Failed replicates that are named on the console.
const NAMED: usize = 5;

/// A run with failures does not end well, though all its files are there.
pub(super) fn conclude(results: &Results, folder: &Path) -> CliResult {
    if let Some(what) = incomplete(results) {
        return Err(CliError::failed(anyhow!(
            "{}: {what}; {} names them",
            results.plan.name,
            folder.join("summary.md").display()
        )));
    }
    if results.failed.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = results.failed.iter().take(NAMED).map(line).collect();
    let more = match results.failed.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    Err(CliError::failed(anyhow!(
        "{}: {} replicates failed and are left out of the means; {} lists them, `thumbscale replay \
         {} --cell ID --replicate K` runs one again\n{}{more}",
        results.plan.name,
        results.failed.len(),
        folder.join("failures.csv").display(),
        typed_path(folder),
        named.join("\n"),
    )))
}

fn line(row: &FailureRow) -> String {
    format!(
        "  {} replicate {} (seed {}): {}",
        row.cell, row.replicate, row.seed, row.reason
    )
}

pub(super) fn tell(
    results: &Results,
    manifest: &Manifest,
    (reused, simulated): (usize, usize),
    earlier: Option<Earlier>,
    folder: &Path,
    console: &Console,
) -> std::io::Result<()> {
    if console.json {
        let mut object = json!({
            "scenario": results.plan.name,
            "folder": folder.display().to_string(),
            "cells": results.plan.cells.len(),
            "replicates": results.plan.replicates,
            "seed": results.plan.seed,
            "reused_replicates": reused,
            "simulated_replicates": simulated,
            "changed": earlier.map(|earlier| earlier.changes),
            "seconds": manifest.value()["seconds"],
        });
        extend(&mut object, verdict(results));
        extend(&mut object, maps::facts(results));
        extend(
            &mut object,
            precision_reached::as_json(results.short_of_precision()),
        );
        return console.print_json(&object);
    }
    if let Some(cells) = maps::sentence(results) {
        console.print(&format!("{}: {cells}", results.plan.name))?;
    }
    if results.map.is_none() || !results.cells.is_empty() {
        console.print(&format!("{}: {}", results.plan.name, sentence(results)))?;
    }
    let short = results.short_of_precision();
    if let Some(short) = precision_reached::sentence(short, results.plan.cells.len()) {
        console.print(&short)?;
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
    let trend = results.plan.finite_size().map_or("", |_| ", trend.csv");
    let figure = results.plan.figure.as_ref().map_or("", |_| ", figure.svg");
    console.print(&format!(
        "  {}: summary.md, cells.csv{trend}{figure}",
        folder.display()
    ))
}
