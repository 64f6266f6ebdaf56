//! Tables of simulations and maps: minutes, and so not among the tests of every change.

use std::sync::atomic::AtomicBool;

use thumbscale::model::Quantity;
use thumbscale::report::{CellRow, Results};
use thumbscale::run_study;
use thumbscale::scenario::Overrides;
use thumbscale::sweep::Silent;
use thumbscale::sweep::load;

use super::numbers::{decimal, figures, short};
use crate::made;
use crate::trend_slope::slope;

fn run(name: &str) -> Results {
    let path = made::place(&format!("scenarios/{name}.toml"));
    let plan = load(&path, Overrides::default()).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

fn interval(row: &CellRow) -> String {
    let write = |value: Option<f64>| decimal(value.unwrap(), 4);
    format!("{} ({}–{})", write(row.mean), write(row.lo), write(row.hi))
}

/// ρ̃ and ρ* on the same data, where δ comes close to 2π₊.
#[test]
#[ignore = "simulates"]
fn overshooting_trainings() {
    let results = run("rho_tilde_overshoots");
    let find = |delta: f64, rule: &str| {
        let worst = |row: &&CellRow| row.quantity == Quantity::WorstClassError;
        let mut rows = results.cells.iter().filter(worst);
        rows.find(|row| (row.delta - delta).abs() < 1e-9 && row.weight_rule.name() == rule)
            .unwrap()
    };
    let row = |delta: f64| {
        let rules = ["equal_error", "min_worst_class", "prior_ratio"];
        let rows = rules.map(|rule| find(delta, rule));
        let without = |row: &CellRow| row.mean.unwrap() - row.known_shift.unwrap();
        let gap = without(rows[0]) - without(rows[1]);
        assert!(rows[0].lo > rows[1].hi, "δ = {delta}");
        let mut cells = vec![short(delta)];
        cells.extend(rows.map(interval));
        cells.push(decimal(gap, 4));
        cells
    };
    let rows: Vec<_> = [0.3, 0.325, 0.35].map(row).to_vec();
    let heading = [
        "δ",
        "ρ̃",
        "ρ*",
        "ratio of priors",
        "ρ̃ less ρ*, without the excess",
    ];
    let (n, replicates) = (results.cells[0].n.unwrap(), results.plan.replicates);
    let table = made::table(&heading, &rows);
    let text = format!("π₊ = .2, s = 2, n = {n}, {replicates} replicates:\n\n{table}");
    made::block("docs/claims.md", "overshooting trainings", &text);
}

/// The moved threshold up to n = 10⁹, and how its distance from the closed form falls.
#[test]
#[ignore = "simulates"]
fn moved_thresholds_in_the_limit() {
    let results = run("threshold_ten_million_times_larger");
    assert!(results.passed());
    let mut rows = Vec::new();
    for delta in [0.2, 0.5] {
        for (name, quantity) in [
            ("worst-class error", Quantity::WorstClassError),
            ("τ", Quantity::Threshold),
        ] {
            let mut cells = results.cells.iter().rev();
            let last = cells.find(|row| row.quantity == quantity && row.delta == delta);
            let last = last.unwrap();
            let limit = last.theory.unwrap();
            let sign = if limit < 0.0 { "−" } else { "" };
            let found = slope(&results, quantity, delta);
            let off = (found.value + 1.0).abs();
            assert!(off < 4.0 * found.standard_error, "{name} {}", found.value);
            rows.push(vec![
                format!("{}, {name}", short(delta)),
                format!("{sign}{}", figures(limit.abs(), 5)),
                format!(
                    "{:.1e} ± {:.1e}",
                    last.mean.unwrap() - limit,
                    last.se.unwrap()
                )
                .replacen("-", "−", usize::from(last.mean.unwrap() < limit)),
                format!("−{:.4} ± {:.4}", -found.value, found.standard_error),
            ]);
        }
    }
    let heading = [
        "δ",
        "limit",
        "distance at n = 10⁹",
        "slope ± standard error",
    ];
    let table = made::table(&heading, &rows);
    made::block(
        "docs/weight-or-threshold.md",
        "moved thresholds in the limit",
        &table,
    );
}

#[test]
#[ignore = "simulates"]
fn figures_of_the_paper() {
    let figures = [
        ("1", "fig1_error_vs_delta"),
        ("2", "fig2_error_vs_weight"),
        ("3", "fig3a_curves_cross"),
        ("3", "fig3b_curves_never_cross"),
        ("4", "fig4_error_vs_prior"),
        ("5", "fig5_weighting_vs_downsampling"),
        ("8", "fig8a_mild_separation"),
        ("8", "fig8b_large_separation"),
    ];
    let row = |(figure, name): (&str, &str)| {
        let results = run(name);
        let overview = results.overview();
        assert!(overview.passed, "{name}");
        let percent = |share: Option<f64>| format!("{:.1} %", 100.0 * share.unwrap());
        vec![
            figure.to_owned(),
            format!("`{name}`"),
            overview.designs.designs.to_string(),
            overview.comparisons.to_string(),
            percent(overview.share_within_2),
            percent(overview.chance_share_within_2),
        ]
    };
    let rows: Vec<_> = figures.map(row).to_vec();
    let heading = [
        "figure",
        "scenario",
        "independent data sets",
        "comparisons",
        "\\|z\\| ≤ 2",
        "by chance",
    ];
    made::block("docs/claims.md", "figures", &made::table(&heading, &rows));
}

#[test]
#[ignore = "computes every shipped map"]
fn maps() {
    let mut names: Vec<String> = std::fs::read_dir(made::place("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
        .filter(|name| name.starts_with("phase_"))
        .collect();
    names.sort();
    let row = |name: &String| {
        let results = run(name);
        let tables = results.map.as_ref().unwrap();
        let evaluated = tables.cells.iter().filter(|row| row.evaluated).count();
        vec![
            format!("`{name}`"),
            tables.cells.len().to_string(),
            evaluated.to_string(),
            tables.failed().count().to_string(),
            tables.pairs.len().to_string(),
            results.against().to_string(),
        ]
    };
    let rows: Vec<_> = names.iter().map(row).collect();
    let heading = [
        "diagram",
        "cells",
        "evaluated",
        "failed",
        "simulated pairs",
        "of these against it",
    ];
    made::block("docs/maps.md", "maps", &made::table(&heading, &rows));
}
