//! What explains an advice about groups.

use super::advice::{is_advice, is_search_end, least};
use super::{
    GroupChoice, GroupRow, GroupRule, GroupRuleOutcome, GroupRuleTable, GroupRuleVerdict,
    MovedGroupRow, MovedGroupRule,
};
use crate::model::{GroupObjective, GroupThreshold, Weighting};
use crate::theory::groups::beyond_solved_scales;
use crate::theory::recommend::{INDIFFERENT, against_a_coin, reached, shown};
use crate::theory::{AdviceText, ThresholdUse};

/// What every number rests on.
const ASSUMED: &str = "This assumes Gaussian groups whose noise is the same in every direction";

/// What the limit leaves out.
const LARGE: &str = "It takes n and d for large: at finite n a group's error is off by about 1/n of that group, and the \
                     larger of two equal ones by about 1/√n";

/// What is to be known of a threshold.
const ESTIMATED: &str = "the threshold has to be estimated, from leave-one-out scores and not from training scores: no command does \
     that for groups, and what it costs is not in these numbers";

impl GroupRuleTable {
    /// Why no row has an error; equal weights stand for all.
    pub(super) fn why_none(&self) -> String {
        let none = "theory has no classifier at this point, whatever the weights";
        let population = self.population();
        let equal = Weighting::equal(population);
        let (delta, ridge) = (self.problem().delta(), self.problem().ridge());
        match beyond_solved_scales(population, &equal, delta, ridge) {
            Some(far) => format!("{none}, {far}"),
            None => none.to_owned(),
        }
    }

    /// What is said beside the row's name.
    pub(super) fn why(
        &self,
        all: &[GroupChoice],
        chosen: &GroupChoice,
        least: &GroupChoice,
    ) -> AdviceText {
        let why = self.what_it_reaches(all, chosen, least);
        let why = why.sentence(ASSUMED).sentence(LARGE);
        let why = match chosen.row {
            GroupRow::Fixed(_) => why,
            GroupRow::Moved(_) => why.and(ESTIMATED),
        };
        match self.typed(chosen) {
            Some(flags) => why.typed(format!(
                "With `thumbscale predict --population`, type: {flags}"
            )),
            None => why,
        }
    }

    fn what_it_reaches(
        &self,
        all: &[GroupChoice],
        chosen: &GroupChoice,
        least_of_all: &GroupChoice,
    ) -> AdviceText {
        let words = self.objective().words();
        let coin = self.coin(chosen.error);
        let (error, least_error) = (reached(chosen.error), reached(least_of_all.error));
        let without_effect =
            |(_, row): &(GroupRule, GroupRuleOutcome)| row.verdict == GroupRuleVerdict::NoEffect;
        if chosen.row == GroupRow::Fixed(GroupRule::Unweighted)
            && self.rows.iter().any(without_effect)
        {
            let nothing =
                "no weights change the classifier of separable or interpolated data without ridge";
            return AdviceText::of(nothing).clause(format!("its {words} is {error}{coin}"));
        }
        let why = AdviceText::of(match chosen.row == least_of_all.row {
            true => format!("the least {words} of the rules is {error}{coin}"),
            false => format!(
                "its {words} {error}{coin} is within {} % of the least of the rules, {least_error} \
                 ({}), and it is the simplest of those that are",
                100.0 * INDIFFERENT,
                least_of_all.row.name()
            ),
        });
        // What was searched for and is no minimum is what its row says.
        let remark = || format!("it is {}", self.remark_of(chosen.row));
        let why = match chosen.verdict {
            GroupRuleVerdict::Endless => why
                .clause(remark())
                .and("the weights to type are the least extreme within a thousandth of it"),
            GroupRuleVerdict::Unconfirmed => why.clause(remark()),
            GroupRuleVerdict::Formula
            | GroupRuleVerdict::Found
            | GroupRuleVerdict::NotFound
            | GroupRuleVerdict::NoEffect
            | GroupRuleVerdict::Infeasible { .. } => why,
        };
        why.clauses(self.beside(all, chosen))
            .clauses(self.beyond(chosen))
    }

