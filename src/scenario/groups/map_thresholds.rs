//! The thresholds of a map's classifiers.

use super::raw::RawGroupMap;
use crate::model::GroupThreshold;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::raw::At;
use crate::scenario::word_values::{W, Word};

/// A rule for the threshold of groups by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct GroupThresholdWord(GroupThreshold);

impl Word for GroupThresholdWord {
    const WHAT: &'static str = "threshold of groups";
    fn words() -> Vec<(&'static str, Self)> {
        GroupThreshold::NAMED
            .map(|(name, threshold)| (name, Self(threshold)))
            .to_vec()
    }
    fn word(self) -> &'static str {
        self.0.name().unwrap_or("none")
    }
}

/// That of the weights of `[training]`, and that of the rule they are compared with.
pub(super) fn thresholds(
    source: &ScenarioText<'_>,
    map: &RawGroupMap,
) -> Result<[GroupThreshold; 2], ScenarioError> {
    let of = |given: &At<W<GroupThresholdWord>>| {
        let given = given.as_ref();
        given.map_or(GroupThreshold::NONE, |word| word.get_ref().0.0)
    };
    match (&map.gain_over, &map.gain_over_threshold) {
        (None, Some(given)) => Err(source
            .at(given.span(), "stands without gain_over")
            .allowed("gain_over_threshold beside gain_over, whose threshold it is")
            .help("the threshold under the weights of [training] is map.threshold")
            .resting_on("map.gain_over")),
        (None | Some(_), _) => Ok([of(&map.threshold), of(&map.gain_over_threshold)]),
    }
}
