//! Thresholds in the limit: what every rule tends to (docs/theory.md, section 12).

use super::prediction::{Prediction, Status};
use super::scalar_system::{ProxMoments, Rule};
use crate::model::{ClassScores, Costs, Problem, Threshold, ThresholdSource, Undefined};

/// τ in the limit: what the threshold of a training tends to. `prior` is the minority's share of the
/// test distribution.
///
/// # Errors
/// As for [`limiting_scores`], and what the rule itself says.
pub fn threshold(
    problem: &Problem,
    prediction: &Prediction,
    threshold: Threshold,
    (prior, costs): (f64, Option<Costs>),
) -> Result<f64, Undefined> {
    let scores = limiting_scores(problem, prediction, threshold.source())?;
    let solution = prediction.solution.ok_or(Undefined::NoPrediction)?;
    let law = solution.score_law(problem.two_class().signal_strength());
    threshold.of(&law, scores.as_ref(), prior, costs)
}

/// The scores that a threshold's source gives in the limit; `None` for the oracle, which goes by
/// the law of fresh ones.
///
/// Leave-one-out scores have that law; training scores have one of their own, [`training_scores`].
///
/// # Errors
/// [`Undefined::NoPrediction`] where there is no limit, [`Undefined::NoLength`] for estimates
/// from separable data without ridge.
pub fn limiting_scores(
    problem: &Problem,
    prediction: &Prediction,
    source: ThresholdSource,
) -> Result<Option<ClassScores>, Undefined> {
    let solution = prediction.solution.ok_or(Undefined::NoPrediction)?;
    match source {
        ThresholdSource::Oracle => Ok(None),
        ThresholdSource::LeaveOneOut if prediction.status == Status::Separable => {
            Err(Undefined::NoLength)
        }
        ThresholdSource::LeaveOneOut => {
            let pull = problem.two_class().signal_strength() * solution.gamma;
            let means = [solution.bias + pull, solution.bias - pull];
            Ok(Some(ClassScores::new(means, [solution.alpha; 2])))
        }
        ThresholdSource::TrainingScores => training_scores(problem, prediction).map(Some),
    }
}

/// Means and spreads of the training samples' scores in the limit.
///
/// The margins of class y are p = prox_{κω_yℓ}(x), x = αG + m + yb, so that with u = x − p a mean
/// score is y(m + yb − E u), and its variance α²(1 − 2E(1 − p')) + E u² − (E u)² by Stein's lemma.
/// Where κ is infinite every margin is the one at which the loss is least. For the square loss
/// without ridge, δ < 1 and any ρ, the midpoint is b + (1 − sγ)c₊c₋(π₋ − π₊)/δ.
///
/// # Errors
/// [`Undefined::NoPrediction`] where there is no limit, [`Undefined::NoLength`] for separable data
/// without ridge.
pub fn training_scores(
    problem: &Problem,
    prediction: &Prediction,
) -> Result<ClassScores, Undefined> {
    let solution = prediction.solution.ok_or(Undefined::NoPrediction)?;
    if prediction.status == Status::Separable {
        return Err(Undefined::NoLength);
    }
    let labels = [1.0, -1.0];
    let Some(kappa) = solution.kappa else {
        let [plus, minus] = problem.loss().targets().ok_or(Undefined::NoLength)?;
        return Ok(ClassScores::new([plus, -minus], [0.0; 2]));
    };
    let pull = problem.two_class().signal_strength() * solution.gamma;
    let weights = [problem.weight_ratio(), 1.0];
    let losses = problem.loss().of_classes();
    let alpha = solution.alpha;
    let of_class = |class: usize| {
        let (y, loss) = (labels[class], losses[class].as_ref());
        let mean = pull + y * solution.bias;
        if alpha == 0.0 {
            // A constant score.
            let p = loss.prox(mean, kappa * weights[class]);
            return (y * p, 0.0);
        }
        let at = (mean, alpha, kappa * weights[class]);
        let (e, _) = ProxMoments::of(Rule::Full, loss, loss.pieces().as_deref(), at);
        let variance = alpha * alpha * (1.0 - 2.0 * e.w) + e.uu - e.u * e.u;
        (y * (mean - e.u), variance.max(0.0).sqrt())
    };
    let [plus, minus] = [0, 1].map(of_class);
    let scores = ClassScores::new([plus.0, minus.0], [plus.1, minus.1]);
    let numbers = [plus.0, minus.0, plus.1, minus.1];
    match numbers.iter().all(|x| x.is_finite()) {
        true => Ok(scores),
        false => Err(Undefined::BeyondDoubles),
    }
}

#[cfg(test)]
mod tests;
