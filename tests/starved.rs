//! A machine that gives too little: one clear error, and nothing that panics.
#![cfg(unix)]

mod binary;

use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;

const SCENARIO: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
    [training]\n[simulation]\nn = 40\nreplicates = 200\n[vary]\ndelta = [0.1, 0.4]\n\
    weight_ratio = [1, 3, 5, 7, 9]\n[figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\n";

/// Under a limit of the shell's.
fn limited(limit: &str, line: &str, place: &Path) -> Output {
    let program = cargo_bin("thumbscale");
    let command = format!("ulimit {limit}; exec {} {line}", program.display());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &command])
        .current_dir(place)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_the_run_goes_on_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    std::fs::write(place.join("t.toml"), SCENARIO).unwrap();
    binary::json("run t.toml --out whole --json -q", place);
    // Blocks of 512 bytes or of a kilobyte.
    for blocks in [1, 8, 40] {
        let output = limited(&format!("-f {blocks}"), "run t.toml --out out -q", place);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("ulimit -f"), "{said}");
    }
    binary::json("run t.toml --out out --json -q", place);
    let cells = |out: &str| std::fs::read(place.join(out).join("cells.csv")).unwrap();
    assert_eq!(cells("out"), cells("whole"));
}

#[test]
fn too_few_open_files_are_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    std::fs::write(place.join("t.toml"), SCENARIO).unwrap();
    let mut refused = 0;
    for files in 3..12 {
        let output = limited(&format!("-n {files}"), "run t.toml --out out -q", place);
        let said = said(&output);
        match output.status.code() {
            Some(0) => {}
            code => {
                assert!(matches!(code, Some(1..=2 | 127)), "{code:?}: {said}");
                assert!(!said.is_empty());
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
    // Results that cannot be opened are not taken for somebody else's.
    binary::json("run t.toml --out out --json -q", place);
    for files in 3..12 {
        for line in ["run t.toml --out out -q", "plot out"] {
            let said = said(&limited(&format!("-n {files}"), line, place));
            assert!(
                !said.contains("holds other files"),
                "{files}, {line}: {said}"
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn too_little_memory_ends_a_run_and_fails_no_replicate() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let dense = SCENARIO
        .replace(
            "n = 40\nreplicates = 200",
            "n = 1200\nreplicates = 3\nmethod = \"dense\"",
        )
        .replace("[0.1, 0.4]", "[0.4]")
        .replace("[1, 3, 5, 7, 9]", "[1, 9]");
    std::fs::write(place.join("t.toml"), dense).unwrap();
    binary::json("run t.toml --out whole --json -q", place);
    let mut ends = Vec::new();
    let mut kilobytes = 20_000;
    while kilobytes < 200_000 {
        let limit = format!("-v {kilobytes}");
        let output = limited(&limit, "run t.toml --out out -q --threads 2", place);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("panicked") && !said.contains("failed at"),
            "{limit}: {said}"
        );
        // Where the standard library itself is refused memory it says so and aborts.
        let code = output.status.code();
        assert!(
            matches!(code, None | Some(0 | 1 | 127)),
            "{limit}: {code:?} {said}"
        );
        ends.push(code == Some(0));
        kilobytes += kilobytes / 8;
    }
    assert!(ends.contains(&true) && ends.contains(&false));
    binary::json("run t.toml --out out --json -q", place);
    let cells = |out: &str| std::fs::read(place.join(out).join("cells.csv")).unwrap();
    assert_eq!(cells("out"), cells("whole"));
}
