//! What the reader of TOML complains of, in our words.

use std::ops::Range;

use super::allowed_values::is_text;
use super::diagnostic::{ScenarioError, ScenarioText, UNKNOWN_KEY};
use super::groups::describes_groups;
use super::misplaced_key::{belongs, belongs_in_groups};
use super::spelling::{Misspelling, Spelling, misspelling};
use crate::suggestion::meant;
use crate::written::as_written;

impl ScenarioText<'_> {
    /// Turns the TOML reader's complaint into ours.
    pub(super) fn refused_by_toml(&self, error: &toml::de::Error) -> ScenarioError {
        let (span, message) = (error.span().unwrap_or(0..0), error.message());
        if message.contains("recurs") {
            return self.too_deep();
        }
        if let Some(found) = misspelling(self.text, &span) {
            return self.misspelt(found);
        }
        let nowhere = span.is_empty();
        let mut out = self.at(self.shown(span), "");
        if nowhere {
            out.key.clear();
            out.value = None;
        }
        if let Some(key) = message.strip_prefix("missing field ") {
            out.message = format!("{} is missing", key.trim());
            let key = key.trim_matches('`');
            let table = out.key.clone();
            return out.help(format!("add {key} = …")).lacking(table, key);
        }
        let (found, expected) = match message.split_once(", expected ") {
            Some((found, expected)) => (found, Some(expected)),
            None => (message, None),
        };
        match found.strip_prefix("unknown field `") {
            Some(key) => self.stranger(out, key.trim_end_matches('`'), expected),
            None => self.wrong(out, found, expected),
        }
    }

    /// An error at the very end of the file has an empty span: the last line is shown.
    fn shown(&self, span: Range<usize>) -> Range<usize> {
        if !span.is_empty() || self.text.is_empty() {
            return span;
        }
        let before = self.text[..span.start.min(self.text.len())]
            .char_indices()
            .next_back()
            .map_or(0, |(i, _)| i);
        let after = self.text[before..].chars().next().map_or(0, char::len_utf8);
        before..before + after
    }

    /// The reader gives up without saying where: most brackets and dots stand in the line that
    /// is meant.
    pub(super) fn too_deep(&self) -> ScenarioError {
        let depth = |line: &str| line.matches(['[', '{', '.']).count();
        let mut start = 0;
        let mut deepest = (0, 0..0);
        for line in self.text.split('\n') {
            if depth(line) > deepest.0 {
                let blank = line.len() - line.trim_start().len();
                deepest = (depth(line), start + blank..start + line.trim_end().len());
            }
            start += line.len() + 1;
        }
        self.at(deepest.1, "is nested too deeply").allowed(
            "keys under the heading of their table, lists of numbers or words, and tables in \
             braces that hold these",
        )
    }

    fn misspelt(&self, found: Misspelling) -> ScenarioError {
        let mut out = self.at(found.span.clone(), found.message);
        if out.key.is_empty() {
            out.key = self.key_before(found.span.end);
        }
        let own = self.allowed(&out.key);
        let words = own.clone().unwrap_or_default();
        // What is missing nobody else can write.
        if found.kind != Spelling::Missing {
            out.mending.instead = Some((found.span, found.instead.clone()));
        }
        let (help, allowed) = match found.kind {
            Spelling::Heading => (Some(found.help), None),
            Spelling::Date if is_text(&out.key) => (Some(found.help), None),
            Spelling::Date => (None, own),
            Spelling::Quotes if is_number(&found.text, &words) => {
                (Some(format!("write {}", found.text)), own)
            }
            Spelling::Quotes => (Some(found.help), own),
            Spelling::Number if own.is_none() || is_number(&found.text, &words) => {
                (Some(found.help), None)
            }
            Spelling::Number => (None, own),
            Spelling::Missing => (Some(found.help), own),
        };
        out.help = help;
        out.allowed(allowed.unwrap_or_else(|| found.allowed.to_owned()))
    }

    /// A key that its table does not have.
    fn stranger(&self, mut out: ScenarioError, key: &str, expected: Option<&str>) -> ScenarioError {
        out.value = None;
        out.message = UNKNOWN_KEY.to_owned();
        let words = expected.map(|words| words.replace("one of ", ""));
        let beside_a_map = !self.value_in("", "map").is_empty();
        let elsewhere = match describes_groups(self.text) {
            true => belongs_in_groups(key, &out.key),
            false => belongs(key, beside_a_map),
        };
        match elsewhere {
            Some(elsewhere) => out.help = Some(elsewhere),
            None => suggest(self, &mut out, key, words.as_deref().unwrap_or_default()),
        }
        out.allowed = words;
        out
    }

    /// A value that its key does not take, or what is no TOML at all.
    fn wrong(&self, mut out: ScenarioError, found: &str, expected: Option<&str>) -> ScenarioError {
        let of_value = ["invalid ", "unknown ", OVERFLOWED]
            .iter()
            .any(|w| found.starts_with(w));
        if found == "duplicate key"
            && let Some(key) = out.mending.span.clone()
        {
            out.message = format!("duplicate key `{}`", &self.text[key]);
            out.key.clear();
            out.value = None;
            return out.allowed("each key once in its table, and each heading once in the file");
        }
        out.message = match out.key.is_empty() {
            true => found.to_owned(),
            false => format!("is wrong: {}", in_plain_words(found)),
        };
        if let Some(span) = &out.mending.span {
            out.message = as_written(out.message.clone(), &self.text[span.clone()]);
        }
        let own = self.allowed(&out.key).filter(|_| of_value);
        let beyond = (found == OVERFLOWED).then(|| "a number of at most 1.79e308".to_owned());
        out.allowed = own.or_else(|| expected.map(as_allowed)).or(beyond);
        let words = out.allowed.clone().unwrap_or_default();
        if let Some(slip) = found
            .split('`')
            .nth(1)
            .filter(|_| found.starts_with("unknown "))
        {
            match words.contains(['`', '"']) {
                true => suggest(self, &mut out, slip, &words),
                false => suggest(self, &mut out, slip, expected.unwrap_or_default()),
            }
        }
        let bare = out
            .value
            .as_deref()
            .map(|value| value.trim_matches(['"', '\'']));
        let quoted = out.value.as_deref() != bare;
        if let Some(number) = bare.filter(|bare| quoted && is_number(bare, &words)) {
            let number = number.to_owned();
            out.help = Some(format!("write {number}"));
            out.mending.instead = out.mending.span.clone().map(|span| (span, number));
        }
        // A list of numbers wants no words, and what stands in a list already no second one.
        let alone = found.starts_with("invalid type: string")
            && words.starts_with("a list")
            && !words.contains("number");
        if let Some(value) = out.value.clone().filter(|_| alone) {
            let listed = format!("[{value}]");
            out.help = Some(format!("write {listed}"));
            out.mending.instead = out.mending.span.clone().map(|span| (span, listed));
        }
        // A whole number of that size is none that is allowed, however it is written.
        if found.ends_with("128") && !words.contains("whole number") {
            out.help =
                Some("numbers beyond 64 bits are written with an exponent, as in 1e20".into());
        }
        out
    }

    /// The key whose value begins here, where the text is not good enough to be read.
    fn key_before(&self, value: usize) -> String {
        let before = &self.text[..value];
        let line = before.rfind('\n').map_or(0, |i| i + 1);
        let end = before[line..].rfind('=').map_or(line, |i| line + i);
        let key = before[line..end].trim_end();
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let word = key.rfind(|c| !bare(c)).map_or(key, |i| &key[i..]);
        word.trim_start_matches(|c| !bare(c)).to_owned()
    }
}

