//! One question to the theory.

use crate::loss::{LossKind, MarginLoss};
use crate::model::{
    ModelError, Setting, Training, TwoClass, check_delta, check_ridge, check_weight_ratio,
};

/// Weighted empirical risk minimisation in the proportional limit:
///
/// minimise over (θ, b)  (1/n) Σ_i ω_{y_i} ℓ(y_i(θᵀx_i + b)) + (r/2)‖θ‖²
///
/// with d/n → δ, ω₊ = ρ, ω₋ = 1 and the intercept never penalised (docs/theory.md, section 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Problem {
    loss: MarginLoss,
    delta: f64,
    two_class: TwoClass,
    weight_ratio: f64,
    ridge: f64,
}

impl Problem {
    /// Square loss, ρ = 1, no ridge; change them with the `with_` methods.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < δ < ∞.
    pub fn new(delta: f64, two_class: TwoClass) -> Result<Self, ModelError> {
        Ok(Self {
            loss: LossKind::Square.into(),
            delta: check_delta(delta)?,
            two_class,
            weight_ratio: 1.0,
            ridge: 0.0,
        })
    }

    /// What a setting asks; its weight, which may be a rule, is left at ρ = 1.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < δ < ∞ and 0 ≤ r < ∞.
    pub fn of(setting: &Setting) -> Result<Self, ModelError> {
        let Setting {
            delta,
            two_class,
            training,
        } = *setting;
        // On what is downsampled the theory is asked apart; the limit knows no algorithm.
        let Training {
            loss,
            weight_ratio: _,
            ridge,
            downsample: _,
            solver: _,
        } = training;
        Self::new(delta, two_class)?
            .with_loss(loss)
            .with_ridge(ridge)
    }

    /// The same problem with aspect ratio δ.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < δ < ∞.
    pub fn with_delta(self, delta: f64) -> Result<Self, ModelError> {
        Ok(Self {
            delta: check_delta(delta)?,
            ..self
        })
    }

    /// The same problem of other classes.
    pub fn with_two_class(self, two_class: TwoClass) -> Self {
        Self { two_class, ..self }
    }

    /// The same problem with another loss, a [`LossKind`] or a [`MarginLoss`].
    pub fn with_loss(self, loss: impl Into<MarginLoss>) -> Self {
        Self {
            loss: loss.into(),
            ..self
        }
    }

    /// The same problem with weight ratio ρ.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < ρ < ∞.
    pub fn with_weight_ratio(self, weight_ratio: f64) -> Result<Self, ModelError> {
        Ok(Self {
            weight_ratio: check_weight_ratio(weight_ratio)?,
            ..self
        })
    }

    /// The same problem with ridge strength r.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 ≤ r < ∞.
    pub fn with_ridge(self, ridge: f64) -> Result<Self, ModelError> {
        Ok(Self {
            ridge: check_ridge(ridge)?,
            ..self
        })
    }

    /// ℓ.
    pub fn loss(&self) -> MarginLoss {
        self.loss
    }

    /// δ = d/n.
    pub fn delta(&self) -> f64 {
        self.delta
    }

    /// π₊ and s.
    pub fn two_class(&self) -> TwoClass {
        self.two_class
    }

    /// ρ = ω₊/ω₋.
    pub fn weight_ratio(&self) -> f64 {
        self.weight_ratio
    }

    /// r.
    pub fn ridge(&self) -> f64 {
        self.ridge
    }
}
