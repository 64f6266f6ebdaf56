//! `simulate --threshold`.

use serde_json::Value;

use crate::binary::{here, json, refusal, thumbscale};

const LINE: &str = "simulate --delta 0.2 --minority-prior 0.2 --signal 2 --n 200 --replicates 30 \
                    --seed 2";

fn simulated(flags: &str) -> Value {
    json(&format!("{LINE} --method dense {flags} --json"), here())
}

fn number(of: &Value, key: &str) -> f64 {
    of.as_f64().unwrap_or_else(|| panic!("{key} in {of}"))
}

/// On the same samples: each way to a threshold is worse than the one before, as in the limit, and
/// the limits are b and (1 − δ)b.
#[test]
fn ways_to_a_threshold() {
    let ways = [
        "--threshold oracle",
        "--threshold leave_one_out",
        "--threshold training_scores",
        "",
    ];
    let found = ways.map(simulated);
    let worst = found
        .each_ref()
        .map(|of| number(&of["worst_class_error"]["mean"], "mean"));
    assert!(worst.is_sorted(), "{worst:?}");
    // golden/metrics.json, first row.
    let bias = -0.168_539_325_842_696_62;
    for (of, limit) in found.iter().zip([bias, bias, 0.8 * bias]) {
        assert!(
            (number(&of["threshold_limit"], "limit") - limit).abs() < 1e-12,
            "{of}"
        );
        let mean = number(&of["threshold"]["mean"], "mean");
        assert!((mean - limit).abs() < 0.02, "{of}");
        assert_eq!(of["threshold_rule"], "midpoint");
    }
    let bias = |of: &Value| of["bias"].clone();
    assert!(found.iter().all(|of| bias(of) == bias(&found[3])));
    assert!(found[3].get("threshold").is_none());
    let spread = number(&found[1]["threshold_less_bias_spread"], "spread");
    let expected = number(&found[1]["threshold_less_bias_spread_limit"], "spread");
    assert!((spread / expected - 1.0).abs() < 0.5, "{spread} {expected}");
    let [mean, limit] = ["threshold_less_bias_mean", "threshold_less_bias_mean_limit"]
        .map(|key| number(&found[1][key], key));
    assert!(
        (mean - limit).abs() < 4.0 * spread / 30f64.sqrt() && limit < 0.0,
        "{mean} {limit}"
    );
    assert_eq!(found[0]["threshold_less_bias_spread"], 0.0);
    let given = simulated("--threshold -0.1");
    let mean = number(&given["threshold"]["mean"], "mean");
    assert!((mean + 0.1).abs() < 1e-15, "{mean}");
    assert_eq!(given["threshold_from"], Value::Null);
    let output = thumbscale(&format!("{LINE} --threshold leave_one_out"), here());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("threshold τ") && said.contains("by leave_one_out"),
        "{said}"
    );
    assert!(said.contains("Standard deviation of τ − b"), "{said}");
}

#[test]
fn what_is_refused() {
    for (flags, words) in [
        ("--threshold leave_one_out --method jacobi", "method dense"),
        (
            "--threshold training_scores --threshold-rule equal_error --method sufficient",
            "midpoint",
        ),
        (
            "--threshold leave_one_out --loss hinge --method dense",
            "kink",
        ),
        ("--threshold 0.1 --threshold-rule midpoint", "is a number"),
        ("--threshold oracle --threshold-rule cost", "--cost"),
        ("--threshold equal_error", "--threshold-rule equal_error"),
        ("--threshold-rule midpoint", "--threshold"),
        ("--threshold leave_one_uot", "leave_one_out"),
    ] {
        let (code, said) = refusal(&format!("{LINE} {flags}"), here());
        assert_eq!(code, 2, "{flags}: {said}");
        assert!(said.contains(words), "{flags}: {said}");
    }
    let groups = "simulate --population groups.toml --delta 0.2 --n 100 --threshold leave_one_out";
    let (code, said) = refusal(groups, here());
    assert!(code == 2 && said.contains("two classes alone"), "{said}");
}
