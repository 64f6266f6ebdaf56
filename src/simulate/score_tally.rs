//! Where scores lie and how they spread, one after the other.

use super::TrainingSet;
use crate::model::ClassScores;

/// Count, mean and squared deviations from it (Welford's).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ScoreTally {
    count: f64,
    mean: f64,
    squares: f64,
}

impl ScoreTally {
    pub(super) fn add(&mut self, score: f64) {
        self.count += 1.0;
        let step = score - self.mean;
        self.mean += step / self.count;
        self.squares += step * (score - self.mean);
    }

    /// With n − 1 in the denominator; 0 of one score.
    fn spread(&self) -> f64 {
        (self.squares / (self.count - 1.0).max(1.0)).sqrt()
    }

    /// Of both classes; `None` unless all is finite.
    pub(super) fn of_classes(both: [Self; 2]) -> Option<ClassScores> {
        let (means, spreads) = (both.map(|t| t.mean), both.map(|t| t.spread()));
        let finite = means.iter().chain(&spreads).all(|x| x.is_finite());
        finite.then(|| ClassScores::new(means, spreads))
    }
}

/// Of one score for every sample of a training set, in its order.
pub(super) fn class_scores(
    set: &TrainingSet,
    scores: impl IntoIterator<Item = f64>,
) -> Option<ClassScores> {
    let mut scores = scores.into_iter();
    let mut classes = [ScoreTally::default(); 2];
    for group in &set.groups {
        let class = &mut classes[usize::from(group.label < 0.0)];
        scores
            .by_ref()
            .take(group.features.ncols())
            .for_each(|score| class.add(score));
    }
    ScoreTally::of_classes(classes)
}
