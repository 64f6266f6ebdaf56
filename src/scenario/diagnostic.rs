//! One clear complaint about a scenario file.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::allowed_values::allowed;
use super::groups::describes_groups;
use super::keys::said_of_groups;
use super::statement::value_at;
use crate::printable::one_line;
use crate::written::as_written;

/// What is wrong with a scenario, where, and how to mend it; see [`Complaint`] for its
/// parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError(Box<Complaint>);

/// The parts of a [`ScenarioError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file.
    pub origin: String,
    /// Line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of the key, such as `training.delta`; empty if none.
    pub key: String,
    /// What is wrong, with the value found.
    pub message: String,
    /// What is allowed.
    pub allowed: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The value found, as it is written, where one is meant.
    pub value: Option<String>,
    /// The line in the file, and how many characters of it are meant.
    excerpt: Option<(String, usize)>,
    /// What a reader who goes on beyond this complaint has to know of it.
    pub(super) mending: Mending,
}

/// How a text might be made right, so that what else is wrong with it can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mending {
    /// The bytes that are wrong.
    pub(super) span: Option<Range<usize>>,
    /// What was probably meant in their place.
    pub(super) instead: Option<(Range<usize>, String)>,
    /// Values in place of several that are wrong together only.
    pub(super) together: Vec<(Range<usize>, String)>,
    /// Whether it is of a table beside another, and either would do.
    pub(super) is_one_too_many: bool,
    /// Table and key that are missing.
    pub(super) lacks: Option<(String, String)>,
    /// What it rests on: a table that may have lost a key, or a key whose values may have changed.
    pub(super) rests_on: Option<&'static str>,
    /// Whether it is said of how many there are: without one of them it may be said again.
    pub(super) counts: bool,
    /// Cells that the text asks for, as far as it was read: what it costs to read it again.
    pub(super) cells: usize,
}

impl std::ops::Deref for ScenarioError {
    type Target = Complaint;

    fn deref(&self) -> &Complaint {
        &self.0
    }
}

impl std::ops::DerefMut for ScenarioError {
    fn deref_mut(&mut self) -> &mut Complaint {
        &mut self.0
    }
}

impl ScenarioError {
    /// About a file that cannot be read.
    pub(super) fn about_file(origin: &str, message: String, help: Option<String>) -> Self {
        Self(Box::new(Complaint {
            origin: origin.to_owned(),
            line: 0,
            column: 0,
            key: String::new(),
            message,
            allowed: None,
            help,
            value: None,
            excerpt: None,
            mending: Mending::default(),
        }))
    }

    /// Whether a key is meant that its table does not have.
    pub(super) fn is_of_unknown_key(&self) -> bool {
        self.message == UNKNOWN_KEY
    }

    /// Adds what is allowed.
    pub(super) fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Names the key that is missing, and the table that it is missing in.
    pub(super) fn lacking(mut self, table: impl Into<String>, key: &str) -> Self {
        self.mending.lacks = Some((table.into(), key.to_owned()));
        self
    }

    /// Names the table, or the key, without which it would not be said.
    pub(super) fn resting_on(mut self, path: &'static str) -> Self {
        self.mending.rests_on = Some(path);
        self
    }

