//! What the tool says to type gives what it claims, and what a reader could miss is said.

use crate::binary::{here, json, refusal, thumbscale};

fn claimed_and_typed(problem: &str, without: &str, asked: &str) -> (f64, f64, String) {
    let line = format!("weights {problem} {without} {asked} --json");
    let advice = json(&line, here());
    let advice = &advice["recommended"];
    let why = advice["why"].as_str().unwrap();
    let (_, typed) = why.rsplit_once(" type: ").unwrap();
    let (flags, replaced) = match typed.split_once(" (in place of") {
        Some((flags, _)) => (flags, true),
        None => (typed.trim_end_matches('.'), false),
    };
    // What was given stays beside, unless the advice says that it is replaced.
    let kept = if replaced { "" } else { without };
    let problem = without_those_of(problem, flags);
    let there = json(&format!("predict {problem} {kept} {flags} --json"), here());
    let error = |v: &serde_json::Value| v["worst_class_error"].as_f64().unwrap();
    (error(advice), error(&there), typed.to_owned())
}

/// Flags with their values, but for those that others replace.
fn without_those_of(given: &str, others: &str) -> String {
    let words: Vec<&str> = given.split_whitespace().collect();
    let kept = words
        .chunks(2)
        .filter(|pair| !others.split_whitespace().any(|word| word == pair[0]));
    kept.map(|pair| pair.join(" "))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Separable data with a strong imbalance, where a margin ratio is the best for who cannot move
/// the threshold: for losses with a margin of their own it is required, for the others scaled,
/// whatever was given.
#[test]
fn margin_ratios_as_they_are_advised() {
    let hinge = "--loss hinge --delta 0.867 --minority-prior 0.0185 --signal 3.4";
    let squared = "--loss squared-hinge --delta 2.89 --minority-prior 0.0133 --signal 4.75";
    let logistic = "--loss logistic --delta 9.15 --minority-prior 0.0073 --signal 6.67";
    for (problem, given, flag) in [
        (hinge, "", "--required-margin 5.34"),
        (hinge, "--margin-scale 2,1", "--required-margin 10.69"),
        (hinge, "--required-margin 1.5,1", "--required-margin 5.34"),
        (squared, "", "--required-margin 7.76"),
        (logistic, "", "--margin-scale 1,17.97"),
        (logistic, "--margin-scale 2,1", "--margin-scale 1,17.97"),
    ] {
        let (claimed, reached, typed) = claimed_and_typed(problem, given, "--fixed-threshold");
        assert!(typed.contains(flag), "{problem} {given}: {typed}");
        assert!(
            (reached / claimed - 1.0).abs() < 1e-3,
            "{problem} {given}: {reached} for {claimed}"
        );
    }
}

/// Thresholds as they are advised: the rule that finds them, for what was asked.
#[test]
fn thresholds_as_they_are_advised() {
    let square = "--delta 0.2 --minority-prior 0.2 --signal 2";
    let rarer = "--delta 0.2 --minority-prior 0.05 --signal 2";
    let logistic = "--loss logistic --delta 0.15 --minority-prior 0.1 --signal 1.5 --ridge 0.05";
    for (problem, asked, flags) in [
        (square, "", "--weight-ratio 1 --threshold equal_error"),
        (rarer, "--minimise average_error", "--threshold min_average"),
        (square, "--cost 20,1", "--threshold cost --cost 20,1"),
        (
            logistic,
            "--minimise balanced_error",
            "--threshold equal_error",
        ),
    ] {
        let (claimed, reached, typed) = claimed_and_typed(problem, "", asked);
        assert!(typed.contains(flags), "{problem} {asked}: {typed}");
        let apart = (reached / claimed - 1.0).abs();
        assert!(apart < 1e-3, "{problem} {asked}: {reached} for {claimed}");
    }
}

/// Who trains on other shares than those that errors are counted by says both.
#[test]
fn dropped_samples_as_they_are_advised() {
    let problem = "--delta 1 --minority-prior 0.2 --signal 2";
    let asked = [
        ("--minimise average_error", "average_error", "average_error"),
        ("--cost 5,1", "cost", "cost_risk"),
    ];
    let rules = [
        ("--fixed-threshold", "downsampled"),
        ("", "downsampled_thresholded"),
    ];
    let all = asked
        .iter()
        .flat_map(|asked| rules.map(|rule| (asked, rule)));
    for ((asked, of_advice, of_there), (threshold, rule)) in all {
        let line = format!("weights {problem} {asked} {threshold} --json");
        let advice = json(&line, here());
        let advice = &advice["recommended"];
        assert_eq!(advice["rule"], rule);
        let (_, typed) = advice["why"]
            .as_str()
            .unwrap()
            .rsplit_once(" type: ")
            .unwrap();
        let flags = typed.trim_end_matches('.');
        let there = json(&format!("predict --signal 2 {flags} --json"), here());
        let (claimed, reached) = (&advice[*of_advice], &there[*of_there]);
        let apart = reached.as_f64().unwrap() / claimed.as_f64().unwrap() - 1.0;
        assert!(
            apart.abs() < 1e-3,
            "{asked}: {reached} for {claimed} by {flags}"
        );
    }
}

fn predicted(line: &str) -> String {
    let output = thumbscale(&format!("predict {line}"), here());
    assert!(output.status.success(), "{line}");
    String::from_utf8(output.stdout).unwrap()
}

/// Weights, shifts and required margins that change nothing are said to: the numbers are those
/// without them.
#[test]
fn what_has_no_effect_is_said() {
    let shape = "--delta 3 --minority-prior 0.2 --signal 2";
    let errors = |line: &str| json(&format!("predict {line} --json"), here())["bias"].clone();
    for (loss, given, words) in [
        ("logistic", "--weight-ratio 9", "weights do not matter"),
        ("square", "--weight-ratio 9", "weights do not matter"),
        ("huber", "--weight-ratio 9", "weights do not matter"),
        ("logistic", "--margin-shift -1,1", "Nor do margin shifts"),
        (
            "exponential",
            "--required-margin 3,1",
            "Nor do margin shifts",
        ),
    ] {
        let plain = format!("--loss {loss} {shape}");
        let line = format!("{plain} {given}");
        assert!(predicted(&line).contains(words), "{line}");
        assert_eq!(errors(&line), errors(&plain), "{line}");
    }
    // Those that do have one are not said to have none.
    for (loss, given) in [
        ("logistic", "--margin-scale 1,2"),
        ("hinge", "--required-margin 3,1"),
    ] {
        let plain = format!("--loss {loss} {shape}");
        let line = format!("{plain} {given}");
        assert!(!predicted(&line).contains("Nor do"), "{line}");
        assert_ne!(errors(&line), errors(&plain), "{line}");
    }
    let below = predicted("--delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio 9");
    assert!(!below.contains("do not matter"), "{below}");
}

/// Exponential loss with ridge on separable data has two.
#[test]
fn a_second_equal_error_weight_is_said() {
    let line = "--loss exponential --delta 0.0123819276 --minority-prior 0.208570676 \
                --signal 2.61323705 --ridge 5.403023e-4 --weight-ratio equal_error";
    let words = "Another weight equalises the class errors as well: ρ = 15074";
    assert!(predicted(line).contains(words));
    let all = json(&format!("predict {line} --json"), here())["all_equal_error"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let one = predicted("--delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio equal_error");
    assert!(!one.contains("Another weight"));
}

/// Hinge loss that gives up one class or the other within 10⁻⁴ of one weight costs more steps than
/// are granted: rows that wanted more say so, in words and in JSON, and the rest are as they are.
#[test]
fn a_search_that_was_ended_says_so() {
    let line = "weights --loss hinge --delta 9.765471296958763e-06 --minority-prior \
                0.10588402990820316 --signal 0 --required-margin \
                4.430784721716739,0.001008531857829544";
    let rows = json(&format!("{line} --json"), here());
    let ended = &rows["best_ridge"]["search_ended_after"];
    assert!(ended.as_u64().is_some_and(|n| n > 0), "{rows}");
    assert!(rows["prior_ratio"]["search_ended_after"].is_null());
    let words = format!("search ended after {ended} solves");
    let said = String::from_utf8(thumbscale(line, here()).stdout).unwrap();
    assert!(said.contains(&words), "{said}");
    let easy = json(
        "weights --delta 0.2 --minority-prior 0.2 --signal 2 --json",
        here(),
    );
    assert!(!easy.to_string().contains("search_ended_after"));
}

/// The δ and the n that a message names are accepted in place of those that were typed.
#[test]
fn sizes_that_are_refused_come_with_sizes_that_do() {
    let asks = |delta: f64, n: &str, prior: f64| {
        format!(
            "simulate --delta {delta} --n {n} --minority-prior {prior} --signal 2 --replicates 2"
        )
    };
    let named = |said: &str, name: &str| {
        let behind = said.split(&format!("take {name} = ")).nth(1);
        let number = behind.and_then(|b| b.split_whitespace().next());
        number.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    for (delta, n) in [(0.001, "100"), (0.0005, "333"), (0.3, "1"), (1e-9, "70000")] {
        let (code, said) = refusal(&asks(delta, n, 0.3), here());
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains("--delta ") && said.contains("dimension"),
            "{said}"
        );
        let enough: f64 = named(&said, "delta").parse().unwrap();
        let (_, said) = refusal(&asks(enough * 0.9, n, 0.3), here());
        assert!(said.contains("dimension"), "{said}");
        let output = thumbscale(&asks(enough, n, 0.3), here());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("dimension"), "{said}");
    }
    for (prior, n) in [(0.001, "100"), (0.0007, "13"), (0.5, "1")] {
        let (code, said) = refusal(&asks(1.0, n, prior), here());
        assert!(code == 2 && said.contains("has none"), "{said}");
        let enough = named(&said, "n");
        let output = thumbscale(&asks(1.0, &enough, prior), here());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("has none"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_nobody_gets_is_an_error() {
    for line in ["help", "--version", "run --help", "help weights"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("thumbscale"));
        let output = command.args(line.split(' ')).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(
            said.contains("cannot write to standard output"),
            "{line}: {said}"
        );
    }
}