    fn remark_of(&self, row: GroupRow) -> String {
        match row {
            GroupRow::Fixed(rule) => self.remark(rule),
            GroupRow::Moved(rule) => {
                let mut rows = self.moved.iter();
                let found = rows.find(|row| row.rule == rule);
                found.map_or(String::new(), |row| self.moved_remark(row))
            }
        }
    }

    /// What a moved threshold is compared with: the best at τ = 0, and the threshold alone.
    fn beside(&self, all: &[GroupChoice], chosen: &GroupChoice) -> Vec<String> {
        let GroupRow::Moved(rule) = chosen.row else {
            return Vec::new();
        };
        let fixed = self.choices(ThresholdUse::Fixed);
        let at_zero = least(&fixed).map(|best| {
            format!(
                "with the threshold at 0 the least is {}{} ({})",
                reached(best.error),
                self.coin(best.error),
                best.row.name()
            )
        });
        let alone = MovedGroupRule::Thresholded;
        let alone = all
            .iter()
            .filter(|c| rule != alone && c.row == GroupRow::Moved(alone));
        let alone = alone.map(|c| format!("the threshold alone reaches {}", reached(c.error)));
        let mut rows = self.moved.iter();
        let row = rows.find(|row| row.rule == rule);
        let threshold = row.and_then(MovedGroupRow::shown_threshold);
        let moved = format!(
            "the threshold is moved to τ = {}",
            match threshold.unwrap_or(chosen.threshold) {
                0.0 => "0".to_owned(),
                threshold => shown(threshold),
            }
        );
        std::iter::once(moved).chain(at_zero).chain(alone).collect()
    }

    /// What is lower and no advice.
    fn beyond(&self, chosen: &GroupChoice) -> Option<String> {
        let of = |errors: &[f64]| self.objective().of(self.population(), errors);
        let fixed = self.rows.iter().filter(|(rule, row)| {
            is_search_end(row) && self.short_of_the_end(*rule, row).is_none()
        });
        let fixed = fixed.filter_map(|(_, row)| of(&row.prediction.as_ref()?.errors));
        let moved = self.moved.iter().filter(|row| match chosen.row {
            GroupRow::Fixed(_) => false,
            GroupRow::Moved(_) => !is_advice(row),
        });
        let moved = moved.filter_map(|row| of(&row.moved.as_ref().ok()?.errors));
        let end = fixed.chain(moved).fold(f64::INFINITY, f64::min);
        (end < chosen.error * (1.0 - INDIFFERENT)).then(|| {
            format!(
                "weights that go on to zero or infinity were followed down to {}, and are no advice",
                reached(end)
            )
        })
    }

    /// Of an average a coin's error depends on priors.
    fn coin(&self, error: f64) -> &'static str {
        match self.objective() {
            GroupObjective::WorstGroup | GroupObjective::Balanced => against_a_coin(error),
            GroupObjective::Average => "",
        }
    }

    /// The flags of `predict --population` that ask for a row; `None` of what trains on other samples.
    fn typed(&self, chosen: &GroupChoice) -> Option<String> {
        let numbers = || {
            let weights = chosen.weighting.weights().iter();
            let weights: Vec<String> = weights.map(|w| shown(*w)).collect();
            weights.join(",")
        };
        // Weights that are not those of the row have no name.
        let by_number = self
            .rows
            .iter()
            .any(|(rule, row)| chosen.row == GroupRow::Fixed(*rule) && is_search_end(row));
        let weights = |rule: GroupRule| match rule {
            GroupRule::Downsampled => None,
            GroupRule::Unweighted
            | GroupRule::InversePrior
            | GroupRule::GeneralisedThumb
            | GroupRule::MinWorstGroup
            | GroupRule::MinBalanced => Some(match by_number {
                true => numbers(),
                false => rule.name().to_owned(),
            }),
        };
        match chosen.row {
            GroupRow::Fixed(rule) => Some(format!("--weights {}", weights(rule)?)),
            GroupRow::Moved(rule) => {
                let weights = match rule.trained_by() {
                    Some(rule) => weights(rule)?,
                    None => numbers(),
                };
                let threshold = GroupThreshold::Least(self.objective()).name();
                let threshold = threshold.unwrap_or("none");
                Some(format!("--weights {weights} --threshold {threshold}"))
            }
        }
    }
}
