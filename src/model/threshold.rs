//! The threshold that goes with a training: by which rule, and from which scores.

use super::{ClassScores, Costs, ScoreLaw, ThresholdRule, Undefined};

named! {
    /// What a rule for the threshold goes by.
    #[derive(Default)]
    pub enum ThresholdSource {
        /// The classifier's own law of fresh scores, (α, m, b): what no one knows of real data.
        #[default]
        Oracle = "oracle",
        /// The scores that every training sample would have without itself, whose law is that of
        /// fresh ones.
        LeaveOneOut = "leave_one_out",
        /// The scores of the training samples, which training has pulled to their labels.
        TrainingScores = "training_scores",
    }
}

impl ThresholdSource {
    /// In legends, after what the threshold is.
    pub fn words(self) -> &'static str {
        match self {
            ThresholdSource::Oracle => "by the scores' own law",
            ThresholdSource::LeaveOneOut => "by leave-one-out scores",
            ThresholdSource::TrainingScores => "by training scores",
        }
    }
}

/// How the threshold τ of a trained classifier comes about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    rule: ThresholdRule,
    source: ThresholdSource,
}

impl Default for Threshold {
    fn default() -> Self {
        Self::NONE
    }
}

impl Threshold {
    /// τ = 0.
    pub const NONE: Self = Self {
        rule: ThresholdRule::None,
        source: ThresholdSource::Oracle,
    };

    /// By a rule; a given number, and none, go by nothing.
    pub fn new(rule: ThresholdRule, source: ThresholdSource) -> Self {
        Self {
            rule,
            source: match rule.is_given() {
                true => ThresholdSource::Oracle,
                false => source,
            },
        }
    }

    /// Halfway between the classes' mean scores.
    pub const fn midpoint(source: ThresholdSource) -> Self {
        Self {
            rule: ThresholdRule::Midpoint,
            source,
        }
    }

    /// The rule.
    pub fn rule(self) -> ThresholdRule {
        self.rule
    }

    /// What it goes by.
    pub fn source(self) -> ThresholdSource {
        self.source
    }

    /// Whether scores of samples are needed, and not the order parameters alone.
    pub fn is_estimated(self) -> bool {
        self.source != ThresholdSource::Oracle
    }

    /// Whether it lies halfway between leave-one-out scores.
    pub fn is_left_out_midpoint(self) -> bool {
        self == Self::midpoint(ThresholdSource::LeaveOneOut)
    }

    /// Whether R₊ = R₋ in the limit by the threshold alone: fresh scores and those that leave their
    /// sample out have one law.
    pub fn equalises(self) -> bool {
        let by_rule = match self.rule {
            ThresholdRule::Midpoint | ThresholdRule::EqualError => true,
            ThresholdRule::Fixed(_)
            | ThresholdRule::None
            | ThresholdRule::MinAverage
            | ThresholdRule::Cost
            | ThresholdRule::BestF1 => false,
        };
        match self.source {
            ThresholdSource::Oracle | ThresholdSource::LeaveOneOut => by_rule,
            ThresholdSource::TrainingScores => false,
        }
    }

    /// Whether it does so for every classifier, at any n.
    pub fn equalises_each(self) -> bool {
        self.equalises() && !self.is_estimated()
    }

    /// Whether it is the sign of the score.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// What must be trained and looked at for it: trainings that differ in the rule alone have
    /// this in common.
    pub fn measured(self) -> Self {
        Self {
            rule: match self.is_estimated() {
                true => ThresholdRule::Midpoint,
                false => ThresholdRule::None,
            },
            source: self.source,
        }
    }

    /// τ, from the law of fresh scores and, for estimates, the scores that the source gives; π₊ is
    /// the minority's share of the test distribution.
    ///
    /// # Errors
    /// [`Undefined`] where the rule gives none, or [`Undefined::NoScores`] where scores are needed
    /// and there are none.
    pub fn of(
        self,
        law: &ScoreLaw,
        scores: Option<&ClassScores>,
        prior: f64,
        costs: Option<Costs>,
    ) -> Result<f64, Undefined> {
        match self.is_estimated() {
            false => self.rule.threshold(law, prior, costs),
            true => {
                let scores = scores.ok_or(Undefined::NoScores)?;
                self.rule.estimated(scores, prior, costs)
            }
        }
    }

