//! Title, axis labels and small print around the plots.

use super::canvas::Canvas;
use super::frame::Place;
use super::letters::Letters;
use super::palette::{INK, PALE};
use super::render::FigureError;
use super::text::{Hold, Script, wrap, wrap_within};

/// From the paper's edge to the small print.
const MARGIN: f64 = 12.0;

/// From the paper's edge to the title, which begins with the box where that is nearer.
const INDENT: f64 = 50.0;

/// Lines of an upward label: more would leave no room for what it labels.
pub(super) const UPWARD: usize = 2;

/// What is written around the box of all plots, broken into lines.
pub(super) struct SurroundingText {
    letters: Letters,
    title: Vec<String>,
    caption: Vec<String>,
    x: Vec<String>,
    y: Vec<String>,
    note: Vec<String>,
}

/// The same in one piece each.
pub(super) struct Texts<'a> {
    pub(super) title: &'a str,
    pub(super) caption: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    pub(super) note: &'a str,
}

impl SurroundingText {
    /// Breaks texts around a box that is `height` high.
    pub(super) fn of(texts: &Texts<'_>, letters: Letters, height: f64) -> Self {
        let paper = letters.paper;
        let room = paper - INDENT - 10.0;
        Self {
            title: wrap(texts.title, letters.title, room),
            caption: wrap(texts.caption, letters.note, room),
            x: wrap(texts.x, letters.label, room),
            y: wrap_within(texts.y, letters.label, height + 10.0, UPWARD),
            note: wrap(texts.note, letters.note, paper - 2.0 * MARGIN),
            letters,
        }
    }

    /// The same with another small print.
    pub(super) fn noted(mut self, note: &str) -> Self {
        self.note = wrap(note, self.letters.note, self.letters.paper - 2.0 * MARGIN);
        self
    }

    /// From the paper's edge to the box, or to what else is above it.
    pub(super) fn above(&self) -> f64 {
        let l = &self.letters;
        let rows =
            l.title_row() * self.title.len() as f64 + l.note_row() * self.caption.len() as f64;
        // Half of the topmost label beside the box stands out over it.
        match rows == 0.0 {
            true => (0.6 * l.tick).max(8.0),
            false => rows + l.title_row().max(13.0),
        }
    }

    /// From the paper's edge to the labels of ticks.
    pub(super) fn beside(&self) -> f64 {
        18.0 + self.letters.label_row() * self.y.len().max(1) as f64
    }

    /// From the box to the legend.
    pub(super) fn below(&self) -> f64 {
        let lines = self.x.len().max(1) as f64;
        self.letters.below() + 9.0 + self.letters.label_row() * (lines + 1.0)
    }

    /// Height of the paper whose legend ends somewhere.
    pub(super) fn height(&self, legend_end: f64) -> f64 {
        (legend_end + 10.0 + self.letters.note_row() * self.note.len() as f64).ceil()
    }

    /// Writes them around the box on a sheet of the given height.
    pub(super) fn draw(
        &self,
        (a, b): (Place, Place),
        height: f64,
        canvas: &Canvas<'_>,
    ) -> Result<(), FigureError> {
        let l = &self.letters;
        let (x, mut y) = (a.0.min(INDENT), l.title_row());
        for line in &self.title {
            canvas.text(line, (x, y), Script::new(l.title, INK, Hold::Left))?;
            y += l.title_row();
        }
        for line in &self.caption {
            canvas.text(line, (x, y), Script::new(l.note, PALE, Hold::Left))?;
            y += l.note_row();
        }
        self.axes((a, b), canvas)?;
        let first = height - 2.0 - l.note_row() * self.note.len() as f64;
        for (i, line) in self.note.iter().enumerate() {
            let at = (MARGIN, first + l.note_row() * i as f64);
            canvas.text(line, at, Script::new(l.note, PALE, Hold::Left))?;
        }
        Ok(())
    }

    fn axes(&self, (a, b): (Place, Place), canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let l = &self.letters;
        let script = Script::new(l.label, INK, Hold::Centre);
        let top = b.1 + l.below() + 3.0 + l.label_row();
        let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        for (i, line) in self.x.iter().enumerate() {
            let half = super::text::width(line, l.label) / 2.0 + 4.0;
            // Wider than its box it stands out over it, not over the sheet.
            let x = middle.0.min(l.paper - half).max(half);
            canvas.text(line, (x, top + l.label_row() * i as f64), script)?;
        }
        let upward = Script {
            upward: true,
            ..script
        };
        for (i, line) in self.y.iter().enumerate() {
            let half = super::text::width(line, l.label) / 2.0 + 4.0;
            let at = (l.label_row() * (i as f64 + 1.0), middle.1.max(half));
            canvas.text(line, at, upward)?;
        }
        Ok(())
    }
}
