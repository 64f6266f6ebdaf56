//! The tables of one run, in memory and on disk.

use std::collections::HashMap;
use std::path::Path;

use super::cell_row::{CellRow, complete, of_cell};
use super::differences::{self, DIFFERENCES};
use super::drawing::FIGURES;
use super::failures::{FailureRow, failed_replicates};
use super::fingerprints;
use super::manifest::Manifest;
use super::map::{BOUNDARIES, MAP, MapTables, PAIRS, PairRow, scale_pairs};
use super::most_rows::MostRows;
use super::read_error::{ReadError, can_be_looked_into, fits_into_memory};
use super::rows::{CurveRow, MarkRow, curve_points, of_mark, of_point};
use super::spreadsheet::{guarded, is_guarded};
use super::summary::summary;
use super::tables::{csv, damaged, of_another, table};
use super::undefined::{UNDEFINED, UndefinedRow, undefined_values};
use crate::compare::{Compared, Comparison, Overview, StudyVerdict};
use crate::model::{Quantity, RuleName};
use crate::scenario::{Curve, Overrides, Plan};
use crate::stats::Estimate;
use crate::sweep::load;
use crate::sweep::{Standing, Study, Workers, data_key};

/// Reads `cells.csv`, also of a version with fewer parameters.
fn cells(path: &Path, most: usize) -> Result<Vec<CellRow>, ReadError> {
    let mut cells: Vec<CellRow> = table(path, most)?;
    for row in &mut cells {
        row.fill()
            .map_err(|column| damaged(path, format!("missing field `{column}`")))?;
    }
    Ok(cells)
}

/// The scenario that the results beside it are of.
pub const SCENARIO: &str = "scenario.toml";
/// The scenario of a run that has begun and not ended.
pub const UNFINISHED: &str = "unfinished.toml";
pub(super) const CELLS: &str = "cells.csv";
pub(super) const CELLS_PARQUET: &str = "cells.parquet";
pub(super) const CURVES: &str = "curves.csv";
pub(super) const MARKS: &str = "marks.csv";
pub(super) const TREND: &str = "trend.csv";
pub(super) const FAILURES: &str = "failures.csv";
pub(super) const SUMMARY: &str = "summary.md";

/// A plan with the rows that it produced.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// What was asked.
    pub plan: Plan,
    /// `cells.csv`.
    pub cells: Vec<CellRow>,
    /// `curves.csv`.
    pub curves: Vec<CurveRow>,
    /// `marks.csv`.
    pub marks: Vec<MarkRow>,
    /// `failures.csv`.
    pub failed: Vec<FailureRow>,
    /// `undefined.csv`.
    pub undefined: Vec<UndefinedRow>,
    /// `differences.csv`, if cells are held against a reference.
    pub differences: Vec<PairRow>,
    /// The tables of a map, if the scenario asks for one.
    pub map: Option<MapTables>,
}

impl Results {
    /// Every file that a run may write.
    pub const FILES: [&str; 18] = [
        SCENARIO,
        UNFINISHED,
        super::folder::MANIFEST,
        CELLS,
        CELLS_PARQUET,
        CURVES,
        MARKS,
        DIFFERENCES,
        TREND,
        FAILURES,
        UNDEFINED,
        MAP,
        BOUNDARIES,
        PAIRS,
        SUMMARY,
        FIGURES[0],
        FIGURES[1],
        FIGURES[2],
    ];

    /// The rows of a finished study.
    pub fn of(plan: Plan, study: &Study) -> Self {
        Self::made_by(plan, study, &Workers::alone())
    }

    /// The same by many: metrics that are integrals take their time.
    pub fn made_by(plan: Plan, study: &Study, workers: &Workers<'_>) -> Self {
        let places: Vec<usize> = (0..plan.cells.len()).collect();
        let points = curve_points(&plan);
        workers.start(places.len() + points.len());
        let cells = workers.each(&places, |&place| {
            of_cell(&plan, &plan.cells[place], &study.cells[place])
        });
        let curves = workers.each(&points, |at| {
            [of_point(&plan, at, &study.curves[at.curve][at.point])]
        });
        let marks = study.marks.iter().map(|m| of_mark(&plan, m)).collect();
        Self {
            map: MapTables::of(&plan, study, &cells),
            failed: failed_replicates(&plan, study),
            undefined: undefined_values(&plan, study, &cells),
            differences: differences::of_study(&plan, study, &cells),
            plan,
            cells,
            curves,
            marks,
        }
    }

