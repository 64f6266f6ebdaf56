//! The parameters that scenarios of groups vary: one table of them.

use super::group_setting::{GroupSetting, GroupWeights};
use super::parameter::{Parameter, Range};

/// All that is known of a parameter.
#[derive(Debug)]
pub struct GroupEntry {
    /// In legends.
    pub symbol: &'static str,
    /// Along an axis.
    pub label: &'static str,
    /// What it may be, in words.
    pub allowed: &'static str,
    /// The same in brief.
    pub brief: &'static str,
    /// What it is where nothing is said; `None` if it has to be said.
    pub default: Option<f64>,
    /// A value, and those of an axis, that go with almost any others.
    pub usual: (f64, [f64; 2]),
    /// A line that fixes it, and one that varies it.
    pub examples: [&'static str; 2],
    /// The populations that have it, in words.
    pub of: &'static str,
    /// Its value; `None` where the population has none.
    pub read: fn(&GroupSetting) -> Option<f64>,
    /// The same problem with another value; `None` where that is not allowed, or there is none.
    pub write: fn(&GroupSetting, f64) -> Option<GroupSetting>,
}

named! {
    /// A number that a scenario of groups can vary; the last varies fastest.
    #[derive(PartialOrd, Ord)]
    pub enum GroupParameter {
        /// c of a label with a spurious attribute.
        Correlation = "correlation",
        /// σ₊/σ₋ of two groups.
        NoiseRatio = "noise_ratio",
        /// δ = d/n.
        Delta = "delta",
        /// r.
        Ridge = "ridge",
        /// t: groups count ω_g^t.
        WeightStrength = "weight_strength",
    }
}

/// Where weights to a larger power would leave what a double can hold.
const STRONGEST: f64 = 10.0;

impl GroupParameter {
    /// Whether it changes the groups themselves, and not only how they are trained on.
    pub fn shapes_population(self) -> bool {
        match self {
            GroupParameter::Correlation | GroupParameter::NoiseRatio => true,
            GroupParameter::Delta | GroupParameter::Ridge | GroupParameter::WeightStrength => false,
        }
    }

    /// All that is known of it.
    pub fn entry(self) -> GroupEntry {
        match self {
            GroupParameter::Correlation => GroupEntry {
                symbol: "c",
                label: "correlation of label and attribute c",
                allowed: "a number with −1 < correlation < 1: at the ends two of the four groups are empty",
                brief: "in (−1, 1)",
                default: None,
                usual: (0.0, [0.0, 0.25]),
                examples: ["correlation = 0.6", "correlation = [0, 0.5, 0.9]"],
                of: "[model] kind = \"spurious_correlation\"",
                read: |setting| setting.population.correlation(),
                write: |setting, c| {
                    Some(GroupSetting {
                        population: setting.population.with_correlation(c)?,
                        ..setting.clone()
                    })
                },
            },
            GroupParameter::NoiseRatio => GroupEntry {
                symbol: "σ₊/σ₋",
                label: "noise ratio σ₊/σ₋",
                allowed: "a number from 1e-30 to 1e30: the noise of the group with label 1 over that of the other",
                brief: "> 0",
                default: None,
                usual: (1.0, [1.0, 2.0]),
                examples: ["noise_ratio = 2", "noise_ratio = [0.5, 1, 2]"],
                of: "two groups, each under [[group]]",
                read: |setting| setting.population.noise_ratio(),
                write: |setting, ratio| {
                    let allowed = Some(ratio).filter(|ratio| Range::OF_DATA.contains(*ratio));
                    Some(GroupSetting {
                        population: setting.population.with_noise_ratio(allowed?)?,
                        ..setting.clone()
                    })
                },
            },
            GroupParameter::Delta => GroupEntry {
                symbol: Parameter::Delta.symbol(),
                label: Parameter::Delta.label(),
                allowed: Parameter::Delta.entry().allowed,
                brief: Parameter::Delta.entry().brief,
                default: Parameter::Delta.entry().default,
                usual: Parameter::Delta.entry().usual,
                examples: ["delta = 0.2", "delta = [0.1, 0.2, 0.4]"],
                of: "every population",
                read: |setting| Some(setting.delta),
                write: |setting, delta| {
                    within(Parameter::Delta, delta, setting, |s| s.delta = delta)
                },
            },
            GroupParameter::Ridge => GroupEntry {
                symbol: Parameter::Ridge.symbol(),
                label: Parameter::Ridge.label(),
                allowed: Parameter::Ridge.entry().allowed,
                brief: "≥ 0",
                default: Some(0.0),
                usual: Parameter::Ridge.entry().usual,
                examples: ["ridge = 0.1", "ridge = [0, 0.1, 1]"],
                of: "every population",
                read: |setting| Some(setting.training.ridge),
                write: |setting, ridge| {
                    within(Parameter::Ridge, ridge, setting, |s| {
                        s.training.ridge = ridge;
                    })
                },
            },
            GroupParameter::WeightStrength => GroupEntry {
                symbol: "t",
                label: "strength of the weights t",
                allowed: "a number from −10 to 10: weights to that power, 0 for equal ones and 1 for those named",
                brief: "−10 to 10: weights to that power, which must be numbers",
                default: Some(1.0),
                usual: (1.0, [0.0, 1.0]),
                examples: ["weight_strength = 0.5", "weight_strength = [0, 0.5, 1]"],
                of: "every population",
                read: |setting| Some(setting.training.weights.strength),
                write: |setting, strength| {
                    // Given weights can be so far apart that a power of them is no number.
                    let is_a_number = match &setting.training.weights.at_one {
                        GroupWeights::Given(given) => given.powered(strength).is_ok(),
                        GroupWeights::Rule(_) => true,
                    };
                    let allowed = (-STRONGEST..=STRONGEST).contains(&strength) && is_a_number;
                    allowed.then(|| {
                        let mut changed = setting.clone();
                        changed.training.weights.strength = strength;
                        changed
                    })
                },
            },
        }
    }
}

/// The same with a change of what both kinds of problem have.
fn within(
    parameter: Parameter,
    value: f64,
    setting: &GroupSetting,
    change: impl FnOnce(&mut GroupSetting),
) -> Option<GroupSetting> {
    parameter.entry().range.contains(value).then(|| {
        let mut changed = setting.clone();
        change(&mut changed);
        changed
    })
}

impl GroupSetting {
    /// The value of a parameter; `None` where the population has none.
    pub fn number(&self, parameter: GroupParameter) -> Option<f64> {
        (parameter.entry().read)(self)
    }

