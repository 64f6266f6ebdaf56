//! `differences.csv`: every cell less its reference, on the same data.

use std::fmt::Write;
use std::path::Path;

use super::cell_row::CellRow;
use super::columns;
use super::map::{PairRow, of_pair};
use super::read_error::ReadError;
use super::results::Results;
use super::summary::LISTED;
use super::tables::{headed, headed_table};
use crate::compare::Verdict;
use crate::model::Quantity;
use crate::scenario::Plan;
use crate::sweep::Study;

pub(super) const DIFFERENCES: &str = "differences.csv";

/// The rows of a finished study whose cells are `cells`; none without `[paired]`.
pub(super) fn of_study(plan: &Plan, study: &Study, cells: &[CellRow]) -> Vec<PairRow> {
    if plan.paired().is_none() {
        return Vec::new();
    }
    let row = |pair| {
        let mut row = of_pair(plan, pair, cells);
        let comparable = |cell: usize| {
            let place = plan.row_of(cell, pair.quantity);
            place.is_some_and(|place| cells.get(place).is_some_and(CellRow::on_one_scale))
        };
        if !(comparable(pair.first) && comparable(pair.second)) {
            (row.z, row.verdict) = (None, None);
        }
        row
    };
    study.pairs.iter().map(row).collect()
}

/// Reads the stored table, where the plan has one.
pub(super) fn read(folder: &Path, plan: &Plan) -> Result<Vec<PairRow>, ReadError> {
    match plan.paired() {
        Some(paired) => {
            let most = paired.pairs.len() * paired.quantities.len();
            headed_table(&folder.join(DIFFERENCES), (&heading(), 0), most)
        }
        None => Ok(Vec::new()),
    }
}

/// Name and content of the table, where there is one.
pub(super) fn file(results: &Results) -> Option<(&'static str, Vec<u8>)> {
    results.plan.paired()?;
    Some((DIFFERENCES, headed(&results.differences, &heading())))
}

/// Whether the rows are those that the plan asks for.
pub(super) fn are_of(rows: &[PairRow], plan: &Plan) -> bool {
    let id = |cell: usize| plan.cells[cell].id.as_str();
    let expected = plan.paired().into_iter().flat_map(|p| {
        let pairs = p.pairs.iter();
        pairs.flat_map(|&(cell, reference)| {
            let quantities = p.quantities.iter();
            quantities.map(move |q| (id(reference), id(cell), *q))
        })
    });
    let found = rows
        .iter()
        .map(|r| (r.first.as_str(), r.second.as_str(), r.quantity));
    expected.eq(found)
}

fn heading() -> [&'static str; columns::DIFFERENCES.len()] {
    columns::DIFFERENCES.map(|c| c.0)
}

impl Results {
    /// Differences with their verdict, where both sides can be compared with theory.
    fn judged_differences(&self) -> impl Iterator<Item = (&PairRow, Verdict)> {
        let tolerance = &self.plan.tolerance;
        let rows = self.differences.iter().filter(|r| r.verdict.is_some());
        rows.filter_map(|r| Some((r, r.judged(tolerance)?)))
    }

    /// Differences from a reference that contradict theory by more than the tolerance.
    pub fn contradicted(&self) -> Vec<&PairRow> {
        self.judged_differences()
            .filter(|(_, verdict)| *verdict == Verdict::Disagree)
            .map(|(row, _)| row)
            .collect()
    }

    /// The median of paired over unpaired standard error, se/√(se₁² + se₂²): below 1 by as
    /// much as common data are worth.
    fn gain_of_pairing(&self) -> Option<f64> {
        let paired = self.plan.paired()?;
        let se = |cell: usize, quantity: Quantity| {
            let row = self.row(cell, quantity);
            row.and_then(|r| r.se)
        };
        let pairs = paired.pairs.iter();
        let sides = pairs.flat_map(|pair| paired.quantities.iter().map(move |q| (pair, *q)));
        let mut ratios: Vec<f64> = sides
            .zip(&self.differences)
            .filter_map(|((&(cell, reference), quantity), row)| {
                let alone = se(cell, quantity)?.hypot(se(reference, quantity)?);
                (alone > 0.0).then_some(row.se? / alone)
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        let middle = ratios.len() / 2;
        match ratios.len() % 2 {
            1 => Some(ratios[middle]),
            _ => Some((ratios.get(middle.checked_sub(1)?)? + ratios[middle]) / 2.0),
        }
    }
}

/// The differences in words; nothing without them.
pub(super) fn differences(out: &mut String, results: &Results) {
    if results.differences.is_empty() {
        return;
    }
    let verdicts: Vec<Verdict> = results.judged_differences().map(|(_, v)| v).collect();
    let count = |wanted| verdicts.iter().filter(|v| **v == wanted).count();
    let _ = writeln!(
        out,
        "## Differences on common data\n\n{} differences of a cell from its reference, replicate by \
         replicate on the same samples: {} agree with theory, {} lie within the tolerance only, {} \
         disagree, {} are not compared (differences.csv).\n",
        results.differences.len(),
        count(Verdict::Agree),
        count(Verdict::Tolerated),
        count(Verdict::Disagree),
        results.differences.len() - verdicts.len(),
    );
    if let Some(ratio) = results.gain_of_pairing() {
        let _ = writeln!(
            out,
            "In the median the standard error of a difference is {ratio:.2} of what it would be on \
             separate samples: as good as {:.1} times the replicates.\n",
            1.0 / (ratio * ratio)
        );
    }
    let contradicted = results.contradicted();
    for row in contradicted.iter().take(LISTED) {
        let z = row.z.unwrap_or(0.0);
        let _ = writeln!(
            out,
            "- `{}` less `{}`, {}: z = {z:.1}",
            row.second,
            row.first,
            row.quantity.label()
        );
    }
    if contradicted.len() > LISTED {
        let _ = writeln!(out, "- and {} more", contradicted.len() - LISTED);
    }
    if !contradicted.is_empty() {
        out.push('\n');
    }
}

/// What the columns of `differences.csv` mean.
pub(super) fn explained(out: &mut String) {
    out.push_str("\n## Columns of differences.csv\n\n| column | meaning |\n|---|---|\n");
    columns::rows(out, &columns::DIFFERENCES);
}

#[cfg(test)]
mod tests;
