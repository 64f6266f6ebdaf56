//! One problem in the limit, its weights still a rule.

use super::{Parameter, Training, TwoClass, WeightRule};

/// One asymptotic problem, its weights still a rule; of the paper's two classes unless said
/// otherwise. What it asks of theory is a [`Problem`](super::Problem), which is checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting<P = TwoClass, W = WeightRule> {
    /// δ.
    pub delta: f64,
    /// The data: π₊ and s of two classes.
    pub population: P,
    /// How is trained.
    pub training: Training<W>,
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
            population,
            training,
        } = self;
        let mut numbers = vec![(Parameter::Delta, *delta)];
        numbers.extend(population.numbers());
        numbers.extend(training.numbers());
        numbers
    }
}
