//! Results are a pure function of (scenario, seed), however often a run is ended, by
//! whomever, in how many parts and in which order.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

/// Weights by number and by rule, two losses, a design that is separable.
const SCENARIO: &str = "name = \"survivor\"\nseed = 11\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
    [training]\n[simulation]\nn = 40\nreplicates = 24\n[vary]\ndelta = [0.1, 0.25, 0.9]\n\
    weight_ratio = [1, 3]\n[[method]]\nname = \"square\"\n\
    [[method]]\nname = \"logistic\"\nloss = \"logistic\"\n";

struct Site {
    base: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self {
            base: tempfile::tempdir().unwrap(),
        };
        site.write(SCENARIO);
        site
    }

    fn write(&self, scenario: &str) {
        std::fs::write(self.scenario(), scenario).unwrap();
    }

    fn scenario(&self) -> PathBuf {
        self.base.path().join("s.toml")
    }

    fn out(&self, name: &str) -> PathBuf {
        self.base.path().join(name)
    }

    fn command(&self, out: &str, more: &[&str]) -> Command {
        let mut command = thumbscale(&["run"]);
        command.arg(self.scenario()).arg("--out").arg(self.out(out));
        command.args(more);
        command
    }

    /// A run that must end well; its JSON.
    fn run(&self, out: &str, more: &[&str]) -> Value {
        let mut command = self.command(out, more);
        ok(command.arg("--json").output().unwrap())
    }

    fn cells(&self, out: &str) -> String {
        std::fs::read_to_string(self.out(out).join("cells.csv")).unwrap()
    }
}