    /// Adds what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What is said of a key that its table does not have.
pub(super) const UNKNOWN_KEY: &str = "is an unknown key";

/// Characters of a line that are shown, and those among them before what is meant.
const SHOWN: usize = 160;
const BEFORE: usize = 40;

/// The part of a long line in which something is meant, with its place and length there.
fn visible(line: &str, column: usize, width: usize) -> (String, usize, usize) {
    let line = line.replace('\t', " ");
    let length = line.chars().count();
    if length <= SHOWN {
        return (line, column, width);
    }
    let first = column.saturating_sub(BEFORE);
    let before = if first > 0 { "…" } else { "" };
    let after = if first + SHOWN < length { "…" } else { "" };
    let part: String = line.chars().skip(first).take(SHOWN).collect();
    let column = column - first;
    let width = width.min(SHOWN.saturating_sub(column));
    let column = column + before.chars().count();
    (format!("{before}{part}{after}"), column, width)
}

impl std::error::Error for ScenarioError {}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.origin))?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        f.write_str(": ")?;
        if !self.key.is_empty() {
            write!(f, "`{}` ", told(&self.key))?;
        }
        f.write_str(&told(&self.message))?;
        let mut margin = String::new();
        if let Some((line, width)) = &self.excerpt {
            margin = " ".repeat(self.line.to_string().len());
            let (shown, column, width) = visible(line, self.column.saturating_sub(1), *width);
            let (indent, carets) = (" ".repeat(column), "^".repeat(width.max(1)));
            write!(
                f,
                "\n{margin} |\n{} | {}\n{margin} | {indent}{carets}",
                self.line,
                one_line(&shown)
            )?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, "\n{margin} = allowed: {}", told(allowed))?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n{margin} = help: {}", told(help))?;
        }
        Ok(())
    }
}

/// Characters of a part that people are shown; those of a value can be a million.
const TOLD: usize = 1500;

/// On one line, without the middle of what is longer than anybody reads.
fn told(text: &str) -> String {
    let count = text.chars().count();
    if count <= TOLD {
        return one_line(text);
    }
    let beginning: String = text.chars().take(TOLD / 2).collect();
    let end: String = text.chars().skip(count - TOLD / 2).collect();
    one_line(&format!("{beginning} … {end}"))
}

/// The text of a scenario, to point into.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScenarioText<'a> {
    pub(super) origin: &'a str,
    pub(super) text: &'a str,
}

