//! `[metrics]` from the command line, and `simulate` with all that follows from scores.

use serde_json::Value;
use thumbscale::model::Quantity;

use crate::binary::{here, json, thumbscale};

const SCENARIO: &str = r#"name = "small"
[model]
minority_prior = 0.2
signal = 1.0
[training]
loss = "logistic"
[simulation]
n = 120
replicates = 12
[vary]
delta = [0.05, 0.19, 0.6]
"#;

/// Of all metrics, the second of three δ near the separability threshold and the last beyond it.
const ALL: &str = r#"[metrics]
quantities = [
    "equal_error", "auc", "average_precision", "precision", "recall", "f1", "mcc", "best_f1",
    "posterior_slope", "posterior_intercept", "log_loss", "brier", "calibration_error", "cost_risk",
]
test_prior = 0.4
costs = [5, 1]
"#;

fn told(output: &std::process::Output) -> Value {
    assert!(output.stderr.is_empty(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A journal of before has all that a metric is made of.
#[test]
fn metrics_of_what_was_simulated_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let file = path.join("small.toml");
    let text = |end: &str| format!("{SCENARIO}{end}");
    let model = "[training]\n";
    let training = "[training]\nweight_ratio = 2.0\n";
    let write = |end: &str| std::fs::write(&file, text(end).replace(model, training)).unwrap();
    write("");
    let first = told(&thumbscale("run small.toml --json -q --threads 1", path));
    let cells = |name: &str| std::fs::read_to_string(path.join("output/small").join(name));
    let before = cells("cells.csv").unwrap();
    assert!(cells("undefined.csv").is_err());
    write(ALL);
    let second = told(&thumbscale("run small.toml --json -q --threads 1", path));
    assert_eq!(second["simulated_replicates"], 0, "{second}");
    assert_eq!(second["reused_replicates"], first["simulated_replicates"]);
    let after = cells("cells.csv").unwrap();
    assert_eq!(after.lines().count(), 1 + 3 * 22);
    // The rows of before, but for the error that the test prior weighs.
    for line in before
        .lines()
        .filter(|line| !line.contains("average_error"))
    {
        assert!(after.contains(line), "{line}");
    }
    let undefined = cells("undefined.csv").unwrap();
    let rows = |words: &[&str]| {
        let all = |line: &&str| words.iter().all(|word| line.contains(word));
        undefined.lines().filter(all).count()
    };
    // Beyond the threshold theory lacks the five that depend on length; so do replicates there
    // and, some of them, near it.
    assert_eq!(rows(&["theory", "of separable data"]), 5);
    assert_eq!(rows(&["simulation,12,", "of separable data"]), 5);
    assert!(rows(&["simulation"]) > 5, "{undefined}");
    let summary = cells("summary.md").unwrap();
    assert!(summary.contains("## Values that do not exist"));
    assert!(summary.contains("test prior π₊ = 0.4, costs c₊ = 5, c₋ = 1"));
    let verified = thumbscale("verify output/small --json", path);
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
    let verified = told(&verified);
    assert!(verified["undefined"].as_u64().unwrap() >= 5);
    assert_eq!(verified["changed_predictions"], serde_json::json!([]));
    // Their own scenario is a fixed point.
    let again = path.join("output/small/scenario.toml");
    let resolved = std::fs::read_to_string(&again).unwrap();
    std::fs::write(&file, &resolved).unwrap();
    thumbscale("run small.toml -q", path);
    assert_eq!(std::fs::read_to_string(&again).unwrap(), resolved);
}

#[test]
fn simulate_has_what_predict_has() {
    let point = "--loss logistic --delta 0.05 --minority-prior 0.2 --signal 1 --test-prior 0.4";
    let predicted = json(&format!("predict {point} --cost 5,1 --json"), here());
    let flags = format!("simulate {point} --cost 5,1 --n 400 --replicates 20 --json");
    let found = json(&flags, here());
    let asked = (Quantity::ALL.into_iter())
        .filter(|q| *q != Quantity::Threshold && !Quantity::USUAL.contains(q));
    for key in asked.chain([Quantity::AverageError]).map(Quantity::name) {
        let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{key}: {found}"));
        let (mean, se) = (number(&found[key]["mean"]), number(&found[key]["se"]));
        let theory = number(&predicted[key]);
        // c/n with c of order one, at n = 400.
        let off = (mean - theory).abs();
        assert!(
            off < 4.5 * se + 0.02 * (1.0 + theory.abs()),
            "{key}: {mean} ± {se}, {theory}"
        );
    }
    assert_eq!(found["test_prior"], 0.4);
    assert_eq!(found["undefined"], serde_json::json!({}));
    let square = "simulate --delta 0.2 --n 100 --minority-prior 0.2 --signal 1 --replicates 4";
    let found = json(&format!("{square} --json"), here());
    assert_eq!(found["log_loss"]["mean"], Value::Null);
    let why = found["undefined"]["log_loss"].as_object().unwrap();
    assert_eq!(why.values().next().unwrap(), 4);
    let text = thumbscale(square, here());
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("AUC") && !text.contains("log loss"), "{text}");
}
