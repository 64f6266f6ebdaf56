//! What the source says of documents, and how it writes symbols.

use std::path::{Path, PathBuf};

use crate::made;

/// (file, line number, line) of everything that is written in Rust or as a scenario.
fn lines() -> Vec<(PathBuf, usize, String)> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "scenarios"] {
        collect(&made::place(folder), &mut found);
    }
    assert!(found.len() > 20_000);
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, usize, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|e| e.to_str());
        if path.is_dir() {
            collect(&path, found);
        } else if matches!(kind, Some("rs" | "toml")) {
            let text = std::fs::read_to_string(&path).unwrap();
            let numbered = text.lines().enumerate();
            found.extend(numbered.map(|(i, line)| (path.clone(), i + 1, line.to_owned())));
        }
    }
}

/// The words that follow, without the signs of a comment between them.
fn words(text: &str) -> Vec<&str> {
    let sign = |word: &&str| !["///", "//!", "//"].contains(word);
    text.split_whitespace().filter(sign).collect()
}

/// Numbers of the sections that are cited right after the name of the document.
fn sections(after: &str) -> Vec<u32> {
    let mut words = words(after).into_iter().skip_while(|w| *w == ",");
    match words.next() {
        Some("section" | "sections") => {}
        _ => return Vec::new(),
    }
    words
        .take_while(|word| *word == "and" || word.starts_with(|c: char| c.is_ascii_digit()))
        .filter_map(|word| {
            let digits = word.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok()
        })
        .collect()
}

#[test]
fn cited_sections_exist() {
    let theory = made::read("docs/theory.md");
    let lines = lines();
    let mut count = 0;
    for (i, (path, number, line)) in lines.iter().enumerate() {
        let Some((_, rest)) = line.split_once("docs/theory.md") else {
            continue;
        };
        let next = lines.get(i + 1).map_or("", |(_, _, next)| next.as_str());
        for section in sections(&format!("{rest} {next}")) {
            let heading = format!("\n## {section}. ");
            let place = format!("{}:{number}", path.display());
            assert!(theory.contains(&heading), "{place} cites section {section}");
            count += 1;
        }
    }
    assert!(count >= 20, "{count} citations");
}

/// Documents that the source names are there, and none goes by another name.
#[test]
fn cited_documents_exist() {
    let old = ["THEORY", " section"].concat();
    for (path, number, line) in lines() {
        let place = format!("{}:{number}", path.display());
        assert!(!line.contains(&old), "{place}: it is docs/theory.md");
        for rest in line.split("docs/").skip(1) {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
                .collect();
            let cited = name.trim_end_matches('.');
            if cited.ends_with(".md") {
                let there = made::place("docs").join(cited).is_file();
                assert!(there, "{place}: docs/{cited}");
            }
        }
    }
}

/// A sentence that begins with δ still means δ. Δ and Σ are other things here, but a Greek
/// capital that looks Latin, or that of π, is nothing.
#[test]
fn greek_letters_keep_their_case() {
    let never: Vec<char> = "\u{391}\u{392}\u{395}\u{396}\u{397}\u{399}\u{39a}\u{39c}\u{39d}\
         \u{39f}\u{3a0}\u{3a1}\u{3a4}\u{3a5}\u{3a7}"
        .chars()
        .collect();
    let phrases = [
        ["\u{394} = d", "/n"],
        ["S = ‖", "μ‖"],
        ["\u{394} = n", "/d"],
    ]
    .map(|p| p.concat());
    for (path, number, line) in lines() {
        let place = format!("{}:{number}", path.display());
        let letter = line.chars().find(|c| never.contains(c));
        assert_eq!(letter, None, "{place}: {line}");
        for phrase in &phrases {
            assert!(!line.contains(phrase.as_str()), "{place}: {line}");
        }
    }
}
