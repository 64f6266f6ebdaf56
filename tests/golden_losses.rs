//! Every loss against values computed independently (see tests/golden).

use serde::Deserialize;
use thumbscale::loss::{Absolute, Exponential, Hinge, Logistic, Loss, Square, SquaredHinge};
use thumbscale::theory::scalar_system::solve;
use thumbscale::{Problem, TwoClass};

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

fn loss(name: &str) -> Box<dyn Loss> {
    match name {
        "square" => Box::new(Square),
        "logistic" => Box::new(Logistic),
        "exponential" => Box::new(Exponential),
        "hinge" => Box::new(Hinge),
        "squared_hinge" => Box::new(SquaredHinge),
        "absolute" => Box::new(Absolute),
        other => panic!("{other}"),
    }
}

#[test]
fn every_point_to_1e_9() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("golden/points.json")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let classes = TwoClass::new(row.minority_prior, row.signal).unwrap();
        let problem = Problem::new(row.delta, classes)
            .unwrap()
            .with_weight_ratio(row.weight_ratio)
            .unwrap()
            .with_ridge(row.ridge)
            .unwrap();
        let found = solve(&problem, loss(&row.loss).as_ref());
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
