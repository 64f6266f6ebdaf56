//! A way to train together with the threshold that goes with it.

use super::plan::Way;
use crate::model::{Threshold, ThresholdRule};

/// What takes part in a map: a way to train, and the threshold of its decision f > τ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// As far as the weight goes.
    pub way: Way,
    /// τ; rules for weights go by τ = 0 all the same.
    pub threshold: Threshold,
}

impl Recipe {
    /// With the threshold not moved, τ = 0.
    pub const fn unmoved(way: Way) -> Self {
        Self {
            way,
            threshold: Threshold::NONE,
        }
    }

    /// Whether the threshold is moved.
    pub fn is_moved(self) -> bool {
        !self.threshold.is_none()
    }

    /// Name in tables: that of the way, and behind an @ the threshold that is moved.
    pub fn name(self) -> String {
        let way = self.way.name();
        let named = |rule: ThresholdRule| rule.name().unwrap_or("threshold");
        match self.moved(named, "") {
            Some(threshold) => format!("{way}@{threshold}"),
            None => way,
        }
    }

    /// Words for a legend.
    pub fn label(self) -> String {
        let way = self.way.label();
        match self.moved(ThresholdRule::label, "τ = ") {
            Some(threshold) => format!("{way}, {threshold}"),
            None => way,
        }
    }

    /// Shorter, for colour bars.
    pub fn symbol(self) -> String {
        let way = self.way.symbol();
        match self.moved(ThresholdRule::symbol, "τ = ") {
            Some(threshold) => format!("({way}, {threshold})"),
            None => way,
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
            .map(|threshold| Recipe { way, threshold }.name())
            .collect();
        assert_eq!(names[0], "unweighted");
        assert_eq!(names[2], "unweighted@equal_error");
        assert_eq!(names[7], "unweighted@-0.25");
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
