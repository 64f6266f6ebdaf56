//! What only one kind of scenario has, in tables and in words.

use super::differences;
use super::results::{Results, TREND};
use super::tables::csv;
use super::trend_summary;
use crate::scenario::Kind;

impl Results {
    /// The tables that only one kind of scenario has.
    pub(super) fn tables_of(&self, kind: &Kind) -> Vec<(&'static str, Vec<u8>)> {
        match kind {
            Kind::Map(map) => {
                let tables = self.map.as_ref();
                tables.map_or_else(Vec::new, |tables| tables.files(map))
            }
            Kind::Paired(_) => differences::file(self).into_iter().collect(),
            Kind::FiniteSize(_) => {
                let trends = self.trends().into_iter();
                trends.map(|(_, rows)| (TREND, csv(&rows, &[]))).collect()
            }
        }
    }
}

/// What their columns mean.
pub(super) fn explained(out: &mut String, kinds: &[Kind]) {
    for kind in kinds {
        match kind {
            // Its columns stand before those of cells, which it may not have.
            Kind::Map(_) => {}
            Kind::Paired(_) => differences::explained(out),
            Kind::FiniteSize(_) => trend_summary::explained(out),
        }
    }
}
