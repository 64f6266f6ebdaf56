//! Flags about what an advice minimises and what it may use.

use clap::Args;
use thumbscale::model::{Costs, Objective};
use thumbscale::theory::ThresholdUse;

use crate::cli::exit::CliError;
use crate::cli::problem_flags::unknown;
use crate::cli::score_flags::parse_costs;

/// What is asked of an advice.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct AdviceFlags {
    /// What rows are compared by: worst_class_error, balanced_error, average_error or cost
    /// [default: worst_class_error, or cost where --cost is given]
    #[arg(long, alias = "minimize", value_name = "ERROR", value_parser = parse_minimised, conflicts_with = "population")]
    minimise: Option<Minimised>,
    /// What errors cost: a minority sample that is missed, a majority sample that is taken for one
    /// of the minority
    #[arg(long, value_name = "c₊,c₋", value_parser = parse_costs, allow_hyphen_values = true, conflicts_with = "population")]
    cost: Option<Costs>,
    /// The threshold stays at 0: for those who cannot move it
    #[arg(long, conflicts_with = "population")]
    fixed_threshold: bool,
}

/// What is minimised, before costs are known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Minimised {
    Error(Objective),
    Cost,
}

const COST: &str = "cost";

impl AdviceFlags {
    pub(super) fn objective(&self) -> Result<Objective, CliError> {
        match (self.minimise, self.cost) {
            (Some(Minimised::Error(error)), None) => Ok(error),
            (None, None) => Ok(Objective::WorstClass),
            (None | Some(Minimised::Cost), Some(costs)) => Ok(Objective::Cost(costs)),
            (Some(Minimised::Cost), None) => Err(CliError::usage(anyhow::anyhow!(
                "--minimise cost needs what errors cost: add --cost C₊,C₋, as in --cost 5,1 where \
                 a minority sample that is missed costs five times as much"
            ))),
            (Some(Minimised::Error(error)), Some(_)) => Err(CliError::usage(anyhow::anyhow!(
                "--cost has no say in the {}: take it away, or write --minimise cost",
                error.words()
            ))),
        }
    }

    pub(super) fn threshold(&self) -> ThresholdUse {
        match self.fixed_threshold {
            true => ThresholdUse::Fixed,
            false => ThresholdUse::Free,
        }
    }
}

fn parse_minimised(text: &str) -> Result<Minimised, String> {
    let known = Objective::ALL.into_iter().find(|o| o.name() == text);
    match known {
        Some(error) => Ok(Minimised::Error(error)),
        None if text == COST => Ok(Minimised::Cost),
        None => {
            let errors = Objective::ALL.map(Objective::name);
            let names = [&errors[..], &[COST]].concat();
            Err(unknown("error to minimise", text, &names))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_slips_are_mended() {
        for error in Objective::ALL {
            assert_eq!(parse_minimised(error.name()), Ok(Minimised::Error(error)));
        }
        assert_eq!(parse_minimised("cost"), Ok(Minimised::Cost));
        let said = parse_minimised("balanced_eror").unwrap_err();
        assert!(said.contains("Did you mean `balanced_error`?"), "{said}");
    }

    #[test]
    fn costs_go_with_what_they_are_for() {
        let asked = |minimise, cost| AdviceFlags {
            minimise,
            cost,
            fixed_threshold: false,
        };
        let costs = Costs::new(5.0, 1.0).unwrap();
        let of = |flags: AdviceFlags| flags.objective().ok();
        assert_eq!(of(asked(None, None)), Some(Objective::WorstClass));
        assert_eq!(of(asked(None, Some(costs))), Some(Objective::Cost(costs)));
        assert_eq!(of(asked(Some(Minimised::Cost), None)), None);
        let balanced = Some(Minimised::Error(Objective::Balanced));
        assert_eq!(of(asked(balanced, None)), Some(Objective::Balanced));
        assert_eq!(of(asked(balanced, Some(costs))), None);
    }
}
