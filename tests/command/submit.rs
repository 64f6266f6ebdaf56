//! `thumbscale submit`, with stand-ins for Slurm's commands that write down what they are asked.
//! A real Slurm is in tests/slurm/run.sh.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const SCENARIO: &str = r#"
name = "small"
[model]
minority_prior = 0.2
signal = 2
[training]
delta = 0.2
[simulation]
n = 100
replicates = 4
[vary]
weight_ratio = [1, 4]
"#;

/// A folder whose name scripts must quote, with a scenario and a `bin` for the stand-ins.
struct Place {
    _base: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("it's a $folder, 50% \"full\" #1");
        std::fs::create_dir_all(path.join("bin")).unwrap();
        std::fs::write(path.join("small.toml"), SCENARIO).unwrap();
        let place = Self { _base: base, path };
        // Ids count up; the script that is submitted comes last.
        place.program(
            "sbatch",
            "printf '%s ' \"${@:1:$#-1}\" \"${!###*/}\" >>\"$HERE/asked\"\necho >>\"$HERE/asked\"\n\
             wc -l <\"$HERE/asked\"",
        );
        place.program("squeue", "cat \"$HERE/queue\"");
        place
    }

    fn program(&self, name: &str, body: &str) {
        let file = self.path.join("bin").join(name);
        let text = format!("#!/usr/bin/env bash\nHERE=$(dirname \"$0\")/..\n{body}\n");
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn submit(&self, more: &str) -> Output {
        let path = std::env::var("PATH").unwrap();
        Command::cargo_bin("thumbscale")
            .unwrap()
            .args("submit small.toml --engine slurm --out out".split(' '))
            .args(more.split_whitespace())
            .env(
                "PATH",
                format!("{}:{path}", self.path.join("bin").display()),
            )
            .current_dir(&self.path)
            .output()
            .unwrap()
    }

    fn json(&self, more: &str) -> Value {
        let output = self.submit(&format!("{more} --json"));
        assert!(output.status.success(), "{more}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refusal(&self, more: &str) -> (i32, String) {
        let output = self.submit(more);
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path.join(file)).unwrap()
    }

    fn finish(&self, shard: &str) {
        let folder = self.path.join("out/shards").join(shard);
        std::fs::create_dir_all(&folder).unwrap();
        let scenario = std::fs::read_to_string(self.path.join("out/slurm/scenario.toml"));
        let scenario = scenario.unwrap_or_default();
        let numbers: Vec<usize> = shard.split("-of-").map(|n| n.parse().unwrap()).collect();
        let mark = thumbscale::report::ShardMark {
            scenario: "small".into(),
            scenario_sha256: thumbscale::report::scenario_hash(&scenario),
            shard: numbers[0],
            shards: numbers[1],
            method: thumbscale::sweep::METHOD_VERSION,
            replicates: 1,
            failures: 0,
        };
        std::fs::write(folder.join("shard.json"), mark.to_json()).unwrap();
        std::fs::write(folder.join("scenario.toml"), &scenario).unwrap();
    }

    fn has(&self, file: &str) -> bool {
        Path::new(&self.path).join(file).exists()
    }
}

#[test]
fn without_go_scripts_are_written_and_nothing_is_submitted() {
    let place = Place::new();
    let v = place.json("--shards 4 --executable bin/program");
    assert_eq!(v["missing_shards"], serde_json::json!([1, 2, 3, 4]));
    assert_eq!(v["submitted"], false);
    assert!(!place.has("asked"));
    assert!(
        place
            .read("out/slurm/scenario.toml")
            .contains("name = \"small\"")
    );
    // A task, as Slurm would run it.
    place.program("program", "printf '%s\\n' \"$@\" >\"$HERE/arguments\"");
    let run = |script: &str| {
        let status = std::process::Command::new("bash")
            .arg(place.path.join("out/slurm").join(script))
            .env("SLURM_ARRAY_TASK_ID", "3")
            .env("SLURM_CPUS_PER_TASK", "2")
            .status();
        assert!(status.unwrap().success());
        place.read("arguments")
    };
    let out = place.path.join("out").display().to_string();
    assert_eq!(
        run("array.sh"),
        format!("run\n{out}/slurm/scenario.toml\n--out\n{out}\n--shard\n3/4\n--threads\n2\n")
    );
    assert_eq!(run("merge.sh"), format!("merge\n{out}\n--out\n{out}\n"));
    // The command that is suggested works as it stands.
    let said = String::from_utf8(place.submit("--shards 4").stdout).unwrap();
    let command = said.split_once("to submit: ").unwrap().1.trim();
    assert_eq!(command, v["command"].as_str().unwrap());
}

