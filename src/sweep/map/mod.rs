//! Maps: every cell and every line, in parallel, in an order that does not depend on it.

mod boundary;
mod refine;
mod root;
mod trace;
mod value;

#[cfg(test)]
mod tests;

pub use boundary::BoundaryLine;
pub use value::{MapCell, NOT_CONVERGED, NOT_FINITE};

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::progress::Progress;
use super::run::SweepError;
use super::study::StudyError;
use crate::model::ModelError;
use crate::scenario::MapPlan;

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
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .map_err(|e| SweepError::Threads(e.to_string()))?;
    let work = Work {
        pool,
        progress,
        cancel,
        done: AtomicUsize::new(0),
        total: map.cells(),
    };
    progress.start(map.cells() as f64);
    let mut cells = Vec::with_capacity(map.cells());
    for panel in 0..map.panels() {
        cells.extend(refine::panel_cells(map, panel, &work)?);
    }
    let lines = boundary::boundaries(map, &cells, &work)?;
    Ok(MapStudy { cells, lines })
}

/// Threads, and someone who watches them.
struct Work<'a> {
    pool: rayon::ThreadPool,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
    done: AtomicUsize,
    total: usize,
}

impl Work<'_> {
    /// One result for each task, in their order.
    fn all<T: Send, R: Send>(
        &self,
        tasks: Vec<T>,
        one: impl Fn(T) -> Result<R, ModelError> + Sync,
    ) -> Result<Vec<R>, StudyError> {
        let watched = |task| {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(StudyError::MapInterrupted {
                    done: self.done.load(Ordering::Relaxed).min(self.total),
                    total: self.total,
                });
            }
            let result = one(task)?;
            self.done.fetch_add(1, Ordering::Relaxed);
            self.progress.advance(1.0);
            Ok(result)
        };
        self.pool
            .install(|| tasks.into_par_iter().map(watched).collect())
    }
}
