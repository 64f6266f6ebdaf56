//! What a scenario has to ask of those who simulate.

use crate::model::{Design, GroupDesign, GroupTraining, SimulationMethod, Training};

/// What samplers can do. A scenario that names one is checked against it, cell by cell, while
/// the line that names it is at hand; the file itself knows nothing of samplers.
pub trait Samplers {
    /// Why a method cannot simulate a training; `None` if it can.
    fn refusal(
        &self,
        method: SimulationMethod,
        design: &Design,
        training: &Training,
    ) -> Option<String>;

    /// The same of a training on groups.
    fn group_refusal(
        &self,
        method: SimulationMethod,
        design: &GroupDesign,
        training: &GroupTraining,
    ) -> Option<String>;
}
