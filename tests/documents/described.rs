//! What commands answer and what tables hold is described in docs/output.md, column by column and key by
//! key; what the columns of the large tables mean is written there as summaries have it.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::made;

const DOCUMENT: &str = "docs/output.md";
const POINT: &str = "--delta 0.2 --minority-prior 0.2 --signal 2";
const SQUARE: &str = "name = \"square\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\ndelta = 0.2\n\
    [simulation]\nn = 50\nreplicates = 4\n";
const VARIED: &str = "[vary]\nweight_ratio = [1.0, 4.0]\n";
const FIGURE: &str =
    "[figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\nmark = [\"equal_error\"]\n";
const PAIRED: &str = "[paired]\nreference = { weight_ratio = 1.0 }\n";
const MAP: &str = "name = \"map\"\n[model]\nsignal = 2.0\n[simulation]\nn = 50\nreplicates = 4\n[map]\n\
    x = { parameter = \"delta\", from = 0.1, to = 0.5, points = 3 }\n\
    y = { parameter = \"minority_prior\", from = 0.1, to = 0.3, points = 3 }\n\
    value = \"winner\"\nrules = [\"unweighted\", \"equal_error\"]\nboundaries = [\"feasibility\"]\n\
    overlay = { x = [0.2], y = [0.2] }\n";
const GROUPS: &str = "[[group]]\nname = \"a\"\nlabel = 1\nprior = 0.2\nmean = [1.0]\n\
    [[group]]\nname = \"b\"\nlabel = -1\nprior = 0.8\nmean = [-1.0]\n";

fn print(line: &str, folder: &Path) -> String {
    let mut program = Command::cargo_bin("thumbscale").unwrap();
    let output = program.args(line.split_whitespace()).current_dir(folder);
    let output = output.output().unwrap();
    assert!(!output.stdout.is_empty(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every key of an answer, but for the names and reasons of what does not exist.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                found.insert(key.clone());
                if key != "undefined" {
                    keys(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn described(lines: &[&str], folder: &Path, least: usize) {
    let document = made::read(DOCUMENT);
    let mut found = BTreeSet::new();
    for line in lines {
        for answer in print(&format!("{line} --json -q"), folder).lines() {
            keys(&serde_json::from_str(answer).unwrap(), &mut found);
        }
    }
    let unsaid = found
        .iter()
        .filter(|key| !document.contains(&format!("`{key}`")));
    let unsaid: Vec<&String> = unsaid.collect();
    assert!(
        unsaid.is_empty(),
        "{DOCUMENT} does not say what these are: {unsaid:?}"
    );
    assert!(found.len() >= least, "{} keys", found.len());
}

#[test]
fn keys_of_what_theory_answers() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("groups.toml"), GROUPS).unwrap();
    let lines = [
        &format!("predict {POINT}")[..],
        &format!("predict {POINT} --weight-ratio equal_error --cost 5,1"),
        "predict --population groups.toml --delta 0.2",
        "threshold --minority-prior 0.2 --signal 1",
        &format!("weights {POINT} --cost 5,1"),
        "weights --delta 0.2 --minority-prior 0.2",
        "weights --minority 5 --majority 45 --dimension 4 --signal 2",
        "weights --minority 5 --majority 45 --dimension 4",
        "weights --delta 0.399999999 --minority-prior 0.2 --signal 1",
        "weights --loss hinge --delta 0.2 --minority-prior 0.05 --signal 1 --ridge 3",
        "weights --population groups.toml --delta 0.2",
    ];
    described(&lines, folder.path(), 90);
}

#[test]
fn keys_of_what_simulations_answer() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("groups.toml"), GROUPS).unwrap();
    let few = "--n 50 --replicates 4";
    let lines = [
        &format!("simulate {POINT} {few}")[..],
        &format!("simulate {POINT} {few} --threshold leave_one_out"),
        &format!("simulate --population groups.toml --delta 0.2 {few} --threshold oracle"),
    ];
    described(&lines, folder.path(), 50);
}

#[test]
fn keys_of_what_runs_answer() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "square.toml",
        &format!(
            "{}{VARIED}{FIGURE}{PAIRED}[precision]\nrelative_standard_error = 0.5\nfirst = 10\n",
            SQUARE.replace("replicates = 4", "replicates = 12")
        ),
    );
    let grouped =
        "name = \"groups\"\n[training]\ndelta = 0.2\n[simulation]\nn = 50\nreplicates = 4\n";
    write("groups.toml", &format!("{grouped}{GROUPS}"));
    write(
        "wrong.toml",
        "name = \"wrong\"\n[model]\nminority_prior = 2\n",
    );
    write("parts.toml", &format!("{SQUARE}{VARIED}"));
    write("map.toml", MAP);
    write(
        "sizes.toml",
        &made::read("scenarios/finite_size_square.toml"),
    );
    let lines = [
        "check wrong.toml",
        "list .",
        "check groups.toml",
        "plan square.toml",
        "run square.toml --out square",
        "status square",
        "plot square",
        "verify square",
        "run groups.toml --out groups",
        "verify groups",
        "run sizes.toml --quick --out sizes",
        "verify sizes",
        "run map.toml --out map",
        "verify map",
        "run parts.toml --out parts --shard 1/2",
        "status parts",
        "submit parts.toml --out jobs --shards 2 --engine slurm",
    ];
    described(&lines, folder.path(), 100);
    let cells = std::fs::read_to_string(folder.path().join("square/cells.csv")).unwrap();
    let cell = cells.lines().nth(1).unwrap().split(',').next().unwrap();
    let again = format!("replay square --cell {cell} --replicate 1");
    described(&[&again], folder.path(), 30);
}

