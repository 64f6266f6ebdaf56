//! Which loss: the name a user gives, and the loss it stands for.

use serde::{Deserialize, Serialize};

use super::{Loss, Square};

/// A loss as named on the command line and in scenario files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// [`Square`].
    #[default]
    Square,
}

impl LossKind {
    /// Every loss.
    pub const ALL: [LossKind; 1] = [LossKind::Square];

    /// The loss itself.
    pub fn build(self) -> Box<dyn Loss> {
        match self {
            LossKind::Square => Box::new(Square),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            LossKind::Square => "square",
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
}
