//! What `thumbscale simulate` says of thresholds.

use serde_json::{Map, Value, json};
use thumbscale::model::{Classifier, Design, TestConditions, Training, Undefined};
use thumbscale::stats::{Estimate, standard_deviation};
use thumbscale::sweep::{Unit, UnitOutcome};
use thumbscale::theory::{
    EstimatedMidpoint, Prediction, Problem, Samples, estimated_midpoint, limiting_scores,
};

use super::console::number;
use super::estimates::entry;
use super::significant_digits;

/// τ̂ over replicates, beside the limit.
pub(super) struct ThresholdSummary {
    training: Training,
    estimate: Option<Estimate>,
    /// Replicates whose rule gives no threshold.
    missing: usize,
    /// Standard deviation of τ̂ − b.
    spread: Option<f64>,
    /// Its mean.
    bias: Option<Estimate>,
    limit: Result<f64, Undefined>,
    expected: Option<EstimatedMidpoint>,
}

/// The limiting classifier at its threshold.
pub(super) fn limit(
    problem: &Problem,
    prediction: &Prediction,
    (training, design): (&Training, &Design),
    conditions: TestConditions,
) -> Option<Classifier> {
    let seen = prediction.classifier(design.two_class())?;
    let seen = seen.of_loss(training.loss.kind()).tested(conditions);
    let threshold = training.threshold;
    Some(
        match limiting_scores(problem, prediction, threshold.source()) {
            Ok(scores) => seen.thresholded(threshold, scores.as_ref()),
            Err(why) => seen.undecided_by(why),
        },
    )
}

impl ThresholdSummary {
    /// Of a unit's first training; `None` if nothing is asked of the threshold.
    pub(super) fn new(
        unit: &Unit,
        outcome: &UnitOutcome,
        limit: Option<&Classifier>,
        (problem, prediction): (&Problem, &Prediction),
    ) -> Option<Self> {
        let training = *unit.trainings.first()?;
        if training.threshold.is_none() {
            return None;
        }
        let measured = outcome.iter().filter_map(|row| row.first()?.as_ref().ok());
        let seen: Vec<Classifier> = measured.map(|m| unit.seen(&training, m)).collect();
        let decided = || seen.iter().filter(|seen| seen.undecided().is_none());
        let thresholds: Vec<f64> = decided().map(Classifier::threshold).collect();
        let gaps: Vec<f64> = decided()
            .map(|seen| seen.threshold() - seen.bias())
            .collect();
        let counts = unit.design.counts();
        let samples = Samples {
            minority: counts[0] as f64,
            majority: counts[1] as f64,
            dimension: unit.design.dimension() as f64,
        };
        let leaves_out = training.threshold.is_left_out_midpoint() && !training.downsample;
        Some(Self {
            training,
            estimate: Estimate::of(&thresholds),
            missing: seen.len() - thresholds.len(),
            spread: standard_deviation(&gaps),
            bias: Estimate::of(&gaps),
            limit: match limit {
                None => Err(Undefined::NoPrediction),
                Some(seen) => seen.undecided().map_or(Ok(seen.threshold()), Err),
            },
            expected: prediction
                .solution
                .filter(|_| leaves_out)
                .and_then(|solution| estimated_midpoint(problem, &solution, &samples)),
        })
    }

    /// For machines.
    pub(super) fn entries(&self) -> Map<String, Value> {
        let threshold = self.training.threshold;
        let given = threshold.rule().is_given();
        let mut entries = Map::new();
        for (key, value) in [
            ("threshold", entry(self.estimate)),
            (
                "threshold_from",
                json!((!given).then(|| threshold.source().name())),
            ),
            ("threshold_rule", json!(threshold.rule().name())),
            ("threshold_undefined", json!(self.missing)),
            ("threshold_limit", json!(self.limit.ok())),
            ("threshold_less_bias_spread", json!(self.spread)),
            (
                "threshold_less_bias_spread_limit",
                json!(self.expected.map(|e| e.spread)),
            ),
            (
                "threshold_less_bias_mean",
                json!(self.bias.map(|estimate| estimate.mean)),
            ),
            (
                "threshold_less_bias_mean_limit",
                json!(self.expected.map(|e| e.bias)),
            ),
            ("threshold_cost", json!(self.expected.map(|e| e.cost))),
        ] {
            entries.insert(key.to_owned(), value);
        }
        entries
    }

    /// The row among the quantities.
    pub(super) fn row(&self) -> super::estimates::Row {
        ("threshold τ".to_owned(), self.limit.ok(), self.estimate)
    }

    /// For people, below them.
    pub(super) fn remarks(&self) -> Vec<String> {
        let threshold = self.training.threshold;
        let mut remarks = Vec::new();
        if !threshold.rule().is_given() {
            let by = threshold.source().name();
            remarks.push(format!("Threshold: {}, by {by}.", threshold.rule().words()));
        }
        if let Err(why) = self.limit {
            remarks.push(format!("Theory has no threshold: {why}."));
        }
        if self.missing > 0 {
            remarks.push(format!(
                "In {} replicates the rule gives no threshold: they are left out of what depends on it.",
                self.missing
            ));
        }
        if let (true, Some(spread)) = (threshold.is_estimated(), self.spread) {
            let expected = self.expected.map_or(String::new(), |expected| {
                format!(
                    " (in theory {} and {}, which cost {} of the worst-class error)",
                    number(Some(expected.spread)),
                    number(Some(expected.bias)),
                    number(Some(expected.cost))
                )
            });
            let spread = significant_digits::error(Some(spread));
            let mean = number(self.bias.map(|estimate| estimate.mean));
            remarks.push(format!(
                "Standard deviation of τ − b: {spread}, mean {mean}{expected}."
            ));
        }
        remarks
    }
}
