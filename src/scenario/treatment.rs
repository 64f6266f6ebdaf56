//! What a way to train does about the imbalance.

use super::map::Way;
use crate::loss::MarginLoss;
use crate::model::WeightRule;

/// What is done about the imbalance, whatever the loss: the key of colours and dashes in
/// figures, so that a rule looks the same in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// Nothing: ρ = 1.
    Unweighted,
    /// ρ = π₋/π₊.
    PriorRatio,
    /// ρ̃, at which R₊ = R₋.
    EqualError,
    /// ρ*, which minimises the worst-class error.
    MinWorstClass,
    /// The weight that minimises the balanced error.
    MinBalanced,
    /// The weight that minimises the average error.
    MinAverage,
    /// Majority samples dropped.
    Downsampled,
    /// Margins of the loss that differ between the classes.
    Margins,
}

impl Treatment {
    /// Every treatment.
    pub const ALL: [Treatment; 8] = [
        Treatment::Unweighted,
        Treatment::PriorRatio,
        Treatment::EqualError,
        Treatment::MinWorstClass,
        Treatment::MinBalanced,
        Treatment::MinAverage,
        Treatment::Downsampled,
        Treatment::Margins,
    ];

    /// Of a weight; `None` for a number other than 1, which is no rule.
    pub fn of_rule(rule: WeightRule) -> Option<Self> {
        match rule {
            WeightRule::Fixed(rho) => (rho == 1.0).then_some(Treatment::Unweighted),
            WeightRule::Unweighted => Some(Treatment::Unweighted),
            WeightRule::PriorRatio => Some(Treatment::PriorRatio),
            WeightRule::EqualError => Some(Treatment::EqualError),
            WeightRule::MinWorstClass => Some(Treatment::MinWorstClass),
            WeightRule::MinBalanced => Some(Treatment::MinBalanced),
            WeightRule::MinAverage => Some(Treatment::MinAverage),
        }
    }

    /// Of a contender in a map.
    pub fn of_way(way: Way) -> Option<Self> {
        match way {
            Way::Given => None,
            Way::Weight(rule) => Self::of_rule(rule),
            Way::Downsampled => Some(Treatment::Downsampled),
        }
    }

    /// Of a method; `weight` is `None` where an axis gives it.
    pub(super) fn of_method(
        loss: MarginLoss,
        downsample: bool,
        weight: Option<WeightRule>,
    ) -> Option<Self> {
        if downsample {
            return Some(Treatment::Downsampled);
        }
        match loss.is_plain() {
            true => weight.and_then(Self::of_rule),
            false => Some(Treatment::Margins),
        }
    }
}
