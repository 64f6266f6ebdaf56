//! The paper's two classes, by the engine that was made for them.

use super::GroupPrediction;
use crate::model::{GroupScores, OrderParameters, Population, Problem};
use crate::theory;

/// `None` for other populations, and where ρ or r/ω₋ is no number.
pub(in crate::theory) fn of_two_classes(problem: &Problem<Population>) -> Option<GroupPrediction> {
    let found = theory::predict(&problem.as_two_class()?);
    let of_majority = problem.weights().weights()[1];
    let solution = found.solution;
    let order = solution.map(|s| OrderParameters::two_class(s.alpha, s.gamma, s.bias));
    let scores = order.as_ref();
    Some(GroupPrediction {
        status: found.status,
        scores: scores.map(|order| GroupScores::new(problem.population(), order)),
        order,
        kappa: solution
            .and_then(|s| s.kappa)
            .map(|kappa| kappa / of_majority),
        errors: solution.map_or(Vec::new(), |s| vec![s.errors.minority, s.errors.majority]),
        iterations: found.iterations,
        residual: found.residual,
    })
}
