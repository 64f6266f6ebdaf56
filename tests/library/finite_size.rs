//! A finite-size study accepts a right theory and rejects one that is off by a hundredth.

use std::sync::atomic::AtomicBool;

use thumbscale::compare::TrendVerdict;
use thumbscale::model::Quantity;
use thumbscale::report::{Results, TrendRow};
use thumbscale::run_study;
use thumbscale::scenario::Overrides;
use thumbscale::sweep::Silent;
use thumbscale::sweep::{load, parse};

#[path = "../trend_slope/mod.rs"]
mod trend_slope;

const SCENARIO: &str = r#"
name = "trend"
seed = 31
[model]
minority_prior = 0.2
signal = 2.0
[training]
delta = 0.2
[simulation]
replicates = 250
[finite_size]
samples = { from = 60, doublings = 3 }
[[method]]
name = "square"
weight_ratio = 4.0
[[method]]
name = "ridge"
weight_ratio = "equal_error"
ridge = 0.1
[figure]
kind = "trend"
x = "n"
y = ["gamma", "error_minority"]
"#;

fn results(text: &str, threads: Option<usize>) -> Results {
    let plan = parse(text, "trend.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, threads, &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

fn rejected(results: &Results) -> Vec<TrendRow> {
    let (_, rows) = results.trends().unwrap();
    let off = |r: &TrendRow| r.verdict != TrendVerdict::Agree;
    rows.into_iter().filter(off).collect()
}

#[test]
fn a_right_theory_is_accepted_and_a_wrong_one_is_not() {
    let mut results = results(SCENARIO, None);
    let (overview, rows) = results.trends().unwrap();
    assert_eq!((overview.tested, rows.len()), (14, 14));
    assert!(results.passed(), "{:#?}", rejected(&results));
    for row in &rows {
        // δ = .2 and π₊ = .2 are whole numbers of 60 samples.
        assert_eq!(
            (row.sizes, row.n_least, row.n_most),
            (4, Some(60), Some(480))
        );
        assert!(row.simultaneous_lo < row.lo && row.lo < row.limit && row.limit < row.hi);
    }
    let right: Vec<Option<f64>> = results.cells.iter().map(|r| r.theory).collect();
    for factor in [0.99, 1.01] {
        for (row, theory) in results.cells.iter_mut().zip(&right) {
            row.theory = theory.map(|t| t * factor);
        }
        assert!(!results.passed());
        let off: Vec<(String, Quantity)> = rejected(&results)
            .into_iter()
            .map(|r| (r.method, r.quantity))
            .collect();
        for quantity in [Quantity::Alpha, Quantity::Gamma] {
            assert!(off.contains(&("square".to_owned(), quantity)), "{off:?}");
        }
    }
}

/// What the limit is for: at a single n the same replicates disprove the right theory.
#[test]
fn no_single_size_would_do() {
    let results = results(SCENARIO, None);
    let strayed = results
        .cells
        .iter()
        .filter(|r| r.n == Some(60) && r.method == "square" && r.quantity == Quantity::Gamma)
        .filter_map(|r| results.comparison(r)?.1.z)
        .any(|z| z.abs() > 5.0);
    assert!(strayed);
}

#[test]
fn means_that_do_not_follow_the_law_are_said_not_to() {
    let mut results = results(SCENARIO, None);
    for row in &mut results.cells {
        // 1/√n instead of 1/n.
        let n = row.n.unwrap() as f64;
        row.theory = row.theory.map(|t| t - 1.0 / n.sqrt());
    }
    let (overview, _) = results.trends().unwrap();
    assert!(overview.not_linear > 0 && !overview.passed, "{overview:?}");
}

/// Sizes at which δn and π₊n are not whole: theory is asked at the realised values.
#[test]
fn rounding_is_no_trend() {
    let text = SCENARIO
        .replace("{ from = 60, doublings = 3 }", "[63, 127, 254, 481]")
        .replace("seed = 31", "seed = 32");
    let results = results(&text, None);
    assert!(results.passed(), "{:#?}", rejected(&results));
}

#[test]
fn unequal_replicates_do_not_depend_on_threads() {
    let text = SCENARIO.replace("replicates = 250", "replicates = 4");
    let rows = |threads| serde_json::to_string(&results(&text, Some(threads)).cells).unwrap();
    assert_eq!(rows(1), rows(3));
}

/// The shipped study of the moved threshold with fewer replicates: the larger class error goes to
/// Q(s²√(1 − δ)/√(s² + Δ)) and τ to the limit of b like 1/n up to a billion samples.
#[test]
fn moved_thresholds_go_to_the_closed_form() {
    let scenario = "scenarios/threshold_ten_million_times_larger.toml";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(scenario);
    let overrides = Overrides {
        replicates: Some(1200),
        ..Overrides::default()
    };
    let plan = load(&path, overrides).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    assert!(results.passed(), "{:#?}", rejected(&results));
    let (overview, _) = results.trends().unwrap();
    assert_eq!(
        (overview.tested, overview.sight.told, overview.sight.errors),
        (4, 2, 2)
    );
    for delta in [0.2f64, 0.5] {
        let noise = delta / 0.64;
        let closed = thumbscale::numerics::upper_tail(4.0 * ((1.0 - delta) / (4.0 + noise)).sqrt());
        let worst = Quantity::WorstClassError;
        let last = |row: &&thumbscale::report::CellRow| {
            row.quantity == worst && row.delta == delta && row.n == Some(1_000_000_000)
        };
        let last = results.cells.iter().find(last).unwrap();
        let (mean, se) = (last.mean.unwrap(), last.se.unwrap());
        assert!(
            (mean - closed).abs() < 1e-9 && se < 1e-10,
            "{mean} {closed} {se}"
        );
        for quantity in [worst, Quantity::Threshold] {
            let found = trend_slope::slope(&results, quantity, delta);
            let off = (found.value + 1.0) / found.standard_error;
            assert!(
                off.abs() < 4.0 && found.standard_error < 0.05,
                "{quantity:?}: {off}"
            );
        }
    }
}
