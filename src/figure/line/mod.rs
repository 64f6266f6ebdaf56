//! Curves and points over one axis.

mod draw;
mod layout;

use super::description::LineFigure;
use super::render::{FigureError, Rendered, rendered};

impl LineFigure {
    /// Draws the figure. The same figure gives the same bytes.
    ///
    /// # Errors
    /// [`FigureError`] if a library refuses; no input is known that makes one do so.
    pub fn render(&self) -> Result<Rendered, FigureError> {
        let layout = layout::Layout::of(self);
        rendered(&self.title, (layout.width, layout.height), |canvas| {
            draw::draw(self, &layout, canvas)
        })
    }
}
