//! Sizes become an axis; slips are named.

use crate::model::Quantity;
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Parameter, Plan, ScenarioError};
use crate::sweep::parse;

const GOOD: &str = r#"name = "demo"

[model]
minority_prior = 0.2
signal = 2.0

[training]
delta = 0.2

[simulation]
replicates = 30

[finite_size]
samples = { from = 100, doublings = 2 }

[vary]
weight_ratio = [4.0, 7.0]

[figure]
kind = "trend"
x = "n"
y = ["alpha"]
"#;

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

/// A trial run has the three smallest sizes; those that are refused are refused all the same.
#[test]
fn quick_leaves_the_smallest_sizes() {
    let quick = Overrides {
        quick: true,
        ..Default::default()
    };
    let sizes = |samples: &str| {
        let text = GOOD.replace("{ from = 100, doublings = 2 }", samples);
        let plan = parse(&text, "demo.toml", quick).map_err(|e| e.to_string())?;
        let axis = plan.axes.iter().find(|a| a.parameter == Parameter::N);
        Ok(axis.unwrap().values.clone())
    };
    let smallest: Result<_, String> = Ok(vec![100.0, 200.0, 400.0]);
    assert_eq!(sizes("{ from = 100, doublings = 5 }"), smallest);
    assert_eq!(sizes("[100, 200, 400, 1000]"), smallest);
    let close = "[100, 120, 140, 1000]";
    assert_eq!(sizes(close), Ok(vec![100.0, 120.0, 140.0, 1000.0]));
    assert!(sizes("[100, 400]").is_err());
}

