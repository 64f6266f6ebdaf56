//! The colour bar: low at the bottom, ticks on its right, its label upwards.

use super::super::canvas::{Canvas, Image};
use super::super::frame::Place;
use super::super::letters::Letters;
use super::super::palette::{INK, ink_on};
use super::super::render::FigureError;
use super::super::surrounding_text::UPWARD;
use super::super::text::{Hold, Script, widest, width, wrap_within};
use super::super::ticks::Ticks;
use super::colour_scale::{SHADES, Shades};
use super::description::{MapFigure, Shading};
use super::paint::{Paint, data, number};
use super::raster::Raster;

/// From the panels to the bar.
const AWAY: f64 = 12.0;
const THICK: f64 = 11.0;
/// Height of the arrow at an end beyond which there are values.
const TIP: f64 = 9.0;
/// Taller than this a bar is no easier to read.
const TALLEST: f64 = 260.0;

/// A colour bar and where it goes.
pub(super) struct Bar {
    shades: Shades,
    ticks: Ticks,
    /// Broken into lines.
    label: Vec<String>,
    letters: Letters,
    left: f64,
    top: f64,
    bottom: f64,
    /// Whether there are values below and above.
    beyond: (bool, bool),
    /// Values that contours mark.
    levels: Vec<f64>,
}

impl Bar {
    /// The bar of a figure of numbers, beside panels from top to bottom.
    pub(super) fn of(
        figure: &MapFigure,
        paint: &Paint,
        (top, bottom): (f64, f64),
        letters: Letters,
    ) -> Option<Self> {
        let (Shading::Values(scale), Some(shades)) = (&figure.shading, &paint.shades) else {
            return None;
        };
        // A label may stand out over panels and bar.
        let label = wrap_within(&scale.label, letters.label, bottom - top + 36.0, UPWARD);
        let spare = ((bottom - top - TALLEST) / 2.0).max(0.0);
        let out = |f: fn(f64) -> bool| {
            data(figure)
                .filter_map(number)
                .filter_map(|v| shades.share(v))
                .any(f)
        };
        let beyond = (out(|share| share < -1e-9), out(|share| share > 1.0 + 1e-9));
        let tip = |shown: bool| if shown { TIP } else { 0.0 };
        let (top, bottom) = (top + spare + tip(beyond.1), bottom - spare - tip(beyond.0));
        let mut levels: Vec<f64> = figure
            .panels
            .iter()
            .filter(|p| p.contours.field.is_none())
            .flat_map(|p| p.contours.levels.iter().map(|c| c.level))
            .filter(|v| shades.share(*v).is_some_and(|s| s > 0.0 && s < 1.0))
            .collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        Some(Self {
            ticks: shades.ticks((1.3 * letters.tick / (bottom - top)).clamp(0.0, 1.0)),
            shades: shades.clone(),
            label,
            letters,
            left: 0.0,
            top,
            bottom,
            beyond,
            levels,
        })
    }

    /// From the panels to the edge of the sheet.
    pub(super) fn width(&self) -> f64 {
        let lines = self.label.len() as f64;
        AWAY + self.label_at() - self.letters.label_row() + self.letters.label_row() * lines + 12.0
    }

    /// From the bar's left to the middle of its label's first line.
    fn label_at(&self) -> f64 {
        THICK + 6.0 + widest(self.ticks.labels(), self.letters.tick) + self.letters.label_row()
    }

    pub(super) fn at(mut self, panels_end: f64) -> Self {
        self.left = panels_end + AWAY;
        self
    }

    pub(super) fn draw(&self, paint: &Paint, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        let (a, b) = ((self.left, self.top), (self.left + THICK, self.bottom));
        let column = Raster {
            width: 1,
            height: SHADES,
            pixels: (0..SHADES).rev().map(|i| i as u8).collect(),
        };
        canvas.image(Image {
            left_top: a,
            right_bottom: b,
            png: column.png(&paint.palette)?,
        });
        for &level in &self.levels {
            if let (Some(y), Some(shade)) = (self.place(level), self.shades.shade(level)) {
                let ink = ink_on(paint.colour(shade as u8));
                canvas.stroke(&[(a.0, y), (b.0, y)], 0.8, ink)?;
            }
        }
        self.rim(a, b, paint, canvas)?;
        self.scale(b.0, canvas)?;
        let middle = (self.top + self.bottom) / 2.0;
        let upward = Script {
            upward: true,
            ..Script::new(self.letters.label, INK, Hold::Centre)
        };
        for (i, line) in self.label.iter().enumerate() {
            let x = self.left + self.label_at() + self.letters.label_row() * i as f64;
            let half = width(line, self.letters.label) / 2.0 + 4.0;
            canvas.text(line, (x, middle.max(half)), upward)?;
        }
        Ok(())
    }

    /// The outline with its arrows.
    fn rim(
        &self,
        a: Place,
        b: Place,
        paint: &Paint,
        canvas: &Canvas<'_>,
    ) -> Result<(), FigureError> {
        let middle = (a.0 + b.0) / 2.0;
        let (above, below) = ((middle, a.1 - TIP), (middle, b.1 + TIP));
        let mut outline = vec![a];
        if self.beyond.1 {
            canvas.fill(&[a, above, (b.0, a.1)], paint.colour(SHADES as u8 - 1))?;
            outline.push(above);
        }
        outline.extend([(b.0, a.1), b]);
        if self.beyond.0 {
            canvas.fill(&[(a.0, b.1), below, b], paint.colour(0))?;
            outline.push(below);
        }
        outline.extend([(a.0, b.1), a]);
        canvas.stroke(&outline, 0.8, INK)
    }

    fn scale(&self, right: f64, canvas: &Canvas<'_>) -> Result<(), FigureError> {
        for (value, label) in &self.ticks.major {
            let Some(y) = self.place(*value) else {
                continue;
            };
            canvas.stroke(&[(right, y), (right + 4.0, y)], 0.8, INK)?;
            let script = Script::new(self.letters.tick, INK, Hold::Left);
            canvas.text(label, (right + 6.0, y), script)?;
        }
        for value in &self.ticks.minor {
            if let Some(y) = self.place(*value) {
                canvas.stroke(&[(right, y), (right + 2.2, y)], 0.6, INK)?;
            }
        }
        Ok(())
    }

    fn place(&self, value: f64) -> Option<f64> {
        let share = self.shades.share(value)?;
        Some(self.bottom + share.clamp(0.0, 1.0) * (self.top - self.bottom))
    }
}
