//! Title, axis labels and small print around the plots.

use super::canvas::Canvas;
use super::frame::Place;
use super::palette::{INK, PALE};
use super::render::FigureError;
use super::text::{Hold, LABEL, NOTE, Script, TITLE, WIDTH, fitted};

/// Height of a line of small print.
pub(super) const NOTE_ROW: f64 = 10.0;

/// What is written around the box of all plots.
pub(super) struct Words<'a> {
    pub(super) title: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    /// Broken into lines.
    pub(super) note: &'a [String],
}

impl Words<'_> {
    /// Writes them around the box on a sheet of the given height.
    pub(super) fn draw(
        &self,
        (a, b): (Place, Place),
        height: f64,
        canvas: &Canvas<'_>,
    ) -> Result<(), FigureError> {
        let size = fitted(self.title, TITLE, WIDTH - a.0 - 8.0);
        let script = Script::new(size, INK, Hold::Left);
        canvas.text(self.title, (a.0, 13.0), script)?;
        let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        // A label may stand out over its frame, not over the sheet.
        let size = fitted(self.x, LABEL, 2.0 * (WIDTH - middle.0).min(middle.0) - 8.0);
        let script = Script::new(size, INK, Hold::Centre);
        canvas.text(self.x, (middle.0, b.1 + 26.0), script)?;
        let upward = Script {
            upward: true,
            ..Script::new(
                fitted(self.y, LABEL, 2.0 * middle.1 - 8.0),
                INK,
                Hold::Centre,
            )
        };
        canvas.text(self.y, (12.0, middle.1), upward)?;
        let first = height - 2.0 - NOTE_ROW * self.note.len() as f64;
        for (i, line) in self.note.iter().enumerate() {
            let at = (12.0, first + NOTE_ROW * i as f64);
            canvas.text(line, at, Script::new(NOTE, PALE, Hold::Left))?;
        }
        Ok(())
    }
}
