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

    /// Bytes that stand for everything that shapes a classifier on given data.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            loss,
            weighting,
            ridge,
        } = self;
        let mut bytes = (loss.name().len() as u64).to_le_bytes().to_vec();
        bytes.extend(loss.name().as_bytes());
        let numbers = loss.numbers().into_iter().chain([*ridge]);
        for number in numbers.chain(weighting.weights().iter().copied()) {
            // −0 is 0.
            bytes.extend((number + 0.0).to_bits().to_le_bytes());
        }
        bytes
    }
}
