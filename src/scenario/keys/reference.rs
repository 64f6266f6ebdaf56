//! The keys as tables of a document.

use super::{Holds, of, tables};

/// (name of the table, rows of key, meaning, allowed, default and example), in order.
pub fn reference() -> Vec<(&'static str, Vec<[String; 5]>)> {
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
    tables()
        .map(|(name, title, _)| (title, rows(name)))
        .collect()
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
        Holds::Number(_) => "number".to_owned(),
        Holds::Pair => "two numbers".to_owned(),
        Holds::List(of) => format!("list of {}", said(*of)),
        Holds::Any(kinds) => {
            let all: Vec<String> = kinds.iter().map(|kind| said(*kind)).collect();
            all.join(", or ")
        }
        Holds::Table(_) => "table".to_owned(),
        Holds::Tables(_) => "list of tables".to_owned(),
    }
}
