//! Flags about what an advice minimises and what it may use.

use clap::Args;
use thumbscale::model::{Costs, GroupObjective, Objective};
use thumbscale::theory::ThresholdUse;

use crate::cli::exit::CliError;
use crate::cli::problem_flags::unknown;
use crate::cli::score_flags::parse_costs;

/// What is asked of an advice.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct AdviceFlags {
    /// What rows are compared by: worst_class_error, balanced_error, average_error or cost; of groups
    /// worst_group_error, balanced_error or average_error
    /// [default: the error of the worst class or group, or cost where --cost is given]
    #[arg(long, alias = "minimize", value_name = "ERROR", value_parser = parse_minimised)]
    minimise: Option<Minimised>,
    /// What errors cost: a minority sample that is missed, a majority sample that is taken for one
    /// of the minority
    #[arg(long, value_name = "c₊,c₋", value_parser = parse_costs, allow_hyphen_values = true, conflicts_with = "population")]
    cost: Option<Costs>,
    /// The threshold stays at 0: for those who cannot move it
    #[arg(long)]
    fixed_threshold: bool,
}

/// What is minimised, before costs are known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Minimised {
    Error(Objective),
    Cost,
    WorstGroup,
}

const COST: &str = "cost";

impl AdviceFlags {
    pub(super) fn objective(&self) -> Result<Objective, CliError> {
        match (self.minimise, self.cost) {
            (Some(Minimised::Error(error)), None) => Ok(error),
            (None, None) => Ok(Objective::WorstClass),
            (Some(Minimised::WorstGroup), _) => Err(CliError::usage(anyhow::anyhow!(
                "--minimise {} is of groups, which --population gives: of two classes write {}",
                GroupObjective::WorstGroup.name(),
                Objective::WorstClass.name()
            ))),
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

    /// The same of groups.
    pub(super) fn group_objective(&self) -> Result<GroupObjective, CliError> {
        let of_classes = |name: &str| {
            let known = GroupObjective::ALL.map(GroupObjective::name).join(", ");
            CliError::usage(anyhow::anyhow!(
                "--minimise {name} is of two classes: with --population write one of {known}"
            ))
        };
        match self.minimise {
            None | Some(Minimised::WorstGroup) => Ok(GroupObjective::WorstGroup),
            Some(Minimised::Error(Objective::Balanced)) => Ok(GroupObjective::Balanced),
            Some(Minimised::Error(Objective::Average)) => Ok(GroupObjective::Average),
            Some(Minimised::Error(other @ (Objective::WorstClass | Objective::Cost(_)))) => {
                Err(of_classes(other.name()))
            }
            Some(Minimised::Cost) => Err(of_classes(COST)),
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
        None if text == GroupObjective::WorstGroup.name() => Ok(Minimised::WorstGroup),
        None => {
            let errors = Objective::ALL.map(Objective::name);
            let names = [&errors[..], &[COST, GroupObjective::WorstGroup.name()]].concat();
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
        let group = parse_minimised(GroupObjective::WorstGroup.name());
        assert_eq!(group, Ok(Minimised::WorstGroup));
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

    #[test]
    fn groups_have_errors_of_their_own() {
        let asked = |minimise| AdviceFlags {
            minimise,
            cost: None,
            fixed_threshold: false,
        };
        for error in GroupObjective::ALL {
            let typed = parse_minimised(error.name()).ok();
            assert_eq!(asked(typed).group_objective().ok(), Some(error));
        }
        for (typed, classes, groups) in [
            (Some(Minimised::WorstGroup), false, true),
            (Some(Minimised::Error(Objective::WorstClass)), true, false),
            (Some(Minimised::Cost), false, false),
            (None, true, true),
        ] {
            let flags = asked(typed);
            assert_eq!(flags.objective().is_ok(), classes, "{typed:?}");
            assert_eq!(flags.group_objective().is_ok(), groups, "{typed:?}");
        }
    }
}
