//! What the results of a plan take while they are made: rows, tables and figures.

use super::available_memory::available_memory;
use super::figure_memory;
use super::run::SweepError;
use super::simulated_plan::SimulatedPlan;
use crate::scenario::Plan;
use crate::written::bytes;

/// Bytes that were seen to be resident (`tests/memory.rs` holds them against a run): the
/// program,
const PROGRAM: f64 = 20e6;
/// a cell's row in `cells.csv` and its Parquet twin, one for each quantity,
const CELL_ROW: f64 = 1000.0;
/// such a row of a run about groups, which has their names and weights,
pub(super) const GROUP_ROW: f64 = 1900.0;
/// a cell of a map,
const MAP_CELL: f64 = 250.0;
/// such a cell of a map of groups,
pub(super) const GROUP_MAP_CELL: f64 = 200.0;
/// a point of a theory curve, for each quantity that is drawn.
const CURVE_POINT: f64 = 480.0;

/// Seconds of one core that a byte of rows was seen to take until it is written: some 6 µs a row of
/// `cells.csv`, 2 µs a point of a curve or a cell of a map.
const SECONDS_A_BYTE: f64 = 6e-9;

/// Bytes that the results of a plan take, beside what its replicates do.
pub(super) fn results_bytes(plan: &Plan) -> ResultBytes {
    let quantities = plan
        .figure
        .as_ref()
        .map_or(1, |figure| figure.y.len().max(1));
    let points: usize = plan.curves.iter().map(|curve| curve.points.len()).sum();
    bytes_of(&ResultSizes {
        cells: CELL_ROW * (plan.cells.len() * plan.quantities.len()) as f64,
        map: MAP_CELL * plan.map().map_or(0, |map| map.cells()) as f64,
        drawn: points * quantities,
        figure: match (plan.map(), &plan.figure) {
            (Some(map), _) => figure_memory::of_map(plan.sheet, map.panels()),
            (None, Some(_)) => figure_memory::of_lines(plan.sheet),
            (None, None) => 0.0,
        },
    })
}

/// How much there is of what takes room.
#[derive(Clone, Copy, Debug)]
pub(super) struct ResultSizes {
    /// Bytes of the cells.
    pub(super) cells: f64,
    /// Bytes of the map.
    pub(super) map: f64,
    /// Points of theory curves, times the quantities that are drawn.
    pub(super) drawn: usize,
    /// Bytes of the figure.
    pub(super) figure: f64,
}

/// What results take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResultBytes {
    /// The program and the figure, however few cells there are.
    pub fixed: f64,
    /// What grows with cells and with points of curves.
    pub rows: f64,
}

impl ResultBytes {
    /// Both.
    pub fn total(self) -> f64 {
        self.fixed + self.rows
    }

    /// Seconds of one core in which rows are made and written.
    pub fn seconds(self) -> f64 {
        SECONDS_A_BYTE * self.rows
    }

    /// What to do where so many bytes are too few for it.
    pub fn advice(self, available: f64) -> String {
        let room = available - self.fixed;
        match room > 0.0 && self.rows > room {
            true => format!(
                "divide the number of cells by {} (fewer points on an axis, or several scenarios), \
                 or free some memory",
                (self.rows / room).ceil()
            ),
            false => format!(
                "the program and its figure alone take {}: free some memory, or allow more",
                bytes(self.fixed)
            ),
        }
    }
}

/// Bytes that so many take.
pub(super) fn bytes_of(sizes: &ResultSizes) -> ResultBytes {
    ResultBytes {
        fixed: PROGRAM + sizes.figure,
        rows: sizes.cells + sizes.map + CURVE_POINT * sizes.drawn as f64,
    }
}

/// Bytes that the results of a plan take, and those that are free, if these are fewer.
pub fn results_short_of_memory(plan: &impl SimulatedPlan) -> Option<(f64, f64)> {
    let needed = plan.results_bytes().total();
    let available = available_memory()?;
    (needed > available).then_some((needed, available))
}

/// Refuses a plan whose results do not fit into what is free.
///
/// # Errors
/// [`SweepError::Results`]
pub(super) fn refuse_too_large(plan: &impl SimulatedPlan) -> Result<(), SweepError> {
    refuse(plan, available_memory())
}

fn refuse(plan: &impl SimulatedPlan, available: Option<f64>) -> Result<(), SweepError> {
    let needed = plan.results_bytes();
    match available {
        Some(available) if needed.total() > available => Err(SweepError::Results {
            needed: bytes(needed.total()),
            available: bytes(available),
            advice: needed.advice(available),
        }),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, Scenario};
    use crate::sweep::{parse, parse_any};

    #[test]
    fn a_map_that_does_not_fit_is_refused_with_what_would() {
        let text = "name = \"m\"\n[model]\nsignal = 1\n[map]\nvalue = \"separability\"\n\
             x = { parameter = \"delta\", from = 0.05, to = 0.9, points = 2048 }\n\
             y = { parameter = \"minority_prior\", from = 0.05, to = 0.45, points = 2048 }\n";
        let plan = parse(text, "m.toml", Overrides::default()).unwrap();
        let bytes = results_bytes(&plan).total();
        assert!((1e9..1.2e9).contains(&bytes), "{bytes}");
        assert_eq!(refuse(&plan, None), Ok(()));
        assert_eq!(refuse(&plan, Some(2e9)), Ok(()));
        let said = refuse(&plan, Some(4e8)).unwrap_err().to_string();
        assert!(said.contains("1.1 GB") && said.contains("by 3"), "{said}");
    }

    #[test]
    fn so_is_one_of_groups() {
        let text = std::fs::read_to_string("scenarios/groups/spurious_correlation.toml").unwrap();
        let Scenario::Groups(plan) = parse_any(&text, "s.toml", Overrides::default()).unwrap()
        else {
            panic!("it is about groups");
        };
        assert_eq!(refuse(&*plan, Some(1e10)), Ok(()));
        let said = refuse(&*plan, Some(1e6)).unwrap_err().to_string();
        assert!(
            said.contains("1.0 MB") && said.contains("alone take"),
            "{said}"
        );
    }
}
