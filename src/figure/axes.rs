//! Frame and ticks of one plot.

use super::canvas::Canvas;
use super::frame::{Place, Ruler};
use super::letters::Letters;
use super::palette::INK;
use super::render::FigureError;
use super::text::{Hold, Script};
use super::ticks::Ticks;

/// Two rulers, their ticks, and which of the ticks are labelled.
pub(super) struct Axes<'a> {
    pub(super) x: Ruler,
    pub(super) y: Ruler,
    pub(super) x_ticks: &'a Ticks,
    pub(super) y_ticks: &'a Ticks,
    pub(super) x_labels: bool,
    pub(super) y_labels: bool,
    pub(super) letters: Letters,
}

impl Axes<'_> {
    /// Left top and right bottom of the frame.
    pub(super) fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }

    pub(super) fn draw(&self, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let (a, b) = self.inside();
        let corners = [a, (b.0, a.1), b, (a.0, b.1), a];
        canvas.stroke(&corners, 0.8, INK)?;
        self.below(b.1, canvas)?;
        self.beside(a.0, canvas)
    }

    fn below(&self, bottom: f64, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        for (value, label) in &self.x_ticks.major {
            let Some(x) = self.x.place(*value) else {
                continue;
            };
            canvas.stroke(&[(x, bottom), (x, bottom + 4.0)], 0.8, INK)?;
            if self.x_labels {
                let script = Script::new(self.letters.tick, INK, Hold::Centre);
                canvas.text(label, (x, bottom + self.letters.below()), script)?;
            }
        }
        for value in &self.x_ticks.minor {
            let Some(x) = self.x.place(*value) else {
                continue;
            };
            canvas.stroke(&[(x, bottom), (x, bottom + 2.2)], 0.6, INK)?;
        }
        Ok(())
    }

    fn beside(&self, left: f64, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        for (value, label) in &self.y_ticks.major {
            let Some(y) = self.y.place(*value) else {
                continue;
            };
            canvas.stroke(&[(left - 4.0, y), (left, y)], 0.8, INK)?;
            if self.y_labels {
                let script = Script::new(self.letters.tick, INK, Hold::Right);
                canvas.text(label, (left - 6.0, y), script)?;
            }
        }
        for value in &self.y_ticks.minor {
            let Some(y) = self.y.place(*value) else {
                continue;
            };
            canvas.stroke(&[(left - 2.2, y), (left, y)], 0.6, INK)?;
        }
        Ok(())
    }
}
