//! Good files become plans; bad ones get one clear complaint.

use super::*;
use crate::model::WeightRule;

const GOOD: &str = r#"name = "demo"
seed = 3

[model]
minority_prior = 0.2
signal = 2.0

[training]
delta = 0.2
weight_ratio = 4.0

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
    assert_eq!(cell.setting.weight, WeightRule::Fixed(4.0));
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
    let many = parsed(&text).unwrap();
    assert_eq!(many.cells.len(), 12);
    assert_eq!(many.curves.len(), 2);
    assert!(few.iter().all(|id| many.cells.iter().any(|c| c.id == *id)));
}

#[test]
fn rounding_is_reported_and_duplicates_merge() {
    let text = with("n = 1000", "n = 10").replace(
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "delta = [0.19, 0.2, 0.5]",
    );
    let text = text
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

/// (change, line, column, key, words that must appear)
type Bad = (
    &'static str,
    &'static str,
    usize,
    usize,
    &'static str,
    &'static [&'static str],
);

const BAD: &[Bad] = &[
    (
        "minority_prior = 0.2",
        "minority_prior = 0.7",
        5,
        18,
        "model.minority_prior",
        &["0.7", "≤ 0.5", "use 0.3"],
    ),
    (
        "minority_prior = 0.2",
        "minority_prior = 0",
        5,
        18,
        "model.minority_prior",
        &["= 0", "0 <"],
    ),
    (
        "minority_prior = 0.2",
        "minority_prior = -0.1",
        5,
        18,
        "model.minority_prior",
        &["-0.1"],
    ),
    (
        "minority_prior = 0.2",
        "minority_prior = nan",
        5,
        18,
        "model.minority_prior",
        &["NaN"],
    ),
    (
        "minority_prior = 0.2",
        "minority_prior = \"0.2\"",
        5,
        18,
        "model.minority_prior",
        &["string", "a number"],
    ),
    (
        "minority_prior = 0.2",
        "minority_piror = 0.2",
        5,
        1,
        "",
        &["unknown key", "did you mean `minority_prior`"],
    ),
    (
        "signal = 2.0",
        "signal = -2.0",
        6,
        10,
        "model.signal",
        &["-2", "zero or a positive"],
    ),
    (
        "signal = 2.0",
        "signal = inf",
        6,
        10,
        "model.signal",
        &["inf"],
    ),
    (
        "signal = 2.0",
        "",
        0,
        0,
        "",
        &["no value for `signal`", "[model]"],
    ),
    (
        "delta = 0.2",
        "delta = 0.0",
        9,
        9,
        "training.delta",
        &["= 0", "positive"],
    ),
    ("delta = 0.2", "delta = -1", 9, 9, "training.delta", &["-1"]),
    (
        "delta = 0.2",
        "delta = true",
        9,
        9,
        "training.delta",
        &["boolean"],
    ),
    (
        "delta = 0.2",
        "delta = 0.2\nloss = \"sqare\"",
        10,
        8,
        "training.loss",
        &["unknown loss `sqare`", "did you mean `square`"],
    ),
    (
        "weight_ratio = 4.0",
        "weight_ratio = 0",
        10,
        16,
        "training.weight_ratio",
        &["positive number"],
    ),
    (
        "weight_ratio = 4.0",
        "weight_ratio = -3.0",
        10,
        16,
        "training.weight_ratio",
        &["-3", "positive number"],
    ),
    (
        "weight_ratio = 4.0",
        "weight_ratio = \"equal\"",
        10,
        16,
        "training.weight_ratio",
        &["unknown weight rule `equal`", "prior_ratio"],
    ),
    (
        "weight_ratio = 4.0",
        "weight_ratio = [1]",
        10,
        16,
        "training.weight_ratio",
        &["sequence", "rule"],
    ),
    (
        "n = 1000",
        "n = 2",
        13,
        5,
        "simulation.n",
        &["too few", "n = 3"],
    ),
    ("n = 1000", "n = 0", 13, 5, "simulation.n", &["= 0"]),
    ("n = 1000", "n = -5", 13, 5, "simulation.n", &["-5"]),
    ("n = 1000", "n = 10.5", 13, 5, "simulation.n", &["10.5"]),
    (
        "replicates = 30",
        "replicates = 1",
        14,
        14,
        "simulation.replicates",
        &["at least 2", "1 is not allowed"],
    ),
    ("replicates = 30", "", 12, 1, "simulation", &["replicates"]),
    (
        "from = 1.0",
        "from = 20.0",
        17,
        16,
        "vary.weight_ratio",
        &["from 20 to 16", "from < to"],
    ),
    (
        "from = 1.0",
        "from = -1.0",
        17,
        16,
        "vary.weight_ratio",
        &["log scale"],
    ),
    (
        "points = 5",
        "points = 1",
        17,
        16,
        "vary.weight_ratio",
        &["points = 1"],
    ),
    (
        "points = 5",
        "pionts = 5",
        17,
        41,
        "",
        &["unknown key", "did you mean `points`"],
    ),
    (
        "scale = \"log\"",
        "scale = \"lgo\"",
        17,
        61,
        "vary.weight_ratio.scale",
        &["did you mean `log`"],
    ),
    (
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "weight_ratio = []",
        17,
        16,
        "vary.weight_ratio",
        &["empty"],
    ),
    (
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "weight_ratio = [1, 2, 1]",
        17,
        16,
        "vary.weight_ratio",
        &["1 twice"],
    ),
    (
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "weight_ratio = 3",
        17,
        16,
        "vary.weight_ratio",
        &["a list of numbers"],
    ),
    (
        "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
        "weight_ratio = [1, 0]",
        17,
        16,
        "vary.weight_ratio",
        &["= 0"],
    ),
    (
        "weight_ratio = { from",
        "wieght_ratio = { from",
        17,
        1,
        "",
        &["did you mean `weight_ratio`"],
    ),
    (
        "name = \"weighting\"",
        "name = \"weighting\"\nsolver = \"adam\"",
        21,
        10,
        "method[0].solver",
        &["unknown solver `adam`", "`sgd`"],
    ),
    (
        "name = \"weighting\"",
        "name = \"weighting\"\nweight_ratio = 3",
        21,
        16,
        "method[0].weight_ratio",
        &["varied in [vary]"],
    ),
    (
        "name = \"weighting\"",
        "nmae = \"weighting\"",
        20,
        1,
        "",
        &["did you mean `name`"],
    ),
    (
        "name = \"weighting\"",
        "name = \"a\"\n[[method]]\nname = \"a\"",
        21,
        1,
        "method[1]",
        &["no other method"],
    ),
    (
        "x = \"weight_ratio\"",
        "x = \"delta\"",
        23,
        5,
        "figure.x",
        &["does not vary", "weight_ratio"],
    ),
    (
        "x = \"weight_ratio\"",
        "x = \"weigth_ratio\"",
        23,
        5,
        "figure.x",
        &["did you mean `weight_ratio`"],
    ),
    (
        "\"error_majority\"",
        "\"eror_majority\"",
        24,
        24,
        "figure.y",
        &["did you mean `error_majority`"],
    ),
    (
        "mark = [",
        "y_range = [1.0, 0.0]\nmark = [",
        25,
        11,
        "figure.y_range",
        &["low < high"],
    ),
    ("seed = 3", "seed = -3", 2, 8, "seed", &["-3"]),
    (
        "name = \"demo\"",
        "name = \"../demo\"",
        1,
        8,
        "name",
        &["output folder"],
    ),
    ("name = \"demo\"\n", "", 1, 1, "", &["name", "missing"]),
    ("[model]", "[modle]", 4, 2, "", &["did you mean `model`"]),
    ("[model]", "[model", 4, 6, "", &["unclosed"]),
    (
        "[model]",
        "[verify]\nmin_share = 2.0\n[model]",
        5,
        13,
        "verify.min_share",
        &["0 to 1"],
    ),
];

#[test]
fn every_slip_is_named_with_its_place() {
    let mut wrong = Vec::new();
    for &(from, to, line, column, key, words) in BAD {
        let error = parsed(&with(from, to)).expect_err(to);
        let text = error.to_string();
        let as_expected = (error.line, error.column) == (line, column)
            && error.key == key
            && words.iter().all(|w| text.contains(w))
            && text.starts_with("demo.toml");
        if !as_expected {
            wrong.push(format!(
                "{to}: expected {line}:{column} {key} {words:?}\n{text}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
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
         = allowed: 0 < minority_prior ≤ 0.5 (0.5 is the balanced case)\n  \
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
