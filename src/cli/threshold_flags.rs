//! Flags about the threshold of simulated classifiers.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use thumbscale::model::{Costs, Threshold, ThresholdRule, ThresholdSource};

use super::exit::CliError;
use super::problem_flags::unknown;
use super::score_flags::{parse_finite_threshold, without_costs};

/// The threshold of the rule f > τ.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ThresholdFlags {
    /// Threshold τ of the rule f > τ: a number, or what a rule goes by: oracle (each replicate's
    /// own α, γ and b), leave_one_out or training_scores (scores of its samples) [default: 0]
    #[arg(long, value_name = "τ", value_parser = parse_goes_by, allow_negative_numbers = true, conflicts_with = "population")]
    threshold: Option<GoesBy>,
    /// How τ follows from that [default: midpoint]
    #[arg(long, value_name = "RULE", value_parser = rule_parser(), requires = "threshold", conflicts_with = "population")]
    threshold_rule: Option<ThresholdRule>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum GoesBy {
    Number(f64),
    Source(ThresholdSource),
}

impl ThresholdFlags {
    /// What was asked for, where errors cost that.
    pub(super) fn threshold(&self, costs: Option<Costs>) -> Result<Threshold, CliError> {
        let rule = self.threshold_rule.unwrap_or(ThresholdRule::Midpoint);
        match self.threshold {
            None => Ok(Threshold::NONE),
            Some(GoesBy::Number(_)) if self.threshold_rule.is_some() => {
                Err(CliError::usage(anyhow::anyhow!(
                    "--threshold-rule says how a threshold follows from scores, and --threshold is a \
                     number: leave one of them out, or take --threshold oracle"
                )))
            }
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
}

/// The rules that go by scores.
fn rule_parser() -> impl TypedValueParser<Value = ThresholdRule> {
    let rules = || {
        let named = ThresholdRule::NAMED.into_iter();
        named.filter(|(_, rule)| !rule.is_given())
    };
    let values = rules().map(|(name, rule)| PossibleValue::new(name).help(rule.words()));
    PossibleValuesParser::new(values)
        .map(move |name| ThresholdRule::from_name(&name).unwrap_or(ThresholdRule::Midpoint))
}

fn parse_goes_by(text: &str) -> Result<GoesBy, String> {
    let sources = ThresholdSource::ALL;
    if let Some(source) = sources.into_iter().find(|source| source.name() == text) {
        return Ok(GoesBy::Source(source));
    }
    if ThresholdRule::from_name(text).is_some_and(|rule| !rule.is_given()) {
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
