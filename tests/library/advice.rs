//! Every complaint about a scenario says where it is and names the key, and what it advises is
//! accepted when it is done.
//!
//! One value at a time of every scenario in `scenarios/` is made wrong. Whatever the complaint
//! allows or advises, as far as a machine can read it, is put in its place, and that of the next
//! complaint again, until the scenario is accepted. A complaint that comes twice gave advice
//! that it does not take itself.

use std::ops::Range;
use std::path::PathBuf;

use thumbscale::scenario::{Overrides, Plan, ScenarioError};
use thumbscale::sweep::parse;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

fn scenarios() -> Vec<(PathBuf, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let files = std::fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: PathBuf| (path.clone(), std::fs::read_to_string(path).unwrap());
    paths.into_iter().map(read).collect()
}

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "s.toml", Overrides::default())
}

/// A value of a file: its key, its bytes, and those of the whole statement's value.
#[derive(Clone, Debug)]
struct Place {
    key: String,
    span: Range<usize>,
}

/// Every value, those within lists and tables in braces too.
fn places(text: &str) -> Vec<Place> {
    fn table(inner: &DeTable<'_>, found: &mut Vec<Place>) {
        for (key, value) in inner.iter() {
            visit(key.get_ref(), value, found);
        }
    }
    fn visit(key: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<Place>) {
        found.push(Place {
            key: key.to_owned(),
            span: value.span(),
        });
        if let Some(inner) = value.get_ref().as_table() {
            table(inner, found);
        }
        if let Some(items) = value.get_ref().as_array() {
            items.iter().for_each(|item| visit(key, item, found));
        }
    }
    let mut found = Vec::new();
    let (file, _) = DeTable::parse_recoverable(text);
    table(file.get_ref(), &mut found);
    found
}

/// What is put in the place of a value.
fn mutations(value: &str) -> Vec<&'static str> {
    let first = value.chars().next().unwrap_or(' ');
    let mut wrong = vec![
        "[]",
        "[[1, 2], \"x\"]",
        "{ a = 1 }",
        "true",
        "\"wrnog\"",
        "2020-01-01",
    ];
    if first.is_ascii_digit() || "+-".contains(first) {
        wrong.extend([
            "-1",
            "-0.1",
            "0",
            "nan",
            "inf",
            "1e300",
            "1e-300",
            "2.5",
            "0,5",
            ".5",
            "\"0.5\"",
            "18446744073709551615",
            "1e9",
            "123456789012345678901234567890",
        ]);
    } else {
        wrong.extend(["3", "-3", "nan", "“square”", "\"\"", "\"a\\u0007b\""]);
    }
    wrong
}

struct Mutation {
    key: String,
    what: String,
    text: String,
}

fn with(text: &str, span: &Range<usize>, value: &str) -> String {
    format!("{}{value}{}", &text[..span.start], &text[span.end..])
}

