//! Stored predictions held against predictions made anew.

use std::collections::HashMap;

use serde::Serialize;

use super::differences::DIFFERENCES;
use super::map::{PAIRS, PairRow};
use super::results::{CELLS, Results};
use super::rows::CellRow;
use crate::model::Quantity;
use crate::sweep::Resolved;

/// How far two computations of one prediction may lie apart, on its scale: solvers end at
/// about 10⁻¹⁰, and processors round differently.
const SAME: f64 = 1e-6;

/// A stored prediction that is not what theory says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stale {
    /// The table that it stands in.
    pub file: &'static str,
    /// Name of the cell; in a table of differences of the one that is held against another.
    pub cell: String,
    /// What is predicted.
    pub quantity: Quantity,
    /// The number in the table.
    pub stored: Option<f64>,
    /// The number that theory gives.
    pub theory: Option<f64>,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |v: Option<f64>| v.map_or("nothing".to_owned(), |v| format!("{v}"));
        write!(
            f,
            "{} has {} for {} of `{}` where theory gives {}",
            self.file,
            shown(self.stored),
            self.quantity.name(),
            self.cell,
            shown(self.theory)
        )
    }
}

impl Results {
    /// Stored predictions of cells and of their differences that are not those given, one for
    /// each of the plan's cells: what is verified would else be whatever stands in a table.
    pub fn stale(&self, theory: &[Resolved]) -> Vec<Stale> {
        let cells = self.cells.chunks(Quantity::ALL.len()).zip(theory);
        let mut found: Vec<Stale> = cells
            .flat_map(|(rows, theory)| rows.iter().filter_map(|row| of_row(row, theory)))
            .collect();
        let ids = self.plan.cells.iter().map(|cell| cell.id.as_str());
        let by_id: HashMap<&str, &Resolved> = ids.zip(theory).collect();
        let on_map = self.map.iter().flat_map(|map| &map.pairs);
        found.extend(on_map.filter_map(|pair| of_pair(pair, PAIRS, &by_id)));
        let paired = self.differences.iter();
        found.extend(paired.filter_map(|pair| of_pair(pair, DIFFERENCES, &by_id)));
        found
    }
}

fn of_row(row: &CellRow, theory: &Resolved) -> Option<Stale> {
    let now = theory.value(row.quantity);
    let side = |q| theory.value(q).unwrap_or(0.0);
    let scale = match row.quantity.scales() {
        true => side(Quantity::Alpha).hypot(side(Quantity::Bias)),
        false => now.unwrap_or(0.0),
    };
    (!same(row.theory, now, scale)).then(|| Stale {
        file: CELLS,
        cell: row.cell.clone(),
        quantity: row.quantity,
        stored: row.theory,
        theory: now,
    })
}

fn of_pair(pair: &PairRow, file: &'static str, theory: &HashMap<&str, &Resolved>) -> Option<Stale> {
    let side = |cell: &str| theory.get(cell)?.value(pair.quantity);
    let sides = side(&pair.second).zip(side(&pair.first));
    let now = sides.map(|(second, first)| second - first);
    let scale = sides.map_or(0.0, |(second, first)| second.abs() + first.abs());
    (!same(pair.theory, now, scale)).then(|| Stale {
        file,
        cell: pair.second.clone(),
        quantity: pair.quantity,
        stored: pair.theory,
        theory: now,
    })
}

fn same(stored: Option<f64>, now: Option<f64>, scale: f64) -> bool {
    match (stored, now) {
        // Written so that no NaN is the same as anything.
        (Some(stored), Some(now)) => (stored - now).abs() <= SAME * scale.abs(),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, parse};
    use crate::sweep::{Run, Silent, predict_cells, run_study};

    const SMALL: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
        [training]\ndelta = 0.2\n[simulation]\nn = 100\nreplicates = 4\n\
        [vary]\nweight_ratio = [2.0, 4.0]\n[paired]\nreference = { weight_ratio = 4.0 }\n";

    #[test]
    fn predictions_that_were_touched_are_found() {
        let plan = parse(SMALL, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let run = Run::new(Some(1), &Silent, &flag);
        let theory = predict_cells(&plan, &run).unwrap();
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let mut results = Results::of(plan, &study);
        assert_eq!(results.stale(&theory), []);
        let row = &mut results.cells[8 + Quantity::ErrorMinority as usize];
        row.theory = row.theory.map(|v| 1.00001 * v);
        let row = &mut results.cells[Quantity::Gamma as usize];
        row.theory = None;
        let pair = &mut results.differences[0];
        pair.theory = pair.theory.map(|v| v + 1e-5);
        let found: Vec<_> = results
            .stale(&theory)
            .into_iter()
            .map(|s| (s.file, s.quantity))
            .collect();
        let expected = [
            (CELLS, Quantity::Gamma),
            (CELLS, Quantity::ErrorMinority),
            (DIFFERENCES, Quantity::WorstClassError),
        ];
        assert_eq!(found, expected);
    }
}
