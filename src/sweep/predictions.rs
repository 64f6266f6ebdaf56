//! All that theory says of a scenario: cells, curves, marked weights, a map.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::map::{MapStudy, evaluate_map};
use super::progress::Progress;
use super::resolve::{Resolved, resolve};
use super::run::{Run, SweepError};
use super::study::StudyError;
use super::threads::pool;
use crate::model::WeightRule;
use crate::scenario::{Curve, Plan, Setting};

/// What theory says of a plan, in the plan's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    /// One for each of [`Plan::cells`].
    pub cells: Vec<Resolved>,
    /// One for each point of each of [`Plan::curves`].
    pub curves: Vec<Vec<Resolved>>,
    /// Every marked rule on every weighted curve.
    pub marks: Vec<MarkResult>,
    /// The map, in a study of one.
    pub map: Option<MapStudy>,
}

/// A rule's weight for one series of the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkResult {
    /// Index into [`Plan::curves`].
    pub curve: usize,
    /// The rule.
    pub rule: WeightRule,
    /// What it gives.
    pub theory: Resolved,
}

/// Predicts everything that a plan asks of theory, and simulates nothing.
///
/// # Errors
/// [`StudyError`] if it is cancelled or a cell asks for what the model does not allow.
pub fn predict_plan(plan: &Plan, run: &Run<'_>) -> Result<Predictions, StudyError> {
    Theory::new(run)?.of(plan, run)
}

/// The theory of settings, in parallel: rules that search for a weight take their time, and
/// are worth interrupting.
pub(super) struct Theory<'a> {
    pub(super) pool: Arc<rayon::ThreadPool>,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

impl<'a> Theory<'a> {
    pub(super) fn new(run: &Run<'a>) -> Result<Self, SweepError> {
        Ok(Self {
            pool: pool(run.threads)?,
            progress: run.progress,
            cancel: run.cancel,
        })
    }

    /// Everything that a plan asks.
    pub(super) fn of(&self, plan: &Plan, run: &Run<'_>) -> Result<Predictions, StudyError> {
        let cells: Vec<usize> = (0..plan.cells.len()).collect();
        let along = |curve: &Curve| self.all(plan, &curve.points, |(_, setting)| setting);
        let map = plan.map();
        let points = plan.curves.iter().map(|curve| curve.points.len());
        let asked = cells.len() + points.sum::<usize>() + marked(plan).len();
        self.progress.start(asked as f64);
        Ok(Predictions {
            cells: self.cells(plan, &cells)?,
            curves: plan.curves.iter().map(along).collect::<Result<_, _>>()?,
            marks: self.marks(plan)?,
            map: map
                .map(|map| evaluate_map(map, run.threads, run.progress, run.cancel))
                .transpose()?,
        })
    }

    /// What each rule gives on each curve.
    fn marks(&self, plan: &Plan) -> Result<Vec<MarkResult>, StudyError> {
        let marked = marked(plan);
        let found = self.all(plan, &marked, |(_, setting)| setting)?;
        let of = |((curve, setting), theory): ((usize, Setting), Resolved)| MarkResult {
            curve,
            rule: setting.training.weights,
            theory,
        };
        Ok(marked.into_iter().zip(found).map(of).collect())
    }

    pub(super) fn cells(&self, plan: &Plan, cells: &[usize]) -> Result<Vec<Resolved>, StudyError> {
        self.all(plan, cells, |&cell| &plan.cells[cell].setting)
    }

    fn all<'p, T: Sync>(
        &self,
        plan: &Plan,
        places: &'p [T],
        what: impl Fn(&'p T) -> &'p Setting + Sync,
    ) -> Result<Vec<Resolved>, StudyError> {
        let done = AtomicUsize::new(0);
        let one = |place| {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(StudyError::TheoryInterrupted {
                    done: done.load(Ordering::Relaxed),
                    total: places.len(),
                });
            }
            let resolved = resolve(what(place), plan.conditions)?;
            done.fetch_add(1, Ordering::Relaxed);
            self.progress.advance(1.0);
            Ok(resolved)
        };
        self.pool.install(|| places.par_iter().map(one).collect())
    }
}

/// (curve, setting under the rule) of every rule on every weighted curve.
pub(super) fn marked(plan: &Plan) -> Vec<(usize, Setting)> {
    let rules = plan.figure.as_ref().map_or(&[][..], |f| &f.marks);
    let mut marked = Vec::new();
    for (index, curve) in plan.curves.iter().enumerate() {
        // Downsampling has no weight to mark.
        let weighted = !plan.methods[curve.method].downsample;
        let Some((_, setting)) = curve.points.first().filter(|_| weighted) else {
            continue;
        };
        let under = |&weight| (index, setting.weighing(weight));
        marked.extend(rules.iter().map(under));
    }
    marked
}
