//! Why cells of a map are blank.

use super::rows::MapRow;
use crate::model::WeightRule;
use crate::scenario::{MapPlan, MapValue};
use crate::sweep::{MapCell, Standing};

/// Why a cell has neither a value nor a kind; `None` of one that has.
pub(super) fn reason(map: &MapPlan, cell: &MapCell) -> Option<String> {
    if cell.value.is_some() || cell.category.is_some() {
        return None;
    }
    Some(match (cell.status, cell.undefined) {
        (Standing::Converged | Standing::Separable, Some(why)) => why.to_string(),
        (status, _) => words(map, status).to_owned(),
    })
}

/// The same for a legend, of all statuses that occur.
pub(super) fn missing(map: &MapPlan, cells: &[MapRow]) -> String {
    let blank = |row: &&MapRow| row.value.is_none() && row.category.is_none();
    let mut all: Vec<&str> = Vec::new();
    for row in cells.iter().filter(blank) {
        let word = words(map, row.status);
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all.join(", or ")
}

/// (reason, number of cells) of cells that have neither value nor kind, in the order of the table.
pub(super) fn reasons(cells: &[MapRow]) -> Vec<(&str, usize)> {
    let mut all: Vec<(&str, usize)> = Vec::new();
    for reason in cells.iter().filter_map(|row| row.reason.as_deref()) {
        match all.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => all.push((reason, 1)),
        }
    }
    all
}

/// Reasons that need more words than a legend has, as sentences for the small print: of cells that
/// theory solved all the same.
pub(super) fn in_full(cells: &[MapRow]) -> String {
    let solved = |row: &&MapRow| matches!(row.status, Standing::Converged | Standing::Separable);
    let solved: Vec<MapRow> = cells.iter().filter(solved).cloned().collect();
    let said = reasons(&solved);
    said.iter()
        .map(|(reason, _)| format!(" No value where it is blank: {reason}."))
        .collect()
}

fn words(map: &MapPlan, status: Standing) -> &'static str {
    // At δ = 1 no weight does so either.
    let (unfounded, threshold) = if map.value == MapValue::Weight(WeightRule::EqualError) {
        let words = "no weight equalises the errors";
        (words, words)
    } else {
        ("no finite weight", "the error diverges (δ = 1)")
    };
    match status {
        Standing::NoFiniteWeight => unfounded,
        Standing::InterpolationThreshold => threshold,
        Standing::NotConverged => "not solved",
        Standing::NoEffect => "weights have no effect",
        Standing::BeyondCap => "only a weight above 10⁶",
        Standing::Jump => "errors cross by a jump",
        Standing::NotFinite => "no finite value",
        Standing::Converged | Standing::Separable => "no value",
    }
}
