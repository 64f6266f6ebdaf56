//! What quantities are functions of.

use super::{
    ClassErrors, ClassScores, Costs, ScoreLaw, TestConditions, Threshold, TwoClass, Undefined,
};
use crate::loss::LossKind;

/// A trained classifier (θ, b) of two classes, its threshold τ, and what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Classifier {
    gamma: f64,
    law: ScoreLaw,
    threshold: f64,
    /// Why there is no threshold.
    undecided: Option<Undefined>,
    /// Whether the threshold is a number that somebody gave, other than 0: a score as it stands.
    has_given_threshold: bool,
    /// At the threshold.
    errors: ClassErrors,
    test_prior: f64,
    costs: Option<Costs>,
    is_direction: bool,
    has_log_odds: bool,
}

impl Classifier {
    /// From α = ‖θ‖, γ = μᵀθ/‖μ‖ and b; with τ = 0, on the distribution that it was trained on,
    /// without costs, its scores no log-odds.
    pub fn new([alpha, gamma, bias]: [f64; 3], two_class: TwoClass) -> Self {
        let law = ScoreLaw::new(alpha, two_class.signal_strength() * gamma, bias);
        Self {
            gamma,
            law,
            threshold: 0.0,
            undecided: None,
            has_given_threshold: false,
            errors: law.errors(0.0),
            test_prior: two_class.minority_prior(),
            costs: None,
            is_direction: false,
            has_log_odds: false,
        }
    }

    /// The same that takes f > τ for the minority.
    pub fn at(self, threshold: f64) -> Self {
        Self {
            threshold,
            undecided: None,
            has_given_threshold: false,
            errors: self.law.errors(threshold),
            ..self
        }
    }

    /// The same with another law of its scores; γ stays, of which nothing but itself is made.
    pub(crate) fn with_law(self, law: ScoreLaw) -> Self {
        Self {
            law,
            errors: law.errors(self.threshold),
            ..self
        }
    }

    /// The same at the threshold of its training, under the conditions that it has by now; `scores`
    /// are what the threshold's source gives.
    pub fn thresholded(self, threshold: Threshold, scores: Option<&ClassScores>) -> Self {
        match threshold.of(&self.law, scores, self.test_prior, self.costs) {
            Ok(number) => Self {
                has_given_threshold: number != 0.0 && threshold.rule().is_given(),
                ..self.at(number)
            },
            Err(why) => self.undecided_by(why),
        }
    }

    /// The same without a threshold: what depends on one is not there.
    pub fn undecided_by(self, why: Undefined) -> Self {
        Self {
            undecided: Some(why),
            ..self
        }
    }

    /// Why there is no threshold, if there is none: a number that was given says nothing of scores
    /// that have no length.
    pub fn undecided(&self) -> Option<Undefined> {
        let means_nothing = self.has_given_threshold && self.is_direction;
        self.undecided
            .or(means_nothing.then_some(Undefined::NoLength))
    }

    /// The same under these conditions.
    pub fn tested(self, conditions: TestConditions) -> Self {
        Self {
            test_prior: conditions.prior_or(self.test_prior),
            costs: conditions.costs,
            ..self
        }
    }

    /// The same, trained with a loss: the scores of logistic loss are meant as log-odds.
    pub fn of_loss(self, kind: LossKind) -> Self {
        Self {
            has_log_odds: kind == LossKind::Logistic,
            ..self
        }
    }

    /// The same, if true one of separable data: (θ, b) has a direction and no length of its own.
    pub fn direction(self, is_direction: bool) -> Self {
        Self {
            is_direction,
            ..self
        }
    }

    /// Whether (θ, b) has no length of its own.
    pub fn is_direction(&self) -> bool {
        self.is_direction
    }

    /// α.
    pub fn alpha(&self) -> f64 {
        self.law.alpha()
    }

    /// γ.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// b.
    pub fn bias(&self) -> f64 {
        self.law.bias()
    }

    /// The law of a fresh sample's score.
    pub fn law(&self) -> &ScoreLaw {
        &self.law
    }

    /// τ.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// R₊ and R₋ at the threshold.
    pub fn errors(&self) -> ClassErrors {
        self.errors
    }

    /// π₊ of the test distribution.
    pub fn test_prior(&self) -> f64 {
        self.test_prior
    }

    /// c₊ and c₋.
    ///
    /// # Errors
    /// [`Undefined::NoCosts`] where none are given.
    pub fn costs(&self) -> Result<Costs, Undefined> {
        self.costs.ok_or(Undefined::NoCosts)
    }

    /// The law where what follows depends on the length of (θ, b).
    ///
    /// # Errors
    /// [`Undefined::NoLength`] of separable data.
    pub fn law_with_length(&self) -> Result<&ScoreLaw, Undefined> {
        match self.is_direction {
            true => Err(Undefined::NoLength),
            false => Ok(&self.law),
        }
    }

    /// The law where scores are taken for log-odds.
    ///
    /// # Errors
    /// [`Undefined::NoProbabilities`] of losses other than the logistic one,
    /// [`Undefined::NoLength`] of separable data.
    pub fn law_of_log_odds(&self) -> Result<&ScoreLaw, Undefined> {
        match self.has_log_odds {
            true => self.law_with_length(),
            false => Err(Undefined::NoProbabilities),
        }
    }
}
