//! The law of a score in every group, and the threshold that is best for it.

mod least_mean;
mod least_worst;

#[cfg(test)]
mod tests;

use super::error_rates::tail_of;
use super::{GroupObjective, Label, OrderParameters, Population, Undefined};

/// The scores of one group: f ~ N(mean, spread²).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct GroupScore {
    /// y_g.
    pub(crate) label: Label,
    /// μ_g·m + b.
    pub(crate) mean: f64,
    /// ασ_g.
    pub(crate) spread: f64,
}

impl GroupScore {
    /// Q(y(mean − τ)/spread).
    fn error(self, threshold: f64) -> f64 {
        tail_of(self.label.sign() * (self.mean - threshold), self.spread)
    }
}

/// The law of a linear classifier's score f = θᵀx + b in every group, f | g ~ N(μ_g·m + b, α²σ_g²), in
/// the population's order (docs/theory.md, section 12). Of separable data it is in units of ‖θ‖.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScores {
    groups: Vec<GroupScore>,
}

named! {
    /// What is known of a threshold.
    pub enum ThresholdStatus {
        /// A number that was given.
        Given = "given",
        /// By a closed form.
        Exact = "exact",
        /// The lowest of all local minima that a grid on the scales of all groups shows, each refined:
        /// that none is lower was searched, not proved.
        Searched = "searched",
    }
}

/// A threshold, and what it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct BestThreshold {
    /// τ.
    pub threshold: f64,
    /// R_g of the rule f > τ.
    pub errors: Vec<f64>,
    /// What is known of it.
    pub status: ThresholdStatus,
}

impl BestThreshold {
    pub(super) fn given(threshold: f64, scores: &GroupScores) -> Self {
        Self {
            threshold,
            errors: scores.errors(threshold),
            status: ThresholdStatus::Given,
        }
    }
}

impl GroupScores {
    /// Of a classifier, from its order parameters.
    pub fn new(population: &Population, order: &OrderParameters) -> Self {
        let of_group = |group: &super::Group| {
            let terms = group.mean.iter().zip(&order.projection);
            GroupScore {
                label: group.label,
                mean: terms.map(|(a, b)| a * b).sum::<f64>() + order.bias,
                spread: order.alpha * group.noise_scale,
            }
        };
        Self::of_groups(population.groups().iter().map(of_group))
    }

    pub(crate) fn of_groups(groups: impl IntoIterator<Item = GroupScore>) -> Self {
        Self {
            groups: groups.into_iter().collect(),
        }
    }

    /// R_g of the rule f > τ: Q(y_g(μ_g·m + b − τ)/(ασ_g)).
    pub fn errors(&self, threshold: f64) -> Vec<f64> {
        self.groups.iter().map(|g| g.error(threshold)).collect()
    }

    /// The τ at which an error is least; priors are those of the test distribution.
    ///
    /// * Of the worst group in closed form: R_g rises with τ for y_g = +1 and falls for y_g = −1, so that
    ///   the largest of the ones meets the largest of the others once, at
    ///
    ///   ```text
    ///   max_g R_g = Q(min over g, h of (μ_g − μ_h)·m/(α(σ_g + σ_h))),   y_g = +1, y_h = −1
    ///   ```
    /// * Of a mean by a search, for it can have as many minima as there are groups.
    ///
    /// # Errors
    /// [`Undefined::SameScores`] for α = 0, [`Undefined::NoBestThreshold`] where a mean is least if one
    /// label is given up, [`Undefined::BeyondDoubles`] where scores overflow.
    pub fn best(
        &self,
        objective: GroupObjective,
        population: &Population,
    ) -> Result<BestThreshold, Undefined> {
        let (centred, centre) = self.centred()?;
        let priors = population.groups().iter().map(|g| g.prior);
        let (from_centre, status) = match objective.shares(priors) {
            None => (least_worst::threshold(&centred), ThresholdStatus::Exact),
            Some(shares) => (
                least_mean::threshold(&centred, &shares)?,
                ThresholdStatus::Searched,
            ),
        };
        // 0 where it is that to the rounding of the scores.
        let threshold = self.beyond(ROUNDING, centre + from_centre);
        match threshold.is_finite() {
            true => Ok(BestThreshold {
                threshold,
                errors: centred.errors(from_centre),
                status,
            }),
            false => Err(Undefined::BeyondDoubles),
        }
    }

    /// τ at which Σ shares·R_g is least.
    ///
    /// # Errors
    /// As for [`GroupScores::best`].
    pub(crate) fn least_mean(&self, shares: &[f64]) -> Result<f64, Undefined> {
        let (centred, centre) = self.centred()?;
        Ok(centre + least_mean::threshold(&centred, shares)?)
    }

    /// A threshold, or 0 where it is no more than a share of the scores themselves.
    pub(crate) fn beyond(&self, share: f64, threshold: f64) -> f64 {
        let sizes = self.groups.iter().map(|g| g.mean.abs() + g.spread);
        match threshold.abs() <= share * sizes.fold(0.0, f64::max) {
            true => 0.0,
            false => threshold,
        }
    }

    /// With the middle of all means taken away: b can be so large that a threshold has lost the digits
    /// that tell one group from another.
    fn centred(&self) -> Result<(Self, f64), Undefined> {
        let means = || self.groups.iter().map(|g| g.mean);
        let low = means().fold(f64::INFINITY, f64::min);
        let high = means().fold(f64::NEG_INFINITY, f64::max);
        let centre = 0.5 * low + 0.5 * high;
        let spreads = self.groups.iter().map(|g| g.spread);
        if !(centre.is_finite() && spreads.clone().all(f64::is_finite)) {
            return Err(Undefined::BeyondDoubles);
        }
        // Below all normal numbers a spread has no digits.
        if spreads.fold(f64::INFINITY, f64::min) < f64::MIN_POSITIVE {
            return Err(Undefined::SameScores);
        }
        let groups = self.groups.iter().map(|g| GroupScore {
            mean: g.mean - centre,
            ..*g
        });
        Ok((Self::of_groups(groups), centre))
    }
}

const ROUNDING: f64 = 4.0 * f64::EPSILON;
