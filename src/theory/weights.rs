//! Weight rules: which ρ each gives, and what it reaches.

use super::square::EqualError;
use super::{Prediction, Problem, Status, downsampled, equal_error_weight, predict};
use crate::model::{ModelError, Quantity, WeightRule};
use crate::numerics::grid_then_brent;

/// Weights are sought within this range; [`at_search_limit`] tells an optimum at its end.
pub const SEARCH_RANGE: (f64, f64) = (1e-4, 1e8);
/// Grid points per search: several valleys occur at large signal, none narrower
/// than the tenth of a decade that these leave.
const SEARCH_POINTS: usize = 121;

/// Whether an optimal weight lies at an end of [`SEARCH_RANGE`]: the error then still
/// falls, or is flat, beyond.
pub fn at_search_limit(weight_ratio: f64) -> bool {
    !(1.5 * SEARCH_RANGE.0..SEARCH_RANGE.1 / 1.5).contains(&weight_ratio)
}

/// A rule applied to a problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleOutcome {
    /// ρ, or `None` when the rule gives none here.
    pub weight_ratio: Option<f64>,
    /// What training with that weight reaches; where the rule gives no finite
    /// weight, the limit ρ → ∞.
    pub prediction: Prediction,
}

/// The weight a rule gives for a problem, or `None`: no finite weight equalises
/// the errors, or there is nothing to optimise (δ = 1 without ridge).
///
/// Where weights have no effect at all (δ > 1 without ridge) optimal rules give
/// ρ = 1. The problem's own weight ratio is ignored.
pub fn weight_for(rule: WeightRule, problem: &Problem) -> Option<f64> {
    match rule {
        WeightRule::Fixed(rho) => Some(rho),
        WeightRule::Unweighted => Some(1.0),
        WeightRule::PriorRatio => Some(problem.two_class().prior_ratio()),
        WeightRule::EqualError => equal_error_weight(problem).weight(),
        WeightRule::MinWorstClass => minimising(problem, Quantity::WorstClassError),
        WeightRule::MinBalanced => minimising(problem, Quantity::BalancedError),
        WeightRule::MinAverage => minimising(problem, Quantity::AverageError),
    }
}

/// Applies a rule and predicts what it reaches.
///
/// # Errors
/// [`ModelError`] if a fixed weight is not a positive number.
pub fn apply(rule: WeightRule, problem: &Problem) -> Result<RuleOutcome, ModelError> {
    let weight_ratio = weight_for(rule, problem);
    let prediction = match (weight_ratio, rule) {
        (Some(rho), _) => predict(&problem.with_weight_ratio(rho)?),
        (None, WeightRule::EqualError) => match equal_error_weight(problem) {
            EqualError::Infeasible { limit } => limit,
            EqualError::Weight(rho) => predict(&problem.with_weight_ratio(rho)?),
        },
        (None, _) => predict(problem),
    };
    Ok(RuleOutcome {
        weight_ratio,
        prediction,
    })
}

/// What dropping majority samples to balance reaches (unweighted afterwards).
///
/// # Errors
/// [`ModelError`] if δ/(2π₊) overflows.
pub fn apply_downsampling(problem: &Problem) -> Result<RuleOutcome, ModelError> {
    Ok(RuleOutcome {
        weight_ratio: Some(1.0),
        prediction: predict(&downsampled(problem)?),
    })
}

/// argmin over ρ of an error: a grid in log ρ (errors can have several valleys),
/// then Brent's method; the kink at ρ̃ is tried exactly.
fn minimising(problem: &Problem, error: Quantity) -> Option<f64> {
    let prior = problem.two_class().minority_prior();
    let error_at = |rho: f64| {
        problem
            .with_weight_ratio(rho)
            .ok()
            .and_then(|p| predict(&p).value(error, prior))
            .unwrap_or(f64::INFINITY)
    };
    // Interpolated or separable data: weights have no effect.
    let unweighted = predict(problem);
    if unweighted.status == Status::Separable || problem.ridge() == 0.0 && problem.delta() >= 1.0 {
        return unweighted.solution.map(|_| 1.0);
    }
    let (low, high) = SEARCH_RANGE;
    let found = grid_then_brent(|u| error_at(u.exp()), low.ln(), high.ln(), SEARCH_POINTS)?;
    let mut best = (found.at.exp(), found.value);
    if error == Quantity::WorstClassError
        && let Some(rho) = equal_error_weight(problem).weight()
        && error_at(rho) <= best.1
    {
        best = (rho, error_at(rho));
    }
    best.1.is_finite().then_some(best.0)
}
