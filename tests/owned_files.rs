//! Only files that are ours are written, and tables that were changed since are noticed.

mod binary;

use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use binary::{json, refusal, thumbscale};

/// One scenario of each kind of run.
const KINDS: [(&str, &str); 3] = [
    (
        "simulated",
        "[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 0.2\n\
         [simulation]\nn = 60\nreplicates = 20\n[vary]\nweight_ratio = [1, 4]\n\
         [figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\n",
    ),
    (
        "theory",
        "[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 0.2\n\
         [vary]\nweight_ratio = [1, 4]\n",
    ),
    (
        "map",
        "[model]\nsignal = 1.5\n[map]\nvalue = \"weight\"\nrule = \"equal_error\"\n\
         x = { parameter = \"delta\", from = 0.05, to = 0.8, points = 20 }\n\
         y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 20 }\n",
    ),
];

fn write(place: &Path, name: &str, text: &str) {
    std::fs::write(place.join("s.toml"), format!("name = \"{name}\"\n{text}")).unwrap();
}

/// A folder can be copied from anybody: what stands in the place of a lock or of a journal
/// is nobody's to empty.
#[cfg(unix)]
#[test]
fn links_in_the_place_of_our_files_are_left_alone() {
    use std::os::unix::fs::symlink;
    for (name, text) in KINDS {
        for file in ["run.lock", "replicates.journal"] {
            if file == "replicates.journal" && name != "simulated" {
                continue;
            }
            for hard in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let place = folder.path();
                write(place, name, text);
                std::fs::write(place.join("thesis.tex"), "words").unwrap();
                std::fs::create_dir(place.join("out")).unwrap();
                match hard {
                    false => symlink("../thesis.tex", place.join("out").join(file)).unwrap(),
                    true => {
                        std::fs::hard_link(place.join("thesis.tex"), place.join("out").join(file))
                            .unwrap();
                    }
                }
                for more in ["", " --force"] {
                    let (code, said) = refusal(&format!("run s.toml --out out{more} -q"), place);
                    let kind = if hard { "hard link" } else { "symbolic link" };
                    // Before anything is simulated: nothing is promised to go on.
                    assert!(code == 1 && said.contains(kind), "{name} {file}: {said}");
                    assert!(!said.contains("goes on"), "{name} {file}: {said}");
                    let kept = std::fs::read_to_string(place.join("thesis.tex")).unwrap();
                    assert_eq!(kept, "words", "{name}, {file}, hard: {hard}");
                }
            }
        }
    }
}

#[test]
fn a_file_that_no_lock_wrote_is_not_emptied() {
    for (name, text) in KINDS {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        write(place, name, text);
        std::fs::create_dir(place.join("out")).unwrap();
        std::fs::write(place.join("out/run.lock"), "prose\n").unwrap();
        let (code, said) = refusal("run s.toml --out out -q", place);
        assert!(
            code == 1 && said.contains("no lock has written it"),
            "{said}"
        );
        let kept = std::fs::read_to_string(place.join("out/run.lock")).unwrap();
        assert_eq!(kept, "prose\n");
        // What a lock leaves, whole or cut off, is no obstacle.
        for left in ["", "proc", "process 1 on a since 2026-01-31T12:00:00Z\n"] {
            std::fs::write(place.join("out/run.lock"), left).unwrap();
            json("run s.toml --out out --json -q", place);
        }
    }
}

/// Pairs of runs on one folder, of every kind: THUMBSCALE_PAIRS=200 cargo test --release
/// --test owned_files two_runs
#[test]
fn two_runs_on_one_folder_do_not_mix() {
    let pairs = std::env::var("THUMBSCALE_PAIRS").map_or(6, |text| text.parse().unwrap());
    let mut refused = 0;
    for pair in 0..pairs {
        let (name, text) = KINDS[pair % KINDS.len()];
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        // The same name, other numbers: their tables must not be mixed.
        let scenario = |file: &str, signal: &str| {
            let text = text.replace("signal = 1.5", signal);
            std::fs::write(place.join(file), format!("name = \"{name}\"\n{text}")).unwrap();
        };
        scenario("a.toml", "signal = 1.5");
        scenario("b.toml", "signal = 2.5");
        let both = ["a.toml", "b.toml"].map(|file| {
            let mut command = Command::new(cargo_bin("thumbscale"));
            command.args(["run", file, "--out", "out", "-q"]);
            command.current_dir(place);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        });
        let mut ended_well = 0;
        for child in both {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            match output.status.code() {
                Some(0) => ended_well += 1,
                code => {
                    assert_eq!(code, Some(1), "{said}");
                    assert!(said.contains("is locked by"), "{said}");
                    refused += 1;
                }
            }
        }
        assert!(ended_well > 0);
        let verified = thumbscale("verify out --json", place);
        let said: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
        assert_eq!(said["changed_tables"].as_array().unwrap().len(), 0);
        assert_eq!(said["changed_predictions"].as_array().unwrap().len(), 0);
    }
    println!("{refused} of {pairs} pairs met");
}

