//! What a run about groups says of theory.

use std::collections::HashMap;

use serde::Serialize;

use super::results::GroupResults;
use super::rows::GroupCellRow;
use crate::compare::{Compared, Designs, StudyVerdict, Verdict};
use crate::model::GroupQuantity;
use crate::sweep::{Standing, far_out};

/// All comparisons of a run taken together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupOverview {
    /// Comparisons made.
    pub comparisons: usize,
    /// Of these, with each verdict.
    pub agree: usize,
    /// Within tolerance only.
    pub tolerated: usize,
    /// Outside it.
    pub disagree: usize,
    /// Largest |z|.
    pub largest_z: Option<f64>,
    /// The same by designs, each of which counts once.
    pub designs: Designs,
    /// Whether the tolerance is kept.
    pub passed: bool,
    /// What that says of theory.
    pub verdict: StudyVerdict,
}

impl GroupResults {
    /// Every row with what it is of, in the order of the table.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, GroupQuantity, &GroupCellRow)> {
        let all = GroupQuantity::all(&self.plan.base.population.population());
        let cells = self.cells.chunks(all.len()).enumerate();
        cells.flat_map(move |(cell, rows)| {
            let pairs: Vec<_> = all.iter().copied().zip(rows).collect();
            pairs
                .into_iter()
                .map(move |(quantity, row)| (cell, quantity, row))
        })
    }

    /// All comparisons.
    fn compared(&self) -> Vec<Compared<GroupQuantity>> {
        let designs = self.designs();
        let rows = self.rows();
        rows.filter_map(|(cell, quantity, row)| {
            let (estimate, comparison) = row.compared(quantity, &self.plan.tolerance)?;
            Some(Compared {
                design: designs[cell],
                quantity,
                samples: row.n?,
                estimate,
                comparison,
            })
        })
        .collect()
    }

    /// For every cell the first one that is trained on the same data.
    fn designs(&self) -> Vec<usize> {
        let mut first = HashMap::new();
        let cells = self.plan.cells.iter().enumerate();
        cells
            .map(|(number, cell)| match &cell.design {
                Some(design) => *first.entry(design.bytes()).or_insert(number),
                None => number,
            })
            .collect()
    }

    /// All comparisons taken together.
    pub fn overview(&self) -> GroupOverview {
        let rows = self.compared();
        let count = |v| rows.iter().filter(|r| r.comparison.verdict == v).count();
        let designs = Designs::of(&rows, self.plan.tolerance.min_share);
        let disagree = count(Verdict::Disagree);
        let passed = disagree == 0 && designs.passed;
        let z = rows.iter().filter_map(|r| r.comparison.z).map(f64::abs);
        GroupOverview {
            comparisons: rows.len(),
            agree: count(Verdict::Agree),
            tolerated: count(Verdict::Tolerated),
            disagree,
            largest_z: z.reduce(f64::max),
            passed,
            verdict: StudyVerdict::of(passed, rows.len(), designs.sight),
            designs,
        }
    }

    /// The comparisons that speak against theory, the worst first: cell, quantity and group, z.
    pub fn disagreeing(&self) -> Vec<(String, Option<f64>)> {
        let off = self.rows().filter_map(|(_, quantity, row)| {
            let (_, comparison) = row.compared(quantity, &self.plan.tolerance)?;
            (comparison.verdict == Verdict::Disagree).then_some((row, comparison.z))
        });
        let said = off.map(|(row, z)| {
            let what = format!("{} {}", row.quantity, row.group);
            (format!("{}: {}", row.cell, what.trim_end()), z)
        });
        let mut said: Vec<_> = said.collect();
        let size = |z: &Option<f64>| z.map_or(f64::INFINITY, f64::abs);
        said.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
        said
    }

    /// Why there is no result where there should be one; `None` where nothing is missing.
    pub fn incomplete(&self) -> Option<String> {
        let unsolved = |status: Standing| status == Standing::NotConverged;
        if let Some((cell, _, row)) = self.rows().find(|(.., row)| unsolved(row.status)) {
            let weights = row.weights.split(' ').filter_map(|w| w.parse().ok());
            let why = far_out(&self.plan.cells[cell], &weights.collect::<Vec<_>>());
            let why = why.map_or_else(String::new, |why| format!(", {why}"));
            return Some(format!(
                "theory did not converge in cell `{}`{why}",
                row.cell
            ));
        }
        if let Some(map) = self.unsolved_map() {
            return Some(map);
        }
        let lost = self
            .cells
            .iter()
            .find(|r| r.n.is_some() && !r.weights.is_empty() && r.mean.is_none());
        lost.map(|row| format!("cell `{}` has no result: its replicates failed", row.cell))
    }

    /// The same of a map's cells, with the place of the first.
    fn unsolved_map(&self) -> Option<String> {
        let mut failed = (self.map.iter()).filter(|row| row.status == Standing::NotConverged);
        let (first, map) = failed.next().zip(self.plan.map.as_ref())?;
        let reason = first.reason.as_deref();
        Some(format!(
            "theory did not converge in {} of {} cells of the map, the first at {} = {}, {} = {}{}",
            failed.count() + 1,
            self.map.len(),
            map.x.parameter.name(),
            first.x,
            map.y.parameter.name(),
            first.y,
            reason.map_or_else(String::new, |why| format!(": {why}"))
        ))
    }
}
