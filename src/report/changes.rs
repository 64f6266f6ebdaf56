//! What differs between two scenarios, key by key.

use std::path::Path;

use serde::Serialize;
use toml::Value;

use super::folder::MANIFEST;
use super::results::SCENARIO;
use crate::bounded::{MOST_RECORD, MOST_SCENARIO, read_text};
use crate::printable::one_line;
use crate::scenario::table_of;
use crate::sweep::METHOD_VERSION;

/// A key that has another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Path of the key, such as `method[1].loss`.
    pub key: String,
    /// Its value before; `None` where it was not given.
    pub old: Option<String>,
    /// Its value now.
    pub new: Option<String>,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |side: &Option<String>| match side {
            Some(value) => shortened(&one_line(value)),
            None => "none".to_owned(),
        };
        let (old, new) = (shown(&self.old), shown(&self.new));
        write!(f, "{} {old} → {new}", one_line(&self.key))
    }
}

/// Longer values are cut where people read them.
const LONGEST: usize = 60;

pub(super) fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// What new results of a folder would differ in from those that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The keys of the scenario that differ.
    pub changes: Vec<Change>,
    /// The program that made them, if it is not this one.
    pub made_by: Option<String>,
}

impl Earlier {
    /// Looks at a folder; `None` if it has no results, or none that can be read.
    pub fn of(folder: &Path, resolved: &str) -> Option<Self> {
        let manifest = read_text(&folder.join(MANIFEST), MOST_RECORD).ok()?;
        let manifest: serde_json::Value = serde_json::from_str(&manifest).ok()?;
        let old = read_text(&folder.join(SCENARIO), MOST_SCENARIO).ok()?;
        let version = one_line(manifest["thumbscale"]["version"].as_str().unwrap_or("?"));
        let method = manifest["method_version"].as_u64().unwrap_or(0);
        let own = (env!("CARGO_PKG_VERSION"), u64::from(METHOD_VERSION));
        let made_by = format!("thumbscale {version} (method version {method})");
        Some(Self {
            changes: changes(&old, resolved)?,
            made_by: ((version.as_str(), method) != own).then_some(made_by),
        })
    }
}

/// The keys in which two scenarios differ, in the order of their paths; `None` if either
/// cannot be read.
pub fn changes(old: &str, new: &str) -> Option<Vec<Change>> {
    let flat = |text: &str| -> Option<std::collections::BTreeMap<String, String>> {
        let mut all = Default::default();
        flatten("", &Value::Table(table_of(text)?), &mut all);
        Some(all)
    };
    let (old, new) = (flat(old)?, flat(new)?);
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |key: &String| Change {
        key: key.clone(),
        old: old.get(key).cloned(),
        new: new.get(key).cloned(),
    };
    let all = keys.into_iter().map(change);
    Some(all.filter(|change| change.old != change.new).collect())
}

/// Every value that is no table of its own, with its path.
fn flatten(path: &str, value: &Value, all: &mut std::collections::BTreeMap<String, String>) {
    let items = value.as_array().filter(|a| a.iter().any(Value::is_table));
    match (value.as_table(), items) {
        (Some(table), _) => {
            for (key, value) in table {
                let path = match path {
                    "" => key.clone(),
                    _ => format!("{path}.{key}"),
                };
                flatten(&path, value, all);
            }
        }
        (None, Some(items)) => {
            for (i, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{i}]"), item, all);
            }
        }
        (None, None) => {
            all.insert(path.to_owned(), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_differs_is_named_with_both_values() {
        let old = "seed = 1\n[training]\ndelta = 0.2\n[[method]]\nname = \"a\"\n[vary]\nn = [1, 2]";
        let new = "seed = 2\n[training]\n[[method]]\nname = \"a\"\n[[method]]\nname = \"b\"\n\
                   [vary]\nn = { from = 1, to = 3 }";
        let said: Vec<String> = changes(old, new)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "method[1].name none → \"b\"",
                "seed 1 → 2",
                "training.delta 0.2 → none",
                "vary.n [1, 2] → none",
                "vary.n.from none → 1",
                "vary.n.to none → 3",
            ]
        );
        assert_eq!(changes(new, new), Some(Vec::new()));
        assert_eq!(changes("= broken", new), None);
    }
}
