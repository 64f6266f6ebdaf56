//! Flags about the threshold of simulated classifiers.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use thumbscale::model::{
    Costs, GroupObjective, GroupThreshold, Threshold, ThresholdRule, ThresholdSource,
};

use super::exit::CliError;
use super::problem_flags::unknown;
use super::score_flags::without_costs;
use super::typed_threshold::{TypedThreshold, parse_finite_threshold};

/// The threshold of the rule f > τ.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ThresholdFlags {
    /// Threshold τ of the rule f > τ: a number, or what a rule goes by: oracle (each replicate's
    /// own α, γ and b), leave_one_out or training_scores (scores of its samples; not of groups)
    /// [default: 0]
    #[arg(long, value_name = "τ", value_parser = parse_goes_by)]
    threshold: Option<GoesBy>,
    /// How τ follows from that [default: midpoint, of groups min_worst_group]
    #[arg(long, value_name = "RULE", value_parser = rule_parser(), requires = "threshold")]
    threshold_rule: Option<TypedThreshold>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum GoesBy {
    Number(f64),
    Source(ThresholdSource),
}

impl ThresholdFlags {
    /// What was asked for, where errors cost that.
    pub(super) fn threshold(&self, costs: Option<Costs>) -> Result<Threshold, CliError> {
        let rule = match self.threshold_rule {
            Some(typed) => typed.of_classes("--threshold-rule")?,
            None => ThresholdRule::Midpoint,
        };
        match self.threshold {
            None => Ok(Threshold::NONE),
            Some(GoesBy::Number(_)) if self.threshold_rule.is_some() => Err(rule_for_a_number()),
            Some(GoesBy::Number(threshold)) => Ok(Threshold::new(
                ThresholdRule::Fixed(threshold),
                ThresholdSource::Oracle,
            )),
            Some(GoesBy::Source(_)) if rule.needs_costs() && costs.is_none() => {
                Err(without_costs("--threshold-rule"))
            }
            Some(GoesBy::Source(source)) => Ok(Threshold::new(rule, source)),
        }
    }

    /// The same of groups, whose thresholds go by order parameters; `None` where nothing is asked of it.
    pub(super) fn of_groups(&self) -> Result<Option<GroupThreshold>, CliError> {
        let rule = match self.threshold_rule {
            Some(typed) => typed.of_groups("--threshold-rule")?,
            None => GroupThreshold::Least(GroupObjective::WorstGroup),
        };
        match self.threshold {
            None => Ok(None),
            Some(GoesBy::Number(_)) if self.threshold_rule.is_some() => Err(rule_for_a_number()),
            Some(GoesBy::Number(threshold)) => Ok(Some(GroupThreshold::Given(threshold))),
            Some(GoesBy::Source(ThresholdSource::Oracle)) => Ok(Some(rule)),
            Some(GoesBy::Source(
                source @ (ThresholdSource::LeaveOneOut | ThresholdSource::TrainingScores),
            )) => Err(CliError::usage(anyhow::anyhow!(
                "--threshold {} estimates the threshold from scores, which is there for two classes \
                 alone: of groups take --threshold oracle or a number",
                source.name()
            ))),
        }
    }
}

fn rule_for_a_number() -> CliError {
    CliError::usage(anyhow::anyhow!(
        "--threshold-rule says how a threshold follows from scores, and --threshold is a number: leave \
         one of them out, or take --threshold oracle"
    ))
}

/// The rules that go by scores.
fn rule_parser() -> impl TypedValueParser<Value = TypedThreshold> {
    let rules = || {
        let named = ThresholdRule::NAMED.into_iter();
        named.filter(|(_, rule)| !rule.is_given())
    };
    let of_classes = rules().map(|(name, rule)| PossibleValue::new(name).help(rule.words()));
    let of_groups = GroupThreshold::NAMED.into_iter();
    let of_groups = of_groups.filter_map(|(name, threshold)| match threshold {
        GroupThreshold::Least(objective) if ThresholdRule::from_name(name).is_none() => {
            let help = format!(
                "of groups: the threshold with the smallest {}",
                objective.words()
            );
            Some(PossibleValue::new(name).help(help))
        }
        GroupThreshold::Least(_) | GroupThreshold::Given(_) => None,
    });
    // One of them, or it is refused.
    PossibleValuesParser::new(of_classes.chain(of_groups))
        .try_map(|name| TypedThreshold::named(&name).ok_or("no rule"))
}

fn parse_goes_by(text: &str) -> Result<GoesBy, String> {
    let sources = ThresholdSource::ALL;
    if let Some(source) = sources.into_iter().find(|source| source.name() == text) {
        return Ok(GoesBy::Source(source));
    }
    let given = ThresholdRule::from_name(text).is_some_and(ThresholdRule::is_given);
    if TypedThreshold::named(text).is_some() && !given {
        return Err(format!(
            "a rule needs something to go by: --threshold oracle --threshold-rule {text}, or \
             leave_one_out or training_scores in place of oracle"
        ));
    }
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.parse::<f64>().is_err() {
        let names = sources.map(ThresholdSource::name);
        return Err(unknown(
            "threshold (a number, or what a rule goes by)",
            text,
            &names,
        ));
    }
    parse_finite_threshold(text).map(GoesBy::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sources() {
        for source in ThresholdSource::ALL {
            assert_eq!(parse_goes_by(source.name()), Ok(GoesBy::Source(source)));
        }
        assert_eq!(parse_goes_by("-0.3"), Ok(GoesBy::Number(-0.3)));
        let said = |text: &str| parse_goes_by(text).unwrap_err();
        assert!(said("leave_one_ou").contains("Did you mean `leave_one_out`?"));
        assert!(said("equal_error").contains("--threshold-rule equal_error"));
        assert!(said("inf").contains("finite"));
    }
}
