//! How much a scenario about groups may ask for before anything is computed.

use super::methods::OwnMethod;
use super::plan::GroupAxis;
use super::raw::RawStudy;
use crate::model::GroupSetting;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};

type Result<T> = std::result::Result<T, ScenarioError>;

/// More cells than anyone looks at.
const MOST_CELLS: usize = 1 << 14;

/// Refuses more cells than anyone looks at, and more groups in them than memory has room for.
pub(super) fn has_few_cells(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    methods: &[OwnMethod],
    axes: &[GroupAxis],
) -> Result<()> {
    let lengths = axes.iter().map(|a| a.values.len());
    let count = lengths.fold(methods.len(), usize::saturating_mul);
    if count > MOST_CELLS {
        let longest = axes.iter().max_by_key(|axis| axis.values.len());
        let longest = longest.and_then(|axis| raw.vary.axis(axis.parameter).as_ref());
        let times = match raw.method[..] {
            [] => "",
            [..] => ", times the methods",
        };
        return Err(source
            .at(
                longest.map_or(0..0, |at| at.span()),
                format!("has the most points of {count} cells"),
            )
            .allowed(format!(
                "at most {MOST_CELLS}: the product of all lengths in [vary]{times}"
            )));
    }
    fits(source, "vary", &methods[0].base, count)
}

/// Numbers that describe the groups of all cells, each of which has its own priors.
const MOST_NUMBERS: usize = 1 << 22;

/// Refuses what would take more memory than reading a scenario may.
pub(super) fn fits(
    source: &ScenarioText<'_>,
    table: &str,
    base: &GroupSetting,
    cells: usize,
) -> Result<()> {
    let population = base.population.population();
    // A name takes as much as several numbers.
    let of_group = population.mean_dimension() + 8;
    let of_cell = of_group * population.groups().len();
    match cells.saturating_mul(of_cell) <= MOST_NUMBERS {
        true => Ok(()),
        false => Err(source
            .in_table(
                table,
                format!(
                    "asks for {cells} populations of {} groups in {} coordinates",
                    population.groups().len(),
                    population.mean_dimension()
                ),
            )
            .allowed(format!(
                "at most {} such cells or points",
                MOST_NUMBERS / of_cell
            ))),
    }
}
