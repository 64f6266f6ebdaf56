//! How the points of a run were simulated, in words for captions.

use super::cell_row::CellRow;
use crate::model::SimulationMethod;

/// The methods that some cell was simulated by.
pub(super) fn methods(rows: &[CellRow]) -> Vec<SimulationMethod> {
    let used = |m: &SimulationMethod| rows.iter().any(|r| r.simulation_method == Some(*m));
    SimulationMethod::ALL.into_iter().filter(used).collect()
}

/// "Simulation …", with what it was trained on or drawn from.
pub(super) fn caption(rows: &[CellRow]) -> String {
    let captions: Vec<&str> = methods(rows).iter().map(|m| m.caption()).collect();
    match captions.is_empty() {
        true => "simulation".to_owned(),
        false => format!("simulation {}", captions.join(" or ")),
    }
}
