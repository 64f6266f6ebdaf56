//! Differences on common data from the command line: run, verified, refused.

use crate::binary::thumbscale;

const SCENARIO: &str = r#"name = "small"
[model]
minority_prior = 0.2
signal = 2.0
[training]
delta = 0.2
[simulation]
n = 200
replicates = 12
[vary]
weight_ratio = [2.0, 4.0]
[paired]
reference = { weight_ratio = 4.0 }
"#;

#[test]
fn verify_exits_3_when_a_difference_is_not_theorys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("small.toml"), SCENARIO).unwrap();
    let output = thumbscale("run small.toml --json -q --threads 1", path);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&told["pairs"], &told["pairs_against_theory"]),
        (&1.into(), &0.into())
    );
    let place = path.join("output/small/differences.csv");
    let text = std::fs::read_to_string(&place).unwrap();
    thumbscale("run small.toml -q --threads 3", path);
    assert_eq!(text, std::fs::read_to_string(&place).unwrap());
    assert_eq!(
        thumbscale("verify output/small", path).status.code(),
        Some(0)
    );

    let row: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    let moved = (row[4].parse::<f64>().unwrap() + 1.0).to_string();
    std::fs::write(&place, text.replacen(row[4], &moved, 1)).unwrap();
    let output = thumbscale("verify output/small", path);
    assert_eq!(output.status.code(), Some(3));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        complaint.contains("1 differences on common data"),
        "{complaint}"
    );

    // A run without the section leaves no table of an earlier one.
    let end = SCENARIO.find("[paired]").unwrap();
    std::fs::write(path.join("small.toml"), &SCENARIO[..end]).unwrap();
    thumbscale("run small.toml -q", path);
    assert!(!place.exists());
}
