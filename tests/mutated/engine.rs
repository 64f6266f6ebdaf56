//! Scenario texts made wrong, or right in another way: a pure function of pool and number.

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::words::{CHARACTERS, COUNTS, KEYS, NUMBERS, TABLES, VALUES};

const SEED: u64 = 16;
/// A file that is looked at is under 1 MB.
const MOST: usize = 1_000_000;

/// What one mutation does.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Number,
    Scaled,
    Count,
    Grid,
    Value,
    Key,
    Dropped,
    Doubled,
    Moved,
    Spliced,
    Section,
    Table,
    Brackets,
    Quote,
    Character,
    Nested,
    Long,
    Many,
    Byte,
    Cut,
}

/// Every kind; what is more often valid afterwards is more frequent.
const KINDS: [Kind; 29] = [
    Kind::Number,
    Kind::Number,
    Kind::Number,
    Kind::Scaled,
    Kind::Scaled,
    Kind::Scaled,
    Kind::Scaled,
    Kind::Count,
    Kind::Grid,
    Kind::Grid,
    Kind::Value,
    Kind::Value,
    Kind::Key,
    Kind::Dropped,
    Kind::Doubled,
    Kind::Moved,
    Kind::Spliced,
    Kind::Spliced,
    Kind::Section,
    Kind::Section,
    Kind::Table,
    Kind::Brackets,
    Kind::Quote,
    Kind::Character,
    Kind::Nested,
    Kind::Long,
    Kind::Many,
    Kind::Byte,
    Kind::Cut,
];

/// Mutant `number` of the texts.
pub(crate) fn mutant(pool: &[String], number: u64) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(number);
    let mut text = pick(&mut rng, pool).clone();
    loop {
        let kind = *pick(&mut rng, &KINDS);
        text = mutated(&text, kind, pool, &mut rng);
        if rng.random_bool(0.6) {
            break;
        }
    }
    text.truncate(boundary(&text, MOST));
    text
}

/// The last place up to `most` at which no character is cut.
fn boundary(text: &str, most: usize) -> usize {
    let mut places = (0..=most.min(text.len())).rev();
    places.find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

pub(crate) fn pick<'a, T>(rng: &mut ChaCha8Rng, list: &'a [T]) -> &'a T {
    &list[rng.random_range(0..list.len())]
}

fn mutated(text: &str, kind: Kind, pool: &[String], rng: &mut ChaCha8Rng) -> String {
    match kind {
        Kind::Number => with_number(text, rng, |_, rng| (*pick(rng, NUMBERS)).to_owned()),
        Kind::Scaled => with_number(text, rng, scaled),
        Kind::Count => with_number(text, rng, |_, rng| (*pick(rng, COUNTS)).to_owned()),
        Kind::Grid => with_value(text, rng, grid),
        Kind::Value => with_value(text, rng, |rng| (*pick(rng, VALUES)).to_owned()),
        Kind::Nested => with_value(text, rng, nested),
        Kind::Long => long(text, rng),
        Kind::Key
        | Kind::Dropped
        | Kind::Doubled
        | Kind::Moved
        | Kind::Spliced
        | Kind::Section
        | Kind::Table
        | Kind::Many => of_lines(text, kind, pool, rng),
        Kind::Brackets => brackets(text, rng),
        Kind::Quote => with_character(text, rng, |rng| *pick(rng, &['"', '\'', '`', '“'])),
        Kind::Character => with_character(text, rng, |rng| *pick(rng, CHARACTERS)),
        Kind::Byte => bytes(text, rng),
        Kind::Cut => {
            let at = boundary(text, rng.random_range(0..=text.len()));
            text[..at].to_owned()
        }
    }
}

/// Places of what may be a number.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    let mut found = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begin, part(c)) {
            (None, true) => begin = Some(at),
            (Some(start), false) => {
                if text[start..at].parse::<f64>().is_ok() {
                    found.push(start..at);
                }
                begin = None;
            }
            _ => {}
        }
    }
    found
}

fn with_number(
    text: &str,
    rng: &mut ChaCha8Rng,
    new: impl Fn(&str, &mut ChaCha8Rng) -> String,
) -> String {
    let places = numbers(text);
    if places.is_empty() {
        return text.to_owned();
    }
    let place = pick(rng, &places).clone();
    let new = new(&text[place.clone()], rng);
    replaced(text, place, &new)
}

/// A number near the one that was there.
fn scaled(old: &str, rng: &mut ChaCha8Rng) -> String {
    let old: f64 = old.parse().unwrap_or(1.0);
    let factor = *pick(rng, &[0.1, 0.5, 0.9, 1.1, 2.0, 3.0, 10.0]);
    let new = old * factor;
    match old.fract() == 0.0 && rng.random_bool(0.7) {
        true => format!("{}", new.round()),
        false => format!("{new}"),
    }
}

fn replaced(text: &str, place: Range<usize>, new: &str) -> String {
    [&text[..place.start], new, &text[place.end..]].concat()
}

/// Puts another value behind an equals sign.
fn with_value(text: &str, rng: &mut ChaCha8Rng, new: impl Fn(&mut ChaCha8Rng) -> String) -> String {
    let signs: Vec<usize> = text.match_indices('=').map(|(at, _)| at + 1).collect();
    if signs.is_empty() {
        return text.to_owned();
    }
    let at = *pick(rng, &signs);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let new = format!(" {}", new(rng));
    replaced(text, at..end, &new)
}