fn thumbscale(arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin("thumbscale"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn ok(output: Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn status(folder: &Path) -> Value {
    let mut command = thumbscale(&["status", "--json"]);
    ok(command.arg(folder).output().unwrap())
}

#[test]
fn threads_change_no_byte() {
    let site = Site::new();
    site.run("one", &["--threads", "1"]);
    for threads in ["2", "7"] {
        site.run(threads, &["--threads", threads]);
        assert_eq!(site.cells(threads), site.cells("one"));
    }
}

/// How often: THUMBSCALE_KILLS=200 cargo test --release --test resume killed
#[test]
fn a_run_killed_at_any_moment_goes_on_to_the_same_bytes() {
    let asked = std::env::var("THUMBSCALE_KILLS").ok();
    let (kills, replicates) = match &asked {
        Some(kills) => (kills.parse().unwrap(), "replicates = 1000"),
        None => (6, "replicates = 100"),
    };
    let site = Site::new();
    site.write(&SCENARIO.replace("replicates = 24", replicates));
    let begun = std::time::Instant::now();
    site.run("whole", &[]);
    let whole = begun.elapsed().as_secs_f64();
    let mut state = 20_250_620_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (mut killed, mut ended, mut round) = (0, 0, 0);
    while killed < kills {
        let out = format!("killed{round}");
        let mut child = site.command(&out, &[]).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(1.2 * whole * uniform()));
        // SIGKILL: no handler runs.
        child.kill().unwrap();
        match child.wait().unwrap().success() {
            false => killed += 1,
            // It was faster: the next one begins anew.
            true => {
                assert_eq!(site.cells(&out), site.cells("whole"));
                (ended, round) = (ended + 1, round + 1);
            }
        }
    }
    let out = format!("killed{round}");
    site.run(&out, &[]);
    assert_eq!(site.cells(&out), site.cells("whole"));
    println!("killed {killed} times, {ended} times too late");
}

#[test]
#[cfg(unix)]
fn a_time_limit_leaves_a_run_that_can_go_on() {
    let site = Site::new();
    site.write(&SCENARIO.replace("replicates = 24", "replicates = 40000"));
    let child = site.command("out", &["--threads", "1"]).spawn().unwrap();
    let journal = site.out("out").join("replicates.journal");
    let has_written = || std::fs::metadata(&journal).is_ok_and(|m| m.len() > 1000);
    for _ in 0..600 {
        if has_written() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("the same command goes on from there"));
    let status = status(&site.out("out"));
    assert_eq!(status["complete"], false);
    let kept = status["replicates_done"].as_u64().unwrap();
    assert!(kept > 0);
    site.write(SCENARIO);
    // Fewer replicates of the same cells: those that are there are used.
    let again = site.run("out", &["--replicates", "20"]);
    assert!(again["reused_replicates"].as_u64().unwrap() > 0);
    site.run("whole", &["--replicates", "20"]);
    assert_eq!(site.cells("out"), site.cells("whole"));
}

#[test]
fn more_replicates_run_only_the_new_ones() {
    let site = Site::new();
    site.run("out", &["--replicates", "10"]);
    let more = site.run("out", &[]);
    assert_eq!(more["reused_replicates"], 30);
    assert_eq!(more["simulated_replicates"], 42);
    site.run("at_once", &[]);
    assert_eq!(site.cells("out"), site.cells("at_once"));
    // What --force throws away it throws away when there is something new.
    let refused = site
        .command("out", &["--force", "--gallery", "/proc/none"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(status(&site.out("out"))["replicates_done"], 72);
    let forced = site.run("out", &["--force"]);
    assert_eq!(forced["reused_replicates"], 0);
}

/// A design more, one less, in another order; a weight more.
#[test]
fn a_changed_scenario_reuses_exactly_what_is_unchanged() {
    let site = Site::new();
    site.run("out", &[]);
    let changed = SCENARIO.replace("[0.1, 0.25, 0.9]", "[0.9, 0.4, 0.1]");
    site.write(&changed);
    let second = site.run("out", &[]);
    assert_eq!(second["reused_replicates"], 48);
    assert_eq!(second["simulated_replicates"], 24);
    let third = changed.replace("weight_ratio = [1, 3]", "weight_ratio = [3, 1, 2]");
    site.write(&third);
    let third = site.run("out", &[]);
    assert_eq!(
        third["simulated_replicates"], 72,
        "the new weight only, on the same data"
    );
    site.run("afresh", &[]);
    assert_eq!(site.cells("out"), site.cells("afresh"));
    site.write(&SCENARIO.replace("seed = 11", "seed = 12"));
    assert_eq!(site.run("out", &[])["reused_replicates"], 0);
}

#[test]
fn shards_merged_in_any_order_are_the_single_run() {
    let site = Site::new();
    site.run("single", &[]);
    let shard = |i: usize| format!("{i}/5");
    for i in [2, 1, 5, 4] {
        site.run("parts", &["--shard", &shard(i)]);
    }
    let parts = site.out("parts");
    let before = status(&parts);
    assert_eq!(before["missing_shards"], serde_json::json!([3]));
    assert_eq!(before["complete"], false);
    let mut merge = thumbscale(&["merge"]);
    let refused = merge.arg(&parts).arg("--out").arg(&parts).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(
        said.contains("replicates are missing") && said.contains("not finished: 3"),
        "{said}"
    );
    assert!(!parts.join("cells.csv").exists());

    site.run("parts", &["--shard", &shard(3)]);
    assert_eq!(
        site.run("parts", &["--shard", &shard(3)])["simulated_replicates"],
        0
    );
    for order in [[1, 2, 3, 4, 5], [5, 3, 1, 2, 4]] {
        let out = site.out(&format!("merged{}", order[0]));
        let mut merge = thumbscale(&["merge", "--json"]);
        for i in order {
            merge.arg(parts.join(format!("shards/{i}-of-5")));
        }
        ok(merge.arg("--out").arg(&out).output().unwrap());
        let merged = std::fs::read_to_string(out.join("cells.csv")).unwrap();
        assert_eq!(merged, site.cells("single"));
    }
    let mut merge = thumbscale(&["merge", "--json"]);
    ok(merge.arg(&parts).arg("--out").arg(&parts).output().unwrap());
    assert_eq!(site.cells("parts"), site.cells("single"));
    assert_eq!(status(&parts)["complete"], true);
    // A merged folder is a run like any other.
    assert_eq!(site.run("parts", &[])["simulated_replicates"], 0);

    // Shards of another division are refused.
    let refused = site.command("parts", &["--shard", "1/3"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("divided into 5"));

    // A shard whose journal is lost after it was finished is missing again.
    std::fs::remove_file(parts.join("shards/4-of-5/replicates.journal")).unwrap();
    let alone = site.out("alone");
    let mut merge = thumbscale(&["merge"]);
    let refused = merge.arg(&parts).arg("--out").arg(&alone).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(said.contains("shard 4/5 says that it has"), "{said}");
    assert!(said.contains("not finished: 4"), "{said}");
    site.run("parts", &["--shard", &shard(4)]);
    let mut merge = thumbscale(&["merge", "--json"]);
    ok(merge.arg(&parts).arg("--out").arg(&alone).output().unwrap());
    assert_eq!(site.cells("alone"), site.cells("single"));

    // A shard of another scenario is not taken for one of this.
    site.write(&SCENARIO.replace("seed = 11", "seed = 12"));
    site.run("parts", &["--shard", &shard(2)]);
    let mut merge = thumbscale(&["merge"]);
    let refused = merge.arg(&parts).arg("--out").arg(&parts).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = stderr(&refused);
    assert!(
        said.contains("different scenarios") && said.contains("--shard "),
        "{said}"
    );
}

#[test]
fn a_shard_that_lost_its_scenario_is_named_with_what_brings_it_back() {
    let site = Site::new();
    site.run("single", &[]);
    for shard in ["1/2", "2/2"] {
        site.run("parts", &["--shard", shard]);
    }
    let parts = site.out("parts");
    let place = parts.join("shards/1-of-2");
    let merged = || {
        let mut merge = thumbscale(&["merge", "--json"]);
        let merge = merge.arg(&parts).arg("--out").arg(site.out("merged"));
        merge.output().unwrap()
    };
    std::fs::remove_file(place.join("scenario.toml")).unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    let put = |name: &str| {
        let file = std::fs::File::create(place.join(name)).unwrap();
        file.set_modified(long_ago).unwrap();
        place.join(name)
    };
    let half = put(".thumbscale-unfinished-ab12cd");
    let refused = merged();
    let said = stderr(&refused);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("--shard 1/2` makes shard 1/2 again, and what is there is kept"),
        "{said}"
    );
    assert_eq!(
        site.run("parts", &["--shard", "1/2"])["simulated_replicates"],
        0
    );
    // What a run that was killed had left is gone; what looks like it and is somebody's own is not.
    assert!(!half.exists());
    let own = put(".thumbscale-notes");
    site.run("parts", &["--shard", "1/2"]);
    assert!(own.exists());
    std::fs::remove_file(own).unwrap();
    ok(merged());
    assert_eq!(site.cells("merged"), site.cells("single"));

    let named = std::fs::read_to_string(place.join("scenario.toml")).unwrap();
    let other = named.replacen("name = \"", "name = \"other_", 1);
    std::fs::write(place.join("scenario.toml"), other).unwrap();
    assert!(stderr(&merged()).contains("remove the one that is not meant"));
    let refused = site.command("parts", &["--shard", "1/2"]).output().unwrap();
    assert!(
        stderr(&refused).contains("remove that folder"),
        "{}",
        stderr(&refused)
    );
    std::fs::remove_dir_all(&place).unwrap();
    site.run("parts", &["--shard", "1/2"]);
}

#[test]
fn a_second_run_is_told_who_has_the_folder() {
    let site = Site::new();
    site.run("out", &[]);
    let lock = thumbscale::journal::Lock::acquire(&site.out("out").join("run.lock")).unwrap();
    let refused = site.command("out", &[]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    let holder = format!("locked by process {}", std::process::id());
    assert!(said.contains(&holder), "{said}");
    drop(lock);
    site.run("out", &[]);
}

/// Cut anywhere, or with any byte flipped: a warning, and the same results.
#[test]
fn a_damaged_journal_never_gives_a_wrong_number() {
    let site = Site::new();
    site.run("out", &[]);
    let whole = site.cells("out");
    let path = site.out("out").join("replicates.journal");
    let good = std::fs::read(&path).unwrap();
    for share in [0.0, 0.3, 0.77, 0.999] {
        let place = (share * good.len() as f64) as usize;
        std::fs::write(&path, &good[..place]).unwrap();
        site.run("out", &[]);
        assert_eq!(site.cells("out"), whole);
        let mut flipped = good.clone();
        flipped[place] ^= 0x10;
        std::fs::write(&path, &flipped).unwrap();
        let output = site.command("out", &[]).output().unwrap();
        assert!(output.status.success());
        assert!(
            stderr(&output).contains("warning: the journal has"),
            "{}",
            stderr(&output)
        );
        assert_eq!(site.cells("out"), whole);
        let quiet = site.command("out", &[]).output().unwrap();
        assert!(!stderr(&quiet).contains("warning"), "{}", stderr(&quiet));
    }
}

/// Cut at any byte of the last record: each of them with THUMBSCALE_CUTS=all.
#[test]
fn a_last_record_cut_at_any_byte_is_simulated_again() {
    let site = Site::new();
    site.run("out", &[]);
    let whole = site.cells("out");
    let path = site.out("out").join("replicates.journal");
    let good = std::fs::read(&path).unwrap();
    let records = thumbscale::journal::read(&path).unwrap().records;
    let but_one = thumbscale::journal::to_bytes(&records[..records.len() - 1]).len();
    assert!(
        but_one < good.len()
            && good[..but_one] == thumbscale::journal::to_bytes(&records)[..but_one]
    );
    let step = match std::env::var_os("THUMBSCALE_CUTS") {
        Some(_) => 1,
        None => (good.len() - but_one).div_ceil(5),
    };
    let mut cuts = 0;
    for end in (but_one..good.len()).step_by(step) {
        std::fs::write(&path, &good[..end]).unwrap();
        site.run("out", &[]);
        assert_eq!(site.cells("out"), whole, "cut at {end}");
        cuts += 1;
    }
    println!("cut at {cuts} of {} bytes", good.len() - but_one);
}

/// Random labels of few samples leave a class empty now and then.
#[test]
fn failed_replicates_are_listed_and_can_be_run_again() {
    let site = Site::new();
    site.write(
        "name = \"frail\"\n[model]\nminority_prior = 0.1\nsignal = 1\nlabels = \"random\"\n\
         [training]\nweight_ratio = 2\ndelta = 0.3\n[simulation]\nn = 10\nreplicates = 40\n",
    );
    let output = site.command("out", &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("a class has no sample in this replicate"),
        "{said}"
    );
    let out = site.out("out");
    let failures = std::fs::read_to_string(out.join("failures.csv")).unwrap();
    let row: Vec<&str> = failures.lines().nth(1).unwrap().split(',').collect();
    let replay = |replicate: &str| {
        let mut command = thumbscale(&["replay", "--json", "--cell", row[0]]);
        command
            .args(["--replicate", replicate])
            .arg(&out)
            .output()
            .unwrap()
    };
    let failed = replay(row[1]);
    assert_eq!(failed.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!(told["failure"], row[3]);
    assert_eq!(told["stored"], "identical");
    let failing: Vec<&str> = failures
        .lines()
        .skip(1)
        .map(|l| l.split(',').nth(1).unwrap())
        .collect();
    let good = (0..40)
        .map(|r| r.to_string())
        .find(|r| !failing.contains(&r.as_str()))
        .unwrap();
    let told = ok(replay(&good));
    assert_eq!(told["stored"], "identical");
    assert!(told["alpha"]["value"].as_f64().unwrap() > 0.0);
    // They are not drawn anew.
    let again = site.command("out", &[]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(
        std::fs::read_to_string(out.join("failures.csv")).unwrap(),
        failures
    );
}

/// Where a cell stops depends on its replicates alone.
#[test]
fn precision_is_reached_at_the_same_place_however_it_is_run() {
    let site = Site::new();
    let target = "[precision]\nrelative_standard_error = 0.03\nfirst = 10\nbatch = 10\n";
    site.write(&format!("{SCENARIO}{target}").replace("replicates = 24", "replicates = 90"));
    site.run("one", &["--threads", "1"]);
    let cells = site.cells("one");
    site.run("seven", &["--threads", "7"]);
    assert_eq!(site.cells("seven"), cells);
    let column = cells
        .lines()
        .next()
        .unwrap()
        .split(',')
        .position(|c| c == "replicates");
    let taken: std::collections::BTreeSet<&str> = cells
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(column.unwrap()).unwrap())
        .collect();
    assert!(
        taken.len() > 1,
        "cells of different spread stop at different places: {taken:?}"
    );

    for i in 1..=3 {
        site.run("parts", &["--shard", &format!("{i}/3")]);
    }
    let parts = site.out("parts");
    let mut merge = thumbscale(&["merge", "--json"]);
    ok(merge.arg(&parts).arg("--out").arg(&parts).output().unwrap());
    assert_eq!(site.cells("parts"), cells);

    // More than enough is known: the same replicates are used.
    let precise = std::fs::read_to_string(site.scenario()).unwrap();
    site.write(&precise.replace(target, ""));
    site.run("more", &[]);
    site.write(&precise);
    let again = site.run("more", &[]);
    assert_eq!(again["simulated_replicates"], 0);
    assert_eq!(site.cells("more"), cells);
}
