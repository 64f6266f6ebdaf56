//! The theory of K groups against values that another implementation computed.

use approx::assert_relative_eq;
use serde_json::Value;
use thumbscale::loss::LossKind;
use thumbscale::model::{Group, Label, Population, Weighting};
use thumbscale::theory::{Problem, Status, predict};

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap()
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let all = value.as_array().unwrap();
    all.iter().map(|v| v.as_f64().unwrap()).collect()
}

/// The population of a row of golden values.
pub(crate) fn population(row: &Value) -> Population {
    let (priors, noise) = (numbers(&row["priors"]), numbers(&row["noise"]));
    let group = |g: usize| Group {
        name: format!("group {g}"),
        label: Label::try_from(row["labels"][g].as_i64().unwrap() as i8).unwrap(),
        prior: priors[g],
        mean: numbers(&row["means"][g]),
        noise_scale: noise[g],
    };
    Population::new((0..priors.len()).map(group).collect()).unwrap()
}

fn check(row: &Value, kind: LossKind, digits: f64) {
    let weighting = Weighting::new(numbers(&row["weights"])).unwrap();
    let problem = Problem::new(number(row, "delta"), population(row))
        .and_then(|p| p.with_loss(kind).with_ridge(number(row, "ridge")))
        .and_then(|p| p.with_weights(weighting))
        .unwrap();
    let found = predict(&problem);
    assert_eq!(found.status, Status::Converged);
    assert!(found.residual.unwrap() < 1e-12);
    let order = found.order.unwrap();
    let near = |a: f64, b: f64| assert_relative_eq!(a, b, max_relative = digits, epsilon = 1e-14);
    near(order.alpha, number(row, "alpha"));
    near(order.bias, number(row, "bias"));
    for (a, b) in order.projection.iter().zip(numbers(&row["projection"])) {
        near(*a, b);
    }
    assert_eq!(found.errors.len(), 4);
    for (a, b) in found.errors.iter().zip(numbers(&row["errors"])) {
        near(*a, b);
    }
}

#[test]
fn square_loss_to_twelve_digits() {
    let all = rows(include_str!("../golden/groups.json"));
    assert_eq!(all.len(), 4);
    for row in all {
        check(&row, LossKind::Square, 1e-12);
    }
}

#[test]
fn logistic_loss_to_ten_digits() {
    let all = rows(include_str!("../golden/groups_logistic.json"));
    assert_eq!(all.len(), 2);
    for row in all {
        let kind = LossKind::from_name(row["loss"].as_str().unwrap()).unwrap();
        check(&row, kind, 1e-10);
    }
}
