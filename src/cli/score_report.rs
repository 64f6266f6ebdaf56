//! What `thumbscale predict` says of scores: metrics at the threshold and without one.

use serde_json::{Map, Value, json};
use thumbscale::model::{Costs, ScoreLaw, ThresholdRule, Undefined};

use super::console::{number, table};

/// What is asked of scores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// π₊ of the test distribution.
    pub(super) prior: f64,
    pub(super) costs: Option<Costs>,
    /// Whether the length of (θ, b) means anything.
    pub(super) has_length: bool,
    /// Whether scores are meant as log-odds.
    pub(super) has_probabilities: bool,
}

/// One number, under its key and its name.
struct Row {
    key: &'static str,
    label: &'static str,
    value: Result<f64, Undefined>,
}

/// All that is said of scores.
pub(super) struct ScoreReport {
    asked: Asked,
    threshold: Option<f64>,
    rows: Vec<Row>,
}

impl ScoreReport {
    /// Without a prediction all is unknown.
    pub(super) fn new(asked: Asked, known: Option<(ScoreLaw, f64)>) -> Self {
        let rows = match known {
            Some((law, threshold)) => rows(&asked, &law, threshold),
            None => unknown(&asked),
        };
        Self {
            asked,
            threshold: known.map(|(_, threshold)| threshold),
            rows,
        }
    }

    /// For machines; what does not exist is null, with the reason beside.
    pub(super) fn entries(&self) -> Map<String, Value> {
        let mut object = Map::new();
        let mut reasons = Map::new();
        object.insert("threshold".to_owned(), json!(self.threshold));
        if self.threshold.is_none() {
            let why = Undefined::NoPrediction.to_string();
            reasons.insert("threshold".to_owned(), json!(why));
        }
        for Row { key, value, .. } in &self.rows {
            object.insert((*key).to_owned(), json!(value.ok()));
            if let Err(why) = value {
                reasons.insert((*key).to_owned(), json!(why.to_string()));
            }
        }
        object.insert("test_prior".to_owned(), json!(self.asked.prior));
        object.insert("cost".to_owned(), json!(self.asked.costs));
        object.insert("undefined".to_owned(), reasons.into());
        object
    }

    /// For people: a block, and below it why numbers are missing. `None` without a prediction.
    pub(super) fn text(&self) -> Option<String> {
        let threshold = self.threshold?;
        let mut rows = vec![
            vec!["threshold τ".to_owned(), number(Some(threshold))],
            vec!["test prior π₊".to_owned(), number(Some(self.asked.prior))],
        ];
        let mut missing: Vec<(Undefined, Vec<&str>)> = Vec::new();
        for Row { label, value, .. } in self.rows.iter().filter(|row| row.is_shown()) {
            rows.push(vec![(*label).to_owned(), number(value.ok())]);
            let Err(why) = value else { continue };
            match missing.iter_mut().find(|(reason, _)| reason == why) {
                Some((_, labels)) => labels.push(label),
                None => missing.push((*why, vec![label])),
            }
        }
        let reasons = missing
            .iter()
            .map(|(why, labels)| format!("\n\nNo {}: {why}.", labels.join(", ")));
        let units = match self.asked.has_length || threshold == 0.0 {
            true => "",
            false => "\n\nThe threshold is that of scores scaled to α = 1.",
        };
        Some(table(&rows) + &reasons.collect::<String>() + units)
    }
}

impl Row {
    /// What was not asked for is no gap.
    fn is_shown(&self) -> bool {
        match self.value {
            Err(Undefined::NoProbabilities | Undefined::NoCosts) => false,
            Err(
                Undefined::SameScores
                | Undefined::NothingFound
                | Undefined::OneClass
                | Undefined::NoBestThreshold
                | Undefined::NoLength
                | Undefined::CurvedOdds
                | Undefined::NoSpread
                | Undefined::NoScores
                | Undefined::NoPrediction
                | Undefined::BeyondDoubles,
            )
            | Ok(_) => true,
        }
    }
}

/// In the order of the keys.
fn rows(asked: &Asked, law: &ScoreLaw, at: f64) -> Vec<Row> {
    let prior = asked.prior;
    let best = ThresholdRule::BestF1.threshold(law, prior, None);
    let with_length = |value: Result<f64, Undefined>| match asked.has_length {
        true => value,
        false => Err(Undefined::NoLength),
    };
    let of_probabilities = |metric: fn(&ScoreLaw, f64) -> f64| {
        let found = || with_length(Ok(metric(law, prior)));
        match asked.has_probabilities {
            true => found(),
            false => Err(Undefined::NoProbabilities),
        }
    };
    let cost = |costs| law.cost_risk(at, prior, costs);
    let values = [
        law.equal_error(),
        law.auc(),
        law.average_precision(prior),
        law.precision(at, prior),
        Ok(law.recall(at)),
        Ok(law.f1(at, prior)),
        law.mcc(at, prior),
        best.map(|best| law.f1(best, prior)),
        with_length(law.posterior_slope()),
        with_length(law.posterior_intercept(prior)),
        of_probabilities(ScoreLaw::log_loss),
        of_probabilities(ScoreLaw::brier_score),
        of_probabilities(ScoreLaw::calibration_error),
        asked.costs.map(cost).ok_or(Undefined::NoCosts),
    ];
    let named = NAMES.into_iter().zip(values);
    named
        .map(|((key, label), value)| Row { key, label, value })
        .collect()
}

fn unknown(asked: &Asked) -> Vec<Row> {
    let nothing = ScoreLaw::new(1.0, 0.0, 0.0);
    let without = |row: Row| Row {
        value: match row.is_shown() {
            true => Err(Undefined::NoPrediction),
            false => row.value,
        },
        ..row
    };
    rows(asked, &nothing, 0.0)
        .into_iter()
        .map(without)
        .collect()
}

/// Keys, and what people read.
const NAMES: [(&str, &str); 14] = [
    ("equal_error", "class errors if equalised by τ"),
    ("auc", "area under the curve (AUC)"),
    ("average_precision", "average precision"),
    ("precision", "precision at τ"),
    ("recall", "recall at τ"),
    ("f1", "F1 at τ"),
    ("mcc", "correlation with the class (MCC) at τ"),
    ("best_f1", "largest F1 of any τ"),
    ("posterior_slope", "slope of the log-odds in the score"),
    ("posterior_intercept", "log-odds at the score 0"),
    ("log_loss", "log loss of the probabilities"),
    ("brier", "Brier score of the probabilities"),
    (
        "calibration_error",
        "calibration error of the probabilities",
    ),
    ("cost_risk", "cost of errors a sample at τ"),
];