#[test]
fn go_submits_what_is_missing_and_a_merge_that_waits() {
    let place = Place::new();
    let v = place.json("--shards 4 --go");
    assert_eq!(
        (&v["array_job"], &v["merge_job"]),
        (&"1".into(), &"2".into())
    );
    let merge = "--parsable --dependency=afterok:1 --kill-on-invalid-dep=yes merge.sh";
    assert_eq!(
        place.read("asked"),
        format!("--parsable array.sh \n{merge} \n")
    );
    assert!(place.read("out/slurm/array.sh").contains("--array=1-4\n"));

    for shard in ["1-of-4", "3-of-4"] {
        place.finish(shard);
    }
    let v = place.json("--shards 4 --go --max-parallel 1");
    assert_eq!(v["missing_shards"], serde_json::json!([2, 4]));
    assert!(place.read("out/slurm/array.sh").contains("--array=2,4%1\n"));

    for shard in ["2-of-4", "4-of-4"] {
        place.finish(shard);
    }
    let output = place.submit("--shards 4 --go");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("nothing is missing of 4 shards"), "{said}");
    assert!(said.contains("submitted: merge job 5"), "{said}");
    assert!(place.read("asked").ends_with("\n--parsable merge.sh \n"));
    assert!(!place.has("out/slurm/array.sh"));
}

#[test]
fn what_would_mix_or_double_runs_is_refused() {
    let place = Place::new();
    place.json("--shards 4 --go");
    std::fs::write(place.path.join("queue"), "1_[1-4] main small PD\n").unwrap();
    let (code, said) = place.refusal("--shards 4 --go");
    assert!(
        code == 1 && said.contains("job 1 is still in the queue"),
        "{said}"
    );
    std::fs::remove_file(place.path.join("queue")).unwrap();

    place.finish("1-of-4");
    let (code, said) = place.refusal("--shards 3");
    assert!(code == 2 && said.contains("use --shards 4"), "{said}");

    let scenario = place.path.join("small.toml");
    std::fs::write(&scenario, SCENARIO.replace("signal = 2", "signal = 3")).unwrap();
    let (code, said) = place.refusal("--shards 4");
    assert!(code == 2 && said.contains("another scenario"), "{said}");
    assert!(place.read("out/slurm/scenario.toml").contains("signal = 2"));
}

#[test]
fn bad_values_leave_no_trace() {
    let place = Place::new();
    for (flags, part) in [
        ("--shards 9", "at most 4"),
        ("--shards 2 --sbatch-option=--array=1", "--sbatch-option"),
        ("--shards 2 --partition=", "--partition"),
    ] {
        let (code, said) = place.refusal(flags);
        assert!(code == 2 && said.contains(part), "{flags}: {said}");
    }
    let theory = SCENARIO.replace("[simulation]\nn = 100\nreplicates = 4\n", "");
    std::fs::write(place.path.join("small.toml"), theory).unwrap();
    let (code, said) = place.refusal("--shards 1");
    assert!(code == 2 && said.contains("simulates nothing"), "{said}");
    assert!(!place.has("out"));
}

#[test]
fn what_sbatch_says_is_passed_on() {
    let place = Place::new();
    place.program(
        "sbatch",
        "echo 'invalid partition specified: x' >&2; exit 1",
    );
    let (code, said) = place.refusal("--shards 2 --partition x --go");
    assert_eq!(code, 1);
    assert!(said.contains("invalid partition specified: x"), "{said}");
    // Of the two jobs only the first is taken.
    place.program(
        "sbatch",
        "[ \"$#\" = 2 ] && echo 7 || { echo 'too many jobs' >&2; exit 1; }",
    );
    let (code, said) = place.refusal("--shards 2 --go");
    assert_eq!(code, 1);
    assert!(
        said.contains("array job 7 was submitted, but not the merge"),
        "{said}"
    );
    assert_eq!(place.read("out/slurm/jobs"), "array 7\n");
}
