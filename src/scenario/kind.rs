//! The kinds of scenario: what one asks for beside its cells, each with a module of its own.

pub(super) mod finite_size;
mod paired;

pub use finite_size::FiniteSize;
pub(super) use finite_size::RawFiniteSize;
pub use paired::Paired;
pub(super) use paired::RawPaired;

use super::diagnostic::ScenarioError;
use super::expand::Expander;
use super::keys::OfKind;
use super::map::MapPlan;
use super::plan::{Cell, Plan};

/// The keys of every kind; those of a map stand beside what it draws.
pub(super) const KEYS_OF_KINDS: &[OfKind] = &[finite_size::KEYS, paired::KEYS];

/// What a scenario asks for beside its cells. A plain study asks for nothing else; a map stands
/// alone, while means can be followed and cells held against each other in one study.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// One value over two parameters; [`Plan::cells`] are then the places where it is simulated.
    Map(Box<MapPlan>),
    /// How the means go to the limit as n grows.
    FiniteSize(FiniteSize),
    /// Cells held against a reference on common data; a map has pairs of its own.
    Paired(Paired),
}

/// What a scenario asks for, in the order of its tables.
pub(super) fn kinds(
    expander: &Expander<'_>,
    map: Option<MapPlan>,
    cells: &[Cell],
) -> Result<Vec<Kind>, ScenarioError> {
    let paired = paired::paired(expander, cells)?;
    let all = [
        map.map(|map| Kind::Map(Box::new(map))),
        paired.map(Kind::Paired),
        expander.finite_size.clone().map(Kind::FiniteSize),
    ];
    Ok(all.into_iter().flatten().collect())
}

impl Plan {
    /// The map, in a scenario that asks for one.
    pub fn map(&self) -> Option<&MapPlan> {
        self.kinds.iter().find_map(|kind| match kind {
            Kind::Map(map) => Some(&**map),
            Kind::FiniteSize(_) | Kind::Paired(_) => None,
        })
    }

    /// How n grows, in a finite-size study.
    pub fn finite_size(&self) -> Option<&FiniteSize> {
        self.kinds.iter().find_map(|kind| match kind {
            Kind::FiniteSize(study) => Some(study),
            Kind::Map(_) | Kind::Paired(_) => None,
        })
    }

    /// The cells that are held against another one.
    pub fn paired(&self) -> Option<&Paired> {
        self.kinds.iter().find_map(|kind| match kind {
            Kind::Paired(paired) => Some(paired),
            Kind::Map(_) | Kind::FiniteSize(_) => None,
        })
    }
}
