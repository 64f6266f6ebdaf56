//! Good maps become plans; bad ones get one clear complaint.

use super::*;
use crate::model::Quantity;
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Plan};
use crate::sweep::parse;

const GOOD: &str = r#"name = "demo"
[model]
signal = 1.5
[simulation]
n = 400
replicates = 20
[map]
x = { parameter = "delta", from = 0.01, to = 1, points = 40, scale = "log" }
y = { parameter = "minority_prior", from = 0.02, to = 0.5, points = 25 }
panels = { parameter = "ridge", values = [0, 0.1] }
value = "winner"
rules = ["unweighted", "prior_ratio", 3, "downsampled"]
tolerance = 0.01
boundaries = ["category", "feasibility", "interpolation"]
refine = 8
overlay = { x = [0.1, 0.5], y = [0.1, 0.3] }
"#;

fn parsed(text: &str) -> std::result::Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_good_map_becomes_a_plan_and_simulated_cells() {
    let plan = parsed(GOOD).unwrap();
    let map = plan.map().unwrap();
    assert_eq!((map.panels(), map.cells()), (2, 2000));
    let third = Recipe::unmoved(Way::Weight(WeightRule::Fixed(3.0)));
    assert_eq!(map.value.ways()[2], third);
    // 4 ways × 2 ridges × 2 × 2 places.
    assert_eq!(plan.cells.len(), 32);
    let setting = map.place(1, 0.3, 0.2).unwrap().setting;
    assert_eq!((setting.delta, setting.training.ridge), (0.3, 0.1));
    assert_eq!(setting.population.minority_prior(), 0.2);
    assert_eq!(setting.population.signal_strength(), 1.5);
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    let quick = Overrides {
        quick: true,
        ..Overrides::default()
    };
    let plan = parse(GOOD, "demo.toml", quick).unwrap();
    assert_eq!(plan.map().unwrap().clone().cells(), 2 * 20 * 20);
}

