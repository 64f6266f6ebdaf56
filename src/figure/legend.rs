//! Legends: a sample and what it stands for, in aligned columns.

use super::canvas::Canvas;
use super::frame::Place;
use super::palette::INK;
use super::render::FigureError;
use super::text::{Hold, LABEL, Script, WIDTH, fitted, widest};

/// Width of an entry's sample.
pub(super) const SAMPLE: f64 = 24.0;
/// Height of a row of entries.
const ROW: f64 = 14.0;
/// Size of the text.
const SIZE: f64 = LABEL - 1.0;

/// Puts entries in aligned columns; returns their places and the end.
pub(super) fn flow<'a>(
    labels: impl ExactSizeIterator<Item = &'a str>,
    left: f64,
    right: f64,
    top: f64,
) -> (Vec<Place>, f64) {
    let count = labels.len();
    let longest = widest(labels, SIZE);
    let widest = if count == 0 {
        0.0
    } else {
        SAMPLE + 5.0 + longest
    };
    let column = widest + 16.0;
    let columns = (((right - left + 16.0) / column).floor() as usize).clamp(1, count.max(1));
    // Rows of equal length look better than a full row and a rest.
    let rows = count.div_ceil(columns);
    let columns = if rows == 0 { 1 } else { count.div_ceil(rows) };
    let places = (0..count)
        .map(|i| {
            let (row, place) = (i / columns, i % columns);
            (left + place as f64 * column, top + row as f64 * ROW)
        })
        .collect();
    (places, top + rows as f64 * ROW)
}

/// Writes an entry's label beside its sample.
pub(super) fn label(text: &str, (x, y): Place, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let at = (x + SAMPLE + 5.0, y);
    // Longer than the sheet is wide it would be cut off.
    let size = fitted(text, SIZE, WIDTH - at.0 - 4.0);
    canvas.text(text, at, Script::new(size, INK, Hold::Left))
}
