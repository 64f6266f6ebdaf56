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
