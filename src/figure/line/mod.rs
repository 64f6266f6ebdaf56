//! Curves and points over one axis.

mod coinciding_lines;
mod draw;
mod layout;

use super::description::LineFigure;
use super::render::{FigureError, Rendered, rendered};

/// Ends of the labels along x, and the width of the paper.
#[cfg(test)]
pub(super) fn labels_along_x(figure: &LineFigure) -> (Vec<(f64, f64)>, f64) {
    let layout = layout::Layout::of(figure);
    let ends = |(value, label): &(f64, String)| {
        let at = layout.x.place(*value).filter(|_| !label.is_empty())?;
        let half = super::text::width(label, layout.letters.tick) / 2.0;
        Some((at - half, at + half))
    };
    let places = layout.x_ticks.major.iter().filter_map(ends).collect();
    (places, layout.letters.paper)
}

/// The drawing of a figure, text as text.
#[cfg(test)]
pub(super) fn tree(figure: &LineFigure) -> resvg::usvg::Tree {
    let layout = layout::Layout::of(figure);
    let draw = |canvas: &super::canvas::Canvas<'_>| draw::draw(figure, &layout, canvas);
    super::render::drawn(&figure.sheet, layout.height, draw).unwrap()
}

impl LineFigure {
    /// Draws the figure. The same figure gives the same bytes.
    ///
    /// # Errors
    /// [`FigureError`] if a library refuses; no input is known that makes one do so.
    pub fn render(&self) -> Result<Rendered, FigureError> {
        let layout = layout::Layout::of(self);
        rendered(&self.title, &self.sheet, layout.height, |canvas| {
            draw::draw(self, &layout, canvas)
        })
    }
}
