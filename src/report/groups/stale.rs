//! Stored predictions beside those that theory gives now.

use super::results::GroupResults;
use super::rows::{GroupCellRow, of_curves, of_map, of_mark, predicted};
use crate::report::map::MAP;
use crate::report::results::{CELLS, CURVES, MARKS};
use crate::sweep::GroupPredictions;

/// How far two computations of one prediction may lie apart, as a share of it: solvers end at
/// about 10⁻¹⁰, and processors round differently.
const SAME: f64 = 1e-6;
/// The same of a weight: where an error is least it is flat, and an error known to 10⁻¹⁰ gives the
/// place to its root.
const WEIGHT: f64 = 1e-4;
/// The same of a difference of two errors, which may be zero.
const ROUNDING: f64 = 1e-9;

impl GroupResults {
    /// What is stored and not what the scenario says and theory gives now: place, stored and new
    /// entry.
    pub fn stale(&self, now: &GroupPredictions) -> Vec<String> {
        let mut found = Vec::new();
        for (cell, quantity, row) in self.rows() {
            let expected = predicted(
                &self.plan,
                &self.plan.cells[cell],
                &now.cells[cell],
                quantity,
            );
            of_cell(row, &expected, &mut found);
        }
        for (row, now) in self.curves.iter().zip(&of_curves(&self.plan, &now.curves)) {
            let place = format!("{CURVES}, x = {}: {} {}", row.x, row.quantity, row.group);
            Held::new(place, &mut found)
                .number("theory", row.theory, now.theory, SAME)
                .number("x", Some(row.x), Some(now.x), SAME)
                .word("curve", &row.curve.to_string(), &now.curve.to_string())
                .word("method", named(&row.method), named(&now.method))
                .word("quantity", &row.quantity, &now.quantity)
                .word("group", &row.group, &now.group)
                .word("status", row.status.name(), now.status.name());
        }
        for (row, now) in self.marks.iter().zip(&now.marks) {
            let now = of_mark(&self.plan, now);
            let place = format!("{MARKS}, curve {}: {}", row.curve, row.rule.name());
            let (at, error) = (row.weight_strength, row.worst_group_error);
            Held::new(place, &mut found)
                .word("curve", &row.curve.to_string(), &now.curve.to_string())
                .word("method", named(&row.method), named(&now.method))
                .word("rule", row.rule.name(), now.rule.name())
                .number("weight_strength", at, now.weight_strength, WEIGHT)
                .number("worst_group_error", error, now.worst_group_error, SAME);
        }
        for (row, now) in self.map.iter().zip(&of_map(&self.plan, &now.map)) {
            let held = Held::new(format!("{MAP}, x = {}, y = {}", row.x, row.y), &mut found)
                .number("value", row.value, now.value, SAME)
                .number("x", Some(row.x), Some(now.x), SAME)
                .number("y", Some(row.y), Some(now.y), SAME)
                .word("status", row.status.name(), now.status.name());
            // Earlier tables have none.
            if let Some(reason) = &row.reason {
                held.word("reason", reason, now.reason.as_deref().unwrap_or_default());
            }
        }
        found
    }
}

/// Everything in a row but what was measured, and what follows from that.
fn of_cell(row: &GroupCellRow, now: &GroupCellRow, found: &mut Vec<String>) {
    let weights = |row: &GroupCellRow| -> Vec<Option<f64>> {
        row.weights.split(' ').map(|w| w.parse().ok()).collect()
    };
    let [stored, expected] = [weights(row), weights(now)];
    let count = |n: Option<usize>| n.map(|n| n as f64);
    let place = format!("{CELLS}, {}: {} {}", row.cell, row.quantity, row.group);
    let loss = |row: &GroupCellRow| row.loss.map_or("", |loss| loss.name());
    let mut held = Held::new(place, found)
        .word("method", named(&row.method), named(&now.method))
        .word("loss", loss(row), loss(now))
        .number("theory", row.theory, now.theory, SAME)
        .number("n", count(row.n), count(now.n), 0.0)
        .number("d", count(row.d), count(now.d), 0.0)
        .number("delta", Some(row.delta), Some(now.delta), SAME)
        .number("ridge", Some(row.ridge), Some(now.ridge), SAME)
        .number("correlation", row.correlation, now.correlation, SAME)
        .number("noise_ratio", row.noise_ratio, now.noise_ratio, SAME)
        .word("weight_rule", &row.weight_rule, &now.weight_rule)
        .number(
            "weight_strength",
            Some(row.weight_strength),
            Some(now.weight_strength),
            SAME,
        )
        .number("prior", row.prior, now.prior, SAME)
        .number("length", row.length, now.length, SAME)
        .word("status", row.status.name(), now.status.name());
    if stored.len() != expected.len() {
        held = held.word("weights", &row.weights, &now.weights);
    }
    for (stored, now) in stored.into_iter().zip(expected) {
        held = held.number("weights", stored, now, WEIGHT);
    }
}

/// The name of a method; empty without one.
fn named(method: &Option<String>) -> &str {
    method.as_deref().unwrap_or_default()
}

/// Entries of one row, each beside what it should be.
struct Held<'a> {
    place: String,
    found: &'a mut Vec<String>,
}

impl<'a> Held<'a> {
    fn new(place: String, found: &'a mut Vec<String>) -> Self {
        Self { place, found }
    }

    /// A number that is known to a share of itself.
    fn number(self, column: &str, stored: Option<f64>, now: Option<f64>, share: f64) -> Self {
        let same = match (stored, now) {
            (Some(stored), Some(now)) => (stored - now).abs() <= share * now.abs() + ROUNDING,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let said = |v: Option<f64>| v.map_or("nothing".to_owned(), |v| v.to_string());
        self.entry(column, same, &said(stored), &said(now))
    }

    fn word(self, column: &str, stored: &str, now: &str) -> Self {
        self.entry(
            column,
            stored == now,
            &format!("`{stored}`"),
            &format!("`{now}`"),
        )
    }

    fn entry(self, column: &str, same: bool, stored: &str, now: &str) -> Self {
        if !same {
            let place = self.place.trim_end();
            let of = format!("{place} has {stored} for {column}, where theory gives {now}");
            self.found.push(of);
        }
        self
    }
}
