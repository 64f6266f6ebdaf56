//! What `check` holds in memory is bounded by a stated limit, whatever a small file asks for,
//! and what `plan` says of a run is what it takes.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

const MEGABYTE: u64 = 1_000_000;

/// Exit code and the most bytes that were resident.
fn watched(line: &str, place: &Path) -> (Option<i32>, u64) {
    let (code, bytes, _) = watched_and_heard(line, place);
    (code, bytes)
}

/// The same, and what was said on standard error.
fn watched_and_heard(line: &str, place: &Path) -> (Option<i32>, u64, String) {
    let said = place.join("stderr");
    let mut child = Command::new(cargo_bin("thumbscale"))
        .args(line.split_whitespace())
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&said).unwrap())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        // The mark only rises, so that the last look before the end is nearly the top.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(1024 * kilobytes.unwrap_or(0));
        if let Some(ended) = child.try_wait().unwrap() {
            let heard = std::fs::read(&said).unwrap();
            let heard = String::from_utf8_lossy(&heard).into_owned();
            return (ended.code(), most, heard);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

const MODEL: &str = "name = \"m\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n";

const GROUPS: &str = "name = \"m\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                      spurious_signal = 1.0\ncorrelation = 0.5\n";

fn range(from: f64, to: f64, points: usize) -> String {
    format!("{{ from = {from}, to = {to}, points = {points} }}")
}

/// Small files that ask for much.
/// k7.a.a.a
fn dotted(key: usize, dots: usize) -> String {
    format!("k{key}{}", ".a".repeat(dots))
}

fn greedy() -> Vec<(&'static str, String)> {
    let [delta, weight] = [range(0.01, 0.9, 65_536), range(1.0, 9.0, 65_536)];
    let [signal, ridge] = [range(0.5, 3.0, 65_536), range(0.1, 1.0, 65_536)];
    let four = format!(
        "[vary]\ndelta = {delta}\nweight_ratio = {weight}\nsignal = {signal}\nridge = {ridge}\n"
    );
    let overlay = |x: usize, y: usize| {
        format!(
            "name = \"m\"\n[model]\nsignal = 1.5\n[simulation]\nn = 100\nreplicates = 2\n[map]\n\
             value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\"]\n\
             x = {{ parameter = \"delta\", from = 0.05, to = 0.9, points = {x} }}\n\
             y = {{ parameter = \"minority_prior\", from = 0.05, to = 0.45, points = {y} }}\n"
        )
    };
    let series = |lines: usize, points: usize| {
        format!(
            "{MODEL}[training]\n[vary]\ndelta = [0.1, 0.2]\nweight_ratio = {}\n[figure]\n\
             x = \"delta\"\ny = [\"worst_class_error\"]\ntheory_points = {points}\n",
            range(1.0, 9.0, lines)
        )
    };
    let list = |count: usize| {
        let values: Vec<String> = (0..count).map(|i| format!("0.{:06}", i + 1)).collect();
        format!(
            "{MODEL}[training]\n[vary]\ndelta = [{}]\n",
            values.join(",")
        )
    };
    let sizes: Vec<String> = (20..100_020).map(|n| n.to_string()).collect();
    let sizes = format!(
        "{MODEL}[training]\ndelta = 0.2\nweight_ratio = 2\n[simulation]\nreplicates = 2\n\
         [finite_size]\nsamples = [{}]\n",
        sizes.join(",")
    );
    let methods: String = (0..9000)
        .map(|i| format!("[[method]]\nname = \"m{i}\"\nweight_ratio = {i}.5\n"))
        .collect();
    // As many cells as are allowed, with the longest names.
    let most = format!(
        "{MODEL}[training]\n[vary]\ndelta = {}\nweight_ratio = {}\n[[method]]\nname = \"{}\"\n",
        range(0.011_111_111_1, 0.911_111_111_1, 362),
        range(1.0 / 3.0, 29.0 / 3.0, 362),
        "ü".repeat(80)
    );
    // Every cell of it has a population of its own.
    let map_of_groups = format!(
        "name = \"m\"\n[[group]]\nname = \"{0}\"\nlabel = 1\nprior = 0.2\nmean = [1.0]\n\
         [[group]]\nname = \"b\"\nlabel = -1\nprior = 0.8\nmean = [-1.0]\n[map]\n\
         x = {{ parameter = \"noise_ratio\", from = 0.125, to = 8, points = 512, scale = \"log\" }}\n\
         y = {{ parameter = \"delta\", from = 0.01, to = 0.68, points = 512 }}\n",
        "a".repeat(60)
    );
    vec![
        ("four long axes", format!("{MODEL}{four}")),
        (
            "four long axes and a figure",
            format!("{MODEL}{four}[figure]\nx = \"delta\"\ny = [\"worst_class_error\"]\n"),
        ),
        ("the largest map", overlay(2048, 2048)),
        ("the largest map of groups", map_of_groups),
        ("many series", series(5000, 5000)),
        ("fine curves", series(24, 100_000)),
        ("a long list", list(110_000)),
        ("a long list of sizes", sizes),
        (
            "many methods",
            format!("{MODEL}[training]\n[vary]\ndelta = [0.1]\n{methods}"),
        ),
        ("the most cells", most),
        (
            "the most cells of groups, and an error",
            format!(
                "{GROUPS}[simulation]\nn = 1\nreplicates = 1\n[vary]\ndelta = {}\nridge = {}\n",
                range(0.01, 0.9, 128),
                range(0.1, 1.0, 128)
            ),
        ),
        ("nesting", format!("{MODEL}x = {}", "[".repeat(900_000))),
        (
            "a long name",
            format!("name = \"{}\"\n", "a".repeat(900_000)),
        ),
        (
            "many unknown keys",
            (0..60_000).map(|i| format!("k{i} = 1\n")).collect(),
        ),
        (
            "one long comment",
            format!("# {}\n{MODEL}", "x".repeat(900_000)),
        ),
        (
            "dots",
            (0..6900).map(|i| dotted(i, 60) + " = 1\n").collect(),
        ),
        (
            "dots in headings",
            (0..18_000)
                .map(|i| format!("[{}]\n", dotted(i, 18)))
                .collect(),
        ),
        (
            "tables in a list",
            format!(
                "{MODEL}[training]\n[vary]\ndelta = [{}]\n",
                "{a.a.a.a.a=1},".repeat(20_000)
            ),
        ),
        (
            "weights of strangers",
            format!(
                "{GROUPS}[training]\nweights = {{ {} }}\n",
                (0..60_000)
                    .map(|i| format!("k{i}.a.a=1,"))
                    .collect::<String>()
            ),
        ),
        ("broken lines", "=\n".repeat(450_000)),
        ("broken lists", "[\n".repeat(450_000)),
        ("broken texts", "\"\n".repeat(450_000)),
        ("nothing", "\n".repeat(1_000_000)),
        ("nothing much", format!("{MODEL}{}", "\n".repeat(900_000))),
    ]
}

#[test]
fn check_list_and_plan_stay_small_whatever_they_read() {
    let folder = tempfile::tempdir().unwrap();
    for (what, text) in greedy() {
        assert!(text.len() < 1 << 20, "{what}: {} bytes", text.len());
        std::fs::write(folder.path().join("m.toml"), text).unwrap();
        for line in [
            "check m.toml",
            "check m.toml --json",
            "list .",
            "plan m.toml --budget 0",
        ] {
            let (code, bytes) = watched(line, folder.path());
            assert!(matches!(code, Some(0 | 2)), "{what}, {line}: {code:?}");
            let megabytes = bytes / MEGABYTE;
            println!("{what}, {line}: {megabytes} MB, exit code {code:?}");
            assert!(megabytes < 100, "{what}, {line}: {megabytes} MB");
        }
    }
}

/// What `plan` forecasts of the memory of a run, against the run, within a factor of two.
#[test]
fn the_forecast_counts_tables_maps_and_figures() {
    let folder = tempfile::tempdir().unwrap();
    let grid = format!(
        "{MODEL}[training]\n[vary]\ndelta = {}\nweight_ratio = {}\n",
        range(0.05, 0.9, 110),
        range(1.0, 9.0, 110)
    );
    let map = format!(
        "name = \"m\"\n[model]\nsignal = 1.5\n[map]\nvalue = \"weight\"\n\
         rule = \"equal_error\"\n\
         x = {{ parameter = \"delta\", from = 0.05, to = 0.9, points = {0} }}\n\
         y = {{ parameter = \"minority_prior\", from = 0.05, to = 0.45, points = {0} }}\n",
        700
    );
    let curves = format!(
        "{MODEL}[training]\n[vary]\ndelta = [0.1, 0.2]\nweight_ratio = {}\n[figure]\n\
         x = \"delta\"\ny = [\"worst_class_error\"]\ntheory_points = 9000\n",
        range(1.0, 9.0, 24)
    );
    let of_groups = format!(
        "{GROUPS}[vary]\ndelta = {}\nweight_strength = {}\n",
        range(0.05, 0.9, 100),
        range(0.0, 1.0, 100)
    );
    let map_of_groups = format!(
        "{GROUPS}[map]\n\
         x = {{ parameter = \"delta\", from = 0.05, to = 0.9, points = {0} }}\n\
         y = {{ parameter = \"ridge\", from = 0.05, to = 0.45, points = {0} }}\n",
        400
    );
    let nothing = format!("{MODEL}[training]\ndelta = 0.1\nweight_ratio = 2\n");
    let drawn = |more: &str| {
        format!(
            "{MODEL}[training]\n[vary]\ndelta = [0.1, 0.2]\nweight_ratio = [1, 2]\n[figure]\n\
             x = \"delta\"\ny = [\"worst_class_error\"]\n{more}"
        )
    };
    let panels = format!(
        "{}panels = {{ parameter = \"ridge\", values = [0.1, 0.2, 0.3, 0.4] }}\n[figure]\nwidth = 400\n",
        map.replace("points = 700", "points = 40")
    );
    let replicates = format!(
        "{MODEL}[training]\ndelta = 0.2\n[vary]\nweight_ratio = [1, 2, 3, 4]\n[simulation]\n\
         n = 20\nreplicates = 60000\n"
    );
    let of_sizes = format!(
        "{MODEL}[training]\ndelta = 0.2\nweight_ratio = 2\n[simulation]\nreplicates = 8000\n\
         [finite_size]\nsamples = [20, 40, 80, 160, 320]\n"
    );
    let groups_replicated = format!(
        "{GROUPS}[training]\ndelta = 0.2\n[vary]\nweight_strength = [0, 0.5, 1]\n[simulation]\n\
         n = 40\nreplicates = 20000\n"
    );
    for (what, text) in [
        ("nothing", nothing),
        ("a figure", drawn("")),
        ("a narrow figure", drawn("width = 60\n")),
        ("a wide figure", drawn("width = 400\n")),
        ("a wide map of four panels", panels),
        ("replicates", replicates),
        ("replicates at several sizes", of_sizes),
        ("replicates of groups", groups_replicated),
        ("cells", grid),
        ("a map", map),
        ("curves", curves),
        ("cells of groups", of_groups),
        ("a map of groups", map_of_groups),
    ] {
        std::fs::write(folder.path().join("m.toml"), text).unwrap();
        let plan = Command::new(cargo_bin("thumbscale"))
            .args(["plan", "m.toml", "--json", "--threads", "2"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
        let forecast = plan["memory_bytes"].as_f64().unwrap();
        // A second time every outcome is there already, as it was stored.
        let again: &[&str] = match what.contains("replicates") {
            true => &["--force", ""],
            false => &["--force"],
        };
        for how in again {
            let line = format!("run m.toml --out out -q --threads 2 {how}");
            let (code, bytes) = watched(&line, folder.path());
            assert_eq!(code, Some(0), "{what}");
            let ratio = forecast / bytes as f64;
            println!("{what} {how}: forecast {forecast:.2e}, taken {bytes:.2e}: {ratio:.2}");
            assert!((0.5..2.0).contains(&ratio), "{what}: {forecast} {bytes}");
        }
    }
}

/// A table of somebody else is left at the first record that no run writes, and whatever stands in
/// place of a manifest is not read beyond what a manifest has.
#[test]
fn foreign_tables_are_refused_without_being_held() {
    const LENGTH: usize = 20_000_000;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let line = format!(
        "{MODEL}[training]\ndelta = 0.2\n[vary]\nweight_ratio = [1, 2]\n[figure]\n\
         x = \"weight_ratio\"\ny = [\"worst_class_error\"]\ntheory_points = 5\n\
         mark = [\"prior_ratio\"]\n"
    );
    let map = "name = \"m\"\n[model]\nsignal = 1.5\n[map]\nvalue = \"weight\"\n\
               rule = \"equal_error\"\n\
               x = { parameter = \"delta\", from = 0.05, to = 0.9, points = 3 }\n\
               y = { parameter = \"minority_prior\", from = 0.05, to = 0.45, points = 3 }\n";
    let of_groups = format!(
        "{GROUPS}[training]\n[vary]\ndelta = [0.1, 0.2]\n[figure]\nx = \"delta\"\n\
         y = [\"worst_group_error\"]\n"
    );
    for (name, text) in [("line", &line[..]), ("map", map), ("groups", &of_groups)] {
        std::fs::write(place.join("m.toml"), text).unwrap();
        let (code, _) = watched(&format!("run m.toml --out {name} -q"), place);
        assert_eq!(code, Some(0), "{name}");
    }
    let commas = || ",".repeat(LENGTH);
    let fields = "more than the 256 fields";
    for (run, file, what, said) in [
        ("line", "cells.csv", commas(), fields),
        (
            "line",
            "cells.csv",
            "x".repeat(LENGTH),
            "more than the 65536 bytes",
        ),
        (
            "line",
            "cells.csv",
            "\"".repeat(LENGTH),
            "more than the 65536 bytes",
        ),
        (
            "line",
            "cells.csv",
            "\n".repeat(LENGTH),
            "rows are not those of",
        ),
        ("line", "curves.csv", commas(), fields),
        ("line", "marks.csv", commas(), fields),
        ("map", "map.csv", commas(), fields),
        ("map", "boundaries.csv", commas(), fields),
        ("groups", "cells.csv", commas(), fields),
        (
            "line",
            "manifest.json",
            "[0,".repeat(LENGTH / 3),
            "does not name the tables",
        ),
        (
            "line",
            "manifest.json",
            format!("[{}0]", "0,".repeat(LENGTH / 40)),
            "does not name",
        ),
    ] {
        let table = place.join(run).join(file);
        let kept = std::fs::read(&table).unwrap();
        std::fs::write(&table, what).unwrap();
        for command in ["verify", "plot"] {
            let (code, bytes, heard) = watched_and_heard(&format!("{command} {run}"), place);
            println!("{run}/{file}, {command}: {} MB: {heard}", bytes / MEGABYTE);
            assert!(bytes < 100 * MEGABYTE, "{command} {run}/{file}: {bytes}");
            assert!(heard.contains(file) && heard.contains(said), "{heard}");
            // Without its manifest a table may be changed, and can be drawn, unless the folder is
            // then of nobody.
            let codes: &[i32] = match file {
                "manifest.json" => &[0, 2, 3],
                _ => &[2],
            };
            assert!(codes.contains(&code.unwrap()), "{code:?}: {heard}");
        }
        std::fs::write(&table, kept).unwrap();
    }
}

/// A journal is read piece by piece: what is held is its records. The rest of these files are holes.
#[test]
fn a_journal_without_records_is_not_held() {
    const LENGTH: u64 = 1 << 30;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let text = format!(
        "{MODEL}[training]\ndelta = 0.2\n[vary]\nweight_ratio = [1, 2]\n[simulation]\nn = 40\n\
         replicates = 5\n"
    );
    std::fs::write(place.join("m.toml"), text).unwrap();
    let journal = place.join("out").join("replicates.journal");
    let seen = |line: &str| {
        let (code, bytes, heard) = watched_and_heard(line, place);
        println!("{line}: {code:?}, {} MB: {heard}", bytes / MEGABYTE);
        assert!(bytes < 100 * MEGABYTE, "{line}: {bytes}");
        (code, heard)
    };
    assert_eq!(seen("run m.toml --out out -q").0, Some(0));
    let lengthened = || {
        let file = std::fs::File::options().write(true).open(&journal).unwrap();
        file.set_len(LENGTH).unwrap();
    };
    // Behind its records nothing can be read, and it is healed.
    lengthened();
    let status = format!("status {} --json", place.join("out").display());
    let status = Command::new(cargo_bin("thumbscale"))
        .args(status.split_whitespace())
        .output();
    let status: serde_json::Value = serde_json::from_slice(&status.unwrap().stdout).unwrap();
    assert_eq!(status["replicates_done"], 5, "{status}");
    seen("status out");
    let (code, heard) = seen("run m.toml --out out");
    assert_eq!(code, Some(0), "{heard}");
    assert!(heard.contains("1 damaged place"), "{heard}");
    assert!(std::fs::metadata(&journal).unwrap().len() < MEGABYTE);
    // Nothing but nothing is no journal.
    std::fs::write(&journal, "").unwrap();
    lengthened();
    let (code, heard) = seen("run m.toml --out out -q");
    assert!(heard.contains("is not a journal"), "{heard}");
    assert_eq!(code, Some(1));
    assert_eq!(std::fs::metadata(&journal).unwrap().len(), LENGTH);
}
