//! All rules for one problem.

use super::moved::{MovedGroupRow, moved_rows};
use super::{GroupRule, GroupRuleOutcome, GroupRuleVerdict, apply_all};
use crate::loss::LossKind;
use crate::model::{GroupObjective, ModelError, Population, Problem};
use crate::theory::Status;

/// What every rule gives for a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRuleTable {
    /// The rules with the threshold at 0, the simpler first, with what each leads to.
    pub rows: Vec<(GroupRule, GroupRuleOutcome)>,
    /// The same with the threshold moved, and the best weights for that.
    pub moved: Vec<MovedGroupRow>,
    problem: Problem<Population>,
    minimise: GroupObjective,
}

/// By how much they ask of whoever trains: formulas, searches, another sample.
const SIMPLE_FIRST: [GroupRule; 6] = [
    GroupRule::Unweighted,
    GroupRule::InversePrior,
    GroupRule::GeneralisedThumb,
    GroupRule::MinWorstGroup,
    GroupRule::MinBalanced,
    GroupRule::Downsampled,
];

impl GroupRuleTable {
    /// [`GroupRuleTable::minimising`] the worst-group error.
    ///
    /// # Errors
    /// As there.
    pub fn new(problem: &Problem<Population>) -> Result<Self, ModelError> {
        Self::minimising(GroupObjective::WorstGroup, problem)
    }

    /// Applies every rule to a problem, whose own weights play no part. Rows are compared by what is
    /// minimised, and thresholds are the best for it.
    ///
    /// # Errors
    /// [`ModelError`] where downsampling takes δ out of its range, or a weight overflows.
    pub fn minimising(
        minimise: GroupObjective,
        problem: &Problem<Population>,
    ) -> Result<Self, ModelError> {
        let rows = apply_all(&SIMPLE_FIRST, problem)?;
        Ok(Self {
            moved: moved_rows(minimise, problem, &rows)?,
            rows,
            problem: problem.clone(),
            minimise,
        })
    }

    /// What rows are compared by.
    pub fn objective(&self) -> GroupObjective {
        self.minimise
    }

    /// The problem.
    pub fn problem(&self) -> &Problem<Population> {
        &self.problem
    }

    /// The groups that the table is of.
    pub fn population(&self) -> &Population {
        self.problem.population()
    }

    /// What the numbers of a row do not say; empty for most.
    pub fn remark(&self, rule: GroupRule) -> String {
        let mut rows = self.rows.iter();
        match rows.find(|(r, _)| *r == rule) {
            Some((_, row)) => self.of_row(Some(rule), row),
            None => String::new(),
        }
    }

    /// The same of a row with the threshold moved.
    pub fn moved_remark(&self, row: &MovedGroupRow) -> String {
        let said = self.of_row(None, &row.outcome);
        match (row.never_attained, said.is_empty()) {
            (false, _) => said,
            (true, true) => NEVER_ATTAINED.to_owned(),
            (true, false) => format!("{said}; {NEVER_ATTAINED}"),
        }
    }

    fn of_row(&self, rule: Option<GroupRule>, row: &GroupRuleOutcome) -> String {
        if let Some(why) = row
            .prediction
            .as_ref()
            .and_then(|p| without_errors(p.status))
        {
            return why.to_owned();
        }
        let none = || {
            let why = row.verdict.why_no_weights(self.problem.delta());
            why.unwrap_or_default()
        };
        match row.verdict {
            GroupRuleVerdict::Formula if rule == Some(GroupRule::GeneralisedThumb) => {
                self.of_thumb(row)
            }
            GroupRuleVerdict::Formula | GroupRuleVerdict::Found => String::new(),
            GroupRuleVerdict::Infeasible { limit: _ } => format!("infeasible: {}", none()),
            GroupRuleVerdict::Endless => {
                "the best that was found: a weight would go on to zero or infinity".to_owned()
            }
            GroupRuleVerdict::Unconfirmed => {
                "the best that was found, which the conditions of a minimum do not confirm"
                    .to_owned()
            }
            GroupRuleVerdict::NotFound | GroupRuleVerdict::NoEffect => none(),
        }
    }

    fn of_thumb(&self, row: &GroupRuleOutcome) -> String {
        if row.prediction.as_ref().is_some_and(|p| p.is_equal()) {
            return "all group errors are equal".to_owned();
        }
        let groups = self.problem.population().groups();
        let because = if self.problem.loss() != LossKind::Square.into() {
            "the loss is not the plain square loss"
        } else if self.problem.ridge() > 0.0 {
            "there is a ridge"
        } else if self.problem.delta() >= 1.0 {
            "the data are interpolated"
        } else if groups
            .iter()
            .any(|g| g.noise_scale != groups[0].noise_scale)
        {
            "the groups' noise differs"
        } else {
            "the means are in general position"
        };
        format!("does not equalise the errors: {because}")
    }
}

/// What is to be known of weights on the way to a direction that none attains.
const NEVER_ATTAINED: &str = "no advice: smaller weights of a label reach as little, with an ever shorter θ beside \
                              which no threshold can be estimated";

/// Why a prediction has no errors.
fn without_errors(status: Status) -> Option<&'static str> {
    match status {
        Status::Converged | Status::Separable => None,
        Status::InterpolationThreshold => Some("δ = 1 without ridge: the error diverges"),
        Status::NotConverged => Some("the equations were not solved to working accuracy"),
    }
}

#[cfg(test)]
mod tests;