    /// The same with another value; `None` where that is not allowed, or there is none.
    pub fn with(&self, parameter: GroupParameter, value: f64) -> Option<Self> {
        (parameter.entry().write)(self, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{
        GroupRule, GroupWeights, PopulationForm, PoweredWeights, SpuriousCorrelation, Training,
        TwoClass,
    };

    fn setting(form: PopulationForm) -> GroupSetting {
        let by_rule = PoweredWeights::of(GroupWeights::Rule(GroupRule::InversePrior));
        GroupSetting {
            population: form,
            delta: 0.2,
            training: Training::new(LossKind::Square, by_rule),
        }
    }

    /// What is written is read, and changes nothing else.
    #[test]
    fn each_entry_reads_what_it_writes() {
        let spurious = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        let two = TwoClass::new(0.2, 1.5).unwrap().population();
        let (spurious, two) = (
            setting(PopulationForm::Spurious(spurious)),
            setting(PopulationForm::Groups(two)),
        );
        for parameter in GroupParameter::ALL {
            for base in [&spurious, &two] {
                let changed = base.with(parameter, 0.7);
                assert_eq!(changed.is_some(), base.number(parameter).is_some());
                let Some(changed) = changed else { continue };
                assert_eq!(changed.number(parameter), Some(0.7), "{parameter:?}");
                for other in GroupParameter::ALL {
                    let same = changed.number(other) == base.number(other);
                    assert!(same || other == parameter, "{parameter:?} {other:?}");
                }
                assert!(base.with(parameter, f64::NAN).is_none());
            }
        }
    }

    /// What stands in for a wrong value is right wherever the population has it.
    #[test]
    fn usual_values_are_allowed() {
        let spurious = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        let two = TwoClass::new(0.2, 1.5).unwrap().population();
        let forms = [
            setting(PopulationForm::Spurious(spurious)),
            setting(PopulationForm::Groups(two)),
        ];
        for parameter in GroupParameter::ALL {
            let (alone, [low, high]) = parameter.entry().usual;
            assert!(low < high, "{parameter:?}");
            for base in forms.iter().filter(|form| form.number(parameter).is_some()) {
                for value in [alone, low, high] {
                    assert!(
                        base.with(parameter, value).is_some(),
                        "{parameter:?} {value}"
                    );
                }
            }
        }
    }

    #[test]
    fn ranges() {
        let spurious = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        let spurious = setting(PopulationForm::Spurious(spurious));
        let two = TwoClass::new(0.2, 1.5).unwrap().population();
        let two = setting(PopulationForm::Groups(two));
        for (base, parameter, outside) in [
            (&spurious, GroupParameter::Correlation, [1.0, -1.0]),
            (&two, GroupParameter::NoiseRatio, [0.0, f64::INFINITY]),
            (&two, GroupParameter::Delta, [0.0, -1.0]),
            (&two, GroupParameter::Ridge, [-0.1, f64::INFINITY]),
            (&two, GroupParameter::WeightStrength, [10.1, -10.1]),
        ] {
            for value in outside {
                assert!(base.with(parameter, value).is_none(), "{parameter:?}");
            }
        }
    }
}
