//! Scenarios about groups: run, check, verify, plot, and what does not take them.

use crate::binary::{json, refusal, thumbscale};

const STUDY: &str = r#"name = "study"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.6
[training]
delta = 0.2
weights = "inverse_prior"
[simulation]
n = 200
replicates = 30
[vary]
weight_strength = [0, 1]
[figure]
x = "weight_strength"
y = ["group_errors", "worst_group_error"]
theory_points = 9
mark = ["generalised_thumb"]
"#;

#[test]
fn a_study_is_run_verified_and_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    let facts = json("check study.toml --json", path);
    assert_eq!(
        (facts["ok"].as_bool(), facts["cells"].as_u64()),
        (Some(true), Some(2))
    );
    let ran = json("run study.toml --threads 1 --json", path);
    assert_eq!(ran["passed"], true, "{ran}");
    let place = path.join("output/study");
    let read = |name: &str| std::fs::read(place.join(name)).unwrap();
    let (cells, figure) = (read("cells.csv"), read("figure.svg"));
    // 11 quantities of four groups in two dimensions.
    let lines = String::from_utf8(cells.clone()).unwrap().lines().count();
    assert_eq!(lines, 1 + 2 * 11);
    json("verify output/study --json", path);
    std::fs::remove_file(place.join("figure.svg")).unwrap();
    json("plot output/study --json", path);
    assert_eq!(read("figure.svg"), figure);
    let again = json("run study.toml --threads 3 --json", path);
    let counts = |ran: &serde_json::Value| {
        ["reused_replicates", "simulated_replicates"].map(|key| ran[key].as_u64())
    };
    assert_eq!(
        (counts(&ran), counts(&again)),
        ([Some(0), Some(30)], [Some(30), Some(0)])
    );
    assert_eq!(read("cells.csv"), cells);
    let forced = json("run study.toml --threads 3 --force --json", path);
    assert_eq!(counts(&forced), [Some(0), Some(30)]);
    assert_eq!(read("cells.csv"), cells);
    let status = json("status output/study --json", path);
    assert_eq!(
        (
            status["complete"].as_bool(),
            status["replicates_done"].as_u64()
        ),
        (Some(true), Some(30))
    );
    // A table that was changed is no result any more.
    let text = String::from_utf8(cells)
        .unwrap()
        .replace("converged,0.", "converged,0.0");
    std::fs::write(place.join("cells.csv"), text).unwrap();
    let output = thumbscale("verify output/study", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("cells.csv") && said.contains("theory gives"),
        "{said}"
    );
}

/// Fewer replicates first, then one strength of the weights more: each time what is new is
/// simulated, and the tables are those of a run at one go.
#[test]
fn a_changed_study_goes_on_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    std::fs::write(
        path.join("more.toml"),
        STUDY.replace("[0, 1]", "[0, 0.5, 1]"),
    )
    .unwrap();
    let simulated = |line: &str| json(line, path)["simulated_replicates"].as_u64();
    assert_eq!(
        simulated("run study.toml --out a --replicates 10 --json"),
        Some(10)
    );
    assert_eq!(simulated("run study.toml --out a --json"), Some(20));
    assert_eq!(simulated("run more.toml --out a --json"), Some(30));
    assert_eq!(simulated("run more.toml --out b --json"), Some(30));
    let read = |place: &str| std::fs::read(path.join(place).join("cells.csv")).unwrap();
    assert!(read("a") == read("b"));
    let output = thumbscale("run more.toml --out c --resume", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nothing to resume"), "{said}");
}

/// Three shards, merged, are one run; a shard that is missing is named, and what is there is drawn.
#[test]
fn shards_are_merged_to_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    json("run study.toml --out whole --json", path);
    for part in [1, 2] {
        json(
            &format!("run study.toml --out parts --shard {part}/3 --json"),
            path,
        );
    }
    let status = json("status parts --json", path);
    assert_eq!(status["missing_shards"], serde_json::json!([3]), "{status}");
    let drawn = json("plot parts --json", path);
    assert_eq!(drawn["unfinished"], true);
    let done = ["replicates_done", "replicates"].map(|key| drawn[key].as_u64());
    assert_eq!(done, [Some(20), Some(30)], "{drawn}");
    let (code, said) = refusal("merge parts --out parts", path);
    assert!(
        code == 1 && said.contains("not finished: 3"),
        "{code} {said}"
    );
    let own = json("status parts/shards/2-of-3 --json", path);
    assert_eq!(
        (own["complete"].as_bool(), own["replicates"].as_u64()),
        (Some(true), Some(10))
    );
    json("run study.toml --out parts --shard 3/3 --json", path);
    let merged = json("merge parts --out parts --json", path);
    assert_eq!(merged["reused_replicates"], 30, "{merged}");
    let read = |place: &str| std::fs::read(path.join(place).join("cells.csv")).unwrap();
    assert!(read("whole") == read("parts"));
    json("verify parts --json", path);
    let line =
        "submit study.toml --engine slurm --shards 4 --out cluster --executable thumbscale --json";
    assert_eq!(
        json(line, path)["missing_shards"],
        serde_json::json!([1, 2, 3, 4])
    );
}

