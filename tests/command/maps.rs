//! Maps from the command line: run, redrawn, verified, and honest about what failed.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn thumbscale(line: &str, folder: &Path) -> Output {
    Command::cargo_bin("thumbscale")
        .unwrap()
        .args(line.split(' '))
        .current_dir(folder)
        .output()
        .unwrap()
}

fn json(line: &str, folder: &Path) -> Value {
    let output = thumbscale(line, folder);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{line}: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn with_scenario(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), text).unwrap();
    folder
}

const MAP: &str = r#"name = "small"
[model]
signal = 1.5
[simulation]
n = 150
replicates = 12
[map]
value = "gain"
rule = "prior_ratio"
over = "unweighted"
x = { parameter = "delta", from = 0.05, to = 0.8, points = 12, scale = "log" }
y = { parameter = "minority_prior", from = 0.1, to = 0.5, points = 9 }
boundaries = ["feasibility"]
overlay = { x = [0.1, 0.4], y = [0.2] }
"#;

#[test]
fn run_writes_a_map_and_verify_and_plot_read_it() {
    let folder = with_scenario(MAP);
    let path = folder.path();
    let v = json("check small.toml --json", path);
    assert_eq!((&v["map"]["cells"], &v["cells"]), (&108.into(), &4.into()));
    let v = json("run small.toml --json -q --threads 1", path);
    assert_eq!(
        (&v["map_cells"], &v["failed_map_cells"]),
        (&108.into(), &0.into())
    );
    assert_eq!((&v["pairs"], &v["passed"]), (&2.into(), &true.into()));
    let read = |name: &str| std::fs::read(path.join("output/small").join(name)).unwrap();
    let names = [
        "map.csv",
        "boundaries.csv",
        "pairs.csv",
        "cells.csv",
        "figure.png",
    ];
    let before = names.map(read);
    assert!(
        String::from_utf8(read("summary.md"))
            .unwrap()
            .contains("0 of 108 failed")
    );
    json("run small.toml --json -q --threads 3", path);
    assert!(before == names.map(read), "threads change no byte");
    std::fs::remove_file(path.join("output/small/figure.png")).unwrap();
    json("plot output/small --json", path);
    assert!(before == names.map(read), "plot draws what run drew");
    json("verify output/small --json", path);
    let v = json("run small.toml --quick --out quick --json -q", path);
    assert_eq!(v["replicates"], 10);
}

/// A gain that theory does not predict is a disagreement.
#[test]
fn verify_exits_3_when_pairs_speak_against_the_map() {
    let folder = with_scenario(MAP);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    let place = path.join("results/pairs.csv");
    let text = std::fs::read_to_string(&place).unwrap();
    let row: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    let moved = (row[4].parse::<f64>().unwrap() + 1.0).to_string();
    std::fs::write(&place, text.replacen(row[4], &moved, 1)).unwrap();
    let output = thumbscale("verify results", path);
    assert_eq!(output.status.code(), Some(3));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("1 pairs of rules"), "{complaint}");
}

/// Means that lie further apart than logistic loss is solved for.
#[test]
fn cells_without_a_solution_are_named_and_end_the_run() {
    let folder = with_scenario(
        "name = \"small\"\n[training]\nloss = \"logistic\"\nridge = 1\nweight_ratio = 1\n[model]\nsignal = 1e20\n[map]\n\
         value = \"quantity\"\n\
         x = { parameter = \"delta\", from = 0.1, to = 0.15, points = 3 }\n\
         y = { parameter = \"minority_prior\", from = 0.2, to = 0.3, points = 2 }\n",
    );
    let path = folder.path();
    let output = thumbscale("run small.toml", path);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    for words in [
        "no solution in 6 of 6 cells",
        "δ = 0.1000, π₊ = 0.2000",
        "map.csv",
    ] {
        assert!(complaint.contains(words), "{complaint}");
    }
    let map = std::fs::read_to_string(path.join("output/small/map.csv")).unwrap();
    assert_eq!(map.matches("not_converged").count(), 6);
}

/// As of a simulation: how many cells, what one takes, and how long all will.
#[test]
fn a_map_is_forecast() {
    let folder = with_scenario(MAP);
    let v = json(
        "plan small.toml --json --budget 0.2 --threads 2",
        folder.path(),
    );
    assert_eq!(
        (&v["map_cells"], &v["expected_map_cells"]),
        (&108.into(), &108.into())
    );
    assert!(v["piloted_map_cells"].as_u64().unwrap() > 0);
    let of_map = v["map_core_seconds"].as_f64().unwrap();
    assert!(of_map > 0.0 && v["seconds"].as_f64().unwrap() >= 0.5 * of_map);
    let alone = MAP.replace("overlay = { x = [0.1, 0.4], y = [0.2] }\n", "");
    let alone = alone.replace("[simulation]\nn = 150\nreplicates = 12\n", "");
    let folder = with_scenario(&alone);
    let v = json("plan small.toml --json --threads 2", folder.path());
    let [of_map, tables, all] =
        ["map_core_seconds", "tables_core_seconds", "seconds"].map(|key| v[key].as_f64().unwrap());
    // JSON is read to all digits but the last.
    let sum = 0.5 * of_map + tables;
    assert!((sum / all - 1.0).abs() < 1e-12, "{sum} {all}");
    let said = thumbscale("plan small.toml", folder.path());
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains("the map: 108 cells and lines worth"),
        "{said}"
    );
    assert!(!said.contains("not forecast"), "{said}");
}
