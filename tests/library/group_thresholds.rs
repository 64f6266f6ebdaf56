//! One threshold for all groups, at order parameters that another implementation computed.

use serde_json::Value;
use thumbscale::model::{GroupObjective, GroupScores, OrderParameters, Population};
use thumbscale::numerics::upper_tail;

use crate::golden_groups::{numbers, population};

fn rows() -> Vec<Value> {
    let [square, logistic] = [
        include_str!("../golden/groups.json"),
        include_str!("../golden/groups_logistic.json"),
    ];
    let of = |text: &str| -> Vec<Value> { serde_json::from_str(text).unwrap() };
    [of(square), of(logistic)].concat()
}

fn order(row: &Value) -> OrderParameters {
    OrderParameters {
        alpha: row["alpha"].as_f64().unwrap(),
        projection: numbers(&row["projection"]),
        bias: row["bias"].as_f64().unwrap(),
    }
}

/// Q(y(μ·m + b − τ)/(ασ)) of every group, written here.
fn errors(population: &Population, order: &OrderParameters, threshold: f64) -> Vec<f64> {
    let of_group = |g: &thumbscale::model::Group| {
        let along: f64 = g
            .mean
            .iter()
            .zip(&order.projection)
            .map(|(a, b)| a * b)
            .sum();
        let margin = g.label.sign() * (along + order.bias - threshold);
        upper_tail(margin / (order.alpha * g.noise_scale))
    };
    population.groups().iter().map(of_group).collect()
}

/// Written here as well.
fn value(objective: GroupObjective, population: &Population, errors: &[f64]) -> f64 {
    let priors = population.groups().iter().map(|g| g.prior);
    match objective {
        GroupObjective::WorstGroup => errors.iter().copied().fold(0.0, f64::max),
        GroupObjective::Balanced => errors.iter().sum::<f64>() / errors.len() as f64,
        GroupObjective::Average => errors.iter().zip(priors).map(|(e, p)| e * p).sum(),
    }
}

/// Against brute force: no τ of a grid, fine around the best, is better.
#[test]
fn no_threshold_is_better() {
    let rows = rows();
    assert_eq!(rows.len(), 6);
    let mut moves = 0;
    for row in &rows {
        let (population, order) = (population(row), order(row));
        let scores = GroupScores::new(&population, &order);
        for objective in GroupObjective::ALL {
            let best = scores.best(objective, &population).unwrap();
            let at = |tau: f64| value(objective, &population, &errors(&population, &order, tau));
            let least = value(objective, &population, &best.errors);
            assert!(
                (at(best.threshold) - least).abs() < 1e-14,
                "{objective:?} {best:?}"
            );
            for k in -2000..=2000 {
                let (coarse, fine) = (0.005 * f64::from(k), 1e-6 * f64::from(k));
                for tau in [coarse, best.threshold + fine] {
                    assert!(at(tau) >= least - 1e-15, "{objective:?} {tau} {best:?}");
                }
            }
            moves += usize::from(best.threshold.abs() > 1e-3 && least < at(0.0) - 1e-5);
        }
    }
    // Four of the rows are symmetric in ±y, and their best threshold is 0.
    assert!(moves >= 5, "{moves}");
}
