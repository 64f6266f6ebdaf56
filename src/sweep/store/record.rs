//! What a journal's records say.

use super::session::Session;
use super::tally::Tally;
use crate::sweep::key::{DataKey, TrainingKey};
use crate::sweep::replicated::{Kept, Replicated};
use crate::sweep::two_classes::ORDER;
use crate::sweep::{Outcome, Reason};

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Record {
    /// A run began to write.
    Session(Session),
    /// Outcomes.
    Batch(Batch),
    /// How much there is after what came before.
    Tally(Tally),
}

/// Outcomes of some replicates of one unit under the same trainings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Batch {
    pub(super) unit: DataKey,
    /// What the numbers of a measurement are.
    pub(super) names: Vec<String>,
    pub(super) trainings: Vec<TrainingKey>,
    pub(super) replicates: Vec<u32>,
    /// Replicate by replicate, training by training.
    pub(super) outcomes: Vec<Stored>,
}

/// An outcome without what follows from its design.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sweep) enum Stored {
    Measured(Kept),
    Failed(Reason),
}

impl Stored {
    pub(in crate::sweep) fn of<R: Replicated>(outcome: &Outcome<R::Measurement>) -> Self {
        match outcome {
            Ok(measurement) => Stored::Measured(R::kept(measurement)),
            Err(reason) => Stored::Failed(reason.clone()),
        }
    }

    pub(in crate::sweep) fn outcome<R: Replicated>(
        &self,
        design: &R::Design,
    ) -> Outcome<R::Measurement> {
        match self {
            Stored::Measured(kept) => Ok(R::measurement(design, kept)),
            Stored::Failed(reason) => Err(reason.clone()),
        }
    }

    /// The same with the numbers at these places alone, in this order.
    pub(super) fn picked(&self, places: &[usize]) -> Self {
        match self {
            Stored::Measured(kept) => {
                let number = |&place: &usize| kept.numbers.get(place).copied();
                Stored::Measured(Kept {
                    numbers: places.iter().filter_map(number).collect(),
                    ..kept.clone()
                })
            }
            Stored::Failed(reason) => Stored::Failed(reason.clone()),
        }
    }
}

const SESSION: u8 = 1;
const BATCH: u8 = 2;
const TALLY: u8 = 3;
const NAMED: u8 = 4;
const MEASURED: u8 = 0;
const SEPARABLE: u8 = 1;
const FAILED: u8 = 2;

impl Record {
    /// As bytes, little-endian.
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Record::Session(session) => tagged(SESSION, &session.to_json()),
            Record::Tally(tally) => tagged(TALLY, &tally.to_json()),
            Record::Batch(batch) => batch.encode(),
        }
    }

    /// `None` if it is not one of this version of the format.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        match rest.byte()? {
            SESSION => Session::from_json(rest.0).map(Record::Session),
            TALLY => Tally::from_json(rest.0).map(Record::Tally),
            BATCH => Batch::decode(rest, two_classes()).map(Record::Batch),
            NAMED => {
                let names = rest.names()?;
                Batch::decode(rest, names).map(Record::Batch)
            }
            _ => None,
        }
    }
}

/// What journals keep of two classes.
fn two_classes() -> Vec<String> {
    ORDER.map(str::to_owned).to_vec()
}

/// The beginning of a batch with other numbers.
fn named(names: &[String]) -> Vec<u8> {
    let mut bytes = vec![NAMED];
    bytes.extend((names.len() as u32).to_le_bytes());
    for name in names {
        bytes.extend((name.len() as u32).to_le_bytes());
        bytes.extend(name.as_bytes());
    }
    bytes
}

fn tagged(tag: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend(text.as_bytes());
    bytes
}

impl Batch {
    fn encode(&self) -> Vec<u8> {
        // What the numbers are is not said of the three that journals of version 1 have.
        let mut bytes = match self.names.iter().eq(ORDER) {
            true => vec![BATCH],
            false => named(&self.names),
        };
        bytes.extend(self.unit);
        bytes.extend((self.trainings.len() as u32).to_le_bytes());
        bytes.extend(self.trainings.iter().flatten());
        bytes.extend((self.replicates.len() as u32).to_le_bytes());
        for replicate in &self.replicates {
            bytes.extend(replicate.to_le_bytes());
        }
        for outcome in &self.outcomes {
            outcome.encode(&mut bytes);
        }
        bytes
    }

    fn decode(mut rest: Rest<'_>, names: Vec<String>) -> Option<Self> {
        let unit = rest.array()?;
        let trainings = (0..rest.u32()?)
            .map(|_| rest.array())
            .collect::<Option<Vec<TrainingKey>>>()?;
        let replicates = (0..rest.u32()?)
            .map(|_| rest.u32())
            .collect::<Option<Vec<u32>>>()?;
        let count = trainings.len() * replicates.len();
        let outcomes = (0..count)
            .map(|_| Stored::decode(&mut rest, names.len()))
            .collect::<Option<Vec<Stored>>>()?;
        rest.0.is_empty().then_some(Self {
            unit,
            names,
            trainings,
            replicates,
            outcomes,
        })
    }

