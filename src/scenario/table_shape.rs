//! Whether tables are tables.
//!
//! The reader takes a list for a table by the order of keys, which is nothing that a scenario
//! says; and what it says of a number in place of a table names types of this program.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{ScenarioError, ScenarioText};
use super::groups::describes_groups;
use super::keys;

/// Tables in braces: (table, key, what it looks like).
const IN_BRACES: [(&str, &str, &str); 5] = [
    (
        "paired",
        "reference",
        "{ weight_ratio = …, method = … }, one of the two or both",
    ),
    (
        "map",
        "x",
        "{ parameter = …, from = …, to = …, points = … }",
    ),
    (
        "map",
        "y",
        "{ parameter = …, from = …, to = …, points = … }",
    ),
    ("map", "panels", "{ parameter = …, values = […] }"),
    ("map", "overlay", "{ x = […], y = […] }"),
];

/// The first value in place of a table. A text that is no TOML has none: that is said first.
pub(super) fn misshapen(source: &ScenarioText<'_>) -> Option<ScenarioError> {
    let file = DeTable::parse(source.text).ok()?;
    let file = file.get_ref();
    let of_groups = describes_groups(source.text);
    let mut found: Vec<ScenarioError> = Vec::new();
    for table in keys::headed(of_groups) {
        let value = file.get(table).filter(|value| !value.get_ref().is_table());
        found.extend(value.map(|value| headed(source, table, value)));
    }
    let has = |table: &str, key: &str| {
        let mut keys = keys::in_file(table, of_groups).into_iter();
        keys.any(|known| known.name == key)
    };
    for (table, key, like) in IN_BRACES
        .into_iter()
        .filter(|(table, key, _)| has(table, key))
    {
        let inner = file.get(table).and_then(|table| table.get_ref().as_table());
        let value = inner.and_then(|table| table.get(key));
        let value = value.filter(|value| !value.get_ref().is_table());
        found.extend(value.map(|value| {
            let message = format!("is {}, where a table is needed", kind(value.get_ref()));
            source
                .at(value.span(), message)
                .allowed(format!("a table in braces: {like}"))
        }));
    }
    for list in keys::listed(of_groups) {
        found.extend(file.get(list).and_then(|value| listed(source, list, value)));
    }
    found
        .into_iter()
        .min_by_key(|error| (error.line, error.column))
}

fn headed(source: &ScenarioText<'_>, table: &str, value: &Spanned<DeValue<'_>>) -> ScenarioError {
    let message = format!("is {}, where a table is needed", kind(value.get_ref()));
    let error = source.at(value.span(), message).allowed(format!(
        "a table: a heading [{table}] with a line for each of its keys"
    ));
    let mut error = error.help(format!("write [{table}]"));
    let text = source.text.get(value.span()).unwrap_or_default();
    if text.starts_with("[[") && text.ends_with("]]") {
        error.mending.instead = Some((value.span(), format!("[{table}]")));
    }
    error
}

/// A list of tables that is none.
fn listed(
    source: &ScenarioText<'_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<ScenarioError> {
    let wrong = match value.get_ref().as_array() {
        Some(items) => items.iter().find(|item| !item.get_ref().is_table())?,
        None => value,
    };
    let message = format!("holds {}, where tables are needed", kind(wrong.get_ref()));
    let mut error = source
        .at(wrong.span(), message)
        .allowed(format!(
            "a list of {name}s, each under a heading [[{name}]]"
        ))
        .help(format!("write [[{name}]]"));
    let text = source.text.get(wrong.span()).unwrap_or_default();
    if text == format!("[{name}]") {
        error.message = "is one table".to_owned();
        error.mending.instead = Some((wrong.span(), format!("[[{name}]]")));
    }
    Some(error)
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
