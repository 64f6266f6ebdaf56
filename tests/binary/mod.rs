//! The real binary, for tests of what it says and returns.
// Not every test crate calls everything.
#![allow(dead_code)]

pub(crate) mod watched;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

pub(crate) const POINT: &str = "--delta 0.2 --minority-prior 0.2 --signal 2";

pub(crate) fn with_arguments(arguments: &[&str], folder: &Path) -> Output {
    Command::cargo_bin("thumbscale")
        .unwrap()
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The arguments in one line, between blanks.
pub(crate) fn thumbscale(line: &str, folder: &Path) -> Output {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    with_arguments(&arguments, folder)
}

pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn json(line: &str, folder: &Path) -> Value {
    let output = thumbscale(line, folder);
    assert!(output.status.success(), "{line}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code and what was said on standard error.
pub(crate) fn refusal(line: &str, folder: &Path) -> (i32, String) {
    let output = thumbscale(line, folder);
    assert!(output.stdout.is_empty(), "{line}: nothing but errors");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code().unwrap(), said)
}
