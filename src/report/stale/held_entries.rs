//! Entries of one row, each beside what theory gives.

use super::{Stale, StoredEntry};
use crate::compare::scale_of;
use crate::model::Quantity;
use crate::sweep::Resolved;

/// How far two computations of one prediction may lie apart, on its scale: solvers end at
/// about 10⁻¹⁰, and processors round differently.
pub(super) const SAME: f64 = 1e-6;
/// The same of a weight: where an error is least it is flat, and an error known to 10⁻¹⁰
/// gives the place to its root.
pub(super) const WEIGHT: f64 = 1e-4;

/// One row of a table.
pub(super) struct Held<'a> {
    file: &'static str,
    place: &'a dyn Fn() -> String,
    found: &'a mut Vec<Stale>,
}

impl<'a> Held<'a> {
    pub(super) fn new(
        file: &'static str,
        place: &'a dyn Fn() -> String,
        found: &'a mut Vec<Stale>,
    ) -> Self {
        Self { file, place, found }
    }

    /// A number that is known to a share of itself.
    pub(super) fn number(
        self,
        column: &'static str,
        stored: Option<f64>,
        now: Option<f64>,
        share: f64,
    ) -> Self {
        let scale = share / SAME * now.unwrap_or(0.0);
        self.on_scale(column, stored, now, scale)
    }

    /// A number that is known to [`SAME`] of a scale.
    pub(super) fn on_scale(
        mut self,
        column: &'static str,
        stored: Option<f64>,
        now: Option<f64>,
        scale: f64,
    ) -> Self {
        if !same(stored, now, scale) {
            let entry =
                |value: Option<f64>| value.map_or(StoredEntry::Nothing, StoredEntry::Number);
            self.differs(column, entry(stored), entry(now));
        }
        self
    }

    /// A quantity on its scale: α, γ and b that of (θ, b), errors their own, what else there is
    /// that of a shift of 1/n.
    pub(super) fn predicted(
        self,
        quantity: Quantity,
        stored: Option<f64>,
        theory: &Resolved,
    ) -> Self {
        let seen = theory.classifier();
        let now = seen.as_ref().and_then(|seen| quantity.of(seen).ok());
        let scale = match quantity.is_of_class_errors() {
            true => now,
            // It takes its time, and is not asked for where there is nothing to judge.
            false if stored == now => None,
            false => seen.and_then(|seen| scale_of(quantity, &seen)),
        };
        self.on_scale(quantity.name(), stored, now, scale.unwrap_or(0.0))
    }

    /// A word.
    pub(super) fn word(
        mut self,
        column: &'static str,
        stored: Option<&str>,
        now: Option<&str>,
    ) -> Self {
        if stored != now {
            let entry = |word: Option<&str>| {
                word.map_or(StoredEntry::Nothing, |w| StoredEntry::Word(w.into()))
            };
            self.differs(column, entry(stored), entry(now));
        }
        self
    }

    fn differs(&mut self, quantity: &'static str, stored: StoredEntry, theory: StoredEntry) {
        self.found.push(Stale {
            file: self.file,
            cell: (self.place)(),
            quantity,
            stored,
            theory,
        });
    }
}

fn same(stored: Option<f64>, now: Option<f64>, scale: f64) -> bool {
    match (stored, now) {
        // Written so that no NaN is the same as anything.
        (Some(stored), Some(now)) => (stored - now).abs() <= SAME * scale.abs(),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
