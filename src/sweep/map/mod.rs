//! Maps: every cell and every line, in parallel, in an order that does not depend on it.

mod boundary;
mod cell_value;
mod edge;
mod expected_cost;
mod forecast;
mod junction;
mod margin_root;
mod reached;
mod refine;
mod trace;
mod weight_line;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod threshold_tests;

pub(crate) use boundary::most_line_points;
pub use boundary::{BoundaryLine, LineKind};
pub use cell_value::MapCell;
pub use forecast::{MapForecast, forecast_map};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::progress::Progress;
use super::study::StudyError;
use super::threads::pool;
use crate::model::ModelError;
use crate::scenario::MapPlan;
use crate::sweep::spread::spread;

/// What theory says of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapStudy {
    /// Panel by panel, row by row from the lowest y.
    pub cells: Vec<MapCell>,
    /// Lines on top.
    pub lines: Vec<BoundaryLine>,
}

/// Evaluates a map.
///
/// # Errors
/// [`StudyError`] if it is cancelled or threads cannot be started.
pub fn evaluate_map(
    map: &MapPlan,
    threads: Option<usize>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<MapStudy, StudyError> {
    let work = Work {
        pool: pool(threads)?,
        progress,
        cancel,
        done: AtomicUsize::new(0),
        total: map.cells(),
    };
    progress.start(expected_cost::cells(map) + expected_cost::lines(map));
    let mut cells = Vec::with_capacity(map.cells());
    for panel in 0..map.panels() {
        let others = (map.panels() - 1 - panel) as f64 / map.panels() as f64;
        let after = expected_cost::lines(map) + others * expected_cost::cells(map);
        cells.extend(refine::panel_cells(map, panel, &work, after)?);
    }
    let lines = boundary::boundaries(map, &cells, &work)?;
    Ok(MapStudy { cells, lines })
}

/// Threads, and someone who watches them.
struct Work<'a> {
    pool: Arc<rayon::ThreadPool>,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
    /// Cells that were evaluated, and all of the map.
    done: AtomicUsize,
    total: usize,
}

/// What a task is, for those who watch.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    /// A cell: the unit of cost.
    Cell,
    /// Part of a line, of so many cells' cost.
    Line(f64),
}

impl Work<'_> {
    /// One result for each task, in their order.
    fn all<T: Send, R: Send>(
        &self,
        kind: Task,
        tasks: Vec<T>,
        one: impl Fn(T) -> Result<R, ModelError> + Sync,
    ) -> Result<Vec<R>, StudyError> {
        let watched = |task: (usize, T)| {
            if self.cancelled() {
                return Err(self.interruption());
            }
            let result = one(task.1)?;
            // A task may have ended early because of it.
            if self.cancelled() {
                return Err(self.interruption());
            }
            match kind {
                Task::Cell => {
                    let before = self.done.fetch_add(1, Ordering::Relaxed);
                    self.progress.cells(before + 1, self.total);
                    self.progress.advance(1.0);
                }
                Task::Line(cost) => self.progress.advance(cost),
            }
            Ok((task.0, result))
        };
        let tasks = spread(tasks);
        let found: Result<Vec<_>, StudyError> = self
            .pool
            .install(|| tasks.into_par_iter().map(watched).collect());
        let mut found = found?;
        found.sort_unstable_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, result)| result).collect())
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    fn interruption(&self) -> StudyError {
        StudyError::MapInterrupted {
            done: self.done.load(Ordering::Relaxed).min(self.total),
            total: self.total,
        }
    }
}
