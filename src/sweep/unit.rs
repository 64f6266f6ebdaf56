//! What is simulated on common data.

use std::collections::HashMap;
use std::ops::Range;

use super::key::TrainingKey;
use super::replicated::Replicated;
use super::two_classes::TwoClasses;
use crate::model::{SimulationMethod, Training};
use crate::scenario::{Cell, Precision};

/// One design and every classifier to train on its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit<R: Replicated = TwoClasses> {
    /// Shapes the data.
    pub design: R::Design,
    /// How its replicates are simulated.
    pub method: SimulationMethod,
    /// Which replicates are wanted: the numbers that, with the design, seed their data.
    pub replicates: Range<usize>,
    /// Share the data.
    pub trainings: Vec<R::Training>,
    /// Places of the trainings whose weight a rule chose: stored outcomes of a weight that
    /// differs in the last digits are theirs too.
    pub by_rule: Vec<usize>,
    /// What is measured depends on them too.
    pub conditions: R::Conditions,
    /// When fewer replicates are enough; the range must then begin at 0, since the decision
    /// rests on all that come before it.
    pub precision: Option<Precision<R::Quantity>>,
}

/// What a cell trains, once its weight is known.
pub(super) fn training(cell: &Cell, weight_ratio: f64) -> Training {
    cell.setting.training.weighing(weight_ratio)
}

/// Different trainings in the order of their first mention, and the place among them of each that is
/// wanted: cells that differ in name only, such as a rule's weight that is also given as a number,
/// are trained once.
pub(super) fn distinct<R: Replicated>(
    wanted: impl IntoIterator<Item = Option<R::Training>>,
) -> (Vec<R::Training>, Vec<Option<usize>>) {
    let mut trainings = Vec::new();
    let mut known: HashMap<(TrainingKey, Vec<u8>), usize> = HashMap::new();
    let mut place = |training: R::Training| {
        let identity = (R::training_key(&training), R::made_of_it(&training));
        *known.entry(identity).or_insert_with(|| {
            trainings.push(training);
            trainings.len() - 1
        })
    };
    let places = wanted.into_iter().map(|training| training.map(&mut place));
    let places = places.collect();
    (trainings, places)
}

/// What is drawn for some trainings, each once.
pub(super) fn drawn_once<R: Replicated>(trainings: &[R::Training]) -> Vec<R::Training> {
    distinct::<R>(trainings.iter().map(|training| Some(R::drawn(training)))).0
}

impl<R: Replicated> Unit<R> {
    /// Where the first stage ends: at the first decision, or with the range.
    pub(super) fn first_stage(&self) -> usize {
        let end = self.replicates.end;
        let decision = self
            .precision
            .as_ref()
            .and_then(|p| p.schedule.next_after(0));
        decision.map_or(end, |decision| decision.min(end))
    }
}