    /// Bytes that it takes, roughly.
    pub(super) fn size(&self) -> usize {
        let of_outcome = 17 + 8 * self.names.len();
        50 + 24 * self.trainings.len()
            + 4 * self.replicates.len()
            + of_outcome * self.outcomes.len()
    }
}

impl Stored {
    fn encode(&self, bytes: &mut Vec<u8>) {
        match self {
            Stored::Measured(Kept {
                numbers,
                iterations,
                residual,
                separable,
            }) => {
                bytes.push(if *separable { SEPARABLE } else { MEASURED });
                for number in numbers.iter().chain([residual]) {
                    bytes.extend(number.to_bits().to_le_bytes());
                }
                bytes.extend(iterations.to_le_bytes());
            }
            Stored::Failed(reason) => {
                bytes.push(FAILED);
                bytes.extend((reason.words().len() as u32).to_le_bytes());
                bytes.extend(reason.words().as_bytes());
            }
        }
    }

    fn decode(rest: &mut Rest<'_>, numbers: usize) -> Option<Self> {
        let tag = rest.byte()?;
        match tag {
            MEASURED | SEPARABLE => Some(Stored::Measured(Kept {
                numbers: (0..numbers).map(|_| rest.f64()).collect::<Option<_>>()?,
                residual: rest.f64()?,
                iterations: u64::from_le_bytes(rest.array()?),
                separable: tag == SEPARABLE,
            })),
            FAILED => Some(Stored::Failed(Reason::new(rest.text()?))),
            _ => None,
        }
    }
}

/// Bytes yet to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(count)?;
        self.0 = left;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[b]| b)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn names(&mut self) -> Option<Vec<String>> {
        (0..self.u32()?)
            .map(|_| self.text().map(str::to_owned))
            .collect()
    }

    fn f64(&mut self) -> Option<f64> {
        let bits = u64::from_le_bytes(self.array()?);
        Some(f64::from_bits(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(numbers: &[f64], iterations: u64, residual: f64, separable: bool) -> Stored {
        Stored::Measured(Kept {
            numbers: numbers.into(),
            iterations,
            residual,
            separable,
        })
    }

    fn batch() -> Batch {
        Batch {
            unit: [7; 32],
            names: two_classes(),
            trainings: vec![[1; 24], [2; 24]],
            replicates: vec![3, 9],
            outcomes: vec![
                measured(&[1.5, -0.0, 1e-300], 1, 1e-12, false),
                Stored::Failed(Reason::new("a class has no sample")),
                measured(&[1.0, 0.5, -2.0], 77, 0.0, true),
                Stored::Failed(Reason::new("")),
            ],
        }
    }

    #[test]
    fn a_batch_survives_the_journey_bit_for_bit() {
        let bytes = Record::Batch(batch()).encode();
        let Some(Record::Batch(read)) = Record::decode(&bytes) else {
            panic!("not a batch");
        };
        assert_eq!(read, batch());
        assert_eq!(Record::Batch(read).encode(), bytes, "−0 too");
    }

    #[test]
    fn what_is_cut_or_too_long_is_no_record() {
        let bytes = Record::Batch(batch()).encode();
        for length in 0..bytes.len() {
            assert_eq!(Record::decode(&bytes[..length]), None);
        }
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(Record::decode(&longer), None);
        assert_eq!(Record::decode(&[9, 1, 2]), None);
    }

    /// Other numbers than those of two classes are kept with what they are.
    #[test]
    fn named_numbers_survive_too() {
        let names = ["alpha", "bias", "π 1", "π 2"].map(str::to_owned);
        let mut named = batch();
        named.names = names.to_vec();
        for outcome in &mut named.outcomes {
            if let Stored::Measured(kept) = outcome {
                kept.numbers.push(-7.25);
            }
        }
        let bytes = Record::Batch(named.clone()).encode();
        assert_eq!(Record::decode(&bytes), Some(Record::Batch(named)));
        for length in 0..bytes.len() {
            assert_eq!(Record::decode(&bytes[..length]), None);
        }
        // As a program of before has written them: the first byte and what follows it.
        assert_eq!((bytes[0], Record::Batch(batch()).encode()[0]), (4, 2));
        assert_eq!(Record::Batch(batch()).encode()[1..33], [7; 32]);
    }

    #[test]
    fn numbers_are_picked_by_their_places() {
        let all = measured(&[1.0, 2.0, 3.0], 4, 5.0, true);
        assert_eq!(all.picked(&[2, 0]), measured(&[3.0, 1.0], 4, 5.0, true));
        let failed = Stored::Failed(Reason::new("no"));
        assert_eq!(failed.picked(&[2, 0]), failed);
    }

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let mut long = batch();
        long.outcomes[1] = Stored::Failed(Reason::new(&"δ".repeat(333)));
        let bytes = Record::Batch(long).encode();
        let Some(Record::Batch(read)) = Record::decode(&bytes) else {
            panic!("not a batch");
        };
        let Stored::Failed(reason) = &read.outcomes[1] else {
            panic!("not a failure");
        };
        assert_eq!(reason.words(), "δ".repeat(200));
    }
}
