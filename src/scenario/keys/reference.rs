//! The keys as tables of a document.

use super::of_groups::TOP_OF_GROUPS;
use super::{Holds, Named, of, tables, tables_of_groups};
use crate::scenario::allowed_values::AXIS as WRITTEN_AXIS;

/// (name of the table, rows of key, meaning, allowed, default and example), in order.
pub fn reference() -> Vec<(&'static str, Vec<[String; 5]>)> {
    described(tables())
}

/// The same of scenarios about groups, but for tables that are those of two classes.
pub fn reference_of_groups() -> Vec<(&'static str, Vec<[String; 5]>)> {
    described(tables_of_groups())
}

/// A table: its name and its rows.
type Described = (&'static str, Vec<[String; 5]>);

fn described(tables: impl Iterator<Item = Named>) -> Vec<Described> {
    let rows = |table| {
        let keys = of(table).into_iter();
        keys.map(|key| {
            let allowed = match key.allowed.is_empty() {
                true => said(key.kind),
                false => key.allowed.into_owned(),
            };
            let code = |text: &str| format!("`{text}`");
            [
                code(key.name),
                key.meaning.into_owned(),
                allowed,
                key.default.into_owned(),
                code(key.example),
            ]
        })
        .collect()
    };
    tables.map(|(name, title, _)| (title, rows(name))).collect()
}

/// What a key of a scenario about groups may hold, in words for a complaint.
pub(in crate::scenario) fn said_of_groups(table: &str, key: &str) -> Option<String> {
    let key = of(&within_groups(table))
        .into_iter()
        .find(|k| k.name == key)?;
    // "Below" is in the reference.
    let plain = key.allowed.replace('`', "").replace(", see below", "");
    if table == "vary" {
        return Some(format!("{WRITTEN_AXIS}: {plain}"));
    }
    Some(match key.kind {
        _ if plain.is_empty() => said(key.kind).replace('`', ""),
        Holds::Number(_) => format!("a number: {plain}"),
        Holds::List(_) | Holds::Counted(..) if !plain.contains("list") => {
            format!("a list: {plain}")
        }
        Holds::Text
        | Holds::Line
        | Holds::Boolean
        | Holds::Whole(..)
        | Holds::OneOf(_)
        | Holds::Words(_)
        | Holds::Pair
        | Holds::List(_)
        | Holds::Counted(..)
        | Holds::Named(_)
        | Holds::Any(_)
        | Holds::Table(_)
        | Holds::Tables(_) => plain,
    })
}

/// The tables of a scenario about groups that have a key, by their names in a file.
pub(in crate::scenario) fn tables_of_groups_with(key: &str) -> Vec<&'static str> {
    let having = tables_of_groups().filter(|(name, ..)| of(name).iter().any(|k| k.name == key));
    let name = |full: &'static str| full.strip_prefix("groups.").unwrap_or("");
    having
        .map(|(full, ..)| name(full))
        .filter(|name| !name.contains('.'))
        .collect()
}

/// The name here of a table of a scenario about groups.
pub(super) fn within_groups(table: &str) -> String {
    match table {
        "" => TOP_OF_GROUPS.to_owned(),
        // `x` and `y` of a map have the same keys.
        "map.y" => "groups.map.x".to_owned(),
        "verify" => table.to_owned(),
        _ => format!("{TOP_OF_GROUPS}.{table}"),
    }
}

/// What a kind says of itself.
fn said(kind: Holds) -> String {
    match kind {
        Holds::Words(words) => {
            let words: Vec<String> = words().iter().map(|w| format!("`{w:?}`")).collect();
            words.join(", ")
        }
        Holds::Boolean => "`true`, `false`".to_owned(),
        Holds::Text => "text".to_owned(),
        Holds::Line => "text on one line".to_owned(),
        Holds::Whole(least, most) => format!("whole number, {least} to {most}"),
        Holds::OneOf(all) => {
            let all: Vec<String> = all.iter().map(i64::to_string).collect();
            all.join(" or ")
        }
        Holds::Number(_) => "number".to_owned(),
        Holds::Pair => "two numbers".to_owned(),
        Holds::List(Holds::Number(_)) => "a list of numbers".to_owned(),
        Holds::List(of) => format!("a list of {}", said(*of)),
        Holds::Counted(of, least, most) => {
            format!("a list of {least} to {most}, each {}", said(*of))
        }
        Holds::Named(Holds::Number(_)) => "a number for each name".to_owned(),
        Holds::Named(of) => format!("{} for each name", said(*of)),
        Holds::Any(kinds) => {
            let all: Vec<String> = kinds.iter().map(|kind| said(*kind)).collect();
            all.join(", or ")
        }
        Holds::Table(_) => "table".to_owned(),
        Holds::Tables(_) => "list of tables".to_owned(),
    }
}
