//! A plan of two classes, as something that is simulated.

use std::time::Duration;

use super::data_layout::{DesignGroup, groups, supposed};
use super::map::{MapForecast, forecast_map};
use super::resolve::{Resolved, resolve};
use super::results_memory::{ResultBytes, results_bytes};
use super::simulated_plan::{SimulatedPlan, UnitWithPlaces};
use super::study::unit;
use super::theory_forecast::{TheoryForecast, forecast_theory};
use super::two_classes::TwoClasses;
use crate::model::{ModelError, Quantity, Training};
use crate::scenario::{Plan, Precision};

impl SimulatedPlan for Plan {
    type Of = TwoClasses;
    type Theory = Resolved;

    fn seed(&self) -> u64 {
        self.seed
    }

    fn precision(&self) -> Option<&Precision> {
        self.precision.as_ref()
    }

    fn cell_names(&self) -> Vec<&str> {
        self.cells.iter().map(|cell| &cell.id[..]).collect()
    }

    fn designs(&self) -> Vec<DesignGroup> {
        groups(self)
    }

    fn theory(&self, cell: usize) -> Result<Resolved, ModelError> {
        resolve(&self.cells[cell].setting, self.conditions)
    }

    fn quantities(&self) -> Vec<Quantity> {
        self.quantities.clone()
    }

    fn supposed(&self, design: &DesignGroup) -> Vec<Training> {
        design.cells.iter().map(|&c| supposed(self, c)).collect()
    }

    fn unit(
        &self,
        design: &DesignGroup,
        theory: &[Resolved],
    ) -> Result<UnitWithPlaces<TwoClasses>, ModelError> {
        Ok(unit(self, design, theory))
    }

    fn theory_forecast(&self, budget: Duration) -> Result<TheoryForecast, ModelError> {
        forecast_theory(self, budget)
    }

    fn map_forecast(&self, budget: Duration) -> Result<Option<MapForecast>, ModelError> {
        self.map().map(|map| forecast_map(map, budget)).transpose()
    }

    fn results_bytes(&self) -> ResultBytes {
        results_bytes(self)
    }
}
