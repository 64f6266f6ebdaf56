//! Thresholds of a map's ways: of `[training]`, of their own, and what of them is refused.

use super::*;
use crate::model::{Threshold, ThresholdRule, ThresholdSource};
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Plan};
use crate::sweep::parse;

const MODEL: &str = r#"name = "demo"
[model]
minority_prior = 0.2
[training]
threshold = "equal_error"
[simulation]
n = 400
replicates = 20
[map]
x = { parameter = "delta", from = 0.1, to = 0.5, points = 3 }
y = { parameter = "signal", from = 1, to = 2, points = 3 }
overlay = { x = [0.2], y = [1.5] }
"#;
const GAIN: &str = r#"value = "gain"
rule = "unweighted"
over = "min_worst_class"
over_threshold = "none"
"#;
const CONTEST: &str = r#"value = "winner"
rules = ["unweighted", "unweighted", "prior_ratio"]
thresholds = ["none", "midpoint", -0.25]
"#;

fn parsed(text: &str) -> std::result::Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

/// Those of a map, and the names of the methods that simulate it.
fn read(text: &str) -> (Vec<Threshold>, Vec<String>) {
    let plan = parsed(text).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    let ways = plan.map().unwrap().value.ways();
    for (cell, way) in plan.cells.iter().zip(&ways) {
        assert_eq!(cell.setting.training.threshold, way.threshold);
    }
    let names = plan.methods.iter().map(|m| m.name.clone()).collect();
    (ways.iter().map(|way| way.threshold).collect(), names)
}

#[test]
fn ways_have_the_common_threshold_or_their_own() {
    let equal = Threshold::new(ThresholdRule::EqualError, ThresholdSource::Oracle);
    let (thresholds, names) = read(&format!("{MODEL}{GAIN}"));
    assert_eq!(thresholds, [equal, Threshold::NONE]);
    assert_eq!(names, ["unweighted@equal_error", "min_worst_class"]);
    let (thresholds, _) =
        read(&format!("{MODEL}{GAIN}").replace("over_threshold = \"none\"\n", ""));
    assert_eq!(thresholds, [equal; 2]);
    // Without one in [training] what it says of scores is of those of the map.
    let left_out = "threshold_from = \"leave_one_out\"";
    let text = format!("{MODEL}{CONTEST}").replace("threshold = \"equal_error\"", left_out);
    let (thresholds, names) = read(&text);
    let number = Threshold::new(ThresholdRule::Fixed(-0.25), ThresholdSource::Oracle);
    let midpoint = Threshold::midpoint(ThresholdSource::LeaveOneOut);
    assert_eq!(thresholds, [Threshold::NONE, midpoint, number]);
    assert_eq!(
        names,
        ["unweighted", "unweighted@midpoint", "prior_ratio@-0.25"]
    );
}

