//! What a way reaches at one place of a map.

use crate::loss::LossKind;
use crate::model::{ModelError, Quantity, Undefined};
use crate::scenario::{MapPlace, MapPlan, Recipe, Way};
use crate::sweep::resolve::{Resolved, resolve_recipe};
use crate::sweep::theory_standing::Standing;
use crate::theory::{
    EstimatedMidpoint, Problem, SampledMargins, Samples, downsampled, estimated_midpoint,
    left_out_margins, sampled_margins,
};

/// What theory says of a way, in the limit or on average over training sets of n samples.
pub(super) struct Reached {
    resolved: Resolved,
    finite: Finite,
}

/// What is known of n samples.
enum Finite {
    /// All is as in the limit.
    Nothing,
    /// The law of the margins at the threshold that they have to give; of quantities that are not made of
    /// class errors how far that is off, all else as in the limit.
    Threshold(Result<(SampledMargins, EstimatedMidpoint), Undefined>),
    /// The law of the margins at τ = 0.
    Margins(Result<SampledMargins, Undefined>),
}

impl Reached {
    pub(super) fn of(map: &MapPlan, place: &MapPlace, recipe: Recipe) -> Result<Self, ModelError> {
        let resolved = resolve_recipe(&place.setting, recipe, map.conditions)?;
        let finite = match place.samples {
            Some(n) => on_samples(place, recipe, &resolved, n)?,
            None => Finite::Nothing,
        };
        Ok(Self { resolved, finite })
    }

    /// The value of a quantity; its mean over training sets where n counts.
    ///
    /// # Errors
    /// [`Undefined`] where it does not exist, or theory does not know that mean.
    pub(super) fn mean(&self, quantity: Quantity) -> Result<f64, Undefined> {
        let limit = self.resolved.of(quantity)?;
        let Some(classifier) = self.resolved.classifier() else {
            return Ok(limit);
        };
        match &self.finite {
            Finite::Nothing => Ok(limit),
            Finite::Threshold(found) => {
                let (margins, estimate) = (*found)?;
                match margins.mean_of(quantity, classifier.test_prior()) {
                    Some(mean) => Ok(mean),
                    None => estimate.mean_of(quantity, &classifier),
                }
            }
            Finite::Margins(margins) => {
                let mean = (*margins)?.mean_of(quantity, classifier.test_prior());
                Ok(mean.unwrap_or(limit))
            }
        }
    }

    pub(super) fn status(&self) -> Standing {
        self.resolved.status()
    }
}

/// Of the training on n samples, of which π₊n are of the minority.
fn on_samples(
    place: &MapPlace,
    recipe: Recipe,
    resolved: &Resolved,
    n: f64,
) -> Result<Finite, ModelError> {
    let (estimates, moved) = (recipe.threshold.is_estimated(), !recipe.threshold.is_none());
    let square = place.setting.training.loss == LossKind::Square.into();
    if moved && !estimates || !moved && !square {
        return Ok(Finite::Nothing);
    }
    let solution = resolved.prediction.and_then(|found| found.solution);
    let (Some(rho), Some(solution)) = (resolved.weight_ratio, solution) else {
        let none = Err(Undefined::NoPrediction);
        return Ok(match estimates {
            true => Finite::Threshold(none),
            false => Finite::Nothing,
        });
    };
    let whole = Problem::of(&place.setting)?.with_weight_ratio(rho)?;
    let prior = whole.two_class().minority_prior();
    let all = Samples::of_shares(whole.delta(), prior, n);
    let (problem, samples) = match recipe.way {
        Way::Downsampled => {
            let share = whole.two_class().balanced_share();
            (
                downsampled(&whole)?.with_weight_ratio(rho)?,
                all.keeping(share),
            )
        }
        Way::Given | Way::Weight(_) => (whole, all),
    };
    if !moved {
        let margins = sampled_margins(&problem, &samples);
        return Ok(Finite::Margins(margins.ok_or(Undefined::TooFewSamples)));
    }
    if !recipe.threshold.is_left_out_midpoint() || !square {
        return Ok(Finite::Threshold(Err(Undefined::UnknownSpread)));
    }
    let found = left_out_margins(&problem, &samples)
        .zip(estimated_midpoint(&problem, &solution, &samples))
        .ok_or(Undefined::TooFewSamples);
    Ok(Finite::Threshold(found))
}
