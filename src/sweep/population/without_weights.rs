//! Cells of groups whose rule has no weights, so that nothing is trained there.

use std::fmt;

use super::resolve::problem_of;
use crate::model::{GroupRule, GroupWeights};
use crate::scenario::{GroupCell, GroupPlan};
use crate::theory::groups::rules::{Thumb, apply, generalised_thumb};

/// What is said of cells without weights.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutWeights {
    /// The rule that has none there.
    pub rule: GroupRule,
    /// How many there are.
    pub cells: usize,
    /// Of so many.
    pub of: usize,
    /// Name of the first of them.
    pub first: String,
    /// Why that one has none.
    pub why: Option<String>,
    /// Whether the others are simulated.
    pub simulates: bool,
}

impl WithoutWeights {
    /// Cells at these places of a plan, once for each rule that has no weights in some of them.
    pub fn at(plan: &GroupPlan, places: &[usize]) -> Vec<Self> {
        let cells = || places.iter().filter_map(|&place| plan.cells.get(place));
        let of_rule = |asked: GroupRule| {
            let by_it = move |cell: &&GroupCell| rule(cell) == Some(asked);
            let first = cells().find(by_it)?;
            Some(Self {
                rule: asked,
                cells: cells().filter(by_it).count(),
                of: plan.cells.iter().filter(by_it).count(),
                first: first.id.clone(),
                why: why(asked, first),
                simulates: plan.replicates > 0,
            })
        };
        GroupRule::ALL.into_iter().filter_map(of_rule).collect()
    }

    /// The cells of which that is known before anything is solved: a formula's. What a search does
    /// not find nobody knows before.
    pub fn foreseen(plan: &GroupPlan) -> Vec<Self> {
        let cells = plan.cells.iter().enumerate();
        let by_thumb = cells.filter(|(_, cell)| rule(cell) == Some(GroupRule::GeneralisedThumb));
        let infeasible = by_thumb.filter(|(_, cell)| {
            let thumb = generalised_thumb(&cell.population(), cell.delta());
            matches!(thumb, Ok(Thumb::Infeasible { limit: _ }))
        });
        let places: Vec<usize> = infeasible.map(|(place, _)| place).collect();
        Self::at(plan, &places)
    }

    /// All of them in a sentence; `None` of none.
    pub fn told(all: &[Self]) -> Option<String> {
        let each: Vec<String> = all.iter().map(Self::to_string).collect();
        (!each.is_empty()).then(|| each.join("; "))
    }
}

fn rule(cell: &GroupCell) -> Option<GroupRule> {
    match &cell.setting.training.weights.at_one {
        GroupWeights::Rule(rule) => Some(*rule),
        GroupWeights::Given(_) => None,
    }
}

fn why(rule: GroupRule, cell: &GroupCell) -> Option<String> {
    let problem = problem_of(&cell.setting, &cell.population(), cell.delta()).ok()?;
    apply(rule, &problem)
        .ok()?
        .verdict
        .why_no_weights(cell.delta())
}

impl fmt::Display for WithoutWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            cells,
            of,
            first,
            why,
            simulates,
        } = self;
        let rule = rule.name();
        match (cells, of) {
            (1, 1) => write!(f, "{rule} has no weights in the only cell, `{first}`")?,
            (1, _) => write!(f, "{rule} has no weights in 1 of {of} cells, `{first}`")?,
            (_, _) => write!(
                f,
                "{rule} has no weights in {cells} of {of} cells, the first `{first}`"
            )?,
        }
        if let Some(why) = why {
            write!(f, " ({why})")?;
        }
        f.write_str(match simulates {
            true => ": nothing is simulated there",
            false => ": theory has no value there",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, Scenario};

    fn plan(weights: &str) -> GroupPlan {
        let text = format!(
            "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
             spurious_signal = 1.0\ncorrelation = 0.6\n[training]\nweights = {weights}\n\
             [simulation]\nn = 100\nreplicates = 4\n[vary]\ndelta = [0.2, 0.5, 0.8]\n"
        );
        let parsed = crate::sweep::parse_any(&text, "t.toml", Overrides::default()).unwrap();
        match parsed {
            Scenario::Groups(plan) => *plan,
            Scenario::TwoClasses(_) => unreachable!("it has groups"),
        }
    }

    /// The smallest of (1 ± c)/4 is .1, and there are four of them.
    #[test]
    fn what_the_thumb_cannot_do_is_foreseen_with_its_reason() {
        let found = WithoutWeights::foreseen(&plan("\"generalised_thumb\""));
        let [found] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!((found.cells, found.of), (2, 3));
        assert_eq!(
            found.to_string(),
            "generalised_thumb has no weights in 2 of 3 cells, the first `delta=0.5` (it needs δ < \
             0.4, the number of groups times the smallest prior, and δ is 0.5): nothing is simulated \
             there"
        );
        for weights in ["\"inverse_prior\"", "[1, 2, 3, 4]", "\"min_worst_group\""] {
            assert_eq!(WithoutWeights::foreseen(&plan(weights)), []);
        }
    }

    /// Of several methods those are counted that have the rule, and every rule is told.
    #[test]
    fn each_rule_is_told_of_its_own_cells() {
        let text = "\"unweighted\"\n[[method]]\nname = \"thumb\"\nweights = \"generalised_thumb\"\n\
                    [[method]]\nname = \"none\"";
        let plan = plan(text);
        let found = WithoutWeights::foreseen(&plan);
        let said = WithoutWeights::told(&found).unwrap();
        let counted = "generalised_thumb has no weights in 2 of 3 cells, the first `delta=0.5 \
                       method=thumb` (";
        assert!(said.starts_with(counted), "{said}");
        let all: Vec<usize> = (0..plan.cells.len()).collect();
        let rules: Vec<GroupRule> = WithoutWeights::at(&plan, &all)
            .iter()
            .map(|w| w.rule)
            .collect();
        assert_eq!(rules, [GroupRule::Unweighted, GroupRule::GeneralisedThumb]);
        assert_eq!(WithoutWeights::told(&[]), None);
    }
}
