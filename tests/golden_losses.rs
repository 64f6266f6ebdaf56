//! Every loss against values computed independently (see tests/golden).

use serde::Deserialize;
use thumbscale::theory::scalar_system::solve;
use thumbscale::{LossKind, Problem, TwoClass};

#[derive(Debug, Deserialize)]
struct Row {
    loss: String,
    delta: f64,
    minority_prior: f64,
    signal: f64,
    weight_ratio: f64,
    ridge: f64,
    alpha: f64,
    gamma: f64,
    bias: f64,
    kappa: f64,
    error_minority: f64,
    error_majority: f64,
}

#[test]
fn every_point_to_1e_9() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("golden/points.json")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let classes = TwoClass::new(row.minority_prior, row.signal).unwrap();
        let problem = Problem::new(row.delta, classes)
            .unwrap()
            .with_loss(LossKind::from_name(&row.loss.replace('_', "-")).unwrap())
            .with_weight_ratio(row.weight_ratio)
            .unwrap()
            .with_ridge(row.ridge)
            .unwrap();
        let found = solve(&problem);
        let Some(s) = found.solution else {
            wrong.push(format!("{row:?}: {found:?}"));
            continue;
        };
        for (value, expected) in [
            (s.alpha, row.alpha),
            (s.gamma, row.gamma),
            (s.bias, row.bias),
            (s.kappa.unwrap(), row.kappa),
            (s.errors.minority, row.error_minority),
            (s.errors.majority, row.error_majority),
        ] {
            if (value - expected).abs() > 1e-9 * expected.abs().max(1e-3) {
                wrong.push(format!("{row:?}: {value} {expected} {found:?}"));
            }
        }
    }
    assert_eq!(rows.len(), 17);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// δ ∈ [1e-3, 20], π₊ ∈ [.005, .5], s ∈ [0, 6], ρ ∈ [1e-2, 1e3], r ∈ {0} ∪ [1e-6, 10]:
/// what converges must leave a residual below 1e-10, and little may not converge.
#[test]
fn two_thousand_random_points() {
    const COUNT: usize = 2000;
    use rand::{RngExt, SeedableRng};
    use thumbscale::theory::{Status, predict, separability_threshold};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(2025);
    let mut log = |low: f64, high: f64| (low.ln() + rng.random::<f64>() * (high / low).ln()).exp();
    let mut tally = std::collections::BTreeMap::<_, [usize; 3]>::new();
    let (mut worst, mut tried): (f64, usize) = (0.0, 0);
    let mut failed = Vec::new();
    for i in 0..COUNT {
        let kind = thumbscale::LossKind::ALL[1 + i % 6];
        let ridge = if i % 3 == 0 { 0.0 } else { log(1e-6, 10.0) };
        let delta = log(1e-3, 20.0);
        let classes = TwoClass::new(log(0.005, 0.5), 6.0 * log(1.0, 2.0).log2()).unwrap();
        let problem = Problem::new(delta, classes)
            .and_then(|p| p.with_loss(kind).with_ridge(ridge))
            .and_then(|p| p.with_weight_ratio(log(1e-2, 1e3)))
            .unwrap();
        let threshold = separability_threshold(classes).unwrap();
        let near =
            ridge == 0.0 && kind.is_decreasing() && (0.95..1.0).contains(&(delta / threshold));
        let found = predict(&problem);
        let entry = tally.entry((kind.name(), ridge > 0.0)).or_default();
        match found.status {
            Status::Converged => entry[0] += 1,
            Status::Separable => entry[1] += 1,
            _ => entry[2] += 1,
        }
        if !near {
            tried += 1;
            if found.solution.is_none() {
                failed.push(format!("{problem:?}"));
            }
        }
        worst = worst.max(found.residual.unwrap_or(0.0));
    }
    println!(
        "{tally:#?}\nfailed {} of {tried}, largest residual {worst:.1e}",
        failed.len()
    );
    println!(
        "{}",
        failed
            .iter()
            .take(12)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
    assert!(worst <= 1e-10);
    // Absolute and hinge loss can give a class up altogether: θ = 0 and b = ±1 fit the
    // other without error, and no interior solution exists. That explains most of their
    // failures, not all: a hinge problem with θ ≠ 0 is known that the solver misses.
    let hard = |p: &&String| !p.contains("Absolute") && !p.contains("Hinge,");
    let others: Vec<_> = failed.iter().filter(hard).collect();
    assert!(others.len() * 1000 <= tried, "{others:#?}");
    assert!(failed.len() * 10 <= tried, "{failed:#?}");
}
