//! A way to train together with the threshold that goes with it.

use super::plan::Way;
use crate::model::{Threshold, ThresholdRule, ThresholdSource};

/// What takes part in a map: a way to train, and the threshold of its decision f > τ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// As far as the weight goes.
    pub way: Way,
    /// τ; rules for weights go by τ = 0 all the same.
    pub threshold: Threshold,
    /// Whether its names say what the threshold goes by: beside one that goes by something else.
    pub tells_source: bool,
}

impl Recipe {
    /// With a threshold, alone or beside others that go by the same.
    pub const fn new(way: Way, threshold: Threshold) -> Self {
        Self {
            way,
            threshold,
            tells_source: false,
        }
    }

    /// With the threshold not moved, τ = 0.
    pub const fn unmoved(way: Way) -> Self {
        Self::new(way, Threshold::NONE)
    }

    /// Two that are held against each other: where their thresholds go by different things, both say
    /// by what.
    pub(super) fn beside(self, other: Self) -> [Self; 2] {
        let by_rule = |r: &Self| !r.threshold.rule().is_given();
        let pair = [self, other];
        let apart = self.threshold.source() != other.threshold.source();
        let tells_source = pair.iter().all(by_rule) && apart;
        pair.map(|recipe| Self {
            tells_source,
            ..recipe
        })
    }

    /// Whether the threshold is moved.
    pub fn is_moved(self) -> bool {
        !self.threshold.is_none()
    }

    /// Name in tables: that of the way, and behind an @ the threshold that is moved.
    pub fn name(self) -> String {
        let way = self.way.name();
        let named = |rule: ThresholdRule| rule.name().unwrap_or("threshold");
        let source = self.source(ThresholdSource::name, ":");
        match self.moved(named, "") {
            Some(threshold) => format!("{way}@{threshold}{source}"),
            None => way,
        }
    }

    /// Words for a legend.
    pub fn label(self) -> String {
        let way = self.way.label();
        let source = self.source(ThresholdSource::words, " ");
        match self.moved(ThresholdRule::label, "τ = ") {
            Some(threshold) => format!("{way}, {threshold}{source}"),
            None => way,
        }
    }

    /// Shorter, for colour bars.
    pub fn symbol(self) -> String {
        let way = self.way.symbol();
        let source = self.source(ThresholdSource::words, " ");
        match self.moved(ThresholdRule::symbol, "τ = ") {
            Some(threshold) => format!("({way}, {threshold}{source})"),
            None => way,
        }
    }

    /// For the line below a title: the threshold in any case, and what an estimated one goes by.
    pub fn told(self) -> String {
        let way = self.way.symbol();
        let threshold = match self.moved(ThresholdRule::symbol, "τ = ") {
            Some(threshold) => threshold,
            None => ThresholdRule::None.symbol().to_owned(),
        };
        let told = self.tells_source || self.threshold.is_estimated();
        let source = match told && self.is_moved() {
            true => format!(" {}", self.threshold.source().words()),
            false => String::new(),
        };
        format!("{way} with {threshold}{source}")
    }

    /// What the threshold goes by, after `before`; nothing where no name says that.
    fn source(self, words: fn(ThresholdSource) -> &'static str, before: &str) -> String {
        match self.tells_source {
            true => format!("{before}{}", words(self.threshold.source())),
            false => String::new(),
        }
    }

    /// What a moved threshold is called: the rule, or a number after `before`.
    fn moved(self, of_rule: fn(ThresholdRule) -> &'static str, before: &str) -> Option<String> {
        match self.threshold.rule() {
            ThresholdRule::None => None,
            ThresholdRule::Fixed(tau) => Some(format!("{before}{tau}")),
            rule @ (ThresholdRule::Midpoint
            | ThresholdRule::EqualError
            | ThresholdRule::MinAverage
            | ThresholdRule::Cost
            | ThresholdRule::BestF1) => Some(of_rule(rule).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ThresholdSource, WeightRule};

    /// Contenders are told apart by their names: no two may have one.
    #[test]
    fn what_differs_has_names_that_differ() {
        let way = Way::Weight(WeightRule::Unweighted);
        let rules = ThresholdRule::NAMED.map(|(_, rule)| rule);
        let mut names: Vec<String> = rules
            .into_iter()
            .chain([ThresholdRule::Fixed(0.0), ThresholdRule::Fixed(-0.25)])
            .map(|rule| Threshold::new(rule, ThresholdSource::Oracle))
            .map(|threshold| Recipe::new(way, threshold).name())
            .collect();
        assert_eq!(names[0], "unweighted");
        assert_eq!(names[2], "unweighted@equal_error");
        assert_eq!(names[7], "unweighted@-0.25");
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    /// A figure says what it holds against what, thresholds and their sources included.
    #[test]
    fn what_is_fixed_is_told() {
        let way = Way::Weight(WeightRule::Unweighted);
        let by = |source| Recipe::new(way, Threshold::midpoint(source)).told();
        assert_eq!(Recipe::unmoved(way).told(), "ρ = 1 with τ = 0");
        assert_eq!(by(ThresholdSource::Oracle), "ρ = 1 with τ = b");
        assert_eq!(
            by(ThresholdSource::LeaveOneOut),
            "ρ = 1 with τ = b by leave-one-out scores"
        );
    }

    /// One rule by two sources; a number goes by nothing.
    #[test]
    fn sources_that_differ_are_named() {
        let way = Way::Weight(WeightRule::Unweighted);
        let by = |source| Recipe::new(way, Threshold::midpoint(source));
        let left_out = by(ThresholdSource::LeaveOneOut);
        let names = |pair: [Recipe; 2]| pair.map(Recipe::name);
        assert_eq!(
            names(left_out.beside(by(ThresholdSource::Oracle))),
            [
                "unweighted@midpoint:leave_one_out",
                "unweighted@midpoint:oracle"
            ]
        );
        let [pair, _] = left_out.beside(by(ThresholdSource::TrainingScores));
        assert_eq!(pair.symbol(), "(ρ = 1, τ = b by leave-one-out scores)");
        for same in [left_out, Recipe::unmoved(way)] {
            assert_eq!(left_out.beside(same), [left_out, same]);
        }
    }
}
