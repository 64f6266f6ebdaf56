//! What `simulate --population` says of the threshold.

use serde_json::{Map, Value, json};
use thumbscale::model::{BestThreshold, GroupThreshold, Population, Undefined};
use thumbscale::sweep::GroupThresholds;
use thumbscale::theory::groups::GroupPrediction;

use crate::cli::estimates::{Row, entry};

/// τ over replicates, beside the limit.
pub(super) struct SimulatedThreshold {
    threshold: GroupThreshold,
    found: GroupThresholds,
    limit: Result<BestThreshold, Undefined>,
    /// τ in the limit, as it is shown.
    shown: Option<f64>,
}

impl SimulatedThreshold {
    pub(super) fn new(
        threshold: GroupThreshold,
        found: GroupThresholds,
        (theory, population): (&GroupPrediction, &Population),
    ) -> Self {
        let limit = match &theory.scores {
            Some(scores) => threshold.of(scores, population),
            None => Err(Undefined::NoPrediction),
        };
        Self {
            threshold,
            found,
            shown: limit
                .as_ref()
                .ok()
                .map(|limit| theory.shown_threshold(limit)),
            limit,
        }
    }

    /// The errors in the limit; none where there is no threshold.
    pub(super) fn errors(&self) -> &[f64] {
        self.limit.as_ref().map_or(&[], |limit| &limit.errors)
    }

    /// For machines.
    pub(super) fn entries(&self) -> Map<String, Value> {
        let given = matches!(self.threshold, GroupThreshold::Given(_));
        let mut entries = Map::new();
        for (key, value) in [
            ("threshold", entry(self.found.estimate)),
            ("threshold_from", json!((!given).then_some("oracle"))),
            ("threshold_rule", json!(self.threshold.name())),
            ("threshold_undefined", json!(self.found.undefined)),
            (
                "threshold_limit",
                json!(self.limit.as_ref().ok().map(|limit| limit.threshold)),
            ),
        ] {
            entries.insert(key.to_owned(), value);
        }
        entries
    }

    /// The row among the quantities.
    pub(super) fn row(&self) -> Row {
        ("threshold τ".to_owned(), self.shown, self.found.estimate)
    }

    /// For people, below them.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if let GroupThreshold::Least(objective) = self.threshold {
            remarks.push(format!(
                "Threshold: that of the smallest {}, by each replicate's own α, projections and b.",
                objective.words()
            ));
        }
        if let Err(why) = self.limit {
            remarks.push(format!("Theory has no threshold: {why}."));
        }
        if self.found.undefined > 0 {
            remarks.push(format!(
                "In {} replicates the rule gives no threshold: they are left out of the errors.",
                self.found.undefined
            ));
        }
        remarks
    }
}
