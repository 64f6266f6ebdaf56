//! The thresholds of a map's ways: that of `[training]`, or their own.

use super::plan::MapValue;
use super::raw::RawMap;
use crate::model::{Threshold, ThresholdRule};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::raw::RawScenario;
use crate::scenario::thresholds;
use crate::scenario::word_values::Word;

type Result<T> = std::result::Result<T, ScenarioError>;

/// What the keys say of thresholds.
pub(super) struct MapThresholds<'a> {
    source: &'a ScenarioText<'a>,
    raw: &'a RawScenario,
    map: &'a RawMap,
    common: Threshold,
}

impl<'a> MapThresholds<'a> {
    pub(super) fn of(
        source: &'a ScenarioText<'a>,
        raw: &'a RawScenario,
        map: &'a RawMap,
    ) -> Result<Self> {
        let of_over = map.over_threshold.is_some() || map.over_threshold_from.is_some();
        let own = of_over || map.thresholds.is_some();
        let common = match &raw.training.threshold {
            // What they go by may be that of [training] all the same.
            None if own => Threshold::NONE,
            None | Some(_) => thresholds::common(source, raw)?,
        };
        Ok(Self {
            source,
            raw,
            map,
            common,
        })
    }

    /// Of ways that have none of their own.
    pub(super) fn common(&self) -> Threshold {
        self.common
    }

    /// Of what a gain is over.
    pub(super) fn over(&self) -> Result<Threshold> {
        let (rule, from) = (&self.map.over_threshold, &self.map.over_threshold_from);
        match (rule, from) {
            (None, None) => Ok(self.common),
            (rule, from) => {
                thresholds::of_way(self.source, self.raw, (rule.as_ref(), from.as_ref()))
            }
        }
    }

    /// Of so many contenders.
    pub(super) fn of_rules(&self, count: usize) -> Result<Vec<Threshold>> {
        let Some(thresholds) = &self.map.thresholds else {
            return Ok(vec![self.common; count]);
        };
        let list = thresholds.get_ref();
        if list.len() != count {
            let message = format!("names {} thresholds for {count} rules", list.len());
            return Err(self
                .source
                .at(thresholds.span(), message)
                .allowed("one for each of rules, in their order; \"none\" for τ = 0"));
        }
        let own = |at| thresholds::of_way(self.source, self.raw, (Some(at), None));
        list.iter().map(own).collect()
    }

    /// What `[training]` says of thresholds and no cell heeds is a mistake.
    pub(super) fn refuse_idle(&self, value: &MapValue) -> Result<()> {
        let (training, ways) = (&self.raw.training, value.ways());
        if let Some(at) = &training.threshold
            && at.get_ref().0 != ThresholdRule::None
        {
            if ways.is_empty() {
                let word = self.map.value.get_ref().0.word();
                let message = format!("says nothing to value = \"{word}\"");
                return Err(self.source.at(at.span(), message).allowed(
                    "together with value = \"quantity\", \"gain\", \"ratio\" or \"winner\"",
                ));
            }
            if self.map.thresholds.is_some() {
                return Err(self
                    .source
                    .at(at.span(), "says nothing beside `thresholds` of [map]")
                    .help("remove one of the two: `thresholds` has one for each of rules"));
            }
        }
        // What a gain is over may go by something of its own.
        let heeding = match (&self.map.over_threshold_from, &ways[..]) {
            (Some(_), [own, _]) => std::slice::from_ref(own),
            (Some(_) | None, all) => all,
        };
        let by_rule = heeding.iter().any(|way| !way.threshold.rule().is_given());
        match &training.threshold_from {
            Some(from) if !by_rule => Err(self
                .source
                .at(
                    from.span(),
                    "says what a threshold goes by, and none of the map's has a rule",
                )
                .allowed("together with a rule, as in threshold = \"midpoint\"")),
            Some(_) | None => Ok(()),
        }
    }
}
