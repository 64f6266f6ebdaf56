//! Figures fit for a paper: typed curves, points and fields in, SVG, PNG and PDF out.
//!
//! This room draws what it is given and computes no science. The same input gives
//! the same bytes: the font is embedded, text becomes outlines, and nothing of the
//! machine (fonts, locale, time) enters.
//!
//! [`LineFigure`] shows curves over one axis, [`MapFigure`] fields or regions over two.

mod axes;
mod canvas;
mod dash;
mod description;
mod frame;
mod glyphs;
mod legend;
mod letters;
mod line;
mod map;
mod palette;
mod path_length;
#[cfg(feature = "pdf")]
mod pdf;
mod render;
mod surrounding_text;
mod text;
mod ticks;

#[cfg(test)]
mod room_tests;
#[cfg(test)]
mod tests;

pub use description::{
    Across, AxisSpec, Dash, Key, LineFigure, Mark, Marker, Point, Series, Style,
};
pub use glyphs::without_glyph;
pub use map::{
    Category, Cells, ColourMap, ColourScale, Contour, Contours, Datum, Finding, Grid, MapCurve,
    MapFigure, Panel, Shading, Spacing, Span, Spot,
};
pub use palette::{Colour, Hue, colour, fill};
pub use render::{FigureError, Rendered};
pub use ticks::significant;
