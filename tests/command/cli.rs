//! The machine interface, driven through the real binary.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::binary::{POINT, here, json, refusal, with_arguments};

/// ρ̃ = 7 and its error from the paper's Figure 2 (see tests/golden).
#[test]
fn predict_answers_in_full_precision() {
    let v = json(&format!("predict {POINT} --weight-ratio 7 --json"), here());
    assert_eq!(v["status"], "converged");
    assert_eq!(v["loss"], "square");
    let (plus, minus) = (v["error_minority"].as_f64(), v["error_majority"].as_f64());
    assert!((plus.unwrap() - minus.unwrap()).abs() < 1e-14);
    assert!((v["worst_class_error"].as_f64().unwrap() - 0.055_122).abs() < 5e-7);
    let none = json(
        "predict --delta 1 --minority-prior 0.2 --signal 2 --json",
        here(),
    );
    assert_eq!(none["status"], "interpolation_threshold");
    assert!(none["alpha"].is_null() && none["worst_class_error"].is_null());
}

/// The word says that r → 0 is meant; the numbers are those without ridge.
#[test]
fn a_vanishing_ridge_is_a_word() {
    for command in [
        format!("predict --loss hinge {POINT}"),
        format!("weights {POINT}"),
        format!("simulate {POINT} --n 100 --replicates 2 --seed 1"),
    ] {
        let word = json(&format!("{command} --ridge vanishing --json"), here());
        let zero = json(&format!("{command} --json"), here());
        assert_eq!(word["ridge"], "vanishing");
        for key in ["alpha", "worst_class_error", "equal_error", "status"] {
            assert_eq!(word[key], zero[key], "{command}: {key}");
        }
    }
    let (code, refused) = refusal(&format!("predict {POINT} --ridge tiny"), here());
    assert!(code == 2 && refused.contains("vanishing"), "{refused}");
}

/// Exponential loss with ridge on separable data: both are in the table, in JSON and in the
/// sentence, and the row has the one that errs less.
#[test]
fn weights_names_both_equal_error_weights() {
    let value = json(
        "weights --loss exponential --delta 0.0123819276 --minority-prior 0.208570676 \
         --signal 2.61323705 --ridge 5.403023e-4 --json",
        here(),
    );
    let equal = &value["equal_error"];
    let all = equal["all"].as_array().unwrap();
    assert_eq!(all.len(), 2, "{equal}");
    let error = |k: usize| all[k]["worst_class_error"].as_f64().unwrap();
    let better = usize::from(error(1) < error(0));
    assert_eq!(equal["weight_ratio"], all[better]["weight_ratio"]);
    let why = value["recommended"]["why"].as_str().unwrap();
    assert!(why.contains("equalises the class errors as well"), "{why}");
    let one = json(&format!("weights {POINT} --json"), here());
    assert_eq!(one["equal_error"]["all"].as_array().unwrap().len(), 1);
}

#[test]
fn weights_has_every_rule() {
    let v = json(&format!("weights {POINT} --json"), here());
    assert!((v["equal_error"]["weight_ratio"].as_f64().unwrap() - 7.0).abs() < 1e-12);
    assert_eq!(v["equal_error"]["feasible"], true);
    for rule in [
        "prior_ratio",
        "min_worst_class",
        "unweighted",
        "downsampled",
    ] {
        assert!(v[rule]["worst_class_error"].is_f64(), "{rule}");
    }
    assert!(v["min_balanced"]["balanced_error"].is_f64());
    assert!(v["recommended"]["why"].is_string());
    // (d + 1)/n = .2 from counts: the same weight, and no error without a signal.
    let v = json(
        "weights --minority 200 --majority 800 --dimension 199 --json",
        here(),
    );
    assert!((v["equal_error"]["weight_ratio"].as_f64().unwrap() - 7.0).abs() < 1e-12);
    assert!(v["equal_error"]["worst_class_error"].is_null());
}

