//! Which `key = value` of a scenario file a place belongs to.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One `key = value` on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// Path of its key, such as `method[1].loss`.
    pub(super) path: String,
    /// The bytes from its key to the end of its value.
    pub(super) range: Range<usize>,
    /// The bytes of its value.
    pub(super) value: Range<usize>,
}

/// The statement that a place lies in, as far as the text can be read.
pub(super) fn statement_at(text: &str, place: usize) -> Option<Statement> {
    let (table, _) = DeTable::parse_recoverable(text);
    within(table.get_ref(), text, place, "")
}

/// What is written at a place: the words there, or the value of the key there.
pub(super) fn value_at(text: &str, span: &Range<usize>) -> Option<String> {
    let statement = statement_at(text, span.start)?;
    let meant = match span.start < statement.value.start {
        true => statement.value,
        false => span.clone(),
    };
    text.get(meant).map(shortened)
}

/// Longer values are cut: they are there to be recognised.
const LONGEST: usize = 200;

fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn within(table: &DeTable<'_>, text: &str, place: usize, above: &str) -> Option<Statement> {
    table.iter().find_map(|(key, value)| {
        let path = match above {
            "" => key.get_ref().to_string(),
            _ => format!("{above}.{}", key.get_ref()),
        };
        let table = value.get_ref().as_table();
        let items = value.get_ref().as_array();
        match (table, items) {
            (Some(inner), _) if !is_inline(value, text) => within(inner, text, place, &path),
            (_, Some(items)) if items.iter().any(|item| is_headed(item, text)) => items
                .iter()
                .enumerate()
                .filter_map(|(i, item)| Some((i, item.get_ref().as_table()?)))
                .find_map(|(i, inner)| within(inner, text, place, &format!("{path}[{i}]"))),
            _ => {
                let range = key.span().start..value.span().end;
                let value = value.span();
                range
                    .contains(&place)
                    .then_some(Statement { path, range, value })
            }
        }
    })
}

/// Whether it is written in braces, and not under a heading or by dotted keys.
fn is_inline(value: &Spanned<DeValue<'_>>, text: &str) -> bool {
    let start = text.get(value.span().start..);
    start.is_some_and(|rest| rest.starts_with('{'))
}

fn is_headed(value: &Spanned<DeValue<'_>>, text: &str) -> bool {
    value.get_ref().is_table() && !is_inline(value, text)
}
