//! The keys as tables of a document.

use super::{Kind, Named, of, tables, tables_of_groups};

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

/// What a kind says of itself.
fn said(kind: Kind) -> String {
    match kind {
        Kind::Words(words) => {
            let words: Vec<String> = words().iter().map(|w| format!("`{w:?}`")).collect();
            words.join(", ")
        }
        Kind::Boolean => "`true`, `false`".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Line => "text on one line".to_owned(),
        Kind::Whole(least, most) => format!("whole number, {least} to {most}"),
        Kind::OneOf(all) => {
            let all: Vec<String> = all.iter().map(i64::to_string).collect();
            all.join(" or ")
        }
        Kind::Number(_) => "number".to_owned(),
        Kind::Pair => "two numbers".to_owned(),
        Kind::List(of) => format!("list of {}", said(*of)),
        Kind::Named(of) => format!("{} for each name", said(*of)),
        Kind::Any(kinds) => {
            let all: Vec<String> = kinds.iter().map(|kind| said(*kind)).collect();
            all.join(", or ")
        }
        Kind::Table(_) => "table".to_owned(),
        Kind::Tables(_) => "list of tables".to_owned(),
    }
}
