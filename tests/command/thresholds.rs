//! `predict --threshold`, and the metrics that people use.

use serde_json::Value;

use crate::binary::{here, json, refusal, thumbscale};

const POINT: &str = "--delta 0.2 --minority-prior 0.2 --signal 2";
const LOGISTIC: &str = "--loss logistic --delta 0.1 --minority-prior 0.2 --signal 1";
const SEPARABLE: &str = "--loss logistic --delta 0.5 --minority-prior 0.1 --signal 3";

/// Those that were there before, and then those about scores.
const KEYS: [&str; 40] = [
    "loss",
    "huber_threshold",
    "margin_scale",
    "margin_shift",
    "delta",
    "minority_prior",
    "signal",
    "weight_ratio",
    "ridge",
    "status",
    "alpha",
    "gamma",
    "bias",
    "kappa",
    "error_minority",
    "error_majority",
    "worst_class_error",
    "balanced_error",
    "average_error",
    "residual",
    "iterations",
    "all_equal_error",
    "threshold",
    "equal_error",
    "auc",
    "average_precision",
    "precision",
    "recall",
    "f1",
    "mcc",
    "best_f1",
    "posterior_slope",
    "posterior_intercept",
    "log_loss",
    "brier",
    "calibration_error",
    "cost_risk",
    "test_prior",
    "cost",
    "undefined",
];

fn predicted(flags: &str) -> Value {
    json(&format!("predict {flags} --json"), here())
}

fn number(of: &Value, key: &str) -> f64 {
    of[key].as_f64().unwrap_or_else(|| panic!("{key} in {of}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn keys_stay_and_new_ones_follow() {
    for flags in [
        POINT,
        LOGISTIC,
        SEPARABLE,
        "--delta 1 --minority-prior 0.2 --signal 2",
    ] {
        let object = predicted(flags);
        let keys: Vec<&str> = object
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, KEYS, "{flags}");
        // What is null for a reason has one; the rest was there before.
        let since = KEYS.iter().position(|key| *key == "threshold").unwrap();
        for key in &KEYS[since + 1..37] {
            let reason = object["undefined"][*key].is_string();
            assert_eq!(object[*key].is_null(), reason, "{flags} {key}");
        }
    }
}

/// tests/golden/metrics.json, rows 5 and 6.
#[test]
fn reference_values() {
    let still = predicted(&format!("{LOGISTIC} --weight-ratio 1"));
    let moved = predicted(&format!("{LOGISTIC} --weight-ratio 4 --threshold 0.8"));
    for (found, expected) in [
        (
            &still,
            [
                ("threshold", 0.0),
                ("error_minority", 0.398358354177577),
                ("auc", 0.8851648152398086),
                ("average_precision", 0.7025593631957423),
                ("precision", 0.6679586660496134),
                ("mcc", 0.5483876893547541),
                ("best_f1", 0.6425478715264255),
                ("posterior_slope", 0.5504146536328904),
                ("posterior_intercept", -0.38099227311908224),
                ("log_loss", 0.36025318187253647),
                ("calibration_error", 0.05786614234335741),
            ],
        ),
        (
            &moved,
            [
                ("threshold", 0.8),
                ("error_minority", 0.3287131150268354),
                ("error_majority", 0.10959332331654897),
                ("worst_class_error", 0.3287131150268354),
                ("balanced_error", 0.2191532191716922),
                ("average_error", 0.15341728165860627),
                ("recall", 0.6712868849731646),
                ("f1", 0.63639337927248),
                ("bias", -0.5078361367032104),
                ("brier", 0.1324847945997915),
                ("equal_error", 0.20155450161414917),
            ],
        ),
    ] {
        for (key, value) in expected {
            assert!(close(number(found, key), value), "{key}: {}", found[key]);
        }
    }
}

/// Q(s²√(1−δ)/√(s²+Δ)) without a weight: docs/theory.md, section 12.
#[test]
fn rules_do_what_they_say() {
    let with = |flags: &str| predicted(&format!("{POINT} {flags}"));
    let plain = with("");
    for same in [
        "--threshold 0",
        "--threshold none",
        "--threshold=-0",
        "--test-prior 0.2",
    ] {
        let mut there = with(same);
        there["threshold"] = plain["threshold"].clone();
        assert_eq!(there, plain, "{same}");
    }
    let equal = with("--threshold equal_error");
    assert_eq!(equal["threshold"], equal["bias"]);
    for key in [
        "error_minority",
        "error_majority",
        "worst_class_error",
        "equal_error",
    ] {
        assert!(
            (number(&equal, key) - 0.042_460_351_7).abs() < 1e-10,
            "{key}"
        );
    }
    let average = with("--threshold min_average");
    assert_eq!(
        with("--threshold cost --cost 3,3")["threshold"],
        average["threshold"]
    );
    assert!(number(&average, "average_error") < number(&plain, "average_error"));
    let costly = with("--threshold cost --cost 5,1");
    let as_still = with("--cost 5,1");
    assert!(number(&costly, "threshold") < number(&average, "threshold"));
    assert!(number(&costly, "cost_risk") < number(&as_still, "cost_risk"));
    assert_eq!(costly["cost"], serde_json::json!([5.0, 1.0]));
    let f1 = with("--threshold best_f1");
    assert_eq!(f1["f1"], f1["best_f1"]);
    assert!(number(&f1, "f1") > number(&plain, "f1"));
    // A test prior is another test distribution, and no other training.
    let other = with("--test-prior 0.7 --threshold min_average");
    assert_eq!(other["alpha"], plain["alpha"]);
    assert!(number(&other, "threshold") < number(&average, "threshold"));
    let errors = [0.7, 0.3]
        .into_iter()
        .zip(["error_minority", "error_majority"]);
    let mean: f64 = errors.map(|(share, key)| share * number(&other, key)).sum();
    assert!(close(number(&other, "average_error"), mean));
    assert_eq!(
        (&other["test_prior"], &other["minority_prior"]),
        (&0.7.into(), &0.2.into())
    );
}

/// Of separable data only the direction has a limit.
#[test]
fn what_depends_on_the_length_is_null_on_separable_data() {
    let still = predicted(SEPARABLE);
    assert_eq!(still["status"], "separable");
    let depends = [
        "posterior_slope",
        "posterior_intercept",
        "log_loss",
        "brier",
        "calibration_error",
    ];
    for key in depends {
        let why = still["undefined"][key].as_str().unwrap();
        assert!(
            still[key].is_null() && why.contains("separable"),
            "{key} {why}"
        );
    }
    let moved = predicted(&format!("{SEPARABLE} --threshold equal_error"));
    let (one, other) = (
        number(&moved, "error_minority"),
        number(&moved, "error_majority"),
    );
    assert!(close(one, other) && close(one, number(&still, "equal_error")));
    let said = thumbscale(
        &format!("predict {SEPARABLE} --threshold equal_error"),
        here(),
    );
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains("scaled to α = 1") && said.contains("No slope A of the log-odds"),
        "{said}"
    );
    let none = predicted("--delta 1 --minority-prior 0.2 --signal 2 --threshold equal_error");
    assert!(none["threshold"].is_null() && none["undefined"]["auc"].is_string());
    // One reason for all that was asked for.
    for key in ["threshold", "best_f1", "precision"] {
        assert_eq!(none["undefined"][key], none["undefined"]["auc"], "{key}");
    }
}