#[test]
fn simulate_agrees_with_predict() {
    let theory = json(&format!("predict {POINT} --weight-ratio 7 --json"), here());
    for (asked, method) in [
        ("", "jacobi"),
        ("--method dense", "dense"),
        ("--method sufficient", "sufficient"),
        ("--method jacobi", "jacobi"),
        ("--solver sgd", "dense"),
    ] {
        let line = format!(
            "simulate --n 400 {POINT} --weight-ratio 7 --replicates 40 --seed 3 --json {asked}"
        );
        let v = json(&line, here());
        assert_eq!((v["n"].as_u64(), v["d"].as_u64()), (Some(400), Some(80)));
        assert_eq!(
            (v["failures"].as_u64(), v["method"].as_str()),
            (Some(0), Some(method))
        );
        for quantity in ["alpha", "gamma", "bias", "error_minority", "error_majority"] {
            let (mean, se) = (
                v[quantity]["mean"].as_f64().unwrap(),
                v[quantity]["se"].as_f64().unwrap(),
            );
            // 25 comparisons: 4.5 standard errors and a 1/n shift of 3/n.
            let difference = (mean - theory[quantity].as_f64().unwrap()).abs();
            assert!(
                difference < 4.5 * se + 3.0 / 400.0,
                "{method} {quantity}: {mean} ± {se}"
            );
        }
    }
}

/// A billion samples fit, because none of them is drawn.
#[test]
fn a_method_that_cannot_is_refused_and_one_that_can_takes_any_n() {
    let line = "simulate --n 1000000000 --delta 0.2 --minority-prior 0.2 --signal 2 \
                --weight-ratio 7 --replicates 5 --json";
    let v = json(line, here());
    assert_eq!(v["method"].as_str(), Some("jacobi"));
    assert!((v["error_minority"]["mean"].as_f64().unwrap() - 0.055_121_84).abs() < 1e-4);
    for (line, code, words) in [
        (
            format!("simulate --n 400 {POINT} --ridge 0.1 --method jacobi"),
            2,
            &["--method jacobi", "ridge = 0.1 is not 0"][..],
        ),
        (
            format!("simulate --n 400 {POINT} --loss logistic --method sufficient"),
            2,
            &["not for logistic loss", "simulated by dense"],
        ),
        (
            format!("simulate --n 1000000000 {POINT} --method sufficient"),
            1,
            &[
                "method sufficient",
                "GB",
                "fewer threads do not help",
                "method jacobi can",
            ],
        ),
    ] {
        let (got, said) = refusal(&line, here());
        assert_eq!(got, code, "{line}: {said}");
        for word in words {
            assert!(said.contains(word), "{line}: {said}");
        }
    }
}

#[test]
fn bad_numbers_are_usage_errors() {
    for (line, words) in [
        (
            "predict --delta 0 --minority-prior 0.2 --signal 2",
            "--delta 0",
        ),
        (
            "predict --delta 0.2 --minority-prior 0.6 --signal 2",
            "(0, 0.5]",
        ),
        (
            "predict --delta 0.2 --minority-prior 0.2 --signal -1",
            "signal",
        ),
        (
            "predict --delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio -1",
            "positive",
        ),
        (
            "predict --delta nan --minority-prior 0.2 --signal 2",
            "delta",
        ),
        (
            "predict --delta 0.2 --minority-prior 0.2 --signal 2 --loss sqare",
            "square",
        ),
        (
            "simulate --delta 0.2 --minority-prior 0.2 --signal 2 --n 2",
            "at least one dimension",
        ),
        (
            "weights --minority 0 --majority 10 --dimension 2",
            "minority",
        ),
        ("run", "SCENARIO"),
        ("check no-such.toml", "no such file"),
        ("verify no-such-folder", "not a folder of results"),
    ] {
        let (code, said) = refusal(line, here());
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
}

const SMALL: &str = r#"
name = "small"
title = "small"
[model]
minority_prior = 0.2
signal = 2.0
[training]
delta = 0.2
[simulation]
n = 200
replicates = 12
[vary]
weight_ratio = [1, 4, 7]
[figure]
x = "weight_ratio"
y = ["error_minority", "error_majority"]
mark = ["equal_error"]
[verify]
min_share = 0.4
"#;

fn with_scenario(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), text).unwrap();
    folder
}

