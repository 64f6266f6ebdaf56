//! How a classifier is trained on groups.

use super::error::{ModelError, check_ridge};
use super::population::Population;
use super::weighting::Weighting;
use crate::loss::MarginLoss;

/// One classifier to train: (1/n) Σ_i ω_{g_i} ℓ_{y_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖².
#[derive(Clone, Debug, PartialEq)]
pub struct GroupTraining {
    /// ℓ, with its adjustments for the labels.
    pub loss: MarginLoss,
    /// ω_g.
    pub weighting: Weighting,
    /// r.
    pub ridge: f64,
}

impl GroupTraining {
    /// Checks that every group of the population has a weight.
    ///
    /// # Errors
    /// [`ModelError`] for another number of weights, or r < 0.
    pub fn new(
        population: &Population,
        loss: MarginLoss,
        weighting: Weighting,
        ridge: f64,
    ) -> Result<Self, ModelError> {
        weighting.check_length(population)?;
        Ok(Self {
            loss,
            weighting,
            ridge: check_ridge(ridge)?,
        })
    }
}
