//! What `thumbscale predict` says of scores: metrics at the threshold and without one.

use serde_json::{Map, Value, json};
use thumbscale::model::{Classifier, Quantity, Undefined};

use super::console::{number, table};

/// One number.
struct Row {
    quantity: Quantity,
    value: Result<f64, Undefined>,
}

/// All that is said of scores.
pub(super) struct ScoreReport {
    /// Of any classifier, where there is no prediction.
    seen: Classifier,
    is_known: bool,
    rows: Vec<Row>,
}

/// Quantities that are not told with the errors, nor, as τ is, in words of their own.
pub(super) fn of_scores() -> impl Iterator<Item = Quantity> {
    let all = Quantity::ALL.into_iter();
    all.filter(|q| *q != Quantity::Threshold && !Quantity::USUAL.contains(q))
}

impl ScoreReport {
    /// Of a classifier.
    pub(super) fn new(seen: &Classifier) -> Self {
        let row = |quantity: Quantity| Row {
            quantity,
            value: quantity.of(seen),
        };
        Self {
            seen: *seen,
            is_known: true,
            rows: of_scores().map(row).collect(),
        }
    }

    /// Without a prediction all is unknown, whatever the classifier under the same conditions.
    pub(super) fn unknown(anything: &Classifier) -> Self {
        let mut report = Self::new(anything);
        report.is_known = false;
        for row in &mut report.rows {
            if row.value.err().is_none_or(is_a_gap) {
                row.value = Err(Undefined::NoPrediction);
            }
        }
        report
    }

    /// τ, where there is a prediction.
    fn threshold(&self) -> Option<f64> {
        self.is_known.then(|| self.seen.threshold())
    }

    /// For machines; what does not exist is null, with the reason beside.
    pub(super) fn entries(&self) -> Map<String, Value> {
        let mut object = Map::new();
        let mut reasons = Map::new();
        object.insert("threshold".to_owned(), json!(self.threshold()));
        if self.threshold().is_none() {
            let why = Undefined::NoPrediction.to_string();
            reasons.insert("threshold".to_owned(), json!(why));
        }
        for Row { quantity, value } in &self.rows {
            object.insert(quantity.name().to_owned(), json!(value.ok()));
            if let Err(why) = value {
                reasons.insert(quantity.name().to_owned(), json!(why.to_string()));
            }
        }
        object.insert("test_prior".to_owned(), json!(self.seen.test_prior()));
        object.insert("cost".to_owned(), json!(self.seen.costs().ok()));
        object.insert("undefined".to_owned(), reasons.into());
        object
    }

    /// For people: a block, and below it why numbers are missing. `None` without a prediction.
    pub(super) fn text(&self) -> Option<String> {
        let threshold = self.threshold()?;
        let prior = self.seen.test_prior();
        let mut rows = vec![
            vec!["threshold τ".to_owned(), number(Some(threshold))],
            vec!["test prior π₊".to_owned(), number(Some(prior))],
        ];
        let shown = self
            .rows
            .iter()
            .filter(|row| row.value.err().is_none_or(is_a_gap));
        rows.extend(
            shown.map(|Row { quantity, value }| {
                vec![quantity.label().to_owned(), number(value.ok())]
            }),
        );
        let missing = self.rows.iter();
        let missing = missing.filter_map(|row| Some((row.quantity, row.value.err()?)));
        let units = match !self.seen.is_direction() || threshold == 0.0 {
            true => "",
            false => "\n\nThe threshold is that of scores scaled to α = 1.",
        };
        Some(table(&rows) + &why_missing(missing) + units)
    }
}

/// Why numbers are missing, one paragraph a reason.
pub(super) fn why_missing(missing: impl Iterator<Item = (Quantity, Undefined)>) -> String {
    let mut told: Vec<(Undefined, Vec<&str>)> = Vec::new();
    for (quantity, why) in missing.filter(|(_, why)| is_a_gap(*why)) {
        match told.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, labels)) => labels.push(quantity.label()),
            None => told.push((why, vec![quantity.label()])),
        }
    }
    let said = told
        .iter()
        .map(|(why, labels)| format!("\n\nNo {}: {why}.", labels.join(", ")));
    said.collect()
}

/// What was not asked for is no gap.
pub(super) fn is_a_gap(why: Undefined) -> bool {
    match why {
        Undefined::NoProbabilities | Undefined::NoCosts => false,
        Undefined::SameScores
        | Undefined::NothingFound
        | Undefined::OneClass
        | Undefined::NoBestThreshold
        | Undefined::NoLength
        | Undefined::CurvedOdds
        | Undefined::NoSpread
        | Undefined::NoScores
        | Undefined::UnknownSpread
        | Undefined::TooFewSamples
        | Undefined::NoPrediction
        | Undefined::BeyondDoubles => true,
    }
}
