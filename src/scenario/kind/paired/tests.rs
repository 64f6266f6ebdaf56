//! Which cell is held against which; slips are named.

use crate::model::Quantity;
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Plan, ScenarioError};
use crate::sweep::parse;

const GOOD: &str = r#"name = "demo"

[model]
minority_prior = 0.2
signal = 2.0

[simulation]
n = 100
replicates = 4

[vary]
delta = [0.1, 0.2]
weight_ratio = [1.0, 2.0, 4.0]

[paired]
reference = { weight_ratio = 4 }

[[method]]
name = "square"

[[method]]
name = "hinge"
loss = "hinge"
ridge = 0.1
"#;

const REFERENCE: &str = "{ weight_ratio = 4 }";

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

/// (δ, weight and method of the cell; those of its reference).
fn pairs(text: &str) -> Vec<String> {
    let plan = parsed(text).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    let name = |index: usize| {
        let id: Vec<&str> = plan.cells[index].id.split('-').collect();
        format!("{} {} {}", id[1], id[4], id[6])
    };
    let pairs = &plan.paired().unwrap().pairs;
    pairs
        .iter()
        .map(|&(cell, reference)| format!("{} | {}", name(cell), name(reference)))
        .collect()
}

#[test]
fn a_weight_of_the_same_method_and_place() {
    let of = |method: &str| {
        ["d10", "d20"].map(|d| ["w1", "w2"].map(|w| format!("{d} {w} {method} | {d} w4 {method}")))
    };
    let expected: Vec<String> = [of("square"), of("hinge")].concat().concat();
    assert_eq!(pairs(GOOD), expected);
    let plan = parsed(GOOD).unwrap();
    assert_eq!(
        plan.paired().unwrap().clone().quantities,
        [Quantity::WorstClassError]
    );
}

#[test]
fn another_method_at_the_same_weight() {
    let found = pairs(&with(REFERENCE, "{ method = \"hinge\" }"));
    assert_eq!(found.len(), 6);
    assert_eq!(found[1], "d10 w2 square | d10 w2 hinge");
    // With both, every other cell is held against that one.
    let found = pairs(&with(REFERENCE, "{ method = \"hinge\", weight_ratio = 2 }"));
    assert_eq!(found.len(), 10);
    assert_eq!(found[0], "d10 w1 square | d10 w2 hinge");
}

/// In a sweep of 30,000 weights each cell finds its own: to ask all others took a minute.
#[test]
fn a_long_sweep_is_paired_by_method() {
    let count = 30_000;
    let text = with(REFERENCE, "{ method = \"hinge\" }")
        .replace("delta = [0.1, 0.2]\n", "")
        .replace("[1.0, 2.0, 4.0]", "{ from = 1, to = 2, points = 30000 }")
        .replace("[simulation]", "[training]\ndelta = 0.1\n[simulation]");
    let expected: Vec<(usize, usize)> = (0..count).map(|i| (i, count + i)).collect();
    assert!(parsed(&text).unwrap().paired().unwrap().pairs == expected);
}

/// Dropping samples leaves no weight: one cell a place stands for all.
#[test]
fn downsampled_cells_stand_for_every_weight() {
    let dropped = |to: &str| {
        with(REFERENCE, to).replace(
            "name = \"hinge\"\nloss = \"hinge\"\nridge = 0.1",
            "name = \"dropped\"\ndownsample = true",
        )
    };
    let found = pairs(&dropped("{ method = \"dropped\" }"));
    assert_eq!(found.len(), 6);
    assert_eq!(found[5], "d20 w4 square | d20 wunweighted dropped");
    let found = pairs(&dropped(REFERENCE));
    assert_eq!(found.len(), 6);
    assert_eq!(found[5], "d20 wunweighted dropped | d20 w4 square");
    // Which of three weights shall it be?
    let said = parsed(&dropped("{ method = \"square\" }")).unwrap_err();
    assert!(said.to_string().contains("leaves no cell"), "{said}");
}

const RULES: &str = "name = \"demo\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\n\
    delta = 0.2\n[simulation]\nn = 100\nreplicates = 4\n[paired]\n\
    reference = { weight_ratio = \"prior_ratio\" }\n\
    quantities = [\"error_minority\", \"alpha\"]\n\
    [[method]]\nname = \"a\"\nweight_ratio = \"equal_error\"\n\
    [[method]]\nname = \"b\"\nweight_ratio = \"prior_ratio\"\n\
    [[method]]\nname = \"c\"\ndownsample = true\n";