#[test]
fn a_block_for_people() {
    let text = |line: &str| String::from_utf8(thumbscale(line, here()).stdout).unwrap();
    let shown = text(&format!("predict {POINT} --threshold equal_error"));
    for words in [
        "threshold τ",
        "-0.168539",
        "test prior π₊",
        "F₁",
        "average precision",
    ] {
        assert!(shown.contains(words), "{shown}");
    }
    assert!(
        !shown.contains("log loss") && !shown.contains("cost of errors"),
        "{shown}"
    );
    let shown = text(&format!("predict {LOGISTIC} --cost 2,1"));
    assert!(
        shown.contains("calibration error") && shown.contains("cost of errors"),
        "{shown}"
    );
    let none = text("predict --delta 1 --minority-prior 0.2 --signal 2");
    assert!(!none.contains("threshold τ"), "{none}");
}

#[test]
fn bad_flags_are_refused() {
    for (flags, words) in [
        ("--threshold best_f2", "Did you mean `best_f1`?"),
        ("--threshold 0,5", "write 0.5"),
        ("--threshold nan", "finite"),
        ("--threshold inf", "finite"),
        ("--threshold cost", "--cost"),
        ("--test-prior 0", "between 0 and 1"),
        ("--test-prior 1", "between 0 and 1"),
        ("--test-prior 20%", "write 0.2"),
        ("--cost 5", "two numbers"),
        ("--cost 5,0", "positive"),
        ("--cost=-1,2", "positive"),
        ("--cost a,b", "two numbers"),
    ] {
        let (code, said) = refusal(&format!("predict {POINT} {flags}"), here());
        assert_eq!(code, 2, "{flags}: {said}");
        assert!(said.contains(words), "{flags}: {said}");
    }
    for flag in ["--test-prior 0.1", "--cost 1,2"] {
        let line = format!("predict --population groups.toml --delta 0.2 {flag}");
        let (code, said) = refusal(&line, here());
        let name = flag.split(' ').next().unwrap();
        assert!(
            code == 2 && said.contains(name) && said.contains("cannot be used"),
            "{said}"
        );
    }
    let blind = "predict --delta 0.2 --minority-prior 0.2 --signal 0 --threshold min_average";
    let (code, said) = refusal(blind, here());
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("--threshold min_average has no value here"),
        "{said}"
    );
}
