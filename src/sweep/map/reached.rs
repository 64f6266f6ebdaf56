//! What a way reaches at one place of a map.

use crate::model::{ModelError, Quantity, Undefined};
use crate::scenario::{MapPlace, MapPlan, Recipe, Way};
use crate::sweep::resolve::{Resolved, resolve_recipe};
use crate::sweep::theory_standing::Standing;
use crate::theory::{EstimatedMidpoint, Problem, estimated_midpoint};

/// What theory says of a way, and how far its threshold is off where n samples have to give it.
pub(super) struct Reached {
    resolved: Resolved,
    /// `None` where the threshold is that of the limit.
    estimate: Option<Result<EstimatedMidpoint, Undefined>>,
}

impl Reached {
    pub(super) fn of(map: &MapPlan, place: &MapPlace, recipe: Recipe) -> Result<Self, ModelError> {
        let resolved = resolve_recipe(&place.setting, recipe, map.conditions)?;
        let samples = place.samples.filter(|_| recipe.threshold.is_estimated());
        let estimate = match samples {
            Some(n) => Some(estimate(place, recipe, &resolved, n)?),
            None => None,
        };
        Ok(Self { resolved, estimate })
    }

    /// The value of a quantity; its mean over estimates of the threshold where those count.
    ///
    /// # Errors
    /// [`Undefined`] where it does not exist, or how far estimates are off is not known.
    pub(super) fn mean(&self, quantity: Quantity) -> Result<f64, Undefined> {
        let limit = self.resolved.of(quantity)?;
        match (&self.estimate, self.resolved.classifier()) {
            (Some(estimate), Some(classifier)) => (*estimate)?.mean_of(quantity, &classifier),
            (Some(_), None) | (None, _) => Ok(limit),
        }
    }

    pub(super) fn status(&self) -> Standing {
        self.resolved.status()
    }
}

/// Of the training on n samples, of which π₊n are of the minority.
fn estimate(
    place: &MapPlace,
    recipe: Recipe,
    resolved: &Resolved,
    n: f64,
) -> Result<Result<EstimatedMidpoint, Undefined>, ModelError> {
    let solution = resolved.prediction.and_then(|found| found.solution);
    let (Some(rho), Some(solution)) = (resolved.weight_ratio, solution) else {
        return Ok(Err(Undefined::NoPrediction));
    };
    let problem = Problem::of(&place.setting)?.with_weight_ratio(rho)?;
    let prior = place.setting.population.minority_prior();
    let known = recipe.threshold.is_left_out_midpoint() && recipe.way != Way::Downsampled;
    let found = estimated_midpoint(&problem, &solution, [prior * n, (1.0 - prior) * n]);
    Ok(found.filter(|_| known).ok_or(Undefined::UnknownSpread))
}
