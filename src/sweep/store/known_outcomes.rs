//! What journals already hold.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::record::{Batch, Record, Stored};
use super::session::Session;
use crate::sweep::key::{DataKey, TrainingKey, is_near};

/// Outcomes of earlier runs, found by their keys.
#[derive(Clone, Debug, Default)]
pub struct Known {
    batches: Vec<Batch>,
    /// Of each batch: (unit, digest), to tell whether it is known.
    digests: HashSet<[u8; 32]>,
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

    /// Replicates with any outcome, of all units.
    pub fn replicates(&self) -> usize {
        let of_unit = |batches: &Vec<usize>| {
            let replicates = batches.iter().flat_map(|&i| &self.batches[i].replicates);
            replicates.collect::<HashSet<_>>().len()
        };
        self.of_unit.values().map(of_unit).sum()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    pub(super) fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Everything stored of a unit under the very keys: calls with (replicate, place in
    /// `trainings`, outcome).
    pub(in crate::sweep) fn each(
        &self,
        (unit, names, trainings): Wanted<'_>,
        visit: impl FnMut(usize, usize, &Stored),
    ) {
        let places: HashMap<&TrainingKey, usize> =
            trainings.iter().enumerate().map(|(i, k)| (k, i)).collect();
        self.each_at((unit, names), |key| places.get(key).copied(), visit);
    }

    /// The same for the trainings at the places `by_rule`, under keys that are near theirs.
    pub(in crate::sweep) fn each_near(
        &self,
        (unit, names, trainings): Wanted<'_>,
        by_rule: &[usize],
        visit: impl FnMut(usize, usize, &Stored),
    ) {
        let near = |key: &TrainingKey| {
            let mut places = by_rule.iter().copied();
            places.find(|&place| is_near(key, &trainings[place]))
        };
        self.each_at((unit, names), near, visit);
    }

    fn each_at(
        &self,
        (unit, names): (&DataKey, &[String]),
        place: impl Fn(&TrainingKey) -> Option<usize>,
        mut visit: impl FnMut(usize, usize, &Stored),
    ) {
        let Some(batches) = self.of_unit.get(unit) else {
            return;
        };
        for batch in batches.iter().map(|&i| &self.batches[i]) {
            let known: Vec<Option<usize>> = batch.trainings.iter().map(&place).collect();
            if known.iter().all(Option::is_none) {
                continue;
            }
            // Kept by a program that did not know of one of them: as good as not kept.
            let Some(picks) = picks(&batch.names, names) else {
                continue;
            };
            let rows = batch.outcomes.chunks_exact(known.len());
            for (&replicate, row) in batch.replicates.iter().zip(rows) {
                for (place, stored) in known.iter().zip(row) {
                    let Some(place) = place else { continue };
                    match &picks {
                        Picks::All => visit(replicate as usize, *place, stored),
                        Picks::Some(picks) => {
                            visit(replicate as usize, *place, &stored.picked(picks));
                        }
                    }
                }
            }
        }
    }

    /// Whether the very same batch is known.
    pub(super) fn has(&self, batch: &Batch) -> bool {
        self.digests.contains(&digest(batch))
    }

    fn add(&mut self, batch: Batch) {
        if !self.digests.insert(digest(&batch)) {
            return;
        }
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

/// Of which unit, which numbers, under which trainings.
pub(in crate::sweep) type Wanted<'a> = (&'a DataKey, &'a [String], &'a [TrainingKey]);

/// Where the wanted numbers lie among those that are kept.
enum Picks {
    /// They are the very same.
    All,
    Some(Vec<usize>),
}

/// `None` if one of them is not there.
fn picks(kept: &[String], wanted: &[String]) -> Option<Picks> {
    if kept == wanted {
        return Some(Picks::All);
    }
    let place = |name| kept.iter().position(|k| k == name);
    let places = wanted.iter().map(place).collect::<Option<_>>();
    places.map(Picks::Some)
}

fn digest(batch: &Batch) -> [u8; 32] {
    Sha256::digest(Record::Batch(batch.clone()).encode()).into()
}
