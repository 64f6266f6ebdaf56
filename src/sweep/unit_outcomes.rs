//! The outcomes of one unit while they come in.

use std::ops::Range;
use std::sync::Arc;

use super::key::{DataKey, TrainingKey};
use super::replicated::Replicated;
use super::stopping_decision::is_enough;
use super::store::{Known, Stored};
use super::unit::{Unit, distinct};
use super::{Outcome, UnitOutcome};

/// One unit's outcomes, known and still to come.
pub(super) struct Slots<'a, R: Replicated> {
    pub(super) unit: &'a Unit<R>,
    pub(super) key: DataKey,
    /// What is drawn for the unit's trainings: once for those that differ only in what is then made
    /// of it.
    pub(super) draws: Vec<Draw<R>>,
    /// For each of the unit's trainings its place among these.
    places: Vec<usize>,
    /// Where the replicates end that are wanted so far.
    pub(super) end: usize,
    /// `[replicate − first][draw]`.
    rows: Vec<Vec<Option<Outcome<R::Measurement>>>>,
    /// Outcomes that were stored twice, with different bits.
    pub(super) conflicts: usize,
    /// Outcomes of a rule's weight that differs in its last digits.
    pub(super) near: usize,
}

/// What is drawn in every replicate of a unit.
#[derive(Clone, Debug)]
pub(super) struct Draw<R: Replicated> {
    pub(super) training: R::Training,
    pub(super) key: TrainingKey,
    /// The numbers that are kept of a measurement.
    names: Arc<[String]>,
}

/// Numbers by name, and the places of the draws of which they are kept.
pub(super) fn by_names<R: Replicated>(draws: &[Draw<R>]) -> Vec<(Arc<[String]>, Vec<usize>)> {
    let mut kinds: Vec<(Arc<[String]>, Vec<usize>)> = Vec::new();
    for (place, draw) in draws.iter().enumerate() {
        match kinds.iter_mut().find(|(names, _)| *names == draw.names) {
            Some((_, places)) => places.push(place),
            None => kinds.push((Arc::clone(&draw.names), vec![place])),
        }
    }
    kinds
}

impl<'a, R: Replicated> Slots<'a, R> {
    pub(super) fn new(unit: &'a Unit<R>, seed: u64, known: Option<&Known>) -> Self {
        let drawn = unit
            .trainings
            .iter()
            .map(|training| Some(R::drawn(training)));
        let (draws, places) = distinct::<R>(drawn);
        let draw = |training: R::Training| Draw {
            key: R::training_key(&training),
            names: R::kept_names(&unit.design, &training).into(),
            training,
        };
        let mut slots = Self {
            unit,
            key: R::draw_key(seed, &unit.design, unit.method),
            draws: draws.into_iter().map(draw).collect(),
            places: places.into_iter().flatten().collect(),
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
        let by_rule: Vec<usize> = self.unit.by_rule.iter().map(|&t| self.places[t]).collect();
        for (names, members) in by_names(&self.draws) {
            self.fill_with(known, (&names, &members), &by_rule);
        }
    }

    /// With outcomes of which the same numbers are kept.
    fn fill_with(
        &mut self,
        known: &Known,
        (names, members): (&[String], &[usize]),
        by_rule: &[usize],
    ) {
        let Self {
            unit,
            draws,
            rows,
            conflicts,
            near,
            ..
        } = self;
        let keys: Vec<TrainingKey> = members.iter().map(|&draw| draws[draw].key).collect();
        let of = (&self.key, names, &keys[..]);
        known.each(of, |replicate, member, stored| {
            if !unit.replicates.contains(&replicate) {
                return;
            }
            let row = &mut rows[replicate - unit.replicates.start];
            make_room(row, draws.len());
            let outcome = stored.outcome::<R>(&unit.design);
            match &row[members[member]] {
                Some(first) if *first != outcome => *conflicts += 1,
                Some(_) => {}
                None => row[members[member]] = Some(outcome),
            }
        });
        let by_rule: Vec<usize> = (0..members.len())
            .filter(|&member| by_rule.contains(&members[member]))
            .collect();
        if by_rule.is_empty() {
            return;
        }
        // Only where the very weight is not known.
        let visit = |replicate: usize, member: usize, stored: &Stored| {
            if !unit.replicates.contains(&replicate) {
                return;
            }
            let row = &mut rows[replicate - unit.replicates.start];
            make_room(row, draws.len());
            if row[members[member]].is_none() {
                row[members[member]] = Some(stored.outcome::<R>(&unit.design));
                *near += 1;
            }
        };
        known.each_near(of, &by_rule, visit);
    }

    /// Places of the draws that a replicate still lacks.
    pub(super) fn missing(&self, replicate: usize) -> Vec<usize> {
        let row = &self.rows[replicate - self.unit.replicates.start];
        let lacks = |&t: &usize| row.get(t).is_none_or(Option::is_none);
        (0..self.draws.len()).filter(lacks).collect()
    }

    /// Whether a replicate lacks any.
    fn is_missing(&self, replicate: usize) -> bool {
        let row = &self.rows[replicate - self.unit.replicates.start];
        row.len() < self.draws.len() || row.iter().any(Option::is_none)
    }

    pub(super) fn set(
        &mut self,
        replicate: usize,
        places: &[usize],
        outcomes: Vec<Outcome<R::Measurement>>,
    ) {
        let row = &mut self.rows[replicate - self.unit.replicates.start];
        make_room(row, self.draws.len());
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
            let measured = row.get(self.places[training])?.as_ref()?.as_ref().ok()?;
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
        let Self { places, rows, .. } = self;
        let mut rows = rows.into_iter().map(|row| of_trainings(&places, row));
        let mut whole = Vec::new();
        while let Some(first) = rows.next() {
            let others = rows.by_ref().take(together - 1);
            let pair: Vec<_> = std::iter::once(first).chain(others).collect();
            let pair: Option<Vec<_>> = pair.into_iter().collect();
            whole.extend(
                pair.filter(|pair| pair.len() == together)
                    .unwrap_or_default(),
            );
        }
        whole
    }

    /// All outcomes, if none is missing.
    pub(super) fn complete(mut self) -> Option<UnitOutcome<R::Measurement>> {
        self.rows.truncate(self.end - self.unit.replicates.start);
        let Self { places, rows, .. } = self;
        rows.into_iter()
            .map(|row| of_trainings(&places, row))
            .collect()
    }
}

/// So many places and no more: a list that grows by itself takes four at least.
fn make_room<M: Clone>(row: &mut Vec<Option<Outcome<M>>>, places: usize) {
    row.reserve_exact(places.saturating_sub(row.len()));
    row.resize(places, None);
}

/// The outcome of every training from those of the draws, of which it has a place each; `None` if
/// one is missing.
fn of_trainings<M: Clone>(
    places: &[usize],
    row: Vec<Option<Outcome<M>>>,
) -> Option<Vec<Outcome<M>>> {
    let each_its_own = places.iter().copied().eq(0..row.len());
    match each_its_own {
        true => row.into_iter().collect(),
        false => {
            let of = |&place: &usize| row.get(place).cloned().flatten();
            places.iter().map(of).collect()
        }
    }
}
