//! How the points of a run were simulated, in words for captions.

use super::cell_row::CellRow;
use super::results::Results;
use crate::model::{Labels, SimulationMethod};

/// The methods that some cell was simulated by.
pub(super) fn methods(rows: &[CellRow]) -> Vec<SimulationMethod> {
    let used = |m: &SimulationMethod| rows.iter().any(|r| r.simulation_method == Some(*m));
    SimulationMethod::ALL.into_iter().filter(used).collect()
}

/// "Simulation …", with what it was trained on or drawn from.
pub(super) fn caption(rows: &[CellRow]) -> String {
    let captions: Vec<&str> = methods(rows).iter().map(|m| m.caption()).collect();
    let simulated = rows.iter().filter(|row| row.simulation_method.is_some());
    simulation(&captions, simulated.filter_map(|row| row.labels))
}

/// The same of any captions of methods, and of the labels that were drawn or fixed.
pub(super) fn simulation(captions: &[&str], labels: impl Iterator<Item = Labels>) -> String {
    let how = match captions.is_empty() {
        true => "simulation".to_owned(),
        false => format!("simulation {}", captions.join(" or ")),
    };
    let (mut random, mut fixed) = (false, false);
    for each in labels {
        match each {
            Labels::Random => random = true,
            Labels::Fixed => fixed = true,
        }
    }
    match (random, fixed) {
        (true, false) => format!("{how}, random labels"),
        (true, true) => format!("{how}, labels fixed or random"),
        (false, true | false) => how,
    }
}

/// How many replicates are in the means, with the word for them: of an unfinished run not as many as it
/// asks for, and without those that failed.
pub(super) fn replicates(results: &Results) -> String {
    let drawn = results.cells.iter().filter(|row| row.mean.is_some());
    let count = least_to_most(drawn.map(|row| row.replicates));
    format!("{count} {}", counted(&results.cells))
}

/// What the column `replicates` counts: where replicates mirror each other their pairs.
pub(super) fn counted(rows: &[CellRow]) -> &'static str {
    let used = methods(rows);
    let pairs = used.iter().any(|method| method.in_pairs());
    let single = used.iter().any(|method| !method.in_pairs());
    match (pairs, single) {
        (true, false) => "pairs of replicates",
        (true, true) => "replicates or pairs of them",
        (false, true | false) => "replicates",
    }
}

/// "30", or "28 to 30".
pub(super) fn least_to_most(counts: impl Iterator<Item = usize> + Clone) -> String {
    match (counts.clone().min(), counts.max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {most}"),
        (least, most) => least.or(most).unwrap_or(0).to_string(),
    }
}
