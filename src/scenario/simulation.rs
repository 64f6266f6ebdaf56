//! `[simulation] method`: how replicates are simulated.

use super::diagnostic::{ScenarioError, Source};
use super::plan::{Cell, Method};
use super::raw::RawScenario;
use crate::model::{SimulationMethod, WeightRule};
use crate::simulate::{Training, refusal};

/// The method that is named; it must be able to simulate every cell. Weights that a rule
/// will choose are not known yet.
pub(super) fn method(
    source: &Source<'_>,
    raw: &RawScenario,
    methods: &[Method],
    cells: &[Cell],
) -> Result<Option<SimulationMethod>, ScenarioError> {
    let given = raw.simulation.as_ref().and_then(|s| s.method.as_ref());
    let Some((at, method)) = given.and_then(|at| Some((at, at.get_ref().0.0?))) else {
        return Ok(None);
    };
    for cell in cells {
        let Some(design) = &cell.design else { continue };
        let way = &methods[cell.method];
        let weight_ratio = match cell.setting.weight {
            WeightRule::Fixed(ratio) => ratio,
            _ => 1.0,
        };
        let training = Training {
            loss: way.loss,
            weight_ratio,
            ridge: cell.setting.ridge,
            downsample: way.downsample,
            solver: way.solver,
        };
        if let Some(why) = refusal(method, design, &training) {
            return Err(source
                .at(
                    at.span(),
                    format!(
                        "= \"{}\" cannot simulate cell `{}`: {why}",
                        method.name(),
                        cell.id
                    ),
                )
                .help(
                    "\"dense\" simulates everything; without the key the fastest method that can \
                     is taken",
                ));
        }
    }
    Ok(Some(method))
}
