//! From order parameters to the error of each group, exactly.
//!
//! A test point of group g is x = μ_g + σ_g Z, so that
//! R_g = P(y_g(θᵀx + b) < 0) = Q( y_g(μ_g·m + b)/(α σ_g) ): no test set is ever drawn.

use serde::Serialize;

use super::{OrderParameters, Population};
use crate::numerics::upper_tail;

/// R_g for every group of the population (docs/theory.md, sections 1 and 8).
///
/// With θ = 0 the classifier is constant: the error is 0, 1 or (b = 0) ½.
pub fn group_errors(population: &Population, order: &OrderParameters) -> Vec<f64> {
    population
        .groups()
        .iter()
        .map(|g| {
            let dot: f64 = g
                .mean
                .iter()
                .zip(&order.projection)
                .map(|(a, b)| a * b)
                .sum();
            tail_of(
                g.label.sign() * (dot + order.bias),
                order.alpha * g.noise_scale,
            )
        })
        .collect()
}

/// max_g R_g; `None` of no groups.
pub fn worst(errors: &[f64]) -> Option<f64> {
    errors.iter().copied().reduce(f64::max)
}

/// The mean of the groups' errors, whatever their priors; `None` of no groups.
pub fn balanced(errors: &[f64]) -> Option<f64> {
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64)
}

/// Σ π_g R_g; `None` of no groups.
pub fn average(population: &Population, errors: &[f64]) -> Option<f64> {
    let each = population.groups().iter().zip(errors);
    (!errors.is_empty()).then(|| each.map(|(g, error)| g.prior * error).sum())
}

/// Q(margin/spread), also for a spread of zero.
pub(crate) fn tail_of(margin: f64, spread: f64) -> f64 {
    if spread > 0.0 {
        upper_tail(margin / spread)
    } else if margin == 0.0 {
        0.5
    } else if margin > 0.0 {
        0.0
    } else {
        1.0
    }
}

/// The errors of the two classes and what is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClassErrors {
    /// R₊ = Q((sγ + b)/α).
    pub minority: f64,
    /// R₋ = Q((sγ − b)/α).
    pub majority: f64,
}

impl ClassErrors {
    /// From s and (α, γ, b).
    pub fn two_class(signal_strength: f64, alpha: f64, gamma: f64, bias: f64) -> Self {
        let pull = signal_strength * gamma;
        Self {
            minority: tail_of(pull + bias, alpha),
            majority: tail_of(pull - bias, alpha),
        }
    }

    /// WCE = max(R₊, R₋).
    pub fn worst(self) -> f64 {
        self.minority.max(self.majority)
    }

    /// BER = (R₊ + R₋)/2.
    pub fn balanced(self) -> f64 {
        0.5 * (self.minority + self.majority)
    }

    /// π₊R₊ + π₋R₋.
    pub fn average(self, minority_prior: f64) -> f64 {
        minority_prior * self.minority + (1.0 - minority_prior) * self.majority
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;
    use approx::assert_relative_eq;

    /// golden/points.json, second row (square loss, δ=.2, π₊=.2, s=2, ρ=4).
    #[test]
    fn both_forms_give_the_golden_errors() {
        let (a, g, b) = (
            0.477_867_705_238_542_7,
            0.397_298_352_602_199,
            -0.037_246_720_556_456_16,
        );
        let errors = ClassErrors::two_class(2.0, a, g, b);
        assert_relative_eq!(
            errors.minority,
            0.056_499_888_029_789_51,
            max_relative = 1e-13
        );
        assert_relative_eq!(
            errors.majority,
            0.040_864_582_335_785_32,
            max_relative = 1e-13
        );
        let population = TwoClass::new(0.2, 2.0).unwrap().population();
        let all = group_errors(&population, &OrderParameters::two_class(a, g, b));
        assert_eq!(all, [errors.minority, errors.majority]);
        assert_relative_eq!(errors.average(0.2), 0.2 * all[0] + 0.8 * all[1]);
        assert_eq!(errors.worst(), errors.minority);
    }

    #[test]
    fn a_constant_classifier_has_an_error_too() {
        let errors = ClassErrors::two_class(1.0, 0.0, 0.0, -0.5);
        assert_eq!((errors.minority, errors.majority), (1.0, 0.0));
        assert_eq!(ClassErrors::two_class(1.0, 0.0, 0.0, 0.0).worst(), 0.5);
    }
}