    /// Reads stored results.
    ///
    /// # Errors
    /// [`ReadError`]
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        Self::read_by(folder, &Workers::alone())
    }

    /// The same by many: the scales on which metrics are judged take their time.
    ///
    /// # Errors
    /// [`ReadError`]
    pub fn read_by(folder: &Path, workers: &Workers<'_>) -> Result<Self, ReadError> {
        can_be_looked_into(folder)?;
        let [begun, ended] = [UNFINISHED, SCENARIO].map(|name| folder.join(name).is_file());
        if begun && !ended {
            return Err(ReadError::Unfinished {
                path: folder.to_owned(),
            });
        }
        let required = |missing: &'static str| {
            let path = folder.to_owned();
            let is_there = folder.join(missing).is_file();
            is_there
                .then_some(())
                .ok_or(ReadError::NotResults { path, missing })
        };
        required(SCENARIO)?;
        let plan = load(&folder.join(SCENARIO), Overrides::default())?;
        fits_into_memory(folder, &plan)?;
        let map = MapTables::read(folder, &plan)?;
        let mut results = if map.is_some() && plan.cells.is_empty() {
            Self::of_map(plan, map)
        } else {
            required(CELLS)?;
            let most = MostRows::of(&plan);
            Self {
                cells: cells(&folder.join(CELLS), most.cells)?,
                curves: table(&folder.join(CURVES), most.curves)?,
                marks: table(&folder.join(MARKS), most.marks)?,
                failed: optional(&folder.join(FAILURES), most.failed)?,
                undefined: optional(&folder.join(UNDEFINED), most.undefined)?,
                differences: differences::read(folder, &plan)?,
                plan,
                map,
            }
        };
        results.check(folder)?;
        results.complete(workers);
        Ok(results)
    }

    /// Gives stored rows what they have of other rows.
    fn complete(&mut self, workers: &Workers<'_>) {
        complete(&mut self.cells, &self.plan, workers);
        let pairs = self.map.iter_mut().flat_map(|map| &mut map.pairs);
        scale_pairs(pairs.chain(&mut self.differences), &self.cells);
    }

    /// A map that was not simulated has no other table.
    fn of_map(plan: Plan, map: Option<MapTables>) -> Self {
        Self {
            plan,
            cells: Vec::new(),
            curves: Vec::new(),
            marks: Vec::new(),
            failed: Vec::new(),
            undefined: Vec::new(),
            differences: Vec::new(),
            map,
        }
    }

    /// The tables must be those of the stored scenario.
    fn check(&self, folder: &Path) -> Result<(), ReadError> {
        let plan = &self.plan;
        let cells = plan
            .cells
            .iter()
            .flat_map(|cell| plan.quantities.iter().map(move |q| (cell.id.as_str(), *q)))
            .eq(self.cells.iter().map(|r| (r.cell.as_str(), r.quantity)));
        let figure = plan.figure.as_ref();
        let quantities = figure.map_or(&[][..], |f| &f.y);
        let curves = plan
            .curves
            .iter()
            .enumerate()
            .flat_map(|(i, curve)| quantities.iter().map(move |q| (i, q, &curve.points)))
            .flat_map(|(i, q, points)| points.iter().map(move |(x, _)| (i, *q, *x)))
            .eq(self.curves.iter().map(|r| (r.curve, r.quantity, r.x)));
        let weighted = |curve: &&Curve| !plan.methods[curve.method].downsample;
        let rules = figure.map_or(&[][..], |f| &f.marks);
        let curved = plan.curves.iter().enumerate();
        let marks = curved
            .filter(|(_, curve)| weighted(curve))
            .flat_map(|(i, _)| rules.iter().map(move |rule| (i, RuleName::from(*rule))))
            .eq(self.marks.iter().map(|r| (r.curve, r.rule)));
        for (same, file) in [
            (cells, CELLS),
            (curves, CURVES),
            (marks, MARKS),
            (differences::are_of(&self.differences, plan), DIFFERENCES),
        ] {
            if !same {
                return Err(damaged(&folder.join(file), of_another()));
            }
        }
        Ok(())
    }

    /// The rows of each cell.
    pub(super) fn by_cell(&self) -> std::slice::Chunks<'_, CellRow> {
        self.cells.chunks(self.plan.quantities.len())
    }

    /// One row of each cell, that of α.
    pub(super) fn first_rows(&self) -> impl Iterator<Item = &CellRow> {
        self.cells.iter().step_by(self.plan.quantities.len())
    }

    /// A cell's row of a quantity.
    pub(super) fn row(&self, cell: usize, quantity: Quantity) -> Option<&CellRow> {
        self.cells.get(self.plan.row_of(cell, quantity)?)
    }

    /// Holds a stored row against its prediction under the scenario's tolerance;
    /// `None` where either side is missing or they are not [`CellRow::on_one_scale`].
    pub fn comparison(&self, row: &CellRow) -> Option<(Estimate, Comparison)> {
        row.compared(&self.plan.tolerance)
    }

    /// Cells that were simulated without a result: fewer than two replicates
    /// succeeded.
    pub fn lost(&self) -> usize {
        let simulated = |row: &&CellRow| row.n.is_some() && row.weight_ratio.is_some();
        let cells = self.first_rows();
        cells
            .filter(simulated)
            .filter(|row| row.mean.is_none())
            .count()
    }

    /// Replicates that failed, over all cells.
    pub fn failures(&self) -> usize {
        let cells = self.first_rows();
        cells.map(|row| row.failures).sum()
    }

    /// Cells whose theory did not converge, by name.
    pub fn unsolved(&self) -> Vec<&str> {
        let cells = self.first_rows();
        cells
            .filter(|row| row.status == Standing::NotConverged)
            .map(|row| row.cell.as_str())
            .collect()
    }

    /// All comparisons taken together.
    pub fn overview(&self) -> Overview {
        let compared = |(design, row): (usize, &CellRow)| {
            let (estimate, comparison) = self.comparison(row)?;
            Some(Compared {
                design,
                quantity: row.quantity,
                samples: row.n?,
                estimate,
                comparison,
            })
        };
        let rows: Vec<_> = self
            .designs()
            .into_iter()
            .zip(self.by_cell())
            .flat_map(|(design, rows)| rows.iter().map(move |row| (design, row)))
            .filter_map(compared)
            .collect();
        Overview::of(&rows, &self.plan.tolerance)
    }

    /// For every cell which data it is trained on, as a number: equal for equal data.
    fn designs(&self) -> Vec<usize> {
        let mut known = HashMap::new();
        let cells = self.plan.cells.iter().enumerate();
        cells
            .map(|(index, cell)| match &cell.design {
                Some(design) => *known
                    .entry(data_key(self.plan.seed, design))
                    .or_insert(index),
                None => index,
            })
            .collect()
    }

    /// What the study says of theory.
    pub fn verdict(&self) -> StudyVerdict {
        let (comparisons, sight) = match self.trends() {
            Some((overview, _)) => (overview.tested, overview.sight),
            None => {
                let overview = self.overview();
                (overview.comparisons, overview.designs.sight)
            }
        };
        StudyVerdict::of(self.passed(), comparisons, sight)
    }

    /// Whether theory holds: every limit of a finite-size study, else every comparison, is
    /// as predicted.
    pub fn passed(&self) -> bool {
        match self.trends() {
            Some((overview, _)) => overview.passed,
            None => self.overview().passed && self.against() == 0,
        }
    }

    /// Simulated pairs that speak against a map, or against theory's difference.
    pub fn against(&self) -> usize {
        let map = self.plan.map().zip(self.map.as_ref());
        map.map_or(self.contradicted().len(), |(map, tables)| {
            tables.against(map, &self.plan.tolerance).len()
        })
    }

    /// The files of a run but for its figure: name and content. They are written before
    /// anything is drawn, so that no failure in drawing loses them.
    pub fn tables(&self, manifest: &Manifest) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = vec![
            (SCENARIO, self.plan.resolved.clone().into_bytes()),
            (SUMMARY, summary(self, manifest).into_bytes()),
        ];
        if self.map.is_none() || !self.cells.is_empty() {
            let cells = csv(&self.cells, &[]);
            #[cfg(feature = "parquet")]
            if let Ok(bytes) = super::parquet::of_csv::<CellRow>(&cells, &super::columns::cells()) {
                files.push((CELLS_PARQUET, bytes));
            }
            files.extend([
                (CELLS, cells),
                (CURVES, csv(&self.curves, &CurveRow::COLUMNS)),
                (MARKS, csv(&self.marks, &MarkRow::COLUMNS)),
            ]);
        }
        for kind in &self.plan.kinds {
            files.extend(self.tables_of(kind));
        }
        if !self.failed.is_empty() {
            files.push((FAILURES, csv(&self.failed, &[])));
        }
        if !self.undefined.is_empty() {
            files.push((UNDEFINED, csv(&self.undefined, &[])));
        }
        if self.plan.methods.iter().any(|m| is_guarded(&m.name)) {
            let tables = files.iter_mut().filter(|(name, _)| name.ends_with(".csv"));
            tables.for_each(|(_, bytes)| *bytes = guarded(bytes));
        }
        // Last: a folder with a manifest has all its tables, from which the figure is drawn.
        let named = manifest.naming(fingerprints::of_files(&files));
        files.push((super::folder::MANIFEST, named.to_json().into_bytes()));
        files
    }
}

/// A table that is only written if it has rows.
fn optional<T: serde::de::DeserializeOwned>(path: &Path, most: usize) -> Result<Vec<T>, ReadError> {
    match path.is_file() {
        true => table(path, most),
        false => Ok(Vec::new()),
    }
}
