//! What the theory says of one problem of groups.

use nalgebra::DVector;

use super::frame::Frame;
use super::problem::{FramedProblem, Member};
use crate::model::error_rates::{balanced, tail_of, worst};
use crate::model::{
    BestThreshold, GroupQuantity, GroupScore, GroupScores, OrderParameters, Population,
    ThresholdStatus,
};
use crate::theory::Status;

/// The limit for groups, with the evidence for it.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPrediction {
    /// How it went.
    pub status: Status,
    /// α, m, b, unless the status says that there are none.
    pub order: Option<OrderParameters>,
    /// κ; `None` in the minimum-norm and maximum-margin limits.
    pub kappa: Option<f64>,
    /// R_g = Q(y_g(μ_g·m + b)/(ασ_g)), in the population's order; empty without a solution.
    pub errors: Vec<f64>,
    /// The law of the scores, which a threshold is chosen by; `None` without a solution.
    pub scores: Option<GroupScores>,
    /// Steps or evaluations spent; 0 for a closed form.
    pub iterations: usize,
    /// The largest residual of all equations, each relative to its own terms.
    pub residual: Option<f64>,
}

impl GroupPrediction {
    /// The largest of the groups' errors.
    pub fn worst(&self) -> Option<f64> {
        worst(&self.errors)
    }

    /// The mean of the groups' errors, whatever their priors.
    pub fn balanced(&self) -> Option<f64> {
        balanced(&self.errors)
    }

    /// A quantity of the population predicted for; `None` where there is no classifier.
    pub fn value(&self, quantity: GroupQuantity, population: &Population) -> Option<f64> {
        let order = self.order.as_ref()?;
        Some(quantity.value(population, order, &self.errors))
    }

    /// τ as it is shown to people: what follows from the solution is 0 where it is less of the scores
    /// than a solution may leave in its equations; what was given stays.
    pub fn shown_threshold(&self, found: &BestThreshold) -> f64 {
        match (found.status, &self.scores) {
            (ThresholdStatus::Exact | ThresholdStatus::Searched, Some(scores)) => {
                scores.beyond(UNRESOLVED, found.threshold)
            }
            (ThresholdStatus::Given, _) | (_, None) => found.threshold,
        }
    }

    /// Whether all groups have the same error, to 10⁻⁹ of the largest.
    pub fn is_equal(&self) -> bool {
        let smallest = self.errors.iter().copied().reduce(f64::min);
        let ends = self.worst().zip(smallest);
        ends.is_some_and(|(worst, best)| worst - best <= 1e-9 * worst)
    }
}

/// What is accepted as a solution leaves no more than this, relative to its terms.
const UNRESOLVED: f64 = 1e-10;

/// A classifier in the coordinates of a [`Frame`].
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// α.
    pub(super) alpha: f64,
    /// (m, b).
    pub(super) position: DVector<f64>,
    /// κ.
    pub(super) kappa: Option<f64>,
}

/// A prediction in the coordinates of a [`Frame`].
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) found: Option<Found>,
    pub(super) iterations: usize,
    pub(super) residual: Option<f64>,
}

impl Answer {
    /// None, and why.
    pub(super) fn none(status: Status) -> Self {
        Self {
            status,
            found: None,
            iterations: 0,
            residual: None,
        }
    }

    /// In the population's own coordinates. What is separable is scaled to α = 1.
    ///
    /// The errors are those of [`group_errors`](crate::model::error_rates::group_errors) for these order
    /// parameters, from margins that have not lost digits to means far from zero.
    pub(super) fn told(self, problem: &FramedProblem, frame: &Frame) -> GroupPrediction {
        let errors = self.found.iter().flat_map(|found| {
            let members = problem.members.iter();
            members.map(|g| tail_of(g.direction.dot(&found.position), found.alpha))
        });
        let errors = errors.collect();
        let scores = self.found.as_ref().map(|found| {
            let length = match self.status {
                Status::Separable => found.alpha / frame.length(),
                Status::Converged | Status::InterpolationThreshold | Status::NotConverged => 1.0,
            };
            scores(problem, found, length)
        });
        let order = self.found.as_ref().map(|found| {
            let order = frame.order(found);
            match self.status {
                Status::Separable => direction(order),
                Status::Converged | Status::InterpolationThreshold | Status::NotConverged => order,
            }
        });
        GroupPrediction {
            status: self.status,
            order,
            kappa: self
                .found
                .and_then(|found| found.kappa)
                .map(|k| frame.kappa(k)),
            errors,
            scores,
            iterations: self.iterations,
            residual: self.residual,
        }
    }
}

/// f_g ~ N(μ_g·m + b, α²σ_g²), in units of a length.
fn scores(problem: &FramedProblem, found: &Found, length: f64) -> GroupScores {
    let of_group = |g: &Member| GroupScore {
        label: g.label,
        mean: g.label.sign() * g.direction.dot(&found.position) * g.noise / length,
        spread: found.alpha * g.noise / length,
    };
    GroupScores::of_groups(problem.members.iter().map(of_group))
}

/// Scaled to α = 1.
fn direction(order: OrderParameters) -> OrderParameters {
    OrderParameters {
        alpha: 1.0,
        projection: order.projection.iter().map(|m| m / order.alpha).collect(),
        bias: order.bias / order.alpha,
    }
}