/// Very many values, by a range or one by one.
fn grid(rng: &mut ChaCha8Rng) -> String {
    let many = *pick(rng, COUNTS);
    match rng.random_range(0..4) {
        0 => format!("{{ from = 0.1, to = 0.4, points = {many} }}"),
        1 => format!("{{ from = 1, to = 1e6, points = {many}, scale = \"log\" }}"),
        2 => format!(
            "{{ from = 0.01, to = 1, step = 1e-{} }}",
            rng.random_range(1..9)
        ),
        _ => {
            let count = rng.random_range(1..20_000);
            let values: Vec<String> = (1..=count).map(|i| format!("{i}e-5")).collect();
            format!("[{}]", values.join(", "))
        }
    }
}

fn nested(rng: &mut ChaCha8Rng) -> String {
    let depth = *pick(rng, &[2, 10, 79, 80, 81, 127, 128, 129, 1000, 20_000]);
    let (open, close) = *pick(rng, &[("[", "]"), ("{ a = ", "}"), ("[{ a = ", "}]")]);
    let closed = *pick(rng, &[depth, depth - 1, 0]);
    format!("{}1{}", open.repeat(depth), close.repeat(closed))
}

/// A key, a heading, a text, a number or a comment of great length.
fn long(text: &str, rng: &mut ChaCha8Rng) -> String {
    let length = *pick(rng, &[100, 1000, 10_000, 100_000]);
    let filler =
        (*pick(rng, &["a", "9", "a.", "ρ", " ", "\u{1b}", "\\u001b", "\n"])).repeat(length);
    let line = match rng.random_range(0..6) {
        0 => format!("{filler} = 1"),
        1 => format!("[{filler}]"),
        2 => format!("description = \"{filler}\""),
        3 => format!("name = \"{filler}\""),
        4 => format!("seed = 1{filler}"),
        _ => format!("# {filler}"),
    };
    with_line(text, &line, rng)
}

fn with_line(text: &str, line: &str, rng: &mut ChaCha8Rng) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.insert(rng.random_range(0..=lines.len()), line);
    lines.join("\n")
}

/// Mutations of whole lines.
fn of_lines(text: &str, kind: Kind, pool: &[String], rng: &mut ChaCha8Rng) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let at = rng.random_range(0..lines.len());
    let to = rng.random_range(0..lines.len());
    let foreign: Vec<&str> = pick(rng, pool).split('\n').collect();
    let new: String;
    match kind {
        Kind::Dropped => {
            lines.remove(at);
        }
        Kind::Doubled => lines.insert(to, lines[at]),
        Kind::Moved => lines.swap(at, to),
        Kind::Spliced => lines.insert(to, *pick(rng, &foreign)),
        Kind::Section => {
            let start = rng.random_range(0..foreign.len());
            let end = (start + rng.random_range(1..12)).min(foreign.len());
            lines.splice(to..to, foreign[start..end].iter().copied());
        }
        Kind::Key => {
            new = format!("{} = {}", pick(rng, KEYS), pick(rng, VALUES));
            lines.insert(to, &new);
        }
        Kind::Table => {
            let table = *pick(rng, TABLES);
            new = match rng.random_bool(0.5) {
                true => format!("[{table}]"),
                false => format!("[[{table}]]"),
            };
            lines.insert(to, &new);
        }
        Kind::Many => {
            new = many(rng);
            lines.push(&new);
        }
        Kind::Number
        | Kind::Scaled
        | Kind::Count
        | Kind::Grid
        | Kind::Value
        | Kind::Brackets
        | Kind::Quote
        | Kind::Character
        | Kind::Nested
        | Kind::Long
        | Kind::Byte
        | Kind::Cut => unreachable!("{kind:?} is not of lines"),
    }
    lines.join("\n")
}

/// Very many tables.
fn many(rng: &mut ChaCha8Rng) -> String {
    let count = *pick(rng, &[3, 3, 3, 3, 40, 40, 40, 300, 1000, 5000]);
    let method = |i: u32| format!("[[method]]\nname = \"m{i}\"\nridge = {i}\n");
    (0..count).map(method).collect()
}

/// A heading of a table becomes that of a list, and back; lists become tables.
fn brackets(text: &str, rng: &mut ChaCha8Rng) -> String {
    let pairs = [
        ("\n[", "\n[["),
        ("\n[[", "\n["),
        ("]\n", "]]\n"),
        ("]]", "]"),
        ("[", "{"),
        ("]", "}"),
        ("{", "["),
        ("}", "]"),
        (" = ", " = ["),
        ("[", ""),
    ];
    let (from, to) = *pick(rng, &pairs);
    let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
    match places.is_empty() {
        true => text.to_owned(),
        false => {
            let at = *pick(rng, &places);
            replaced(text, at..at + from.len(), to)
        }
    }
}

/// Puts a character in, or in the place of another.
fn with_character(
    text: &str,
    rng: &mut ChaCha8Rng,
    new: impl Fn(&mut ChaCha8Rng) -> char,
) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = rng.random_range(0..=characters.len());
    let width = rng.random_range(0..2).min(characters.len() - at);
    let new = new(rng);
    characters.splice(at..at + width, [new]);
    characters.into_iter().collect()
}

/// Bytes that are flipped, gone or new; what is no longer UTF-8 becomes U+FFFD.
fn bytes(text: &str, rng: &mut ChaCha8Rng) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..3) {
            0 => bytes.insert(at, rng.random()),
            _ if at == bytes.len() => {}
            1 => bytes[at] ^= 1 << rng.random_range(0..8),
            _ => {
                let end = (at + rng.random_range(1..40)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