#[test]
fn run_writes_everything_and_verify_and_plot_read_it() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    let v = json("run small.toml --json -q", path);
    assert_eq!(v["passed"], true);
    assert_eq!(v["comparisons"], 24);
    let read = |name: &str| std::fs::read(path.join("output/small").join(name)).unwrap();
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["seed"], 1);
    assert!(manifest["machine"]["cpu_features"].is_array());
    let summary = String::from_utf8(read("summary.md")).unwrap();
    assert!(summary.contains("chance alone") && summary.contains("**Finite size:**"));
    let before = read("figure.svg");
    std::fs::remove_file(path.join("output/small/figure.svg")).unwrap();
    json("plot output/small --json", path);
    assert!(before == read("figure.svg"), "plot draws what run drew");
    let v = json("verify output/small --json", path);
    assert_eq!(v["disagree"], 0);
    // The resolved scenario is a scenario, and gives the same numbers.
    let cells = read("cells.csv");
    json("run output/small/scenario.toml --out again --json", path);
    assert!(cells == std::fs::read(path.join("again/cells.csv")).unwrap());
}

/// Adds to every prediction of a stored table.
fn move_theory(place: &Path, by: f64) {
    let mut reader = csv::Reader::from_path(place).unwrap();
    let heading = reader.headers().unwrap().clone();
    let theory = heading.iter().position(|h| h == "theory").unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&heading).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let moved = |(i, field): (usize, &str)| match i == theory {
            true => (field.parse::<f64>().unwrap() + by).to_string(),
            false => field.to_owned(),
        };
        writer
            .write_record(record.iter().enumerate().map(moved))
            .unwrap();
    }
    std::fs::write(place, writer.into_inner().unwrap()).unwrap();
}

#[test]
fn verify_exits_3_when_numbers_disagree() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    move_theory(&path.join("results/cells.csv"), 0.5);
    let output = with_arguments(&["verify", "results", "--json"], path);
    assert_eq!(output.status.code(), Some(3));
    let v: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(v["passed"], false);
    assert_eq!(v["beyond_tolerance"].as_array().unwrap().len(), 24);
}

/// A prediction that was touched is told even where simulation cannot tell.
#[test]
fn verify_exits_3_when_the_stored_theory_is_another() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    json("verify results --json", path);
    move_theory(&path.join("results/cells.csv"), 1e-5);
    let output = with_arguments(&["verify", "results", "--json"], path);
    assert_eq!(output.status.code(), Some(3));
    let v: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&v["passed"], &v["disagree"]), (&false.into(), &0.into()));
    assert_eq!(v["changed_predictions"].as_array().unwrap().len(), 24);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the stored predictions are not"), "{said}");
}

const TREND: &str = r#"
name = "trend"
title = "trend"
seed = 5
[model]
minority_prior = 0.2
signal = 2.0
[training]
delta = 0.2
weight_ratio = 4.0
[simulation]
replicates = 30
[finite_size]
samples = [60, 120, 240]
[figure]
kind = "trend"
x = "n"
y = ["alpha"]
"#;

/// A limit that lies off theory is a disagreement; a fixed n never is.
#[test]
fn a_finite_size_study_is_verified_by_its_limits() {
    let folder = with_scenario(TREND);
    let path = folder.path();
    let v = json("run small.toml --out results --json", path);
    assert_eq!(
        (&v["passed"], &v["trends"]["tested"]),
        (&true.into(), &7.into())
    );
    let read = |name: &str| std::fs::read_to_string(path.join("results").join(name)).unwrap();
    assert_eq!(read("trend.csv").lines().count(), 8);
    let summary = read("summary.md");
    assert!(summary.contains("Bonferroni") && summary.contains("## Columns of trend.csv"));
    let before = read("figure.svg");
    json("plot results --json", path);
    assert!(before == read("figure.svg"), "plot draws what run drew");
    json("verify results --json", path);
    move_theory(&path.join("results/cells.csv"), 0.05);
    let output = with_arguments(&["verify", "results", "--json"], path);
    assert_eq!(output.status.code(), Some(3));
    let v: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(v["passed"], false);
    assert_eq!(v["off_trends"].as_array().unwrap().len(), 7);
    let output = with_arguments(&["verify", "results"], path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("7 have a limit off theory"), "{said}");
}

#[test]
fn damaged_results_are_named() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    std::fs::write(path.join("results/cells.csv"), "cell,method\nx,y\n").unwrap();
    let (code, said) = refusal("verify results", path);
    assert!(code == 2 && said.contains("cells.csv"), "{said}");
}

#[test]
fn a_refused_scenario_leaves_nothing_behind() {
    let folder = with_scenario(&SMALL.replace("minority_prior = 0.2", "minority_piror = 0.2"));
    let (code, said) = refusal("run small.toml", folder.path());
    assert_eq!(code, 2);
    for words in [
        "small.toml:5:1",
        "minority_piror",
        "did you mean `minority_prior`",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!folder.path().join("output").exists());
}

