//! All rules for one problem, and which to use.

use super::{GroupRule, GroupRuleOutcome, GroupRuleVerdict, apply_all};
use crate::loss::LossKind;
use crate::model::{ModelError, Population, Problem, Weighting};
use crate::theory::Status;
use crate::theory::groups::beyond_solved_scales;
use crate::theory::recommend::{INDIFFERENT, against_a_coin, reached};

/// What every rule gives for a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRuleTable {
    /// The rules, the simpler first, with what each leads to.
    pub rows: Vec<(GroupRule, GroupRuleOutcome)>,
    problem: Problem<Population>,
}

/// A row to use, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupAdvice {
    /// The row's rule; `None` where no row has an error.
    pub rule: Option<GroupRule>,
    /// Its worst-group error.
    pub worst_group_error: Option<f64>,
    /// One sentence.
    pub why: String,
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
    /// Applies every rule to a problem, whose own weights play no part.
    ///
    /// # Errors
    /// [`ModelError`] where downsampling takes δ out of its range, or a weight overflows.
    pub fn new(problem: &Problem<Population>) -> Result<Self, ModelError> {
        Ok(Self {
            rows: apply_all(&SIMPLE_FIRST, problem)?,
            problem: problem.clone(),
        })
    }

    /// The groups that the table is of.
    pub fn population(&self) -> &Population {
        self.problem.population()
    }

    /// The least worst-group error of all rows.
    pub fn least(&self) -> Option<(GroupRule, f64)> {
        self.reached().min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The rows with a classifier, and their worst-group errors.
    fn reached(&self) -> impl Iterator<Item = (GroupRule, f64)> {
        let rows = self.rows.iter();
        rows.filter_map(|(rule, row)| Some((*rule, row.prediction.as_ref()?.worst()?)))
    }

    /// The row with the least worst-group error; of rows within .2 % of it the simplest.
    pub fn recommend(&self) -> GroupAdvice {
        let Some((least_rule, least)) = self.least() else {
            return GroupAdvice {
                rule: None,
                worst_group_error: None,
                why: self.why_none(),
            };
        };
        let near = |(_, error): &(GroupRule, f64)| *error <= (1.0 + INDIFFERENT) * least;
        let simplest = self.reached().find(near);
        let (rule, error) = simplest.unwrap_or((least_rule, least));
        GroupAdvice {
            rule: Some(rule),
            worst_group_error: Some(error),
            why: self.why(rule, error, (least_rule, least)),
        }
    }

    /// Why no row has an error; equal weights stand for all.
    fn why_none(&self) -> String {
        let none = "theory has no classifier at this point, whatever the weights";
        let population = self.population();
        let equal = Weighting::equal(population);
        let (delta, ridge) = (self.problem.delta(), self.problem.ridge());
        match beyond_solved_scales(population, &equal, delta, ridge) {
            Some(far) => format!("{none}, {far}"),
            None => none.to_owned(),
        }
    }

    fn why(&self, rule: GroupRule, error: f64, (least_rule, least): (GroupRule, f64)) -> String {
        let coin = against_a_coin(error);
        let (error, least) = (reached(error), reached(least));
        let without_effect =
            |(_, row): &(GroupRule, GroupRuleOutcome)| row.verdict == GroupRuleVerdict::NoEffect;
        if rule == GroupRule::Unweighted && self.rows.iter().any(without_effect) {
            return format!(
                "no weights change the classifier of separable or interpolated data without ridge; \
                 its worst-group error is {error}{coin}"
            );
        }
        let why = match rule == least_rule {
            true => format!("the least worst-group error of the rules is {error}{coin}"),
            false => format!(
                "its worst-group error {error}{coin} is within {} % of the least of the rules, \
                 {least} ({}), and it is the simplest of those that are",
                100.0 * INDIFFERENT,
                least_rule.name()
            ),
        };
        // What was searched for and is no minimum is what its row says.
        let mut rows = self.rows.iter().filter(|(r, _)| *r == rule);
        match rows.any(|(_, row)| {
            matches!(
                row.verdict,
                GroupRuleVerdict::Endless | GroupRuleVerdict::Unconfirmed
            )
        }) {
            true => format!("{why}; it is {}", self.remark(rule)),
            false => why,
        }
    }

    /// What the numbers of a row do not say; empty for most.
    pub fn remark(&self, rule: GroupRule) -> String {
        let Some((_, row)) = self.rows.iter().find(|(r, _)| *r == rule) else {
            return String::new();
        };
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
            GroupRuleVerdict::Formula if rule == GroupRule::GeneralisedThumb => self.of_thumb(row),
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

/// Why a prediction has no errors.
fn without_errors(status: Status) -> Option<&'static str> {
    match status {
        Status::Converged | Status::Separable => None,
        Status::InterpolationThreshold => Some("δ = 1 without ridge: the error diverges"),
        Status::NotConverged => Some("the equations were not solved to working accuracy"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Group, Label, SpuriousCorrelation};

    fn spurious() -> Population {
        let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        model.population()
    }

    fn table(population: &Population, kind: LossKind, delta: f64, ridge: f64) -> GroupRuleTable {
        let problem = Problem::new(delta, population.clone())
            .and_then(|p| p.with_loss(kind).with_ridge(ridge))
            .unwrap();
        GroupRuleTable::new(&problem).unwrap()
    }

    /// Where nothing is solved, what is out of scale is the reason.
    #[test]
    fn no_advice_has_its_reason() {
        let advice = table(&spurious(), LossKind::Square, 0.2, 1e308).recommend();
        assert_eq!(advice.rule, None);
        assert!(
            advice.why.contains("the ridge is 1.0e308"),
            "{}",
            advice.why
        );
    }

    /// The least row, or a simpler one within .2 % of it, whatever the problem.
    #[test]
    fn the_advice_is_the_least_row() {
        for (kind, delta, ridge) in [
            (LossKind::Square, 0.2, 0.0),
            (LossKind::Square, 0.5, 0.0),
            (LossKind::Square, 1.0, 0.0),
            (LossKind::Square, 0.39, 0.0),
            (LossKind::Square, 0.3, 0.5),
            (LossKind::Logistic, 0.05, 0.0),
            (LossKind::Logistic, 0.5, 0.0),
            (LossKind::SquaredHinge, 0.2, 0.1),
        ] {
            let table = table(&spurious(), kind, delta, ridge);
            let advice = table.recommend();
            let errors: Vec<(GroupRule, f64)> = table.reached().collect();
            let least = errors.iter().map(|e| e.1).fold(f64::INFINITY, f64::min);
            let place = errors
                .iter()
                .position(|e| Some(e.0) == advice.rule)
                .unwrap();
            assert_eq!(advice.worst_group_error, Some(errors[place].1));
            assert!(errors[place].1 <= 1.002 * least, "{kind:?} {delta}");
            let simpler = errors[..place].iter();
            assert!(
                simpler.into_iter().all(|e| e.1 > 1.002 * least),
                "{kind:?} {delta}"
            );
        }
    }

    /// One label is given up by most weights, and errors leap: searches that see no slope there are not
    /// above the formulas beside them.
    #[test]
    fn a_search_is_never_above_a_formula() {
        let group = |(i, &(prior, mean)): (usize, &(f64, f64))| Group {
            name: format!("g{i}"),
            label: if i == 3 {
                Label::Negative
            } else {
                Label::Positive
            },
            prior,
            mean: vec![mean],
            noise_scale: 1.0,
        };
        let groups = [
            (0.04, 1.2),
            (0.28, 1.8),
            (0.18, 0.36),
            (0.11, 0.34),
            (0.39, -0.1),
        ];
        let given_up = Population::new(groups.iter().enumerate().map(group).collect()).unwrap();
        let mut better = 0;
        for (population, kind, delta, ridge) in [
            (&given_up, LossKind::Absolute, 0.02, 0.0),
            (&given_up, LossKind::Hinge, 0.02, 0.0),
            (&given_up, LossKind::Logistic, 0.02, 0.1),
            (&spurious(), LossKind::Hinge, 0.05, 0.0),
            (&spurious(), LossKind::Square, 0.2, 0.0),
        ] {
            let table = table(population, kind, delta, ridge);
            let of = |rule| {
                let mut rows = table.rows.iter();
                let row = rows
                    .find(|(r, _)| *r == rule)
                    .unwrap()
                    .1
                    .prediction
                    .as_ref();
                row.map(|p| [p.worst(), p.balanced()].map(|e| e.unwrap()))
            };
            for formula in [
                GroupRule::Unweighted,
                GroupRule::InversePrior,
                GroupRule::GeneralisedThumb,
            ] {
                let Some([worst, balanced]) = of(formula) else {
                    continue;
                };
                let [least_worst, _] = of(GroupRule::MinWorstGroup).unwrap();
                let [_, least_balanced] = of(GroupRule::MinBalanced).unwrap();
                assert!(least_worst <= worst * (1.0 + 1e-6), "{kind:?} {formula:?}");
                assert!(
                    least_balanced <= balanced * (1.0 + 1e-6),
                    "{kind:?} {formula:?}"
                );
                better += usize::from(least_worst < 0.99 * worst);
            }
        }
        assert!(better > 5, "{better}");
    }

    #[test]
    fn remarks_say_what_the_thumb_is_worth() {
        let thumb = |table: &GroupRuleTable| table.remark(GroupRule::GeneralisedThumb);
        let square = |delta, ridge| thumb(&table(&spurious(), LossKind::Square, delta, ridge));
        assert_eq!(square(0.2, 0.0), "all group errors are equal");
        assert!(square(0.2, 0.3).contains("there is a ridge"));
        assert!(square(0.4, 0.0).contains("δ < 0.4,"));
        let logistic = thumb(&table(&spurious(), LossKind::Logistic, 0.05, 0.0));
        assert!(logistic.contains("not the plain square loss"), "{logistic}");
        let mut groups = spurious().groups().to_vec();
        groups[1].noise_scale = 1.2;
        let noisy = Population::new(groups).unwrap();
        let noisy = thumb(&table(&noisy, LossKind::Square, 0.2, 0.0));
        assert!(noisy.contains("noise differs"), "{noisy}");
        let mut groups = spurious().groups().to_vec();
        groups[1].mean = vec![0.9, -0.4];
        let general = Population::new(groups).unwrap();
        let general = thumb(&table(&general, LossKind::Square, 0.2, 0.0));
        assert!(general.contains("general position"), "{general}");
        let separable = table(&spurious(), LossKind::Logistic, 0.5, 0.0);
        assert!(
            separable
                .remark(GroupRule::MinBalanced)
                .contains("no weights change")
        );
    }

    /// A search that ended at a bound says so in the advice.
    #[test]
    fn what_was_searched_is_not_told_as_a_minimum() {
        let rows: [(f64, i8, [f64; 2], f64); 5] = [
            (0.1, 1, [1.5, 0.3], 0.8),
            (0.2, 1, [0.4, -0.9], 1.3),
            (0.4, -1, [-1.1, 0.6], 1.0),
            (0.1, -1, [-0.5, -1.0], 1.0),
            (0.2, -1, [0.5, 1.3], 0.7),
        ];
        let group =
            |(i, &(prior, label, mean, noise_scale)): (usize, &(f64, i8, [f64; 2], f64))| Group {
                name: i.to_string(),
                label: Label::try_from(label).unwrap(),
                prior,
                mean: mean.to_vec(),
                noise_scale,
            };
        let population = Population::new(rows.iter().enumerate().map(group).collect()).unwrap();
        let table = table(&population, LossKind::Logistic, 0.3, 0.1);
        let advice = table.recommend();
        assert_eq!(advice.rule, Some(GroupRule::MinWorstGroup));
        assert!(advice.why.contains("zero or infinity"), "{}", advice.why);
    }
}