#[test]
fn rules_keep_their_weight_where_the_weight_is_an_axis() {
    let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\ndelta = 0.2\n\
                [simulation]\nn = 100\nreplicates = 2\n\
                [map]\nx = { parameter = \"weight_ratio\", from = 1, to = 9, points = 3 }\n\
                y = { parameter = \"ridge\", from = 0.1, to = 1, points = 3 }\n\
                value = \"gain\"\nover = \"prior_ratio\"\nmark = [\"equal_error\"]\n\
                overlay = { x = [5], y = [0.5] }\n";
    let plan = parsed(text).unwrap();
    let weights: Vec<_> = plan
        .cells
        .iter()
        .map(|c| c.setting.training.weights)
        .collect();
    assert_eq!(weights, [WeightRule::Fixed(5.0), WeightRule::PriorRatio]);
    let map = plan.map().unwrap().clone();
    assert!(matches!(map.value, MapValue::Gain(g) if g.quantity == Quantity::WorstClassError));
    assert_eq!(map.marks, [WeightRule::EqualError]);
}

/// The closed form is that of one loss, and of no ridge.
#[test]
fn a_boundary_that_is_not_known_is_refused() {
    let text = |training: &str| {
        format!(
            "name = \"t\"\n[model]\nsignal = 2\n[training]\n{training}\n[map]\n\
             x = {{ parameter = \"delta\", from = 0.1, to = 0.9, points = 3 }}\n\
             y = {{ parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }}\n\
             value = \"weight\"\nrule = \"equal_error\"\nboundaries = [\"equal_error_optimal\"]\n"
        )
    };
    let plan = parsed(&text("loss = \"square\"")).unwrap();
    assert_eq!(
        plan.map().unwrap().clone().boundaries,
        [Boundary::EqualErrorOptimal]
    );
    for (training, found) in [
        ("loss = \"hinge\"", "has hinge loss"),
        ("ridge = 0.1", "has a ridge"),
        ("margin_scale = [1, 2]", "margins of its own"),
    ] {
        let error = parsed(&text(training)).expect_err(training).to_string();
        assert!(error.contains(found), "{error}");
    }
}

const BAD: &[Slip] = &[
    (
        "parameter = \"delta\"",
        "parameter = \"n\"",
        8,
        "map.x",
        &["no effect on the theory", "delta"],
    ),
    (
        "parameter = \"delta\"",
        "parameter = \"detla\"",
        8,
        "map.x.parameter",
        &["did you mean `delta`"],
    ),
    (
        "parameter = \"delta\"",
        "parameter = \"minority_prior\"",
        8,
        "map.x",
        &["≤ 0.5"],
    ),
    (
        "parameter = \"minority_prior\"",
        "parameter = \"delta\"",
        9,
        "map.y",
        &["on two axes", "each parameter once"],
    ),
    (
        "parameter = \"ridge\", values = [0, 0.1]",
        "parameter = \"delta\", values = [0.1]",
        10,
        "map.panels",
        &["on two axes"],
    ),
    (
        "values = [0, 0.1]",
        "values = [0, 1, 2, 3, 4]",
        10,
        "map.panels",
        &["1 to 4"],
    ),
    ("points = 40", "points = 4000", 8, "map.x", &["2048"]),
    ("to = 0.5", "to = 0.6", 9, "map.y", &["≤ 0.5"]),
    (
        "value = \"winner\"",
        "value = \"winer\"",
        11,
        "map.value",
        &["did you mean `winner`"],
    ),
    (
        "value = \"winner\"",
        "value = \"gain\"",
        12,
        "map.rules",
        &["says nothing to value = \"gain\"", "\"winner\""],
    ),
    (
        "\"prior_ratio\", 3",
        "\"prior_ratoi\", 3",
        12,
        "map.rules",
        &["did you mean `prior_ratio`"],
    ),
    (
        "\"prior_ratio\", 3",
        "\"prior_ratio\", -3",
        12,
        "map.rules",
        &["positive number"],
    ),
    (
        "rules = [\"unweighted\", \"prior_ratio\", 3, \"downsampled\"]\n",
        "",
        11,
        "map.value",
        &["needs rules", "for example"],
    ),
    (
        "\"prior_ratio\", 3",
        "\"unweighted\", 3",
        12,
        "map.rules",
        &["different rules"],
    ),
    (
        "tolerance = 0.01",
        "tolerance = 1.5",
        13,
        "map.tolerance",
        &["below 1"],
    ),
    (
        "tolerance = 0.01",
        "contours = [1]",
        13,
        "map.contours",
        &["hold kinds"],
    ),
    (
        "tolerance = 0.01",
        "quantity = \"gamma\"",
        13,
        "map.quantity",
        &["smaller is not better"],
    ),
    (
        "tolerance = 0.01",
        "mark = [\"equal_error\"]",
        13,
        "map.mark",
        &["neither axis"],
    ),
    (
        "\"category\", \"feasibility\", \"interpolation\"",
        "\"equal_error_optimal\"",
        14,
        "map.boundaries",
        &[
            "has a ridge",
            "plain square loss without ridge",
            "\"winner\"",
        ],
    ),
    (
        "\"category\", \"feasibility\", \"interpolation\"",
        "\"equal_errors\"",
        14,
        "map.boundaries",
        &["\"equal_errors\", but", "not of a given weight"],
    ),
    (
        "from = 0.01, to = 1,",
        "from = 0.01, to = 0.9,",
        14,
        "map.boundaries",
        &["delta goes from 0.01 to 0.9"],
    ),
    ("refine = 8", "refine = 3", 15, "map.refine", &["1, 2, 4"]),
    (
        "x = [0.1, 0.5]",
        "x = [0.1, 2]",
        16,
        "map.overlay.x",
        &["not on the map", "0.01 to 1"],
    ),
    (
        "[simulation]\nn = 400\nreplicates = 20\n",
        "",
        13,
        "map.overlay",
        &["no [simulation]"],
    ),
    (
        "overlay = { x = [0.1, 0.5], y = [0.1, 0.3] }\n",
        "",
        6,
        "simulation.replicates",
        &["simulates nothing"],
    ),
    (
        "signal = 1.5",
        "",
        2,
        "model.signal",
        &["has no value", "axis of [map]"],
    ),
    (
        "[map]",
        "[vary]\nsignal = [1, 2]\n[map]",
        8,
        "vary.signal",
        &["beside [map]"],
    ),
];

#[test]
fn a_gain_names_its_rule() {
    let text = with(
        "value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\", 3, \"downsampled\"]\n\
         tolerance = 0.01",
        "value = \"gain\"\nover = \"prior_ratio\"",
    );
    let error = parsed(&text).unwrap_err();
    assert_eq!((error.line, &*error.key), (11, "map.value"), "{error}");
    assert!(error.to_string().contains("needs rule"), "{error}");
}

/// Lines that the axes rule out, and the same where they do not.
#[test]
fn a_line_that_can_nowhere_be_is_refused() {
    let map = |x: &str, more: &str| {
        let signal = if x == "signal" { "" } else { "signal = 1" };
        let delta = if x == "delta" { "" } else { "delta = 0.3" };
        parsed(&format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\n{signal}\n[training]\n{delta}\n\
             [map]\nvalue = \"quantity\"\n\
             x = {{ parameter = \"weight_ratio\", from = 1, to = 9, points = 3 }}\n\
             y = {{ parameter = \"{x}\", from = 0.1, to = 0.4, points = 3 }}\n\
             boundaries = [{more}]\n"
        ))
    };
    for (line, can, cannot) in [
        ("separability", "signal", "ridge"),
        ("feasibility", "delta", "signal"),
        ("equal_errors", "signal", ""),
        ("feasibility", "ridge", ""),
    ] {
        assert!(map(can, &format!("\"{line}\"")).is_ok(), "{line} {can}");
        if cannot.is_empty() {
            continue;
        }
        let error = map(cannot, &format!("\"{line}\"")).unwrap_err();
        assert_eq!((error.line, &*error.key), (11, "map.boundaries"), "{error}");
        assert!(error.message.contains(line), "{error}");
    }
    let error = map("delta", "\"category\"").unwrap_err();
    assert!(
        error.line == 11 && error.message.contains("numbers"),
        "{error}"
    );
    let error = map("signal", "\"interpolation\"").unwrap_err();
    assert!(
        error.message.contains("delta is on neither axis"),
        "{error}"
    );
}

#[test]
fn every_slip_is_named_with_its_place() {
    all_are_told(GOOD, BAD, |text| parsed(text).expect_err(text));
}
