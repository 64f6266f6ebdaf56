//! Two ways to train on common data: their difference is far better known than either.

use std::collections::HashMap;

use super::aggregate::gap;
use super::resolve::Resolved;
use super::study::CellPlace;
use super::unit::Unit;
use super::workers::Workers;
use super::{Outcome, UnitOutcome};
use crate::model::{Classifier, Quantity};
use crate::scenario::{MapValue, Plan};
use crate::stats::{Estimate, maximum_shift, standard_deviation};

/// Two cells with common data, held against each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Index into [`Plan::cells`]: the reference; on a map whoever wins the contest in
    /// theory, or the way whose gain is shown.
    pub first: usize,
    /// Index of the other.
    pub second: usize,
    /// What is compared.
    pub quantity: Quantity,
    /// Predicted value of the second less that of the first.
    pub theory: Option<f64>,
    /// The same in simulation, over the replicates that gave both.
    pub difference: Option<Estimate>,
    /// By how much finite n is known to move the difference.
    pub known_shift: f64,
}

/// The pairs that a scenario asks for, on the data that they share.
pub(super) fn pairs(
    (plan, theory, places): (&Plan, &[Resolved], &[CellPlace]),
    simulated: (&[Unit], &[UnitOutcome]),
    workers: &Workers<'_>,
) -> Vec<Pair> {
    let pair = |&(first, second, quantity): &Asked| {
        let sides = [first, second].map(|c| Side::of(&theory[c], places[c], simulated));
        [Pair {
            first,
            second,
            quantity,
            theory: theory[second]
                .value(quantity)
                .zip(theory[first].value(quantity))
                .map(|(second, first)| second - first),
            difference: difference(&sides, quantity),
            known_shift: sides[1].shift(quantity) - sides[0].shift(quantity),
        }]
    };
    let mut asked = of_references(plan);
    asked.extend(of_map(plan, theory));
    workers.start(asked.len());
    workers.each(&asked, pair)
}

/// (first, second, what is compared).
type Asked = (usize, usize, Quantity);

/// Every cell after its reference.
fn of_references(plan: &Plan) -> Vec<Asked> {
    let paired = plan.paired().into_iter();
    paired
        .flat_map(|p| p.pairs.iter().map(move |pair| (p, pair)))
        .flat_map(|(p, (cell, reference))| p.quantities.iter().map(|q| (*reference, *cell, *q)))
        .collect()
}

/// The ways of a gain, or the winner of a contest and all others.
fn of_map(plan: &Plan, theory: &[Resolved]) -> Vec<Asked> {
    let Some(map) = plan.map() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for cells in same_place(plan) {
        match &map.value {
            MapValue::Gain(gain) => {
                if let [first, second] = cells[..] {
                    found.push((first, second, gain.quantity));
                }
            }
            MapValue::Winner(contest) => {
                let values: Vec<_> = cells
                    .iter()
                    .map(|&c| theory[c].value(contest.quantity))
                    .collect();
                let Some(best) = contest.winner(&values).map(|w| cells[w]) else {
                    continue;
                };
                let others = cells.iter().filter(|&&c| c != best);
                found.extend(others.map(|&other| (best, other, contest.quantity)));
            }
            MapValue::Weight(_)
            | MapValue::Quantity(..)
            | MapValue::Feasibility
            | MapValue::Separability
            | MapValue::SeparabilityThreshold
            | MapValue::Monotonicity => {}
        }
    }
    found
}

/// The cells of each place, one a method, in the order of the methods.
fn same_place(plan: &Plan) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known = HashMap::new();
    for (index, cell) in plan.cells.iter().enumerate() {
        let place: Vec<u64> = cell.axis_values.iter().map(|v| v.to_bits()).collect();
        let group = *known.entry(place).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(index);
    }
    groups
}

/// One cell's theory, and where its replicates are.
struct Side<'a> {
    theory: &'a Resolved,
    measured: Option<(&'a Unit, &'a UnitOutcome, usize)>,
}

impl<'a> Side<'a> {
    fn of(
        theory: &'a Resolved,
        place: CellPlace,
        (units, outcomes): (&'a [Unit], &'a [UnitOutcome]),
    ) -> Self {
        let measured = place.map(|(unit, training)| (&units[unit], &outcomes[unit], training));
        Self { theory, measured }
    }

    /// What each replicate gave, in their order.
    fn each(&self) -> impl Iterator<Item = Option<Classifier>> {
        let measured = self.measured.into_iter();
        measured.flat_map(|(unit, outcomes, training)| {
            let of = move |row: &Vec<_>| Self::seen(unit, &row[training], training);
            outcomes.iter().map(of)
        })
    }

    fn seen(unit: &Unit, outcome: &Outcome, training: usize) -> Option<Classifier> {
        let measured = outcome.as_ref().ok()?;
        Some(unit.seen(&unit.trainings[training], measured))
    }

    /// As of a single cell: the mean of the larger error exceeds the larger mean.
    fn shift(&self, quantity: Quantity) -> f64 {
        if quantity != Quantity::WorstClassError {
            return 0.0;
        }
        let errors = [Quantity::ErrorMinority, Quantity::ErrorMajority];
        let [plus, minus] = errors.map(|q| self.theory.value(q));
        let gaps: Vec<f64> = self.each().flatten().map(|seen| gap(&seen)).collect();
        let spread = standard_deviation(&gaps);
        let known = plus.zip(minus).zip(spread);
        known.map_or(0.0, |((plus, minus), spread)| {
            maximum_shift(plus - minus, spread)
        })
    }
}

fn difference([first, second]: &[Side<'_>; 2], quantity: Quantity) -> Option<Estimate> {
    let value = |side: Option<Classifier>| quantity.of(side.as_ref()?).ok();
    let both = first.each().zip(second.each());
    let differences: Vec<f64> = both
        .filter_map(|(a, b)| Some(value(b)? - value(a)?))
        .collect();
    Estimate::of(&differences)
}
