//! The paper's two classes, by the engine that was made for them.

use super::GroupPrediction;
use crate::loss::MarginLoss;
use crate::model::{OrderParameters, Population, Weighting};
use crate::theory::{self, Problem};

/// Weights (ω₊, ω₋) are ρ = ω₊/ω₋ with r/ω₋ in place of r. `None` for other populations, and where
/// these are no numbers.
pub(super) fn predict(
    population: &Population,
    weighting: &Weighting,
    loss: MarginLoss,
    delta: f64,
    ridge: f64,
) -> Option<GroupPrediction> {
    let (two, &[plus, minus]) = (population.as_two_class()?, weighting.weights()) else {
        return None;
    };
    let problem = Problem::new(delta, two)
        .and_then(|p| p.with_loss(loss).with_weight_ratio(plus / minus))
        .and_then(|p| p.with_ridge(ridge / minus))
        .ok()?;
    // A ridge that is too small for a double is not none.
    if (problem.ridge() == 0.0) != (ridge == 0.0) {
        return None;
    }
    let found = theory::predict(&problem);
    let solution = found.solution;
    Some(GroupPrediction {
        status: found.status,
        order: solution.map(|s| OrderParameters::two_class(s.alpha, s.gamma, s.bias)),
        kappa: solution.and_then(|s| s.kappa).map(|kappa| kappa / minus),
        errors: solution.map_or(Vec::new(), |s| vec![s.errors.minority, s.errors.majority]),
        iterations: found.iterations,
        residual: found.residual,
    })
}
