//! Legends: a sample and what it stands for, in aligned columns.

use super::canvas::Canvas;
use super::frame::Place;
use super::letters::Letters;
use super::palette::INK;
use super::render::FigureError;
use super::text::{Hold, Script, widest, wrap};

/// Width of an entry's sample.
pub(super) const SAMPLE: f64 = 24.0;
/// From a sample to its words.
const GAP: f64 = 5.0;
/// Between columns.
const BETWEEN: f64 = 16.0;

/// An entry's words, broken into lines, and the middle of its sample's left edge.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) at: Place,
    lines: Vec<String>,
}

/// Puts entries in aligned columns; returns their places and the end.
pub(super) fn flow<'a>(
    labels: impl Iterator<Item = &'a str>,
    (left, right): (f64, f64),
    top: f64,
    letters: &Letters,
) -> (Vec<Seat>, f64) {
    let room = right - left - SAMPLE - GAP;
    let lines: Vec<Vec<String>> = labels.map(|l| wrap(l, letters.key, room)).collect();
    let count = lines.len();
    let longest = widest(lines.iter().flatten().map(String::as_str), letters.key);
    let column = SAMPLE + GAP + longest + BETWEEN;
    let columns = (((right - left + BETWEEN) / column).floor() as usize).clamp(1, count.max(1));
    // Rows of equal length look better than a full row and a rest.
    let rows = count.div_ceil(columns);
    let columns = if rows == 0 { 1 } else { count.div_ceil(rows) };
    let mut seats = Vec::with_capacity(count);
    let mut y = top;
    for row in lines.chunks(columns) {
        for (place, lines) in row.iter().enumerate() {
            seats.push(Seat {
                at: (left + place as f64 * column, y),
                lines: lines.clone(),
            });
        }
        let tallest = row.iter().map(Vec::len).max().unwrap_or(1).max(1);
        y += letters.key_row() * (0.15 + 0.85 * tallest as f64);
    }
    (seats, y)
}

impl Seat {
    /// Writes the words beside the sample.
    pub(super) fn label(&self, letters: &Letters, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        for (i, line) in self.lines.iter().enumerate() {
            let (x, y) = self.at;
            let at = (x + SAMPLE + GAP, y + 0.85 * letters.key_row() * i as f64);
            canvas.text(line, at, Script::new(letters.key, INK, Hold::Left))?;
        }
        Ok(())
    }
}
