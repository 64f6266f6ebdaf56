//! `predict --population`: groups from a file, and what is wrong with one.

use crate::binary::{json, refusal};

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
        (format!("{ask} y+a+=1,zebra=2"), "unknown group"),
        (format!("{ask} 1,2,3,-4"), "no positive number"),
        (format!("{ask} y+a+=1,y+a+=2,1,1"), "two weights"),
        (
            "predict --population groups.toml --delta 0.5 --weights generalised_thumb".to_owned(),
            "δ < 0.4",
        ),
        (
            "predict --population bad.toml --delta 0.2".to_owned(),
            "bad.toml:5",
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
    ] {
        let (code, said) = refusal(&line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains(needed), "{line}: {said}");
    }
}