#[test]
fn a_folder_that_cannot_take_results_is_refused_before_work() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    // A file where the folder should be is refused even to the superuser.
    std::fs::write(path.join("taken"), "").unwrap();
    let (code, said) = refusal("run small.toml --out taken/results", path);
    assert!(code == 2 && said.contains("taken/results"), "{said}");
    let (code, said) = refusal("run small.toml --out .", path);
    assert!(code == 2 && said.contains("holds other files"), "{said}");
    assert!(!path.join("cells.csv").exists());
}

#[test]
fn a_run_without_a_result_is_a_failure() {
    // Weights beyond what double precision can solve with.
    let text = SMALL.replace("[1, 4, 7]", "[1e40, 1e60]");
    let folder = with_scenario(&text);
    let output = with_arguments(&["run", "small.toml", "--json", "-q"], folder.path());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let v: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (v["lost_cells"].as_u64(), v["failures"].as_u64()),
        (Some(2), Some(24))
    );
    let output = with_arguments(&["verify", "output/small"], folder.path());
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn tables_that_were_cut_off_are_noticed() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    for file in ["curves.csv", "marks.csv"] {
        let place = path.join("results").join(file);
        let whole = std::fs::read(&place).unwrap();
        std::fs::write(&place, "").unwrap();
        for command in ["verify results", "plot results"] {
            let (code, said) = refusal(command, path);
            assert!(code == 2 && said.contains(file), "{command}: {said}");
        }
        std::fs::write(&place, whole).unwrap();
    }
}

/// A figure that cannot be written costs no table.
#[test]
fn tables_are_written_before_the_figure() {
    let folder = with_scenario(
        "name = \"small\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n\
         [vary]\nweight_ratio = [1, 4]\n[figure]\nx = \"weight_ratio\"\ny = [\"error_minority\"]\n",
    );
    let out = folder.path().join("output/small");
    json("run small.toml --json", folder.path());
    for name in ["figure.svg", "cells.csv"] {
        std::fs::remove_file(out.join(name)).unwrap();
    }
    // Nothing can be renamed onto a folder.
    std::fs::create_dir_all(out.join("figure.svg/full")).unwrap();
    let (code, said) = refusal("run small.toml", folder.path());
    assert_eq!(code, 1);
    assert!(said.contains("the tables are written"), "{said}");
    for name in ["cells.csv", "curves.csv", "summary.md", "manifest.json"] {
        assert!(out.join(name).is_file(), "{name}");
    }
}

#[test]
fn results_of_another_scenario_are_not_replaced() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out results --json", path);
    std::fs::write(
        path.join("other.toml"),
        SMALL.replace("\"small\"", "\"other\""),
    )
    .unwrap();
    let (code, said) = refusal("run other.toml --out results", path);
    assert!(
        code == 2 && said.contains("no earlier results of scenario `other`"),
        "{said}"
    );
}

#[test]
fn text_that_no_figure_can_show_is_refused_before_work() {
    let folder = with_scenario(&SMALL.replace("title = \"small\"", "title = \"sm\\u0001all\""));
    let (code, said) = refusal("check small.toml", folder.path());
    assert!(code == 2 && said.contains("control characters"), "{said}");
}

/// The outcome decides the exit code, whether or not anyone reads the output.
#[cfg(unix)]
#[test]
fn a_closed_pipe_hides_no_failure() {
    let binary = assert_cmd::cargo::cargo_bin("thumbscale");
    let line = format!(
        "{} predict --loss logistic --delta 1 --minority-prior 0.2 --signal 1e20 --ridge 1 --json; echo code $? >&2",
        binary.display()
    );
    let open = std::process::Command::new("sh")
        .args(["-c", &line])
        .output()
        .unwrap();
    let closed = format!("( sleep 0.3; {line} ) | true");
    let closed = std::process::Command::new("sh")
        .args(["-c", &closed])
        .output()
        .unwrap();
    let code = |output: &Output| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        said.lines().last().unwrap().to_owned()
    };
    assert_eq!(code(&open), "code 1");
    assert_eq!(code(&closed), "code 1");
}

