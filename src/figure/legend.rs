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
    let wide: Vec<f64> = lines
        .iter()
        .map(|l| SAMPLE + GAP + widest(l.iter().map(String::as_str), letters.key))
        .collect();
    let column = column(&wide, right - left) + BETWEEN;
    let columns = (((right - left + BETWEEN) / column).floor() as usize).clamp(1, count.max(1));
    let spans: Vec<usize> = wide
        .iter()
        .map(|w| (((w + BETWEEN) / column).ceil() as usize).clamp(1, columns))
        .collect();
    // Rows of equal length look better than a full row and a rest.
    let total: usize = spans.iter().sum();
    let even = match spans.iter().all(|span| *span == 1) {
        true => total.div_ceil(total.div_ceil(columns).max(1)),
        false => columns,
    };
    let mut seats: Vec<Seat> = Vec::with_capacity(count);
    let (mut y, mut at, mut tallest) = (top, 0, 0);
    for (lines, span) in lines.into_iter().zip(spans) {
        if at > 0 && at + span > even {
            y += row_height(tallest, letters);
            (at, tallest) = (0, 0);
        }
        tallest = tallest.max(lines.len());
        seats.push(Seat {
            at: (left + at as f64 * column, y),
            lines,
        });
        at += span;
    }
    let end = if seats.is_empty() {
        y
    } else {
        y + row_height(tallest, letters)
    };
    (seats, end)
}

fn row_height(lines: usize, letters: &Letters) -> f64 {
    letters.key_row() * (0.15 + 0.85 * lines.max(1) as f64)
}

/// As wide as the widest of those that leave room for three columns; a wider one spans
/// several.
fn column(wide: &[f64], room: f64) -> f64 {
    let widest = wide.iter().copied().fold(0.0, f64::max);
    let short = wide.iter().copied().filter(|w| *w <= room / 3.0 - BETWEEN);
    match short.reduce(f64::max) {
        Some(short) => short,
        None => widest,
    }
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