    /// Bytes that stand for it.
    pub fn bytes(self) -> Vec<u8> {
        let Self { rule, source } = self;
        let mut bytes = source.name().as_bytes().to_vec();
        match rule {
            ThresholdRule::Fixed(threshold) => {
                bytes.extend((threshold + 0.0).to_bits().to_le_bytes())
            }
            ThresholdRule::None
            | ThresholdRule::Midpoint
            | ThresholdRule::EqualError
            | ThresholdRule::MinAverage
            | ThresholdRule::Cost
            | ThresholdRule::BestF1 => bytes.extend(rule.name().unwrap_or_default().as_bytes()),
        }
        bytes
    }

    /// Bytes that stand for what is measured, none for τ = 0 and all that follows from order
    /// parameters.
    pub(super) fn measured_bytes(self) -> &'static [u8] {
        match self.source {
            ThresholdSource::Oracle => b"",
            ThresholdSource::LeaveOneOut => b"scores leave_one_out",
            ThresholdSource::TrainingScores => b"scores training_scores",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a law come back from its own means and spreads, whatever the source says.
    #[test]
    fn oracle_and_estimate_of_the_same_law() {
        let law = ScoreLaw::new(0.4, 0.7, -0.2);
        let scores = ClassScores::new([0.5, -0.9], [0.4; 2]);
        for (_, rule) in ThresholdRule::NAMED {
            let of = |source| {
                let threshold = Threshold::new(rule, source);
                threshold.of(&law, Some(&scores), 0.2, Costs::new(2.0, 1.0).ok())
            };
            let [oracle, estimate] =
                [ThresholdSource::Oracle, ThresholdSource::LeaveOneOut].map(of);
            assert!(
                (oracle.unwrap() - estimate.unwrap()).abs() < 1e-12,
                "{rule:?}"
            );
        }
        let estimated = Threshold::new(ThresholdRule::Midpoint, ThresholdSource::TrainingScores);
        let without = estimated.of(&law, None, 0.2, None);
        assert_eq!(without, Err(Undefined::NoScores));
    }

    /// An estimate is off in every replicate, and right on average.
    #[test]
    fn what_equalises_the_errors() {
        let of = |rule, source| Threshold::new(rule, source);
        let oracle = of(ThresholdRule::EqualError, ThresholdSource::Oracle);
        let law = ScoreLaw::new(0.4, 0.7, -0.2);
        let errors = law.errors(oracle.of(&law, None, 0.2, None).unwrap());
        assert!((errors.minority - errors.majority).abs() < 1e-15);
        assert!(oracle.equalises() && oracle.equalises_each());
        let left_out = Threshold::midpoint(ThresholdSource::LeaveOneOut);
        assert!(left_out.equalises() && !left_out.equalises_each());
        let training = Threshold::midpoint(ThresholdSource::TrainingScores);
        let average = of(ThresholdRule::MinAverage, ThresholdSource::Oracle);
        for other in [training, average, Threshold::NONE] {
            assert!(!other.equalises() && !other.equalises_each());
        }
    }

    #[test]
    fn a_number_goes_by_nothing() {
        let given = Threshold::new(ThresholdRule::Fixed(0.3), ThresholdSource::LeaveOneOut);
        assert!(!given.is_estimated() && !given.is_none());
        assert_eq!(given.measured(), Threshold::NONE);
        let none = Threshold::new(ThresholdRule::None, ThresholdSource::TrainingScores);
        assert!(none.is_none());
        let cost = Threshold::new(ThresholdRule::Cost, ThresholdSource::LeaveOneOut);
        let average = Threshold::new(ThresholdRule::MinAverage, ThresholdSource::LeaveOneOut);
        assert_eq!(cost.measured(), average.measured());
    }
}
