//! The quantities of a classifier of groups, each a function of its order parameters.

use super::error_rates::{average, balanced, group_errors, worst};
use super::{OrderParameters, Population};

/// One number that theory predicts and simulation measures on groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupQuantity {
    /// α = ‖θ‖.
    Alpha,
    /// θ's coordinate j in the space of the means, from 0 on.
    Projection(usize),
    /// b, the intercept.
    Bias,
    /// R_g, groups counted from 0 on.
    Error(usize),
    /// max_g R_g.
    WorstGroupError,
    /// The mean of R_g over groups, whatever their priors.
    BalancedError,
    /// Σ π_g R_g.
    AverageError,
}

impl GroupQuantity {
    /// Every quantity of a population, in the order of tables.
    pub fn all(population: &Population) -> Vec<Self> {
        let coordinates = 0..population.mean_dimension();
        let groups = 0..population.groups().len();
        let mut all = vec![Self::Alpha];
        all.extend(coordinates.map(Self::Projection));
        all.push(Self::Bias);
        all.extend(groups.map(Self::Error));
        all.extend([
            Self::WorstGroupError,
            Self::BalancedError,
            Self::AverageError,
        ]);
        all
    }

    /// All of them for one classifier, in the order of [`GroupQuantity::all`].
    pub fn values(population: &Population, order: &OrderParameters) -> Vec<f64> {
        let errors = group_errors(population, order);
        let value = |quantity: Self| quantity.value(population, order, &errors);
        Self::all(population).into_iter().map(value).collect()
    }

    /// From order parameters and the errors that follow from them. A coordinate or group that
    /// there is not has no number, and neither have the errors of none.
    pub fn value(self, population: &Population, order: &OrderParameters, errors: &[f64]) -> f64 {
        let found = match self {
            Self::Alpha => Some(order.alpha),
            Self::Projection(j) => order.projection.get(j).copied(),
            Self::Bias => Some(order.bias),
            Self::Error(g) => errors.get(g).copied(),
            Self::WorstGroupError => worst(errors),
            Self::BalancedError => balanced(errors),
            Self::AverageError => average(population, errors),
        };
        found.unwrap_or(f64::NAN)
    }

    /// Whether it follows from the groups' errors, and so depends on the threshold.
    pub fn is_error(self) -> bool {
        match self {
            Self::Alpha | Self::Projection(_) | Self::Bias => false,
            Self::Error(_) | Self::WorstGroupError | Self::BalancedError | Self::AverageError => {
                true
            }
        }
    }

    /// What tables for people call it.
    pub fn label(self, population: &Population) -> String {
        match self {
            Self::Alpha => "norm of the weights α".to_owned(),
            Self::Projection(j) => format!("projection m{}", subscript(j + 1)),
            Self::Bias => "intercept b".to_owned(),
            Self::Error(g) => match population.groups().get(g) {
                Some(group) => format!("error of {}", group.name),
                None => format!("error of group {g}"),
            },
            Self::WorstGroupError => "worst-group error".to_owned(),
            Self::BalancedError => "balanced error".to_owned(),
            Self::AverageError => "average error".to_owned(),
        }
    }
}

fn subscript(number: usize) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x2080 + d));
    number.to_string().chars().filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpuriousCorrelation;

    #[test]
    fn every_quantity_has_a_number_and_a_name() {
        let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        let population = model.population();
        let order = OrderParameters {
            alpha: 0.7,
            projection: vec![0.4, 0.1],
            bias: 0.02,
        };
        let all = GroupQuantity::all(&population);
        let values = GroupQuantity::values(&population, &order);
        assert_eq!((all.len(), values.len()), (11, 11));
        assert!(values.iter().all(|v| v.is_finite()));
        assert_eq!(values[..4], [0.7, 0.4, 0.1, 0.02]);
        assert_eq!(values[8], values[4..8].iter().copied().fold(0.0, f64::max));
        let mean = values[4..8].iter().sum::<f64>() / 4.0;
        assert!((values[9] - mean).abs() < 1e-16);
        let labels: std::collections::HashSet<_> =
            all.iter().map(|q| q.label(&population)).collect();
        assert_eq!(labels.len(), all.len());
        assert_eq!(
            GroupQuantity::Projection(11).label(&population),
            "projection m₁₂"
        );
        let none = GroupQuantity::WorstGroupError.value(&population, &order, &[]);
        assert!(none.is_nan());
    }
}
