//! Which loss: the name a user gives, and the loss it stands for.

use serde::{Deserialize, Serialize};

use super::{Absolute, Exponential, Hinge, Huber, Logistic, Loss, Square, SquaredHinge};

/// A loss as named on the command line and in scenario files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// [`Square`].
    #[default]
    Square,
    /// [`Logistic`].
    Logistic,
    /// [`Exponential`].
    Exponential,
    /// [`Hinge`].
    Hinge,
    /// [`SquaredHinge`].
    SquaredHinge,
    /// [`Absolute`].
    Absolute,
    /// [`Huber`] with its default threshold.
    Huber,
}

impl LossKind {
    /// Every loss.
    pub const ALL: [LossKind; 7] = [
        LossKind::Square,
        LossKind::Logistic,
        LossKind::Exponential,
        LossKind::Hinge,
        LossKind::SquaredHinge,
        LossKind::Absolute,
        LossKind::Huber,
    ];

    /// The loss itself.
    pub fn build(self) -> Box<dyn Loss> {
        match self {
            LossKind::Square => Box::new(Square),
            LossKind::Logistic => Box::new(Logistic),
            LossKind::Exponential => Box::new(Exponential),
            LossKind::Hinge => Box::new(Hinge),
            LossKind::SquaredHinge => Box::new(SquaredHinge),
            LossKind::Absolute => Box::new(Absolute),
            LossKind::Huber => Box::new(Huber::default()),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            LossKind::Square => "square",
            LossKind::Logistic => "logistic",
            LossKind::Exponential => "exponential",
            LossKind::Hinge => "hinge",
            LossKind::SquaredHinge => "squared-hinge",
            LossKind::Absolute => "absolute",
            LossKind::Huber => "huber",
        }
    }

    /// Whether the loss only falls with the margin, to zero: on separable data it then
    /// has no finite minimiser, or a set of minimisers with zero loss.
    pub fn is_decreasing(self) -> bool {
        match self {
            LossKind::Square | LossKind::Absolute | LossKind::Huber => false,
            LossKind::Logistic
            | LossKind::Exponential
            | LossKind::Hinge
            | LossKind::SquaredHinge => true,
        }
    }

    /// The loss of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_everywhere() {
        for kind in LossKind::ALL {
            assert_eq!(kind.build().name(), kind.name());
            assert_eq!(LossKind::from_name(kind.name()), Some(kind));
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(written, format!("{:?}", kind.name()));
        }
        assert_eq!(LossKind::from_name("squared"), None);
    }

    #[test]
    fn decreasing_losses_decrease() {
        for kind in LossKind::ALL {
            let loss = kind.build();
            let falls = (-40..4000).all(|k| loss.derivative(f64::from(k) * 0.1) <= 0.0);
            assert_eq!(
                kind.is_decreasing(),
                falls && loss.value(400.0) < 1e-100,
                "{kind:?}"
            );
        }
    }
}
