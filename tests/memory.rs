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
    let mut child = Command::new(cargo_bin("thumbscale"))
        .args(line.split_whitespace())
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
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
            return (ended.code(), most);
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
    vec![
        ("four long axes", format!("{MODEL}{four}")),
        (
            "four long axes and a figure",
            format!("{MODEL}{four}[figure]\nx = \"delta\"\ny = [\"worst_class_error\"]\n"),
        ),
        ("the largest map", overlay(2048, 2048)),
        ("many series", series(5000, 5000)),
        ("fine curves", series(24, 100_000)),
        ("a long list", list(110_000)),
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
        for line in ["check m.toml", "check m.toml --json", "list ."] {
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
    for (what, text) in [
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
        let line = "run m.toml --out out --force -q --threads 2";
        let (code, bytes) = watched(line, folder.path());
        assert_eq!(code, Some(0), "{what}");
        let ratio = forecast / bytes as f64;
        println!("{what}: forecast {forecast:.1e}, taken {bytes:.1e}");
        assert!((0.5..2.0).contains(&ratio), "{what}: {forecast} {bytes}");
    }
}