/// One rule, judged by two sources; each is named by its own, and needs no rule of its own.
#[test]
fn a_gain_may_be_over_another_source() {
    let text = |training: &str, more: &str| {
        let gain =
            format!("value = \"gain\"\nrule = \"unweighted\"\nover = \"unweighted\"\n{more}\n");
        format!("{MODEL}{gain}").replacen("threshold = \"equal_error\"", training, 1)
    };
    let left_out = "threshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"";
    let of = |rule, source| Threshold::new(rule, source);
    let [oracle, own] = [ThresholdSource::Oracle, ThresholdSource::LeaveOneOut];
    let (thresholds, names) = read(&text(left_out, "over_threshold_from = \"oracle\""));
    let midpoint = ThresholdRule::Midpoint;
    assert_eq!(thresholds, [of(midpoint, own), of(midpoint, oracle)]);
    assert_eq!(
        names,
        [
            "unweighted@midpoint:leave_one_out",
            "unweighted@midpoint:oracle"
        ]
    );
    let both = "over_threshold = \"equal_error\"\nover_threshold_from = \"training_scores\"";
    let (thresholds, names) = read(&text("ridge = 0", both));
    let trained = of(ThresholdRule::EqualError, ThresholdSource::TrainingScores);
    assert_eq!(thresholds, [Threshold::NONE, trained]);
    assert_eq!(names, ["unweighted", "unweighted@equal_error"]);
    for (training, more, key, words) in [
        (
            "ridge = 0",
            "over_threshold_from = \"oracle\"",
            "map.over_threshold_from",
            "there is none",
        ),
        (
            "ridge = 0",
            "over_threshold = 0.5\nover_threshold_from = \"oracle\"",
            "map.over_threshold_from",
            "the threshold is a number",
        ),
        (
            "threshold_from = \"leave_one_out\"",
            "over_threshold = \"midpoint\"\nover_threshold_from = \"oracle\"",
            "training.threshold_from",
            "none of the map's has a rule",
        ),
        (
            "loss = \"hinge\"\nthreshold = \"midpoint\"",
            "over_threshold_from = \"leave_one_out\"",
            "map.over_threshold_from",
            "= \"leave_one_out\" in cell",
        ),
    ] {
        let error = parsed(&text(training, more)).unwrap_err();
        assert_eq!(&*error.key, key, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

const OF_GAIN: &[Slip] = &[
    (
        "over_threshold = \"none\"",
        "over_threshold = \"nine\"",
        16,
        "map.over_threshold",
        &["did you mean `none`"],
    ),
    (
        "over_threshold = \"none\"",
        "over_threshold = inf",
        16,
        "map.over_threshold",
        &["a finite number"],
    ),
    (
        "over_threshold = \"none\"",
        "over_threshold = \"cost\"",
        16,
        "map.over_threshold",
        &["what errors cost", "[metrics]"],
    ),
    (
        "over_threshold = \"none\"",
        "thresholds = [\"none\"]",
        16,
        "map.thresholds",
        &["says nothing to value = \"gain\"", "\"winner\""],
    ),
    (
        "value = \"gain\"\nrule = \"unweighted\"\nover = \"min_worst_class\"\nover_threshold = \"none\"",
        "value = \"separability\"",
        5,
        "training.threshold",
        &["says nothing to value = \"separability\"", "\"gain\""],
    ),
    (
        "threshold = \"equal_error\"",
        "threshold_from = \"oracle\"",
        5,
        "training.threshold_from",
        &["none of the map's has a rule"],
    ),
];

const OF_CONTEST: &[Slip] = &[
    (
        "thresholds = [\"none\", \"midpoint\", -0.25]",
        "thresholds = [\"none\", \"midpoint\"]",
        15,
        "map.thresholds",
        &["2 thresholds for 3 rules", "one for each of rules"],
    ),
    (
        "\"none\", \"midpoint\"",
        "\"midpoint\", \"midpoint\"",
        14,
        "map.rules",
        &["different rules", "`thresholds` differ"],
    ),
    (
        "\"none\", \"midpoint\"",
        "\"none\", \"midpiont\"",
        15,
        "map.thresholds",
        &["did you mean `midpoint`"],
    ),
    (
        "weight_ratio = 3",
        "weight_ratio = 3\nthreshold = \"midpoint\"",
        6,
        "training.threshold",
        &["nothing beside `thresholds`", "remove one of the two"],
    ),
    (
        "thresholds = [\"none\", \"midpoint\", -0.25]",
        "over_threshold = 0.5",
        15,
        "map.over_threshold",
        &["says nothing to value = \"winner\""],
    ),
];

#[test]
fn every_slip_is_named_with_its_place() {
    let refused = |text: &str| parsed(text).expect_err(text);
    all_are_told(&format!("{MODEL}{GAIN}"), OF_GAIN, refused);
    let contest =
        format!("{MODEL}{CONTEST}").replace("threshold = \"equal_error\"", "weight_ratio = 3");
    all_are_told(&contest, OF_CONTEST, refused);
}

/// Where the threshold equalises the errors all over there is no line on which they are equal.
#[test]
fn a_line_of_equal_errors_needs_a_threshold_that_is_another() {
    let text = |threshold: &str| {
        let training = format!("weight_ratio = 4\nthreshold = {threshold}");
        let map = "value = \"quantity\"\nboundaries = [\"equal_errors\"]\n";
        let text = format!("{MODEL}{map}");
        parsed(&text.replace("threshold = \"equal_error\"", &training))
    };
    assert!(text("-0.1").is_ok());
    assert!(text("\"midpoint\"\nthreshold_from = \"training_scores\"").is_ok());
    let error = text("\"equal_error\"").unwrap_err();
    assert_eq!(&*error.key, "map.boundaries");
    assert!(error.message.contains("equalises the errors"), "{error}");
}

/// n is an axis where a threshold is estimated from samples, and nowhere else.
#[test]
fn samples_are_an_axis_of_estimated_thresholds() {
    let text = |edit: fn(String) -> String| {
        let n = "x = { parameter = \"n\", from = 20.5, to = 400, points = 5, scale = \"log\" }";
        let text = format!("{MODEL}{GAIN}")
            .replace(
                "x = { parameter = \"delta\", from = 0.1, to = 0.5, points = 3 }",
                n,
            )
            .replace("[simulation]\nn = 400\nreplicates = 20\n", "delta = 0.2\n")
            .replace("overlay = { x = [0.2], y = [1.5] }\n", "")
            .replace(
                "\"equal_error\"",
                "\"midpoint\"\nthreshold_from = \"leave_one_out\"",
            );
        parsed(&edit(text))
    };
    let plan = text(|good| good).unwrap();
    let map = plan.map().unwrap();
    assert_eq!(map.place(0, 33.3, 2.0).unwrap().samples, Some(33.3));
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    type Edit = fn(String) -> String;
    let slips: [(Edit, &str, &str); 6] = [
        (
            |good| good.replace("\"leave_one_out\"", "\"oracle\""),
            "map.x",
            "no effect on the theory",
        ),
        (
            |good| good.replace("\"midpoint\"", "\"equal_error\""),
            "map.x",
            "threshold = \"midpoint\"",
        ),
        (
            |good| good.replace("[training]", "[training]\nloss = \"logistic\""),
            "map.x",
            "not known for logistic loss",
        ),
        (
            |good| good.replace("[training]", "[training]\nmargin_scale = [2, 1]"),
            "map.x",
            "square loss with margins",
        ),
        (|good| good.replace("20.5", "1.2"), "map.x", "from 2 to"),
        (
            |good| {
                good.replace("[map]", "[simulation]\nreplicates = 20\n[map]")
                    + "overlay = { x = [100], y = [1.5] }\n"
            },
            "map.overlay",
            "stands beside n",
        ),
    ];
    for (edit, key, words) in slips {
        let error = text(edit).unwrap_err();
        assert_eq!(&*error.key, key, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}