/// Every value replaced, every heading turned into a key, every line left out or given a key
/// that is none.
fn mutated(text: &str) -> Vec<Mutation> {
    let mut all = Vec::new();
    for Place { key, span } in places(text) {
        let value = &text[span.clone()];
        let mut add = |what: String, text: String| {
            let key = key.clone();
            all.push(Mutation { key, what, text });
        };
        let headed =
            value.starts_with('[') && text[..span.start].ends_with('\n') || span.start == 0;
        if headed {
            for wrong in ["[1, 2]", "3", "[[\"a\", 1, 2, 3]]"] {
                let rest = text[span.end..]
                    .find("\n[")
                    .map_or("", |i| &text[span.end + i..]);
                let text = format!("{key} = {wrong}\n{}{rest}", &text[..span.start]);
                add(format!("{key} = {wrong} for its section"), text);
            }
            continue;
        }
        for wrong in mutations(value) {
            add(format!("{value} → {wrong}"), with(text, &span, wrong));
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    for (i, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ") else {
            continue;
        };
        if key.starts_with(['#', ' ']) || key.contains(' ') {
            continue;
        }
        let without = [&lines[..i], &lines[i + 1..]].concat().join("\n");
        all.push(Mutation {
            key: key.to_owned(),
            what: format!("without {line}"),
            text: without,
        });
        let stranger = format!("{key}_x");
        let renamed = text.replacen(&format!("\n{key} ="), &format!("\n{stranger} ="), 1);
        all.push(Mutation {
            key: stranger.clone(),
            what: format!("{key} → {stranger}"),
            text: renamed,
        });
    }
    all
}

/// The bytes that a complaint is about: its value, or that of the key it stands at.
fn meant(text: &str, error: &ScenarioError) -> Option<Range<usize>> {
    let above = text.split('\n').take(error.line.checked_sub(1)?);
    let start: usize = above.map(|line| line.len() + 1).sum();
    let column = text[start..]
        .char_indices()
        .nth(error.column.checked_sub(1)?);
    let place = start + column.map_or(text.len() - start, |(i, _)| i);
    let spans = places(text).into_iter().map(|p| p.span);
    let here = spans.filter(|span| span.start == place);
    let span = here.min_by_key(|span| span.len())?;
    // What is no number may be read as one up to its comma.
    let written = error.value.as_ref().map_or(0, String::len);
    Some(span.start..span.end.max(span.start + written).min(text.len()))
}

fn numbers(words: &str) -> Vec<String> {
    let number = |w: &&str| w.parse::<f64>().is_ok();
    let words = words.split(|c: char| c.is_whitespace() || ",;:()".contains(c));
    let words = words.map(|w| w.trim_end_matches('.'));
    words.filter(number).map(str::to_owned).collect()
}

fn quoted(mark: char, text: &str) -> impl Iterator<Item = String> {
    let words = text.split(mark).skip(1).step_by(2);
    words
        .map(|word| format!("\"{word}\""))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The values that are allowed, as far as the words are of a known form.
fn allowed_values(allowed: &str) -> Vec<String> {
    let head = allowed.split([':', ';']).next().unwrap_or_default();
    let starts = |words: &[&str]| words.iter().any(|w| head.starts_with(w));
    // Names of keys, and what a list holds.
    let other = [
        "together with",
        "list",
        "some of",
        "at least one",
        "heading",
        "each key",
    ];
    if other.iter().any(|words| head.contains(words)) {
        return Vec::new();
    }
    let mut values: Vec<String> = quoted('`', allowed).chain(quoted('"', head)).collect();
    if head.contains(" to ") && head.contains("number") {
        values.extend(numbers(head));
    }
    if starts(&["zero or a positive number"]) {
        values.extend(["0".to_owned(), "0.5".to_owned()]);
    } else if starts(&["a positive number", "a finite number"]) || head == "a number" {
        values.push("0.5".to_owned());
    } else if starts(&["a whole number, at least"])
        || head.contains("≤") && !head.contains("round(")
        || head.contains("≥") && !head.contains("round(")
    {
        values.extend(numbers(head));
    } else if head == "true or false" {
        values.extend(["true".to_owned(), "false".to_owned()]);
    }
    values
}

/// The values that are allowed or advised.
fn advised(error: &ScenarioError) -> Vec<String> {
    if error.message.contains("unknown key") {
        return Vec::new();
    }
    let mut values = allowed_values(error.allowed.as_deref().unwrap_or_default());
    let help = error.help.as_deref().unwrap_or_default();
    for before in ["write ", "use ", "n = "] {
        if let Some(rest) = help.split(before).nth(1) {
            let value = rest.split([' ', ',']).next().unwrap_or_default();
            let of_n = before != "n = " || error.key.ends_with(".n");
            values.extend(Some(value.to_owned()).filter(|_| of_n));
        }
    }
    // Of quotes and headings the spelling alone is advised, which leaves open what is meant.
    let spelling = error.message.contains("typographic") || help.starts_with("write [");
    values.retain(|v| !spelling && !v.is_empty() && !v.starts_with('['));
    values
}

/// Of a list or a table in braces the number that is not allowed.
fn element(text: &str, whole: Range<usize>, error: &ScenarioError) -> Option<Range<usize>> {
    if !text[whole.clone()].starts_with(['[', '{']) {
        return Some(whole);
    }
    let Some(words) = error.message.strip_suffix(" is not allowed") else {
        let of_points = error.allowed.as_ref()?.starts_with("points = ");
        let points = places(text)
            .into_iter()
            .find(|p| p.key == "points" && whole.start < p.span.start);
        return points.filter(|_| of_points).map(|p| p.span);
    };
    let found: f64 = words.strip_prefix("= ")?.parse().ok()?;
    let is_found = |p: &Place| {
        let inside = whole.start < p.span.start && p.span.end < whole.end;
        let number = text[p.span.clone()].parse::<f64>();
        inside && number.is_ok_and(|n| n == found || n.is_nan() && found.is_nan())
    };
    places(text).into_iter().find(is_found).map(|p| p.span)
}

/// Follows the advice until the file is accepted or a complaint comes back.
fn follow(text: &str, error: &ScenarioError, depth: usize) -> Result<usize, String> {
    let mut followed = 0;
    let Some(span) = meant(text, error) else {
        return Ok(0);
    };
    let Some(span) = element(text, span, error) else {
        return Ok(0);
    };
    for value in advised(error) {
        let mended = with(text, &span, &value);
        followed += 1;
        let Err(next) = parsed(&mended) else { continue };
        let refused = next.message == format!("= {value} is not allowed")
            || next
                .message
                .contains(&format!("`{}`", value.trim_matches('"')))
            || next.message == error.message;
        if next.key == error.key && refused {
            return Err(format!("advice {value}:\n{error}\nbut then\n{next}"));
        }
        if depth > 0 {
            followed += follow(&mended, &next, depth - 1)?;
        }
    }
    Ok(followed)
}

/// Whether a complaint is about what was changed, or about what no longer fits it.
fn names_a_key(error: &ScenarioError) -> bool {
    let of_toml = ["key with no value", "invalid", "unclosed", "missing"];
    let syntax = of_toml.iter().any(|words| error.message.starts_with(words));
    !error.key.is_empty() || error.message.contains('`') || syntax
}

const OURS: [&str; 6] = ["struct", "Raw", "recursion", "usize", "f64", "u64"];

/// Takes the mutations of which each is so far from the one before.
fn every(step: usize) {
    let (mut refused, mut followed, mut wrong) = (0, 0, Vec::new());
    let all = scenarios().into_iter().flat_map(|(path, text)| {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        mutated(&text).into_iter().map(move |m| (file.clone(), m))
    });
    for (file, mutation) in all.step_by(step) {
        let Err(error) = parsed(&mutation.text) else {
            continue;
        };
        refused += 1;
        let said = error.to_string();
        let about = format!("{file}: {} ({})", mutation.key, mutation.what);
        if error.line == 0 || !names_a_key(&error) {
            wrong.push(format!("{about}: no line or no key:\n{said}"));
        }
        if OURS.iter().any(|word| said.contains(word)) {
            wrong.push(format!("{about}: words of the program:\n{said}"));
        }
        match follow(&mutation.text, &error, 2) {
            Ok(n) => followed += n,
            Err(why) => wrong.push(format!("{about}: {why}")),
        }
    }
    println!("{refused} refused, {followed} pieces of advice followed");
    assert!(refused * step > 10_000 && followed * step > 10_000);
    let count = wrong.len();
    wrong.truncate(60);
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n\n"));
}

#[test]
fn what_a_complaint_advises_is_accepted() {
    every(11);
}

#[test]
#[ignore = "a minute and a half"]
fn what_any_complaint_advises_is_accepted() {
    every(1);
}

/// What an attack once found: each is told where it is, of the key that is to blame, in words of
/// scenarios.
#[test]
fn complaints_that_once_misled() {
    let base = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n\
                weight_ratio = 4\n[simulation]\nn = 100\nreplicates = 4\n";
    let deep = format!("delta = {}{}", "[".repeat(300), "]".repeat(300));
    let dotted = format!("delta{} = 1", ".a".repeat(300));
    for (from, to, line, key, words) in [
        (
            "delta = 0.2",
            "delta = 1e-30",
            6,
            "training.delta",
            "delta ≥ 0.005",
        ),
        (
            "delta = 0.2",
            "delta = 1e30",
            6,
            "training.delta",
            "delta ≤ 9999999.99",
        ),
        (
            "= 0.2\nsignal",
            "= 1e-30\nsignal",
            3,
            "model.minority_prior",
            "≥ 0.005",
        ),
        ("n = 100", "n = 2", 9, "simulation.n", "n = 3 gives"),
        ("delta = 0.2", &deep, 6, "", "nested too deeply"),
        ("delta = 0.2", &dotted, 6, "", "nested too deeply"),
        ("[model]", "[[model]]", 2, "model", "write [model]"),
        (
            "name = \"t\"\n",
            "name = \"t\"\nverify = [3, 4.5]\n",
            2,
            "verify",
            "is a list",
        ),
        (
            "n = 100",
            "n = 18446744073709551615",
            9,
            "simulation.n",
            "from 2 to 1000000000",
        ),
        (
            "n = 100",
            "n = 1,000",
            9,
            "",
            "1000 if the comma parts thousands",
        ),
        (
            "[training]",
            "[[method]]\nname = [1]\n[training]",
            6,
            "name",
            "text in quotes",
        ),
    ] {
        let text = base.replacen(from, to, 1);
        let error = parsed(&text).expect_err(to);
        let said = error.to_string();
        assert_eq!(error.line, line, "{said}");
        assert!(error.key.contains(key) && said.contains(words), "{said}");
    }
    let many = Overrides {
        replicates: Some(10_000_001),
        ..Overrides::default()
    };
    // The file's own number is not to blame.
    let said = parse(base, "s.toml", many).unwrap_err().to_string();
    assert!(
        said.contains("10000001") && !said.contains("replicates = 4"),
        "{said}"
    );
}