/// What the parser says of 1e400.
const OVERFLOWED: &str = "floating-point number overflowed";

/// Asks whether the word of `words` that is closest to the slip was meant.
fn suggest(source: &ScenarioText<'_>, out: &mut ScenarioError, slip: &str, words: &str) {
    let Some(word) = nearest_word(slip, words) else {
        return;
    };
    if let Some(span) = out.mending.span.clone() {
        let quote = source.text[span.clone()].chars().next();
        let quote = quote.filter(|c| "\"'".contains(*c));
        let quote = quote.map_or(String::new(), String::from);
        out.mending.instead = Some((span, format!("{quote}{word}{quote}")));
    }
    out.help = Some(format!("did you mean `{word}`?"));
}

/// Whether a word is a number of the kind that is allowed.
fn is_number(word: &str, allowed: &str) -> bool {
    let number = word.parse::<f64>().ok().filter(|value| value.is_finite());
    let whole = allowed.contains("whole number");
    number.is_some_and(|value| allowed.contains("number") && (!whole || value.fract() == 0.0))
}

/// Serde's names of kinds are those of Rust.
fn in_plain_words(found: &str) -> String {
    let kinds = [
        ("invalid type: sequence", "invalid type: list"),
        ("invalid type: map", "invalid type: table"),
        ("invalid type: floating point", "invalid type: number"),
        ("invalid value: floating point", "invalid value: number"),
    ];
    let kind = kinds.iter().find(|(rust, _)| found.starts_with(rust));
    let plain = match kind {
        Some((rust, plain)) => found.replacen(rust, plain, 1),
        None => found.to_owned(),
    };
    match plain.split_once(" as ") {
        Some((before, size)) if is_whole(size) => before.to_owned(),
        Some(_) | None => plain,
    }
}

/// Whether a word is Rust's for whole numbers of some size.
fn is_whole(word: &str) -> bool {
    let size = word.strip_prefix(['i', 'u']);
    size.is_some_and(|size| ["8", "16", "32", "64", "128", "size"].contains(&size))
}

fn as_allowed(expected: &str) -> String {
    match expected {
        "f64" => "a number".to_owned(),
        word if is_whole(word) => "a whole number".to_owned(),
        "a sequence" => "a list in brackets".to_owned(),
        "a string" => "a text in quotes".to_owned(),
        "a boolean" => "true or false".to_owned(),
        words => words.replace("one of ", ""),
    }
}

/// The word in backticks, or without any in quotes, that is closest to a slip.
fn nearest_word(slip: &str, words: &str) -> Option<String> {
    let mark = if words.contains('`') { '`' } else { '"' };
    let words = words.split(mark).skip(1).step_by(2);
    meant(slip, words).map(str::to_owned)
}
