//! Values that are spelled as elsewhere: what TOML makes of them says little to people.

use std::ops::Range;

/// What is wrong with a value, and how it is written here.
pub(super) struct Misspelling {
    /// Where the value stands.
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) allowed: &'static str,
    pub(super) help: String,
    /// What to write in its place.
    pub(super) instead: String,
    /// The value without quotes.
    pub(super) text: String,
    pub(super) kind: Spelling,
}

/// What is spelled as elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Heading,
    Date,
    Quotes,
    Number,
    Missing,
}

const NUMBERS: &str = "a number with a point and digits on both sides of it";

/// Looks at the text about a place that TOML complained of.
pub(super) fn misspelling(text: &str, at: &Range<usize>) -> Option<Misspelling> {
    let rest = text.get(at.start..)?;
    if rest.starts_with("[method]") {
        return Some(Misspelling {
            span: at.start..at.start + "[method]".len(),
            message: "is one table".to_owned(),
            allowed: "a list of methods, each under a heading [[method]]",
            help: "write [[method]]".to_owned(),
            instead: "[[method]]".to_owned(),
            text: String::new(),
            kind: Spelling::Heading,
        });
    }
    date(rest, at.start)
        .or_else(|| percent(text, at.start))
        .or_else(|| nothing(text, at.start))
        .or_else(|| quoted(rest, at.start))
        .or_else(|| number(text, at.start))
        .or_else(|| last_in_braces(text, at.start))
}

/// `{ points = 0,5 }`: what follows the comma is complained of at the brace.
fn last_in_braces(text: &str, start: usize) -> Option<Misspelling> {
    let before = text[..start].trim_end();
    let last = before.char_indices().next_back()?;
    let closes = text[start..].trim_start().starts_with('}');
    (closes && last.1.is_ascii_digit()).then(|| number(text, last.0))?
}

fn date(rest: &str, start: usize) -> Option<Misspelling> {
    let end = rest.find([' ', ',', ']', '}', '#', '\r', '\n']);
    let word = &rest[..end.unwrap_or(rest.len())];
    let shape: String = word.chars().take(10).map(as_digit).collect();
    (shape == "0000-00-00" || shape.starts_with("00:00")).then(|| Misspelling {
        span: start..start + word.len(),
        message: format!("= {word} is a date or a time"),
        allowed: "no key takes one: numbers, or texts in quotes",
        help: format!("as a text it is written \"{word}\""),
        instead: format!("\"{word}\""),
        text: word.to_owned(),
        kind: Spelling::Date,
    })
}

/// `10%`.
fn percent(text: &str, start: usize) -> Option<Misspelling> {
    let part = |c: char| c.is_ascii_digit() || "+-.".contains(c);
    let begin = text[..start].trim_end_matches(part).len();
    let line = text[begin..].lines().next()?;
    let sign = line.find('%')?;
    let value: f64 = line[..sign].trim().parse().ok()?;
    let instead = (value / 100.0).to_string();
    value.is_finite().then(|| Misspelling {
        span: begin..begin + sign + 1,
        message: format!("= {} is no number here", &line[..=sign]),
        allowed: NUMBERS,
        help: format!("write {instead}"),
        text: instead.clone(),
        instead,
        kind: Spelling::Number,
    })
}

/// `signal =` and no more.
fn nothing(text: &str, start: usize) -> Option<Misspelling> {
    let begin = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line = text[begin..].lines().next()?;
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_key = !key.trim().is_empty() && key.trim().chars().all(bare);
    (is_key && value.is_empty()).then(|| Misspelling {
        span: begin + key.len()..begin + key.len() + 1,
        message: "has nothing after the =".to_owned(),
        allowed: "a value on the same line",
        help: "write a value, or take the line out".to_owned(),
        instead: String::new(),
        text: String::new(),
        kind: Spelling::Missing,
    })
}

fn as_digit(c: char) -> char {
    if c.is_ascii_digit() { '0' } else { c }
}

fn quoted(rest: &str, start: usize) -> Option<Misspelling> {
    let typographic = |c: char| "“”„‟‘’‚«»".contains(c);
    let first = rest.chars().next().filter(|c| typographic(*c))?;
    let inner = rest[first.len_utf8()..].lines().next()?;
    let end = inner.find(typographic).unwrap_or(inner.len());
    let closing = inner[end..].chars().next().map_or(0, char::len_utf8);
    let whole = first.len_utf8() + end + closing;
    Some(Misspelling {
        span: start..start + whole,
        message: format!("= {} has typographic quotes", &rest[..whole]),
        allowed: "texts in plain quotes",
        help: format!("write \"{}\"", &inner[..end]),
        instead: format!("\"{}\"", &inner[..end]),
        text: inner[..end].to_owned(),
        kind: Spelling::Quotes,
    })
}

/// `.5`, `5.` and `0,5`.
fn number(text: &str, start: usize) -> Option<Misspelling> {
    let part = |c: char| c.is_ascii_digit() || "+-.,".contains(c);
    let begin = text[..start].rfind(|c| !part(c));
    let begin = begin.map_or(0, |i| {
        i + text[i..].chars().next().map_or(0, char::len_utf8)
    });
    let length = text[start..].find(|c| !part(c));
    let end = length.map_or(text.len(), |length| start + length);
    let word = text[begin..end].trim_end_matches(',');
    let digits = word.trim_start_matches(['+', '-']);
    let sign = &word[..word.len() - digits.len()];
    let (whole, fraction) = digits.split_once(['.', ','])?;
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let misspelled = digits.contains(',') || whole.is_empty() || fraction.is_empty();
    if !misspelled || digits.len() < 2 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let or_zero = |part: &str| {
        if part.is_empty() {
            "0".to_owned()
        } else {
            part.to_owned()
        }
    };
    let instead = format!("{sign}{}.{}", or_zero(whole), or_zero(fraction));
    Some(Misspelling {
        span: begin..begin + word.len(),
        message: format!("= {word} is no number here"),
        allowed: NUMBERS,
        help: match whole.len() + fraction.len() > 3 && digits.contains(',') && fraction.len() == 3
        {
            true => format!("write {instead}, or {whole}{fraction} if the comma parts thousands"),
            false => format!("write {instead}"),
        },
        text: instead.clone(),
        instead,
        kind: Spelling::Number,
    })
}
