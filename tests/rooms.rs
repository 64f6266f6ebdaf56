//! Which room of the house may use which: the table of docs/architecture.md, read off the
//! sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The table: each room of `src/` with the rooms that it may use.
///
/// `theory` and `simulate` are kept apart: that they agree is evidence only then. No room that
/// computes uses one that reads files, draws or talks to people.
fn table() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string("docs/architecture.md").unwrap();
    let of_table = text
        .lines()
        .skip_while(|line| *line != "| room | holds | uses |");
    let rows = of_table.skip(2).take_while(|line| line.starts_with("| `"));
    let names = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').collect();
        (names(cells[1]).remove(0), names(cells[3]))
    };
    rows.map(row).collect()
}

/// What rooms that compute do without: randomness outside simulation, files, threads, figures.
const WITHOUT: [(&str, &[&str]); 6] = [
    (
        "numerics",
        &["rand", "faer", "rayon", "std::fs", "plotters"],
    ),
    ("loss", &["rand", "faer", "nalgebra", "rayon", "std::fs"]),
    ("model", &["rand", "faer", "rayon", "std::fs", "plotters"]),
    ("theory", &["rand", "faer", "rayon", "std::fs", "plotters"]),
    ("simulate", &["rayon", "std::fs", "plotters"]),
    ("figure", &["rand", "faer", "nalgebra", "rayon", "std::fs"]),
];

/// Sources of a room but for its tests, which may look anywhere.
fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    if name == "tests" || name.ends_with("_tests") {
        return;
    }
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|e| e == "rs") {
        found.push(path.to_owned());
    }
}

/// The code of a file, without comments and tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let shipped = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let code = shipped
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join(" ")
}

fn is_part_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// What follows a root of paths, as `crate::`, wherever it stands.
fn after<'a>(code: &'a str, root: &'a str) -> impl Iterator<Item = &'a str> {
    let whole = |at: &usize| !code[..*at].ends_with(is_part_of_a_name);
    let places = code.match_indices(root).map(|(at, _)| at).filter(whole);
    places.map(move |at| &code[at + root.len()..])
}

/// The names at the beginning of a path or of a list of paths in braces.
fn first_names(path: &str) -> Vec<String> {
    let parts: Vec<&str> = match path.strip_prefix('{') {
        Some(list) => list
            .split('}')
            .next()
            .unwrap_or_default()
            .split(',')
            .collect(),
        None => vec![path],
    };
    let first = |part: &str| {
        let part = part.trim();
        let end = part.find(|c| !is_part_of_a_name(c)).unwrap_or(part.len());
        part[..end].to_owned()
    };
    parts.into_iter().map(first).collect()
}

/// The rooms that a file uses. Items of the crate's front page are no room.
fn rooms(code: &str, table: &[(String, Vec<String>)]) -> BTreeSet<String> {
    let paths = ["crate::", "thumbscale::"].into_iter();
    let names = paths
        .flat_map(|root| after(code, root))
        .flat_map(first_names);
    let is_room = |name: &String| table.iter().any(|(room, _)| room == name);
    names.filter(is_room).collect()
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let table = table();
    let mut unused: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (room, allowed) in &table {
        unused.extend(allowed.iter().map(|other| (room.as_str(), other.as_str())));
        let mut files = Vec::new();
        for path in [format!("src/{room}"), format!("src/{room}.rs")] {
            if Path::new(&path).exists() {
                sources(Path::new(&path), &mut files);
            }
        }
        assert!(!files.is_empty(), "there is no room {room}");
        for file in &files {
            for other in rooms(&code(file), &table) {
                let may = other == *room || allowed.contains(&other);
                assert!(may, "{}: {room} may not use {other}", file.display());
                unused.retain(|(a, b)| (*a, *b) != (room.as_str(), other.as_str()));
            }
        }
    }
    assert!(
        unused.is_empty(),
        "the table allows what nobody needs: {unused:?}"
    );
}

#[test]
fn every_room_is_in_the_table() {
    // Front doors, and what tests alone use.
    let others = ["lib", "main", "fixed_seed"];
    let table = table();
    for entry in std::fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let known = table.iter().any(|(room, _)| *room == name);
        assert!(known || others.contains(&name.as_str()), "src/{name}");
    }
}

#[test]
fn rooms_that_compute_need_neither_chance_nor_files() {
    for (room, without) in WITHOUT {
        let mut files = Vec::new();
        sources(Path::new(&format!("src/{room}")), &mut files);
        for file in &files {
            let code = code(file);
            for other in without {
                let root = format!("{other}::");
                let found = after(&code, &root).next().is_some();
                assert!(!found, "{}: {room} may not use {other}", file.display());
            }
        }
    }
}

/// The test sees what it should: lists, paths in the middle of a line, no comments.
#[test]
fn uses_are_seen() {
    let table = table();
    let seen = |code: &str| rooms(code, &table).into_iter().collect::<Vec<_>>();
    assert_eq!(
        seen("use crate::{loss::Loss, model::Quantity};"),
        ["loss", "model"]
    );
    assert_eq!(seen("let x = crate::theory::predict(&p);"), ["theory"]);
    assert_eq!(seen("use thumbscale::sweep::{parse};"), ["sweep"]);
    assert!(seen("use crate::Plan; my_crate::theory::x; $crate::loss").is_empty());
}