/// Digits flipped in a table: THUMBSCALE_FLIPS=1000 for more than a few.
#[test]
fn a_changed_digit_is_noticed_by_verify_and_plot() {
    let flips = std::env::var("THUMBSCALE_FLIPS").map_or(12, |text| text.parse().unwrap());
    for (index, (name, text)) in KINDS.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        write(place, name, text);
        json("run s.toml --out out --json -q", place);
        json("verify out --json", place);
        let table = match name {
            "map" => "map.csv",
            _ => "cells.csv",
        };
        let path = place.join("out").join(table);
        let bytes = std::fs::read(&path).unwrap();
        let digits: Vec<usize> = (0..bytes.len())
            .filter(|&i| bytes[i].is_ascii_digit())
            .collect();
        for flip in 0..flips / KINDS.len() {
            let place_of = digits[(flip * 7919 + index * 31) % digits.len()];
            let mut changed = bytes.clone();
            changed[place_of] = b'0' + (changed[place_of] - b'0' + 1 + (flip % 9) as u8) % 10;
            std::fs::write(&path, &changed).unwrap();
            let verified = thumbscale("verify out", place);
            let said = String::from_utf8(verified.stderr).unwrap();
            let code = verified.status.code().unwrap();
            // Where the table is no longer that of its scenario it is not read at all.
            assert!(code == 3 || code == 2, "{code}: {said}");
            assert!(said.contains(table), "{said}");
            if name != "theory" && code == 3 {
                let drawn = thumbscale("plot out", place);
                let said = String::from_utf8(drawn.stderr).unwrap();
                assert!(said.contains("is not what the run wrote"), "{said}");
            }
        }
        std::fs::write(&path, &bytes).unwrap();
        json("verify out --json", place);
    }
}

/// Ended at any moment, a run that throws replicates away says that it is not finished.
#[test]
fn a_forced_run_that_was_killed_is_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let text = KINDS[0].1.replace("replicates = 20", "replicates = 3000");
    write(place, "forced", &text);
    json("run s.toml --out out --json -q", place);
    let whole = std::fs::read(place.join("out/cells.csv")).unwrap();
    assert_eq!(json("status out --json", place)["complete"], true);
    let mut unfinished = 0;
    for round in 0..6 {
        let mut command = Command::new(cargo_bin("thumbscale"));
        command.args(["run", "s.toml", "--out", "out", "-q", "--force"]);
        let mut child = command.current_dir(place).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 40 * round));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            continue;
        }
        let status = json("status out --json", place);
        let kept = status["replicates_done"] == status["replicates"];
        if !kept {
            assert_eq!(status["complete"], false, "{status}");
            unfinished += 1;
        }
        json("run s.toml --out out --json -q", place);
        assert_eq!(json("status out --json", place)["complete"], true);
        assert_eq!(std::fs::read(place.join("out/cells.csv")).unwrap(), whole);
    }
    println!("{unfinished} were cut off in the middle");
}

/// Whatever is damaged in a shard: the message names a command, and that command mends it.
#[test]
fn a_damaged_shard_is_mended_by_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "parts", KINDS[0].1);
    json("run s.toml --out whole --json -q", place);
    let whole = std::fs::read(place.join("whole/cells.csv")).unwrap();
    for shard in ["1/2", "2/2"] {
        json(
            &format!("run s.toml --out out --shard {shard} --json -q"),
            place,
        );
    }
    let shard = place.join("out/shards/1-of-2");
    let journal = std::fs::read(shard.join("replicates.journal")).unwrap();
    let mut holed = journal.clone();
    let middle = holed.len() / 2;
    holed[middle..middle + 40].fill(0);
    let damages: [(&str, &[u8]); 6] = [
        (
            "replicates.journal",
            b"no journal at all, but something of some length",
        ),
        ("replicates.journal", &journal[..40]),
        ("replicates.journal", &holed),
        ("scenario.toml", b"name = "),
        ("scenario.toml", b""),
        ("scenario.toml", b"\xff\xfe"),
    ];
    for (file, damage) in damages {
        std::fs::write(shard.join(file), damage).unwrap();
        let merged = thumbscale("merge out --out merged", place);
        let said = String::from_utf8(merged.stderr).unwrap();
        assert!(!merged.status.success(), "{file}: {said}");
        let command = said
            .split('`')
            .find(|part| part.starts_with("thumbscale run SCENARIO --out out --shard 1/2"))
            .unwrap_or_else(|| panic!("{file}: no command in {said}"));
        let line = command.replace("SCENARIO", "s.toml");
        let line = line.strip_prefix("thumbscale ").unwrap();
        json(&format!("{line} --json -q"), place);
        json("merge out --out merged --json -q", place);
        assert_eq!(
            std::fs::read(place.join("merged/cells.csv")).unwrap(),
            whole
        );
        std::fs::remove_dir_all(place.join("merged")).unwrap();
    }
}

