//! What is simulated of a plan, of two classes or of groups: what forecasts and replays have to
//! know of it.

use std::fmt::Debug;
use std::time::Duration;

use super::data_layout::DesignGroup;
use super::map::MapForecast;
use super::replicated::Replicated;
use super::results_memory::ResultBytes;
use super::theory_forecast::TheoryForecast;
use super::unit::Unit;
use crate::model::ModelError;
use crate::scenario::Precision;

/// A design's unit, and which training of it is that of each of its cells; `None` of cells without
/// weights.
pub type UnitWithPlaces<R> = (Unit<R>, Vec<Option<usize>>);

/// A plan whose cells are simulated by the executor.
pub trait SimulatedPlan {
    /// What is replicated.
    type Of: Replicated;
    /// What theory says of a cell.
    type Theory: Clone + Debug + PartialEq;

    /// Of every random number.
    fn seed(&self) -> u64;

    /// When fewer replicates are enough.
    fn precision(&self) -> Option<&Precision<<Self::Of as Replicated>::Quantity>>;

    /// Names of the cells.
    fn cell_names(&self) -> Vec<&str>;

    /// The designs, in the order of their first cells.
    fn designs(&self) -> Vec<DesignGroup<Self::Of>>;

    /// What theory says of a cell.
    ///
    /// # Errors
    /// [`ModelError`] for what the model does not allow.
    fn theory(&self, cell: usize) -> Result<Self::Theory, ModelError>;

    /// What tables have of a cell.
    fn quantities(&self) -> Vec<<Self::Of as Replicated>::Quantity>;

    /// What is trained on a design, as far as that is known before theory: with some weights where a
    /// rule will choose them.
    fn supposed(&self, design: &DesignGroup<Self::Of>) -> Vec<<Self::Of as Replicated>::Training>;

    /// What is simulated of a design, given what theory says of its cells.
    ///
    /// # Errors
    /// [`ModelError`] for what the model does not allow.
    fn unit(
        &self,
        design: &DesignGroup<Self::Of>,
        theory: &[Self::Theory],
    ) -> Result<UnitWithPlaces<Self::Of>, ModelError>;

    /// What the theory of cells, curves and marks takes, from problems that are solved as long as
    /// the budget lasts.
    ///
    /// # Errors
    /// [`ModelError`] for what the model does not allow.
    fn theory_forecast(&self, budget: Duration) -> Result<TheoryForecast, ModelError>;

    /// The same of a map's cells, in a scenario that has one.
    ///
    /// # Errors
    /// [`ModelError`] for what the model does not allow.
    fn map_forecast(&self, budget: Duration) -> Result<Option<MapForecast>, ModelError>;

    /// Bytes that tables and figures take, and the program itself.
    fn results_bytes(&self) -> ResultBytes;

    /// What theory says of a design's cells.
    ///
    /// # Errors
    /// [`ModelError`] for what the model does not allow.
    fn theory_of(&self, design: &DesignGroup<Self::Of>) -> Result<Vec<Self::Theory>, ModelError> {
        design.cells.iter().map(|&cell| self.theory(cell)).collect()
    }
}