/// Golden values: tests/golden/points.json, separability.json and max_margin.json.
#[test]
fn other_losses_and_separable_data() {
    let line = "predict --loss logistic --delta 0.1 --minority-prior 0.2 --signal 1 --weight-ratio 4 --json";
    let v = json(line, here());
    assert_eq!(
        (v["loss"].as_str(), v["status"].as_str()),
        (Some("logistic"), Some("converged"))
    );
    assert!(v["residual"].as_f64().unwrap() < 1e-10);
    assert!((v["error_minority"].as_f64().unwrap() - 0.247_10).abs() < 5e-6);
    let v = json(
        "predict --loss logistic --delta 0.5 --minority-prior 0.2 --signal 2 --weight-ratio 4 --json",
        here(),
    );
    assert_eq!(
        (v["status"].as_str(), v["alpha"].as_f64()),
        (Some("separable"), Some(1.0))
    );
    assert!(v["kappa"].is_null());
    assert!((v["error_minority"].as_f64().unwrap() - 0.150_045).abs() < 1e-6);
    let v = json("threshold --minority-prior 0.2 --signal 1 --json", here());
    assert!((v["separability_threshold"].as_f64().unwrap() - 0.206_226_486_9).abs() < 1e-9);
    let v = json(
        "weights --loss logistic --delta 0.1 --minority-prior 0.2 --signal 1 --json",
        here(),
    );
    assert!((v["equal_error"]["weight_ratio"].as_f64().unwrap() - 7.164_78).abs() < 5e-6);
    let (code, said) = refusal(
        "weights --loss logistic --delta 0.1 --minority-prior 0.2",
        here(),
    );
    assert!(code == 2 && said.contains("needs --signal"), "{said}");
    let (code, said) = refusal(
        "simulate --loss hinge --solver sgd --delta 0.1 --minority-prior 0.2 --signal 1 --n 100",
        here(),
    );
    assert!(code == 2 && said.contains("--solver direct"), "{said}");
}

