//! `--population`: groups from a file in predict, weights and simulate, and what is wrong with one.

use crate::binary::{json, refusal, thumbscale};

const GROUPS: &str = "[model]
kind = \"spurious_correlation\"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.6
";

/// The example of docs/theory.md, section 8: weights in the ratio 7 leave all four errors at
/// .12192, by name, by number and by rule alike.
#[test]
fn the_generalised_thumb_equalises_four_errors() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("groups.toml"), GROUPS).unwrap();
    for weights in [
        "generalised_thumb",
        "1,7,7,1",
        "y+a-=7,y-a+=7,y-a-=1,y+a+=1",
    ] {
        let line =
            format!("predict --population groups.toml --delta 0.2 --weights {weights} --json");
        let found = json(&line, folder.path());
        assert_eq!(found["status"], "converged");
        let groups = found["groups"].as_array().unwrap();
        let names: Vec<&str> = groups.iter().map(|g| g["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["y+a+", "y+a-", "y-a+", "y-a-"]);
        for key in ["worst_group_error", "balanced_error", "average_error"] {
            let error = found[key].as_f64().unwrap();
            assert!(
                (error - 0.121_922_088_676_5).abs() < 1e-12,
                "{key}: {error}"
            );
        }
        for group in groups {
            let error = group["error"].as_f64().unwrap();
            assert!((error - 0.121_922_088_676_5).abs() < 1e-12, "{group}");
        }
    }
}

#[test]
fn faults_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("groups.toml"), GROUPS).unwrap();
    std::fs::write(path.join("bad.toml"), GROUPS.replace("0.6", "1.5")).unwrap();
    let ask = "predict --population groups.toml --delta 0.2 --weights";
    for (line, needed) in [
        (format!("{ask} 1,2"), "2 weights for 4 groups"),
        (
            format!("{ask} y+a+=1,zebra=2"),
            "\"zebra\" is an unknown group",
        ),
        (
            format!("{ask} y+a+=1,1,1,1"),
            "some weights have a name and some do not",
        ),
        (
            format!("{ask} invers_prior"),
            "Did you mean `inverse_prior`?",
        ),
        (format!("{ask} downsampled"), "trains on other samples"),
        (format!("{ask} y+a+=1"), "1 weight for 4 groups"),
        (format!("{ask} 1,2,3,-4"), "no positive number"),
        (format!("{ask} y+a+=1,y+a+=2,y-a+=1,y-a-=1"), "two weights"),
        (
            "predict --population groups.toml --delta 0.5 --weights generalised_thumb".to_owned(),
            "δ < 0.4",
        ),
        (
            "predict --population bad.toml --delta 0.2".to_owned(),
            "bad.toml:5",
        ),
        (
            "weights --population bad.toml --delta 0.2".to_owned(),
            "bad.toml:5",
        ),
        (
            "weights --population groups.toml --delta -0.2".to_owned(),
            "--delta -0.2 is not allowed",
        ),
        ("weights --population groups.toml".to_owned(), "--delta"),
        (
            "weights --population groups.toml --delta 0.2 --signal 1".to_owned(),
            "cannot be used with",
        ),
        (
            "simulate --population bad.toml --delta 0.2 --n 100".to_owned(),
            "bad.toml:5",
        ),
        (
            "simulate --population groups.toml --delta 0.2 --n 100 --weights 1,2".to_owned(),
            "2 weights for 4 groups",
        ),
        (
            "simulate --population groups.toml --delta 0.5 --n 4".to_owned(),
            "of n = 4 samples the group \"y+a-\", whose prior is 0.1, has none: take n = 10 or more",
        ),
        (
            "simulate --population groups.toml --delta 0.01 --n 100".to_owned(),
            "2 coordinates",
        ),
        (
            "simulate --population groups.toml --delta 0.2 --n 100 --method jacobi".to_owned(),
            "without --method this is simulated by sufficient",
        ),
        (
            "simulate --population groups.toml --delta 0.2 --n 100 --method lazy --loss hinge"
                .to_owned(),
            "has a kink",
        ),
        (
            "simulate --population groups.toml --delta 0.6 --n 100 --method lazy --loss logistic"
                .to_owned(),
            "separability threshold",
        ),
        (
            "simulate --population groups.toml --delta 0.2 --n 100 --downsample --labels random"
                .to_owned(),
            "take fixed labels",
        ),
        (
            "simulate --population groups.toml --delta 0.2 --n 100 --solver sgd".to_owned(),
            "cannot be used with",
        ),
        (
            "predict --population none.toml --delta 0.2".to_owned(),
            "no such file",
        ),
        (
            "predict --population groups.toml --delta 0.2 --signal 1".to_owned(),
            "cannot be used with",
        ),
        ("predict --delta 0.2".to_owned(), "--minority-prior"),
        ("weights --delta 0.2".to_owned(), "--minority-prior"),
        (
            "simulate --delta 0.2 --n 100".to_owned(),
            "--minority-prior",
        ),
    ] {
        let (code, said) = refusal(&line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains(needed), "{line}: {said}");
    }
}

