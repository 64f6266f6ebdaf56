//! The tables of one run about groups, in memory and on disk.

use std::path::Path;

#[cfg(feature = "parquet")]
use super::columns::CELL_COLUMNS;
use super::rows::{GroupCellRow, GroupCurveRow, GroupMapRow, GroupMarkRow};
use super::rows::{named, of_cell, of_curves, of_map, of_mark, shown};
use super::summary::summary;
use crate::bounded::{MOST_SCENARIO, read_text};
use crate::model::GroupQuantity;
use crate::report::failures::FailureRow;
use crate::report::fingerprints;
use crate::report::folder::MANIFEST;
use crate::report::manifest::Manifest;
use crate::report::map::MAP;
#[cfg(feature = "parquet")]
use crate::report::parquet::of_csv;
use crate::report::read_error::{ReadError, fits_into_memory};
#[cfg(feature = "parquet")]
use crate::report::results::CELLS_PARQUET;
use crate::report::results::{CELLS, CURVES, FAILURES, MARKS, SCENARIO, SUMMARY};
use crate::report::spreadsheet::guarded;
use crate::report::tables::{csv, damaged, of_another, table};
use crate::scenario::{GroupPlan, Overrides, Scenario, describes_groups};
use crate::sweep::{GroupStudy, load_any};

/// A plan with the rows that it produced.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupResults {
    /// What was asked.
    pub plan: GroupPlan,
    /// `cells.csv`.
    pub cells: Vec<GroupCellRow>,
    /// `curves.csv`.
    pub curves: Vec<GroupCurveRow>,
    /// `marks.csv`.
    pub marks: Vec<GroupMarkRow>,
    /// `map.csv`.
    pub map: Vec<GroupMapRow>,
    /// `failures.csv`.
    pub failed: Vec<FailureRow>,
}

/// A table of at most so many rows, where there is to be one.
fn read_if<T: serde::de::DeserializeOwned>(
    asked: bool,
    path: &Path,
    most: usize,
) -> Result<Vec<T>, ReadError> {
    match asked {
        true => table(path, most),
        false => Ok(Vec::new()),
    }
}

/// How many rows the tables of a plan have; of failures at most.
struct MostRows {
    cells: usize,
    curves: usize,
    marks: usize,
    map: usize,
    failed: usize,
}

impl MostRows {
    fn of(plan: &GroupPlan) -> Self {
        let all = GroupQuantity::all(&plan.base.population.population());
        let points: usize = plan.curves.iter().map(|c| c.points.len()).sum();
        let marked = plan.figure.iter().flat_map(|figure| &figure.marks).count();
        let drawn = plan.curves.iter().filter(|c| !c.points.is_empty()).count();
        Self {
            cells: plan.cells.len() * all.len(),
            curves: points * shown(plan).len(),
            marks: marked * drawn,
            map: plan.map.as_ref().map_or(0, |map| map.cells()),
            failed: plan.cells.len().saturating_mul(plan.replicates),
        }
    }
}

/// Whether a folder's file of that name is a scenario about groups.
pub fn holds_groups(folder: &Path, file: &str) -> bool {
    let text = read_text(&folder.join(file), MOST_SCENARIO);
    text.is_ok_and(|text| describes_groups(&text))
}

impl GroupResults {
    /// The rows of a finished study.
    pub fn of(plan: GroupPlan, study: &GroupStudy) -> Self {
        let pairs = plan.cells.iter().zip(&study.cells);
        let cells = pairs
            .clone()
            .flat_map(|(c, result)| of_cell(&plan, c, result));
        let failed = pairs.flat_map(|(cell, result)| {
            let failed = result.simulated.iter().flat_map(|s| &s.failed);
            failed.map(|failed| FailureRow {
                cell: cell.id.clone(),
                replicate: failed.replicate,
                seed: plan.seed,
                reason: failed.reason.to_string(),
            })
        });
        Self {
            cells: cells.collect(),
            curves: of_curves(&plan, &study.curves),
            marks: study.marks.iter().map(|m| of_mark(&plan, m)).collect(),
            map: of_map(&plan, &study.map),
            failed: failed.collect(),
            plan,
        }
    }

    /// Reads what a run wrote.
    ///
    /// # Errors
    /// [`ReadError`] for a folder without results, and for tables that are not those of the
    /// scenario beside them.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let not_results = || ReadError::NotResults {
            path: folder.to_owned(),
            missing: SCENARIO,
        };
        let plan = match load_any(&folder.join(SCENARIO), Overrides::default())? {
            Scenario::Groups(plan) => *plan,
            Scenario::TwoClasses(_) => return Err(not_results()),
        };
        fits_into_memory(folder, &plan)?;
        let place = |name: &str| folder.join(name);
        let most = MostRows::of(&plan);
        let results = Self {
            cells: read_if(plan.map.is_none(), &place(CELLS), most.cells)?,
            curves: read_if(plan.figure.is_some(), &place(CURVES), most.curves)?,
            marks: read_if(plan.figure.is_some(), &place(MARKS), most.marks)?,
            map: read_if(plan.map.is_some(), &place(MAP), most.map)?,
            // Written where some replicate failed.
            failed: read_if(place(FAILURES).is_file(), &place(FAILURES), most.failed)?,
            plan,
        };
        match results.of_another() {
            None => Ok(results),
            Some(file) => Err(damaged(&folder.join(file), of_another())),
        }
    }

    /// The first table whose rows are not those that the plan asks for.
    fn of_another(&self) -> Option<&'static str> {
        let plan = &self.plan;
        let population = plan.base.population.population();
        let all = GroupQuantity::all(&population);
        let most = MostRows::of(plan);
        let cells = plan
            .cells
            .iter()
            .flat_map(|cell| all.iter().map(move |q| (&cell.id, *q)));
        let cells = cells.map(|(id, q)| (id.clone(), named(q, &population)));
        let stored = self.cells.iter();
        let stored = stored.map(|r| (r.cell.clone(), (r.quantity.as_str(), r.group.clone())));
        if !cells.eq(stored) {
            Some(CELLS)
        } else if self.curves.len() != most.curves {
            Some(CURVES)
        } else if self.marks.len() != most.marks {
            Some(MARKS)
        } else if self.map.len() != most.map {
            Some(MAP)
        } else {
            None
        }
    }

    /// The files of a run but for its figure: name and content.
    pub fn tables(&self, manifest: &Manifest) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = vec![
            (SCENARIO, self.plan.resolved.clone().into_bytes()),
            (SUMMARY, summary(self).into_bytes()),
        ];
        match self.plan.map {
            Some(_) => files.push((MAP, csv(&self.map, &[]))),
            None => {
                let cells = csv(&self.cells, &[]);
                #[cfg(feature = "parquet")]
                if let Ok(bytes) = of_csv::<GroupCellRow>(&cells, &CELL_COLUMNS) {
                    files.push((CELLS_PARQUET, bytes));
                }
                files.push((CELLS, guarded(&cells)));
            }
        }
        if self.plan.figure.is_some() {
            files.push((CURVES, guarded(&csv(&self.curves, &[]))));
            let columns = ["curve", "rule", "weight_strength", "worst_group_error"];
            files.push((MARKS, guarded(&csv(&self.marks, &columns))));
        }
        if !self.failed.is_empty() {
            files.push((FAILURES, csv(&self.failed, &[])));
        }
        let named = manifest.naming(fingerprints::of_files(&files));
        files.push((MANIFEST, named.to_json().into_bytes()));
        files
    }
}
