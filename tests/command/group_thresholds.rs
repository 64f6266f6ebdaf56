//! One threshold for all groups: rules with it moved, predictions and simulations at it.

use serde_json::Value;

use crate::binary::{json, refusal, thumbscale};

/// The rarer label is the one whose attribute misleads.
const GROUPS: &str = "[model]
kind = \"spurious_correlation\"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.6
positive_prior = 0.2
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("groups.toml"), GROUPS).unwrap();
    folder
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// Rows with the threshold moved are no worse than those without, the best pair is the least, and what is
/// advised is what `predict` gives for the flags that are said.
#[test]
fn rules_with_the_threshold_moved() {
    let folder = folder();
    let path = folder.path();
    for minimise in ["worst_group_error", "balanced_error"] {
        let ask = format!("weights --population groups.toml --delta 0.1 --minimise {minimise}");
        let found = json(&format!("{ask} --json"), path);
        assert_eq!(found["minimise"], minimise);
        let best = number(&found["best_thresholded"][minimise]);
        for rule in [
            "unweighted",
            "inverse_prior",
            "generalised_thumb",
            "min_worst_group",
            "min_balanced",
        ] {
            let moved = match rule {
                "unweighted" => "thresholded".to_owned(),
                rule => format!("{rule}_thresholded"),
            };
            let Some(before) = found[rule][minimise].as_f64() else {
                continue;
            };
            let after = number(&found[&moved][minimise]);
            assert!(after <= before + 1e-12, "{rule}: {after} {before}");
            assert!(best <= after * (1.0 + 1e-6), "{rule}: {best} {after}");
            assert!(found[&moved]["threshold"].is_f64(), "{rule}");
        }
        let advised = &found["recommended"];
        let why = advised["why"].as_str().unwrap();
        assert!(why.contains("leave-one-out") && why.contains("same in every direction"));
        let (_, typed) = why.split_once("type: ").unwrap();
        let line = format!("predict --population groups.toml --delta 0.1 {typed} --json");
        let there = json(&line, path);
        let (said, reached) = (number(&advised[minimise]), number(&there[minimise]));
        assert!(
            (said / reached - 1.0).abs() < 1e-3,
            "{typed}: {said} {reached}"
        );
        assert!(number(&advised["threshold"]) != 0.0);
        let fixed = json(&format!("{ask} --fixed-threshold --json"), path);
        assert_eq!(number(&fixed["recommended"]["threshold"]), 0.0);
        assert_eq!(fixed["thresholded"], found["thresholded"]);
        assert!(number(&fixed["recommended"][minimise]) > said);
    }
    let text = thumbscale("weights --population groups.toml --delta 0.1", path).stdout;
    let text = String::from_utf8(text).unwrap();
    for needed in [
        "moving the threshold: the rule f > τ for all groups, sorted by the worst-group error",
        "best_thresholded",
        "Gaussian groups",
    ] {
        assert!(text.contains(needed), "{needed}: {text}");
    }
}

/// A number, and rules: at the threshold with the least worst-group error one group of each label shares it.
#[test]
fn predictions_at_a_threshold() {
    let folder = folder();
    let path = folder.path();
    let at = |threshold: &str| {
        let line =
            format!("predict --population groups.toml --delta 0.1 --threshold {threshold} --json");
        json(&line, path)
    };
    let plain = json("predict --population groups.toml --delta 0.1 --json", path);
    assert_eq!(plain, at("none"));
    assert_eq!(plain["groups"], at("0")["groups"]);
    let best = at("min_worst_group");
    assert_eq!(best["threshold_status"], "exact");
    let error = |g: usize| number(&best["groups"][g]["error"]);
    let (plus, minus) = (error(0).max(error(1)), error(2).max(error(3)));
    assert!((plus - minus).abs() < 1e-12, "{plus} {minus}");
    assert!((plus - number(&best["worst_group_error"])).abs() < 1e-12);
    let again = at(&number(&best["threshold"]).to_string());
    let apart = number(&again["worst_group_error"]) - number(&best["worst_group_error"]);
    assert!(apart.abs() < 1e-12, "{apart}");
    let rules = ["min_worst_group", "min_balanced", "min_average"];
    let errors = ["worst_group_error", "balanced_error", "average_error"];
    for (rule, error) in rules.iter().zip(errors) {
        let own = number(&at(rule)[error]);
        for other in rules.iter().chain(&["none", "0.1", "-0.4"]) {
            assert!(own <= number(&at(other)[error]) + 1e-12, "{rule} {other}");
        }
    }
    let text = "predict --population groups.toml --delta 0.1 --threshold min_balanced";
    let text = String::from_utf8(thumbscale(text, path).stdout).unwrap();
    assert!(text.contains("threshold τ"), "{text}");
}