/// 1/π of a prior of 10⁻³¹⁰ is no number: an error, not a panic.
#[test]
fn priors_too_small_for_a_weight_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let group = |name: &str, label: i8, prior: &str, mean: f64| {
        format!("[[group]]\nname = \"{name}\"\nlabel = {label}\nprior = {prior}\nmean = [{mean}]\n")
    };
    let groups = [
        group("a", 1, "1e-310", 1.0),
        group("b", 1, "0.5", 0.5),
        group("c", -1, "0.5", -1.0),
    ];
    std::fs::write(path.join("tiny.toml"), groups.concat()).unwrap();
    for line in [
        "predict --population tiny.toml --delta 0.2 --weights inverse_prior",
        "weights --population tiny.toml --delta 0.2",
    ] {
        let (code, said) = refusal(line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(
            said.contains("tiny.toml:4:9") && said.contains("1e-30"),
            "{said}"
        );
    }
}

/// The same numbers for the same seed on any number of threads, beside theory; every key that is
/// documented.
#[test]
fn simulated_groups_stand_beside_theory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("groups.toml"), GROUPS).unwrap();
    let ask = "simulate --population groups.toml --delta 0.2 --n 500 --weights generalised_thumb \
               --replicates 30 --seed 4";
    let found = json(&format!("{ask} --json --threads 1"), path);
    let again = json(&format!("{ask} --json --threads 2"), path);
    assert_eq!(found["groups"], again["groups"]);
    assert_eq!(
        (found["n"].as_u64(), found["d"].as_u64()),
        (Some(500), Some(100))
    );
    for (key, value) in [("replicates", 30), ("failures", 0), ("seed", 4)] {
        assert_eq!(found[key].as_u64(), Some(value), "{key}");
    }
    assert_eq!(found["method"], "sufficient");
    assert_eq!(found["projection"].as_array().unwrap().len(), 2);
    let groups = found["groups"].as_array().unwrap();
    for (group, samples) in groups.iter().zip([200, 50, 50, 200]) {
        assert_eq!(group["samples"].as_u64(), Some(samples));
        let mean = group["error"]["mean"].as_f64().unwrap();
        let se = group["error"]["se"].as_f64().unwrap();
        assert!((mean - 0.121_922).abs() < 4.0 * se + 5e-3, "{group}");
    }
    for key in [
        "alpha",
        "bias",
        "worst_group_error",
        "balanced_error",
        "average_error",
    ] {
        assert!(
            found[key]["mean"].is_f64() && found[key]["se"].is_f64(),
            "{key}"
        );
    }
    assert!(found["seconds"].as_f64().unwrap() > 0.0);
    let by = |method: &str| json(&format!("{ask} --json --method {method}"), path);
    let (dense, lazy) = (by("dense"), by("lazy"));
    assert_ne!(dense["alpha"], lazy["alpha"]);
    let text = String::from_utf8(thumbscale(ask, path).stdout).unwrap();
    for needed in [
        "error of y+a-",
        "worst-group error",
        "projection m₂",
        "0.121922",
    ] {
        assert!(text.contains(needed), "{needed}: {text}");
    }
}

