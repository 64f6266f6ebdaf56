//! What documents promise: their length, links, scenarios and commands.

use assert_cmd::Command;
use thumbscale::scenario::Overrides;
use thumbscale::sweep::parse;

use crate::made;

/// Every document, from the repository's root.
pub(crate) fn all() -> Vec<String> {
    let docs = std::fs::read_dir(made::place("docs")).unwrap();
    let names = docs.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut all: Vec<String> = names.map(|name| format!("docs/{name}")).collect();
    all.extend(["README.md", "CHANGELOG.md"].map(str::to_owned));
    all.sort();
    all
}

/// A document must have this sentence, wherever its lines break.
pub(crate) fn says(document: &str, sentence: &str) {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        one_line(&made::read(document)).contains(&one_line(sentence)),
        "{document} does not say what is computed now: {sentence}"
    );
}

/// The fenced blocks of a language.
fn fenced(text: &str, language: &str) -> Vec<String> {
    let start = format!("\n```{language}\n");
    let blocks = text.split(&start).skip(1);
    blocks
        .filter_map(|rest| Some(rest.split_once("\n```")?.0.to_owned()))
        .collect()
}

const README_BYTES: usize = 12_000;

#[test]
fn the_readme_is_short_and_has_the_two_commands() {
    let readme = made::read("README.md");
    let length = readme.len();
    assert!(
        length <= README_BYTES,
        "README.md has {length} bytes: what is more than {README_BYTES} belongs into docs/"
    );
    for line in [
        "cargo run --release -- run scenarios/quickstart.toml",
        "cargo test --locked --all-features",
    ] {
        assert!(readme.lines().any(|l| l == line), "{line}");
    }
}

#[test]
fn every_document_is_linked() {
    let readme = made::read("README.md");
    for document in all().iter().filter(|name| name.starts_with("docs/")) {
        assert!(readme.contains(&format!("({document})")), "{document}");
    }
}

/// (address, document) of every link and picture that leads into the repository.
fn links() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for document in all() {
        let text = made::read(&document);
        for rest in text.split("](").skip(1) {
            let address = rest.split(')').next().unwrap();
            if !address.starts_with("http") {
                found.push((address.to_owned(), document.clone()));
            }
        }
    }
    found
}

/// A heading as links name it.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = |c: &char| c.is_alphanumeric() || "-_ ".contains(*c);
    words
        .chars()
        .filter(kept)
        .collect::<String>()
        .replace(' ', "-")
}

#[test]
fn links_lead_somewhere() {
    let links = links();
    assert!(links.len() > 50);
    for (address, document) in links {
        let folder = made::place(&document);
        let folder = folder.parent().unwrap();
        let (file, section) = address.split_once('#').unwrap_or((&address, ""));
        let target = match file {
            "" => made::place(&document),
            file => folder.join(file),
        };
        assert!(target.exists(), "{document}: {address}");
        if !section.is_empty() {
            let text = std::fs::read_to_string(target).unwrap();
            let mut headings = text.lines().filter(|line| line.starts_with('#'));
            let there = headings.any(|line| anchor(line) == section);
            assert!(there, "{document}: {address}: no such heading");
        }
    }
}

/// What begins with a name is a whole scenario.
#[test]
fn scenarios_in_documents_are_valid() {
    let mut count = 0;
    for document in all() {
        for text in fenced(&made::read(&document), "toml") {
            if text.starts_with("name = ") {
                parse(&text, &document, Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
                count += 1;
            }
        }
    }
    assert!(count >= 2);
}

/// The lines that ask theory: they take no time and write no file.
#[test]
fn commands_in_documents_run() {
    let asks = ["predict", "weights", "threshold", "check", "list"];
    let mut count = 0;
    for document in all() {
        for block in fenced(&made::read(&document), "sh") {
            let lines = block.replace("\\\n", " ");
            let commands = lines.lines().filter_map(|l| l.strip_prefix("thumbscale "));
            for command in commands {
                let words = command.split('#').next().unwrap().split_whitespace();
                let words: Vec<&str> = words.collect();
                let needs = words.contains(&"my.toml");
                if !asks.contains(&words[0]) || needs {
                    continue;
                }
                let mut program = Command::cargo_bin("thumbscale").unwrap();
                let output = program.args(&words).current_dir(made::place("")).output();
                assert!(output.unwrap().status.success(), "{document}: {command}");
                count += 1;
            }
        }
    }
    assert!(count >= 5, "{count}");
}
