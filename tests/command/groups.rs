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
    json("run study.toml --threads 3 --json", path);
    assert_eq!(read("cells.csv"), cells);
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

#[test]
fn what_does_not_take_groups_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    for line in ["plan study.toml", "run study.toml --shard 1/2"] {
        let (code, said) = refusal(line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains("groups"), "{line}: {said}");
    }
    std::fs::write(path.join("bad.toml"), STUDY.replace("0.6", "1.5")).unwrap();
    let output = thumbscale("check bad.toml", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("bad.toml:6:15") && said.contains("model.correlation"),
        "{said}"
    );
}