#[test]
fn every_problem_at_every_size() {
    let plan = parsed(GOOD).unwrap();
    let sizes: Vec<(usize, usize)> = plan
        .cells
        .iter()
        .map(|c| (c.design.unwrap().samples(), c.replicates))
        .collect();
    let expected = [(100, 120), (200, 60), (400, 30)];
    assert_eq!(sizes, expected.map(|e| [e, e]).concat());
    assert_eq!(plan.axes[0].parameter, Parameter::N);
    assert_eq!(plan.finite_size().unwrap().quantities.len(), 7);
    assert!(
        plan.curves.is_empty()
            && plan.figure.as_ref().unwrap().kind == crate::scenario::FigureKind::Trend
    );
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

#[test]
fn sizes_and_quantities_by_name() {
    let text = with(
        "samples = { from = 100, doublings = 2 }",
        "samples = [100, 150, 330]\nquantities = [\"alpha\", \"gamma\"]",
    );
    let plan = parsed(&text).unwrap();
    let study = plan.finite_size().unwrap();
    assert_eq!(study.samples, [100, 150, 330]);
    assert_eq!(study.quantities, [Quantity::Alpha, Quantity::Gamma]);
    // 30·330/150 = 66; 30·330/100 = 99.
    let replicates: Vec<usize> = plan.cells.iter().map(|c| c.replicates).collect();
    assert_eq!(replicates, [99, 99, 66, 66, 30, 30]);
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

/// The larger error is followed where each replicate's threshold makes both the same, and nowhere else.
#[test]
fn the_worst_class_error_is_followed_where_it_is_both() {
    let worst = |training: &str, more: &str| {
        let sizes = "samples = { from = 100, doublings = 2 }";
        let quantities = format!("{sizes}\nquantities = [\"worst_class_error\", \"threshold\"]");
        let text =
            with(sizes, &quantities).replace("[training]", &format!("[training]\n{training}"));
        let text = text.replace("y = [\"alpha\"]", "y = [\"worst_class_error\"]");
        parsed(&text.replace("[figure]", &format!("{more}[figure]")))
    };
    for training in ["threshold = \"equal_error\"", "threshold = \"midpoint\""] {
        let plan = worst(training, "").unwrap();
        let followed = &plan.finite_size().unwrap().quantities;
        assert_eq!(*followed, [Quantity::WorstClassError, Quantity::Threshold]);
        assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    }
    let other = "[[method]]\nname = \"a\"\n[[method]]\nname = \"b\"\nthreshold = \"min_average\"\n";
    for (training, more) in [
        (
            "threshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"",
            "",
        ),
        ("threshold = \"min_average\"", ""),
        ("threshold = \"equal_error\"", other),
    ] {
        let error = worst(training, more).unwrap_err();
        assert_eq!(&*error.key, "finite_size.quantities", "{error}");
        let said = error.to_string();
        assert!(
            said.contains("O(1/√n)") && said.contains("\"equal_error\" by"),
            "{said}"
        );
    }
}

const SIZES: &str = "{ from = 100, doublings = 2 }";

const BAD: &[Slip] = &[
    (
        "doublings = 2",
        "doublings = 1",
        14,
        "finite_size.samples",
        &["gives 2 sample sizes", "at least 3", "doublings = 4"],
    ),
    (
        SIZES,
        "[100, 200]",
        14,
        "finite_size.samples",
        &["gives 2 sample sizes"],
    ),
    (
        SIZES,
        "[]",
        14,
        "finite_size.samples",
        &["gives 0 sample sizes"],
    ),
    (
        SIZES,
        "[100, 200, 150]",
        14,
        "finite_size.samples",
        &["increasing sizes"],
    ),
    (
        SIZES,
        "[100, 101, 102]",
        14,
        "finite_size.samples",
        &["at least twice the first"],
    ),
    (
        SIZES,
        "[100, 200.5, 400]",
        14,
        "finite_size.samples",
        &["200.5", "whole number"],
    ),
    (
        "from = 100",
        "from = -100",
        14,
        "finite_size.samples",
        &["-100"],
    ),
    (
        "from = 100",
        "from = 1",
        14,
        "finite_size.samples",
        &["has from = 1", "from = a whole number from 2 to 250000000"],
    ),
    (
        "from = 100",
        "from = 2",
        14,
        "finite_size.samples",
        &["too few", "n = 3"],
    ),
    (
        "doublings = 2",
        "doublings = 60",
        14,
        "finite_size.samples",
        &["2 to 24 doublings"],
    ),
    (
        "doublings = 2",
        "doublngs = 2",
        14,
        "finite_size.samples.doublngs",
        &["did you mean `doublings`"],
    ),
    (
        SIZES,
        "400",
        14,
        "finite_size.samples",
        &["a list of sample sizes"],
    ),
    (
        SIZES,
        "[100, 200, 400]\nquantities = [\"worst_class_error\"]",
        15,
        "finite_size.quantities",
        &["O(1/√n)", "error_minority"],
    ),
    (
        SIZES,
        "[100, 200, 400]\nquantities = []",
        15,
        "finite_size.quantities",
        &["is empty"],
    ),
    (
        SIZES,
        "[100, 200, 400]\nquantities = [\"alpha\", \"alpha\"]",
        15,
        "finite_size.quantities",
        &["twice"],
    ),
    (
        "replicates = 30",
        "replicates = 30\nn = 1000",
        12,
        "simulation.n",
        &["set here and by [finite_size]"],
    ),
    (
        "[vary]\n",
        "[vary]\nn = [100, 200]\n",
        17,
        "vary.n",
        &["set here and by [finite_size]"],
    ),
    (
        "[simulation]\nreplicates = 30\n",
        "",
        11,
        "finite_size",
        &["no [simulation]", "replicates"],
    ),
    (
        "x = \"n\"",
        "x = \"weight_ratio\"",
        21,
        "figure.x",
        &["wrong axis"],
    ),
    (
        "y = [\"alpha\"]",
        "y = [\"worst_class_error\"]",
        22,
        "figure.y",
        &["worst_class_error, which has no trend"],
    ),
    (
        "y = [\"alpha\"]",
        "y = [\"alpha\"]\ny_scale = \"log\"",
        23,
        "figure.y_scale",
        &["axes of its own", "remove y_scale"],
    ),
    (
        "delta = 0.2\n\n[simulation]\nreplicates = 30\n\n[finite_size]\n\
         samples = { from = 100, doublings = 2 }\n\n[vary]\nweight_ratio = [4.0, 7.0]",
        "\n[simulation]\nreplicates = 30\n\n[finite_size]\n\
         samples = { from = 100, doublings = 2 }\n\n[vary]\nweight_ratio = [4.0, 7.0]\n\
         delta = [0.2, 0.201]",
        13,
        "finite_size.samples",
        &["same problem", "further apart"],
    ),
];

#[test]
fn every_slip_is_named_with_its_place() {
    all_are_told(GOOD, BAD, |text| parsed(text).expect_err(text));
}

#[test]
fn a_trend_and_a_distance_need_a_study() {
    let study = "[finite_size]\nsamples = { from = 100, doublings = 2 }\n";
    let varied = "[vary]\nn = [100, 200, 400]\n";
    for kind in ["trend", "distance"] {
        for vary in ["[vary]\n", varied] {
            let text = with(study, "").replace("[vary]\n", vary);
            let text = text.replace("kind = \"trend\"", &format!("kind = \"{kind}\""));
            let error = parsed(&text).unwrap_err();
            assert_eq!(
                (error.line > 0, &*error.key),
                (true, "figure.kind"),
                "{error}"
            );
            let said = error.to_string();
            for words in [
                kind,
                "needs [finite_size]",
                "add [finite_size] with samples = {",
            ] {
                assert!(said.contains(words), "{said}");
            }
        }
    }
}

/// What is advised is accepted when it is done.
#[test]
fn an_axis_is_not_chosen_among_none() {
    let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                delta = 0.2\nweight_ratio = 2\n[figure]\nx = \"delta\"\ny = [\"alpha\"]\n";
    let said = parsed(text).unwrap_err().to_string();
    assert!(
        said.contains("nothing varies: move delta from [training] to [vary], as delta ="),
        "{said}"
    );
    assert!(!said.contains("one of"), "{said}");
    let moved = text.replace("delta = 0.2\n", "");
    let moved = format!("{moved}[vary]\ndelta = {{ from = 0.1, to = 0.4, points = 4 }}\n");
    assert_eq!(parsed(&moved).unwrap().cells.len(), 4);
}
