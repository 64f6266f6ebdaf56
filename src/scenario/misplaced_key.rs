//! Where a key belongs that stands in the wrong table.

use super::keys::{self, holds, tables_of_groups_with, tables_with};
use super::plan::Parameter;

/// What fixes a value and what lets it vary.
const VARIED: &str = ", or in [vary] to let it vary";
/// A map has axes of its own.
const MAPPED: &str = ", or is the parameter of an axis of [map]";

/// The table of a key that is known elsewhere.
pub(super) fn belongs(key: &str, beside_a_map: bool) -> Option<String> {
    let parameter = Parameter::from_name(key);
    let more = match parameter {
        Some(parameter) if beside_a_map && !parameter.is_of_the_limit() => "",
        Some(_) if beside_a_map => MAPPED,
        Some(_) => VARIED,
        None => "",
    };
    let varies = |table: &&str| *table == "vary" && parameter.is_some_and(|p| holds("vary", p));
    let methods = |table: &&str| *table == "method" && beside_a_map;
    let tables = tables_with(key).into_iter();
    let tables: Vec<String> = tables
        .filter(|table| !varies(table) && !methods(table))
        .map(named)
        .collect();
    match &tables[..] {
        [] => None,
        [table] => Some(format!("`{key}` belongs {table}{more}")),
        [first @ .., last] => {
            let first = first.join(", ");
            let last = last.trim_start_matches("in ");
            Some(format!("`{key}` belongs {first} or {last}{more}"))
        }
    }
}

/// The same in a file about groups.
///
/// `path` is where the key stands.
pub(super) fn belongs_in_groups(key: &str, path: &str) -> Option<String> {
    if key == path && ["finite_size", "paired"].contains(&key) {
        return Some(format!(
            "scenarios about groups have no {key}: remove the table (docs/groups.md says what they have)"
        ));
    }
    let of_two_classes = || keys::of("method").iter().any(|known| known.name == key);
    if path.starts_with("method[") && of_two_classes() {
        return Some(format!(
            "methods of two classes have `{key}`, those of groups do not: remove it (docs/groups.md)"
        ));
    }
    let tables = tables_of_groups_with(key);
    if path.starts_with("vary.") && !tables.contains(&"vary") {
        let table = named(tables.first()?);
        return Some(format!(
            "`{key}` does not vary in scenarios about groups: it stands once, {table}, and every \
             other value is a scenario of its own"
        ));
    }
    let fixes = tables.iter().find(|table| **table != "vary");
    let table = named(fixes.or(tables.first())?);
    let more = if tables.contains(&"vary") { VARIED } else { "" };
    let varies = if table == "in [vary]" { "" } else { more };
    Some(format!("`{key}` belongs {table}{varies}"))
}

fn named(table: &str) -> String {
    match table {
        "group" => "in a [[group]]".to_owned(),
        "" => "at the top of the file, before the first [table]".to_owned(),
        "method" => "in a [[method]]".to_owned(),
        _ => format!("in [{table}]"),
    }
}