impl ScenarioText<'_> {
    /// A complaint about the bytes `span`; the message follows the key.
    pub(super) fn at(&self, span: Range<usize>, message: impl Into<String>) -> ScenarioError {
        // A value that a default or an override supplied has no place in the file.
        let placed = !span.is_empty() && self.text.get(span.clone()).is_some();
        let mut error = ScenarioError::about_file(self.origin, message.into(), None);
        if placed {
            let start = self.text[..span.start].rfind('\n').map_or(0, |i| i + 1);
            let line = self.text[start..].lines().next().unwrap_or("");
            let end = span.end.min(start + line.len());
            error.line = self.text[..start].matches('\n').count() + 1;
            error.column = self.text[start..span.start].chars().count() + 1;
            let width = self
                .text
                .get(span.start..end)
                .map_or(1, |s| s.chars().count());
            error.excerpt = Some((line.to_owned(), width));
            if !self.is_excessive() {
                error.key = self.key_at(&span);
                error.value = value_at(self.text, &span);
            }
            error.message = as_written(error.message.clone(), &self.text[span.clone()]);
            error.mending.span = Some(span);
        }
        error
    }

    /// A value that is not one of those that its key may have; see [`allowed`].
    pub(super) fn not_allowed(
        &self,
        span: Range<usize>,
        value: impl fmt::Display,
    ) -> ScenarioError {
        let error = self.at(span, format!("= {value} is not allowed"));
        match self.allowed(&error.key) {
            Some(words) => error.allowed(words),
            None => error,
        }
    }

    /// What a key may hold, by its path, in the kind of scenario that this is.
    pub(super) fn allowed(&self, path: &str) -> Option<String> {
        if !describes_groups(self.text) {
            return allowed(path);
        }
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        said_of_groups(table.split('[').next().unwrap_or(table), key)
    }

    /// A complaint about a table as a whole, at its heading; at the top of the file if it has
    /// none.
    pub(super) fn in_table(&self, table: &str, message: impl Into<String>) -> ScenarioError {
        let heading = self.value_in("", table);
        let missing = heading.is_empty();
        let first = self.text.chars().next().map_or(0, char::len_utf8);
        let mut error = self.at(if missing { 0..first } else { heading }, message);
        error.key = table.to_owned();
        error.value = None;
        if missing {
            // What stands there has nothing to do with it, and mending it would not help.
            error.mending.span = None;
        }
        error
    }

    /// A key that is needed and nowhere.
    pub(super) fn absent(&self, table: &str, key: &str) -> ScenarioError {
        let mut error = self.in_table(table, "has no value").lacking(table, key);
        error.key = format!("{table}.{key}");
        error.mending.span = None;
        error
    }

    /// A complaint about the file as a whole.
    pub(super) fn overall(&self, message: impl Into<String>) -> ScenarioError {
        ScenarioError::about_file(self.origin, message.into(), None)
    }

    /// Where a table's value stands; nowhere if it does not. The tables themselves are in "".
    pub(super) fn value_in(&self, table: &str, key: &str) -> Range<usize> {
        let (file, _) = DeTable::parse_recoverable(self.text);
        let inner = match table {
            "" => Some(file.get_ref()),
            _ => file
                .get_ref()
                .get(table)
                .and_then(|t| t.get_ref().as_table()),
        };
        let value = inner.and_then(|table| table.get(key));
        value.map_or(0..0, |value| value.span())
    }

    /// Path of the innermost key whose key or value contains the span.
    fn key_at(&self, span: &Range<usize>) -> String {
        let (table, _) = DeTable::parse_recoverable(self.text);
        let mut path = Vec::new();
        descend(table.get_ref(), span, &mut path);
        path.join(".")
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether the span lies in this table; fills in the path on the way.
fn descend(table: &DeTable<'_>, span: &Range<usize>, path: &mut Vec<String>) -> bool {
    for (key, value) in table.iter() {
        path.push(key.get_ref().to_string());
        if contains(&key.span(), span) || within(value, span, path) {
            return true;
        }
        path.pop();
    }
    false
}

fn within(value: &Spanned<DeValue<'_>>, span: &Range<usize>, path: &mut Vec<String>) -> bool {
    // A table's span is its heading only: look inside in any case.
    let inside = match value.get_ref().as_table() {
        Some(table) => descend(table, span, path),
        None => value
            .get_ref()
            .as_array()
            .is_some_and(|items| within_items(items, span, path)),
    };
    inside || contains(&value.span(), span)
}

fn within_items(items: &DeArray<'_>, span: &Range<usize>, path: &mut Vec<String>) -> bool {
    let depth = path.len();
    for (i, item) in items.iter().enumerate() {
        if let Some(last) = path.last_mut()
            && item.get_ref().is_table()
        {
            let stem = last.split('[').next().unwrap_or("").to_owned();
            *last = format!("{stem}[{i}]");
        }
        if within(item, span, path) {
            return true;
        }
        path.truncate(depth);
    }
    if let Some(last) = path.last_mut() {
        *last = last.split('[').next().unwrap_or("").to_owned();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_any_length_is_told_in_a_few_lines() {
        let text = "x".repeat(900_000);
        for scenario in [
            format!("name = \"{text}\""),
            format!("{text} = 1"),
            format!("name = \"t\"\n[training]\nloss = \"{text}\""),
        ] {
            let source = ScenarioText {
                origin: "t.toml",
                text: &scenario,
            };
            let error = source.at(0..4, format!("= {text:?} is not allowed"));
            let said = error.allowed(text.clone()).to_string();
            assert!(said.len() < 5000, "{}", said.len());
            assert!(said.contains("is not allowed"));
        }
    }

    #[test]
    fn of_a_long_line_the_part_that_is_meant_is_shown() {
        assert_eq!(visible("a\t= 1", 4, 1), ("a = 1".to_owned(), 4, 1));
        let line = format!("{}here{}", "x".repeat(1000), "y".repeat(1000));
        let (shown, column, width) = visible(&line, 1000, 4);
        assert_eq!(shown.chars().count(), SHOWN + 2);
        let meant: String = shown.chars().skip(column).take(width).collect();
        assert_eq!(meant, "here");
        let (_, column, width) = visible(&line, 0, 2004);
        assert_eq!((column, width), (0, SHOWN));
    }
}
