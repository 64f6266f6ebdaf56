//! A problem of groups before its weights are known.

use super::group_rule::GroupRule;
use super::population::{Group, Label, Population};
use super::setting::Setting;
use super::spurious_correlation::SpuriousCorrelation;
use super::weighting::Weighting;

/// What a population is described by, so that a parameter of the description can vary.
#[derive(Clone, Debug, PartialEq)]
pub enum PopulationForm {
    /// A label with an attribute that goes with it.
    Spurious(SpuriousCorrelation),
    /// Groups one by one.
    Groups(Population),
}

impl PopulationForm {
    /// The groups.
    pub fn population(&self) -> Population {
        match self {
            PopulationForm::Spurious(spurious) => spurious.population(),
            PopulationForm::Groups(population) => population.clone(),
        }
    }

    /// (σ₊, σ₋) of two groups, which have a label each.
    fn noises(&self) -> Option<[f64; 2]> {
        match self {
            PopulationForm::Spurious(_) => None,
            PopulationForm::Groups(population) => match population.groups() {
                [a, b] => Some(match a.label {
                    Label::Positive => [a.noise_scale, b.noise_scale],
                    Label::Negative => [b.noise_scale, a.noise_scale],
                }),
                _ => None,
            },
        }
    }

    /// σ₊/σ₋ of two groups; `None` of others.
    pub fn noise_ratio(&self) -> Option<f64> {
        self.noises().map(|[plus, minus]| plus / minus)
    }

    /// The same two groups with σ₊ = ratio·σ₋; `None` of others, and for a ratio that leaves no
    /// positive, finite σ₊.
    pub fn with_noise_ratio(&self, ratio: f64) -> Option<Self> {
        let [_, minus] = self.noises()?;
        let noise_of = |group: &Group| match group.label {
            Label::Positive => ratio * minus,
            Label::Negative => group.noise_scale,
        };
        let population = self.population();
        let groups = population.groups().iter().map(|group| Group {
            noise_scale: noise_of(group),
            ..group.clone()
        });
        let changed = Population::new(groups.collect()).ok()?;
        Some(PopulationForm::Groups(changed))
    }

    /// c, of a label with an attribute.
    pub fn correlation(&self) -> Option<f64> {
        match self {
            PopulationForm::Spurious(spurious) => Some(spurious.correlation()),
            PopulationForm::Groups(_) => None,
        }
    }

    /// The same with another c; `None` of other populations, and outside (−1, 1).
    pub fn with_correlation(&self, correlation: f64) -> Option<Self> {
        match self {
            PopulationForm::Spurious(spurious) => {
                let changed = spurious.with_correlation(correlation).ok()?;
                Some(PopulationForm::Spurious(changed))
            }
            PopulationForm::Groups(_) => None,
        }
    }
}

/// Where weights come from.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupWeights {
    /// A rule, applied where the problem is known.
    Rule(GroupRule),
    /// Numbers.
    Given(Weighting),
}

/// Weights to a power.
#[derive(Clone, Debug, PartialEq)]
pub struct PoweredWeights {
    /// ω_g at strength 1.
    pub at_one: GroupWeights,
    /// t: groups count ω_g^t.
    pub strength: f64,
}

impl PoweredWeights {
    /// At strength 1.
    pub fn of(at_one: GroupWeights) -> Self {
        Self {
            at_one,
            strength: 1.0,
        }
    }
}

/// One problem of groups: data, and how is trained on them.
pub type GroupSetting = Setting<PopulationForm, PoweredWeights>;
