//! The product's promise: theory and simulation, which share no code, agree.

use std::sync::atomic::AtomicBool;

use thumbscale::report::Results;
use thumbscale::run_study;
use thumbscale::scenario::{Overrides, parse};
use thumbscale::sweep::Silent;

/// Independent designs: 12 of them, with ridge, interpolation, downsampling and SGD.
const SCENARIO: &str = r#"
name = "agreement"
seed = 20
[model]
signal = 1.5
[training]
weight_ratio = "prior_ratio"
[simulation]
n = 500
replicates = 40
[vary]
minority_prior = [0.15, 0.3]
delta = [0.1, 0.25, 0.6, 1.6]
[[method]]
name = "least squares"
[[method]]
name = "ridge"
ridge = 0.3
[[method]]
name = "downsampled with ridge"
ridge = 0.3
downsample = true
[[method]]
name = "sgd with ridge"
ridge = 1.0
solver = "sgd"
"#;

#[test]
fn theory_predicts_the_simulation() {
    let plan = parse(SCENARIO, "agreement.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    let overview = results.overview();
    assert_eq!(overview.comparisons, 2 * 4 * 4 * 8);
    let off: Vec<String> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?.1)))
        .filter(|(_, c)| c.z.is_some_and(|z| z.abs() > 4.5))
        .map(|(row, c)| format!("{} {:?}: {c:?}", row.cell, row.quantity))
        .collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
    // Chance gives .95; the 1/n shift at n = 500 and correlations take some of it.
    assert!(overview.share_within_2.unwrap() > 0.85, "{overview:?}");
}

/// The same rows, hence the same file, on one and on three threads.
#[test]
fn the_tables_do_not_depend_on_threads() {
    let rows = |threads| {
        let plan = parse(
            SCENARIO,
            "agreement.toml",
            Overrides {
                replicates: Some(3),
                ..Overrides::default()
            },
        )
        .unwrap();
        let study = run_study(&plan, Some(threads), &Silent, &AtomicBool::new(false)).unwrap();
        serde_json::to_string(&Results::of(plan, &study).cells).unwrap()
    };
    assert_eq!(rows(1), rows(3));
}
