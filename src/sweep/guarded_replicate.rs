//! One replicate, whatever happens in it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::outcome::{Outcome, Reason, message};
use super::replicated::{Drawn, Replicated};
use super::unit::Unit;
use crate::simulate::Streams;

/// Draws and trains some of a unit's trainings: [`Replicated::draw`], or a stand-in for it in tests.
pub(super) type Simulate<'s, R> =
    dyn Fn(&Unit<R>, &[<R as Replicated>::Training], Streams) -> Vec<Drawn<R>> + Sync + 's;

/// The system refused memory that a solver asked for, which says nothing of the replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MemoryRefused;

impl MemoryRefused {
    /// Whether a panic was that.
    pub(super) fn of_panic(payload: &(dyn std::any::Any + Send)) -> Option<Self> {
        is_refused_memory(payload).then_some(Self)
    }
}

/// Whether a panic came from memory that the system refused. Solvers panic with the standard library's
/// or their own error of this name, and with no type that could be asked for.
pub fn is_refused_memory(payload: &(dyn std::any::Any + Send)) -> bool {
    message(payload).is_some_and(|words| words.contains("AllocError"))
}

/// A panic is a failure of this replicate alone, and of the training that it is of: the
/// others are trained again one by one, so that none depends on its company.
///
/// # Errors
/// [`MemoryRefused`]: then nothing is known of the replicate.
pub(super) fn guarded<R: Replicated>(
    simulate: &Simulate<'_, R>,
    unit: &Unit<R>,
    trainings: &[R::Training],
    streams: Streams,
) -> Result<Vec<Outcome<R::Measurement>>, MemoryRefused> {
    match catch_unwind(AssertUnwindSafe(|| simulate(unit, trainings, streams))) {
        Ok(results) => Ok(results
            .into_iter()
            .map(|r| r.map_err(Reason::from))
            .collect()),
        Err(payload) => match MemoryRefused::of_panic(&*payload) {
            Some(refused) => Err(refused),
            None if trainings.len() == 1 => Ok(vec![Err(Reason::panicked(&*payload))]),
            None => {
                let one_by_one = trainings.iter().map(|training| {
                    guarded(simulate, unit, std::slice::from_ref(training), streams)
                });
                Ok(one_by_one.collect::<Result<Vec<_>, _>>()?.concat())
            }
        },
    }
}
