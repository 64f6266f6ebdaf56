//! Stored predictions beside those that theory gives now.

use super::results::GroupResults;
use super::rows::{of_curves, of_map};
use crate::sweep::GroupPredictions;

/// How far two computations of one prediction may lie apart, as a share of it: solvers end at
/// about 10⁻¹⁰, and processors round differently.
const SAME: f64 = 1e-6;
/// The same of a difference of two errors, which may be zero.
const ROUNDING: f64 = 1e-9;

impl GroupResults {
    /// What is stored and not what theory gives now: place, stored and new number.
    pub fn stale(&self, now: &GroupPredictions) -> Vec<String> {
        let mut found = Vec::new();
        let mut held = |place: String, stored: Option<f64>, now: Option<f64>| {
            if !same(stored, now) {
                let said = |v: Option<f64>| v.map_or("nothing".to_owned(), |v| v.to_string());
                found.push(format!(
                    "{place} has {}, theory gives {}",
                    said(stored),
                    said(now)
                ));
            }
        };
        for (cell, quantity, row) in self.rows() {
            let population = self.plan.cells[cell].population();
            let value = now.cells[cell].value(quantity, &population);
            let place = format!("cells.csv, {}: {} {}", row.cell, row.quantity, row.group);
            held(place, row.theory, value);
        }
        let curves = of_curves(&self.plan, &now.curves);
        for (stored, now) in self.curves.iter().zip(&curves) {
            let place = format!(
                "curves.csv, x = {}: {} {}",
                stored.x, stored.quantity, stored.group
            );
            held(place, stored.theory, now.theory);
        }
        for (stored, now) in self.map.iter().zip(&of_map(&self.plan, &now.map)) {
            held(
                format!("map.csv, x = {}, y = {}", stored.x, stored.y),
                stored.value,
                now.value,
            );
        }
        found
    }
}

fn same(stored: Option<f64>, now: Option<f64>) -> bool {
    match (stored, now) {
        (Some(stored), Some(now)) => (stored - now).abs() <= SAME * now.abs() + ROUNDING,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
