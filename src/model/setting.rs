//! One problem in the limit, its weight still a rule.

use super::{Parameter, Training, TwoClass, WeightRule};

/// One asymptotic problem, its weight still a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// δ.
    pub delta: f64,
    /// π₊ and s.
    pub two_class: TwoClass,
    /// How is trained.
    pub training: Training<WeightRule>,
}

impl Setting {
    /// The same with the weight chosen in another way.
    pub fn weighing(self, rule: WeightRule) -> Self {
        Self {
            training: self.training.weighing(rule),
            ..self
        }
    }

    /// Every number but the weight, with its parameter.
    pub fn numbers(&self) -> Vec<(Parameter, f64)> {
        let Self {
            delta,
            two_class,
            training,
        } = self;
        let mut numbers = vec![(Parameter::Delta, *delta)];
        numbers.extend(two_class.numbers());
        numbers.extend(training.numbers());
        numbers
    }
}
