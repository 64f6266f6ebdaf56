//! Nothing is read without an end: what is too long is refused with its name and the limit.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::binary::{json, refusal, thumbscale};

const SMALL: &str = "name = \"small\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\n\
                     delta = 0.2\n[vary]\nweight_ratio = [1, 4, 7]\n[figure]\n\
                     x = \"weight_ratio\"\ny = [\"error_minority\"]\n";
const LIMIT: usize = 1 << 20;

/// The scenario with a comment that makes it so long.
fn of_length(bytes: usize) -> String {
    format!("{SMALL}#{}\n", "x".repeat(bytes - SMALL.len() - 2))
}

fn refused(line: &str, folder: &Path, words: &[&str]) {
    let (code, said) = refusal(line, folder);
    assert_eq!(code, 2, "{line}: {said}");
    assert_eq!(said.matches("error: ").count(), 1, "{line}: {said}");
    for word in words {
        assert!(said.contains(word), "{line}: {said}");
    }
}

#[test]
fn a_scenario_of_a_mebibyte_is_read_and_a_longer_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("most.toml"), of_length(LIMIT)).unwrap();
    assert_eq!(json("check most.toml --json", path)["ok"], true);
    std::fs::write(path.join("more.toml"), of_length(LIMIT + 1)).unwrap();
    for command in ["check", "run", "plan"] {
        refused(
            &format!("{command} more.toml"),
            path,
            &["more.toml: has 1048577 bytes", "1 MiB"],
        );
    }
    // A file with a hole: its size is known, and it is not read.
    let long = std::fs::File::create(path.join("long.toml")).unwrap();
    long.set_len(1 << 40).unwrap();
    refused(
        "check long.toml",
        path,
        &["has 1099511627776 bytes", "1 MiB"],
    );
    refused("check .", path, &["is a folder"]);
}

/// What is read again after a run is bounded too, so that it must be written short enough.
#[test]
fn a_scenario_that_its_defaults_make_too_long_is_refused_before_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<String> = (1..100_000).map(|i| (1_000_000 + i).to_string()).collect();
    let text = SMALL.replace("[1, 4, 7]", &format!("[{}]", values.join(",")));
    assert!(text.len() < LIMIT);
    std::fs::write(folder.path().join("s.toml"), text).unwrap();
    refused(
        "check s.toml",
        folder.path(),
        &["with all its defaults", "1048576"],
    );
}

fn from_standard_input(folder: &Path, bytes: &[u8]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_thumbscale"))
        .args(["check", "-"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The other end may hang up before everything is written.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn standard_input_ends_at_the_same_limit() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = from_standard_input(folder.path(), of_length(LIMIT).as_bytes());
    assert_eq!(code, Some(0), "{said}");
    // Whatever else has that name.
    std::fs::create_dir(folder.path().join("-")).unwrap();
    let (code, said) = from_standard_input(folder.path(), of_length(LIMIT).as_bytes());
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = from_standard_input(folder.path(), &vec![b'#'; 9 * LIMIT]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("standard input: goes on beyond the 1 MiB"),
        "{said}"
    );
}

#[cfg(unix)]
mod devices {
    use super::*;

    fn pipe(place: &Path) {
        assert!(
            Command::new("mkfifo")
                .arg(place)
                .status()
                .unwrap()
                .success()
        );
    }

    #[test]
    fn a_device_without_an_end_is_left_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        for command in ["check", "run", "plan"] {
            refused(
                &format!("{command} /dev/zero"),
                folder.path(),
                &["/dev/zero: goes on beyond the 1 MiB"],
            );
        }
        let output = thumbscale("check /dev/null", folder.path());
        assert_eq!(output.status.code(), Some(2));
    }

    #[test]
    fn a_pipe_is_read_up_to_the_limit() {
        for (length, code) in [(LIMIT, 0), (9 * LIMIT, 2)] {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path().join("pipe.toml");
            pipe(&place);
            let text = of_length(length);
            let writer = std::thread::spawn(move || {
                let mut file = std::fs::OpenOptions::new().write(true).open(place).unwrap();
                let _ = file.write_all(text.as_bytes());
            });
            let output = thumbscale("check pipe.toml", folder.path());
            writer.join().unwrap();
            assert_eq!(output.status.code(), Some(code), "{output:?}");
        }
    }

    /// Nobody waits for a writer that never comes.
    #[test]
    fn a_pipe_without_a_writer_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        pipe(&path.join("pipe.toml"));
        for command in ["check", "run", "plan"] {
            refused(
                &format!("{command} pipe.toml"),
                path,
                &[
                    "pipe.toml: it is a pipe, and nobody writes into it",
                    "start what writes into it first",
                ],
            );
        }
    }

    /// A table, a manifest or a stored scenario that is no file is damage, and no wait.
    #[test]
    fn results_are_read_from_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::write(path.join("small.toml"), SMALL).unwrap();
        json("run small.toml --out out --json", path);
        let device = |place: &Path| std::os::unix::fs::symlink("/dev/zero", place).unwrap();
        let others: [&dyn Fn(&Path); 2] = [&device, &pipe];
        for name in ["cells.csv", "curves.csv", "marks.csv", "scenario.toml"] {
            let place = path.join("out").join(name);
            let kept = std::fs::read(&place).unwrap();
            for put in others {
                std::fs::remove_file(&place).unwrap();
                put(&place);
                for command in ["verify out", "plot out"] {
                    let output = thumbscale(command, path);
                    let said = String::from_utf8(output.stderr).unwrap();
                    assert_eq!(output.status.code(), Some(2), "{said}");
                    assert!(said.contains(name), "{said}");
                }
            }
            std::fs::remove_file(&place).unwrap();
            std::fs::write(&place, kept).unwrap();
        }
        let journal = path.join("out/replicates.journal");
        pipe(&journal);
        std::fs::write(path.join("out/unfinished.toml"), SMALL).unwrap();
        for command in ["status out", "plot out"] {
            let _ended = thumbscale(command, path);
        }
        std::fs::remove_file(journal).unwrap();
        let manifest = path.join("out/manifest.json");
        std::fs::remove_file(&manifest).unwrap();
        pipe(&manifest);
        // It is not waited for: the stored scenario says whose folder it is.
        json("run small.toml --out out --json", path);
    }
}
