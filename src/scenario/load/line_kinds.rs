//! What a line of a scenario's text is, told without reading the whole.

/// A path as it is for every table of its name: `method.loss` of `method[1].loss`.
pub(super) fn without_places(path: &str) -> String {
    let parts = path.split('.');
    let names = parts.map(|part| part.split('[').next().unwrap_or(part));
    names.collect::<Vec<_>>().join(".")
}

pub(super) fn is_heading(line: &str) -> bool {
    let line = line.trim_start();
    let name = line.trim_start_matches('[');
    name.len() < line.len()
        && name
            .trim_start()
            .starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The table that a heading names.
pub(super) fn name_of(heading: &str) -> &str {
    let heading = heading.split('#').next().unwrap_or("");
    heading.trim().trim_matches(['[', ']', ' '])
}

/// The key that a line begins with, if it begins like a statement.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim();
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    (!key.is_empty() && key.chars().all(bare)).then_some(key)
}