#[test]
fn what_does_not_take_groups_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    let (code, said) = refusal("plan study.toml", path);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("groups"), "{said}");
    let lazy = STUDY.replace("n = 200", "n = 200\nmethod = \"lazy\"");
    let lazy = lazy.replace("delta = 0.2", "delta = 0.6\nloss = \"logistic\"");
    std::fs::write(path.join("lazy.toml"), lazy).unwrap();
    for line in ["check lazy.toml", "run lazy.toml"] {
        let (code, said) = refusal(line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(
            said.contains("would fail in 2 of 2 cells"),
            "{line}: {said}"
        );
        assert!(said.contains("separability threshold"), "{line}: {said}");
    }
    std::fs::write(path.join("bad.toml"), STUDY.replace("0.6", "1.5")).unwrap();
    let output = thumbscale("check bad.toml --json", path);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // Only the first error of such a file is looked for.
    assert_eq!(
        (&told["ok"], &told["all_found"]),
        (&false.into(), &false.into())
    );
    let output = thumbscale("check bad.toml", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("bad.toml:6:15") && said.contains("model.correlation"),
        "{said}"
    );
}

/// Of theory alone `verify` and `run` say that nothing was compared, of groups and of two classes.
#[test]
fn theory_alone_is_no_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let alone = STUDY
        .replace("[simulation]\nn = 200\nreplicates = 30\n", "")
        .replace("\"study\"", "\"alone\"");
    std::fs::write(path.join("alone.toml"), alone).unwrap();
    let two = "name = \"two\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\n\
               weight_ratio = 4\n[vary]\ndelta = [0.1, 0.2]\n";
    std::fs::write(path.join("two.toml"), two).unwrap();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    for (name, evidence) in [
        ("alone", "none: theory alone, nothing was simulated"),
        ("two", "none: theory alone, nothing was simulated"),
        ("study", "simulation"),
    ] {
        for line in [
            format!("run {name}.toml --json"),
            format!("verify output/{name} --json"),
        ] {
            let told = json(&line, path);
            assert_eq!(told["evidence"], evidence, "{line}: {told}");
        }
    }
    let output = thumbscale("status output/alone", path);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("finished; theory alone"), "{said}");
}

/// A run that is still at its theory has written its scenario and nothing else.
#[test]
fn a_run_that_has_just_begun_says_what_it_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let place = path.join("begun");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("unfinished.toml"), STUDY).unwrap();
    let told = json("status begun --json", path);
    let counts = ["replicates_done", "replicates"].map(|key| told[key].as_u64());
    assert_eq!(counts, [Some(0), Some(30)], "{told}");
    assert_eq!(told["complete"], false);
    let said = String::from_utf8(thumbscale("status begun", path).stdout).unwrap();
    assert!(said.contains("not finished; 0 of 30 replicates"), "{said}");
}

/// Where theory is not solved it says what of the problem is far out.
#[test]
fn what_is_out_of_scale_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let far = STUDY
        .replace("core_signal = 1.5", "core_signal = 1e4")
        .replace("spurious_signal = 1.0", "spurious_signal = 1e4")
        .replace("delta = 0.2", "delta = 0.2\nridge = 0.1\nloss = \"huber\"");
    std::fs::write(path.join("far.toml"), &far).unwrap();
    let reason = "deviations of the noise apart, and 2e3 is the most";
    for line in [
        "predict --population far.toml --delta 0.2 --loss huber --ridge 0.1",
        "predict --signal 1e4 --minority-prior 0.2 --delta 0.2 --loss huber --ridge 0.1",
        "run far.toml --quick",
    ] {
        let output = thumbscale(line, path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(said.contains(reason), "{line}: {said}");
    }
}

/// What the font lacks is told when a figure is drawn, at once and again.
#[test]
fn blank_names_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let titled = STUDY.replace("[model]", "title = \"率\"\n[model]");
    std::fs::write(path.join("study.toml"), titled).unwrap();
    for line in ["run study.toml --quick", "plot output/study"] {
        let output = thumbscale(line, path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("which are left blank: 率"), "{line}: {said}");
    }
}
