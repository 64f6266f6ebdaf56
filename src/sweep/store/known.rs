//! What journals already hold.

use std::collections::HashMap;

use super::record::{Batch, Record, Stored};
use super::session::Session;
use crate::sweep::key::{DataKey, TrainingKey};

/// Outcomes of earlier runs, found by their keys.
#[derive(Clone, Debug, Default)]
pub struct Known {
    batches: Vec<Batch>,
    of_unit: HashMap<DataKey, Vec<usize>>,
    sessions: Vec<Session>,
    unreadable: usize,
}

impl Known {
    /// Of a journal's records.
    pub(super) fn of(records: &[Vec<u8>]) -> Self {
        let mut known = Self::default();
        for record in records {
            match Record::decode(record) {
                Some(Record::Batch(batch)) => known.add(batch),
                Some(Record::Session(session)) => known.note(session),
                // Counts of the past: every run counts for itself.
                Some(Record::Tally(_)) => {}
                None => known.unreadable += 1,
            }
        }
        known
    }

    /// Takes another's outcomes in.
    pub fn absorb(&mut self, other: Known) {
        for batch in other.batches {
            self.add(batch);
        }
        for session in other.sessions {
            self.note(session);
        }
        self.unreadable += other.unreadable;
    }

    /// The different programs and machines that wrote.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// Records that this version cannot read.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    pub(super) fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Everything stored of a unit: calls with (replicate, place in `trainings`, outcome).
    pub(in crate::sweep) fn each(
        &self,
        unit: &DataKey,
        trainings: &[TrainingKey],
        mut visit: impl FnMut(usize, usize, &Stored),
    ) {
        let Some(batches) = self.of_unit.get(unit) else {
            return;
        };
        let places: HashMap<&TrainingKey, usize> =
            trainings.iter().enumerate().map(|(i, k)| (k, i)).collect();
        for batch in batches.iter().map(|&i| &self.batches[i]) {
            let known: Vec<Option<usize>> = batch
                .trainings
                .iter()
                .map(|key| places.get(key).copied())
                .collect();
            if known.iter().all(Option::is_none) {
                continue;
            }
            let rows = batch.outcomes.chunks_exact(known.len());
            for (&replicate, row) in batch.replicates.iter().zip(rows) {
                for (place, stored) in known.iter().zip(row) {
                    if let Some(place) = place {
                        visit(replicate as usize, *place, stored);
                    }
                }
            }
        }
    }

    /// Whether the very same batch is known.
    pub(super) fn has(&self, batch: &Batch) -> bool {
        let of_unit = self.of_unit.get(&batch.unit);
        of_unit.is_some_and(|all| all.iter().any(|&i| self.batches[i] == *batch))
    }

    fn add(&mut self, batch: Batch) {
        let index = self.batches.len();
        self.of_unit.entry(batch.unit).or_default().push(index);
        self.batches.push(batch);
    }

    fn note(&mut self, session: Session) {
        if !self.sessions.contains(&session) {
            self.sessions.push(session);
        }
    }
}
