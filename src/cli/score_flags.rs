//! Flags about what is made of scores: the threshold, the test distribution, the costs of errors.

use clap::Args;
use thumbscale::model::{
    Costs, GroupThreshold, ScoreLaw, TestConditions, ThresholdRule, Undefined, check_test_prior,
};

use super::exit::CliError;
use super::loss_flags::parse_pair;
use super::typed_number::parse_number;
use super::typed_threshold::{TypedThreshold, parse_threshold};

/// What is made of scores.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ScoreFlags {
    /// Threshold τ of the rule f > τ: a number, or none (0), midpoint, equal_error, min_average, cost or
    /// best_f1; of groups min_worst_group, min_balanced or min_average [default: none]
    #[arg(long, value_name = "τ", value_parser = parse_threshold)]
    threshold: Option<TypedThreshold>,
    #[command(flatten)]
    pub(super) test: TestFlags,
}

/// What classifiers are judged by.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct TestFlags {
    /// The minority's share of the test distribution, between 0 and 1 [default: that of the
    /// training]
    #[arg(long, value_name = "π₊", value_parser = parse_prior, conflicts_with = "population")]
    test_prior: Option<f64>,
    /// What errors cost: a minority sample that is missed, a majority sample that is taken for one
    /// of the minority
    #[arg(long, value_name = "c₊,c₋", value_parser = parse_costs, allow_hyphen_values = true, conflicts_with = "population")]
    pub(super) cost: Option<Costs>,
}

impl TestFlags {
    /// The same for quantities.
    pub(super) fn conditions(&self) -> TestConditions {
        TestConditions {
            minority_prior: self.test_prior,
            costs: self.cost,
        }
    }
}

impl ScoreFlags {
    /// The rule for the threshold.
    fn rule(&self) -> Result<ThresholdRule, CliError> {
        match self.threshold {
            Some(typed) => typed.of_classes("--threshold"),
            None => Ok(ThresholdRule::None),
        }
    }

    /// The same of groups; `None` where nothing is asked of it.
    pub(super) fn of_groups(&self) -> Result<Option<GroupThreshold>, CliError> {
        let typed = self.threshold;
        typed
            .map(|typed| typed.of_groups("--threshold"))
            .transpose()
    }

    /// Whether costs are given where they are needed.
    pub(super) fn check(&self) -> Result<(), CliError> {
        if self.rule()?.needs_costs() && self.test.cost.is_none() {
            return Err(without_costs("--threshold"));
        }
        Ok(())
    }

    /// τ for a score's law.
    pub(super) fn threshold(&self, law: &ScoreLaw, prior: f64) -> Result<f64, CliError> {
        let rule = self.rule()?;
        let found = rule.threshold(law, prior, self.test.cost);
        found.map_err(|why: Undefined| {
            let name = rule.name().unwrap_or_default();
            CliError::usage(anyhow::anyhow!(
                "--threshold {name} has no value here: {why} (--threshold 0 shows what there is)"
            ))
        })
    }
}

/// What is wrong where a flag asks for costs, and there are none.
pub(super) fn without_costs(flag: &str) -> CliError {
    CliError::usage(anyhow::anyhow!(
        "{flag} cost needs what errors cost: add --cost C₊,C₋, as in --cost 5,1 where a minority \
         sample that is missed costs five times as much"
    ))
}

fn parse_prior(text: &str) -> Result<f64, String> {
    let prior = parse_number(text)?;
    check_test_prior(prior).map_err(|_| {
        "the minority's share of the test distribution is a number between 0 and 1, as in 0.05"
            .to_owned()
    })
}

pub(super) fn parse_costs(text: &str) -> Result<Costs, String> {
    let [minority, majority] = parse_pair(text)?.values();
    Costs::new(minority, majority).map_err(|_| {
        "what errors cost are two positive numbers, as in 5,1; only their ratio matters for the \
         threshold"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priors_and_costs() {
        for refused in ["0", "1", "-0.2", "nan", "2", "10%", "x"] {
            assert!(parse_prior(refused).is_err(), "{refused}");
        }
        assert_eq!(parse_prior("0.7"), Ok(0.7));
        assert_eq!(parse_costs("5,1").map(<[f64; 2]>::from), Ok([5.0, 1.0]));
        for refused in ["5", "5,0", "-1,1", "1,2,3", "a,b", "1,inf"] {
            assert!(parse_costs(refused).is_err(), "{refused}");
        }
    }
}
