//! What must hold of any population.

mod invariance;
mod known_values;
mod random;
mod rules;
mod two_class;

use super::*;
use crate::loss::MarginLoss;
use crate::model::{Group, Label, ModelError, Weighting};

/// (π, y, μ, σ) for every group.
type Row<'a> = (f64, i8, &'a [f64], f64);

fn population(rows: &[Row<'_>]) -> Population {
    let group = |(i, &(prior, label, mean, noise_scale)): (usize, &Row<'_>)| Group {
        name: format!("group {i}"),
        label: Label::try_from(label).unwrap(),
        prior,
        mean: mean.to_vec(),
        noise_scale,
    };
    Population::new(rows.iter().enumerate().map(group).collect()).unwrap()
}

fn weighting(weights: &[f64]) -> Weighting {
    Weighting::new(weights.to_vec()).unwrap()
}

fn problem(
    population: &Population,
    weighting: &Weighting,
    loss: MarginLoss,
    delta: f64,
    ridge: f64,
) -> Result<Problem<Population>, ModelError> {
    Problem::new(delta, population.clone())?
        .with_loss(loss)
        .with_ridge(ridge)?
        .with_weights(weighting.clone())
}

fn predict(
    population: &Population,
    weighting: &Weighting,
    loss: MarginLoss,
    delta: f64,
    ridge: f64,
) -> Result<GroupPrediction, ModelError> {
    let problem = problem(population, weighting, loss, delta, ridge)?;
    Ok(crate::theory::predict(&problem))
}

/// Three groups in two coordinates with noise of their own.
fn uneven() -> Population {
    population(&[
        (0.2, 1, &[1.5, 0.3], 0.8),
        (0.3, 1, &[0.4, -0.9], 1.3),
        (0.5, -1, &[-1.1, 0.6], 1.0),
    ])
}

/// Both predictions converged, or neither, and to the same classifier.
fn assert_same(a: &GroupPrediction, b: &GroupPrediction, tolerance: f64, what: &str) {
    assert_eq!(a.status, b.status, "{what}: {a:?} {b:?}");
    let near = |x: f64, y: f64, size: f64| (x - y).abs() <= tolerance * size;
    let (Some(p), Some(q)) = (&a.order, &b.order) else {
        assert_eq!(a.order, b.order, "{what}");
        return;
    };
    let size = p.alpha.max(p.bias.abs());
    assert!(near(p.alpha, q.alpha, p.alpha), "{what}: {a:?} {b:?}");
    assert!(near(p.bias, q.bias, size), "{what}: {a:?} {b:?}");
    for (m, n) in p.projection.iter().zip(&q.projection) {
        assert!(near(*m, *n, p.alpha), "{what}: {a:?} {b:?}");
    }
    for (r, t) in a.errors.iter().zip(&b.errors) {
        assert!(near(*r, *t, 1.0), "{what}: {a:?} {b:?}");
    }
}
