//! What one classifier of groups is like.

use crate::model::error_rates::group_errors;
use crate::model::{OrderParameters, Population};
use crate::simulate::Failure;
use crate::simulate::erm::{ACCEPTED_RESIDUAL, Fit};
use crate::simulate::prepared_set::TrainedFit;

/// What a trained classifier is like, as far as errors go.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMeasurement {
    /// α, the projections of θ on the coordinates of the means, and b.
    pub order: OrderParameters,
    /// R_g, which the order parameters fix.
    pub errors: Vec<f64>,
    /// Passes over the data, columns drawn, or 1.
    pub iterations: usize,
    /// Relative gradient, duality gap or training residual at the solution.
    pub residual: f64,
    /// Whether the loss has no minimiser on these separable data; the order parameters are then
    /// those of the maximum-margin direction, scaled to α = 1.
    pub separable: bool,
}

impl GroupMeasurement {
    /// Of a classifier that was found in so many iterations with such a residual, unless that is
    /// inaccurate or no number.
    pub(super) fn accepted(
        population: &Population,
        order: OrderParameters,
        (iterations, residual): (usize, f64),
        separable: bool,
    ) -> Result<Self, Failure> {
        // Not so when it is not a number.
        let accurate = residual <= ACCEPTED_RESIDUAL;
        if !accurate {
            return Err(Failure::Inaccurate { residual });
        }
        let found = Self::new(population, order, (iterations, residual), separable);
        let Self { order, errors, .. } = &found;
        let mut numbers = order.projection.iter().chain(errors);
        let finite = numbers.all(|x| x.is_finite()) && order.alpha.is_finite();
        match finite && order.bias.is_finite() {
            true => Ok(found),
            false => Err(Failure::NotFinite),
        }
    }

    /// Of order parameters, from which the errors follow, and what the solver left.
    pub fn new(
        population: &Population,
        order: OrderParameters,
        (iterations, residual): (usize, f64),
        separable: bool,
    ) -> Self {
        Self {
            errors: group_errors(population, &order),
            order,
            iterations,
            residual,
            separable,
        }
    }

    /// Of what was trained on samples, whose first coordinates are those of the means.
    pub(super) fn of_trained(
        population: &Population,
        trained: &TrainedFit,
    ) -> Result<Self, Failure> {
        let TrainedFit { fit, separable } = trained;
        let solved = (fit.iterations, fit.residual);
        Self::accepted(population, order(population, fit), solved, *separable)
    }

    /// Of a minimiser in all dimensions.
    pub(super) fn of_fit(population: &Population, fit: &Fit) -> Result<Self, Failure> {
        let solved = (fit.iterations, fit.residual);
        Self::accepted(population, order(population, fit), solved, false)
    }
}

fn order(population: &Population, fit: &Fit) -> OrderParameters {
    OrderParameters {
        alpha: fit.theta.iter().map(|t| t * t).sum::<f64>().sqrt(),
        projection: fit.theta[..population.mean_dimension()].to_vec(),
        bias: fit.bias,
    }
}
