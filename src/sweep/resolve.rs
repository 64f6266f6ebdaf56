//! From a setting to what theory says of it.

use crate::loss::MarginLoss;
use crate::model::{ModelError, Quantity, WeightRule};
use crate::scenario::{Setting, Way};
use crate::theory::{Prediction, Problem, downsampled, predict, weights};

/// A setting with its weight rule turned into a number, and what theory says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolved {
    /// ρ; `None` where the rule gives no finite weight.
    pub weight_ratio: Option<f64>,
    /// The prediction at that weight; `None` without a weight.
    pub prediction: Option<Prediction>,
    /// π₊ of the test distribution.
    pub minority_prior: f64,
}

impl Resolved {
    /// The predicted value of a quantity under the test distribution.
    pub fn value(&self, quantity: Quantity) -> Option<f64> {
        self.prediction?.value(quantity, self.minority_prior)
    }

    /// The prediction's status word, or why there is none.
    pub fn status(&self) -> &'static str {
        self.prediction
            .map_or("no_finite_weight", |p| p.status.name())
    }
}

/// The question that a setting poses to the theory, its weight left open.
pub(super) fn problem(setting: &Setting, loss: MarginLoss) -> Result<Problem, ModelError> {
    Problem::new(setting.delta, setting.two_class)?
        .with_loss(loss)
        .with_ridge(setting.ridge)
}

/// Turns the rule into a weight and asks the theory.
pub(super) fn resolve(
    setting: &Setting,
    loss: MarginLoss,
    downsample: bool,
) -> Result<Resolved, ModelError> {
    let problem = problem(setting, loss)?;
    let weight_ratio = weights::weight_for(setting.weight, &problem);
    let prediction = match weight_ratio {
        Some(rho) if downsample => Some(predict(&downsampled(&problem)?.with_weight_ratio(rho)?)),
        Some(rho) => Some(predict(&problem.with_weight_ratio(rho)?)),
        None => None,
    };
    Ok(Resolved {
        weight_ratio,
        prediction,
        minority_prior: setting.two_class.minority_prior(),
    })
}

/// The same with the weight chosen in another way.
pub(super) fn resolve_way(
    setting: &Setting,
    loss: MarginLoss,
    way: Way,
) -> Result<Resolved, ModelError> {
    let weight = match way {
        Way::Given => setting.weight,
        Way::Weight(rule) => rule,
        Way::Downsampled => WeightRule::Unweighted,
    };
    let setting = Setting { weight, ..*setting };
    resolve(&setting, loss, way == Way::Downsampled)
}