/// Separable replicates count with their maximum margin and are counted; a replicate without a
/// label fails, and that is the command's end.
#[test]
fn separable_and_failed_replicates_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("groups.toml"), GROUPS).unwrap();
    let line = "simulate --population groups.toml --delta 0.8 --n 60 --loss logistic \
                --replicates 5 --json";
    let found = json(line, path);
    assert_eq!(found["separable"].as_u64(), Some(5));
    assert!((found["alpha"]["mean"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    let rare = "[[group]]\nname = \"a\"\nlabel = 1\nprior = 0.05\nmean = [1.0]\n\
                [[group]]\nname = \"b\"\nlabel = -1\nprior = 0.95\nmean = [-1.0]\n";
    std::fs::write(path.join("rare.toml"), rare).unwrap();
    let line = "simulate --population rare.toml --delta 0.2 --n 40 --labels random --replicates 40 \
                --json";
    let output = thumbscale(line, path);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // .95⁴⁰ = .129.
    let failures = found["failures"].as_u64().unwrap();
    assert!((1..15).contains(&failures), "{failures}");
    assert!(found["alpha"]["mean"].is_f64());
}

/// The rules as rows, each with its weights and errors; the advice is the least row.
#[test]
fn rules_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("groups.toml"), GROUPS).unwrap();
    let at = |more: &str| {
        json(
            &format!("weights --population groups.toml {more} --json"),
            path,
        )
    };
    let found = at("--delta 0.2");
    const RULES: [&str; 6] = [
        "unweighted",
        "inverse_prior",
        "generalised_thumb",
        "min_worst_group",
        "min_balanced",
        "downsampled",
    ];
    let worst = |found: &serde_json::Value, rule: &str| found[rule]["worst_group_error"].as_f64();
    for (rule, expected) in RULES.iter().zip([0.14803, 0.12120, 0.12192]) {
        assert!(
            (worst(&found, rule).unwrap() - expected).abs() < 5e-5,
            "{rule}"
        );
    }
    let thumb = &found["generalised_thumb"];
    assert_eq!(thumb["equal"], true);
    let weights: Vec<f64> = serde_json::from_value(thumb["weights"].clone()).unwrap();
    for (weight, expected) in weights.iter().zip([1.0, 7.0, 7.0, 1.0]) {
        assert!((weight - expected).abs() < 1e-12);
    }
    for more in [
        "--delta 0.2",
        "--delta 0.5",
        "--delta 0.05 --loss logistic",
        "--delta 1.5",
    ] {
        let found = at(more);
        let least = RULES.iter().filter_map(|rule| worst(&found, rule));
        let least = least.fold(f64::INFINITY, f64::min);
        let advised = &found["recommended"];
        let rule = advised["rule"].as_str().unwrap();
        let error = advised["worst_group_error"].as_f64().unwrap();
        assert_eq!(worst(&found, rule), Some(error), "{more}");
        assert!(error <= 1.002 * least, "{more}: {error} {least}");
        assert_eq!(advised["weights"], found[rule]["weights"]);
        for rule in RULES {
            assert_eq!(
                found[rule]["groups"].as_array().unwrap().len(),
                4,
                "{more} {rule}"
            );
        }
    }
    let beyond = at("--delta 0.5");
    assert_eq!(beyond["generalised_thumb"]["feasible"], false);
    assert!(beyond["generalised_thumb"]["weights"].is_null());
    let remark = beyond["generalised_thumb"]["remark"].as_str().unwrap();
    assert!(remark.contains("δ < 0.4"), "{remark}");
    // Weights do nothing to what is interpolated; to be further past δ = 1 does.
    let interpolated = at("--delta 1.5");
    assert_eq!(
        worst(&interpolated, "unweighted"),
        worst(&interpolated, "min_worst_group")
    );
    assert_eq!(interpolated["recommended"]["rule"], "downsampled");
    let text = thumbscale("weights --population groups.toml --delta 0.2", path).stdout;
    let text = String::from_utf8(text).unwrap();
    for needed in [
        "generalised_thumb: all group errors are equal",
        "\nUse ",
        "y-a+",
    ] {
        assert!(text.contains(needed), "{needed}: {text}");
    }
}
