//! The outcomes of one unit while they come in.

use std::ops::Range;
use std::sync::Arc;

use super::key::{DataKey, TrainingKey};
use super::replicated::Replicated;
use super::stopping_decision::is_enough;
use super::store::{Known, Stored};
use super::unit::Unit;
use super::{Outcome, UnitOutcome};

/// One unit's outcomes, known and still to come.
pub(super) struct Slots<'a, R: Replicated> {
    pub(super) unit: &'a Unit<R>,
    pub(super) key: DataKey,
    pub(super) trainings: Vec<TrainingKey>,
    /// The numbers that are kept of a measurement.
    pub(super) names: Arc<[String]>,
    /// Where the replicates end that are wanted so far.
    pub(super) end: usize,
    /// `[replicate − first][training]`.
    rows: Vec<Vec<Option<Outcome<R::Measurement>>>>,
    /// Outcomes that were stored twice, with different bits.
    pub(super) conflicts: usize,
    /// Outcomes of a rule's weight that differs in its last digits.
    pub(super) near: usize,
}

impl<'a, R: Replicated> Slots<'a, R> {
    pub(super) fn new(unit: &'a Unit<R>, seed: u64, known: Option<&Known>) -> Self {
        let mut slots = Self {
            unit,
            key: R::draw_key(seed, &unit.design, unit.method),
            trainings: unit.trainings.iter().map(R::training_key).collect(),
            names: R::kept_names(&unit.design).into(),
            end: unit.first_stage(),
            rows: vec![Vec::new(); unit.replicates.len()],
            conflicts: 0,
            near: 0,
        };
        if let Some(known) = known {
            slots.fill(known);
        }
        slots
    }

    fn fill(&mut self, known: &Known) {
        let Self {
            unit,
            rows,
            conflicts,
            near,
            ..
        } = self;
        let of = (&self.key, &self.names[..], &self.trainings[..]);
        known.each(of, |replicate, training, stored| {
            if !unit.replicates.contains(&replicate) {
                return;
            }
            let row = &mut rows[replicate - unit.replicates.start];
            row.resize(unit.trainings.len(), None);
            let outcome = stored.outcome::<R>(&unit.design);
            match &row[training] {
                Some(first) if *first != outcome => *conflicts += 1,
                Some(_) => {}
                None => row[training] = Some(outcome),
            }
        });
        if unit.by_rule.is_empty() {
            return;
        }
        // Only where the very weight is not known.
        let visit = |replicate: usize, training: usize, stored: &Stored| {
            if !unit.replicates.contains(&replicate) {
                return;
            }
            let row = &mut rows[replicate - unit.replicates.start];
            row.resize(unit.trainings.len(), None);
            if row[training].is_none() {
                row[training] = Some(stored.outcome::<R>(&unit.design));
                *near += 1;
            }
        };
        known.each_near(of, &unit.by_rule, visit);
    }

    /// Places of the trainings that a replicate still lacks.
    pub(super) fn missing(&self, replicate: usize) -> Vec<usize> {
        let row = &self.rows[replicate - self.unit.replicates.start];
        let lacks = |&t: &usize| row.get(t).is_none_or(Option::is_none);
        (0..self.unit.trainings.len()).filter(lacks).collect()
    }

    /// Whether a replicate lacks any.
    fn is_missing(&self, replicate: usize) -> bool {
        let row = &self.rows[replicate - self.unit.replicates.start];
        row.len() < self.unit.trainings.len() || row.iter().any(Option::is_none)
    }

    pub(super) fn set(
        &mut self,
        replicate: usize,
        places: &[usize],
        outcomes: Vec<Outcome<R::Measurement>>,
    ) {
        let row = &mut self.rows[replicate - self.unit.replicates.start];
        row.resize(self.unit.trainings.len(), None);
        for (place, outcome) in places.iter().zip(outcomes) {
            row[*place] = Some(outcome);
        }
    }

    /// How many of these replicates lack any.
    pub(super) fn lacking(&self, replicates: Range<usize>) -> usize {
        match self.unit.trainings.is_empty() {
            true => 0,
            false => replicates.filter(|&r| self.is_missing(r)).count(),
        }
    }

    /// Replicates without a gap, wanted so far or not.
    pub(super) fn done(&self) -> usize {
        let all = self.unit.replicates.clone();
        all.len() - self.lacking(all)
    }

    /// Outcomes that are failures.
    pub(super) fn failures(&self) -> usize {
        let outcomes = self.rows.iter().flatten();
        outcomes.filter(|o| matches!(o, Some(Err(_)))).count()
    }

    /// Of a complete stage: the replicates that are wanted beyond it.
    pub(super) fn next_stage(&mut self) -> Range<usize> {
        let done = self.end;
        let value = |replicate: usize, training: usize, quantity: R::Quantity| {
            let row = &self.rows[replicate];
            let measured = row.get(training)?.as_ref()?.as_ref().ok()?;
            R::value(
                self.unit,
                &self.unit.trainings[training],
                measured,
                quantity,
            )
        };
        let trainings = self.unit.trainings.len();
        let next = self.unit.precision.as_ref().and_then(|precision| {
            let enough = is_enough(precision, done, trainings, value);
            precision.schedule.next_after(done).filter(|_| !enough)
        });
        let end = next.unwrap_or(done).min(self.unit.replicates.end);
        self.end = end;
        done..end
    }

    /// Replicates that are wanted and have trainings.
    pub(super) fn wanted(&self) -> usize {
        match self.unit.trainings.is_empty() {
            true => 0,
            false => self.end - self.unit.replicates.start,
        }
    }

    /// Predicted cost of a replicate.
    pub(super) fn cost(&self) -> f64 {
        R::cost(self.unit.method, &self.unit.design, &self.unit.trainings)
    }

    /// The replicates that lack nothing; of those that mirror each other whole pairs.
    pub(super) fn without_gaps(self) -> UnitOutcome<R::Measurement> {
        let together = if self.unit.method.in_pairs() { 2 } else { 1 };
        let trainings = self.unit.trainings.len();
        let row = |row: &Vec<Option<Outcome<R::Measurement>>>| {
            let row = row.iter().cloned().collect::<Option<Vec<_>>>()?;
            (row.len() == trainings).then_some(row)
        };
        self.rows
            .chunks_exact(together)
            .filter_map(|rows| rows.iter().map(row).collect::<Option<Vec<_>>>())
            .flatten()
            .collect()
    }

    /// All outcomes, if none is missing.
    pub(super) fn complete(mut self) -> Option<UnitOutcome<R::Measurement>> {
        self.rows.truncate(self.end - self.unit.replicates.start);
        let trainings = self.unit.trainings.len();
        let complete = |row: Vec<Option<Outcome<R::Measurement>>>| {
            let row = row.into_iter().collect::<Option<Vec<_>>>()?;
            (row.len() == trainings).then_some(row)
        };
        self.rows.into_iter().map(complete).collect()
    }
}
