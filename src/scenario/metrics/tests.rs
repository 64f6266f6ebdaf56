//! What is asked for, what it is judged by, and slips.

use crate::model::{Costs, Quantity};
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Plan, ScenarioError};
use crate::sweep::parse;

const GOOD: &str = r#"name = "demo"

[model]
minority_prior = 0.2
signal = 2.0

[training]
loss = "logistic"
delta = 0.2
weight_ratio = 4.0

[metrics]
quantities = ["brier", "auc", "cost_risk"]
test_prior = 0.05
costs = [5, 1]
"#;

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

#[test]
fn what_is_asked_for_stands_behind_the_usual_in_the_order_of_tables() {
    let plan = parsed(GOOD).unwrap();
    assert_eq!(plan.quantities[..8], Quantity::USUAL);
    let more = [Quantity::Auc, Quantity::Brier, Quantity::CostRisk];
    assert_eq!(plan.quantities[8..], more);
    assert_eq!(plan.row_of(2, Quantity::Gamma), Some(23));
    assert_eq!(plan.row_of(2, Quantity::Brier), Some(31));
    assert_eq!(plan.row_of(0, Quantity::Mcc), None);
    assert_eq!(plan.conditions.minority_prior, Some(0.05));
    assert_eq!(plan.conditions.costs, Costs::new(5.0, 1.0).ok());
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
    let without = parsed(&GOOD[..GOOD.find("[metrics]").unwrap()]).unwrap();
    assert_eq!(without.quantities, Quantity::USUAL);
    assert!(!without.resolved.contains("metrics"));
    // Neither names nor data know of them.
    assert_eq!(without.cells, plan.cells);
}

#[test]
fn what_another_section_names_is_asked_for() {
    let simulated = "[simulation]\nn = 100\nreplicates = 200\n[precision]\n\
                     quantities = [\"f1\"]\nrelative_standard_error = 0.1\n\
                     [vary]\nridge = [0.1, 1.0]\n\
                     [figure]\nx = \"ridge\"\ny = [\"mcc\", \"log_loss\"]\n";
    let text = format!("{}{simulated}", &GOOD[..GOOD.find("[metrics]").unwrap()]);
    let plan = parsed(&text).unwrap();
    let more = [Quantity::F1, Quantity::Mcc, Quantity::LogLoss];
    assert_eq!(plan.quantities[8..], more);
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

const BAD: &[Slip] = &[
    (
        "= 0.05",
        "= 1.0",
        14,
        "metrics.test_prior",
        &["= 1 is not allowed", "between 0 and 1"],
    ),
    (
        "[5, 1]",
        "[5, 0]",
        15,
        "metrics.costs",
        &["[5, 0]", "two positive numbers"],
    ),
    (
        "\"auc\"",
        "\"brier\"",
        13,
        "metrics.quantities",
        &["names a quantity twice"],
    ),
    (
        "[\"brier\", \"auc\", \"cost_risk\"]",
        "[]",
        13,
        "metrics.quantities",
        &["is empty"],
    ),
    (
        "\"auc\"",
        "\"acu\"",
        13,
        "metrics.quantities",
        &["`acu`", "auc"],
    ),
    (
        "costs = [5, 1]\n",
        "",
        13,
        "metrics.quantities",
        &["cost_risk", "costs = [5, 1]"],
    ),
    (
        "\"logistic\"",
        "\"square\"",
        13,
        "metrics.quantities",
        &["brier", "logistic"],
    ),
    ("test_prior", "prior", 14, "metrics.prior", &["test_prior"]),
];

#[test]
fn slips_are_named() {
    all_are_told(GOOD, BAD, |text| parsed(text).unwrap_err());
}
