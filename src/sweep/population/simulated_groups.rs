//! A plan of groups, as something that is simulated.

use std::time::Duration;

use super::group_layout::{group_designs, supposed, unit};
use super::marks::mark;
use super::replicated_groups::Groups;
use super::resolve::{GroupResolved, resolve_groups};
use super::study::map_cell;
use crate::model::{GroupQuantity, GroupRule, GroupSetting, GroupTraining, ModelError};
use crate::scenario::{GroupPlan, Precision};
use crate::sweep::data_layout::DesignGroup;
use crate::sweep::figure_memory;
use crate::sweep::map::MapForecast;
use crate::sweep::results_memory::{GROUP_MAP_CELL, GROUP_ROW, ResultBytes, ResultSizes, bytes_of};
use crate::sweep::simulated_plan::{SimulatedPlan, UnitWithPlaces};
use crate::sweep::theory_forecast::{TheoryForecast, pilot};

impl SimulatedPlan for GroupPlan {
    type Of = Groups;
    type Theory = GroupResolved;

    fn seed(&self) -> u64 {
        self.seed
    }

    fn precision(&self) -> Option<&Precision<GroupQuantity>> {
        self.precision.as_ref()
    }

    fn cell_names(&self) -> Vec<&str> {
        self.cells.iter().map(|cell| &cell.id[..]).collect()
    }

    fn designs(&self) -> Vec<DesignGroup<Groups>> {
        group_designs(self)
    }

    fn theory(&self, cell: usize) -> Result<GroupResolved, ModelError> {
        let cell = &self.cells[cell];
        resolve_groups(&cell.setting, &cell.population(), cell.delta())
    }

    fn quantities(&self) -> Vec<GroupQuantity> {
        GroupQuantity::all(&self.base.population.population())
    }

    fn supposed(&self, design: &DesignGroup<Groups>) -> Vec<GroupTraining> {
        supposed(self, design)
    }

    fn unit(
        &self,
        design: &DesignGroup<Groups>,
        theory: &[GroupResolved],
    ) -> Result<UnitWithPlaces<Groups>, ModelError> {
        unit(self, design, theory)
    }

    fn theory_forecast(&self, budget: Duration) -> Result<TheoryForecast, ModelError> {
        let points = self.curves.iter().flat_map(|curve| &curve.points);
        let points = points.map(|(_, setting)| Problem::Point(setting));
        let rules = self.figure.iter().flat_map(|figure| &figure.marks);
        let marks = self
            .curves
            .iter()
            .enumerate()
            .filter_map(|(number, curve)| {
                let (_, first) = curve.points.first()?;
                Some(
                    rules
                        .clone()
                        .map(move |rule| Problem::Mark(number, first, *rule)),
                )
            });
        let cells = (0..self.cells.len()).map(Problem::Cell);
        let all: Vec<Problem<'_>> = cells.chain(points).chain(marks.flatten()).collect();
        pilot(all.len(), budget, |place| match &all[place] {
            Problem::Cell(cell) => self.theory(*cell).map(drop),
            Problem::Point(setting) => {
                resolve_groups(setting, &setting.population.population(), setting.delta).map(drop)
            }
            Problem::Mark(curve, setting, rule) => mark(*curve, setting, *rule).map(drop),
        })
    }

    fn map_forecast(&self, budget: Duration) -> Result<Option<MapForecast>, ModelError> {
        let Some(map) = &self.map else {
            return Ok(None);
        };
        let cells = map.cells();
        let tried = pilot(cells, budget, |place| map_cell(map, place).map(drop))?;
        Ok(Some(MapForecast {
            cells,
            evaluated: cells,
            lines: 0.0,
            piloted: tried.piloted,
            cell_seconds: tried.problem_seconds,
        }))
    }

    fn results_bytes(&self) -> ResultBytes {
        let population = self.base.population.population();
        let shown = self.figure.iter().flat_map(|figure| &figure.y);
        let shown = shown.map(|shown| shown.quantities(population.groups().len()).len());
        let points = self.curves.iter().map(|curve| curve.points.len());
        let rows = self.cells.len() * GroupQuantity::all(&population).len();
        let of_map = self.map.as_ref().map_or(0, |map| map.cells());
        bytes_of(&ResultSizes {
            cells: GROUP_ROW * rows as f64,
            map: GROUP_MAP_CELL * of_map as f64,
            drawn: points.sum::<usize>() * shown.sum::<usize>(),
            figure: match (&self.map, &self.figure) {
                (Some(_), _) => figure_memory::of_map(self.sheet, 1),
                (None, Some(_)) => figure_memory::of_lines(self.sheet),
                (None, None) => 0.0,
            },
        })
    }
}

/// Something that theory solves.
enum Problem<'a> {
    Cell(usize),
    Point(&'a GroupSetting),
    /// Of a curve, at its first point.
    Mark(usize, &'a GroupSetting, GroupRule),
}