/// Above the separability threshold the direction is simulated that theory predicts.
#[test]
fn separable_replicates_are_counted() {
    let point = "--loss hinge --minority-prior 0.2 --signal 1 --weight-ratio 3 --delta 0.5";
    let seen = json(
        &format!("simulate {point} --n 200 --replicates 20 --seed 1 --json"),
        here(),
    );
    assert_eq!(
        (seen["separable"].as_u64(), seen["failures"].as_u64()),
        (Some(20), Some(0))
    );
    let theory = json(&format!("predict {point} --json"), here());
    assert_eq!(theory["status"], "separable");
    assert!((seen["alpha"]["mean"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    for key in ["gamma", "bias"] {
        let mean = seen[key]["mean"].as_f64().unwrap();
        let error = seen[key]["se"].as_f64().unwrap();
        let limit = theory[key].as_f64().unwrap();
        assert!(
            (mean - limit).abs() < 4.0 * error + 0.02,
            "{key}: {mean} {limit}"
        );
    }
    let below = "simulate --loss absolute --minority-prior 0.2 --signal 1 --delta 0.1 --n 100";
    let below = json(&format!("{below} --replicates 2 --json"), here());
    assert_eq!(below["separable"].as_u64(), Some(0));
    // Near the threshold some are and some are not, and means of lengths are of neither kind.
    let near = "simulate --loss logistic --minority-prior 0.2 --signal 1 --delta 0.3 --n 40";
    let near = json(&format!("{near} --replicates 20 --seed 1 --json"), here());
    let separable = near["separable"].as_u64().unwrap();
    assert!((1..20).contains(&separable), "{near}");
    let mixes = [seen, below, near].map(|found| found["mixes_separable"].as_bool());
    assert_eq!(mixes, [Some(false), Some(false), Some(true)]);
}

const LOSS: &str = "--delta 0.1 --minority-prior 0.2 --signal 1";

#[test]
fn parameters_of_losses_are_accepted() {
    for (flags, key, value) in [
        (
            "--loss huber --huber-threshold 0.5",
            "huber_threshold",
            "0.5",
        ),
        ("--loss huber", "huber_threshold", "1.345"),
        (
            "--loss logistic --margin-scale 1,2",
            "margin_scale",
            "[1.0,2.0]",
        ),
        (
            "--loss logistic --margin-shift -1.4,1.4",
            "margin_shift",
            "[-1.4,1.4]",
        ),
        // LDAM's hinge (m_y − z)₊ is the hinge of z + 1 − m_y.
        (
            "--loss hinge --required-margin 2,0.5",
            "margin_shift",
            "[-1.0,0.5]",
        ),
        (
            "--loss exponential --required-margin 2,1",
            "margin_shift",
            "[-2.0,-1.0]",
        ),
    ] {
        let v = json(&format!("predict {LOSS} {flags} --json"), here());
        assert_eq!(v[key].to_string(), value, "{flags}");
        assert_eq!(v["status"], "converged", "{flags}");
    }
    let line = format!("simulate {LOSS} --loss logistic --margin-scale 1,2 --n 100 --replicates 2");
    assert_eq!(
        json(&format!("{line} --json"), here())["margin_scale"][1],
        2.0
    );
}

/// Each refusal names the flag, the value and what is allowed.
#[test]
fn parameters_of_losses_are_refused() {
    for (flags, words) in [
        (
            "--loss huber --huber-threshold 0",
            ["--huber-threshold 0", "a positive number"],
        ),
        (
            "--loss huber --huber-threshold -1",
            ["--huber-threshold -1", "a positive number"],
        ),
        (
            "--loss square --huber-threshold 1",
            ["--huber-threshold", "the loss huber"],
        ),
        (
            "--margin-scale 0,1",
            ["--margin-scale 0", "from 1e-4 to 1e4"],
        ),
        (
            "--margin-scale 1,-2",
            ["--margin-scale -2", "positive numbers"],
        ),
        (
            "--margin-scale nan,1",
            ["--margin-scale NaN", "positive numbers"],
        ),
        (
            "--margin-shift 0,1e9",
            ["--margin-shift 1000000000", "from -1e4 to 1e4"],
        ),
        (
            "--margin-shift 1",
            ["--margin-shift", "two numbers are needed"],
        ),
        ("--margin-shift 1,2,3", ["1,2,3", "two numbers are needed"]),
        (
            "--margin-scale a,b",
            ["--margin-scale", "\"a,b\" is not two numbers"],
        ),
        (
            "--loss hinge --required-margin 1,-1",
            ["--margin-shift", "sum must be positive"],
        ),
        (
            "--loss square --required-margin 1,2",
            ["--required-margin", "squared-hinge"],
        ),
        (
            "--loss hinge --required-margin 1,2 --margin-shift 1,0",
            ["--required-margin", "one of the two"],
        ),
    ] {
        let (code, said) = refusal(&format!("predict {LOSS} {flags}"), here());
        assert_eq!(code, 2, "{flags}: {said}");
        for word in words {
            assert!(said.contains(word), "{flags}: {said}");
        }
    }
}

/// The same of a scenario, with line and key.
#[test]
fn parameters_of_losses_in_scenarios() {
    let scenario = |lines: &str| {
        let text = SMALL.replace("delta = 0.2\n", &format!("delta = 0.2\n{lines}\n"));
        with_scenario(&text)
    };
    for lines in [
        "loss = \"huber\"\nhuber_threshold = 0.5",
        "loss = \"logistic\"\nmargin_scale = [1, 2]\nmargin_shift = [-1.4, 1.4]",
        "loss = \"hinge\"\nrequired_margin = [2, 0.5]",
    ] {
        json("check small.toml --json", scenario(lines).path());
    }
    for (lines, words) in [
        (
            "loss = \"huber\"\nhuber_threshold = 0.0",
            [
                "small.toml:10:",
                "huber_threshold",
                "= 0 ",
                "a positive number k",
            ],
        ),
        (
            "loss = \"logistic\"\nhuber_threshold = 1.0",
            [
                "small.toml:10:",
                "huber_threshold",
                "`logistic`",
                "the loss huber",
            ],
        ),
        (
            "margin_scale = [1.0, -2.0]",
            ["small.toml:9:", "margin_scale", "= -2 ", "from 1e-4 to 1e4"],
        ),
        (
            "margin_scale = [1.0]",
            ["small.toml:9:", "margin_scale", "length 1", "two numbers"],
        ),
        (
            "margin_scale = [1.0, 2.0, 3.0]",
            ["small.toml:9:", "margin_scale", "length 3", "two numbers"],
        ),
        (
            "loss = \"absolute\"\nrequired_margin = [1.0, 2.0]",
            [
                "small.toml:10:",
                "required_margin",
                "`absolute`",
                "squared-hinge",
            ],
        ),
        (
            "loss = \"hinge\"\nrequired_margin = [1.0, 2.0]\nmargin_shift = [0.1, 0.2]",
            [
                "small.toml:10:",
                "required_margin",
                "margin_shift",
                "one of the two",
            ],
        ),
    ] {
        let (code, said) = refusal("check small.toml", scenario(lines).path());
        assert_eq!(code, 2, "{lines}: {said}");
        for word in words {
            assert!(said.contains(word), "{word} of {lines}: {said}");
        }
    }
}

#[test]
fn limiting_cases_are_said_in_words() {
    let text = |line: &str| {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let output = with_arguments(&arguments, here());
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
        said
    };
    let point = "--loss hinge --delta 0.0322 --minority-prior 0.4369 --signal 0.386";
    let up = "θ = 0: training gives the minority up";
    assert!(text(&format!("predict {point} --weight-ratio 0.4836")).contains(up));
    let simulated = format!("simulate {point} --weight-ratio 0.4836 --n 500 --replicates 2 -q");
    assert!(text(&simulated).contains(up));
    let separable = "predict --loss logistic --delta 0.5 --minority-prior 0.2 --signal 2";
    assert!(text(separable).contains("weights do not matter"));
    let diverges = "predict --loss absolute --delta 1 --minority-prior 0.2 --signal 2";
    assert!(text(diverges).contains("the error diverges"));
    assert!(!text(&format!("predict {LOSS}")).contains("θ = 0"));
}

/// A cell that theory does not solve is named and fails the run; the others are there, and
/// other scenarios run.
#[test]
fn an_unsolved_cell_is_named_and_the_rest_goes_on() {
    let unsolved = "name = \"unsolved\"\n[model]\nminority_prior = 0.2\n\
        [training]\ndelta = 1.0\nridge = 1.0\nweight_ratio = 1.0\nloss = \"logistic\"\n[vary]\nsignal = [2, 1e20]\n";
    let folder = with_scenario(unsolved);
    let path = folder.path();
    let second = "name = \"second\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
        [training]\ndelta = 0.2\nweight_ratio = 1.0\n";
    std::fs::write(path.join("second.toml"), second).unwrap();
    json("check small.toml --json", path);
    let output = with_arguments(&["run", "small.toml", "second.toml", "--json", "-q"], path);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let first: Value = serde_json::Deserializer::from_slice(&output.stdout)
        .into_iter()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        (&first["cells"], &first["passed"]),
        (&2.into(), &false.into())
    );
    let cell = first["unsolved_cells"][0].as_str().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("did not converge in 1 of 2 cells") && said.contains(cell),
        "{said}"
    );
    let read = |name: &str| std::fs::read_to_string(path.join("output").join(name)).unwrap();
    assert!(read("unsolved/summary.md").contains(&format!("`{cell}`: theory not converged")));
    let cells = read("unsolved/cells.csv");
    assert_eq!(cells.matches("not_converged").count(), 8);
    assert_eq!(cells.matches(",converged").count(), 8);
    assert!(read("second/manifest.json").contains("second"));
}

/// A run that was ended while it drew has its tables, and is told what is missing; whether there is
/// anything to draw is known before tables are read.
#[test]
fn a_figure_that_is_not_there_is_told() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out r --json -q", path);
    let is_missing = || json("status r --json", path)["figure_missing"].clone();
    assert_eq!(is_missing(), false);
    for file in ["figure.svg", "figure.png", "figure.pdf"] {
        let _ = std::fs::remove_file(path.join("r").join(file));
    }
    assert_eq!(is_missing(), true);
    let output = with_arguments(&["status", "r"], path);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("`thumbscale plot r` draws it"), "{said}");
    json("plot r --json", path);
    assert_eq!(is_missing(), false);
    let plain = SMALL.split("[figure]").next().unwrap();
    std::fs::write(path.join("small.toml"), plain).unwrap();
    json("run small.toml --out plain --json -q", path);
    assert_eq!(json("status plain --json", path)["figure_missing"], false);
    std::fs::write(path.join("plain/cells.csv"), ",".repeat(1000)).unwrap();
    let (code, said) = refusal("plot plain", path);
    assert!(
        code == 2 && said.contains("has no [figure] or [map]"),
        "{said}"
    );
}
