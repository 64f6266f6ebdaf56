//! One question to the theory.

use super::error::{ModelError, check_delta, check_ridge};
use super::{Mixture, Population, Setting, Training, TwoClass};
use crate::loss::{LossKind, MarginLoss};

/// Weighted empirical risk minimisation in the proportional limit:
///
/// minimise over (θ, b)  (1/n) Σ_i ω_{g_i} ℓ_{y_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖²
///
/// with d/n → δ and the intercept never penalised (docs/theory.md, sections 1 and 8). Of the
/// paper's two classes ω₊ = ρ and ω₋ = 1; of any groups there is one ω_g each, and with ridge
/// their common scale matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Problem<M: Mixture = TwoClass> {
    population: M,
    /// On all samples, by whatever algorithm: the limit knows none.
    training: Training<M::Weights>,
    delta: f64,
}

impl<M: Mixture> Problem<M> {
    /// Square loss, all groups counting the same, no ridge; change them with the `with_` methods.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < δ < ∞.
    pub fn new(delta: f64, population: M) -> Result<Self, ModelError> {
        Ok(Self {
            delta: check_delta(delta)?,
            training: Training::new(LossKind::Square, population.equal_weights()),
            population,
        })
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

    /// The same problem of other groups.
    ///
    /// # Errors
    /// [`ModelError::Length`] where the weights are not those of so many.
    pub fn with_population(self, population: M) -> Result<Self, ModelError> {
        population.check_weights(&self.training.weights)?;
        Ok(Self { population, ..self })
    }

    /// The same problem with another loss, a [`LossKind`] or a [`MarginLoss`].
    pub fn with_loss(self, loss: impl Into<MarginLoss>) -> Self {
        Self {
            training: Training {
                loss: loss.into(),
                ..self.training
            },
            ..self
        }
    }

    /// The same problem with other weights.
    ///
    /// # Errors
    /// [`ModelError`] unless they are positive numbers, one for each group.
    pub fn with_weights(self, weights: M::Weights) -> Result<Self, ModelError> {
        self.population.check_weights(&weights)?;
        Ok(Self {
            training: self.training.weighing(weights),
            ..self
        })
    }

    /// The same problem with ridge strength r.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 ≤ r < ∞.
    pub fn with_ridge(self, ridge: f64) -> Result<Self, ModelError> {
        Ok(Self {
            training: Training {
                ridge: check_ridge(ridge)?,
                ..self.training
            },
            ..self
        })
    }

    /// The groups.
    pub fn population(&self) -> &M {
        &self.population
    }

    /// How is trained: on all samples, by a direct solver.
    pub fn training(&self) -> &Training<M::Weights> {
        &self.training
    }

    /// ℓ.
    pub fn loss(&self) -> MarginLoss {
        self.training.loss
    }

    /// How much each group counts.
    pub fn weights(&self) -> &M::Weights {
        &self.training.weights
    }

    /// r.
    pub fn ridge(&self) -> f64 {
        self.training.ridge
    }

    /// δ = d/n.
    pub fn delta(&self) -> f64 {
        self.delta
    }
}

impl Problem {
    /// What a setting asks; its weight, which may be a rule, is left at ρ = 1.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < δ < ∞ and 0 ≤ r < ∞.
    pub fn of(setting: &Setting) -> Result<Self, ModelError> {
        let Setting {
            delta,
            population,
            training,
        } = *setting;
        // On what is downsampled the theory is asked apart, and so it is for thresholds; the limit
        // knows no algorithm.
        let Training {
            loss,
            weights: _,
            ridge,
            downsample: _,
            solver: _,
            threshold: _,
        } = training;
        Self::new(delta, population)?
            .with_loss(loss)
            .with_ridge(ridge)
    }

    /// The same problem of other classes.
    pub fn with_two_class(self, two_class: TwoClass) -> Self {
        Self {
            population: two_class,
            ..self
        }
    }

    /// The same problem with weight ratio ρ.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless 0 < ρ < ∞.
    pub fn with_weight_ratio(self, weight_ratio: f64) -> Result<Self, ModelError> {
        self.with_weights(weight_ratio)
    }

    /// π₊ and s.
    pub fn two_class(&self) -> TwoClass {
        self.population
    }

    /// ρ = ω₊/ω₋.
    pub fn weight_ratio(&self) -> f64 {
        self.training.weights
    }
}

impl Problem<Population> {
    /// The same problem as one of the paper's two classes, if it is that: weights (ω₊, ω₋) are
    /// ρ = ω₊/ω₋ with r/ω₋ in place of r. `None` for other populations, and where these are no
    /// numbers.
    pub fn as_two_class(&self) -> Option<Problem> {
        let (two, &[plus, minus]) = (self.population.as_two_class()?, self.weights().weights())
        else {
            return None;
        };
        let problem = Problem::new(self.delta, two)
            .and_then(|p| p.with_loss(self.loss()).with_weight_ratio(plus / minus))
            .and_then(|p| p.with_ridge(self.ridge() / minus))
            .ok()?;
        // A ridge that is too small for a double is not none.
        ((problem.ridge() == 0.0) == (self.ridge() == 0.0)).then_some(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Weighting;

    #[test]
    fn what_is_checked() {
        let groups = TwoClass::new(0.2, 1.0).unwrap().population();
        let problem = |delta| Problem::new(delta, groups.clone());
        assert!(problem(0.0).is_err());
        let problem = problem(0.5).unwrap();
        assert!(problem.clone().with_ridge(-1.0).is_err());
        let three = Weighting::new(vec![1.0; 3]).unwrap();
        assert!(problem.with_weights(three).is_err());
        let two = Problem::new(0.5, TwoClass::new(0.2, 1.0).unwrap()).unwrap();
        assert!(two.with_weight_ratio(0.0).is_err());
    }

    /// ω₊, ω₋ and r by a common factor are the same problem.
    #[test]
    fn as_two_classes() {
        let two = TwoClass::new(0.2, 1.0).unwrap();
        let with = |weights: [f64; 2], ridge| {
            Problem::new(0.5, two.population())
                .and_then(|p| p.with_weights(Weighting::new(weights.to_vec())?))
                .and_then(|p| p.with_ridge(ridge))
                .unwrap()
                .as_two_class()
        };
        let problem = with([6.0, 2.0], 0.5).unwrap();
        assert_eq!((problem.weight_ratio(), problem.ridge()), (3.0, 0.25));
        assert_eq!(with([6.0, 2e200], 1e-200), None);
    }
}
