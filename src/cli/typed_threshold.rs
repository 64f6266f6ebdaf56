//! A threshold as it is typed: a number or a rule, of two classes, of groups, or of both.

use thumbscale::model::{GroupThreshold, ThresholdRule};

use super::exit::CliError;
use super::problem_flags::unknown;
use super::typed_number::parse_number;

/// What a text stands for where there are two classes, and where there are groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TypedThreshold {
    of_classes: Option<ThresholdRule>,
    of_groups: Option<GroupThreshold>,
}

impl TypedThreshold {
    fn number(threshold: f64) -> Self {
        Self {
            of_classes: Some(ThresholdRule::Fixed(threshold)),
            of_groups: Some(GroupThreshold::Given(threshold)),
        }
    }

    /// By the name of a rule, if it is one.
    pub(super) fn named(name: &str) -> Option<Self> {
        let of_classes = ThresholdRule::from_name(name);
        let of_groups = GroupThreshold::from_name(name);
        (of_classes.is_some() || of_groups.is_some()).then_some(Self {
            of_classes,
            of_groups,
        })
    }

    /// The names of all rules, each once.
    pub(super) fn names() -> Vec<&'static str> {
        let mut names: Vec<&str> = ThresholdRule::NAMED.map(|(name, _)| name).to_vec();
        let of_groups = GroupThreshold::NAMED.map(|(name, _)| name).into_iter();
        names.extend(of_groups.filter(|name| ThresholdRule::from_name(name).is_none()));
        names
    }

    /// Of two classes.
    pub(super) fn of_classes(self, flag: &str) -> Result<ThresholdRule, CliError> {
        self.of_classes.ok_or_else(|| {
            let name = self.of_groups.and_then(GroupThreshold::name);
            CliError::usage(anyhow::anyhow!(
                "{flag} {} is of groups, which --population gives; rules of two classes are {}",
                name.unwrap_or_default(),
                ThresholdRule::NAMED.map(|(name, _)| name).join(", ")
            ))
        })
    }

    /// Of groups.
    pub(super) fn of_groups(self, flag: &str) -> Result<GroupThreshold, CliError> {
        self.of_groups.ok_or_else(|| {
            let name = self.of_classes.and_then(ThresholdRule::name);
            CliError::usage(anyhow::anyhow!(
                "{flag} {} is of two classes: of groups, which one threshold cannot make equal, rules are {}",
                name.unwrap_or_default(),
                GroupThreshold::NAMED.map(|(name, _)| name).join(", ")
            ))
        })
    }
}

/// A number, or the name of a rule.
pub(super) fn parse_threshold(text: &str) -> Result<TypedThreshold, String> {
    if let Some(named) = TypedThreshold::named(text) {
        return Ok(named);
    }
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.parse::<f64>().is_err() {
        let names = TypedThreshold::names();
        return Err(unknown("threshold (a number or a rule)", text, &names));
    }
    parse_finite_threshold(text).map(TypedThreshold::number)
}

/// A threshold that is a number.
pub(super) fn parse_finite_threshold(text: &str) -> Result<f64, String> {
    match parse_number(text)? {
        finite if finite.is_finite() => Ok(finite),
        _ => Err(
            "a threshold is a finite number: beyond all scores one class is given up".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        for (name, rule) in ThresholdRule::NAMED {
            let typed = parse_threshold(name).unwrap();
            assert_eq!(typed.of_classes("--threshold").ok(), Some(rule));
        }
        for (name, rule) in GroupThreshold::NAMED {
            let typed = parse_threshold(name).unwrap();
            assert_eq!(typed.of_groups("--threshold").ok(), Some(rule));
        }
        let number = parse_threshold("-0.3").unwrap();
        let classes = number.of_classes("--threshold").ok();
        assert_eq!(classes, Some(ThresholdRule::Fixed(-0.3)));
        let groups = number.of_groups("--threshold").ok();
        assert_eq!(groups, Some(GroupThreshold::Given(-0.3)));
        let said = |text: &str| parse_threshold(text).unwrap_err();
        assert!(said("best_f2").contains("Did you mean `best_f1`?"));
        assert!(said("min_worst_grup").contains("Did you mean `min_worst_group`?"));
        assert!(said("0,5").ends_with("write 0.5"));
        assert!(said("nan").contains("finite") && said("-inf").contains("finite"));
    }

    /// Each kind refuses what is the other's alone.
    #[test]
    fn each_has_its_own() {
        let of = |name: &str| parse_threshold(name).unwrap();
        assert!(of("equal_error").of_groups("--threshold").is_err());
        assert!(of("min_worst_group").of_classes("--threshold").is_err());
        assert!(of("min_average").of_classes("--threshold").is_ok());
        assert!(of("min_average").of_groups("--threshold").is_ok());
    }
}
