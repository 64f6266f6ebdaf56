//! What a search over a ridge or a share met and cannot offer.

use super::error_curve::error_of;
use super::search::{Best, FLAT, Reach};
use crate::model::Objective;

/// Of an error, where two are the same to rounding.
const SAME: f64 = 1e-9;

/// A place that a search passed over, with the weight it asks for there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Passed {
    /// The ridge or the share.
    pub(super) place: f64,
    pub(super) best: Best,
}

/// All places that a search passed over because their weight is a knife edge or beyond the cap.
#[derive(Clone, Debug, Default)]
pub(super) struct Sieve(Vec<Passed>);

impl Sieve {
    /// What can be offered; the rest is kept in mind.
    pub(super) fn offered(&mut self, place: f64, best: Best) -> Option<Best> {
        match best.reach {
            Reach::Inside | Reach::Plateau => Some(best),
            Reach::KnifeEdge | Reach::BeyondCap => {
                self.0.push(Passed { place, best });
                None
            }
        }
    }

    /// What makes a choice no minimum but the last place before others that are better: of those
    /// within a thousandth of the best of them the nearest, for errors may fall for ever.
    pub(super) fn better_than(&self, place: f64, value: f64) -> Beyond {
        let error = |value: f64| error_of(Objective::WorstClass, value);
        let finite = || self.0.iter().filter(|p| p.best.value.is_finite());
        let least = finite().map(|p| error(p.best.value));
        let (least, here) = (least.fold(f64::INFINITY, f64::min), error(value));
        if least.is_nan() || least >= here * (1.0 - SAME) {
            return Beyond::Nothing;
        }
        if least >= here * (1.0 - FLAT) {
            return Beyond::Little;
        }
        let enough = finite().filter(|p| error(p.best.value) <= least * (1.0 + FLAT));
        let away = |p: &Passed| {
            (p.place.max(f64::MIN_POSITIVE) / place.max(f64::MIN_POSITIVE))
                .ln()
                .abs()
        };
        match enough.min_by(|a, b| away(a).total_cmp(&away(b))) {
            Some(passed) => Beyond::Better(*passed),
            None => Beyond::Nothing,
        }
    }
}

/// What there is beside a choice that was not offered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Beyond {
    Nothing,
    /// Less than a thousandth is gained there.
    Little,
    Better(Passed),
}
