//! Good files become plans; bad ones get one clear complaint.

mod all_errors;
mod printed;
mod slips;

use super::*;
use crate::model::WeightRule;
use crate::sweep::{load, parse, parse_all};

const GOOD: &str = r#"name = "demo"
seed = 3

[model]
minority_prior = 0.2
signal = 2.0

[training]
delta = 0.2
ridge = 0.0

[simulation]
n = 1000
replicates = 30

[vary]
weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = "log" }

[[method]]
name = "weighting"

[figure]
x = "weight_ratio"
y = ["error_minority", "error_majority"]
mark = ["prior_ratio", "equal_error"]
"#;

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_good_file_becomes_cells_and_curves() {
    let plan = parsed(GOOD).unwrap();
    assert_eq!((plan.seed, plan.replicates, plan.cells.len()), (3, 30, 5));
    assert_eq!(plan.axes[0].values, [1.0, 2.0, 4.0, 8.0, 16.0]);
    let cell = &plan.cells[2];
    assert_eq!(cell.id, "n1000-d200-m200-s2-w4-r0-weighting");
    assert_eq!(cell.setting.training.weights, WeightRule::Fixed(4.0));
    assert_eq!(plan.curves.len(), 1);
    assert_eq!(plan.curves[0].points.len(), 200);
    assert_eq!(plan.curves[0].points[199].0, 16.0);
}

#[test]
fn the_resolved_file_parses_to_the_same_plan() {
    for text in [
        GOOD.to_owned(),
        with("points = 5", "points = 50"),
        with(
            "name = \"weighting\"",
            "name = \"a\"\nsolver = \"sgd\"\nridge = 0.1",
        ),
        with(
            "[model]",
            "[verify]\nmax_z = 3.0\n[model]\nlabels = \"random\"",
        ),
    ] {
        let plan = parsed(&text).unwrap();
        let again = parsed(&plan.resolved).unwrap();
        assert_eq!(again, plan);
    }
}

#[test]
fn floats_that_are_whole_are_whole_numbers() {
    let text = with("n = 1000", "n = 1e3").replace("points = 5", "points = 5.0");
    let plan = parsed(&text).unwrap();
    assert_eq!(plan, parsed(GOOD).unwrap());
    for wrong in ["1.5e-1", "inf", "nan", "-1e3", "1e300"] {
        let error = parsed(&with("n = 1000", &format!("n = {wrong}"))).unwrap_err();
        assert_eq!((error.line, &*error.key), (13, "simulation.n"), "{error}");
        assert!(error.to_string().contains("a whole number"), "{error}");
    }
}

#[test]
fn identities_are_made_of_values() {
    let few: Vec<String> = parsed(GOOD)
        .unwrap()
        .cells
        .into_iter()
        .map(|c| c.id)
        .collect();
    let text = with(
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "weight_ratio = [3.0, 16.0, 8.0, 4.0, 2.0, 1.0]\nminority_prior = [0.3, 0.2]",
    );
    let text = text.replace("minority_prior = 0.2\n", "");
    let many = parsed(&text).unwrap();
    assert_eq!(many.cells.len(), 12);
    assert_eq!(many.curves.len(), 2);
    assert!(few.iter().all(|id| many.cells.iter().any(|c| c.id == *id)));
}

/// Names that look alike in a file name are different methods all the same.
#[test]
fn methods_are_told_apart_whatever_their_names() {
    let two = |first: &str, second: &str| {
        let method = |name: &str, scale: &str| {
            format!("name = \"{name}\"\nloss = \"logistic\"\nmargin_scale = {scale}\n")
        };
        let (first, second) = (method(first, "[1, 2]"), method(second, "[2, 1]"));
        with(
            "name = \"weighting\"",
            &format!("{first}[[method]]\n{second}"),
        )
    };
    for (first, second) in [("margins +", "margins -"), ("loss A", "loss_A"), ("α", "β")] {
        let plan = parsed(&two(first, second)).unwrap();
        assert_eq!((plan.methods.len(), plan.cells.len()), (2, 10), "{first}");
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
        let ids: std::collections::HashSet<_> = plan.cells.iter().map(|c| &c.id).collect();
        assert_eq!(ids.len(), 10, "{ids:?}");
        let harmless = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        assert!(ids.iter().all(|id| id.chars().all(harmless)), "{ids:?}");
    }
}

#[test]
fn rounding_is_reported_and_duplicates_merge() {
    let text = with("n = 1000", "n = 10").replace(
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "delta = [0.19, 0.2, 0.5]",
    );
    let text = text
        .replace("delta = 0.2\nridge = 0.0", "weight_ratio = 4.0")
        .replace("x = \"weight_ratio\"", "x = \"delta\"")
        .replace("mark = [\"prior_ratio\", \"equal_error\"]", "");
    let plan = parsed(&text).unwrap();
    assert_eq!(plan.cells.len(), 2);
    assert_eq!(plan.notes.len(), 2, "{:?}", plan.notes);
}

#[test]
fn overrides_are_part_of_the_resolved_file() {
    let overrides = Overrides {
        quick: true,
        seed: Some(9),
        replicates: None,
    };
    let plan = parse(GOOD, "demo.toml", overrides).unwrap();
    assert_eq!((plan.seed, plan.replicates), (9, 10));
    assert_eq!(plan.cells[0].design.unwrap().samples(), 400);
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

#[test]
fn the_complaint_shows_the_line() {
    let error = parsed(&with("minority_prior = 0.2", "minority_prior = 0.7  # π₊")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "demo.toml:5:18: `model.minority_prior` = 0.7 is not allowed\n  \
         |\n\
         5 | minority_prior = 0.7  # π₊\n  \
         |                  ^^^\n  \
         = allowed: a positive number ≤ 0.5: from 1e-30; 0.5 is the balanced case\n  \
         = help: the minority is the rarer class: use 0.3 and swap the classes"
    );
}

#[test]
fn files_that_are_none() {
    let complaint =
        |path: &std::path::Path| load(path, Overrides::default()).unwrap_err().to_string();
    let folder = tempfile::tempdir().unwrap();
    assert!(complaint(folder.path()).contains("is a folder"));
    std::fs::write(folder.path().join("quickstart.toml"), "\u{feff}").unwrap();
    assert!(complaint(&folder.path().join("quickstrat.toml")).contains("did you mean"));
    std::fs::write(folder.path().join("b.toml"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(complaint(&folder.path().join("b.toml")).contains("not UTF-8"));
}

/// Two thousand damaged files: an answer each time, never a panic.
#[test]
fn damage_never_panics() {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let mut refused = 0;
    for _ in 0..2000 {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..3) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, bytes[rng.random_range(0..bytes.len())]),
                _ => bytes[at] = b"0123456789.-[]{}=\"\n#ex"[rng.random_range(0..22)],
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Err(error) = parsed(&text) {
            refused += 1;
            assert!(!error.to_string().is_empty());
        }
    }
    assert!(refused > 1000, "{refused}");
}
