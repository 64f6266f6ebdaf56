//! Simulated places on a map.

use std::collections::HashMap;

use super::MapTables;
use super::rows::PairRow;
use crate::compare::Verdict;
use crate::figure::{Datum, Finding, Spot};
use crate::model::Quantity;
use crate::report::cell_row::CellRow;
use crate::report::results::Results;
use crate::scenario::{Cell, Gain, MapPlan, MapValue};

/// The simulated places of one panel.
pub(super) fn spots(
    results: &Results,
    map: &MapPlan,
    tables: &MapTables,
    panel: usize,
) -> Vec<Spot> {
    let Some(quantity) = measured(&map.value) else {
        return Vec::new();
    };
    let rows: HashMap<&str, &CellRow> = results
        .cells
        .iter()
        .filter(|row| row.quantity == quantity)
        .map(|row| (row.cell.as_str(), row))
        .collect();
    let on_panel = |cell: &&Cell| match &map.panels {
        // The panels' axis comes first.
        Some(axis) => cell.axis_values.first() == axis.values.get(panel),
        None => true,
    };
    let mut places: Vec<Vec<&CellRow>> = Vec::new();
    let mut keys: Vec<&[f64]> = Vec::new();
    for cell in results.plan.cells.iter().filter(on_panel) {
        let Some(row) = rows.get(cell.id.as_str()) else {
            continue;
        };
        match keys.iter().position(|k| **k == cell.axis_values[..]) {
            Some(known) => places[known].push(row),
            None => {
                keys.push(&cell.axis_values);
                places.push(vec![row]);
            }
        }
    }
    let judged = Judged {
        pairs: &tables.pairs,
        against: tables.against(map, &results.plan.tolerance),
    };
    places
        .iter()
        .filter_map(|ways| spot(results, map, ways, &judged))
        .collect()
}

/// What the simulation measures for the map; `None` for values that are computed.
fn measured(value: &MapValue) -> Option<Quantity> {
    match value {
        MapValue::Quantity(quantity, _) => Some(*quantity),
        MapValue::Gain(gain) => Some(gain.quantity),
        MapValue::Winner(contest) => Some(contest.quantity),
        MapValue::Weight(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::SeparabilityThreshold
        | MapValue::Monotonicity => None,
    }
}

/// The mean less its known excess, which estimates what theory predicts; none where it is of a
/// selection of replicates, or of two kinds.
fn mean(row: &CellRow) -> Option<f64> {
    let mean = row.mean.filter(|_| row.on_one_scale())?;
    Some(mean - row.known_shift.unwrap_or(0.0))
}

fn spot(results: &Results, map: &MapPlan, ways: &[&CellRow], judged: &Judged<'_>) -> Option<Spot> {
    let datum = datum(&map.value, ways)?;
    let finding = match map.value {
        MapValue::Quantity(..) => {
            let verdict = results.comparison(ways[0]).map(|(_, c)| c.verdict);
            match verdict {
                Some(Verdict::Disagree) => Finding::Disagrees,
                Some(Verdict::Agree | Verdict::Tolerated) | None => Finding::Agrees,
            }
        }
        MapValue::Gain(_)
        | MapValue::Winner(_)
        | MapValue::Weight(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::SeparabilityThreshold
        | MapValue::Monotonicity => judged.finding(ways, datum),
    };
    Some(Spot {
        x: ways[0].number(map.x.parameter)?,
        y: ways[0].number(map.y.parameter)?,
        datum: Some(datum),
        finding,
    })
}

fn datum(value: &MapValue, ways: &[&CellRow]) -> Option<Datum> {
    match (value, ways) {
        (MapValue::Quantity(..), [row]) => mean(row).map(Datum::Value),
        // Both ways are the same where a gain holds a rule against itself.
        (MapValue::Gain(gain), [way, .., over] | [way @ over]) => {
            gained(gain, mean(way)?, mean(over)?).map(Datum::Value)
        }
        (MapValue::Winner(contest), _) => {
            let means: Vec<Option<f64>> = ways.iter().map(|row| mean(row)).collect();
            contest.winner(&means).map(Datum::Category)
        }
        (
            MapValue::Quantity(..)
            | MapValue::Gain(_)
            | MapValue::Weight(_)
            | MapValue::Feasibility
            | MapValue::Separability
            | MapValue::SeparabilityThreshold
            | MapValue::Monotonicity,
            _,
        ) => None,
    }
}

/// Pairs of ways on common data, and those that speak against theory.
struct Judged<'a> {
    pairs: &'a [PairRow],
    against: Vec<&'a PairRow>,
}

impl Judged<'_> {
    /// A place at which noise, not a difference, made another rule look better cannot decide.
    fn finding(&self, ways: &[&CellRow], datum: Datum) -> Finding {
        let ours = |pair: &&PairRow| ways.iter().any(|row| row.cell == pair.first);
        if self.against.iter().copied().any(|pair| ours(&pair)) {
            return Finding::Disagrees;
        }
        let mut pairs = self.pairs.iter().filter(ours);
        let contradicts = match datum {
            // The first of a pair is theory's winner.
            Datum::Category(winner) => pairs
                .next()
                .is_some_and(|pair| ways.get(winner).is_none_or(|row| row.cell != pair.first)),
            Datum::Value(_) => pairs.any(|pair| {
                let measured = pair.mean.map(|m| m - pair.known_shift);
                pair.theory
                    .zip(measured)
                    .is_some_and(|(theory, mean)| theory * mean < 0.0)
            }),
        };
        match contradicts {
            true => Finding::Undecided,
            false => Finding::Agrees,
        }
    }
}

fn gained(gain: &Gain, way: f64, over: f64) -> Option<f64> {
    let value = if gain.ratio { over / way } else { over - way };
    value.is_finite().then_some(value)
}
