//! What a journal's records say.

use super::session::Session;
use super::tally::Tally;
use crate::model::Design;
use crate::simulate::Measurement;
use crate::sweep::key::{DataKey, TrainingKey};
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
    pub(super) trainings: Vec<TrainingKey>,
    pub(super) replicates: Vec<u32>,
    /// Replicate by replicate, training by training.
    pub(super) outcomes: Vec<Stored>,
}

/// An outcome without what follows from its design.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sweep) enum Stored {
    Measured {
        order: [f64; 3],
        iterations: u64,
        residual: f64,
        separable: bool,
    },
    Failed(Reason),
}

impl Stored {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Ok(m) => Stored::Measured {
                order: m.order(),
                iterations: m.iterations as u64,
                residual: m.residual,
                separable: m.separable,
            },
            Err(reason) => Stored::Failed(reason.clone()),
        }
    }

    pub(in crate::sweep) fn outcome(&self, design: &Design) -> Outcome {
        match self {
            Stored::Measured {
                order,
                iterations,
                residual,
                separable,
            } => {
                let solved = (*iterations as usize, *residual);
                Ok(Measurement::new(design, *order, solved, *separable))
            }
            Stored::Failed(reason) => Err(reason.clone()),
        }
    }
}

const SESSION: u8 = 1;
const BATCH: u8 = 2;
const TALLY: u8 = 3;
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
            BATCH => Batch::decode(rest).map(Record::Batch),
            _ => None,
        }
    }
}

fn tagged(tag: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend(text.as_bytes());
    bytes
}

impl Batch {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![BATCH];
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

    fn decode(mut rest: Rest<'_>) -> Option<Self> {
        let unit = rest.array()?;
        let trainings = (0..rest.u32()?)
            .map(|_| rest.array())
            .collect::<Option<Vec<TrainingKey>>>()?;
        let replicates = (0..rest.u32()?)
            .map(|_| rest.u32())
            .collect::<Option<Vec<u32>>>()?;
        let count = trainings.len() * replicates.len();
        let outcomes = (0..count)
            .map(|_| Stored::decode(&mut rest))
            .collect::<Option<Vec<Stored>>>()?;
        rest.0.is_empty().then_some(Self {
            unit,
            trainings,
            replicates,
            outcomes,
        })
    }

    /// Bytes that it takes, roughly.
    pub(super) fn size(&self) -> usize {
        50 + 24 * self.trainings.len() + 4 * self.replicates.len() + 41 * self.outcomes.len()
    }
}

impl Stored {
    fn encode(&self, bytes: &mut Vec<u8>) {
        match self {
            Stored::Measured {
                order,
                iterations,
                residual,
                separable,
            } => {
                bytes.push(if *separable { SEPARABLE } else { MEASURED });
                for number in order.iter().chain([residual]) {
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

    fn decode(rest: &mut Rest<'_>) -> Option<Self> {
        let tag = rest.byte()?;
        match tag {
            MEASURED | SEPARABLE => Some(Stored::Measured {
                order: [rest.f64()?, rest.f64()?, rest.f64()?],
                residual: rest.f64()?,
                iterations: u64::from_le_bytes(rest.array()?),
                separable: tag == SEPARABLE,
            }),
            FAILED => {
                let length = rest.u32()? as usize;
                let words = std::str::from_utf8(rest.take(length)?).ok()?;
                Some(Stored::Failed(Reason::new(words)))
            }
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

    fn f64(&mut self) -> Option<f64> {
        let bits = u64::from_le_bytes(self.array()?);
        Some(f64::from_bits(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        Batch {
            unit: [7; 32],
            trainings: vec![[1; 24], [2; 24]],
            replicates: vec![3, 9],
            outcomes: vec![
                Stored::Measured {
                    order: [1.5, -0.0, 1e-300],
                    iterations: 1,
                    residual: 1e-12,
                    separable: false,
                },
                Stored::Failed(Reason::new("a class has no sample")),
                Stored::Measured {
                    order: [1.0, 0.5, -2.0],
                    iterations: 77,
                    residual: 0.0,
                    separable: true,
                },
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
