//! Where results come from: enough to make them again.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::results::Results;
use super::simulation_caption::methods;
use crate::sweep::{METHOD_VERSION, Session, cpu_features};

/// What only the caller knows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    /// When it began.
    pub begun: SystemTime,
    /// How long it took.
    pub took: Duration,
    /// Worker threads.
    pub threads: usize,
    /// Replicates taken from earlier runs.
    pub reused: usize,
    /// Those runs: what else the numbers can depend on.
    pub sessions: Vec<Session>,
}

/// The content of `manifest.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest(Value);

impl Manifest {
    /// Of finished results.
    pub fn of(results: &Results, circumstances: &Circumstances) -> Self {
        let plan = &results.plan;
        let overview = results.overview();
        Self(json!({
            "scenario": plan.name,
            "title": plan.title,
            "thumbscale": {
                "version": env!("CARGO_PKG_VERSION"),
                "revision": env!("THUMBSCALE_REVISION"),
            },
            "seed": plan.seed,
            "replicates": plan.replicates,
            "simulation_methods": methods(&results.cells),
            "random_numbers": "ChaCha8; one stream for each (parameter values, replicate, purpose)",
            "conventions": {
                "minority_samples": "round(minority_prior * n), the same in every replicate, unless labels are random",
                "dimension": "round(delta * n)",
                "equal_error_weight": "from the realised d/n and n_minority/n; (d+1)/n, which counts the intercept, differs by O(1/n)",
            },
            "cells": plan.cells.len(),
            "map_cells": plan.map().map(|map| map.cells()),
            "failed_map_cells": results.map.as_ref().map(|tables| tables.failed().count()),
            "comparisons": overview.comparisons,
            "share_within_2": overview.share_within_2,
            "trends": results.trends().map(|(overview, _)| overview),
            "designs": overview.designs,
            "passed": results.passed(),
            "verdict": results.verdict(),
            // Times before 1970, of a machine whose clock is not set, cannot be formatted.
            "begun": humantime::format_rfc3339_seconds(circumstances.begun.max(SystemTime::UNIX_EPOCH))
                .to_string(),
            "seconds": circumstances.took.as_secs_f64(),
            "reused_replicates": circumstances.reused,
            "method_version": METHOD_VERSION,
            "sessions": circumstances.sessions,
            "machine": machine(circumstances.threads),
        }))
    }

    /// The same with one more entry.
    pub(super) fn naming(&self, (key, value): (&str, Value)) -> Self {
        let mut object = self.0.clone();
        object[key] = value;
        Self(object)
    }

    /// As a JSON object.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// As text, indented.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", self.0)
    }
}

impl From<Value> for Manifest {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

/// Where it ran, on so many threads.
pub(super) fn machine(threads: usize) -> Value {
    json!({
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "processor": processor(),
        "cpu_features": cpu_features(),
        "threads": threads,
    })
}

fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|l| l.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
