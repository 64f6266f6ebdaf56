//! The product's promise: theory and simulation, which share no code, agree.

use std::sync::atomic::AtomicBool;

use thumbscale::compare::Verdict;
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

/// Logistic and exponential loss below the separability threshold, and with ridge above.
const SMOOTH: &str = r#"
name = "smooth"
seed = 21
[model]
minority_prior = 0.3
signal = 1.0
[training]
weight_ratio = 2.0
[simulation]
n = 1000
replicates = 30
[vary]
delta = [0.03, 0.08, 0.12]
[[method]]
name = "logistic"
loss = "logistic"
[[method]]
name = "logistic with ridge"
loss = "logistic"
ridge = 0.05
[[method]]
name = "exponential with ridge"
loss = "exponential"
ridge = 0.1
"#;

#[test]
fn theory_predicts_smooth_losses() {
    let plan = parse(SMOOTH, "smooth.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    let overview = results.overview();
    assert_eq!(overview.comparisons, 3 * 3 * 8);
    assert_eq!(results.failures(), 0);
    // Nothing beyond 3/n + 4.5 standard errors.
    let off: Vec<String> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?.1)))
        .filter(|(_, c)| c.verdict == Verdict::Disagree)
        .map(|(row, c)| format!("{} {:?}: {c:?}", row.cell, row.quantity))
        .collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
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