#[test]
fn a_rule_that_one_method_has() {
    let expected =
        ["wequal_error a", "wunweighted c"].map(|cell| format!("d20 {cell} | d20 wprior_ratio b"));
    assert_eq!(pairs(RULES), expected);
    let both =
        format!("{RULES}[[method]]\nname = \"d\"\nweight_ratio = \"prior_ratio\"\nridge = 1\n");
    let said = parsed(&both).unwrap_err();
    assert_eq!((said.line, said.key.as_str()), (11, "paired.reference"));
    for words in ["fits two cells", "name the method as well"] {
        assert!(said.to_string().contains(words), "{said}");
    }
}

const BAD: &[Slip] = &[
    (
        REFERENCE,
        "{ weight_ratio = 3 }",
        16,
        "paired.reference.weight_ratio",
        &["= 3 is the weight of no cell", "one of 1, 2, 4"],
    ),
    (
        REFERENCE,
        "{ weight_ratio = \"prior_ratio\" }",
        16,
        "paired.reference.weight_ratio",
        &["\"prior_ratio\" is the weight of no cell", "[vary]"],
    ),
    (
        REFERENCE,
        "{ weight_ratio = -1 }",
        16,
        "paired.reference.weight_ratio",
        &["a positive number"],
    ),
    (
        REFERENCE,
        "{ method = \"squared\" }",
        16,
        "paired.reference.method",
        &[
            "\"squared\" is the name of no method",
            "\"square\", \"hinge\"",
        ],
    ),
    (
        REFERENCE,
        "{}",
        16,
        "paired.reference",
        &["names no reference", "weight_ratio, method, or both"],
    ),
    (
        REFERENCE,
        "{ metod = \"hinge\" }",
        16,
        "paired.reference.metod",
        &["did you mean `method`"],
    ),
    (
        "reference = { weight_ratio = 4 }",
        "",
        15,
        "paired",
        &["`reference` is missing", "add reference"],
    ),
    (
        REFERENCE,
        "{ weight_ratio = 4 }\nquantities = []",
        17,
        "paired.quantities",
        &["is empty"],
    ),
    (
        "weight_ratio = [1.0, 2.0, 4.0]",
        "weight_ratio = [4.0]",
        16,
        "paired.reference",
        &["leaves no cell to compare"],
    ),
    (
        "[simulation]\nn = 100\nreplicates = 4\n",
        "",
        13,
        "paired.reference",
        &["no [simulation]"],
    ),
];

#[test]
fn every_slip_is_named_with_its_place() {
    all_are_told(GOOD, BAD, |text| parsed(text).expect_err(text));
}

#[test]
fn a_map_pairs_by_itself() {
    let text = "name = \"demo\"\n[model]\nsignal = 1\n[map]\nvalue = \"feasibility\"\n\
        x = { parameter = \"delta\", from = 0.1, to = 1, points = 3 }\n\
        y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }\n\
        [paired]\nreference = { weight_ratio = 1 }\n";
    let said = parsed(text).unwrap_err().to_string();
    assert!(said.contains("beside [map]"), "{said}");
}

/// What is compared replicate by replicate needs draws in common.
#[test]
fn methods_without_common_draws_are_refused() {
    let text = |method: &str, second: &str| {
        format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
             [training]\ndelta = 0.1\nweight_ratio = 2\n\
             [simulation]\nn = 100\nreplicates = 10\nmethod = \"{method}\"\n\
             [[method]]\nname = \"a\"\n[[method]]\nname = \"b\"\n{second}\n\
             [paired]\nreference = {{ method = \"a\" }}\n"
        )
    };
    let said = |method, second| {
        let plan = crate::sweep::parse(&text(method, second), "t.toml", Default::default());
        plan.map(|_| ()).map_err(|e| e.to_string())
    };
    for method in ["jacobi", "sufficient"] {
        assert!(said(method, "weight_ratio = 4").is_ok());
        let refused = said(method, "downsample = true").unwrap_err();
        assert!(
            refused.contains("apart") && refused.contains("\"dense\""),
            "{refused}"
        );
    }
    assert!(said("dense", "downsample = true").is_ok());
    for method in ["lazy", "mirrored"] {
        assert!(said(method, "weight_ratio = 4").is_err());
    }
}
