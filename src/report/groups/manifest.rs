//! Where results about groups come from.

use std::time::SystemTime;

use serde_json::json;

use super::results::GroupResults;
use crate::report::manifest::{Circumstances, Manifest, machine};
use crate::sweep::METHOD_VERSION;

impl Manifest {
    /// Of finished results about groups.
    pub fn of_groups(results: &GroupResults, circumstances: &Circumstances) -> Self {
        let plan = &results.plan;
        let overview = results.overview();
        let mut entries = json!({
            "scenario": plan.name,
            "title": plan.title,
            "thumbscale": {
                "version": env!("CARGO_PKG_VERSION"),
                "revision": env!("THUMBSCALE_REVISION"),
            },
            "groups": plan.group_names(),
            "seed": plan.seed,
            "replicates": plan.replicates,
            "random_numbers": "ChaCha8; one stream for each (parameter values, replicate, purpose)",
            "conventions": {
                "group_samples": "prior * n rounded down, what is left to the largest remainders, unless labels are random",
                "dimension": "round(delta * n)",
            },
            "cells": plan.cells.len(),
            "map_cells": plan.map.as_ref().map(|map| map.cells()),
            "comparisons": overview.comparisons,
            "designs": overview.designs,
            "passed": overview.passed,
            "verdict": overview.verdict,
            "begun": humantime::format_rfc3339_seconds(circumstances.begun.max(SystemTime::UNIX_EPOCH))
                .to_string(),
            "seconds": circumstances.took.as_secs_f64(),
            "reused_replicates": circumstances.reused,
            "method_version": METHOD_VERSION,
            "sessions": circumstances.sessions,
            "machine": machine(circumstances.threads),
        });
        let methods = plan.method_names();
        if !methods.is_empty() {
            entries["methods"] = json!(methods);
        }
        Self::from(entries)
    }
}
