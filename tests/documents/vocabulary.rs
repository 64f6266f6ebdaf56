//! Which files of the source name two classes, counted anew.

use std::path::{Path, PathBuf};

use crate::made;

/// What such files of a room are.
const ROOMS: [(&str, &str); 10] = [
    (
        "theory",
        "closed forms, the scalar system, rules and advice for the one weight ρ",
    ),
    (
        "cli",
        "flags and lines with the paper's names, and which kind a scenario is",
    ),
    (
        "sweep",
        "the family `TwoClasses` and what resolves, maps and replays it",
    ),
    (
        "model",
        "constructors (`TwoClass`, `as_two_class`), the tables of parameters and quantities, scores",
    ),
    (
        "scenario",
        "keys with the paper's names, cells' names, which kind a scenario is",
    ),
    ("simulate", "fast samplers"),
    ("report", "columns and sentences with the paper's names"),
    ("figure", "example maps"),
    ("loss", "one message"),
    ("lib.rs", "one example"),
];

const WORDS: [&str; 4] = ["minority", "majority", "twoclass", "two_class"];

/// Production files below a place, with what they say before their tests.
fn files(place: &Path) -> Vec<String> {
    if place.is_file() {
        let text = std::fs::read_to_string(place).unwrap();
        let before = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        return vec![before.to_lowercase()];
    }
    let mut inside: Vec<PathBuf> = std::fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.retain(|path| {
        let is_source = path.is_dir() || path.extension().is_some_and(|end| end == "rs");
        let is_test = path
            .file_stem()
            .is_some_and(|name| name.to_string_lossy().ends_with("tests"));
        is_source && !is_test
    });
    inside.iter().flat_map(|path| files(path)).collect()
}

fn named(files: &[String]) -> usize {
    let names = |text: &&String| WORDS.iter().any(|word| text.contains(word));
    files.iter().filter(names).count()
}

#[test]
fn files_that_name_two_classes() {
    let source = made::place("src");
    let mut counts: Vec<(usize, Vec<String>)> = Vec::new();
    for (room, words) in ROOMS {
        let count = named(&files(&source.join(room)));
        counts.push((
            count,
            vec![format!("`{room}`"), count.to_string(), words.to_owned()],
        ));
    }
    let counted: usize = counts.iter().map(|(count, _)| count).sum();
    let all = named(&files(&source));
    assert_eq!(counted, all, "a room that is not in the table");
    let rows: Vec<Vec<String>> = counts.into_iter().map(|(_, row)| row).collect();
    let table = made::table(&["room", "files", "what they are"], &rows);
    made::block(
        "docs/architecture.md",
        "files that name two classes",
        &format!("{counted} files:\n\n{table}"),
    );
}
