//! Targets and boundaries as written; slips are named.

use crate::model::Quantity;
use crate::scenario::slip_table::{Slip, all_are_told};
use crate::scenario::{Overrides, Plan, ScenarioError};
use crate::stats::{Schedule, Target};
use crate::sweep::parse;

const GOOD: &str = r#"name = "demo"

[model]
minority_prior = 0.2
signal = 2.0

[training]
delta = 0.2
weight_ratio = 4.0

[simulation]
n = 100
replicates = 2000

[precision]
standard_error = 0.0005
batch = 25
"#;

fn parsed(text: &str) -> Result<Plan, ScenarioError> {
    parse(text, "demo.toml", Overrides::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn the_replicates_of_the_simulation_are_the_cap() {
    let plan = parsed(GOOD).unwrap();
    let precision = plan.precision.as_ref().unwrap();
    assert_eq!(precision.quantities, [Quantity::WorstClassError]);
    let (first, batch, cap) = (100, 25, 2000);
    assert_eq!(precision.schedule, Schedule { first, batch, cap });
    let target = Target {
        absolute: Some(0.0005),
        relative: None,
    };
    assert_eq!(precision.target, target);
    assert_eq!(plan.cells[0].replicates, 2000);
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

#[test]
fn every_key_is_heard_and_written_back() {
    let plan = parsed(&with(
        "batch = 25",
        "relative_standard_error = 0.01\nbatch = 20\nfirst = 60\n\
         quantities = [\"error_minority\", \"alpha\"]",
    ))
    .unwrap();
    let precision = plan.precision.as_ref().unwrap();
    assert_eq!(precision.target.relative, Some(0.01));
    assert_eq!(precision.target.absolute, Some(0.0005));
    assert_eq!(precision.schedule.first, 60);
    assert_eq!(
        precision.quantities,
        [Quantity::ErrorMinority, Quantity::Alpha]
    );
    assert_eq!(parsed(&plan.resolved).unwrap(), plan);
}

/// A trial run ends before the first decision.
#[test]
fn the_command_line_changes_the_cap() {
    let cap = |overrides| {
        let plan = parse(GOOD, "demo.toml", overrides).unwrap();
        plan.precision.unwrap().schedule.cap
    };
    let quick = Overrides {
        quick: true,
        ..Default::default()
    };
    let more = Overrides {
        replicates: Some(9000),
        ..Default::default()
    };
    assert_eq!((cap(quick), cap(more)), (10, 9000));
}

#[test]
fn without_the_section_every_replicate_is_taken() {
    let text = with("[precision]\nstandard_error = 0.0005\nbatch = 25\n", "");
    assert_eq!(parsed(&text).unwrap().precision, None);
}

const BAD: &[Slip] = &[
    (
        "0.0005",
        "0.0",
        16,
        "precision.standard_error",
        &["= 0 is not allowed", "a positive number"],
    ),
    (
        "standard_error = 0.0005",
        "relative_standard_error = -0.01",
        16,
        "precision.relative_standard_error",
        &["-0.01"],
    ),
    (
        "0.0005",
        "inf",
        16,
        "precision.standard_error",
        &["= inf is not allowed"],
    ),
    (
        "standard_error = 0.0005\n",
        "",
        15,
        "precision",
        &["how precise", "add standard_error"],
    ),
    (
        "batch = 25",
        "batch = 0",
        17,
        "precision.batch",
        &["= 0 is not allowed", "at least 1"],
    ),
    (
        "batch = 25",
        "first = 5",
        17,
        "precision.first",
        &["= 5 is not allowed", "at least 10", "too early"],
    ),
    (
        "batch = 25",
        "first = -5",
        17,
        "precision.first",
        &["whole number"],
    ),
    (
        "batch = 25",
        "quantities = []",
        17,
        "precision.quantities",
        &["is empty", "worst_class_error"],
    ),
    (
        "batch = 25",
        "quantities = [\"bias\", \"bias\"]",
        17,
        "precision.quantities",
        &["twice"],
    ),
    (
        "batch = 25",
        "quantities = [\"worst_clas_error\"]",
        17,
        "precision.quantities",
        &["did you mean `worst_class_error`"],
    ),
    (
        "batch",
        "batches",
        17,
        "precision.batches",
        &["did you mean `batch`"],
    ),
    (
        "[simulation]\nn = 100\nreplicates = 2000\n",
        "",
        12,
        "precision",
        &["no [simulation]", "replicates"],
    ),
    (
        "n = 100\nreplicates = 2000",
        "replicates = 2000\n[finite_size]\nsamples = [100, 200, 400]",
        14,
        "finite_size.samples",
        &["beside [precision]", "bias the fit"],
    ),
];

#[test]
fn every_slip_is_named_with_its_place() {
    all_are_told(GOOD, BAD, |text| parsed(text).expect_err(text));
}
