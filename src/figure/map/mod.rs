//! Maps: fields and regions over two axes.

mod colour_bar;
mod colour_scale;
mod contour;
mod contour_lines;
mod description;
mod hatch;
mod label;
mod layout;
mod lines;
mod map_legend;
mod paint;
mod panel;
mod raster;

#[cfg(test)]
mod sample_maps;
#[cfg(test)]
mod tests;

pub use colour_scale::{ColourMap, ColourScale, Spacing};
pub use description::{
    Category, Cells, Contour, Contours, Datum, Finding, Grid, MapCurve, MapFigure, Panel, Shading,
    Span, Spot,
};

use super::axes::Axes;
use super::canvas::Canvas;
use super::frame::Ruler;
use super::palette::INK;
use super::render::{FigureError, Rendered, rendered};
use super::text::{Hold, Script, width};
use contour_lines::PanelFrame;
use layout::Layout;
use paint::Paint;
use panel::PanelSheet;

impl MapFigure {
    /// What its legend says.
    #[cfg(test)]
    pub(crate) fn legend(&self) -> Vec<String> {
        let entries = map_legend::entries(self, &Paint::of(self));
        entries.into_iter().map(|entry| entry.label).collect()
    }

    /// Bits of contours, no longer than a cell and leading nowhere, that are not drawn.
    pub fn crumbs(&self) -> usize {
        let paint = Paint::of(self);
        let layout = Layout::of(self, &paint);
        let panels = layout.frames.iter().zip(&self.panels);
        let of_panel = |(&(x, y), panel): (&(Ruler, Ruler), &Panel)| {
            let paint = &paint;
            PanelFrame { x, y, paint }.contours(panel).1
        };
        panels.map(of_panel).sum()
    }

    /// Draws the figure. The same figure gives the same bytes.
    ///
    /// # Errors
    /// [`FigureError`] if a library refuses; no input is known that makes one do so.
    pub fn render(&self) -> Result<Rendered, FigureError> {
        let paint = Paint::of(self);
        let layout = Layout::of(self, &paint);
        rendered(&self.title, &self.sheet, layout.height, |canvas| {
            draw(self, &layout, &paint, canvas)
        })
    }
}

fn draw(
    figure: &MapFigure,
    layout: &Layout,
    paint: &Paint,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    for (i, &(x, y)) in layout.frames.iter().enumerate() {
        if let Some(panel) = figure.panels.get(i) {
            let sheet = PanelSheet {
                frame: PanelFrame { x, y, paint },
                canvas,
                letters: layout.letters,
            };
            sheet.draw(panel)?;
            let size = head(&panel.title, x.to - x.from, layout);
            let script = Script::new(size, INK, Hold::Centre);
            canvas.text(&panel.title, ((x.from + x.to) / 2.0, y.to - 7.0), script)?;
        }
        let axes = Axes {
            x,
            y,
            x_ticks: &layout.x_ticks,
            y_ticks: &layout.y_ticks,
            x_labels: layout.is_lowest(i),
            y_labels: layout.is_leftmost(i),
            letters: layout.letters,
        };
        axes.draw(canvas)?;
    }
    if let Some(bar) = &layout.bar {
        bar.draw(paint, canvas)?;
    }
    for (entry, seat) in &layout.legend {
        entry.draw(seat, &layout.letters, canvas)?;
    }
    layout.words.draw(layout.inside(), layout.height, canvas)
}

/// Size of a panel's title: some symbols and a number, which fit but for odd numbers.
fn head(title: &str, room: f64, layout: &Layout) -> f64 {
    let size = layout.letters.key;
    (size * (room / width(title, size).max(1.0)).min(1.0)).max(layout.letters.note.min(size))
}
