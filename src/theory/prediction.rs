//! What the theory says of one problem.

use serde::{Deserialize, Serialize};

use crate::model::{ClassErrors, Classifier, Quantity, ScoreLaw, TwoClass};

/// How a prediction came about, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The scalar equations are solved; the residual proves it.
    Converged,
    /// Square loss without ridge at δ = 1: the variance diverges (double descent).
    InterpolationThreshold,
    /// Without ridge the training data are separable: the loss has no finite minimiser,
    /// and training tends to the maximum-margin direction, which is given with α = 1.
    Separable,
    /// No solution to working accuracy was found; nothing is returned.
    NotConverged,
}

impl Status {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Status::Converged => "converged",
            Status::InterpolationThreshold => "interpolation_threshold",
            Status::Separable => "separable",
            Status::NotConverged => "not_converged",
        }
    }
}

/// The limiting classifier: its order parameters and errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solution {
    /// α = lim ‖θ‖.
    pub alpha: f64,
    /// γ = lim μᵀθ/‖μ‖.
    pub gamma: f64,
    /// b, the intercept.
    pub bias: f64,
    /// κ, the effective prox step; `None` in the minimum-norm limit, where it is infinite.
    pub kappa: Option<f64>,
    /// R₊ and R₋.
    pub errors: ClassErrors,
}

impl Solution {
    /// The law of a fresh sample's score, from which metrics and thresholds follow; s is the
    /// problem's signal strength.
    pub fn score_law(&self, signal_strength: f64) -> ScoreLaw {
        ScoreLaw::new(self.alpha, signal_strength * self.gamma, self.bias)
    }
}

/// A solution, if there is one, with the evidence for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// How it went.
    pub status: Status,
    /// The limit, unless the status says that there is none.
    pub solution: Option<Solution>,
    /// Evaluations or iterations spent; 0 for a closed form.
    pub iterations: usize,
    /// Largest scaled residual of the scalar equations at the solution.
    pub residual: Option<f64>,
}

impl Prediction {
    /// A prediction that does not exist, and why.
    pub(crate) fn none(status: Status) -> Self {
        Self {
            status,
            solution: None,
            iterations: 0,
            residual: None,
        }
    }

    /// The limiting classifier with τ = 0, as one of two classes that need not have the shares that
    /// it was trained with. Which loss it was, and what errors cost, is still to be said.
    pub fn classifier(&self, two_class: TwoClass) -> Option<Classifier> {
        let Solution {
            alpha, gamma, bias, ..
        } = self.solution?;
        let is_direction = self.status == Status::Separable;
        Some(Classifier::new([alpha, gamma, bias], two_class).direction(is_direction))
    }

    /// The predicted value of a quantity of this classifier that depends on nothing else.
    pub fn value(&self, quantity: Quantity, two_class: TwoClass) -> Option<f64> {
        quantity.of(&self.classifier(two_class)?).ok()
    }
}