/// A run that was cut off keeps its replicates, whatever a power cut left of what names it.
#[test]
fn a_run_whose_name_was_lost_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "named", KINDS[0].1);
    let whole = json("run s.toml --out out --json -q", place);
    let out = place.join("out");
    for left in [None, Some(&b""[..]), Some(b"\xff\xfe"), Some(b"na")] {
        for name in ["manifest.json", "scenario.toml"] {
            let _ = std::fs::remove_file(out.join(name));
        }
        if let Some(bytes) = left {
            std::fs::write(out.join("unfinished.toml"), bytes).unwrap();
            let said = thumbscale("status out", place);
            let said = String::from_utf8(said.stderr).unwrap();
            assert!(said.contains("unfinished.toml is damaged"), "{said}");
        }
        let again = json("run s.toml --out out --json -q", place);
        assert_eq!(again["simulated_replicates"], 0, "{again}");
        assert_eq!(again["cells"], whole["cells"]);
        assert!(!out.join("unfinished.toml").exists());
    }
}

/// A copied folder can carry links and scripts of others: nothing is written through or over them.
#[test]
fn parts_of_a_run_are_not_written_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "linked", KINDS[0].1);
    let submit = "submit s.toml --engine slurm --shards 2 --out out";
    let shard = "run s.toml --shard 1/2 --out out";
    let thesis = place.join("thesis");
    let make = || {
        let _ = std::fs::remove_dir_all(place.join("out"));
        std::fs::create_dir_all(&thesis).unwrap();
        std::fs::create_dir_all(place.join("out")).unwrap();
        std::fs::write(thesis.join("submit.sh"), "mine").unwrap();
    };
    let kept = |line: &str| {
        let ended = thumbscale(line, place);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains("nothing was written"), "{said}");
        let text = std::fs::read_to_string(thesis.join("submit.sh")).unwrap();
        let entries = std::fs::read_dir(&thesis).unwrap().count();
        assert_eq!((text.as_str(), entries), ("mine", 1), "{line}");
    };
    for (name, line) in [("slurm", submit), ("shards", shard)] {
        make();
        std::os::unix::fs::symlink("../thesis", place.join("out").join(name)).unwrap();
        kept(line);
    }
    make();
    std::fs::create_dir_all(place.join("out/shards")).unwrap();
    std::os::unix::fs::symlink("../../thesis", place.join("out/shards/1-of-2")).unwrap();
    kept(shard);
    // Nor are scripts replaced that belong to no submission.
    make();
    std::fs::rename(&thesis, place.join("out/slurm")).unwrap();
    std::os::unix::fs::symlink("out/slurm", &thesis).unwrap();
    kept(submit);
}

/// A figure of before is replaced, a drawing of somebody else is not.
#[test]
fn a_gallery_is_not_only_ours() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    write(place, "drawn", KINDS[0].1);
    let line = "run s.toml --out out --gallery shown -q";
    let figure = place.join("shown").join("drawn.svg");
    assert_eq!(thumbscale(line, place).status.code(), Some(0));
    let drawn = std::fs::read(&figure).unwrap();
    assert_eq!(thumbscale(line, place).status.code(), Some(0));
    let of_another = "<svg width=\"4\"><title>mine</title></svg>";
    for mine in ["my own drawing", of_another, ""] {
        std::fs::write(&figure, mine).unwrap();
        let (code, said) = refusal(line, place);
        assert_eq!(code, 1);
        assert!(
            said.contains("left untouched") && said.contains("drawn.svg"),
            "{said}"
        );
        assert_eq!(std::fs::read_to_string(&figure).unwrap(), mine);
    }
    std::fs::remove_file(&figure).unwrap();
    assert_eq!(thumbscale(line, place).status.code(), Some(0));
    assert_eq!(std::fs::read(&figure).unwrap(), drawn);
}