/// The part of a summary that says what the columns of a table mean.
fn columns(summary: &str, table: &str) -> String {
    let heading = format!("## Columns of {table}\n");
    let (_, rest) = summary.split_once(&heading).unwrap();
    let rest = rest.split("\n## ").next().unwrap();
    let rows = rest.lines().filter(|line| line.starts_with('|'));
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn columns_of_tables() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, text: &str| {
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(file, text).unwrap();
        print(
            &format!("run {name}.toml --quick --out {name}"),
            folder.path(),
        );
        let summary = folder.path().join(name).join("summary.md");
        std::fs::read_to_string(summary).unwrap()
    };
    let shipped = |name: &str| made::read(&format!("scenarios/{name}.toml"));
    let paired = run("paired", &format!("{SQUARE}{VARIED}{FIGURE}{PAIRED}"));
    // Separable data have no log loss.
    let logistic = SQUARE.replace("[training]\n", "[training]\nloss = \"logistic\"\n");
    let undefined = "[metrics]\nquantities = [\"log_loss\"]\n";
    run("undefined", &format!("{logistic}{VARIED}{undefined}"));
    let sizes = run("sizes", &shipped("finite_size_square"));
    let map = run("map", MAP);
    for (table, summary) in [
        ("cells.csv", &paired),
        ("differences.csv", &paired),
        ("trend.csv", &sizes),
        ("map.csv", &map),
    ] {
        let block = columns(summary, table);
        made::block(DOCUMENT, &format!("columns of {table}"), &block);
    }
    let document = made::read(DOCUMENT);
    let mut tables = BTreeSet::new();
    for name in ["paired", "undefined", "sizes", "map"] {
        for file in std::fs::read_dir(folder.path().join(name)).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|kind| kind != "csv") {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            for column in text.lines().next().unwrap().split(',') {
                let said = document.contains(&format!("`{column}`"));
                assert!(said, "{}: {column} is not described", file.display());
            }
            tables.insert(file.file_name().unwrap().to_owned());
        }
    }
    assert!(tables.len() >= 9, "{tables:?}");
}
