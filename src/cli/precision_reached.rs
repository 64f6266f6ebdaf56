//! Whether the precision that a scenario asks for is there.

use serde_json::{Value, json};

/// For machines; `short` are the cells that are less precise, if the scenario asks.
pub(super) fn as_json(short: Option<usize>) -> Value {
    match short {
        Some(short) => {
            json!({ "precision_reached": short == 0, "cells_short_of_precision": short })
        }
        None => json!({}),
    }
}

/// For people, where it is not there.
pub(super) fn sentence(short: Option<usize>, cells: usize) -> Option<String> {
    let short = short.filter(|short| *short > 0)?;
    Some(format!(
        "  [precision] is not reached in {short} of {cells} cells: raise [simulation] replicates"
    ))
}