/// The oracle's threshold of each replicate beside its limit.
#[test]
fn simulated_thresholds_stand_beside_theory() {
    let folder = folder();
    let path = folder.path();
    let ask = "simulate --population groups.toml --delta 0.1 --n 1000 --replicates 40 --seed 4";
    let plain = json(&format!("{ask} --json"), path);
    let moved = json(&format!("{ask} --threshold oracle --json"), path);
    let theory = json(
        "predict --population groups.toml --delta 0.1 --threshold min_worst_group --json",
        path,
    );
    assert_eq!(plain["bias"], moved["bias"]);
    assert_eq!(moved["threshold_rule"], "min_worst_group");
    assert_eq!(moved["threshold_undefined"], 0);
    let apart = number(&moved["threshold_limit"]) - number(&theory["threshold"]);
    assert!(apart.abs() < 1e-12, "{apart}");
    for key in ["threshold", "worst_group_error"] {
        let (mean, se) = (number(&moved[key]["mean"]), number(&moved[key]["se"]));
        let limit = number(&theory[key]);
        assert!(
            (mean - limit).abs() < 4.0 * se + 5e-3,
            "{key}: {mean} {se} {limit}"
        );
    }
    let worst = |found: &Value| number(&found["worst_group_error"]["mean"]);
    assert!(worst(&moved) < worst(&plain) - 0.05);
    let given = json(&format!("{ask} --threshold 0 --json"), path);
    assert_eq!(given["worst_group_error"], plain["worst_group_error"]);
    let average = json(
        &format!("{ask} --threshold oracle --threshold-rule min_average --json"),
        path,
    );
    let of = |found: &Value| number(&found["average_error"]["mean"]);
    assert!(of(&average) < of(&moved) && of(&average) < of(&plain) + 1e-12);
    let text = thumbscale(&format!("{ask} --threshold oracle"), path).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("threshold τ") && text.contains("smallest worst-group error"));
}

#[test]
fn faults_are_named() {
    let folder = folder();
    let path = folder.path();
    let (predict, simulate, weights) = (
        "predict --population groups.toml --delta 0.1",
        "simulate --population groups.toml --delta 0.1 --n 200",
        "weights --population groups.toml --delta 0.1",
    );
    for (line, needed) in [
        (
            format!("{predict} --threshold equal_error"),
            "rules are none, min_worst_group",
        ),
        (
            format!("{predict} --threshold min_worst_grup"),
            "Did you mean `min_worst_group`?",
        ),
        (
            "predict --delta 0.1 --minority-prior 0.2 --signal 1 --threshold min_balanced"
                .to_owned(),
            "is of groups, which --population gives",
        ),
        (
            format!("{simulate} --threshold leave_one_out"),
            "is there for two classes alone",
        ),
        (
            format!("{simulate} --threshold oracle --threshold-rule best_f1"),
            "is of two classes",
        ),
        (
            format!("{simulate} --threshold 0.1 --threshold-rule min_average"),
            "leave one of them out",
        ),
        (
            format!("{weights} --minimise worst_class_error"),
            "with --population write one of",
        ),
        (format!("{weights} --minimise cost"), "is of two classes"),
        (
            "weights --delta 0.1 --minority-prior 0.2 --signal 1 --minimise worst_group_error"
                .to_owned(),
            "of two classes write worst_class_error",
        ),
    ] {
        let (code, said) = refusal(&line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains(needed), "{line}: {said}");
    }
}
