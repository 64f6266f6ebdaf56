//! Ctrl-C at any stage: the end comes soon, with exit code 130, nothing is half-written, and
//! what is said of going on is true.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::binary::{json, refusal, thumbscale};
use assert_cmd::cargo::cargo_bin;

/// Whoever looks at no flag takes minutes; a loaded machine may take some seconds.
const SOON: Duration = Duration::from_secs(20);

fn start(line: &str, folder: &Path) -> Child {
    Command::new(cargo_bin("thumbscale"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Interrupts it and waits for its end, which must come soon.
fn interrupted(mut child: Child) -> (Output, String) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > SOON {
            child.kill().unwrap();
            panic!("still running after {SOON:?}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(
        output.stdout.is_empty(),
        "nothing is told of what did not end"
    );
    (output, said)
}

fn with_scenario(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), text).unwrap();
    folder
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const HEAD: &str = "name = \"s\"\n[model]\nminority_prior = 0.2\nsignal = 1\n";

/// (stage, scenario, what is said)
fn slow() -> [(&'static str, String, &'static str); 3] {
    let logistic = "[training]\nloss = \"logistic\"\nridge = 0.1\n";
    [
        (
            "theory curves",
            format!(
                "{HEAD}{logistic}weight_ratio = 2\n[vary]\ndelta = [0.1, 0.2]\n\
                 [figure]\nx = \"delta\"\ny = [\"alpha\"]\ntheory_points = 100000\n\
                 theory_range = [0.1, 0.2]\n"
            ),
            "predictions were made",
        ),
        (
            "rule searches",
            format!(
                "{HEAD}{logistic}weight_ratio = \"min_worst_class\"\n\
                 [vary]\ndelta = {{ from = 0.01, to = 0.9, points = 50000 }}\n"
            ),
            "predictions were made",
        ),
        (
            "a map",
            format!(
                "name = \"s\"\n[model]\nsignal = 1\n{logistic}[map]\nvalue = \"weight\"\n\
                 rule = \"min_worst_class\"\n\
                 x = {{ parameter = \"delta\", from = 0.05, to = 0.9, points = 1000 }}\n\
                 y = {{ parameter = \"minority_prior\", from = 0.05, to = 0.45, points = 1000 }}\n"
            ),
            "cells of the map were done",
        ),
    ]
}

#[test]
fn every_stage_of_theory_ends_soon_and_leaves_no_file() {
    for (stage, scenario, words) in slow() {
        let folder = with_scenario(&scenario);
        let path = folder.path();
        let child = start("run s.toml --out out", path);
        std::thread::sleep(Duration::from_millis(1500));
        let (_, said) = interrupted(child);
        assert!(said.contains(words), "{stage}: {said}");
        assert!(
            said.contains("the same command begins anew"),
            "{stage}: {said}"
        );
        assert_eq!(files(&path.join("out")), ["run.lock"], "{stage}");
    }
}

/// One replicate of minutes does not hold it up: it is left out.
#[test]
fn a_long_replicate_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let line = "simulate --delta 0.99 --n 2000 --solver sgd --minority-prior 0.3 --signal 1 \
                --weight-ratio 2 --replicates 4 --seed 1 --threads 1";
    let child = start(line, folder.path());
    std::thread::sleep(Duration::from_millis(1500));
    let (_, said) = interrupted(child);
    assert!(said.contains("0 of 4 replicates"), "{said}");
}

const SIMULATED: &str = "name = \"s\"\nseed = 5\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
    [training]\nloss = \"logistic\"\n[simulation]\nn = 100\nreplicates = 40000\n\
    [vary]\ndelta = [0.1, 0.3]\nweight_ratio = [1, 3]\n\
    [figure]\nx = \"delta\"\ny = [\"worst_class_error\"]\ntheory_points = 5\n";

fn replicates_done(path: &Path) -> u64 {
    let stored = path.join("out/unfinished.toml").is_file();
    match stored {
        true => json("status out --json", path)["replicates_done"]
            .as_u64()
            .unwrap_or(0),
        false => 0,
    }
}

/// Starts a long run and interrupts it when some replicates are stored.
fn begun(line: &str, path: &Path) -> String {
    let child = start(line, path);
    for _ in 0..600 {
        if replicates_done(path) > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    interrupted(child).1
}

#[test]
fn an_unfinished_run_is_drawn_with_what_it_has() {
    let folder = with_scenario(SIMULATED);
    let path = folder.path();
    let said = begun("run s.toml --out out --threads 1", path);
    assert!(
        said.contains("the same command goes on from there"),
        "{said}"
    );
    let v = json("plot out --json -q", path);
    let done = v["replicates_done"].as_u64().unwrap();
    assert_eq!(
        (&v["unfinished"], &v["replicates"]),
        (&true.into(), &80000.into())
    );
    assert!(0 < done && done < 80000, "{v}");
    let (code, why) = refusal("verify out", path);
    assert!(code == 2 && why.contains("not finished"), "{why}");
    let svg = path.join("out/figure.svg");
    let drawn = std::fs::read_to_string(&svg).unwrap();
    assert!(drawn.contains("unfinished: "), "the figure says so itself");
    let said = thumbscale("plot out", path);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains(&format!("unfinished: {done} of 80000 replicates")),
        "{said}"
    );
    // It changes nothing of what is stored, and the run ends as it would have.
    let fewer = "run s.toml --replicates 60 --json -q --out";
    assert!(
        json(&format!("{fewer} out"), path)["reused_replicates"]
            .as_u64()
            .unwrap()
            > 0
    );
    json(&format!("{fewer} whole"), path);
    for name in ["cells.csv", "figure.svg"] {
        let read = |run: &str| std::fs::read(path.join(run).join(name)).unwrap();
        assert!(read("out") == read("whole"), "{name}");
    }
    let v = json("plot out --json -q", path);
    assert_eq!(v["unfinished"], false);
}

#[test]
fn nothing_stored_is_nothing_to_draw() {
    let folder = with_scenario(SIMULATED);
    let path = folder.path();
    std::fs::create_dir(path.join("out")).unwrap();
    std::fs::write(path.join("out/unfinished.toml"), SIMULATED).unwrap();
    let (code, said) = refusal("plot out", path);
    assert_eq!(code, 2);
    assert!(said.contains("no replicate is stored yet"), "{said}");
    assert_eq!(files(&path.join("out")), ["unfinished.toml"]);
}

/// What a run with --force left is not gone on with by the same command.
#[test]
fn force_promises_nothing_that_it_does_not_keep() {
    let folder = with_scenario(SIMULATED);
    let path = folder.path();
    let said = begun("run s.toml --out out --force --threads 1", path);
    assert!(
        said.contains("without --force goes on from there"),
        "{said}"
    );
    assert!(said.contains("with --force it begins anew"), "{said}");
    let again = json("run s.toml --out out --replicates 20 --json -q", path);
    assert!(again["reused_replicates"].as_u64().unwrap() > 0);
    // Beside finished results: they stay until the new ones are whole.
    let before = std::fs::read(path.join("out/cells.csv")).unwrap();
    let child = start("run s.toml --out out --force --threads 1", path);
    std::thread::sleep(Duration::from_millis(1500));
    let (_, said) = interrupted(child);
    assert!(
        said.contains("the tables there are those of the run before"),
        "{said}"
    );
    assert!(before == std::fs::read(path.join("out/cells.csv")).unwrap());
}

/// What new results differ in from those whose place they take.
#[test]
fn replaced_results_are_told_apart() {
    let small = SIMULATED.replace("40000", "4");
    let folder = with_scenario(&small);
    let path = folder.path();
    let first = thumbscale("run s.toml --out out", path);
    assert!(
        !String::from_utf8(first.stderr)
            .unwrap()
            .contains("replaced")
    );
    let said = |line: &str| String::from_utf8(thumbscale(line, path).stderr).unwrap();
    let same = said("run s.toml --out out");
    assert!(same.contains("of the same scenario and seed"), "{same}");
    let seed = said("run s.toml --out out --seed 6");
    assert!(seed.contains("seed 5 → 6"), "{seed}");
    let changed = small.replace("signal = 1.5", "signal = 2.5");
    std::fs::write(path.join("s.toml"), changed).unwrap();
    let v = json("run s.toml --out out --seed 6 --json -q", path);
    assert_eq!(v["changed"].as_array().unwrap().len(), 1);
    let change = &v["changed"][0];
    let parts = ["key", "old", "new"].map(|part| change[part].as_str().unwrap());
    assert_eq!(parts, ["model.signal", "1.5", "2.5"]);
}
