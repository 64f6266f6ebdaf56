//! Every system call that can refuse refuses once: whatever a disk or a full machine says, the
//! exit code is one of ours, nothing is said to be whole that is not, and the same command
//! afterwards gives the same bytes.
//!
//! cargo test --release --locked --test faults -- --ignored --nocapture
//! (Linux, with strace, which puts the errors in.)
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;

const SCENARIO: &str = "name = \"t\"\nseed = 3\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
    [training]\n[simulation]\nn = 40\nreplicates = 24\n[vary]\ndelta = [0.1, 0.4]\n\
    weight_ratio = [1, 3]\n[figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\n";
const RUN: [&str; 6] = ["run", "t.toml", "--out", "out", "--threads", "2"];

/// Calls, and what they are made to say.
const FAULTS: [(&str, &[&str]); 8] = [
    ("fsync", &["EIO", "ENOSPC"]),
    ("fdatasync", &["EIO", "EDQUOT"]),
    ("rename", &["EIO", "EACCES"]),
    ("renameat", &["EXDEV"]),
    ("flock", &["EINTR", "EIO"]),
    ("write", &["ENOSPC", "EFBIG"]),
    ("clone3", &["EAGAIN"]),
    ("ftruncate", &["EIO"]),
];
/// Of calls that are made often so many places are tried, evenly spread.
const PLACES: usize = 40;

fn strace(place: &Path, options: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "trace"]).args(options);
    command.arg(cargo_bin("thumbscale")).args(RUN);
    let run = command.current_dir(place).output();
    run.expect("strace puts the faults in: install it")
}

fn fresh() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.toml"), SCENARIO).unwrap();
    folder
}

fn cells(place: &Path) -> Vec<u8> {
    std::fs::read(place.join("out/cells.csv")).unwrap()
}

/// Asserts that a run ended as it may and that the next one mends everything.
fn mended(place: &Path, output: &Output, whole: &[u8], what: &str) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(!said.contains("panicked"), "{what}: {said}");
    assert!(matches!(code, Some(0..=2)), "{what}: {code:?} {said}");
    if code == Some(0) {
        assert!(cells(place) == whole, "{what}: {said}");
    } else {
        assert!(said.contains("error: "), "{what}: {said}");
    }
    let mut again = Command::new(cargo_bin("thumbscale"));
    let again = again.args(RUN).current_dir(place).output().unwrap();
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success(), "after {what}: {said}");
    assert!(cells(place) == whole, "after {what}");
    let mut names: Vec<String> = std::fs::read_dir(place.join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name.starts_with(".replicates"));
    assert!(names.is_empty(), "after {what}: {names:?}");
    code == Some(0)
}

#[test]
#[ignore = "hundreds of runs under strace"]
fn every_call_refuses_once() {
    let folder = fresh();
    let (mut tried, mut survived) = (0, 0);
    assert!(
        strace(folder.path(), &["-e", "trace=none"])
            .status
            .success()
    );
    let whole = cells(folder.path());
    for (call, errors) in FAULTS {
        let counted = fresh();
        let trace = format!("trace={call}");
        assert!(strace(counted.path(), &["-e", &trace]).status.success());
        let calls = std::fs::read_to_string(counted.path().join("trace")).unwrap();
        let count = calls
            .lines()
            .filter(|l| l.contains(&format!("{call}(")))
            .count();
        println!("{call}: {count} calls");
        for error in errors {
            for place in 0..count.min(PLACES) {
                let nth = 1 + place * count / count.min(PLACES);
                let inject = format!("inject={call}:error={error}:when={nth}");
                let folder = fresh();
                let output = strace(folder.path(), &["-e", &trace, "-e", &inject]);
                let well = mended(folder.path(), &output, &whole, &inject);
                tried += 1;
                survived += usize::from(well);
            }
        }
    }
    println!("{tried} faults, {survived} of them without harm to the run");
}

/// What a file system cannot do is said once and is no failure.
#[test]
#[ignore = "runs under strace"]
fn what_a_file_system_cannot_do_is_said() {
    let folder = fresh();
    assert!(
        strace(folder.path(), &["-e", "trace=none"])
            .status
            .success()
    );
    let whole = cells(folder.path());
    let cases = [
        ("flock", "ENOLCK", "keeps no locks"),
        ("flock", "EOPNOTSUPP", "keeps no locks"),
        ("fdatasync", "EINVAL", "takes a sync"),
        ("fdatasync", "ENOSYS", "takes a sync"),
    ];
    for (call, error, words) in cases {
        let folder = fresh();
        let (trace, inject) = (
            format!("trace={call}"),
            format!("inject={call}:error={error}"),
        );
        let output = strace(folder.path(), &["-e", &trace, "-e", &inject]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{inject}: {said}");
        assert!(said.contains(words), "{inject}: {said}");
        assert!(cells(folder.path()) == whole);
    }
    // No thread at all, or one.
    for first in 1..6 {
        let folder = fresh();
        let inject = format!("inject=clone3:error=EAGAIN:when={first}+");
        let output = strace(folder.path(), &["-e", "trace=clone3", "-e", &inject]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{inject}: {said}");
        match output.status.code() {
            Some(0) => assert!(cells(folder.path()) == whole),
            code => assert!(
                code == Some(1) && said.contains("ulimit -u"),
                "{inject}: {said}"
            ),
        }
    }
}
